"""The page of parameters and the JSON Schema say what the schema says."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from model.cli import app
from model.scenario.loading import load
from model.scenario.parameters import COMMAND, Parameter, page, parameters

PAGE = Path(__file__).parents[2] / "docs" / "parameters.md"


def test_the_page_is_up_to_date() -> None:
    """Fails when the schema was changed and the page was not generated anew."""
    assert PAGE.read_text(encoding="utf-8") == page(), f"stale: run {COMMAND}"


def test_every_parameter_has_words_in_both_languages_and_a_rule() -> None:
    lacking = [p.path for p in parameters() if not (p.en and p.zh and p.rule)]
    assert lacking == []


def test_every_number_with_a_default_has_unit_and_grade() -> None:
    """A number nobody vouches for must at least be marked as such (K)."""
    unit_free = ("sigma", "shape")
    numbers = [p for p in parameters() if isinstance(p.default, float) and p.path != "regions.NAME.residents"]
    assert [p.path for p in numbers if not p.unit and not p.path.endswith(unit_free)] == []
    assert [p.path for p in numbers if p.grade and not p.source] == [], "a grade says where a number stands"


def test_defaults_lie_in_their_ranges() -> None:
    for p in parameters():
        if isinstance(p.default, float):
            assert p.low is None or p.low <= p.default, p.path
            assert p.high is None or p.default <= p.high, p.path


def _settable(p: Parameter) -> bool:
    return isinstance(p.default, float) and "NAME" not in p.path and ".N." not in p.path


@pytest.mark.parametrize("p", [p for p in parameters() if _settable(p)], ids=lambda p: p.path)
def test_every_path_can_be_set(p: Parameter) -> None:
    """Setting a parameter to its own default is accepted: the path is right, and so is the unit."""
    value = "unlimited" if p.default == float("inf") else p.default
    load("qujing", [f"{p.path}={value}"])


def test_the_least_certain_stand_first() -> None:
    """Within a section, assumptions come before what was found in a source."""
    rank = {"K": 0, "D": 1, "F": 2, "": 3}
    for section in page().split("\n## ")[1:]:
        grades = [row.split(" | ")[6].strip() for row in section.splitlines() if row.startswith("| `")]
        assert [rank[g] for g in grades] == sorted(rank[g] for g in grades)


def test_the_page_is_printed_by_the_command_it_names() -> None:
    result = CliRunner().invoke(app, ["schema", "--page"])
    assert result.stdout == page()
