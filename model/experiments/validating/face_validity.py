"""Face validity: Qujing's base year beside what is known of such services elsewhere.

The rows are fixed here. Those of the first kind were used to calibrate the K-graded defaults (which one to
which row is said beside it); those of the second kind were not looked at while calibrating.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.care import recorder as levels
from model.care.recorder import Output
from model.experiments.running.how import DEFAULT_SEED
from model.experiments.running.replicate import Progress, run
from model.measures import MEASURES, Places, evaluate
from model.scenario import catalogue
from model.scenario.loading import Overrides, load
from model.scenario.schema import Scenario
from model.scenario.values import Title

SCENARIO = "validation/qujing-base-year.toml"
"""Below the folder of scenarios."""
LONG_STAYERS = "long_stayers"
REPLICATIONS = 3
HELD_OUT_SHARE = 0.8
"""At least this share of the held-out rows must lie within their ranges."""


@dataclass(frozen=True)
class Row:
    """One comparison: a measure of the first year, and the range that evidence gives it."""

    key: str
    low: float
    high: float
    source: str
    calibrated: str = ""
    """Which parameter was calibrated to the row; empty: held out."""
    miss: Title | None = None
    """Why the row lies outside, where it does."""

    @property
    def title(self) -> Title:
        """Return what is compared, in words."""
        if self.key == LONG_STAYERS:
            return Title(zh="长期住院者占用床日比例", en="Long-stayers' share of bed-days")
        words = MEASURES[self.key].title
        return Title(zh=words.zh, en=words.en)

    @property
    def unit(self) -> str:
        """Return the unit, a key of `model.measures.measure.UNITS`."""
        return "share" if self.key == LONG_STAYERS else MEASURES[self.key].unit


ROWS: tuple[Row, ...] = (
    Row(
        "occupancy",
        0.85,
        0.95,
        "85-95% today (expert)",
        "stay.start_inpatients_share, stay.start_occupancy",
    ),
    Row(
        "mean_length_of_stay_days",
        45.0,
        60.0,
        "45-60 d today (expert)",
        "stay.long_share, other_admissions.service",
    ),
    Row(
        "long_stayers",
        0.30,
        0.65,
        "45% (30-65); Beijing 44% for permanent stays (PMC8111895)",
        "stay.long_share",
    ),
    Row(
        "relapse_365d_regular_share",
        0.12,
        0.27,
        "21.0% maintained; 20% (12-27)",
        "relapse.annual_share_regular",
    ),
    Row(
        "relapse_365d_irregular_share",
        0.40,
        0.64,
        "53.3% withdrawn; 50% (40-64)",
        "relapse.annual_share_irregular",
    ),
    Row(
        "regular_medication_rate",
        0.42,
        0.88,
        "41.78% (2018), 87.77% (Shandong 2021)",
        "registry.overreport_share, home.keep_regular_share, home.become_regular_share",
    ),
    Row(
        "standardised_management_rate",
        0.7485,
        0.9563,
        "74.85% (2017) to 95.63% (Shandong 2021)",
        "home.lead_days, home.grace_days",
    ),
    Row("stable_share", 0.75, 0.81, "75.01% (2017), 80.6% (2018)", "home.improve_share"),
    Row("readmission_30d_share", 0.04, 0.17, "8% (4-17); Beijing 16.69%"),
    Row(
        "readmission_365d_share",
        0.12,
        0.34,
        "22% (12-34); Beijing 33.79%, Guangzhou 12.4%",
    ),
    Row(
        "discharges_per_bed_year",
        4.6,
        7.7,
        "4.6 (36 institutions, 2002); 0.85-0.95 × 365 ÷ 45-60 d = 5.2-7.7",
    ),
    Row(
        "admissions_per_1000_registered",
        91.0,
        341.0,
        "relapse 12-27% and 40-64%, half each, × admission 35-75%",
    ),
    Row(
        "visits_per_registered_year",
        4.0,
        8.0,
        "at least 4 (national norm); 0.80 × 4 + 0.17 × 12 + 0.03 × 26 = 6.0",
    ),
    Row(
        "visits_per_worker_day",
        2.0,
        8.0,
        "4 (2-8) (expert)",
        miss=Title(
            zh="每名社区人员80名患者 × 5.5次 ÷ 250天 = 1.8次:两个专家数字只有在每人管理100人以上时才一致",
            en="80 patients per worker × 5.5 visits ÷ 250 days = 1.8: the two expert numbers do not meet unless a "
            "worker cares for 100 or more",
        ),
    ),
    Row("face_to_face_rate", 0.80, 0.9794, "97.94% (Shandong 2021); plans ask for 85%"),
    Row("examination_rate", 0.60, 0.90, "79.64% (Shandong 2021)"),
    Row(
        "visits_per_psychiatrist_day",
        3.0,
        15.0,
        "20-60% of 7 h at 10-15 min a review is room for 6-25; half used",
    ),
    Row("referral_uptake_share", 0.15, 0.65, "40% (15-65)"),
    Row(
        "rehabilitation_participation_share",
        0.05,
        0.60,
        "25% (5-60)",
        miss=Title(
            zh="方案未列康复名额,假设的500个名额使比例不超过在册患者的2%左右",
            en="the plan names no places; the assumed 500 bound it at about 2% of the registered",
        ),
    ),
    Row("crisis_events_per_person_year", 0.05, 0.15, "0.0998 (PMC5960100)"),
    Row("deaths_per_1000", 12.0, 30.0, "≈ 20"),
)


@dataclass(frozen=True)
class Finding:
    """A row with what the model gives (mean over replications)."""

    row: Row
    value: float

    @property
    def within(self) -> bool:
        """Tell whether the value lies in the range."""
        return bool(self.row.low <= self.value <= self.row.high)


def long_stayers_share(output: Output) -> float:
    """Return the long-stayers' share of the first year's bed-days."""
    year = output.integral[:12]
    return float(year[:, levels.LONG_STAYERS].sum() / year[:, levels.OCCUPIED].sum())


def measure(scenario: Scenario, outputs: Sequence[Output]) -> list[Finding]:
    """Return every row for the first calendar year, averaged over the replications."""
    places = Places.from_scenario(scenario)
    year = places.periods.index(str(scenario.horizon.start.year))
    found: dict[str, list[float]] = {row.key: [] for row in ROWS}
    for output in outputs:
        values = evaluate(scenario, output, places)
        for row in ROWS:
            found[row.key].append(
                long_stayers_share(output) if row.key == LONG_STAYERS else float(values[row.key].city[year])
            )
    return [Finding(row, float(np.mean(found[row.key]))) for row in ROWS]


def passes(findings: Sequence[Finding]) -> bool:
    """Tell whether all calibrated rows and at least 80% of the held-out ones lie within."""
    held_out = [f for f in findings if not f.row.calibrated]
    return all(f.within for f in findings if f.row.calibrated) and sum(
        f.within for f in held_out
    ) >= HELD_OUT_SHARE * len(held_out)


def base_year(
    replications: int = REPLICATIONS,
    seed: int = DEFAULT_SEED,
    workers: int | None = None,
    progress: Progress | None = None,
    overrides: Overrides = (),
) -> list[Finding]:
    """Simulate Qujing's base year by the ordinary command and measure it."""
    scenario = load(catalogue.folder() / SCENARIO, overrides)
    outputs: list[Output] = []
    run(scenario, replications, seed, workers=workers, progress=progress, each=outputs.append)
    return measure(scenario, outputs)


def frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return a row per comparison."""
    return pd.DataFrame(
        {
            "measure": f.row.key,
            "value": f.value,
            "low": f.row.low,
            "high": f.row.high,
            "within": f.within,
            "held_out": not f.row.calibrated,
            "calibrated": f.row.calibrated,
            "source": f.row.source,
            "miss": f.row.miss.en if f.row.miss and not f.within else "",
        }
        for f in findings
    )
