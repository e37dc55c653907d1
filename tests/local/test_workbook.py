"""A plan as a workbook: out and in again without a loss, from the template to targets, and what is said of mistakes."""

import datetime as dt
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from filling import FIRST_ROW, Hand, new_city
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from model import load, run
from model.cli import app
from model.local.told import ToldError
from model.local.workbook.imported import Imported, imported, toml_of
from model.local.workbook.keys import key_of, parts_of
from model.local.workbook.measures import called, measure_of
from model.local.workbook.opened import MOST_BYTES
from model.local.workbook.sheets import LISTS, ORDER
from model.local.workbook.written import workbook_of
from model.measures import MEASURES
from model.scenario.catalogue import names
from model.scenario.loading import digest
from model.scenario.parameters import parameters
from model.scenario.schema import Scenario
from model.scenario.units import CHINESE

sys.path.insert(0, str(Path(__file__).parents[1] / "engine"))
from random_plans import random_scenario, scenarios  # noqa: E402

RUN = CliRunner()


def _same(scenario: Scenario, folder: Path | None = None) -> None:
    """Out and in: the digest is the same, through the workbook and through the file made of it."""
    found = imported(workbook_of(scenario))
    assert found.scenario is not None, [wrong.said("en") for wrong in found.wrong]
    assert (digest(found.scenario), found.notes) == (digest(scenario), ())
    if folder is not None:
        path = folder / "plan.toml"
        path.write_text(toml_of(found.scenario), encoding="utf-8")
        assert digest(load(path)) == digest(scenario)


@pytest.mark.parametrize("name", names())
def test_every_plan_comes_back_the_same(name: str, tmp_path: Path) -> None:
    _same(load(name), tmp_path)


@pytest.mark.parametrize("seed", range(6))
def test_random_plans_come_back_the_same(seed: int, tmp_path: Path) -> None:
    _same(random_scenario(seed), tmp_path)


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_any_plan_comes_back_the_same(scenario: Scenario) -> None:
    _same(scenario)


def test_a_plan_with_changes_keeps_its_staff_ratios() -> None:
    changed = load("qujing", {"totals.nurses": "unlimited", "totals.open_beds": 3000})
    assert changed.practised.carried
    _same(changed)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_is_read_like_both(language: str) -> None:
    plan = load("xiangtan")
    found = imported(workbook_of(plan, language))
    assert found.scenario is not None and digest(found.scenario) == digest(plan)


def test_names_of_any_kind_are_addressed() -> None:
    kinds = ["a.b", "#1", "江城", '"quoted"', "two words", "=SUM(A1)", "1", "0", "trailing ", "x" * 300, "不限", "yes"]
    steps = {"first": 3, "steps": [{"date": "2024-06-01", "value": 5}]}
    plan = Scenario.model_validate({
        "title": {"zh": "甲", "en": "A"}, "horizon": {"start": "2024-01-01", "end": "2025-01-01"},
        "regions": [{"name": name, "residents": {"value": 1000 + n, "low": 900, "source": "s", "grade": "D"}}
                    for n, name in enumerate(kinds)],
        "hospitals": [{"name": f"{name}!", "region": name, "open_beds": steps, "split": {"wards": 0.5 + n / 1000}}
                      for n, name in enumerate(kinds)],
    })  # fmt: skip
    _same(plan)


def test_keys_are_read_as_they_are_written() -> None:
    table = {"hospitals": [{"name": "a.b"}, {"name": ""}, {"name": "市三院"}], "registry": {"grade_shares": [{"value": 1}]}}
    for path, key in (
        (("hospitals", 0, "nurses"), 'hospitals."a.b".nurses'), (("hospitals", 1, "nurses"), "hospitals.#1.nurses"),
        (("hospitals", 2), "hospitals.市三院"), (("registry", "grade_shares", 0), "registry.grade_shares.0"),
    ):  # fmt: skip
        written = {**table, "hospitals": [{**h, "nurses": 1} for h in table["hospitals"]]}
        assert key_of(path, written) == key
        assert parts_of(key) is not None
    assert parts_of('broken."key') is None


def test_every_unit_has_chinese_words() -> None:
    assert {p.unit for p in parameters()} == set(CHINESE)


# --- from the template to targets --------------------------------------------------------------------------------


