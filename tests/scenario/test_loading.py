"""Reading plans: inheritance, overrides, and messages that say what to do."""

from pathlib import Path

import pytest

from model.scenario import catalogue
from model.scenario.loading import ScenarioError, digest, load

BASE = """
title = { zh = "某市", en = "A city" }
[horizon]
start = 2024-01-01
end = 2025-01-01
[[regions]]
name = "甲县"
residents = 20000
[[regions]]
name = "乙县"
residents = 10000
[[hospitals]]
name = "市三院"
[totals]
open_beds = { first = 100, steps = [{ date = 2024-07-01, value = 150 }] }
[stay]
long_share = { value = 0.10, low = 0.05, high = 0.18, source = "a study", grade = "F" }
[[targets]]
measure = "open_beds"
at_least = 150
date = 2024-12-31
clause = "开放床位150张"
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write(tmp_path / "base.toml", BASE)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refusal(*arguments: object) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(*arguments)  # type: ignore[arg-type]
    return str(caught.value)


# --- inheritance -----------------------------------------------------------------------------------------


def test_the_name_is_the_file_name(base: Path) -> None:
    assert load(base).name == "base"


def test_tables_merge_key_by_key(base: Path, tmp_path: Path) -> None:
    """A variant states its differences only; what it does not mention stays, at every depth."""
    variant = write(tmp_path / "v.toml", 'extends = "base"\n[totals.open_beds]\nfirst = 120\n')
    plan = load(variant)
    assert plan.totals.open_beds is not None
    assert plan.totals.open_beds.first.value == 120
    assert plan.totals.open_beds.steps[0].value.value == 150, "the steps were not mentioned"
    assert plan.stay.long_share.source == "a study", "another table was not mentioned"
    assert plan.extends == "base"


def test_a_list_replaces_the_whole_list(base: Path, tmp_path: Path) -> None:
    """Otherwise a county could never be taken away."""
    variant = write(tmp_path / "v.toml", 'extends = "base"\n[[regions]]\nname = "丙县"\nresidents = 5\n')
    assert [region.name for region in load(variant).regions] == ["丙县"]


def test_an_element_of_a_list_is_changed_by_its_name(base: Path, tmp_path: Path) -> None:
    variant = write(tmp_path / "v.toml", 'extends = "base"\n[regions."乙县"]\nresidents = 99\n')
    assert [region.residents.value for region in load(variant).regions] == [20000, 99]


def test_chains_apply_the_nearest_last(base: Path, tmp_path: Path) -> None:
    write(tmp_path / "middle.toml", 'extends = "base"\n[home]\nfail_share = 0.3\nlead_days = 5\n')
    last = write(tmp_path / "last.toml", 'extends = "middle.toml"\n[home]\nfail_share = 0.1\n')
    plan = load(last)
    assert (plan.home.fail_share.value, plan.home.lead_days.value) == (0.1, 5)


def test_a_distribution_stated_anew_replaces_the_old_one(base: Path, tmp_path: Path) -> None:
    """Its kind decides which numbers belong to it: those of the old kind must not linger."""
    stay = '[stay]\nshort = { kind = "exponential", mean = 30 }\n'
    variant = write(tmp_path / "v.toml", f'extends = "base"\n{stay}')
    assert load(variant).stay.short.model_dump(exclude_none=True).keys() == {"kind", "mean"}


def test_circles_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.toml", 'extends = "b"')
    write(tmp_path / "b.toml", 'extends = "a"')
    message = refusal(tmp_path / "a.toml")
    assert "a → b → a" in message


def test_a_plan_that_extends_itself_is_not_told_its_own_name(tmp_path: Path) -> None:
    message = refusal(write(tmp_path / "self.toml", 'extends = "self"'))
    assert "no scenario is called 'self'" in message and "did you mean 'self'" not in message


def test_a_plan_may_extend_the_catalogue_under_the_same_name(tmp_path: Path) -> None:
    """A planner's own qujing.toml that extends qujing means the catalogue's, not itself."""
    own = write(tmp_path / "qujing.toml", 'extends = "qujing"\n[home]\nfail_share = 0.3\n')
    assert load(own).hospitals == load("qujing").hospitals


def test_every_plan_of_the_catalogue_loads() -> None:
    entries = catalogue.describe()
    assert {entry.name for entry in entries} == set(catalogue.names())
    assert all(entry.regions > 0 for entry in entries)
    order = [entry.name for entry in entries]
    assert order.index("qujing-staffed") > order.index("qujing"), "a variant stands after its plan"


# --- overrides -------------------------------------------------------------------------------------------


def test_a_number_replaces_a_whole_schedule(base: Path) -> None:
    beds = load(base, ["totals.open_beds=3000"]).totals.open_beds
    assert beds is not None
    assert (beds.first.value, beds.steps) == (3000, ())


def test_one_step_of_a_schedule(base: Path) -> None:
    beds = load(base, ["totals.open_beds.steps.0.value=200"]).totals.open_beds
    assert beds is not None
    assert (beds.first.value, beds.steps[0].value.value) == (100, 200)


def test_the_users_own_number_has_no_source(base: Path) -> None:
    """Range, source and grade spoke of the old number."""
    share = load(base, ["stay.long_share=0.5"]).stay.long_share
    assert share.model_dump() == {"value": 0.5, "low": None, "high": None, "source": "", "grade": None}


@pytest.mark.parametrize("address", ["市三院", '"市三院"', "0"])
def test_an_element_by_name_or_place(base: Path, address: str) -> None:
    beds = load(base, [f"hospitals.{address}.open_beds=800"]).hospitals[0].open_beds
    assert beds is not None
    assert beds.first.value == 800


def test_a_part_of_a_default_can_be_changed(base: Path) -> None:
    """The file says nothing of these: the schema's default is what is changed."""
    shares = ["registry.grade_shares.0=0.90", "registry.grade_shares.1=0.06"]
    plan = load(base, ["stay.short.median=25", *shares])
    default = load(base)
    assert plan.stay.short.median is not None
    assert plan.stay.short.median.value == 25
    assert plan.stay.short.sigma == default.stay.short.sigma
    assert [s.value for s in plan.registry.grade_shares] == [0.90, 0.06, 0.02, 0.01, 0.006, 0.004]


