"""The sentences that matter, with the answer worked out by hand; Chinese punctuation; verdicts."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from model import load
from model.cli import looks
from model.report.chances import percent
from model.report.document.parts.least import gain_cells
from model.report.document.parts.plan import amounts_table
from model.report.document.parts.verdict import targets_sentence, why_sentence
from model.report.document.reasons import LEAST_COLUMNS, Reasons, keep, kept, met_by_plan, met_with
from model.report.document.source import Run, read_run
from model.report.document.terms import verdict
from model.report.punctuation import wide


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    """The run with probabilities set by hand: two missed, one in doubt, five met."""
    read = read_run(folder)
    chances = [1.0, 1.0, 1.0, 0.0, 0.95, 0.1, 0.6, 0.9]
    return dataclasses.replace(read, targets=read.targets.assign(probability_met=chances), folder=None)


def _gains(rows: list[tuple[str, str, str, float, float]]) -> pd.DataFrame:
    columns = ["target", "measure", "resource", "closed", "probability_met_without_limit"]
    return pd.DataFrame(rows, columns=columns).assign(probability_met=0.0, value=0.7, gain=0.0, low=0.0, high=0.0)


def _reasons(gains: pd.DataFrame, least: list[dict[str, object]] | None = None) -> Reasons:
    frame = pd.DataFrame(least or [], columns=list(LEAST_COLUMNS))
    return Reasons(gains, pd.DataFrame(), frame, ("face_to_face_rate@2025-12-31",), 10)


def test_targets_are_counted(run: Run) -> None:
    said = targets_sentence(run, "en")
    assert said.startswith("Of 8 targets, 5 expected to be met, 1 in doubt, 2 unlikely to be met: ")
    # The two, with what is expected and what was promised.
    assert said.count("(expected ") == 2
    assert "≥ 5.50‰" in said and "≥ 80.0%" in said


MEDICATION, PREVALENCE = "regular_medication_rate@2025-12-31", "reported_prevalence_permille@2025-12-31"


def test_what_no_resource_helps_is_no_matter_of_capacity(run: Run) -> None:
    gains = _gains([
        (MEDICATION, "regular_medication_rate", "nurses", 0.0, 0.0),
        (MEDICATION, "regular_medication_rate", "everything", 0.15, 0.0),
    ])  # fmt: skip
    said = why_sentence(run, _reasons(gains), "en")
    assert "not a matter of beds, staff or places" in said


def test_the_resource_that_closes_most_is_named(run: Run) -> None:
    gains = _gains([
        (PREVALENCE, "reported_prevalence_permille", "nurses", 0.3, 0.0),
        (PREVALENCE, "reported_prevalence_permille", "screening", 0.97, 1.0),
        (PREVALENCE, "reported_prevalence_permille", "everything", 1.0, 1.0),
    ])  # fmt: skip
    said = why_sentence(run, _reasons(gains), "en")
    assert "screening effort without limit would close 97% of the gap" in said


def test_together_where_no_single_one_helps(run: Run) -> None:
    gains = _gains([
        (PREVALENCE, "reported_prevalence_permille", "nurses", 0.1, 0.0),
        (PREVALENCE, "reported_prevalence_permille", "everything", 0.8, 0.0),
    ])  # fmt: skip
    assert "all of them without limit would close 80%" in why_sentence(run, _reasons(gains), "en")


SURE = {"targets": "face_to_face_rate@2025-12-31", "low": 0.0, "high": 0.0, "step": 1.0, "probability": 1.0,
        "check": 1.0, "runs": 10}  # fmt: skip
"""What a found least has besides its lever and amount."""


def test_much_less_is_said_only_of_much_less(run: Run) -> None:
    """1,500 of 6,000 beds is much less; 880 of 900 nurses is not; of psychiatrists even the highest fails."""
    least = [
        {"lever": "beds", "plan": 6000.0, "kind": "found", "amount": 1500.0, **SURE},
        {"lever": "nurses", "plan": 900.0, "kind": "found", "amount": 880.0, **SURE},
        {"lever": "psychiatrists", "plan": 289.0, "kind": "not_enough", "amount": float("nan"), **SURE},
    ]
    said = why_sentence(run, _reasons(_gains([]), least), "en")
    assert "open beds (1,500, planned 6,000)" in said
    assert "nurses" not in said and "psychiatrists" not in said
    # Whoever finds no bed is visited at home, and face-to-face visits are what the target counts.
    assert said.endswith("such as a mean wait of at most a day.")
    asks = dataclasses.replace(_reasons(_gains([]), least), targets=("wait_bed_mean_days@2025-12-31",))
    of_waits = [{**row, "targets": "wait_bed_mean_days@2025-12-31"} for row in least]
    asks = dataclasses.replace(asks, least=pd.DataFrame(of_waits, columns=list(LEAST_COLUMNS)))
    assert "planned 6,000" in why_sentence(run, asks, "en") and "before cutting" not in why_sentence(run, asks, "en")


def test_what_targets_do_not_depend_on_is_no_saving(run: Run) -> None:
    """Face-to-face visits need no bed at all; that says nothing of how many beds are needed."""
    least = [
        {"lever": "beds", "plan": 6000.0, "kind": "low_enough", "amount": 0.0, **SURE},
        {"lever": "nurses", "plan": 900.0, "kind": "found", "amount": 300.0, **SURE},
    ]
    said = why_sentence(run, _reasons(_gains([]), least), "en")
    assert said.endswith("so they do not tell how much is needed: open beds.")
    assert "nurses (300, planned 900)" in said and "planned 6,000" not in said


@pytest.mark.parametrize(
    ("closed", "high", "said"),
    [(0.4, 0.02, "40%"), (-0.12, 0.003, "-"), (-8.8, -0.045, "makes it wider"), (-0.001, 0.0, "0%"), (float("nan"), 0.0, "-")],
)  # fmt: skip
def test_only_what_is_clearly_worse_widens_a_gap(closed: float, high: float, said: str) -> None:
    """Its share of the gap is negative, and the interval of its gain lies below nothing."""
    row = {"measure": "regular_medication_rate", "resource": "nurses", "gain": 0.0, "low": -0.06, "high": high,
           "closed": closed, "probability_met_without_limit": 0.5}  # fmt: skip
    assert gain_cells(row, "en")[2] == said


def test_amounts_that_the_plan_does_not_state_are_marked() -> None:
    """Qujing states 6,000 beds at the end; today's 2,800, and every place of day rehabilitation, are assumed."""
    table = amounts_table(load("qujing"), "en")
    rows = {str(row[0]): row[1:] for row in table.rows}
    assert rows["open beds"] == ["2,800 (K)", "6,000"]
    assert rows["day places"] == ["300 (K)", "300 (K)"]
    assert table.note.startswith("K: not stated")


