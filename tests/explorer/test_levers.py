"""Levers: a move becomes a change of the plan and moves nothing else; what cannot be is said and changes nothing."""

import json

import pytest

from model.explorer import draft
from model.explorer.draft import Draft
from model.explorer.levers import capacities, paste, toml_text
from model.explorer.levers.capacities import CAPACITIES, moved_places, moved_whole, places, together, whole
from model.explorer.levers.differences import differences
from model.explorer.levers.schedules import laid
from model.scenario.loading import ScenarioError, digest, load
from model.scenario.paths import keys_of, path_of

BEDS = CAPACITIES["open_beds"]
XUANWEI = "宣威市精神专科医院"


@pytest.fixture(scope="module")
def plan():
    return load("qujing")


def beds(scenario):
    return {place.name: (place.first, place.end) for place in places(scenario, BEDS, whole(scenario))}


def test_the_whole_keeps_dates_proportions_and_today(plan):
    """Half the growth at every date; the first day stays."""
    changes = laid({}, moved_whole(plan, plan, BEDS, 4400, 2800))
    steps = load("qujing", changes).totals.open_beds.steps
    assert [s.value.value for s in steps] == [3200, 3600, 4000, 4400]
    assert [s.date for s in steps] == [s.date for s in plan.totals.open_beds.steps]
    assert load("qujing", changes).totals.open_beds.first == plan.totals.open_beds.first


@pytest.mark.parametrize("way", [[2800], [3000, 2800, 5000], [0], [10_000, 2800]])
def test_there_and_back_leaves_nothing_behind(plan, way):
    """Whatever was tried in between, the plan's own number takes the change away."""
    changes = {}
    for amount in [*way, 6000]:
        changes = laid(changes, moved_whole(plan, load("qujing", changes), BEDS, amount, 2800))
    assert changes == {}


def test_dates_that_were_moved_stay_when_the_amount_moves(plan):
    dates = [("2024-09-01", 3600), ("2025-01-01", 4400), ("2025-07-01", 5200), ("2025-12-31", 6000)]
    changes = {"totals.open_beds.steps": [{"date": d, "value": v} for d, v in dates]}
    changes = laid(changes, moved_whole(plan, load("qujing", changes), BEDS, 4400, 2800))
    assert [s["date"] for s in changes["totals.open_beds.steps"]] == [d for d, _ in dates]


@pytest.mark.parametrize("key", CAPACITIES)
def test_every_capacity_of_the_whole_arrives_at_its_places(plan, key):
    """The places together have what the lever says, and the first day is as before where the plan or the model has one."""
    capacity = CAPACITIES[key]
    before = together(places(plan, capacity, whole(plan)))
    amount = 700.0
    changes = laid({}, moved_whole(plan, plan, capacity, amount, before.today))
    changed = load("qujing", changes)
    after = together(places(changed, capacity, whole(changed)))
    assert after.end == amount
    assert after.today == (before.today if before.today < float("inf") else amount)


def test_a_place_takes_from_the_others_or_adds_to_the_total(plan):
    """Either the total stays, or the other places keep theirs to within a bed of rounding."""
    before = beds(plan)
    stays = beds(load("qujing", laid({}, moved_places(plan, plan, BEDS, {XUANWEI: 1200}, add=False))))
    assert stays[XUANWEI] == (before[XUANWEI][0], 1200)
    assert sum(end for _, end in stays.values()) == 6000
    moves = beds(load("qujing", laid({}, moved_places(plan, plan, BEDS, {XUANWEI: 1200}, add=True))))
    assert moves[XUANWEI] == (before[XUANWEI][0], 1200)
    assert all(abs(end - before[name][1]) <= 1 for name, (_, end) in moves.items() if name != XUANWEI)
    assert [first for first, _ in moves.values()] == [first for first, _ in before.values()]


@pytest.mark.parametrize("add", [False, True])
def test_a_place_given_back_leaves_nothing_behind(plan, add):
    changes = laid({}, moved_places(plan, plan, BEDS, {XUANWEI: 1200}, add))
    back = moved_places(plan, load("qujing", changes), BEDS, {XUANWEI: None}, add)
    assert laid(changes, back) == {}


def test_changes_give_way_to_what_stands_above_or_below():
    changes = {"totals.nurses.steps": [], "totals.nurses_x": 1, "split.wards": 0.5}
    assert laid(changes, {"totals.nurses": 800}) == {"totals.nurses_x": 1, "split.wards": 0.5, "totals.nurses": 800}
    assert laid({"totals.nurses": 8}, {"totals.nurses.steps": None}) == {"totals.nurses": 8}


def test_names_with_dots():
    path = path_of("hospitals", "St. Mary", "open_beds")
    assert keys_of(path) == ["hospitals", "St. Mary", "open_beds"]


# --- pasted blocks ---------------------------------------------------------------------------------------

NAMES = ["麒麟区", "宣威市"]


