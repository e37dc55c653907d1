"""Draws belong to people, not to an order of drawing (rule 1.5): what does not touch somebody changes nothing for them.

This is what lets two plans be compared person by person with few replications.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from plans import Run, plan, simulated

from model.care import log as L
from model.care.draws import identity_region, identity_stream, pack_identity
from model.care.events import CLASS_STREAM, REGISTERED_STREAM
from model.scenario.schema import Scenario

NOBODY = {"deaths_per_1000_years": 0.0, "moves_per_1000_years": 0.0, "losses_per_1000_years": 0.0}


def ward(beds: int, arrivals: float = 0.5, turnover: float = 0.0, **stream: Any) -> Scenario:
    """One ward, first come first served: a patient class alone, nobody registered."""
    arriving = {"name": "patients", "arrivals_per_day": arrivals, "entry": "hospital",
                "stages": [{"at": "hospital", "service": {"kind": "lognormal", "mean": 20, "sd": 25}}], **stream}
    return Scenario.model_validate({
        "title": {"zh": "一个病区", "en": "One ward"}, "horizon": {"start": "2024-01-01", "end": "2026-01-01"},
        "regions": [{"name": "here", "residents": 1000, "registered": 0}], "empty_start": True,
        "hospitals": [{"name": "ward", "region": "here", "open_beds": beds}], "classes": [arriving],
        "clinic": {"assessment": "none"}, "stay": {"turnover": turnover}, "leaving": NOBODY,
        "waiting_list": {"ageing_days": 0},
    })  # fmt: skip


def admitted(run: Run) -> pd.Series:
    """Return when each patient was admitted; never: infinity."""
    asked = run.log[run.log.event == L.BED_REQUESTED].set_index("entity").time
    times = run.log[run.log.event == L.ADMITTED].set_index("entity").time
    assert asked.index.is_unique and times.index.is_unique
    return times.reindex(asked.index).fillna(np.inf)


@pytest.mark.parametrize("turnover", [0.0, 0.25])
@pytest.mark.parametrize("beds", [6, 9, 10, 12])
def test_one_more_bed_never_delays_anybody(beds: int, turnover: float) -> None:
    """By the recursion of Kiefer and Wolfowitz: with the same arrivals and stays, every wait is at most as long."""
    fewer, more = admitted(simulated(ward(beds, turnover=turnover))), admitted(simulated(ward(beds + 1, turnover=turnover)))
    pd.testing.assert_index_equal(fewer.index, more.index)
    assert (more <= fewer).all()
    assert (more < fewer).any(), "the ward is full now and then, so somebody comes in earlier"


def test_one_bed_fewer_is_noticed() -> None:
    """The same comparison the other way round fails: it can."""
    fewer, more = admitted(simulated(ward(9))), admitted(simulated(ward(10)))
    assert not (fewer <= more).all()


# --- one more person -------------------------------------------------------------------------------------------


def plenty(registered: list[int], **changes: Any) -> Scenario:
    """Two counties of a city with everything unlimited and every part of the pathway switched on."""
    unlimited = "unlimited"
    regions = [{"name": name, "residents": 50_000, "registered": n, "community_workers": unlimited,
                "primary_institutions": 3, "hospitals": [f"hospital {name}", "city hospital"]}
               for name, n in zip(("east", "west"), registered, strict=True)]
    staff = {"open_beds": unlimited, "psychiatrists": unlimited, "nurses": unlimited, "health_staff": unlimited}
    institutions = [
        {"name": f"{kind} {name}", "region": name, "kind": kind, "staff": unlimited,
         **({} if kind == "home_support" else {"places": unlimited})}
        for name in ("east", "west") for kind in ("day", "supported", "home_support")]
    table: dict[str, Any] = {
        "title": {"zh": "应有尽有", "en": "Plenty"}, "horizon": {"start": "2024-01-01", "end": "2026-01-01"},
        "regions": regions, "institutions": institutions, "empty_start": True,
        "hospitals": [{"name": f"hospital {r}", "region": r, **staff} for r in ("east", "west")]
        + [{"name": "city hospital", **staff}],
        "registry": {"detection": "none"}, "clinic": {"reviews_per_registered_year": 0},
        "stay": {"turnover": 0, "long_share": 0.3, "supported_need_share": 0.8, "long_stay_review_days": 30},
        "relapse": {"annual_share_regular": 0.6, "annual_share_irregular": 0.9},
        "referral": {"offers_from_home_per_1000_year": 800, "accepted_share": 0.9},
        "leaving": {"deaths_per_1000_years": 60, "moves_per_1000_years": 200, "losses_per_1000_years": 30},
        "assistance": {"assistance": "on"},
        "classes": [stream("others")],
    }  # fmt: skip
    return Scenario.model_validate({**table, **changes})


def stream(name: str, arrivals: float = 0.2, **changes: Any) -> dict[str, Any]:
    day = {"kind": "exponential", "mean": 30}
    return {"name": name, "arrivals_per_day": arrivals, "entry": "clinic", "stages": [
        {"at": "clinic", "service": {"kind": "exponential", "mean": 1}, "next": [
            {"to": "hospital", "probability": 0.6}, {"to": "out", "probability": 0.4}]},
        {"at": "hospital", "service": day, "next": [
            {"to": "day", "probability": 0.5}, {"to": "supported", "probability": 0.2}, {"to": "out", "probability": 0.3}]},
        {"at": "day", "service": day}, {"at": "supported", "service": day}], **changes}  # fmt: skip


def without(log: pd.DataFrame, newcomers: pd.Series) -> pd.DataFrame:
    return log[~newcomers].reset_index(drop=True)


def assert_same_rows(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.fixture(scope="module")
def base() -> Run:
    return simulated(plenty([60, 40]))


def test_plenty_has_everything(base: Run) -> None:
    """The comparison below means something only if all of the pathway happens."""
    counts = base.log.event.value_counts()
    for event in (L.DIED, L.MOVED, L.LEFT_CITY, L.VISIT_COMPLETED, L.VISIT_FAILED, L.RELAPSED, L.ASSESSMENT_STARTED,
                  L.CRISIS_EVENT, L.ADMITTED, L.BLOCKED, L.REVIEWED, L.DISCHARGED, L.REFERRAL_ACCEPTED, L.INTAKE_STARTED,
                  L.REHABILITATION_ENDED, L.PLACE_HELD, L.DROPPED_OUT, L.EVALUATED, L.CASE_OPENED, L.CLASS_LEFT,
                  L.CLINIC_VISIT, L.ASSISTANCE_DELIVERED):  # fmt: skip
        assert counts.get(event, 0) > 0, L.EVENT_NAMES[event]


def test_nobody_waits_in_plenty(base: Run) -> None:
    """With no limit anywhere an assessment, a bed and a visit come at once (rule 1.8)."""
    for event in (L.ADMITTED, L.ASSESSMENT_STARTED, L.CLINIC_VISIT, L.VISIT_STARTED):
        waits = base.log[base.log.event == event].value
        assert len(waits) and (waits == 0.0).all(), L.EVENT_NAMES[event]


@pytest.mark.parametrize("region", [0, 1])
def test_one_more_registered_changes_nobody_elses_log(base: Run, region: int) -> None:
    registered = [60, 40]
    newcomer = int(pack_identity(REGISTERED_STREAM, region, registered[region]))
    registered[region] += 1
    more = simulated(plenty(registered)).log
    assert (more.entity == newcomer).sum() > 1, "the newcomer lives"
    assert_same_rows(base.log, without(more, more.entity == newcomer))


def test_one_more_class_changes_nobody_elses_log(base: Run) -> None:
    more = simulated(plenty([60, 40], classes=[stream("others"), stream("more", 0.3)])).log
    newcomers = more.entity.map(identity_stream) == CLASS_STREAM + 1
    assert newcomers.sum() > 50
    assert_same_rows(base.log, without(more, newcomers))


def test_arrivals_elsewhere_change_nobody_elses_log(base: Run) -> None:
    """A class that comes to one county, then to two: those of the first are the same people at the same times."""
    one = simulated(plenty([60, 40], classes=[stream("others", regions=["east"])])).log
    elsewhere = (base.log.entity.map(identity_stream) == CLASS_STREAM) & (base.log.entity.map(identity_region) == 1)
    assert elsewhere.sum() > 50
    assert_same_rows(one, without(base.log, elsewhere))


def test_one_more_is_noticed_where_capacity_binds() -> None:
    """With two psychiatrists for all, one more person does change others: the comparison can fail."""
    few = [{"name": "city hospital", "open_beds": "unlimited", "psychiatrists": 0.2}]
    regions = [{"name": "east", "residents": 50_000, "registered": 200, "community_workers": 1}]
    table = {"hospitals": few, "institutions": [], "regions": regions, "classes": [stream("others", 0.05)]}
    table["classes"][0]["stages"][1]["next"] = []  # type: ignore[index]
    table["classes"][0]["stages"] = table["classes"][0]["stages"][:2]  # type: ignore[index]
    one = simulated(plenty([0, 0], **table)).log
    more_regions = [{**regions[0], "registered": 201}]
    more = simulated(plenty([0, 0], **{**table, "regions": more_regions})).log
    newcomer = int(pack_identity(REGISTERED_STREAM, 0, 200))
    rest = without(more, more.entity == newcomer)
    assert not one.equals(rest)


# --- the same again ------------------------------------------------------------------------------------------------


def same(one: Run, other: Run) -> bool:
    arrays = [name for name, value in vars(one.output).items() if isinstance(value, np.ndarray)]
    assert len(arrays) > 8
    return one.log.equals(other.log) and all(
        np.array_equal(getattr(one.output, a), getattr(other.output, a)) for a in arrays)


def test_the_same_seed_gives_the_same_log_and_tallies() -> None:
    scenario = plan("qujing", 0.02, 1)
    assert same(simulated(scenario, 7, 1), simulated(scenario, 7, 1))


@pytest.mark.parametrize(("seed", "replication"), [(7, 2), (8, 1), (1, 7)])
def test_another_replication_or_seed_gives_another_log(seed: int, replication: int) -> None:
    scenario = plan("qujing", 0.02, 1)
    assert not same(simulated(scenario, 7, 1), simulated(scenario, seed, replication))
