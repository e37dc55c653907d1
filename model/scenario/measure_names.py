"""The names of the measures that a target may use (formulas: ``model.measures``; a test compares the two)."""

from __future__ import annotations

MEASURES: tuple[str, ...] = (
    # population
    "registered", "reported_prevalence_permille", "newly_registered", "stable_share", "unstable_share",
    "high_risk_share", "lost_share", "deaths_per_1000",
    # care at home
    "management_rate", "standardised_management_rate", "medication_rate", "regular_medication_rate",
    "true_regular_medication_rate", "face_to_face_rate", "examination_rate", "treatment_rate",
    "case_managed_share", "case_managed_registered_share", "visits", "visits_per_registered_year",
    "visits_late_share", "visits_failed_share", "relapses_per_person_year", "relapse_365d_regular_share",
    "relapse_365d_irregular_share", "crisis_events", "crisis_events_per_person_year", "assistance_visits",
    "assistance_delivered_share",
    # beds
    "open_beds", "staffed_beds", "unstaffed_beds", "open_beds_per_10k", "staffed_beds_per_10k",
    "open_beds_per_1000", "occupancy", "occupancy_of_open_beds", "mean_length_of_stay_days", "admissions",
    "admissions_per_1000_registered", "discharges", "discharges_per_bed_year", "inpatient_share",
    "blocked_bed_days", "blocked_bed_share", "turned_away", "left_waiting_list",
    "treated_outside_county_share", "readmission_30d_share", "readmission_90d_share",
    "readmission_365d_share",
    # waits
    "wait_assessment_mean_days", "wait_assessment_median_days", "wait_assessment_p90_days",
    "wait_assessment_over_90_share", "wait_bed_mean_days", "wait_bed_median_days", "wait_bed_p90_days",
    "wait_bed_over_90_share", "wait_rehabilitation_mean_days", "wait_rehabilitation_median_days",
    "wait_rehabilitation_p90_days", "wait_rehabilitation_over_90_share", "wait_bed_emergency_mean_days",
    "wait_bed_emergency_median_days", "wait_bed_emergency_p90_days", "wait_bed_emergency_over_90_share",
    "wait_assessment_ended_mean_days", "wait_bed_ended_mean_days", "wait_rehabilitation_ended_mean_days",
    "waiting_assessment", "waiting_bed", "waiting_rehabilitation", "pathway_admission_mean_days",
    "pathway_rehabilitation_mean_days",
    # rehabilitation
    "rehabilitation_county_coverage", "township_rehabilitation_coverage", "rehabilitation_service_rate",
    "rehabilitation_participation_share", "rehabilitation_clients", "home_support_clients",
    "rehabilitation_places", "rehabilitation_place_occupancy", "referral_uptake_share", "withdrawn_referrals",
    "employment_exit_share", "relevant_degree_share", "training_hours_per_staff",
    # staff
    "psychiatrists", "psychiatrists_per_100k", "nurses", "health_staff", "psychiatrists_per_bed",
    "nurses_per_bed", "health_staff_per_bed", "prevention_staff", "prevention_staff_per_township",
    "worker_utilisation", "clinic_utilisation", "visits_per_worker_day", "visits_per_psychiatrist_day",
    # costs
    "cost", "cost_building", "cost_inpatient", "cost_visits", "cost_outpatient_visits",
    "cost_rehabilitation_places", "cost_salaries", "cost_training",
)
