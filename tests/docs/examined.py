"""Yearly examinations in a small run: of the unstable, and of others. Run as a script, in a copy with the parameter of the page.

The engine to read, uncompiled, needs a second or two for it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from model.care import log as L
from model.care.home import UNSTABLE
from model.engines import simpy_engine
from model.scenario.loading import load

SMALL = {
    "scale": 0.012, "horizon.end": "2024-07-01", "registry.stable_share": 0.0, "registry.unstable_share": 1.0,
    "home.examination_share": 1.0,
}  # fmt: skip
"""Everybody is unstable on the first day; visits make some of them better."""


def examined(changes: dict[str, Any]) -> tuple[int, int, str]:
    """Return how many examinations visits to the unstable, and to others, made, and a digest of the whole log."""
    log = simpy_engine.simulate(load("qujing", SMALL | changes), 7, 0, log=True).log
    assert log is not None
    stability: dict[int, int] = {}
    of_unstable = of_others = 0
    for entity, event, detail in zip(log["entity"], log["event"], log["detail"], strict=True):
        if event == L.STABILITY_CHANGED:
            stability[int(entity)] = int(detail)
        elif event == L.VISIT_COMPLETED and int(detail) & 2:
            if stability.get(int(entity), UNSTABLE) == UNSTABLE:
                of_unstable += 1
            else:
                of_others += 1
    whole = b"".join(np.ascontiguousarray(log[name]).tobytes() for name in sorted(log))
    return of_unstable, of_others, hashlib.sha256(whole).hexdigest()


if __name__ == "__main__":
    print(json.dumps([examined({}), examined({"home.examination_unstable_ratio": 0.0})]))
