"""``python -m bench.child NAME``: do a piece of work and print what was measured as the last line, in JSON."""

import contextlib
import json
import sys

from bench import work


def main(name: str) -> None:
    """Do a piece of work of `bench.work`; what it prints itself goes to the standard error."""
    with contextlib.redirect_stdout(sys.stderr):
        measured = getattr(work, name)()
    print(json.dumps(measured))


if __name__ == "__main__":
    main(sys.argv[1])
