"""The tables of a run: shape, order, copies, staffing, bottleneck."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from by_hand import Hand, empty, plan

from model.care import recorder as rec
from model.measures import MEASURES, Summary, bottleneck, summarise
from model.measures.summary import evaluate

DEC = 1


def value(summary: Summary, region: str, period: str, measure: str, column: str = "value") -> float:
    table = summary.indicators
    rows = table[(table["region"] == region) & (table["period"] == period) & (table["measure"] == measure)]
    assert len(rows) == 1
    return float(rows[column].iloc[0])


def test_indicators_are_long_and_complete(hand: Hand) -> None:
    hand.snap(DEC, 0, registered=10, stable=8)
    summary = summarise(hand.scenario, [hand.output])
    table = summary.indicators
    assert list(table.columns) == [
        "replication",
        "region",
        "period",
        "measure",
        "value",
        "spread_low",
        "spread_high",
    ]
    assert not table.duplicated(["replication", "region", "period", "measure"]).any()
    assert set(table["region"]) == {"", "east", "west"}
    assert {"2024-11", "2025-12", "2024", "2025"} <= set(table["period"])
    assert set(table["measure"]) == set(MEASURES)
    assert value(summary, "east", "2024-12", "stable_share") == 0.8
    assert value(summary, "", "2024", "stable_share") == 0.8
    assert math.isnan(value(summary, "west", "2024", "stable_share"))
    assert table["value"].dtype == np.float64


def test_rows_exist_only_where_a_measure_does(hand: Hand) -> None:
    table = summarise(hand.scenario, [hand.output]).indicators
    waits = table[table["measure"] == "wait_bed_mean_days"]
    assert set(waits["period"]) == {"2024", "2025"}
    stay = table[table["measure"] == "mean_length_of_stay_days"]
    assert set(stay["region"]) == {""}
    assert len(stay) == 16


def test_copies_are_pooled_with_their_spread(make: Callable[..., Hand]) -> None:
    hand = make(
        regions=[
            {"name": "one", "residents": 100, "city": "a"},
            {"name": "many", "residents": 100, "copies": 3, "city": "b"},
        ],
        hospitals=[],
        institutions=[],
    )
    for region, (registered, stable) in enumerate(((10, 1), (10, 4), (20, 10), (0, 0))):
        hand.snap(DEC, region, registered=registered, stable=stable)
    summary = summarise(hand.scenario, [hand.output])
    assert set(summary.indicators["region"]) == {"", "one", "many"}
    assert value(summary, "many", "2024-12", "registered") == 30
    assert value(summary, "many", "2024-12", "registered", "spread_low") == 0
    assert value(summary, "many", "2024-12", "registered", "spread_high") == 20
    # A copy with nobody registered has no share.
    assert value(summary, "many", "2024", "stable_share") == pytest.approx(14 / 30)
    assert value(summary, "many", "2024", "stable_share", "spread_low") == 0.4
    assert value(summary, "many", "2024", "stable_share", "spread_high") == 0.5
    assert math.isnan(value(summary, "one", "2024", "stable_share", "spread_low"))
    assert value(summary, "", "2024", "stable_share") == pytest.approx(15 / 40)


def test_order_does_not_depend_on_the_order_of_outputs(make: Callable[..., Hand]) -> None:
    hands = [make(replication=i) for i in range(3)]
    for i, hand in enumerate(hands):
        hand.snap(DEC, 0, registered=10 + i)
        hand.staff(DEC, 0, open_beds=i)
    outputs = [hand.output for hand in hands]
    one = summarise(hands[0].scenario, outputs)
    other = summarise(hands[0].scenario, iter([outputs[2], outputs[0], outputs[1]]))
    for a, b in zip(vars(one).values(), vars(other).values(), strict=True):
        pd.testing.assert_frame_equal(a, b)
    with pytest.raises(ValueError, match="same replication"):
        summarise(hands[0].scenario, [outputs[0], outputs[0]])


def test_no_targets_and_no_outputs_give_empty_tables() -> None:
    summary = summarise(plan(), [])
    assert len(summary.targets) == len(summary.indicators) == len(summary.staffing) == 0
    assert "probability_met" in summary.targets.columns


def test_tables_survive_parquet(hand: Hand, tmp_path: object) -> None:
    summary = summarise(hand.scenario, [hand.output])
    path = f"{tmp_path}/indicators.parquet"
    summary.indicators.to_parquet(path)
    pd.testing.assert_frame_equal(pd.read_parquet(path), summary.indicators, check_categorical=False)


def test_staffing_and_bottleneck(make: Callable[..., Hand]) -> None:
    hands = [make(replication=i) for i in range(2)]
    for i, hand in enumerate(hands):
        hand.staff(slice(None), 0, open_beds=50, staffed_beds=40 + 10 * i, binding=1 - i, psychiatrists=3)
        hand.staff(slice(None), 1, open_beds=20, staffed_beds=15, binding=2)
    summary = summarise(hands[0].scenario, [hand.output for hand in hands])
    staffing = summary.staffing
    assert list(staffing.columns) == [
        "replication",
        "month",
        "hospital",
        "open_beds",
        "staffed_beds",
        "by_psychiatrists",
        "by_nurses",
        "by_health_staff",
        "binding",
        "psychiatrists",
        "nurses",
        "health_staff",
        "occupied",
        "norm_beds",
    ]
    assert len(staffing) == 2 * 14 * 2
    assert staffing["binding"].tolist()[:2] == ["psychiatrists", "nurses"]
    assert staffing["hospital"].tolist()[:2] == ["city hospital", "east hospital"]
    table = bottleneck(staffing)
    month = table[table["month"] == "2024-12"].set_index("resource")
    # Per replication: 10 beds lost to psychiatrists in one run of two, 5 to nurses in both.
    assert month["hospitals"].to_dict() == {
        "open_beds": 0.5,
        "psychiatrists": 0.5,
        "nurses": 1.0,
        "health_staff": 0,
    }
    assert month["beds_lost"].to_dict() == {
        "open_beds": 0,
        "psychiatrists": 5,
        "nurses": 5,
        "health_staff": 0,
    }
    lost = bottleneck(staffing, scale=0.1).set_index(["month", "resource"])["beds_lost"]
    assert lost["2024-12", "nurses"] == 50, "for the whole population"
    assert month["share"].to_dict() == {
        "open_beds": 0,
        "psychiatrists": 0.5,
        "nurses": 0.5,
        "health_staff": 0,
    }


def test_bottleneck_where_no_bed_is_lost_or_all_are_unlimited(hand: Hand) -> None:
    hand.staff(slice(None), 0, open_beds=np.inf, staffed_beds=np.inf)
    hand.staff(slice(None), 1, open_beds=20, staffed_beds=20)
    table = bottleneck(summarise(hand.scenario, [hand.output]).staffing)
    assert (table["beds_lost"] == 0).all()
    assert table["share"].isna().all()


def test_a_province_is_summarised_in_under_a_second() -> None:
    regions = [{"name": f"r{i}", "city": f"c{i}", "residents": 500_000, "copies": 9} for i in range(10)]
    hospitals = [{"name": f"h{i}", "city": f"c{i}", "region": f"r{i}", "open_beds": 100} for i in range(10)]
    scenario = plan(
        regions=regions,
        hospitals=hospitals,
        institutions=[],
        horizon={"start": "2023-01-01", "end": "2026-01-01"},
    )
    output = empty(scenario)
    output.waits[rec.WAIT_BED] = 1
    evaluate(scenario, output)
    begun = time.perf_counter()
    evaluate(scenario, output)
    # Measured: a fifth of a second on a slow machine; the bound leaves room for a busy one.
    assert time.perf_counter() - begun < 2.0
