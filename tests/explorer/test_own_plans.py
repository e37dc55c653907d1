"""A plan of one's own: from a workbook or a file to every page; what is wrong changes nothing and is told cell by cell."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_here import DeskHere
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from model.explorer import draft, session
from model.explorer.draft import Draft
from model.explorer.keep import Keep
from model.explorer.levers import toml_text
from model.explorer.own import plans, taking, workbook
from model.explorer.words import LANGUAGES
from model.local.workbook.imported import imported, toml_of
from model.local.workbook.opened import MOST_BYTES
from model.local.workbook.written import workbook_of
from model.scenario.loading import ScenarioError, digest, load
from model.scenario.schema import Scenario

sys.path.insert(0, str(Path(__file__).parents[1] / "local"))
from filling import FIRST_ROW, new_city  # noqa: E402

PATIENCE = 120.0
FIRST_BASE = "qujing"
NOT_KEPT = "own-0123456789abcdef"


@pytest.fixture(scope="module")
def filled() -> bytes:
    return new_city(workbook_of(None)).saved()


@pytest.fixture(scope="module")
def city(filled: bytes) -> Scenario:
    scenario = imported(filled).scenario
    assert scenario is not None
    return scenario


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give every test a data folder of its own, and what it asks of the server nobody else's."""
    import streamlit as st

    monkeypatch.setenv("JINGKANG_DATA", str(tmp_path))
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


def plans_kept() -> int:
    with session.keep()._open() as connection:
        return int(connection.execute("SELECT COUNT(*) FROM plan").fetchone()[0])


class Sent(io.BytesIO):
    """A file as the browser sends it."""

    file_id = "1"


def one(page: str, language: str = "en", **address: str) -> AppTest:
    """Open a page as the app shows it."""

    def script(page: str) -> None:
        import importlib

        import streamlit as st

        from model.explorer import session
        from model.explorer.words import escaped

        session.arrive()
        if problem := st.session_state.pop("address_problem", ""):
            st.warning(escaped(problem))
        with session.calm():
            importlib.import_module(f"model.explorer.pages.{page}").page()
        session.show_address()

    at = AppTest.from_function(script, args=(page,), default_timeout=PATIENCE)
    at.session_state["language"] = language
    for key, value in address.items():
        at.query_params[key] = value
    return at.run()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return how the plan page looks once a file was sent to it; the testing tool has no field for files."""

    def send(data: bytes, language: str = "en") -> AppTest:
        monkeypatch.setattr(DeltaGenerator, "file_uploader", lambda *_, **__: Sent(data))
        return one("plan", language)

    return send


# --- right -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_workbook_is_the_plan_on_the_page(sent: Any, filled: bytes, city: Scenario, language: str) -> None:
    """It is chosen, listed last, in the address, and says how much was read; its targets stand in the table."""
    at = sent(filled, language)
    base = plans.PREFIX + digest(city)[:16]
    assert not at.exception and not at.error
    assert at.session_state["draft"].base == base and at.query_params["plan"] == base
    assert at.selectbox(key="plan_chosen").value == base and "江城市" in at.selectbox(key="plan_chosen").options[-1]
    assert len(at.success) == 1 and "2" in at.success[0].value
    assert list(at.table[0].value.iloc[:, 1]) == ["≥\u00a0900", "≥\u00a090.0%"]


@pytest.mark.parametrize("page", ["levers", "results", "compare", "solve", "evidence", "patient"])
def test_every_page_works_on_a_plan_of_ones_own(
    engine: None, city: Scenario, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened by its link, with a change, as somebody to whom it was sent."""
    desk = DeskHere()
    monkeypatch.setattr(session, "desk", lambda: desk)
    monkeypatch.setattr("model.explorer.live.REPLICATIONS", (3,))
    monkeypatch.setattr("model.explorer.running.ahead", lambda plan: None)
    at = one(page, "zh", plan=plans.put(city), set=json.dumps({"totals.nurses": 180, "scale": 0.2}))
    for _ in range(2):
        assert not at.exception and not at.error and not at.warning
        at.run()
    assert at.session_state["draft"].plan().title.zh == "江城市精神卫生规划"
    if page == "compare":
        assert [name[:1] for name in at.session_state["comparison"][1].names] == ["A", "B"]
    if page == "patient":
        assert at.metric


def test_a_shipped_plan_goes_out_and_in_with_the_same_digest() -> None:
    """As `jingkang export` writes it."""
    for name in ("qujing", "zhejiang"):
        plan = load(name)
        read = workbook.read_of("1", workbook_of(plan))
        assert read.name == plans.PREFIX + digest(plan)[:16] and read.notes == ()
        assert digest(draft.loaded(read.name, "{}")) == digest(plan)
        change = json.dumps({"totals.nurses": 1500})
        assert digest(draft.loaded(read.name, change)) == digest(load(name, {"totals.nurses": 1500}))