def test_the_least_is_asked_of_outcomes_alone(run: Run) -> None:
    """With fewer beds a target on beds is missed by definition; it would make every least the plan itself."""
    assert met_by_plan(run) == ("standardised_management_rate@2025-12-31", "examination_rate@2025-12-31")


def test_a_lever_also_answers_for_what_it_alone_would_meet() -> None:
    gains = _gains([
        (MEDICATION, "regular_medication_rate", "open_beds", 1.0, 0.95),
        (PREVALENCE, "reported_prevalence_permille", "open_beds", 0.5, 0.2),
        ("open_beds@2025-12-31", "open_beds", "open_beds", 1.0, 1.0),
    ])  # fmt: skip
    assert met_with("beds", gains) == (MEDICATION,)
    assert met_with("nurses", gains) == ()


# --- kept ------------------------------------------------------------------------------------------------


def test_what_was_found_is_kept_for_the_same_run_alone(folder: Path) -> None:
    run = read_run(folder)
    assert kept(run) is None
    gains = _gains([(MEDICATION, "regular_medication_rate", "everything", float("nan"), 0.0)])
    reasons = _reasons(gains)
    try:
        keep(reasons, run)
        again = kept(run)
        assert again is not None
        pd.testing.assert_frame_equal(again.gains, gains, check_dtype=False)
        assert again.targets == reasons.targets
        assert kept(dataclasses.replace(run, seed=8)) is None
        assert kept(dataclasses.replace(run, digest="0" * 64)) is None
        assert kept(dataclasses.replace(run, replications=4)) is None
        (folder / "reasons.json").write_text("{", encoding="utf-8")
        assert kept(run) is None
    finally:
        (folder / "reasons.json").unlink(missing_ok=True)


# --- signs -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("probability", "said"),
    [(1.0, "expected to be met"), (0.9, "expected to be met"), (0.89, "in doubt"), (0.5, "in doubt"), (0.49, "unlikely to be met"),
     (0.0, "unlikely to be met"), (float("nan"), "not observed")],
)  # fmt: skip
def test_verdicts(probability: float, said: str) -> None:
    assert verdict(probability, "en").text == said


def test_nothing_is_rounded_to_certainty() -> None:
    chances = {0.0: "0%", 0.001: "<1%", 0.5: "50%", 0.999: ">99%", 1.0: "100%"}
    assert [percent(p) for p in chances] == list(chances.values())
    assert (percent(1.0 - 1e-16), percent(1e-16)) == ("100%", "0%"), "the end of an interval, but for rounding"
    assert [looks.probability(p, "en").plain for p in chances] == list(chances.values()), "the screen says the same"


@pytest.mark.parametrize(
    ("half", "full"),
    [
        ("8 项目标中,5 项预计达到(概率90%以上):见表 1,2", "8 项目标中，5 项预计达到（概率90%以上）：见表 1,2"),
        ("开放床位 6,000 张;按目前", "开放床位 6,000 张；按目前"),
        ("报告患病率(检出率)(预计 5.13‰,要求 ≥ 5.50‰)", "报告患病率（检出率）（预计 5.13‰，要求 ≥ 5.50‰）"),
        ("▼:不符合要求", "▼：不符合要求"),
        ("K:未经核实", "K：未经核实"),
        ("5.13‰ (5.11‰–5.14‰)", "5.13‰ (5.11‰–5.14‰)"),
        ("a plain sentence, with (brackets): 1,000", "a plain sentence, with (brackets): 1,000"),
    ],
)
def test_chinese_signs_are_full_width_and_numbers_stay(half: str, full: str) -> None:
    assert wide(half) == full
