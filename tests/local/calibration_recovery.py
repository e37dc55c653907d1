"""Do the intervals of ``jingkang calibrate`` cover what was true? ``python tests/local/calibration_recovery.py [TRUTHS]``.

Qujing with all its unverified parameters drawn from their ranges is run many times, at a twentieth of the people. From
most of the runs emulators are learnt; each of the others stands for a city: its indicators are observed with an error,
and its parameters are what should be found. Of 95% intervals 95% should cover. Those of one city depend on each other,
so that the bound counts cities: three standard errors of the share of a city's intervals that cover.
"""

from __future__ import annotations

import sys

import numpy as np

from model import load
from model.experiments.knowing.drawn import Plans
from model.experiments.observing.observe import Wanted
from model.experiments.running.how import How
from model.local.calibration.calibrate import UNVERIFIED, Effort, _Work
from model.local.calibration.emulator import learn
from model.local.calibration.indicators import Indicator
from model.local.calibration.posterior import drawn, log_likelihood

ERRORS = {
    "readmission_30d_share@2024": 0.005, "readmission_365d_share@2024": 0.01, "occupancy@2025": 0.02,
    "standardised_management_rate@2025": 0.01, "regular_medication_rate@2025": 0.01, "examination_rate@2025": 0.01,
    "face_to_face_rate@2025": 0.01, "admissions_per_1000_registered@2025": 4.0,
}  # fmt: skip
LEARNT, SEED, COVERAGE, NARROWED = 160, 11, 0.95, 0.9


def main() -> int:
    """Print how many intervals cover, of all parameters and of those that the data narrow."""
    truths = int((*sys.argv[1:], "30")[0])
    plans = Plans(load("qujing", {"scale": 0.05, "horizon.end": "2026-01-01"}))
    chosen = tuple(q for q in plans.quantities if q.grade in UNVERIFIED)
    asked = tuple(Indicator(Wanted.parse(name), 0.0, error) for name, error in ERRORS.items())
    work = _Work(plans, chosen, asked, Effort(LEARNT + truths, 1, 0), How(seed=SEED))
    runs = work.run(work.first_points())
    emulators = [learn(runs.points[:LEARNT], runs.values[:LEARNT, k], SEED) for k in range(len(asked))]
    active = np.unique(np.concatenate([e.active for e in emulators]))
    generator = np.random.default_rng(SEED)
    shares: dict[str, list[float]] = {"all": [], "narrowed": []}
    for n in range(LEARNT, LEARNT + truths):
        values = runs.values[n] + np.array(list(ERRORS.values())) * generator.standard_normal(len(asked))
        seen = [Indicator(i.wanted, float(v), i.error) for i, v in zip(asked, values, strict=True)]
        points = drawn(log_likelihood(emulators, seen), len(chosen), active, seed=n).points
        low, high = np.quantile(points, [0.025, 0.975], axis=0)
        covers = (low <= runs.points[n]) & (runs.points[n] <= high)
        narrow = (high - low) < NARROWED * 2 * 1.96
        shares["all"].append(float(covers.mean()))
        if narrow.any():
            shares["narrowed"].append(float(covers[narrow].mean()))
    failed = False
    for name, share in shares.items():
        within = 3.0 * float(np.std(share, ddof=1)) / len(share) ** 0.5
        good = abs(np.mean(share) - COVERAGE) <= within
        failed |= not good
        verdict = "within" if good else "OUTSIDE"
        print(f"calibrate  {name:9} {len(share)} cities, covered {np.mean(share):.1%} ± {within:.1%} {verdict}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
