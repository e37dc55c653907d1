"""The headline sentence and the flows are plain arithmetic of the frames: worked out here by hand and a second way."""

import math

import numpy as np
import pandas as pd
import pytest

from model import load, run
from model.care import log
from model.measures import flows
from model.measures.headline import headline
from model.measures.staffing import COLUMNS, RESOURCES


def frame(rows):
    """Two hospitals, three months, one replication; (open, staffed, norm, binding) by month and hospital."""
    data = []
    for month, hospital, opened, staffed, norm, binding in rows:
        row = dict.fromkeys(COLUMNS, 0.0) | {"replication": 0, "month": month, "hospital": hospital}
        data.append(row | {"open_beds": opened, "staffed_beds": staffed, "norm_beds": norm, "binding": binding})
    table = pd.DataFrame(data, columns=list(COLUMNS))
    table["month"] = pd.Categorical(table["month"], ["2025-01", "2025-02", "2025-03"])
    table["binding"] = pd.Categorical(table["binding"], list(RESOURCES))
    return table


BY_HAND = frame([
    ("2025-01", "a", 100, 90, 50, "nurses"), ("2025-01", "b", 40, 40, 40, "open_beds"),
    ("2025-02", "a", 100, 100, 55, "open_beds"), ("2025-02", "b", 60, 55, 40, "nurses"),
    ("2025-03", "a", 120, 100, 55, "nurses"), ("2025-03", "b", 60, 57, 40, "psychiatrists"),
])


def test_by_hand():
    """120 + 60 are open, 100 + 57 staffed, 55 + 40 by the norm; nurses lose 20 and have lost beds in every month."""
    found = headline(BY_HAND, "2025-03", scale=0.5)
    assert (found.open_beds, found.staffed, found.at_norm) == (360, 314, 190)
    assert (found.binding, found.lost, found.since) == ("nurses", 40, "2025-01")


def test_a_month_without_loss_breaks_the_run():
    """Once the nurses of February suffice, they bind from March only."""
    mended = BY_HAND.copy()
    mended.loc[mended["month"] == "2025-02", "staffed_beds"] = mended.loc[mended["month"] == "2025-02", "open_beds"]
    assert headline(mended, "2025-03").since == "2025-03"


def test_nothing_binds_and_nothing_to_say():
    """Where every bed is staffed nothing binds; a plan without a number of beds has no sentence."""
    enough = BY_HAND.assign(staffed_beds=BY_HAND["open_beds"])
    assert (headline(enough, "2025-03").binding, headline(enough, "2025-03").since) == ("", "")
    assert headline(BY_HAND.assign(open_beds=math.inf), "2025-03") is None
    assert headline(BY_HAND.iloc[:0], "2025-03") is None


@pytest.fixture(scope="module")
def result():
    return run(load("qujing", {"scale": 0.05}), replications=2, seed=1, workers=1)


def test_against_the_indicators(result):
    """The sentence says what the measures of beds say, which are counted by another way."""
    found = headline(result.staffing, "2025-12", 0.05)
    table = result.indicators
    chosen = table[(table["region"] == "") & (table["period"] == "2025-12")].groupby("measure", observed=True)["value"]
    mean = chosen.mean()
    assert found.open_beds == pytest.approx(mean["open_beds"])
    assert found.staffed == pytest.approx(mean["staffed_beds"])
    assert found.at_norm <= found.open_beds


def events(**counts):
    table = np.zeros((2, log.COLUMNS))
    for name, by_detail in counts.items():
        columns = log.columns_of(getattr(log, name.upper()))
        table[0, columns][: len(by_detail)] = by_detail
    return table


def as_dict(found):
    return {(flow.source, flow.target): flow.people for flow in found}


def test_hospital_by_hand():
    """30 relapse, 25 are assessed, 15 of these and 5 others ask for a bed; 12 are admitted, 3 give up, 14 go home."""
    found = as_dict(flows.hospital(events(
        relapsed=[30], assessed=[10, 12, 0, 3], bed_requested=[5, 0, 0, 15], admitted=[10, 2], left_list=[3],
        discharged=[14],
    )))
    assert found == {
        ("relapsed", "assessed"): 25, ("relapsed", "remains"): 5, ("assessed", "at_home"): 10,
        ("assessed", "requested"): 15, ("otherwise", "requested"): 5, ("requested", "admitted"): 12,
        ("requested", "gave_up"): 3, ("requested", "remains"): 5, ("admitted", "discharged"): 14,
        ("before", "admitted"): 2,
    }


def test_rehabilitation_by_hand():
    """10 offers, 4 accepted, 3 begin; of the 5 who end, 1 dropped out."""
    found = as_dict(flows.rehabilitation(events(
        referral_offered=[10], referral_accepted=[4], referral_declined=[6], rehabilitation_started=[1, 0, 2],
        rehabilitation_ended=[2, 1, 1, 1], dropped_out=[1],
    )))
    assert found[("accepted", "remains")] == 1
    assert found[("started", "home")] == 1
    assert found[("started", "left")] == 1
    assert found[("before", "started")] == 2


@pytest.mark.parametrize("of", [flows.hospital, flows.rehabilitation])
def test_as_much_leaves_every_stage_as_comes(of):
    """Whatever the counts, a stage that people leave has as many coming."""
    counts = np.random.default_rng(5).integers(0, 50, (3, log.COLUMNS)).astype(float)
    found = of(counts)
    for stage in ({f.source for f in found} & {f.target for f in found}) - {"relapsed", "offered"}:
        come = sum(f.people for f in found if f.target == stage)
        assert come == pytest.approx(sum(f.people for f in found if f.source == stage)), stage