def test_a_new_city_goes_from_the_template_to_targets(tmp_path: Path) -> None:
    template, filled, plan = tmp_path / "plan.xlsx", tmp_path / "filled.xlsx", tmp_path / "my-city.toml"
    assert RUN.invoke(app, ["template", str(template)]).exit_code == 0
    filled.write_bytes(new_city(template.read_bytes()).saved())
    done = RUN.invoke(app, ["import", str(filled), "-o", str(plan), "--lang", "zh"])
    assert done.exit_code == 0, done.output
    assert "江城市精神卫生规划:2 个区县、2 家医院、1 个康复机构、2 项目标" in done.output
    city = load(plan)
    prevalence = city.registry.reported_prevalence_permille
    assert (prevalence.value, prevalence.source, prevalence.grade, prevalence.low) == (4.8, "市信息系统", "F", None)
    beds = city.totals.open_beds
    assert beds is not None and (beds.at(dt.date(2025, 6, 1)), beds.at(dt.date(2026, 1, 1))) == (700.0, 900.0)
    assert city.targets[1].at_least == 0.9
    assert city.title.en == "江城市精神卫生规划"
    # Nothing else was touched: what the template shows is what the schema says.
    assert city.home == type(city.home)() and city.relapse == type(city.relapse)()
    small = load(plan, {"scale": 0.02})
    judged = run(small, 1, workers=1).targets
    assert list(judged["measure"]) == ["open_beds", "standardised_management_rate"]
    assert judged["mean"][0] == 900.0


def test_a_distribution_may_be_stated_anew() -> None:
    hand = new_city(workbook_of(None))
    for key, value in (("stay.long.kind", "lognormal"),):
        hand.write("Parameters", hand.row("Parameters", key), {"yours.value": value})
    hand.append("更多", {"key": "stay.long.median", "yours.value": 300}, {"key": "stay.long.sigma", "yours.value": 0.7})
    found = imported(hand.saved())
    assert found.scenario is not None, [wrong.said("en") for wrong in found.wrong]
    long = found.scenario.stay.long
    assert (long.mean, long.sd, long.median.value, long.sigma.value) == (None, None, 300.0, 0.7)


def test_a_number_typed_over_loses_the_range_of_the_old_one() -> None:
    hand = Hand(workbook_of(load("qujing")))
    row = next(c.row for c in hand.page("Counties")["A"] if c.value == "宣威市")
    hand.write("Counties", row, {"townships": 31})
    found = imported(hand.saved())
    assert found.scenario is not None
    townships = found.scenario.regions[1].townships
    assert (townships.value, townships.low, townships.source) == (31.0, None, "")
    assert found.scenario.regions[2].townships == load("qujing").regions[2].townships
    [note] = found.notes
    assert "regions.宣威市.townships: range and source belong to 28; the number is 31" in note.said("en")


# --- measures by their titles -----------------------------------------------------------------------------------


def test_every_name_of_a_measure_leads_to_it_and_to_no_other() -> None:
    """Key, Chinese title, English title, both as the list shows them; however they are typed."""
    for key, measure in MEASURES.items():
        for name in (key, measure.title.zh, measure.title.en, called(key, None)):
            wide = name.replace("(", "\uff08").replace(")", "\uff09")
            assert {measure_of(typed) for typed in (name, f"  {name.upper()}\n", name.lower(), wide)} == {key}, name
    assert measure_of("beds") is None


@pytest.mark.parametrize("language", [None, "zh", "en"])
def test_targets_are_read_by_the_words_that_the_list_offers(language: Literal["zh", "en"] | None) -> None:
    """The drop-down has a planner's words; a cell may also say the other language's, or the key."""
    hand = Hand(workbook_of(load("qujing"), language))
    offered = [cell.value for cell in hand.book[LISTS]["A"]]
    assert [measure_of(name) for name in offered] == list(MEASURES), "the list leads to every measure"
    page, column = hand.page("目标" if language == "zh" else "Targets"), hand.column("目标" if language == "zh" else "Targets", "measure")
    assert {page.cell(row, column).value for row in range(FIRST_ROW, FIRST_ROW + 8)} <= set(offered)
    wanted = ("Open beds", " 规范管理率 ", "nurses", "REPORTED PREVALENCE")
    for row, name in enumerate(wanted, FIRST_ROW):
        page.cell(row, column).value = name
        page.cell(row, hand.column(page.title, "at_least")).value = 0.5
    found = imported(hand.saved())
    assert found.scenario is not None, [wrong.said("en") for wrong in found.wrong]
    assert [target.measure for target in found.scenario.targets[:4]] == [
        "open_beds", "standardised_management_rate", "nurses", "reported_prevalence_permille"]  # fmt: skip