@pytest.mark.parametrize(("text", "expected"), [
    ("麒麟区\t100\n宣威市\t1,200\n", {"麒麟区": 100, "宣威市": 1200}),
    ("县\t床位\n宣威市\t5", {"宣威市": 5}),
    ("Xuanwei,7", {"宣威市": 7}),
    ("1,000\n20", {"麒麟区": 1000, "宣威市": 20}),
    ("宣威市 １２０", {"宣威市": 120}),
])
def test_blocks(text, expected):
    assert paste.read(text, NAMES, {"Xuanwei": "宣威市"}) == expected


@pytest.mark.parametrize(("text", "said"), [
    ("", "没有"), ("1\n2\n3", "3个数字"), ("麒麟区\t1\n宣威区\t2", "第2行"), ("麒麟区\tx\n宣威市\ty", "没有|不是数字"),
    ("麒麟区\t1\n麒麟区\t2", "重复"), ("麒麟区\t-1", "小于0"), ("麒麟区\tinf\n宣威市\tnan", "不是数字"), ("a\tb\tc", "3个单元格"),
])
def test_blocks_that_cannot_be_read(text, said):
    with pytest.raises(paste.PasteError, match=said):
        paste.read(text, NAMES, {})


# --- files -----------------------------------------------------------------------------------------------

CHANGES = {
    "totals.open_beds.steps": [{"date": "2025-01-01", "value": 3000.5}],
    f"hospitals.{XUANWEI}.open_beds": {"first": 404, "steps": []},
    "referral.recheck": "periodic", "referral.neighbours": True, "split.wards": 0.5,
    "totals.health_staff": 1500, "totals.nurses": 800,
    "training": [{"name": "转岗 1", "batch_size": 5, "batches_per_year": 4, "length_days": 60}],
}


def test_a_scenario_goes_out_and_in():
    """The file says the same scenario, and changes stay single changes."""
    held = Draft("qujing", CHANGES, name="甲")
    back = toml_text.taken(toml_text.written(held).encode())
    assert digest(back.scenario()) == digest(held.scenario())
    assert back.changes == CHANGES


def test_a_change_above_another_goes_out_as_one():
    held = Draft("qujing", {"totals.nurses": 800, "totals.nurses.steps": [{"date": "2025-01-01", "value": 900}]})
    back = toml_text.taken(toml_text.written(held).encode())
    assert [(s.date, s.value.value) for s in back.scenario().totals.nurses.steps] == \
        [(s.date, s.value.value) for s in held.scenario().totals.nurses.steps]
    assert back.scenario().totals.nurses.first.value == 800


@pytest.mark.parametrize(("data", "said"), [
    (b"\xff\xfe", "UTF-8"), (b"a = ", "TOML"), (b"", "extends"), (b"extends = '../../etc/passwd'", "extends"),
    (b"extends = 'qujing'\nfoo = 1", "foo"), (b"extends = 'qujing'\ntotals.open_beds = -4", "-4"),
    (b"extends = 'qujing'\ntitle = { zh = 'a', en = 'b' }", "title"),
    (b"extends = 'qujing'\nregions.'<script>alert(1)</script>'.residents = 4", "script"),
    (b"extends = 'qujing'\n[[training]]\nname = '![x](http://a.b/c)'", "标记"),
    (b"extends = 'qujing'\nhorizon.end = 2500-01-01", "太大"),
    (b"extends = 'qujing'\ntotals.open_beds = nan", "nan"),
    (b"extends = 'qujing'\na = " + b"[" * 50_000, "TOML"), (b"#" * 300_000, "0.2 MB"),
])
def test_files_that_are_not_taken(data, said):
    with pytest.raises(toml_text.UploadError, match=said):
        toml_text.taken(data)


@pytest.mark.parametrize("changes", [{"title.zh": "x"}, {"training": [{"name": "<b>"}]}, {"horizon.end": "2400-01-01"}])
def test_addresses_that_are_not_taken(changes):
    with pytest.raises(ScenarioError):
        draft.from_address({"plan": "qujing", "set": json.dumps(changes)})


def test_differences_in_words():
    """Each change is one line: what, from where, to what."""
    found = {each.path: each for each in differences(Draft("qujing", CHANGES))}
    assert set(found) == set(CHANGES)
    assert (found["split.wards"].plan, found["split.wards"].scenario) == ("55.0%", "50.0%")
    assert found["referral.recheck"].scenario == "等候期间定期评估"
    assert found["totals.nurses"].plan == "550，自2025年12月31日起900 人"
    assert found["totals.nurses"].scenario == "800 人"
    assert found[f"hospitals.{XUANWEI}.open_beds"].plan == "未注明"


def test_places_that_exist_in_some_copies_are_not_moved_one_by_one():
    """A number for those copies alone would be read as one for all."""
    zhejiang = load("zhejiang")
    partial = {i.name for i in zhejiang.institutions if i.in_copies is not None}
    assert partial
    shown = {place.name for key in ("day_places", "home_support_staff")
             for place in capacities.places(zhejiang, CAPACITIES[key], whole(zhejiang))}
    assert not shown & partial
