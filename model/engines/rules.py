"""The scenario's parameters as plain numbers, once, for the engines (units as in the schema; hours in days)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.care import referral as referral_rules
from model.care.hazards import daily_rate
from model.care.relapse import SINCE_DISCHARGE_EDGES
from model.engines.inputs import Inputs
from model.scenario.schema import Scenario

HOUR = 1.0 / 24.0
YEAR = 365.25


def rate_of(share: float) -> float:
    """Return the hazard a day of an annual share; 1 is certain at once and not allowed."""
    return float(daily_rate(share))


@dataclass(frozen=True)
class Rules:
    """Every number the pathway uses."""

    intervals: tuple[float, float, float]
    visits: bool
    lead: float
    grace: float
    visit: float
    travel: float
    telephone: float
    fail: float
    retry: float
    failures_to_loss: float
    lost_deadline: float
    discharge_working_days: int
    improve: float
    worsen: float
    keep: float
    become: float
    missed_stop: float
    examination: float
    case_slots: float
    case_medication: float
    support_medication: float
    visit_share: float
    relapse_on: bool
    rate_regular: float
    rate_irregular: float
    diagnosis_ratio: tuple[float, ...]
    rehabilitation_ratio: float
    case_ratio: float
    edges: NDArray[np.float64]
    ratios: NDArray[np.float64]
    relapse_grades: tuple[float, ...]
    admission: tuple[float, ...]
    treated_grades: tuple[float, ...]
    remission_grades: tuple[float, ...]
    crisis_rates: tuple[float, ...]
    assessment: bool
    intake: float
    review: float
    urgent_from: float
    ageing: float
    overflow: float
    cap: float
    patience: tuple[float, ...]
    start_wait: float
    long_share: float
    supported_need: float
    review_days: float
    supported_cap: float
    regular_at_discharge: float
    against_advice: float
    referral_on: bool
    offered: float
    home_offer_rate: float
    accepted: float
    day_share: float
    supported_share: float
    home_support_share: float
    recheck: int
    recheck_days: float
    willing: float
    place_intake: float
    dropout_rate: float
    evaluation: float
    evaluation_end: float
    employment: float
    other_services: float
    hold: float
    contacts: float
    contacts_per_staff: float
    support_per_client: float
    support_per_staff: float
    intake_share: float
    death_rate: float
    move_rate: float
    loss_rate: float
    overreport: float
    intermittent: float
    stable_share: float
    unstable_share: float
    grade_shares: tuple[float, ...]
    diagnosis_shares: tuple[float, ...]
    regular_share: float
    lost_share: float
    discharged_30: float
    discharged_365: float
    assistance: bool
    assistance_per_year: float
    assistance_visit: float
    assistance_lasts: float
    assistance_detection: float
    assistance_medication: float
    assistance_failure: float


def _treated_grades(scenario: Scenario) -> tuple[float, ...]:
    """Return the grades of those treated at home: shares of the relapses that do not ask for admission (4.3)."""
    r = scenario.relapse
    grades = [g.value * (1.0 - a.value) for g, a in zip(r.grade_shares[:3], r.admission_by_grade, strict=True)]
    total = math.fsum(grades)
    return tuple(g / total if total > 0.0 else 0.0 for g in grades)


def rules_of(inputs: Inputs) -> Rules:
    """Return the parameters of a scenario as plain numbers."""
    s = inputs.scenario
    h, r, c, w, st, rf, rh, a, reg = (
        s.home,
        s.relapse,
        s.clinic,
        s.waiting_list,
        s.stay,
        s.referral,
        s.rehabilitation,
        s.assistance,
        s.registry,
    )
    overflow = {"at_once": 0.0, "after": w.overflow_days.value, "never": math.inf}[w.overflow]
    recheck = {
        "never": referral_rules.NEVER,
        "at_offer": referral_rules.AT_OFFER,
        "periodic": referral_rules.PERIODIC,
    }[rf.recheck]
    return Rules(
        intervals=(
            h.interval_stable_days.value,
            h.interval_basically_stable_days.value,
            h.interval_unstable_days.value,
        ),
        visits=h.visits == "on",
        lead=h.lead_days.value,
        grace=h.grace_days.value,
        visit=h.visit_hours.value * HOUR,
        travel=h.travel_hours.value * HOUR,
        telephone=h.telephone_share.value,
        fail=h.fail_share.value,
        retry=h.retry_days.value,
        failures_to_loss=h.failures_to_loss.value,
        lost_deadline=h.lost_deadline_days.value,
        discharge_working_days=int(h.discharge_working_days.value),
        improve=h.improve_share.value,
        worsen=h.worsen_share.value,
        keep=h.keep_regular_share.value,
        become=h.become_regular_share.value,
        missed_stop=h.missed_stop_share.value,
        examination=h.examination_share.value,
        case_slots=h.case_slots_per_worker.value,
        case_medication=h.case_medication_ratio.value,
        support_medication=h.home_support_medication_ratio.value,
        visit_share=h.visit_time_share.value,
        relapse_on=r.hazard == "on",
        rate_regular=rate_of(r.annual_share_regular.value),
        rate_irregular=rate_of(r.annual_share_irregular.value),
        diagnosis_ratio=tuple(d.relapse_ratio.value for d in reg.diagnoses),
        rehabilitation_ratio=r.rehabilitation_ratio.value,
        case_ratio=r.case_management_ratio.value,
        edges=np.array(SINCE_DISCHARGE_EDGES),
        ratios=np.array([r.first_month_ratio.value, 1.0, r.long_stable_ratio.value]),
        relapse_grades=tuple(v.value for v in r.grade_shares),
        admission=tuple(v.value for v in r.admission_by_grade),
        treated_grades=_treated_grades(s),
        remission_grades=tuple(v.value for v in r.remission_shares),
        crisis_rates=tuple(v.value / YEAR for v in r.crises_per_year),
        assessment=c.assessment == "on",
        intake=c.intake_hours.value * HOUR,
        review=c.review_hours.value * HOUR,
        urgent_from=w.urgent_from_grade.value,
        ageing=w.ageing_days.value,
        overflow=overflow,
        cap=w.cap.value,
        patience=(
            w.patience_emergency_days.value,
            w.patience_green_days.value,
            w.patience_urgent_days.value,
            w.patience_elective_days.value,
        ),
        start_wait=w.start_wait_mean_days.value,
        long_share=st.long_share.value,
        supported_need=st.supported_need_share.value,
        review_days=st.long_stay_review_days.value,
        supported_cap=st.supported_wait_cap_days.value,
        regular_at_discharge=st.regular_at_discharge_share.value,
        against_advice=st.against_advice_share.value,
        referral_on=rf.referral == "on",
        offered=rf.offered_at_discharge_share.value,
        home_offer_rate=rf.offers_from_home_per_1000_year.value / 1000.0 / YEAR,
        accepted=rf.accepted_share.value,
        day_share=rf.day_share.value,
        supported_share=rf.supported_share.value,
        home_support_share=rf.home_support_share.value,
        recheck=recheck,
        recheck_days=rf.recheck_days.value,
        willing=rf.willing_share.value,
        place_intake=rf.intake_hours.value * HOUR,
        dropout_rate=float(referral_rules.dropout_rate(rh.dropout_per_month.value)),
        evaluation=rh.evaluation_days.value,
        evaluation_end=rh.evaluation_end_share.value,
        employment=rh.employment_share.value,
        other_services=rh.other_services_share.value,
        hold=rh.hold_days.value,
        contacts=rh.contacts_per_month.value,
        contacts_per_staff=rh.contacts_per_staff_month.value,
        support_per_client=rh.home_support_hours_per_client_month.value,
        support_per_staff=rh.home_support_hours_per_staff_month.value,
        intake_share=rh.intake_share.value,
        death_rate=s.leaving.deaths_per_1000_years.value / 1000.0 / YEAR,
        move_rate=s.leaving.moves_per_1000_years.value / 1000.0 / YEAR,
        loss_rate=s.leaving.losses_per_1000_years.value / 1000.0 / YEAR,
        overreport=reg.overreport_share.value,
        intermittent=reg.intermittent_share.value,
        stable_share=reg.stable_share.value,
        unstable_share=reg.unstable_share.value,
        grade_shares=tuple(v.value for v in reg.grade_shares),
        diagnosis_shares=tuple(d.share.value for d in reg.diagnoses),
        regular_share=reg.regular_medication_share.value,
        lost_share=reg.lost_share.value,
        discharged_30=reg.discharged_30_share.value,
        discharged_365=reg.discharged_365_share.value,
        assistance=a.assistance == "on",
        assistance_per_year=a.visits_per_year.value,
        assistance_visit=a.hours_per_visit.value * HOUR * s.scale.value,
        assistance_lasts=a.lasts_days.value,
        assistance_detection=a.detection_ratio.value,
        assistance_medication=a.medication_ratio.value,
        assistance_failure=a.failure_ratio.value,
    )


__all__ = ["HOUR", "Rules", "rules_of"]