def test_words_dates_and_unlimited(base: Path) -> None:
    plan = load(base, ["clinic.assessment=none", "horizon.end=2026-01-01", "totals.open_beds=unlimited"])
    assert plan.clinic.assessment == "none"
    assert plan.horizon.end.year == 2026
    assert plan.totals.open_beds is not None
    assert plan.totals.open_beds.first.value == float("inf")


def test_a_mapping_says_the_same_as_text(base: Path) -> None:
    text = ["totals.open_beds=3000", "stay.long_share=0.08"]
    assert digest(load(base, text)) == digest(load(base, {"totals.open_beds": 3000, "stay.long_share": 0.08}))


def test_later_overrides_win(base: Path) -> None:
    assert load(base, ["stay.long_share=0.08", "stay.long_share=0.09"]).stay.long_share.value == 0.09


# --- digest ----------------------------------------------------------------------------------------------


def test_the_digest_is_of_the_content(base: Path, tmp_path: Path) -> None:
    """Two files that say the same are the same plan; any other number is another plan."""
    twin = write(tmp_path / "twin.toml", 'extends = "base"')
    assert digest(load(twin)) == digest(load(base))
    assert digest(load(base, ["home.fail_share=0.21"])) != digest(load(base))


# --- messages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("stay.long_shar=0.1", ["stay.long_shar", "did you mean 'long_share'?"]),
        ("home.long_share=0.1", ["belongs in stay.long_share"]),
        ("regionz.x=1", ["regionz", "did you mean 'regions'?"]),
        ("stay.long_share=1.2", ["stay.long_share", "1.2 is not a share between 0 and 1"]),
        ("stay.long_share=lots", ["expected a number", '"lots"']),
        ("scale=unlimited", ["scale", "this number cannot be unlimited"]),
        ("leaving.deaths_per_1000_years=inf", ["deaths_per_1000_years", "cannot be unlimited"]),
        ("stay.short.median=unlimited", ["stay.short.median", "cannot be unlimited"]),
        ("home.case_medication_ratio=0", ["0 is not above 0"]),
        ("clinic.assessment=off", ["clinic.assessment", "allowed: on, none"]),
        ("home.hours.working_days=['mon','tues']", ["working_days.1", "did you mean 'tue'?"]),
        ("hospitals.市二院.open_beds=1", ["no element '市二院'", "did you mean '市三院'?"]),
        ("targets.0.measure=open_bed", ["no measure 'open_bed'", "did you mean 'open_beds'?"]),
        ("targets.3.at_least=1", ["targets", "'3'"]),
        ("horizon.start=tomorrow", ["horizon.start", "2025-12-31"]),
        ("horizon.start=2030-01-01", ["horizon", "must lie after start"]),
        ("split.wards=0.9", ["split", "add up to"]),
        ("registry.grade_shares=[0.5, 0.5]", ["registry.grade_shares", "2 elements"]),
        ("hospitals.市三院.region=丁县", ["市三院", "no region is called '丁县'", "甲县"]),
        ("name=other", ["not a key that can be set"]),
        ("stay.long_share", ["expected path=value"]),
    ],
)
def test_a_wrong_override_says_where_and_what(base: Path, override: str, expected: list[str]) -> None:
    message = refusal(base, [override])
    assert "--set" in message, "the fault is in the command, not in the file"
    for part in expected:
        assert part in message


