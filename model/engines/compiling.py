"""The engine compiled by two processes at once: each compiles a share, and what it compiles is kept on disk for all."""

from __future__ import annotations

import os
import subprocess
import sys

MOST = 2
"""More do not help: every process compiles what all functions need for itself, and takes a gigabyte."""
SHARE = "JINGKANG_COMPILE_SHARE"
"""``1/2``: a process compiles the second of two shares of what is compiled apart, and runs nothing."""
COMPILE = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); import model.engines.compiled_engine"


def compile_in_shares() -> None:
    """Compile the engine by as many processes as there are processors, up to `MOST`.

    What goes wrong in one of them (no memory, say) is not told: whoever imports the engine afterwards compiles what is
    missing, and meets the same trouble.
    """
    import json

    shares = min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if shares < 2:
        return
    command = [sys.executable, "-c", COMPILE, json.dumps(sys.path)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for share in range(shares):
            environment = {**os.environ, SHARE: f"{share}/{shares}"}
            processes.append(subprocess.Popen(command, env=environment, **quiet))  # type: ignore[call-overload]
        for process in processes:
            process.wait()
    except OSError:
        pass
    finally:
        for process in processes:
            process.kill()
            process.wait()