def test_the_toml_file_says_the_whole_plan_and_comes_back(city: Scenario) -> None:
    """The command line runs it, with the changes in it; opened again it is a plan of one's own with the same digest."""
    held = Draft(plans.put(city), {"totals.nurses": 180})
    text = toml_text.written(held)
    assert "extends" not in text and "江城市" in text
    back = toml_text.taken(text.encode())
    assert plans.is_own(back.base) and back.base != held.base and back.changes == {}
    assert digest(back.scenario()) == digest(held.scenario())


def many(counties: int) -> Scenario:
    """A plan with a hospital in every county and a source beside every number."""
    def number(value: float) -> dict[str, Any]:
        return {"value": value, "low": 0.8 * value, "high": 1.2 * value, "source": "县卫生健康局统计,2024年", "grade": "F"}

    return Scenario.model_validate({
        "name": "x", "title": {"zh": "全省规划", "en": "A province"},
        "horizon": {"start": "2025-01-01", "end": "2027-01-01"},
        "regions": [{"name": f"县{n}", "residents": number(50_000.0), "townships": number(10.0)} for n in range(counties)],
        "hospitals": [{"name": f"医院{n}", "region": f"县{n}", "open_beds": number(80.0), "nurses": number(30.0)}
                      for n in range(counties)],
    })


