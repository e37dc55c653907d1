"""How often do the intervals of ``jingkang fit`` cover what went in? ``python tests/local/recovery.py [NUMBER]``.

Each extract is written, read and fitted as a hospital's would be. Of 95% intervals 95% should cover; beyond three
standard errors of that share the run fails. Ten shares are looked at: a faultless program fails in 3 of 100 runs of
other seeds; these are fixed.
"""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path

from extracts import GOING_ON, OPENED, TRUTH, covered, fitted

from model.local.stays.lognormal import NAMES

COVERAGE = 0.95


def main() -> int:
    """Print a row for each parameter and kind of extract."""
    number = int((*sys.argv[1:], "100")[0])
    within = 3.0 * math.sqrt(COVERAGE * (1.0 - COVERAGE) / number)
    failed = False
    for name, shape in (("whole", OPENED), ("truncated", GOING_ON)):
        hits = dict.fromkeys(NAMES, 0)
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(number):
                found = fitted(Path(folder) / "stays.csv", TRUTH, shape, 1000 + seed)
                for key, hit in covered(found, TRUTH).items():
                    hits[key] += hit
        for key, count in hits.items():
            share = count / number
            good = abs(share - COVERAGE) <= within
            failed |= not good
            verdict = "within" if good else "OUTSIDE"
            print(f"{name:10} {key:12} truth {getattr(TRUTH, key):<6g} covered {share:.0%} ± {within:.0%} {verdict}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