def test_an_unknown_measure_is_answered_in_the_words_it_was_asked_in() -> None:
    hand = Hand(workbook_of(load("qujing"), "zh"))
    for row, name in enumerate(("规范管理", "Standardized management rate"), FIRST_ROW):
        hand.write("目标", row, {"measure": name})
    said = [wrong.told.said("zh") for wrong in _wrong(hand).wrong]
    assert said == [
        f"没有指标“{name}”;可填列表中指标的中文或英文名称,或其键;是否应为 '{meant}'?" for name, meant in (
            ("规范管理", "规范管理率"), ("Standardized management rate", "Standardised management rate"))
    ]  # fmt: skip


# --- mistakes ----------------------------------------------------------------------------------------------------


def _wrong(hand: Hand) -> Imported:
    found = imported(hand.saved())
    assert found.scenario is None
    return found


def test_every_mistake_is_named_with_its_cell() -> None:
    hand = new_city(workbook_of(None))
    first = FIRST_ROW
    hand.write("Counties", first, {"residents": "many", "copies": 1.5})
    hand.write("Counties", first + 1, {"clinic": "临江县医院精神料"})
    hand.write("Hospitals", first, {"level": 4, "region": "nowhere", "open_beds": "=SUM(A1:A2)"})
    hand.append("Hospitals", {"name": "江城市精神病院"})
    hand.append("Rehabilitation", {"region": "城关区", "kind": "daily"})
    hand.write("Targets", first, {"measure": "open_bed", "date": "2026-02-30"})
    hand.write("Targets", first + 1, {"at_most": 0.5, "national": "maybe"})
    hand.append("Totals", {"key": "totals.beds", "value": 3}, {"key": "hospitals.江城市精神病院.nurses", "value": 3})
    row = hand.row("Parameters", "stay.long_share")
    hand.write("Parameters", row, {"yours.value": 13})
    other = hand.row("Parameters", "home.visits")
    hand.write("Parameters", other, {"yours.source": "x"})
    found = _wrong(hand)
    said = {(w.place.sheet.split()[-1], w.place.cell): w.told.said("en") for w in found.wrong}
    here = hand.address
    expected = {
        ("Counties", here("Counties", first, "residents")): "'many' is no number; allowed: a number of 0 or more",
        ("Counties", here("Counties", first, "copies")): "1.5 is out of bounds; allowed: a whole number of 1 or more",
        ("Counties", here("Counties", first + 1, "clinic")): "does not stand on the sheet Hospitals; did you mean '临江县医院精神科'?",
        ("Hospitals", here("Hospitals", first, "level")): "'4' is not allowed; allowed: 1, 2, 3",
        ("Hospitals", here("Hospitals", first, "region")): "'nowhere' does not stand on the sheet Counties",
        ("Hospitals", here("Hospitals", first, "open_beds")): "is a formula (=SUM(A1:A2)); paste the value alone",
        ("Hospitals", here("Hospitals", first + 2, "name")): f"stands in {here('Hospitals', first, 'name')} too",
        ("Rehabilitation", here("Rehabilitation", first + 1, "name")): "required, and empty",
        ("Rehabilitation", here("Rehabilitation", first + 1, "kind")): "did you mean 'day'?",
        ("Targets", here("Targets", first, "measure")): "in Chinese or English, or its key; did you mean 'open_beds'?",
        ("Targets", here("Targets", first, "date")): "'2026-02-30' is no date",
        ("Targets", here("Targets", first + 1, "national")): "'maybe' is not allowed; allowed: yes, no",
        ("Parameters", here("Parameters", row, "yours.value")): "13 is out of bounds; allowed: a share between 0 and 1",
        ("Parameters", here("Parameters", other, "yours.source")): "the value is not",
    }  # fmt: skip
    for place, text in expected.items():
        assert text in said.get(place, "nothing"), (place, said.get(place))
    assert any("there is no key 'totals.beds'" in text for text in said.values())
    assert any("the date is missing" in text for text in said.values())
    assert len(found.wrong) >= len(expected) + 2
    assert all(w.said("zh").startswith("工作表“") for w in found.wrong)


@pytest.mark.parametrize(
    ("sheet", "row", "values", "cell", "text"),
    [
        ("Plan", 0, {}, "", ""),
        ("Targets", FIRST_ROW, {"at_most": 3}, "A", "exactly one of at_least and at_most"),
        ("Hospitals", FIRST_ROW, {"city": "elsewhere"}, "A", "no region lies in city 'elsewhere'"),
        ("Diagnoses", FIRST_ROW, {"share": 0.9}, "A", "add up to 1.2, not 1"),
    ],
)
def test_what_only_the_whole_plan_shows_is_named_too(
    sheet: str, row: int, values: dict[str, object], cell: str, text: str
) -> None:
    hand = new_city(workbook_of(None))
    if not values:
        hand.write("Plan", hand.row("Plan", "horizon.end"), {"value": "2024-01-01"})
        found = _wrong(hand)
        assert "end (2024-01-01) must lie after start" in found.wrong[0].said("en")
        return
    hand.write(sheet, row, values)
    [wrong] = _wrong(hand).wrong
    assert text in wrong.told.said("en")
    assert wrong.place.sheet.endswith(sheet) and wrong.place.cell.startswith(cell)


