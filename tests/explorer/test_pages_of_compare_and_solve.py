"""The pages Compare and Solve without a browser: what is chosen, what is run and what is not run again, what is said."""

from __future__ import annotations

import json
import time

import pytest
from desk_here import DeskHere
from streamlit.testing.v1 import AppTest

from model.explorer.draft import Draft
from model.explorer.keep import Keep

SMALL = {"scale": 0.02, "horizon.end": "2026-01-01"}
MORE = {**SMALL, "totals.psychiatrists.steps": [{"date": "2024-06-01", "value": 420}]}
PATIENCE = 120.0


def compare_script():
    from model.explorer import session
    from model.explorer.pages import compare

    session.arrive()
    with session.calm():
        compare.page()
    session.show_address()


def solve_script():
    from model.explorer import session
    from model.explorer.pages import solve

    session.arrive()
    with session.calm():
        solve.page()
    session.show_address()


@pytest.fixture
def desk(engine, tmp_path, monkeypatch):
    """Return a desk in this process, for pages whose data is in a folder of the test."""
    import streamlit as st

    from model.explorer import session

    monkeypatch.setenv("JINGKANG_DATA", str(tmp_path))
    monkeypatch.setattr("model.explorer.live.REPLICATIONS", (3,))
    here = DeskHere()
    monkeypatch.setattr(session, "desk", lambda: here)
    st.cache_resource.clear()
    keep = Keep(tmp_path)
    keep.save("小规划", "qujing", SMALL)
    keep.save("加医师", "qujing", MORE)
    yield here
    st.cache_resource.clear()


def opened(script, language="zh", **address):
    test = AppTest.from_function(script, default_timeout=PATIENCE)
    test.session_state["language"] = language
    for key, word in address.items():
        test.query_params[key] = word
    return test


def texts(test):
    return " ".join(str(each.value) for each in (*test.markdown, *test.caption, *test.info, *test.error, *test.success,
                                                *test.warning))


# --- compare -----------------------------------------------------------------------------------------------

TWO = ":小规划|:加医师"
"""As addresses named saved scenarios before these had ids, and as somebody types them."""


def key(name):
    """Return how an address names a saved scenario now."""
    return next(f":{each.id}" for each in Keep().saved() if each.name == name)


def two():
    return f"{key('小规划')}|{key('加医师')}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_link_opens_the_comparison(desk, language):
    """Two saved scenarios, three replications each; the address goes on to say them."""
    test = opened(compare_script, language, compare=TWO).run()
    assert not test.exception and not test.error
    assert test.session_state["run compare"].complete and desk.ran == 6
    assert test.query_params["compare"] == two()
    found = test.session_state["comparison"][1]
    assert found.names == ("A · 小规划", "B · 加医师")
    assert ("Differences from A" if language == "en" else "与“A”的差别") in [each.value for each in test.header]


def test_what_was_run_is_not_run_again(desk):
    """Neither on another visit, nor with another scenario to compare with; a third is run alone."""
    opened(compare_script, compare=TWO).run()
    ran = desk.ran
    test = opened(compare_script, compare=two()).run()
    test.selectbox("compare_against").set_value(key("加医师")).run()
    assert desk.ran == ran
    assert test.session_state["comparison"][1].names == ("B · 加医师", "A · 小规划")
    assert test.query_params["against"] == key("加医师")
    assert opened(compare_script, compare=TWO, against=":加医师").run().query_params["against"] == key("加医师")
    Keep().save("多护士", "qujing", {**SMALL, "totals.nurses.steps": [{"date": "2024-06-01", "value": 2000}]})
    test.multiselect("compare_chosen").set_value([key(name) for name in ("小规划", "加医师", "多护士")]).run()
    assert desk.ran == ran + 3 and not test.exception


def test_a_link_opens_a_scenario_that_is_in_no_list_of_the_visitor(desk, monkeypatch):
    """Somebody else's, behind a login: the id in the link opens it, its name opens nothing; both lists stay as they were."""
    Keep().save("李的方案", "qujing", {**SMALL, "totals.nurses.steps": [{"date": "2024-06-01", "value": 2000}]}, "li")
    link = f"{key('李的方案')}|{key('小规划')}"
    monkeypatch.setattr("model.explorer.access.listed", lambda: "zhang")
    test = opened(compare_script, compare=link).run()
    assert not test.error and not test.warning
    assert test.session_state["comparison"][1].names == ("A · 李的方案", "B · 小规划")
    test = opened(compare_script, compare=":李的方案|:小规划|qujing").run()
    assert ["李的方案" in each.value for each in test.warning] == [True]
    assert "李的方案" not in "".join(test.multiselect("compare_chosen").options)


def test_one_scenario_is_not_enough(desk):
    test = opened(compare_script, compare=TWO).run()
    test.multiselect("compare_chosen").set_value([key("小规划")]).run()
    assert [each.value for each in test.error] == ["请至少选择两个情景。"]
    assert "run compare" in test.session_state and desk.ran == 6


def test_the_same_twice_is_said_beside_the_field(desk):
    Keep().save("又一个", "qujing", SMALL)
    test = opened(compare_script, compare=":小规划|:又一个").run()
    assert len(test.error) == 1 and "同一个情景" in test.error[0].value and desk.ran == 0


