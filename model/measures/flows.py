"""How many went from one stage of care to the next over a period, counted from the events of the log.

What leaves a stage may have come to it before the period, and what comes may still be there after it. Both are flows
of their own (from `BEFORE`, to `REMAINS`), so that of every stage as much leaves as comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.care import log

BEFORE, REMAINS = "before", "remains"
_ASKED_FOR_A_BED = 1
_NOBODY = 1e-6


@dataclass(frozen=True)
class Flow:
    """So many went from one stage to another; stages are named by keys of `HOSPITAL` and `REHABILITATION`."""

    source: str
    target: str
    people: float


def _count(events: NDArray[np.float64], event: int, chosen: Callable[[int], bool] | None = None) -> float:
    columns = events[:, log.columns_of(event)].sum(axis=0)
    return float(sum(n for detail, n in enumerate(columns) if chosen is None or chosen(detail)))


def hospital(events: NDArray[np.float64]) -> list[Flow]:
    """Return the flows from relapse into and out of hospital.

    Parameters
    ----------
    events : float64, shape (months, columns)
        Rows of the log by month and column (`model.care.log.columns_of`).
    """
    assessed_to_bed = _count(events, log.ASSESSED, lambda detail: bool(detail & _ASKED_FOR_A_BED))
    assessed = _count(events, log.ASSESSED)
    requested = _count(events, log.BED_REQUESTED)
    return balanced(
        [
            Flow("relapsed", "assessed", assessed),
            Flow("assessed", "requested", min(assessed_to_bed, requested)),
            Flow("assessed", "at_home", assessed - assessed_to_bed),
            Flow("otherwise", "requested", max(0.0, requested - assessed_to_bed)),
            Flow("requested", "admitted", _count(events, log.ADMITTED)),
            Flow("requested", "gave_up", _count(events, log.LEFT_LIST)),
            Flow("requested", "turned_away", _count(events, log.TURNED_AWAY)),
            Flow("admitted", "discharged", _count(events, log.DISCHARGED)),
        ],
        {"relapsed": _count(events, log.RELAPSED)},
    )


def rehabilitation(events: NDArray[np.float64]) -> list[Flow]:
    """Return the flows from the offer of rehabilitation to its end; ``events`` as for `hospital`."""
    accepted, started = _count(events, log.REFERRAL_ACCEPTED), _count(events, log.REHABILITATION_STARTED)
    ended = events[:, log.columns_of(log.REHABILITATION_ENDED)].sum(axis=0).tolist()
    return balanced(
        [
            Flow("offered", "accepted", accepted),
            Flow("offered", "declined", _count(events, log.REFERRAL_DECLINED)),
            Flow("accepted", "started", started),
            Flow("accepted", "withdrawn", _count(events, log.WITHDRAWN)),
            Flow("started", "dropped_out", _count(events, log.DROPPED_OUT)),
            Flow("started", "home", max(0.0, ended[0] - _count(events, log.DROPPED_OUT))),
            Flow("started", "employed", ended[1]),
            Flow("started", "other_services", ended[2]),
            Flow("started", "left", ended[3] + ended[4]),
        ],
        {"offered": _count(events, log.REFERRAL_OFFERED)},
    )


def balanced(flows: list[Flow], entries: dict[str, float]) -> list[Flow]:
    """Return the flows with what was there before and what remains; ``entries``: what comes into the first stages."""
    result = [flow for flow in flows if flow.people > 0.0]
    for stage in dict.fromkeys(flow.source for flow in flows):
        out = sum(flow.people for flow in flows if flow.source == stage)
        come = entries.get(stage, sum(flow.people for flow in flows if flow.target == stage))
        if stage in entries or any(flow.target == stage for flow in flows):
            # What is less than a rounding of the sums is nobody.
            if come > out + _NOBODY:
                result.append(Flow(stage, REMAINS, come - out))
            elif out > come + _NOBODY:
                result.append(Flow(BEFORE, stage, out - come))
    return result
