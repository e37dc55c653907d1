"""Compare the engines on many random plans: ``python tests/engine/many_plans.py [FIRST] [NUMBER]``."""

from __future__ import annotations

import sys

from identity import assert_identical
from random_plans import random_scenario

SEED = 20240816


def main() -> int:
    """Stop at the first plan on which the engines differ, and show where."""
    first, number = (int(given) for given in (*sys.argv[1:], "0", "500")[:2])
    rows = 0
    for plan in range(first, first + number):
        try:
            rows += assert_identical(random_scenario(plan), SEED, plan % 5)
        except AssertionError as difference:
            print(f"random plan {plan}:\n{difference}")
            return 1
    print(f"{number} random plans from {first}: the engines leave the same {rows} rows and the same tallies")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
