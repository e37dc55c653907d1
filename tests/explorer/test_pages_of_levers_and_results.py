"""The pages of levers and results without a browser: what is typed, what is said, what comes of it."""

import pytest
from streamlit.testing.v1 import AppTest

from model.explorer.levers import rows
from model.explorer.levers.toml_text import taken

XUANWEI = "宣威市精神专科医院"


def levers_script():
    from model.explorer import session
    from model.explorer.pages import levers

    session.arrive()
    levers.page()
    session.show_address()


def results_script():
    from model.explorer import session
    from model.explorer.pages import results

    session.arrive()
    results.page()


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Return the page of levers, in Chinese: outside a run the testing tool sees a session without a language."""
    monkeypatch.setenv("JINGKANG_DATA", str(tmp_path))
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setattr("model.explorer.running.ahead", lambda plan: None)
    test = AppTest.from_function(levers_script, default_timeout=60)
    test.session_state["language"] = "zh"
    yield test.run()
    st.cache_resource.clear()


def changes(test):
    return test.session_state["draft"].changes


def group(test, key):
    test.session_state["lever_group"] = key
    return test.run()


def test_a_number_moved_taken_back_and_undone(page):
    page.number_input("lever totals.nurses").set_value(1300.0).run()
    assert changes(page)["totals.nurses.steps"][-1]["value"] == 1300
    assert any("1,300" in words.value for words in page.markdown)
    page.button("back totals.nurses.steps").click().run()
    assert changes(page) == {}
    page.button("undo").click().run()
    assert changes(page)["totals.nurses.steps"][-1]["value"] == 1300
    page.button("drop").click().run()
    assert changes(page) == {}
    assert not page.exception


@pytest.mark.parametrize(("amount", "said"), [(-5.0, "-5小于0"), (1e12, "超过常住人口数")])
def test_a_number_that_cannot_be(page, amount, said):
    """One message; the field shows what holds, and the next good input takes the message away."""
    page.number_input("lever totals.open_beds").set_value(amount).run()
    assert [said in error.value.replace("\\", "") for error in page.error] == [True]
    assert changes(page) == {}
    assert page.number_input("lever totals.open_beds").value == 6000
    page.number_input("lever totals.open_beds").set_value(5000.0).run()
    assert not page.error
    assert changes(page)["totals.open_beds.steps"][-1]["value"] == 5000


def test_shares_that_are_more_than_the_whole(page):
    """Each share may be right and their sum not: the plan says so, and nothing changes."""
    group(page, "hours")
    page.number_input("lever split.wards").set_value(90.0).run()
    said = page.error[0].value.replace("\\", "")
    assert "病区工时比例：医师工时" in said and "大于 1" in said and "split" not in said
    assert changes(page) == {}
    page.number_input("lever split.wards").set_value(101.0).run()
    assert "超过100%" in page.error[0].value.replace("\\", "")
    page.number_input("lever split.wards").set_value(50.0).run()
    assert changes(page) == {"split.wards": 0.5}


def test_shares_are_written_with_the_digits_they_have(page):
    """55% is no 55.00%, and half a day is neither none nor a whole one."""
    group(page, "hours")
    assert {"55", "35", "6"} <= {words.value for words in page.markdown}
    assert [rows._amount(value) for value in (0.55 * 100, 0.5, 6000.0)] == ["55", "0.50", "6,000"]


def test_changes_that_no_address_holds_are_named_by_the_saved_scenario(page):
    """Until they are saved the page says that a reload loses them; the link then opens them for anybody."""
    from model.explorer import session
    from model.explorer.draft import Draft

    many = {f"hospitals.{hospital.name}.{what}": {"first": 100, "steps": [{"date": "2025-06-30", "value": 200 + n}]}
            for n, hospital in enumerate(page.session_state["draft"].plan().hospitals) for what in ("open_beds", "nurses")}
    page.session_state["draft"] = Draft("qujing", many)
    assert any("地址" in words.value for words in page.run().caption)
    page.text_input("save_name").set_value("各院").run()
    page.button("save").click().run()
    assert not any("地址" in words.value for words in page.run().caption)
    (kept,) = session.keep().saved()
    other = AppTest.from_function(levers_script, default_timeout=60)
    other.query_params["saved"] = kept.id
    other.run()
    assert changes(other) == many and other.query_params["saved"] == kept.id
    gone = AppTest.from_function(levers_script, default_timeout=60)
    gone.query_params["saved"] = "0" * 16
    assert changes(gone.run()) == {} and "另一服务器" in gone.session_state["address_problem"]


def test_a_choice_brings_what_goes_with_it(page):
    group(page, "rehabilitation")
    with pytest.raises(KeyError):
        page.number_input("lever referral.recheck_days")
    page.selectbox("lever referral.recheck").select("periodic").run()
    assert page.number_input("lever referral.recheck_days").value == 90
    page.selectbox("lever referral.recheck").select("never").run()
    assert changes(page) == {}


def test_a_pasted_block_and_a_broken_one(page):
    group(page, "county")
    page.text_area("county_pasted").set_value("Xuanwei\tmany").run()
    page.button("county_take_pasted").click().run()
    assert "“many”不是数字" in page.error[0].value.replace("\\", "")
    assert changes(page) == {}
    page.text_area("county_pasted").set_value("宣威市\t1200").run()
    page.button("county_take_pasted").click().run()
    assert changes(page)[f"hospitals.{XUANWEI}.open_beds"]["steps"][-1]["value"] == 1200
    assert not page.error


def test_names_that_cannot_be_and_one_that_can(page):
    page.number_input("lever totals.nurses").set_value(1300.0).run()
    for name in ("", "../x", "<script>", "a" * 61):
        page.text_input("save_name").set_value(name).run()
        page.button("save").click().run()
        assert len(page.error) == 1, name
    page.text_input("save_name").set_value("more nurses").run()
    page.button("save").click().run()
    assert not page.error
    page.button("drop").click().run()
    page.button("save").click().run()  # the name is no longer this draft's: it is asked first
    from model.explorer import session

    (kept,) = session.keep().saved()
    page.button(f"load {kept.id}").click().run()
    assert changes(page)["totals.nurses.steps"][-1]["value"] == 1300
    page.button(f"delete {kept.id}").click().run()
    with pytest.raises(KeyError):
        page.button(f"load {kept.id}")


def test_a_name_in_use_is_replaced_only_when_asked(page):
    page.text_input("save_name").set_value("a").run()
    page.button("save").click().run()
    page.number_input("lever totals.nurses").set_value(1300.0).run()
    page.button("save").click().run()
    assert any("已有" in warning.value for warning in page.warning)
    from model.explorer import session

    assert session.keep().saved()[0].changes == {}
    page.button("save_over_button").click().run()
    assert "totals.nurses.steps" in session.keep().saved()[0].changes


def test_every_group_of_plans_of_every_shape(page):
    """No group breaks on a plan with copies of counties, without totals, or with trainings."""
    from model.explorer.draft import Draft

    for plan in ("zhejiang", "jinnan", "xiangtan"):
        page.session_state["draft"] = Draft(plan)
        for key in ("capacity", "county", "dates", "hours", "community", "beds", "rehabilitation", "assistance"):
            group(page, key)
            assert not page.exception, (plan, key)


def test_what_a_file_says_is_what_the_page_shows(page):
    draft = taken(b"extends = 'qujing'\ntotals.open_beds.steps = [{ date = 2025-01-01, value = 3000 }]")
    page.session_state["draft"] = draft
    page.run()
    assert page.number_input("lever totals.open_beds").value == 3000


# --- results ---------------------------------------------------------------------------------------------


class Done:
    """A desk at which everything is done at once, in this process."""

    def submit(self, owner, work, items):
        from model.explorer.desk import Job

        job = Job(owner, work, items, 1, state="done")
        job.results = [(n, work(item)) for n, item in enumerate(items)]
        return job

    def cancel(self, job):
        job.state = "cancelled"


@pytest.fixture
def results(engine, tmp_path, monkeypatch):
    """Return the page of results of a tenth of Qujing, run in this process."""
    from model.explorer import session
    from model.explorer.draft import Draft

    monkeypatch.setenv("JINGKANG_DATA", str(tmp_path))
    import streamlit as st

    st.cache_resource.clear()
    monkeypatch.setattr(session, "desk", Done)
    monkeypatch.setattr("model.explorer.pages.results.REPLICATIONS", (2,))
    test = AppTest.from_function(results_script, default_timeout=120)
    test.session_state["language"] = "zh"
    test.session_state["draft"] = Draft("qujing", {"scale": 0.1, "totals.nurses.steps": [
        {"date": "2025-01-01", "value": 1300}]}, name="more nurses")
    yield test
    st.cache_resource.clear()


def test_plan_and_scenario_are_run_on_the_same_luck(results):
    """The plan beside the scenario; the same question again needs no work."""
    results.run()
    assert not results.exception
    run = results.session_state["run"]
    assert list(run.scenarios) == ["规划", "more nurses"]
    assert run.complete
    seeds = {name: sorted(seen) for name, seen in run.seen.items()}
    assert seeds["规划"] == seeds["more nurses"] == [0, 1]
    said = [words.value for words in results.markdown if "开放床位" in words.value]
    assert len(said) == 2
    del results.session_state["run"]
    results.run()
    assert results.session_state["run"].job is None, "what is kept was run again"


@pytest.mark.parametrize("view", ["waits", "referrals", "rates", "any", "counties", "flow", "bottleneck"])
def test_every_view(results, view):
    from model.explorer.draft import Draft

    results.session_state["draft"] = Draft("qujing", {"scale": 0.02})
    results.session_state["results_view"] = view
    results.run()
    assert not results.exception


def test_a_large_plan_waits_for_its_button(results):
    from model.explorer.draft import Draft

    results.session_state["draft"] = Draft("china")
    results.run()
    assert results.session_state["run"].job is None
    assert results.button("go_on").label == "运行"


def test_the_plan_is_run_ahead_while_levers_are_moved(results, monkeypatch):
    """Whoever comes to the results finds the plan done: nothing of it is asked for again."""
    from model.explorer.draft import Draft

    asked = []

    class Counting(Done):
        def submit(self, owner, work, items):
            asked.append([item.scenario.name for item in items])
            return super().submit(owner, work, items)

    from model.explorer import session

    monkeypatch.setattr(session, "desk", Counting)
    monkeypatch.setattr("model.explorer.pages.results.REPLICATIONS", (10,))
    levers = AppTest.from_function(levers_script, default_timeout=120)
    levers.session_state["language"] = "zh"
    levers.session_state["draft"] = Draft("pilot-district")
    levers.run()
    assert not levers.exception and [len(items) for items in asked] == [10]
    levers.session_state["draft"] = Draft("pilot-district", {"home.interval_stable_days": 60})
    levers.run()
    assert not levers.exception and len(asked[1]) >= 10, "the scenario too, as soon as a lever is moved"
    results.session_state["draft"] = Draft("pilot-district", {"home.interval_stable_days": 60})
    results.run()
    assert not results.exception and results.session_state["run"].complete
    assert [len(items) for items in asked] == [10, 10], "only the scenario"


def test_a_field_sent_once_more_from_the_page_before_moves_nothing(page, monkeypatch):
    """A browser ahead of the server does that; where nothing differs from what was shown nobody moved anything."""
    from model.explorer.levers import capacities, rows

    page.number_input("lever totals.nurses").set_value(1300.0).run()
    before = dict(changes(page))
    held = {"lever totals.day_places": 300.0, "shown totals.day_places": 300.0}
    monkeypatch.setattr(rows.st, "session_state", held | {"draft": page.session_state["draft"]})
    rows._capacity_changed(capacities.CAPACITIES["day_places"], 300.0)
    assert rows.st.session_state["draft"].changes == before
    rows.st.session_state["lever totals.day_places"] = 310.0
    rows._capacity_changed(capacities.CAPACITIES["day_places"], 300.0)
    assert len(rows.st.session_state["draft"].changes) == len(before) + 1
    rows.st.session_state |= {"lever totals.day_places": 300.0, "shown totals.day_places": 310.0}
    rows._capacity_changed(capacities.CAPACITIES["day_places"], 300.0)
    assert rows.st.session_state["draft"].changes == before, "there and back leaves nothing behind"
