"""The logic of the pages Plan, Evidence and Follow one patient, without a browser."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from model.explorer import journeys, session, validation
from model.explorer.desk import Desk
from model.explorer.words import LANGUAGES

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


@pytest.fixture(autouse=True)
def folder(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a data folder of its own."""
    monkeypatch.setenv("JINGKANG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("JINGKANG_ALLOW_OPEN", "1")
    session.keep.clear()
    return tmp_path / "data"


def one(page: str, language: str, **address: str) -> AppTest:
    """Run one page as the app shows it."""

    def script(page: str) -> None:
        import importlib

        from model.explorer import session

        session.arrive()
        with session.calm():
            importlib.import_module(f"model.explorer.pages.{page}").page()

    at = AppTest.from_function(script, args=(page,), default_timeout=PATIENCE)
    at.query_params["lang"] = language
    for key, value in address.items():
        at.query_params[key] = value
    return at.run()


def words(at: AppTest) -> str:
    elements = [*at.title, *at.header, *at.subheader, *at.markdown, *at.caption, *at.error, *at.warning, *at.info]
    return "\n".join(str(element.value) for element in elements)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["plan", "evidence"])
def test_pages_open_in_both_languages(page: str, language: str) -> None:
    at = one(page, language)
    assert not at.exception and not at.error
    chinese = sum("\u4e00" <= c <= "\u9fff" for c in words(at))
    assert (chinese > 100) if language == "zh" else (len(words(at)) > 500)


@pytest.mark.parametrize("page", ["plan", "evidence"])
def test_chinese_has_full_width_signs(page: str) -> None:
    """What the code below the pages says has half-width ones, and so may what is quoted."""
    at = one(page, "zh", plan="qujing")
    said = [words(at), *(block.label for block in at.expander), *(str(text.value) for text in at.text)]
    said += [str(cell) for each in at.dataframe for cell in each.value.to_numpy().ravel()]
    assert len(said) > 20
    lines = [re.sub("「[^」]*」", "", line) for text in said for line in text.splitlines()]
    assert [line for line in lines if re.search("[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]", line)] == []


def table(at: AppTest, number: int = 0) -> Any:
    return at.dataframe[number].value


def test_the_parameters_that_are_assumed_stand_first() -> None:
    grades = list(table(one("evidence", "en"))["Grade"])
    order = [{"K": 0, "D": 1, "F": 2, "–": 3}[grade] for grade in grades]
    assert order == sorted(order) and order[0] == 0 and set(order) == {0, 1, 2, 3}


def test_every_unit_has_words_in_chinese() -> None:
    """A unit that the code does not know would stand there in English."""
    units = set(table(one("evidence", "zh"))["单位"])
    assert [unit for unit in units if unit and unit.isascii()] == []


def test_what_a_visitor_and_what_the_plan_changes_is_marked() -> None:
    at = one("evidence", "en", plan="qujing", set=json.dumps({"relapse.annual_share_regular": 0.31}))
    shown = table(at).set_index("Key")
    assert shown.loc["relapse.annual_share_regular", "Stated by"] == "you"
    assert float(shown.loc["relapse.annual_share_regular", "Value"]) == 0.31
    assert (shown["Stated by"] == "you").sum() == 1
    assert {"the plan, changed", "the plan", "the default"} <= set(shown["Stated by"])
    assert shown.loc["totals.open_beds", "Stated by"] != "the default"


def test_the_search_finds_by_word_key_and_grade() -> None:
    at = one("evidence", "en")
    everything = len(table(at))
    at.text_input(key="evidence_search").input("occupancy START").run()
    assert 0 < len(table(at)) < everything
    assert all("occupancy" in " ".join(map(str, row)).lower() for row in table(at).to_numpy())
    at.text_input(key="evidence_search").input("").run()
    at.button_group(key="evidence_grades").set_value(["F"]).run()
    assert set(table(at)["Grade"]) == {"F"}
    at.text_input(key="evidence_search").input("nothing has this word <script>").run()
    assert not at.exception and any("Nothing fits" in str(info.value) for info in at.info)


def test_the_rules_are_shown_by_chapter() -> None:
    at = one("evidence", "zh")
    box = at.selectbox(key="evidence_chapter")
    assert len(box.options) >= 13 and "5. 床位" in box.options
    box.select_index(4).run()
    assert "**5.1 有人员保障的床位**为下列各项中的最小值" in words(at)
    assert "](" not in "".join(str(m.value) for m in at.markdown if "5.1" in str(m.value)), "no links to other files"
    at.session_state["language"] = "en"
    at.run()
    assert "**5.1 Staffed beds** of a hospital are the least of" in words(at), "the same chapter, in English"


def test_the_validation_is_of_this_version_and_complete() -> None:
    """Stale results must not be shown as those of this version: run make evidence."""
    from model import __version__
    from model.experiments.validating import face_validity
    from model.experiments.validating.exact_cases import cases

    kept = validation.kept()
    assert kept["version"] == __version__
    assert {(row["case"], row["quantity"]) for row in kept["exact"]} == {
        (case.name, quantity.key) for case in cases() for quantity in case.quantities}
    exact = {(case.name, q.key): q.exact for case in cases() for q in case.quantities}
    assert all(row["exact"] == pytest.approx(exact[row["case"], row["quantity"]]) for row in kept["exact"])
    assert [row["measure"] for row in kept["face"]] == [row.key for row in face_validity.ROWS]