def test_a_link_to_what_is_not_here_says_so(desk):
    test = opened(compare_script, compare=f":没有的|{TWO}").run()
    assert ["没有的" in each.value for each in test.warning] == [True]
    assert test.session_state["run compare"].complete


def test_measures_beside_the_targets(desk):
    test = opened(compare_script, compare=TWO).run()
    test.multiselect("compare_measures").set_value(["wait_bed_p90_days"]).run()
    quantities = set(test.session_state["comparison"][1].scenarios["measure"])
    assert "wait_bed_p90_days" in quantities and "occupancy" not in quantities and not test.exception
    assert desk.ran == 6, "a measure needs no new replication"


# --- solve -------------------------------------------------------------------------------------------------

NURSES = {"kind": "least", "lever": "nurses", "targets": ["nurses@2025-12-31"], "probability": 0.5, "low": 600.0,
          "high": 1200.0, "care": "quick"}


def solve_page(language="zh", question=NURSES, scale=0.1):
    test = opened(solve_script, language, ask=json.dumps(question))
    test.session_state["draft"] = Draft("qujing", {**SMALL, "scale": scale})
    test.session_state["address_said"] = {"ask": json.dumps(question)}
    return test.run()


def answered(test):
    """Run the page until there is an answer."""
    end = time.monotonic() + PATIENCE
    while any(button.key == "ask_cancel" for button in test.button):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)
        test.run()
    return test


def test_a_question_is_answered_kept_and_not_worked_out_again(desk):
    """900 nurses for 900 nurses; other visitors find the answer at once, in their language."""
    test = solve_page()
    assert test.button("ask_begin").label == "开始求解"
    assert desk.ran == 0, "nothing runs before it is asked"
    answered(test.button("ask_begin").click().run())
    assert not test.exception and not test.error
    assert any("**900" in words.value for words in test.markdown)
    ran = desk.ran
    assert ran > 0
    import streamlit as st

    st.cache_resource.clear()
    for language, said in (("zh", "**900 人**"), ("en", "**900 staff**")):
        again = solve_page(language)
        assert desk.ran == ran and any(said in words.value for words in again.markdown)
        assert not again.exception and not any(button.key == "ask_begin" for button in again.button)


def test_the_address_carries_the_question_as_it_stands(desk):
    test = solve_page()
    test.number_input("field least high").set_value(1500.0).run()
    assert json.loads(test.query_params["ask"]) == {**NURSES, "high": 1500.0}


@pytest.mark.parametrize(("field", "value", "said"), [
    ("low", 1200.0, "大于"), ("low", -5.0, "小于0"), ("high", 1e9, "常住人口"),
])
def test_a_range_that_is_none_is_said_beside_its_field(desk, field, value, said):
    test = solve_page()
    test.number_input(f"field least {field}").set_value(value).run()
    assert len(test.error) == 1 and said in test.error[0].value
    assert not any(button.key == "ask_begin" for button in test.button) and desk.ran == 0


def test_no_target_is_said_beside_the_field(desk):
    test = solve_page()
    test.multiselect("field least targets").set_value([]).run()
    assert [each.value for each in test.error] == ["请至少选择一项。"]


def test_another_lever_brings_its_own_range(desk):
    test = solve_page()
    test.selectbox("field least lever").set_value("beds").run()
    assert (test.number_input("field least low").value, test.number_input("field least high").value) == (3000, 12000)


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": "x"}', '{"kind": "least"}', '{"kind": "least", "lever": []}'])
def test_a_question_in_an_address_that_cannot_be_read(desk, text):
    """One message, and the usual question in its place."""
    test = opened(solve_script, ask=text)
    test.session_state["draft"] = Draft("qujing")
    test.session_state["address_said"] = {"ask": text}
    test.run()
    assert len(test.warning) == 1 and not test.exception
    assert test.selectbox("field least lever").value == "beds"


@pytest.mark.parametrize("question", [
    {"kind": "reasons", "targets": [], "replications": 5},
    {"kind": "assumptions", "groups": ["split"], "replications": 3},
    {"kind": "frontier", "first": "beds", "first_low": 3000.0, "first_high": 6000.0, "points": 3, "second": "nurses",
     "second_low": 600.0, "second_high": 1200.0, "targets": ["nurses@2025-12-31"], "probability": 0.5, "care": "quick"},
], ids=lambda question: question["kind"])
def test_every_question_is_answered_on_the_page(desk, question):
    answered(solve_page("zh", question, 0.02).button("ask_begin").click().run())
    # The testing tool clicks in Chinese alone: outside a run it knows no language.
    for language, said in (("zh", "下载"), ("en", "Download")):
        test = solve_page(language, question, 0.02)
        assert not test.exception and not test.error
        assert said in [each.value for each in test.subheader]


def test_a_plan_without_targets_has_no_question(desk):
    test = opened(solve_script)
    test.session_state["draft"] = Draft("qujing", {"targets": []})
    test.run()
    assert "没有" in test.info[0].value and not test.exception
