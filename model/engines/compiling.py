"""The engine compiled by two processes at once, one from each end; what they compile is kept on disk for all."""

from __future__ import annotations

import os
import subprocess
import sys

SHARE = "JINGKANG_COMPILE_SHARE"
"""Set in a process that compiles a share and runs nothing."""
COMPILE = (
    "import json, sys; from pathlib import Path; sys.path[:] = json.loads(sys.argv[1]); "
    "import model.engines.compiled_engine; from model.engines.compiled.handler import compile_share; "
    "compile_share(Path(sys.argv[2]), sys.argv[3] == 'backwards')"
)


def compile_in_shares() -> None:
    """Compile the engine by two processes, where there are two processors; more would each take a gigabyte.

    What goes wrong in one of them (no memory, say) is not told: whoever imports the engine afterwards compiles what is
    missing, and meets the same trouble.
    """
    import json
    import tempfile

    if (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1) < 2:
        return
    processes: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory() as claims:
        try:
            for way in ("forwards", "backwards"):
                command = [sys.executable, "-c", COMPILE, json.dumps(sys.path), claims, way]
                processes.append(subprocess.Popen(
                    command, env={**os.environ, SHARE: "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                ))  # fmt: skip
            for process in processes:
                process.wait()
        except OSError:
            pass
        finally:
            for process in processes:
                process.kill()
                process.wait()