def test_a_large_plan_goes_out_as_a_file_and_comes_back() -> None:
    """A file of more than 200 kB was offered and not taken again."""
    held = Draft(plans.put(many(400)), {"hospitals.医院7.open_beds": 90})
    text = toml_text.written(held)
    assert len(text.encode()) > 250_000
    assert digest(toml_text.taken(text.encode()).scenario()) == digest(held.scenario())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_that_could_not_be_opened_again_is_refused_at_once(
    sent: Any, filled: bytes, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """One message, whichever way it comes; what differs from a plan of the catalogue is less, and bounded apart."""
    monkeypatch.setattr(plans, "MOST_BYTES", 500)
    at = sent(filled, language)
    assert len(at.error) == 1 and "0.0 MB" in at.error[0].value.replace("\\", "") and plans_kept() == 0
    monkeypatch.setattr(plans, "MOST_BYTES", 15_000_000)
    with pytest.raises(toml_text.UploadError, match="0.3 MB.*0.2 MB"):
        toml_text.taken(b'extends = "qujing"\n' + b"#" * 250_000)
    monkeypatch.setattr(toml_text, "MOST_BYTES", 100_000)
    with pytest.raises(toml_text.UploadError, match="0.2 MB.*0.1 MB"):
        toml_text.taken(toml_of(many(400)).encode())
    assert plans_kept() == 0


def test_a_saved_scenario_opens_the_plan_it_was_saved_on(city: Scenario) -> None:
    base = plans.put(city)
    session.keep().save("甲", base, {"totals.nurses": 180})
    at = one("levers", "zh")
    at.button(f"load {session.keep().saved()[0].id}").click().run()
    assert not at.error and at.session_state["draft"].base == base
    assert base in at.session_state["own_plans"]


def test_two_versions_are_compared_by_a_link(engine: None, city: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens it has sent neither of them."""
    desk = DeskHere()
    monkeypatch.setattr(session, "desk", lambda: desk)
    monkeypatch.setattr("model.explorer.live.REPLICATIONS", (3,))
    small, more = (plans.put(Scenario.model_validate({**city.model_dump(), "scale": scale})) for scale in (0.1, 0.2))
    at = one("compare", "zh", compare=f"{small}|{more}")
    assert not at.error and not at.warning and not at.exception
    assert len(at.session_state["comparison"][1].names) == 2


def test_what_the_lists_show_is_the_sessions_own(city: Scenario) -> None:
    """A plan that somebody else sent is in no list."""
    plans.put(city)
    assert not any(name.startswith(plans.PREFIX) for name in one("plan").selectbox(key="plan_chosen").options)


# --- wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said"), [
    ("en", "'many' is no number; allowed: a number of 0 or more"), ("zh", "“many”不是数字；应为不小于0的数"),
])
def test_mistakes_are_told_by_sheet_and_cell_and_change_nothing(sent: Any, language: str, said: str) -> None:
    hand = new_city(workbook_of(None))
    hand.write("Counties", FIRST_ROW, {"residents": "many"})
    hand.write("Targets", FIRST_ROW, {"measure": "open_bed"})
    at = sent(hand.saved(), language)
    assert len(at.error) == 1 and "2" in at.error[0].value
    table = next(frame.value for frame in at.dataframe if len(frame.value.columns) == 3)
    assert table.iloc[:, 1].tolist() == [hand.address("Counties", FIRST_ROW, "residents"),
                                         hand.address("Targets", FIRST_ROW, "measure")]
    assert table.iloc[0, 2] == said and "Counties" in table.iloc[0, 0]
    assert at.session_state["draft"].base == FIRST_BASE and plans_kept() == 0


@pytest.mark.parametrize(("data", "says"), [
    (b"no workbook", {"en": "not a workbook", "zh": "工作簿"}),
    (b"\x00" * (MOST_BYTES + 1), {"en": "too large", "zh": "太大"}),
], ids=["broken", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_workbook_is_one_message(sent: Any, data: bytes, says: dict[str, str], language: str) -> None:
    at = sent(data, language)
    assert len(at.error) == 1 and says[language] in at.error[0].value and not at.exception
    assert at.session_state["draft"].base == FIRST_BASE


@pytest.mark.parametrize(("change", "said"), [
    ({"regions": [{"name": "<script>alert(1)</script>", "residents": 1000}]}, "标记"),
    ({"title": {"zh": "[x](http://a.b)", "en": "x"}}, "标记"),
    ({"document": "<img src=x>"}, "标记"),
    ({"document": "长" * 5000}, "4,000"),
    ({"horizon": {"start": "2025-01-01", "end": "2090-01-01"}}, "太大"),
    ({"regions": [{"name": "甲", "residents": 3e10}]}, "太大"),
    ({"classes": [{"name": "门诊", "arrivals_per_day": 1e9, "entry": "clinic", "stages": [{"at": "clinic", "service": 1}]}],
      "hospitals": [{"name": "乙"}]}, "太大"),
    ({"targets": [{"measure": "open_beds", "at_least": 1, "date": "2040-01-01", "clause": "x"}]}, "日期在规划期之外"),
], ids=["script", "link", "image", "long", "years", "people", "arrivals", "target"])
def test_plans_that_are_not_taken(change: dict[str, Any], said: str) -> None:
    """Files say the same as workbooks; nothing is kept."""
    table = {"title": {"zh": "甲市", "en": "A"}, "horizon": {"start": "2025-01-01", "end": "2027-01-01"},
             "regions": [{"name": "甲", "residents": 1000}], **change}
    with pytest.raises(toml_text.UploadError, match=said):
        toml_text.taken(toml_of(Scenario.model_validate(table)).encode())
    assert plans_kept() == 0


def test_prose_may_hold_signs_lines_and_links() -> None:
    prose = {"source": "https://a.b/c?d=e", "clause": "床位 >= 900\n<5 天", "summary": {"zh": "见 http://a.b"}}
    assert taking.marked_up(prose) == ""
    assert [taking.marked_up({"clause": text}) for text in ("<b>", "[x](y)", "\u202e")] == ["<b>", "[x](y)", "\u202e"]
    assert taking.marked_up({"regions": [{"name": "http://a.b"}]}) == "http://a.b"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_to_a_plan_that_is_not_kept_is_one_message_and_the_first_plan(language: str) -> None:
    at = one("plan", language, plan=NOT_KEPT)
    assert len(at.warning) == 1 and not at.error and not at.exception
    said = at.warning[0].value.replace("\\", "")
    assert NOT_KEPT in said and {"en": "not kept on this server", "zh": "本服务器没有保存"}[language] in said
    assert at.session_state["draft"] == Draft()


def test_a_name_is_never_a_path(city: Scenario) -> None:
    base = plans.put(city)
    for name in (f"{base}.toml", f"./{base}", f"{base}x", base.upper(), "own-../../../etc/passwd"):
        with pytest.raises(ScenarioError):
            draft.loaded(name, "{}")


# --- what is kept ------------------------------------------------------------------------------------------


def test_too_much_makes_room_but_not_of_what_a_scenario_was_saved_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The longest unused goes first; the one that has just come stays whatever its size."""
    monkeypatch.setattr("model.explorer.keep.PLANS_BYTES", 250)
    keep = Keep(tmp_path)
    for name in ("saved", "old", "new"):
        keep.put_plan(name, name, "x" * 100)
        if name == "saved":
            keep.save("a scenario", "saved", {})
    assert [keep.get_plan(name) is not None for name in ("saved", "old", "new")] == [True, False, True]
    keep.put_plan("large", "large", "x" * 1000)
    assert [keep.get_plan(name) is not None for name in ("saved", "new", "large")] == [True, False, True]


def test_without_a_data_file_nothing_is_taken(sent: Any, filled: bytes, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("JINGKANG_DATA", str(tmp_path / "file"))
    at = sent(filled, "en")
    assert len(at.error) == 1 and "nothing was changed" in at.error[0].value and not at.exception
    assert at.session_state["draft"].base == FIRST_BASE