def test_missing_and_foreign_sheets_and_columns() -> None:
    hand = new_city(workbook_of(None))
    hand.book.remove(hand.page("Targets"))
    hand.page("Training").title = "Trainings"
    hand.page("Counties")["B1"] = "titel.zh"
    said = [wrong.said("en") for wrong in _wrong(hand).wrong]
    for text in (
        "no sheet is called 'Trainings'; did you mean 'Training'?", "the sheet Training is missing",
        "the sheet Targets is missing", "unknown key 'titel.zh' in the hidden first row; did you mean 'title.zh'?",
        "the hidden first row lacks keys: title.zh",
    ):  # fmt: skip
        assert any(text in line for line in said), (text, said)


def test_the_command_lists_all_and_writes_nothing(tmp_path: Path) -> None:
    blank, out = tmp_path / "plan.xlsx", tmp_path / "city.toml"
    RUN.invoke(app, ["template", str(blank), "--lang", "zh"])
    done = RUN.invoke(app, ["import", str(blank), "-o", str(out), "--lang", "zh"])
    assert done.exit_code == 2 and not out.exists()
    assert "有 4 处错误" in done.output and "工作表“区县 Counties”单元格 A4:至少需要一个区县" in done.output
    data = json.loads(RUN.invoke(app, ["import", str(blank), "-o", str(out), "--json"]).stdout)
    assert [error["cell"] for error in data["errors"]] == ["C4", "C9", "C10", "A4"] and data["out"] is None
    assert RUN.invoke(app, ["template", str(blank)]).exit_code == 2
    assert RUN.invoke(app, ["export", "qujing", "-o", str(tmp_path / "plan.doc")]).exit_code == 2


# --- files from anybody --------------------------------------------------------------------------------------------


def _archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _with_part(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook_of(None))) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return _archive({**parts, name: content})


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'


# Made when they are needed, and named: a ZIP file has the time in it, and tests of two processes must have the same names.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "not a workbook"),
    "nonsense": (lambda: b"PK\x03\x04nonsense", "not a workbook"),
    "long": (lambda: b"\x00" * (MOST_BYTES + 1), "too large"),
    "a sheet of zeros": (lambda: _archive({"xl/worksheets/sheet1.xml": b"0" * 60_000_000}), "unpacks to too much"),
    "many parts": (lambda: _archive({f"part{n}.xml": b"<a/>" for n in range(600)}), "unpacks to too much"),
    "macros": (lambda: _with_part("xl/vbaProject.bin", b"x"), "macros"),
    "entities": (lambda: _with_part("xl/styles.xml", BOMB), "<!DOCTYPE"),
    "a broken sheet": (lambda: _with_part("xl/worksheets/sheet2.xml", b"<worksheet><sheetData><row"), "not a workbook"),
    "another archive": (lambda: _archive({"hello.txt": b"hello"}), "not a workbook"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_workbook_is_refused(name: str) -> None:
    data, text = REFUSED[name]
    with pytest.raises(ToldError) as error:
        imported(data())
    assert text in str(error.value)
    assert error.value.said("zh") != str(error.value)


def test_text_that_no_cell_holds_is_refused() -> None:
    plan = load("xiangtan", {"document": "x" * 40_000})
    with pytest.raises(ToldError, match="32,767"):
        workbook_of(plan)
    with pytest.raises(ToldError, match="control characters"):
        workbook_of(load("xiangtan", {"document": "a\x01b"}))


def test_sheets_have_headings_in_the_language_asked_for() -> None:
    for language, first in (("zh", "规划"), ("en", "Plan")):
        hand = Hand(workbook_of(None, language))
        assert hand.book.sheetnames[1] == first
        assert len(hand.book.sheetnames) == len(ORDER) + 2
    both = Hand(workbook_of(None))
    assert both.page("Counties")["A2"].value == "名称\nName *"
    assert both.page("Counties").row_dimensions[1].hidden
    lists = {rule.formula1 for rule in both.page("Hospitals").data_validations.dataValidation}
    assert '"1,2,3"' in lists and any("Counties" in formula for formula in lists)
