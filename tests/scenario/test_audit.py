"""The audit: Qujing's findings, a plan without faults, and each check firing and silent."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import math
from typing import Any

import pytest

import model.scenario.audit as package
from model.scenario.audit import CHECKS, SEVERITIES, Finding, audit
from model.scenario.audit.plan import Plan
from model.scenario.audit.rehabilitation import capacity, mean_stay
from model.scenario.catalogue import names
from model.scenario.loading import load
from model.scenario.schema import Scenario

DUE = "2025-12-31"


# --- a plan without faults: 1,000,000 residents, two counties, three hospitals --------------------

SOUND: dict[str, Any] = {
    "title": {"zh": "无错方案", "en": "A plan without faults"},
    "horizon": {"start": "2024-01-01", "end": "2026-01-01"},
    "regions": [
        {"name": "East", "residents": 600_000, "community_workers": 32, "townships": 10},
        {"name": "West", "residents": 400_000, "community_workers": 22, "townships": 8},
    ],
    "hospitals": [
        {"name": "City", "level": 3, "open_beds": 300, "psychiatrists": 52, "nurses": 110,
         "health_staff": 180},
        {"name": "East", "region": "East", "level": 2, "open_beds": 200, "psychiatrists": 34, "nurses": 72,
         "health_staff": 120},
        {"name": "West", "region": "West", "level": 1, "open_beds": 100, "psychiatrists": 17, "nurses": 36,
         "health_staff": 60},
    ],
    "institutions": [
        {"name": "East day", "region": "East", "kind": "day", "places": 150, "townships_covered": 6},
        {"name": "West day", "region": "West", "kind": "day", "places": 100, "townships_covered": 4},
    ],
    "registry": {"reported_prevalence_permille": 4.3},
    "targets": [
        {"measure": "open_beds", "at_least": 600, "date": DUE, "clause": "开放床位达到600张"},
        {"measure": "nurses", "at_least": 218, "date": DUE, "clause": "护士达到218人"},
        {"measure": "psychiatrists", "at_least": 103, "date": DUE, "clause": "医师达到103人"},
        {"measure": "health_staff", "at_least": 360, "date": DUE, "clause": "卫生技术人员达到360人"},
        {"measure": "reported_prevalence_permille", "at_least": 4.3, "date": DUE, "clause": "患病率达4.3‰"},
        {"measure": "management_rate", "at_least": 0.95, "date": DUE, "clause": "管理率达95%"},
        {"measure": "standardised_management_rate", "at_least": 0.80, "date": "2024-12-31", "clause": "80%"},
        {"measure": "standardised_management_rate", "at_least": 0.90, "date": DUE, "clause": "规范管理率90%"},
        {"measure": "rehabilitation_county_coverage", "at_least": 1.0, "date": DUE, "clause": "100%的县"},
        {"measure": "township_rehabilitation_coverage", "at_least": 0.5, "date": DUE, "clause": "50%的乡镇"},
        {"measure": "rehabilitation_service_rate", "at_least": 0.6, "date": DUE, "clause": "服务率60%"},
    ],
    "stated": [
        {"key": "beds_per_10k", "value": 6, "clause": "每万人口不低于6张"},
        {"key": "psychiatrists_per_100k", "value": 10, "clause": "每10万人不少于10人"},
        {"key": "min_psychiatrists_level1", "value": 3, "clause": "至少3名精神科医师"},
        {"key": "health_staff_per_bed_level1", "value": 0.40, "clause": "每床至少配备0.4名"},
        {"key": "ward_area_per_bed_m2_level1", "value": 4, "clause": "每床不少于4平方米"},
        {"key": "ward_area_per_bed_m2_level2", "value": 4.5, "clause": "每床不少于4.5平方米"},
        {"key": "ward_area_m2", "value": 3000, "clause": "病房3000平方米"},
        {"key": "outdoor_area_per_bed_m2_level1", "value": 2, "clause": "室外每床2平方米"},
        {"key": "outdoor_area_m2", "value": 1200, "clause": "室外1200平方米"},
        {"key": "security_share_of_staff", "value": 0.03, "clause": "总数的3%"},
        {"key": "beds_per_security_guard", "value": 20, "clause": "20张床1名"},
        {"key": "security_staff", "value": 30, "clause": "保安30名"},
        {"key": "emergency_team_city", "value": 10, "clause": "不少于10人"},
        {"key": "emergency_team_county", "value": 5, "clause": "不低于5人"},
        {"key": "emergency_team_members", "value": 20, "clause": "队员20人"},
        {"key": "prevention_doctors_per_township", "value": 1, "clause": "每乡1名"},
        {"key": "prevention_doctors", "value": 18, "clause": "精防医生18名"},
        {"key": "prevention_staff_per_village", "value": 1, "clause": "每村1名"},
        {"key": "villages", "value": 300, "clause": "300个村"},
        {"key": "village_prevention_staff", "value": 300, "clause": "村精防人员300名"},
    ],
}


class Draft:
    """A copy of the sound plan to change; ``audit()`` returns what is found in it."""

    def __init__(self) -> None:
        self.raw = copy.deepcopy(SOUND)

    def stated(self, key: str, value: float | None) -> Draft:
        """Set (or with None remove) a stated number."""
        kept = [s for s in self.raw["stated"] if s["key"] != key]
        new = {"key": key, "value": value, "clause": f"{key} 条"}
        self.raw["stated"] = kept + ([] if value is None else [new])
        return self

    def target(self, measure: str, value: float | None, date: str = DUE, bound: str = "at_least",
               **more: Any) -> Draft:
        """Set (or with None remove) the target on a measure and date."""
        kept = [t for t in self.raw["targets"] if (t["measure"], t["date"]) != (measure, date)]
        new = {"measure": measure, bound: value, "date": date, "clause": f"{measure} 条", **more}
        self.raw["targets"] = kept + ([] if value is None else [new])
        return self

    def add(self, measure: str, value: float, date: str = DUE, bound: str = "at_least") -> Draft:
        """Add a target beside those on the measure."""
        new = {"measure": measure, bound: value, "date": date, "clause": f"{measure} 条"}
        self.raw["targets"].append(new)
        return self

    def hospitals(self, resource: str, *numbers: Any) -> Draft:
        """Set one resource of the three hospitals."""
        for hospital, number in zip(self.raw["hospitals"], numbers, strict=True):
            hospital[resource] = number
        return self

    def audit(self) -> tuple[Finding, ...]:
        """Return the findings of this plan."""
        return audit(Scenario.model_validate(self.raw))

    def only(self, check: str) -> Finding:
        """Return the one finding of a check."""
        found = [f for f in self.audit() if f.check == check]
        assert len(found) == 1, [f.check for f in self.audit()]
        return found[0]

    def silent(self, check: str) -> None:
        """Assert that a check finds nothing."""
        assert check not in {f.check for f in self.audit()}


@pytest.fixture
def draft() -> Draft:
    return Draft()


def growing(first: Any, last: float, day: str = "2025-06-30") -> dict[str, Any]:
    return {"first": first, "steps": [{"date": day, "value": last}]}


def assumed(value: float, low: float, high: float) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "source": "assumed", "grade": "K"}


# --- the whole ------------------------------------------------------------------------------------

def test_a_plan_without_faults_has_no_findings(draft: Draft) -> None:
    assert draft.audit() == ()


def test_a_plan_that_states_nothing_has_no_findings() -> None:
    raw = {"title": {"zh": "空", "en": "Empty"}, "horizon": {"start": "2024-01-01", "end": "2025-01-01"},
           "regions": [{"name": "A"}]}
    assert audit(Scenario.model_validate(raw)) == ()


def test_assumptions_alone_give_no_findings() -> None:
    raw = {"title": {"zh": "假设", "en": "Assumed"}, "horizon": {"start": "2024-01-01", "end": "2025-01-01"},
           "regions": [{"name": "A", "residents": 1_000_000}], "hospitals": [{"name": "H"}],
           "totals": {"open_beds": assumed(600, 400, 800), "nurses": assumed(60, 40, 80),
                      "psychiatrists": assumed(10, 5, 20)}}
    assert audit(Scenario.model_validate(raw)) == ()


def test_findings_are_complete_frozen_and_gravest_first() -> None:
    found = audit(load("qujing"))
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=SEVERITIES.index)
    for finding in found:
        assert finding.title.zh and finding.title.en and finding.arithmetic.zh and finding.arithmetic.en
        assert finding.basis
        assert "nan" not in finding.arithmetic.en and "inf" not in finding.arithmetic.en.split()
        with pytest.raises(dataclasses.FrozenInstanceError):
            finding.check = "other"  # type: ignore[misc]


def test_every_check_key_is_documented() -> None:
    assert package.__doc__ is not None
    assert len(set(CHECKS)) == len(CHECKS)
    for finding in audit(load("qujing")):
        assert finding.check in package.__doc__


# --- Qujing ---------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def qujing_findings() -> dict[str, Finding]:
    found = audit(load("qujing"))
    return {f.check: f for f in found}


def test_qujing_beds_per_thousand_is_a_slip_of_the_unit(qujing_findings: dict[str, Finding]) -> None:
    finding = qujing_findings["beds_per_population"]
    assert finding.severity == "unit_slip"
    assert finding.stated == 6000
    assert finding.required == pytest.approx(10 * 5765.775)
    for text in ("10 张/千人 × 5,765.775 千人 = 57,658 张 ≠ 6,000 张", "5,766 张"):
        assert text in finding.arithmetic.zh
    assert "57,658" in finding.arithmetic.en and "5,766" in finding.arithmetic.en
    assert "每千常住人口床位数不低于10张" in finding.basis and "开放床位达到6000张" in finding.basis


def test_qujing_nurses_per_bed_contradict_the_standard(qujing_findings: dict[str, Finding]) -> None:
    finding = qujing_findings["nurses_per_bed"]
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 0.15, 0.35)
    assert "900" in finding.arithmetic.en and "6,000" in finding.arithmetic.en
    assert "2,100" in finding.arithmetic.en and "1,050" in finding.arithmetic.en


def test_qujing_health_staff_are_a_shortfall_not_a_contradiction(qujing_findings: dict[str, Finding]) -> None:
    finding = qujing_findings["health_staff_per_bed"]
    assert finding.severity == "shortfall"
    assert finding.stated == pytest.approx(288.28875 + 900)
    assert finding.required == pytest.approx(2400)
    assert "288" in finding.arithmetic.en and "1,190" in finding.arithmetic.en
    assert "一级机构每床至少配备0.4名卫生技术人员" in finding.basis


def test_qujing_staff_run_three_quarters_of_the_beds(qujing_findings: dict[str, Finding]) -> None:
    finding = qujing_findings["staffable_beds"]
    assert finding.severity == "shortfall"
    assert finding.stated == pytest.approx(900 / 0.19)
    assert finding.required == 6000
    assert "2,571" in finding.arithmetic.en  # 900 / 0.35


def test_qujing_others(qujing_findings: dict[str, Finding]) -> None:
    doctors = qujing_findings["psychiatrists_per_bed"]
    assert doctors.severity == "shortfall" and doctors.stated == pytest.approx(6000 / 288.28875)
    growth = qujing_findings["growth_psychiatrists"]
    assert growth.severity == "shortfall" and growth.required == pytest.approx(138.28875)
    assert "69 a year" in growth.arithmetic.en
    detections = qujing_findings["detections_needed"]
    assert detections.severity == "shortfall" and "31,712" in detections.arithmetic.en
    assert qujing_findings["ward_area"].required == 24_000
    assert qujing_findings["outdoor_area"].required == 12_000
    assert qujing_findings["emergency_teams"].required == 55
    assert "300" in qujing_findings["security_staff"].arithmetic.en
    assert "opened_by_date" not in qujing_findings
    assert {f.check for f in qujing_findings.values() if f.severity == "contradiction"} == {"nurses_per_bed"}


# --- beds -----------------------------------------------------------------------------------------

def test_density_that_does_not_fit_the_count_is_a_contradiction(draft: Draft) -> None:
    finding = draft.stated("beds_per_10k", 8).only("beds_per_population")
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 600, 800)


def test_density_within_rounding_or_below_the_count_is_none(draft: Draft) -> None:
    draft.stated("beds_per_10k", 6.1).silent("beds_per_population")
    draft.stated("beds_per_10k", 3).silent("beds_per_population")


def test_slip_of_the_unit_downwards(draft: Draft) -> None:
    """0.6 per 10,000 beside 600 beds for a million: per 1,000 was meant."""
    finding = draft.stated("beds_per_10k", 0.6).only("beds_per_population")
    assert finding.severity == "unit_slip" and "per 1,000" in finding.title.en


def test_no_slip_when_the_other_unit_fits_badly(draft: Draft) -> None:
    """8 per 1,000 are 8,000; per 10,000 800, a third beyond 600: a contradiction, no slip."""
    draft.stated("beds_per_10k", None)
    assert draft.stated("beds_per_1000", 8).only("beds_per_population").severity == "contradiction"


def test_psychiatrists_per_population(draft: Draft) -> None:
    finding = draft.stated("psychiatrists_per_100k", 20).only("psychiatrists_per_population")
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 103, 200)


def test_national_density(draft: Draft) -> None:
    draft.raw["regions"][0]["residents"] = 4_600_000
    finding = draft.only("beds_against_national")
    assert finding.severity == "note" and finding.stated == pytest.approx(1.2)


def test_total_against_hospitals(draft: Draft) -> None:
    draft.raw["totals"] = {"open_beds": 700}
    finding = draft.only("total_against_places")
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 700, 600)
    draft.raw["totals"] = {"open_beds": 600}
    draft.silent("total_against_places")


# --- staff ----------------------------------------------------------------------------------------

def test_nurses_between_practice_and_standard_are_a_shortfall(draft: Draft) -> None:
    draft.target("nurses", 150).hospitals("nurses", 75, 50, 25)
    finding = draft.only("nurses_per_bed")
    assert (finding.severity, finding.stated) == ("shortfall", 0.25)


def test_nurses_standard_binds_level_three_only(draft: Draft) -> None:
    draft.raw["hospitals"][0]["level"] = 2
    draft.target("nurses", 150).hospitals("nurses", 75, 50, 25)
    assert draft.only("nurses_per_bed").severity == "note"


def test_nurses_below_practice_are_a_contradiction(draft: Draft) -> None:
    finding = draft.target("nurses", 90).hospitals("nurses", 45, 30, 15).only("nurses_per_bed")
    assert (finding.severity, finding.stated) == ("contradiction", 0.15)


def test_nurses_assumed_by_the_scenario_are_a_note(draft: Draft) -> None:
    draft.target("nurses", None)
    draft.hospitals("nurses", assumed(45, 40, 60), assumed(30, 20, 40), assumed(15, 10, 20))
    assert draft.only("nurses_per_bed").severity == "note"


def test_more_nurses_in_the_scenario_than_promised_count(draft: Draft) -> None:
    draft.target("nurses", 90).silent("nurses_per_bed")


@pytest.mark.parametrize(("psychiatrists", "severity"), [(30, "shortfall"), (60, "note")])
def test_psychiatrists_per_bed(draft: Draft, psychiatrists: int, severity: str) -> None:
    draft.target("psychiatrists", psychiatrists).stated("psychiatrists_per_100k", None)
    draft.hospitals("psychiatrists", psychiatrists - 6, 3, 3)
    finding = draft.only("psychiatrists_per_bed")
    assert finding.severity == severity and finding.stated == pytest.approx(600 / psychiatrists)


def test_health_staff_named_as_such_contradict_the_lowest_standard(draft: Draft) -> None:
    draft.target("health_staff", 200).hospitals("health_staff", 100, 60, 40)
    finding = draft.only("health_staff_per_bed")
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 200, 240)


def test_health_staff_by_the_levels_of_the_hospitals(draft: Draft) -> None:
    """0.55 × 300 + 0.44 × 200 + 0.40 × 100 = 293, while the lowest standard asks for 240."""
    draft.target("health_staff", 260).hospitals("health_staff", 140, 80, 40)
    finding = draft.only("health_staff_per_bed")
    assert (finding.severity, finding.stated) == ("shortfall", 260)
    assert finding.required == pytest.approx(293)


def test_the_plans_own_standard_of_health_staff_comes_first(draft: Draft) -> None:
    """0.8 at level 1: 165 + 88 + 80 = 333 staff, still below 360; at 2.0 it is 453."""
    draft.stated("health_staff_per_bed_level1", 0.8).silent("health_staff_per_bed")
    draft.stated("health_staff_per_bed_level1", 2.0)
    assert draft.only("health_staff_per_bed").required == pytest.approx(453)


def test_doctors_and_nurses_stand_for_health_staff_where_these_are_not_named(draft: Draft) -> None:
    draft.target("health_staff", None).hospitals("health_staff", *[assumed(200, 100, 300)] * 3)
    draft.target("nurses", 120).hospitals("nurses", 60, 40, 20)
    finding = draft.only("health_staff_per_bed")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 223, 240)


def test_least_psychiatrists_of_level_one(draft: Draft) -> None:
    finding = draft.hospitals("psychiatrists", 67, 34, 2).only("min_psychiatrists_level1")
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 2, 3)


def test_least_psychiatrists_of_all_institutions_of_level_one(draft: Draft) -> None:
    draft.raw["regions"][1] |= {"copies": 40, "residents": 10_000, "city": "W"}
    draft.raw["hospitals"][2] |= {"city": "W", "psychiatrists": 3}
    draft.stated("psychiatrists_per_100k", None).target("psychiatrists", 110)
    draft.hospitals("psychiatrists", *[None] * 3).raw["totals"] = {"psychiatrists": 110}
    finding = draft.only("min_psychiatrists_level1")
    assert (finding.stated, finding.required) == (110, 120)


def test_staffable_beds_by_practice(draft: Draft) -> None:
    """90 nurses at 0.19 (0.15 where the start had so many) run 474 of 600 beds."""
    draft.target("nurses", 90)
    draft.hospitals("nurses", *[growing(n, m) for n, m in ((60, 45), (40, 30), (20, 15))])
    finding = draft.only("staffable_beds")
    assert finding.severity == "shortfall" and finding.required == 600
    assert finding.stated == pytest.approx(90 / 0.19)


def test_staffable_beds_eased_to_the_start(draft: Draft) -> None:
    """What staffs all beds of the start is practice: only the standard falls short."""
    finding = draft.target("nurses", 90).hospitals("nurses", 45, 30, 15).only("staffable_beds")
    assert finding.severity == "note" and finding.stated == pytest.approx(90 / 0.35)


def test_staffable_beds_counts_what_the_scenario_opens(draft: Draft) -> None:
    """A variant that opens fewer beds than promised is judged by its own."""
    draft.hospitals("open_beds", 150, 100, 50).target("nurses", 110).hospitals("nurses", 55, 37, 18)
    draft.silent("staffable_beds")
    assert "opens only 300" in draft.only("nurses_per_bed").arithmetic.en


# --- targets --------------------------------------------------------------------------------------

def test_later_target_that_asks_for_less(draft: Draft) -> None:
    finding = draft.target("standardised_management_rate", 0.92, "2024-12-31").only("targets_over_time")
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 0.90, 0.92)
    assert "≥ 92%" in finding.arithmetic.zh


def test_later_ceiling_that_allows_more(draft: Draft) -> None:
    draft.add("readmission_30d_share", 0.08, "2024-12-31", "at_most")
    draft.add("readmission_30d_share", 0.06, DUE, "at_most").silent("targets_over_time")
    assert draft.target("readmission_30d_share", 0.1, DUE, "at_most").only("targets_over_time").stated == 0.1


def test_scopes_are_not_compared(draft: Draft) -> None:
    draft.target("standardised_management_rate", 0.95, "2024-12-31", scope="every_county")
    draft.silent("targets_over_time")


def test_two_targets_on_one_date(draft: Draft) -> None:
    assert draft.add("management_rate", 0.96).only("targets_same_date").severity == "contradiction"


def test_targets_that_exclude_each_other(draft: Draft) -> None:
    finding = draft.add("management_rate", 0.9, DUE, "at_most").only("targets_exclude_each_other")
    assert finding.severity == "contradiction"
    draft.raw["targets"][-1]["at_most"] = 0.97
    draft.silent("targets_exclude_each_other")


@pytest.mark.parametrize(("part", "whole"), [
    ("standardised_management_rate", "management_rate"), ("regular_medication_rate", "medication_rate"),
    ("face_to_face_rate", "management_rate")])
def test_part_above_the_whole(draft: Draft, part: str, whole: str) -> None:
    draft.target("standardised_management_rate", None).target(part, 0.66).target(whole, 0.65)
    finding = draft.only("targets_part_above_whole")
    assert (finding.severity, finding.stated, finding.required) == ("contradiction", 0.65, 0.66)
    draft.target(whole, 0.66).silent("targets_part_above_whole")


def test_ceilings_of_a_part_and_the_whole(draft: Draft) -> None:
    draft.add("readmission_30d_share", 0.2, bound="at_most")
    draft.add("readmission_90d_share", 0.1, bound="at_most")
    assert draft.only("targets_part_above_whole").stated == 0.1


@pytest.mark.parametrize(("date", "words"), [("2026-01-01", "after"), ("2023-12-31", "before")])
def test_target_outside_the_horizon(draft: Draft, date: str, words: str) -> None:
    finding = draft.add("examination_rate", 0.8, date).only("target_outside_horizon")
    assert finding.severity == "note" and words in finding.title.en


@pytest.mark.parametrize(("measure", "written", "meant"), [
    ("examination_rate", 85, 0.85), ("reported_prevalence_permille", 0.0043, 4.3)])
def test_unit_of_a_target(draft: Draft, measure: str, written: float, meant: float) -> None:
    finding = draft.target(measure, written).only("unit_of_target")
    assert finding.severity == "unit_slip" and finding.required == pytest.approx(meant)


# --- the registry ---------------------------------------------------------------------------------

@pytest.mark.parametrize(("asked", "severity"), [(7.0, "shortfall"), (9.0, "contradiction")])
def test_prevalence_above_the_true_one(draft: Draft, asked: float, severity: str) -> None:
    """True 6‰, at most 8‰."""
    finding = draft.target("reported_prevalence_permille", asked).only("prevalence_above_true")
    assert (finding.severity, finding.stated, finding.required) == (severity, asked, 6.0)


def test_detections_needed(draft: Draft) -> None:
    """700 more in two years, and 22 per 1,000 a year to replace: 452, against 95 found in the base year."""
    finding = draft.target("reported_prevalence_permille", 5.0).only("detections_needed")
    years = 731 / 365.25
    assert finding.severity == "shortfall"
    assert finding.required == pytest.approx(700 / years + 0.022 * 4650)
    assert finding.stated is not None and 85 < finding.stated < 95 * 1.1


def test_detections_that_firm_screening_finds(draft: Draft) -> None:
    draft.target("reported_prevalence_permille", 5.0).raw["registry"]["screening"] = 8
    draft.silent("detections_needed")


def test_detections_that_assumed_screening_finds_are_a_note(draft: Draft) -> None:
    draft.target("reported_prevalence_permille", 5.0).raw["registry"]["screening"] = assumed(8, 1, 10)
    assert draft.only("detections_needed").severity == "note"


def test_a_series_of_prevalence_targets_gives_one_finding(draft: Draft) -> None:
    draft.target("reported_prevalence_permille", 4.7, "2024-12-31")
    draft.target("reported_prevalence_permille", 5.0)
    draft.only("detections_needed")


def test_regular_medication_out_of_reach(draft: Draft) -> None:
    """Truly at most 60%, 10% of the others over-reported: 64% reported at best."""
    draft.raw["registry"] |= {"regular_medication_share": {"value": 0.5, "low": 0.4, "high": 0.6},
                              "overreport_share": 0.1}
    finding = draft.target("regular_medication_rate", 0.8).only("regular_medication_against_true")
    assert finding.severity == "shortfall" and finding.stated == pytest.approx(0.55)
    assert f"{(0.8 - 0.1) / 0.9:.1%}" in finding.arithmetic.en


def test_regular_medication_met_on_paper(draft: Draft) -> None:
    finding = draft.target("regular_medication_rate", 0.65).only("regular_medication_against_true")
    assert finding.severity == "note" and "on paper" in finding.title.en
    draft.target("regular_medication_rate", 0.5).silent("regular_medication_against_true")


# --- growth ---------------------------------------------------------------------------------------

def test_fewer_opened_by_the_promised_date(draft: Draft) -> None:
    draft.raw["horizon"]["end"] = "2027-01-01"
    draft.hospitals("open_beds", growing(200, 300, "2026-03-01"), 200, 100)
    finding = draft.only("opened_by_date")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 500, 600)
    assert "2026-03-01" in finding.arithmetic.en


def test_a_density_takes_a_whole_person_more(draft: Draft) -> None:
    """10.35 per 100,000 of a million are 103.5: 104 psychiatrists."""
    draft.target("psychiatrists", None).stated("psychiatrists_per_100k", 10.35)
    assert draft.only("opened_by_date").required == 104
    draft.hospitals("psychiatrists", 53, 34, 17).silent("opened_by_date")


def test_growth_with_no_source_named(draft: Draft) -> None:
    draft.hospitals("psychiatrists", growing(30, 52), 34, 17)
    finding = draft.only("growth_psychiatrists")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 0, 22)


def test_growth_with_hiring_or_conversion_named(draft: Draft) -> None:
    draft.hospitals("psychiatrists", growing(30, 52), 34, 17)
    draft.raw["workforce"] = {"psychiatrists": {"hired_per_year": 12}}
    draft.silent("growth_psychiatrists")
    del draft.raw["workforce"]
    draft.raw["training"] = [{"name": "转岗", "kind": "conversion", "who": "outside", "hospital": "City",
                              "batch_size": 12, "batches_per_year": 2, "length_days": 180}]
    draft.silent("growth_psychiatrists")  # batches at 0 and 183 days end, with the lag, within two years
    draft.raw["training"][0]["batch_size"] = 3
    assert draft.only("growth_psychiatrists").stated == 9  # a third batch, at 365 days


def test_those_who_leave_are_to_be_replaced(draft: Draft) -> None:
    draft.hospitals("psychiatrists", growing(30, 52), 34, 17)
    draft.raw["workforce"] = {"psychiatrists": {"hired_per_year": 12, "leaving_share_per_year": 0.1}}
    finding = draft.only("growth_psychiatrists")
    assert finding.required == pytest.approx(22 + 0.1 * 731 / 365.25 * (81 + 103) / 2)


def test_growth_from_an_assumed_start(draft: Draft) -> None:
    draft.hospitals("psychiatrists", growing(assumed(30, 20, 45), 52), 34, 17)
    assert draft.only("growth_psychiatrists").severity == "shortfall"  # 45 would still leave 7 open
    draft.hospitals("psychiatrists", growing(assumed(30, 20, 60), 52), 34, 17)
    assert draft.only("growth_psychiatrists").severity == "note"


def test_beds_that_outgrow_nurses(draft: Draft) -> None:
    draft.hospitals("open_beds", growing(100, 300), 200, 100)
    assert {f.stated for f in draft.audit() if f.check == "beds_outgrow_staff"} == {1.0}
    assert {f.severity for f in draft.audit() if f.check == "beds_outgrow_staff"} == {"shortfall"}
    draft.hospitals("open_beds", growing(290, 300), 200, 100).silent("beds_outgrow_staff")


# --- facilities, community ------------------------------------------------------------------------

def test_areas_by_level(draft: Draft) -> None:
    """500 beds at levels 2 and 3 × 4.5 m², 100 at level 1 × 4 m²."""
    finding = draft.stated("ward_area_m2", 2000).only("ward_area")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 2000, 2650)
    assert draft.stated("ward_area_m2", None).only("ward_area").severity == "note"
    assert draft.stated("outdoor_area_m2", 1000).only("outdoor_area").required == 1200


def test_guards(draft: Draft) -> None:
    """360 staff × 3% = 10.8, 600 / 20 = 30: the lower is enough."""
    finding = draft.stated("security_staff", 10).only("security_staff")
    assert (finding.severity, finding.required) == ("shortfall", pytest.approx(10.8))
    assert draft.stated("security_staff", None).only("security_staff").severity == "note"
    draft.stated("security_staff", 11).silent("security_staff")


def test_emergency_teams(draft: Draft) -> None:
    finding = draft.stated("emergency_team_members", 15).only("emergency_teams")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 15, 20)
    assert draft.stated("emergency_team_members", None).only("emergency_teams").severity == "note"


def test_prevention_doctors(draft: Draft) -> None:
    finding = draft.stated("prevention_doctors", 12).only("prevention_doctors")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 12, 18)
    assert "85 are left" in draft.stated("prevention_doctors", None).only("prevention_doctors").arithmetic.en
    draft.raw["regions"][1]["townships"] = 0
    finding = draft.only("prevention_doctors")
    assert finding.severity == "note" and finding.required is None and "West" in finding.arithmetic.en


def test_prevention_doctors_beyond_all_psychiatrists(draft: Draft) -> None:
    draft.raw["regions"][0]["townships"] = 100
    assert draft.stated("prevention_doctors", None).only("prevention_doctors").severity == "shortfall"


def test_village_staff(draft: Draft) -> None:
    finding = draft.stated("village_prevention_staff", 200).only("prevention_staff")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 200, 300)
    assert draft.stated("villages", None).only("prevention_staff").required is None


@pytest.mark.parametrize(("workers", "severity"), [(15, "note"), (5, "shortfall")])
def test_registered_per_worker(draft: Draft, workers: int, severity: str) -> None:
    """4,300 registered; 80 a worker is usual, 200 the most."""
    for region in draft.raw["regions"]:
        region["community_workers"] = workers
    finding = draft.only("registered_per_worker")
    assert finding.severity == severity and finding.stated == pytest.approx(4300 / workers / 2)


# --- rehabilitation -------------------------------------------------------------------------------

def test_counties_with_rehabilitation(draft: Draft) -> None:
    draft.raw["institutions"][1]["places"] = {"first": 0, "steps": [{"date": "2026-01-01", "value": 100}]}
    finding = draft.only("rehabilitation_county_coverage")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 1, 2)


def test_counties_in_copies(draft: Draft) -> None:
    """Half of 3 counties are 2; the region that stands for two has one open."""
    draft.target("rehabilitation_county_coverage", 0.5).raw["regions"][1] |= {"copies": 2, "city": "W"}
    draft.raw["institutions"][1]["in_copies"] = [{"date": "2025-01-01", "value": 1}]
    draft.silent("rehabilitation_county_coverage")
    draft.target("rehabilitation_county_coverage", 0.7)
    assert draft.only("rehabilitation_county_coverage").required == 3


def test_townships_with_rehabilitation(draft: Draft) -> None:
    finding = draft.target("township_rehabilitation_coverage", 0.75).only("rehabilitation_township_coverage")
    assert (finding.stated, finding.required) == (10, 13.5)
    for region in draft.raw["regions"]:
        region["townships"] = 0
    assert draft.only("rehabilitation_township_coverage").severity == "note"


def test_places_for_participation(draft: Draft) -> None:
    finding = draft.target("rehabilitation_participation_share", 0.1).only("rehabilitation_places")
    assert (finding.severity, finding.stated, finding.required) == ("shortfall", 250, pytest.approx(430))
    draft.target("rehabilitation_participation_share", 0.05).silent("rehabilitation_places")


def test_places_for_the_service_rate(draft: Draft) -> None:
    """4,300 × 120 per 1,000 × 40% = 206 apply a year; 60% of them for 252 days on average make 85."""
    for institution in draft.raw["institutions"]:
        institution["places"] = 20
    draft.raw["referral"] = {"offers_from_home_per_1000_year": 120}
    finding = draft.only("rehabilitation_places")
    assert finding.stated == 40 and finding.required == pytest.approx(85, abs=1)
    draft.raw["referral"] = {"referral": "none"}
    draft.silent("rehabilitation_places")


def test_home_support_counts_as_places(draft: Draft) -> None:
    """A member of staff with 100 hours a month serves 25 clients at 4 hours each."""
    draft.raw["institutions"].append({"name": "Home", "region": "East", "kind": "home_support", "staff": 8})
    draft.target("rehabilitation_participation_share", 0.1).silent("rehabilitation_places")


# --- numbers of the plan --------------------------------------------------------------------------

def test_totals_and_schedules_add_up_over_copies(draft: Draft) -> None:
    draft.raw["regions"][1] |= {"copies": 3, "city": "W"}
    plan = Plan(Scenario.model_validate(draft.raw))
    beds = plan.provided("open_beds", dt.date(2025, 1, 1))
    assert beds is not None and beds.value == 300 + 200 + 3 * 100
    assert (plan.residents, plan.counties) == (600_000 + 3 * 400_000, 4)
    assert plan.registered().value == pytest.approx(4.3 * 1800)


def test_a_total_counts_where_a_hospital_gives_none(draft: Draft) -> None:
    del draft.raw["hospitals"][1]["nurses"]
    plan = Plan(Scenario.model_validate(draft.raw))
    assert plan.provided("nurses", dt.date(2025, 1, 1)) is None
    draft.raw["totals"] = {"nurses": growing(assumed(200, 150, 250), 230)}
    plan = Plan(Scenario.model_validate(draft.raw))
    early, late = plan.provided("nurses", dt.date(2025, 1, 1)), plan.provided("nurses", dt.date(2025, 7, 1))
    assert early is not None and late is not None
    assert (early.value, early.low, early.high, early.assumed) == (200, 150, 250, True)
    assert (late.value, late.assumed) == (230, False)


def test_unlimited_capacity_is_no_number(draft: Draft) -> None:
    draft.hospitals("open_beds", "unlimited", 200, 100)
    assert Plan(Scenario.model_validate(draft.raw)).provided("open_beds", dt.date(2025, 1, 1)) is None
    draft.audit()


def test_places_shared_out_count_where_they_are_open(draft: Draft) -> None:
    """280 places, 80 of them in one place; the other 200 for two copies, of which one is open from 2025."""
    draft.raw["regions"][1] |= {"copies": 2, "city": "W"}
    draft.raw["totals"] = {"day_places": 280}
    draft.raw["institutions"] = [
        {"name": "East day", "region": "East", "kind": "day", "places": 80},
        {"name": "West day", "region": "West", "kind": "day", "weight": 1,
         "in_copies": [{"date": "2025-01-01", "value": 1}]},
    ]
    plan = Plan(Scenario.model_validate(draft.raw))
    before, after = capacity(plan, dt.date(2024, 12, 31)), capacity(plan, dt.date(2025, 1, 1))
    assert before is not None and before.value == 80
    assert after is not None and after.value == 80 + (280 - 80) / 2


@pytest.mark.parametrize(("stay", "expected"), [
    (100, 100), ({"kind": "exponential", "mean": 90}, 90),
    ({"kind": "lognormal", "median": 50, "sigma": 0.5}, 50 * math.exp(0.125)),
    ({"kind": "empirical", "values": [1, 2]}, None)])
def test_mean_stay_without_dropout_is_the_drawn_one(draft: Draft, stay: Any, expected: float | None) -> None:
    draft.raw["rehabilitation"] = {"stay": stay, "dropout_per_month": 0, "evaluation_days": 0}
    found = mean_stay(Plan(Scenario.model_validate(draft.raw)))
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("name", names())
def test_every_plan_of_the_catalogue_is_audited(name: str) -> None:
    for finding in audit(load(name)):
        assert finding.check in (package.__doc__ or "")
        assert finding.basis, finding.check
