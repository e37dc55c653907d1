"""The engines on random plans, with tables that move again and again: ``moving_tables.py [FIRST] [NUMBER]``.

A table of the compiled engine moves when it grows, which is seldom; a record held across that points at memory which
is no longer its table's, and mostly still has the right numbers in it. Here a copy of the package is changed so that
tables grow by little, always move, and leave nonsense behind: whoever holds a record too long differs or falls.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHANGES = {
    "room.py": (
        ("more, old = max(needed, LEAST, now + now // 2), word(w, table)", "more, old = max(needed, now + max(2, now // 8)), word(w, table)"),
        ("        if is_ground(w, old):\n", "        if True:\n"),
        ("                target[k] = source[k]\n",
         "                target[k] = source[k]\n                source[k] = 0x7FF4DEADDEADDEAD\n"),
        ("        else:\n            new = reallocate(old, more * size)\n", ""),
    ),
    "memory_begin.py": (("LARGE_PAGE = 1 << 21", "LARGE_PAGE = 1 << 42"),),
}
"""What is changed in the copy; the old memory is not given back, so that nobody else puts sense into it."""


def copied(folder: Path) -> None:
    """Make the changed copy."""
    for part in ("model", "scenarios", "tests/engine"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name, changes in CHANGES.items():
        path = folder / "model" / "engines" / "compiled" / name
        text = path.read_text(encoding="utf-8")
        for before, after in changes:
            assert text.count(before) == 1, f"{name} has {text.count(before)} times {before!r}: change it here too"
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")


def main() -> int:
    """Run `many_plans` in the copy."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copied(folder)
        environment = {**os.environ, "PYTHONPATH": str(folder), "NUMBA_CACHE_DIR": str(folder / "cache")}
        program = folder / "tests" / "engine" / "many_plans.py"
        done = subprocess.run([sys.executable, program, *(sys.argv[1:] or ("0", "60"))], cwd=folder, env=environment)
        if done.returncode < 0:
            print(f"ended by signal {-done.returncode}: a record is held across what enlarges its table")
    return int(done.returncode != 0)


if __name__ == "__main__":
    raise SystemExit(main())
