"""The names of the measures that a target may use (formulas: ``model.measures``)."""

MEASURES: tuple[str, ...] = (
    "registered", "reported_prevalence_permille", "management_rate", "standardised_management_rate",
    "medication_rate", "regular_medication_rate", "true_regular_medication_rate", "face_to_face_rate",
    "examination_rate", "treatment_rate", "case_managed_share", "stable_share",
    "open_beds", "staffed_beds", "open_beds_per_10k", "staffed_beds_per_10k", "open_beds_per_1000",
    "psychiatrists", "psychiatrists_per_100k", "nurses", "prevention_staff", "prevention_staff_per_township",
    "occupancy", "mean_length_of_stay_days",
    "wait_assessment_mean_days", "wait_assessment_median_days", "wait_assessment_p90_days", "wait_assessment_over_90_share",
    "wait_bed_mean_days", "wait_bed_median_days", "wait_bed_p90_days", "wait_bed_over_90_share",
    "wait_rehabilitation_mean_days", "wait_rehabilitation_median_days", "wait_rehabilitation_p90_days",
    "wait_rehabilitation_over_90_share",
    "withdrawn_referrals", "blocked_bed_days", "rehabilitation_county_coverage", "rehabilitation_service_rate",
    "rehabilitation_participation_share", "township_rehabilitation_coverage", "home_support_clients",
    "readmission_30d_share", "readmission_90d_share", "readmission_365d_share",
    "crisis_events", "crisis_events_per_person_year", "treated_outside_county_share",
    "visits_late_share", "worker_utilisation", "clinic_utilisation", "assistance_visits",
    "relevant_degree_share", "training_hours_per_staff", "deaths_per_1000", "cost",
)
