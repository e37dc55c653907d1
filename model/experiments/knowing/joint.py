"""What must hold of several numbers together: shares of one whole, and steps between today's number and a promise.

**Shares.** Each is drawn on its own; what they then add up to too much or too little is taken from them in proportion
to the room that each has left in its range. So every share stays in its range, whatever is drawn, and shares that have
no range keep their proportions and give way first. Where one share alone is moved, the others give way to it, as far as
their ranges allow. Shares that a plan asks to add up to 1 do; the split of psychiatrists' hours keeps the total that is
written; what may be at most 1 is only ever lowered. The residents of a city's counties, where several of them have a
range, keep their sum: a census publishes the city's total, and what is not known is how it is split.

**Steps.** A capacity that grows from today's number, which is not known, to one that the plan promises: the promise
(a step graded F or D, and the last step) stays, and steps that were only assumed keep their proportion between the
numbers before and after them. A step with a range of its own is drawn with the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.experiments.knowing.ranges import Keys
from model.scenario.schema import Scenario
from model.scenario.values import Schedule, Value


@dataclass(frozen=True)
class Shares:
    """Numbers that share one whole; ``exact``: they add up to ``total``, else to no more than that."""

    keys: tuple[Keys, ...]
    values: tuple[Value, ...]
    total: float
    exact: bool = True


def shares_of(scenario: Scenario) -> list[Shares]:
    """Return every set of shares of a plan."""
    registry, relapse = scenario.registry, scenario.relapse
    found = [
        Shares(
            tuple(("registry", "diagnoses", n, "share") for n in range(len(registry.diagnoses))),
            tuple(d.share for d in registry.diagnoses),
            1.0,
        ),
        _listed(("registry", "grade_shares"), registry.grade_shares),
        _listed(("relapse", "grade_shares"), relapse.grade_shares),
        _listed(("relapse", "remission_shares"), relapse.remission_shares),
        _named(scenario, ("referral",), ("day_share", "supported_share", "home_support_share"), 1.0),
        _split(scenario, ("split",)),
        _named(scenario, ("registry",), ("stable_share", "unstable_share"), 1.0, exact=False),
        _named(scenario, ("registry",), ("discharged_30_share", "discharged_365_share"), 1.0, exact=False),
        _named(scenario, ("rehabilitation",), ("employment_share", "other_services_share"), 1.0, exact=False),
    ]
    found += _residents(scenario)
    for n, hospital in enumerate(scenario.hospitals):
        if hospital.split is not None:
            found.append(_split(scenario, ("hospitals", n, "split")))
    for n, stream in enumerate(scenario.classes):
        for k, stage in enumerate(stream.stages):
            if stage.next:
                at: Keys = ("classes", n, "stages", k, "next")
                keys = tuple((*at, i, "probability") for i in range(len(stage.next)))
                found.append(Shares(keys, tuple(follow.probability for follow in stage.next), 1.0))
    return found


def _residents(scenario: Scenario) -> list[Shares]:
    found = []
    for city in dict.fromkeys(region.city for region in scenario.regions):
        inside = [
            (n, r.residents) for n, r in enumerate(scenario.regions)
            if r.city == city and (r.residents.low is not None or r.residents.high is not None)
        ]  # fmt: skip
        if len(inside) > 1:
            keys: tuple[Keys, ...] = tuple(("regions", n, "residents") for n, _ in inside)
            found.append(Shares(keys, tuple(v for _, v in inside), sum(v.value for _, v in inside)))
    return found


def _listed(at: Keys, values: Sequence[Value]) -> Shares:
    return Shares(tuple((*at, n) for n in range(len(values))), tuple(values), 1.0)


def _split(scenario: Scenario, at: Keys) -> Shares:
    whole = _named(scenario, at, ("wards", "clinic", "joint_visits", "assistance"), 0.0)
    return Shares(whole.keys, whole.values, sum(v.value for v in whole.values))


def _named(scenario: Scenario, at: Keys, names: Sequence[str], total: float, exact: bool = True) -> Shares:
    table: object = scenario
    for key in at:
        table = table[key] if isinstance(key, int) else getattr(table, key)  # type: ignore[index]
    return Shares(tuple((*at, n) for n in names), tuple(getattr(table, n) for n in names), total, exact)


def settled(shares: Shares, drawn: Mapping[Keys, float]) -> dict[Keys, float]:
    """Return the shares with those ``drawn`` among them, brought to their total.

    Nobody leaves a range. The shares that were not drawn give way first.
    """
    now = [drawn.get(keys, v.value) for keys, v in zip(shares.keys, shares.values, strict=True)]
    low = [v.value if v.low is None else v.low for v in shares.values]
    high = [v.value if v.high is None else v.high for v in shares.values]
    places = range(len(now))
    free = [k for k in places if shares.values[k].low is None and shares.values[k].high is None]
    ranged = [k for k in places if k not in free and shares.keys[k] not in drawn]
    for members in (ranged, free, [k for k in places if shares.keys[k] in drawn]):
        excess = sum(now) - shares.total
        if abs(excess) <= 1e-15 * shares.total or (excess < 0.0 and not shares.exact):
            break
        proportional = members is free
        room = [now[k] if proportional else now[k] - low[k] if excess > 0.0 else high[k] - now[k] for k in members]
        if sum(room) <= 0.0:
            continue
        taken = min(abs(excess), sum(room)) if not (proportional and excess < 0.0) else abs(excess)
        for k, share in zip(members, room, strict=True):
            moved = now[k] - (taken if excess > 0.0 else -taken) * share / sum(room)
            now[k] = max(moved, 0.0) if proportional else min(max(moved, low[k]), high[k])
    return dict(zip(shares.keys, now, strict=True))


def steps_between(schedule: Schedule, at: Keys, drawn: Mapping[Keys, float], whole: bool) -> dict[Keys, float]:
    """Return the steps that follow when today's number, or a step, is another: those that were only assumed.

    Parameters
    ----------
    at : keys of the schedule
    drawn : mapping
        New numbers by their keys; only those of this schedule are read.
    whole : bool
        Round to whole numbers.
    """
    keys: list[Keys] = [(*at, "first"), *((*at, "steps", n, "value") for n in range(len(schedule.steps)))]
    values = [schedule.first, *(step.value for step in schedule.steps)]
    last = len(values) - 1
    fixed = [
        k for k, v in enumerate(values)
        if k in (0, last) or keys[k] in drawn or v.grade in ("F", "D") or v.low is not None or v.high is not None
    ]  # fmt: skip
    found: dict[Keys, float] = {}
    for a, b in zip(fixed, fixed[1:], strict=False):
        old_a, old_b = values[a].value, values[b].value
        new_a, new_b = drawn.get(keys[a], old_a), drawn.get(keys[b], old_b)
        if (new_a, new_b) == (old_a, old_b):
            continue
        for k in range(a + 1, b):
            part = _part(old_a, values[k].value, old_b)
            if part is not None:
                # Not multiplied where nothing has changed yet: the next number may be unlimited.
                number = new_a + part * (new_b - new_a) if part else new_a
                found[keys[k]] = float(round(number)) if whole else number
    return found


def _part(first: float, between: float, last: float) -> float | None:
    """Return how far a number is on its way; None where there is no way to speak of."""
    if between == first:
        return 0.0
    if last == first or not all(abs(number) != float("inf") for number in (first, between, last)):
        return None
    return (between - first) / (last - first)
