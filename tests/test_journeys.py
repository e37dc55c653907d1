"""Journeys of single people: their stages add up to what the engine counts, and each lasts as long as its row says."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

import numpy as np
import pytest

from model.care import log as L
from model.care import recorder as R
from model.care.draws import identity_stream
from model.care.events import REGISTERED_STREAM, UNDETECTED_STREAM
from model.engines.choice import simulate
from model.engines.setup import prepare
from model.experiments.following.journeys import COLUMNS, KINDS, SOUND, Ask, Follow
from model.experiments.following.stages import Row, Stage, stages
from model.scenario.loading import load
from model.scenario.schema import Scenario

SEED, REPLICATION = 5, 2


def strained() -> Scenario:
    """Qujing in small with waits, blocking, withdrawals, held places, moves and deaths."""
    return load("qujing", {
        "scale": 0.02, "waiting_list.start_waiting_share": 0.1, "stay.long_share": 0.4,
        "stay.supported_need_share": 0.9, "stay.supported_wait_cap_days": 40, "referral.recheck": "periodic",
        "referral.recheck_days": 20, "referral.offers_from_home_per_1000_year": 1500,
        "referral.accepted_share": 0.9, "rehabilitation.dropout_per_month": 0.2,
        "relapse.annual_share_irregular": 0.9, "relapse.annual_share_regular": 0.6,
        "leaving.moves_per_1000_years": 300, "leaving.deaths_per_1000_years": 100,
    })


@cache
def everybody() -> tuple[Any, dict[int, tuple[list[Row], list[Stage]]]]:
    scenario = strained()
    parts: list[dict[str, Any]] = []
    output = simulate("auto", scenario, SEED, REPLICATION, lambda rows: parts.append({k: rows[k].copy() for k in COLUMNS}))
    log = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
    rows: dict[int, list[Row]] = defaultdict(list)
    for time, event, entity, *rest in zip(*(log[name].tolist() for name in COLUMNS), strict=True):
        if identity_stream(entity) in (REGISTERED_STREAM, UNDETECTED_STREAM):
            rows[entity].append(Row(time, event, *rest))
    inputs = prepare(scenario)
    found = Follow()(Ask(scenario, SEED, REPLICATION, tuple(rows)))
    where = dict(zip(found["who"].tolist(), found["first"].tolist(), strict=True))
    span = (inputs.first, inputs.end)
    return output, {e: (mine, stages(mine, tuple(where[e]), span)) for e, mine in rows.items()}


def total(*lanes: str) -> float:
    return float(sum(stage.days for _, mine in everybody()[1].values() for stage in mine if stage.lane in lanes))


@pytest.mark.parametrize(
    ("level", "lanes"), [(R.HOME_LEVEL, ("home",)), (R.CLIENTS, ("rehabilitation",)), (R.WAITING_BED, ("bed_list",)),
                         (R.PLACES_USED, ("intake", "rehabilitation", "held"))]
)
def test_the_stages_of_all_people_add_up_to_what_the_engine_counts(level: int, lanes: tuple[str, ...]) -> None:
    """Only those of the registry, and of beds also others, who are not followed: at most what the engine counts."""
    counted = float(everybody()[0].integral[:, level].sum())
    if level == R.WAITING_BED:
        assert 0.0 < total(*lanes) <= counted
    else:
        assert total(*lanes) == pytest.approx(counted, rel=1e-9)


def began(stage: Stage, rows: list[Row], mine: list[Stage]) -> float:
    """Return since when it counts: an intake broken off by a move leaves the request as old as it was."""
    moves = {row.time for row in rows if row.event == L.MOVED}
    for before in mine:
        if stage.lane == "place_list" and before.lane == "intake" and before.end == stage.start and before.end in moves:
            return next(began(s, rows, mine) for s in mine if s.lane == "place_list" and s.end == before.start)
    return stage.start


def test_every_stage_lasts_as_long_as_its_row_says() -> None:
    checked: dict[int, int] = defaultdict(int)
    ends = {L.DISCHARGED: "hospital", L.ADMITTED: "bed_list", L.LEFT_LIST: "bed_list", L.INTAKE_STARTED: "place_list",
            L.WITHDRAWN: "place_list"}
    for rows, mine in everybody()[1].values():
        for row in rows:
            if row.event in ends:
                ended = [s for s in mine if s.lane == ends[row.event] and s.end == row.time and not s.open_end]
                assert ended, (L.EVENT_NAMES[row.event], row, mine)
                if not ended[-1].open_start:
                    assert row.time - began(ended[-1], rows, mine) == pytest.approx(row.value, abs=1e-9), (L.EVENT_NAMES[row.event], row, mine)
                    checked[row.event] += 1
                else:
                    assert row.value >= ended[-1].days - 1e-9
    assert min(checked[event] for event in (L.DISCHARGED, L.ADMITTED, L.INTAKE_STARTED, L.WITHDRAWN)) > 20, checked


def test_nobody_is_in_two_places_at_once() -> None:
    for _, mine in everybody()[1].values():
        for group in (("home", "hospital"), ("place_list", "intake", "rehabilitation", "held"), ("bed_list", "hospital")):
            inside = sorted((s for s in mine if s.lane in group), key=lambda s: (s.start, s.end))
            for before, after in zip(inside, inside[1:], strict=False):
                assert before.end <= after.start, (before, after)
        for blocked in (s for s in mine if s.lane == "blocked"):
            assert any(s.lane == "hospital" and s.start <= blocked.start and blocked.end <= s.end for s in mine)


@cache
def chosen() -> dict[str, Any]:
    return Follow()(Ask(strained(), SEED, REPLICATION))


def test_the_chosen_fit_their_kind_and_have_all_their_rows() -> None:
    found = chosen()
    for number, kind in enumerate(KINDS):
        people = found["who"][found["kind"] == number]
        for person in people.tolist():
            rows = {name: found[name][found["entity"] == person] for name in COLUMNS}
            if kind.name == SOUND:
                assert not set(rows["event"].tolist()) & {L.RELAPSED, L.ADMITTED, L.DISCHARGED, L.DIED}
                assert L.VISIT_COMPLETED in rows["event"], "somebody at home is visited"
            else:
                assert kind.chosen(rows).any(), kind.name
            assert len(rows["time"]) == len(everybody()[1][person][0])
    few = [kind.name for number, kind in enumerate(KINDS) if not (found["kind"] == number).any()]
    assert set(few) <= {"gave_up_waiting", "turned_away"}, few


def test_a_replication_has_its_own_people() -> None:
    again = Follow()(Ask(strained(), SEED, REPLICATION))
    other = Follow()(Ask(strained(), SEED, REPLICATION + 1))
    assert all(np.array_equal(again[name], chosen()[name]) for name in again)
    assert not np.array_equal(other["time"], chosen()["time"])


def test_somebody_asked_for_by_identity() -> None:
    person = int(chosen()["who"][0])
    found = Follow()(Ask(strained(), SEED, REPLICATION, (person,)))
    assert set(found["entity"].tolist()) == {person}
    assert found["kind"].tolist() == [-1]