def test_results_of_another_version_are_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.explorer.pages.evidence.__version__", "9.9")
    assert any("9.9" in str(warning.value) for warning in one("evidence", "en").warning)
    monkeypatch.undo()
    assert not one("evidence", "en").warning


def test_how_to_cite_names_version_and_digest() -> None:
    from model.scenario.loading import digest, load

    codes = "\n".join(str(code.value) for code in one("evidence", "en").code)
    assert "Jingkang" in codes and digest(load("qujing")) in codes


# --- follow one patient -----------------------------------------------------------------------------------


SMALL = json.dumps({"scale": 0.02})


def followed(language: str, **address: str) -> AppTest:
    at = one("patient", language, plan="qujing", set=SMALL, **address)
    end = time.monotonic() + PATIENCE
    while not at.metric and time.monotonic() < end:
        assert not at.exception and not at.error
        time.sleep(0.2)
        at.run()
    return at


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_journey_is_told_and_agrees_with_its_rows(language: str) -> None:
    at = followed(language)
    first = at.table[0].value
    assert len(first) > 3 and first.notna().all().all()
    kinds = at.selectbox(key="journey_kind")
    died = {"en": "Died", "zh": "死亡"}[language]
    kinds.select_index(kinds.options.index(died)).run()
    events = list(at.table[0].value.iloc[:, 2])
    assert any({"en": "Dies", "zh": "死亡"}[language] in event for event in events)
    arrays: dict[str, Any] = at.session_state["journeys"][1]
    person = at.selectbox(key="journey_died").value
    mine = arrays["entity"] == person
    stays = arrays["value"][mine & (arrays["event"] == 47) & (arrays["detail"] & 16 == 0)]
    shown = float(at.metric[0].value.replace(",", ""))
    assert shown >= np.floor(stays.sum()), "days in hospital are at least those of the stays that ended"
    at.toggle(key="journey_every").set_value(True).run()
    assert len(at.table[0].value) == int(mine.sum()) >= len(events)


def test_the_same_question_again_needs_no_calculation(monkeypatch: pytest.MonkeyPatch) -> None:
    followed("en")

    def refuse(*_: Any) -> Any:
        raise AssertionError("asked again")

    monkeypatch.setattr("model.explorer.desk.Desk.submit", refuse)
    again = one("patient", "zh", plan="qujing", set=SMALL)
    assert again.metric and not again.exception and not again.error


@pytest.mark.parametrize("text", ["abc", "R99-1", "R1-0", "R1-99999999", "<script>alert(1)</script>", "R1-../x"])
def test_a_number_that_nobody_has_is_one_message_and_changes_nothing(text: str) -> None:
    at = followed("en")
    before = at.table[0].value
    at.text_input(key="journey_person").input(text[:20]).run()
    assert len(at.error) == 1 and not at.exception
    assert at.table[0].value.equals(before)


def test_a_person_by_number() -> None:
    at = followed("en")
    at.text_input(key="journey_person").input("r2-7").run()
    end = time.monotonic() + PATIENCE
    while "journey_job" in at.session_state and time.monotonic() < end:
        time.sleep(0.2)
        at.run()
    ask, arrays = at.session_state["journeys"]
    assert [journeys.code(person) for person in ask.people] == ["R2-7"]
    assert set(arrays["entity"].tolist()) == set(ask.people) and not at.error


# --- the address, the data file -----------------------------------------------------------------------------


def app(**address: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    for key, value in address.items():
        at.query_params[key] = value
    return at.run()


@pytest.mark.parametrize("address", [
    {"set": "{broken"}, {"set": "[1]"}, {"set": "7"}, {"set": '{"totals.open_beds": -5}'}, {"set": "[" * 100_000},
    {"set": '{"no.such.key": 1}'}, {"plan": "../../etc/passwd"}, {"plan": "<script>alert(1)</script>"},
    {"set": '{"horizon.end": "1900-01-01"}'},
], ids=lambda address: str(address)[:30])
def test_a_broken_address_is_one_message_and_the_first_plan(address: dict[str, str]) -> None:
    at = app(lang="en", **address)
    assert not at.exception and not at.error
    assert len(at.warning) == 1 and "could not be read" in str(at.warning[0].value)
    assert "Traceback" not in str(at.warning[0].value)
    assert at.session_state["draft"].base == "qujing" and at.session_state["draft"].changes == {}


def test_a_good_address_is_the_plan_it_says() -> None:
    at = app(lang="en", plan="beijing", set='{"scale":0.5}')
    assert not at.warning and not at.exception
    assert (at.session_state["draft"].base, at.session_state["draft"].changes) == ("beijing", {"scale": 0.5})
    assert (at.query_params["plan"], at.query_params["lang"]) == ("beijing", "en")