@pytest.mark.parametrize(("override", "begins"), [
    ("split.wards=0.9", "--set split.wards: the shares of psychiatrists' hours add up"),
    ("split.wards=1.5", "--set split.wards: 1.5 is not"),
    ("home.hours.working_days=['tues']", "--set home.hours.working_days.0: "),
])
def test_no_path_is_named_twice(base: Path, override: str, begins: str) -> None:
    """Neither what the fault is found in, above the key that was set, nor the key above the place of the fault."""
    assert refusal(base, [override]).startswith(begins)


def test_a_fault_is_laid_to_the_file_that_wrote_it(base: Path, tmp_path: Path) -> None:
    variant = write(tmp_path / "v.toml", 'extends = "base"\n[home]\nfail_shar = 0.3\n')
    assert refusal(variant).startswith(f"{variant}: home.fail_shar")
    write(base, BASE + "[home]\nfail_shar = 0.3\n")
    write(variant, 'extends = "base"\n[home]\nlead_days = 5\n')
    assert refusal(variant).startswith(f"{base}: home.fail_shar")


def test_all_faults_are_told_at_once(base: Path) -> None:
    message = refusal(write(base, BASE + "[home]\nfail_shar = 0.3\nlead_days = -1\n"))
    assert len(message.splitlines()) == 2


def test_elements_are_shown_by_name(base: Path) -> None:
    message = refusal(write(base, BASE.replace("residents = 10000", "residents = -1")))
    assert "regions.乙县.residents: -1 is not 0 or more" in message


def test_a_syntax_error_gives_the_line(base: Path) -> None:
    message = refusal(write(base, "title = { zh = 'a', en = 'b' }\n\nhorizon = = 3\n"))
    assert f"{base}, line 3, column" in message


def test_chinese_outside_quotation_marks_is_pointed_out(base: Path) -> None:
    """Bare Chinese keys and full-width punctuation are what a planner will write."""
    assert "'乙县' needs quotation marks" in refusal(write(base, "a = 1\n乙县 = 2\n"))
    assert "'，'" in refusal(write(base, "a = [1， 2]\n"))


CLASS = """
[[classes]]
name = "march in"
arrivals_per_day = 1
entry = "hospital"
stages = [
  { at = "hospital", service = 20, next = [{ to = "supported", probability = 0.1 }, { to = "out", probability = 0.9 }] },
  { at = "supported", service = 100 },
]
"""
HOUSE = """
[[institutions]]
name = "house"
region = "甲县"
kind = "supported"
places = 5
"""


def test_a_class_that_leads_to_a_place_nobody_can_offer_is_refused(base: Path, tmp_path: Path) -> None:
    """Such patients would keep their beds without end."""
    message = refusal(write(base, BASE + CLASS))
    assert message.startswith(f"{base}: classes.march in.stages: leads to 'supported'")
    assert "in 甲县, 乙县" in message and "none in this plan" in message
    assert len(message.splitlines()) == 1

    message = refusal(write(base, BASE + CLASS + HOUSE))
    assert "in 乙县; allowed: regions with places of that kind at some time (甲县)" in message
    for change in (["classes.march in.regions=['甲县']"], ["referral.neighbours=true"]):
        assert load(base, change).classes
    assert "(none in this plan)" in refusal(base, ["institutions.house.places=0"])
    assert load(base, ["classes.march in.regions=['甲县']", "institutions.house.places=[{date=2024-06-01,value=3}]"])


def test_names_are_suggested(tmp_path: Path) -> None:
    assert "did you mean 'qujing'?" in refusal("quijng")
    variant = write(tmp_path / "v.toml", 'extends = "qujin"')
    assert "did you mean 'qujing'?" in refusal(variant)


def test_a_missing_file_and_wrong_encoding(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes('document = "曲靖"'.encode("gbk"))
    assert "UTF-8" in refusal(tmp_path / "gbk.toml")
