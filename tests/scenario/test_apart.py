"""In which inputs plans differ: numbers, not where they come from; a distribution whole, or number by number."""

from model import load
from model.scenario.apart import apart
from model.scenario.paths import look


def test_a_plan_differs_from_itself_in_nothing() -> None:
    """Another source for the same number is no difference."""
    plan = load("qujing")
    share = plan.stay.long_share.value
    other = load("qujing", {"stay.long_share": {"value": share, "source": "hospital records", "grade": "F"}})
    assert apart([plan, other]) == apart([plan, other], finely=True) == []


def test_a_distribution_is_one_input_or_several() -> None:
    plan, other = load("qujing"), load("qujing", {"stay.short.median": 20})
    assert [each.path for each in apart([plan, other])] == ["stay.short"]
    (fine,) = apart([plan, other], finely=True)
    assert (fine.path, fine.held[1].value) == ("stay.short.median", 20)


def test_a_list_without_names_is_one_input_or_several() -> None:
    plan = load("qujing")
    shares = [grade.value for grade in plan.relapse.grade_shares]
    other = load("qujing", {"relapse.grade_shares": [shares[1], shares[0], *shares[2:]]})
    assert [each.path for each in apart([plan, other])] == ["relapse.grade_shares"]
    assert [each.path for each in apart([plan, other], finely=True)] == ["relapse.grade_shares.0", "relapse.grade_shares.1"]


def test_what_is_apart_is_what_the_plans_hold_there() -> None:
    """Elements by their names; None where a plan says nothing; what is called otherwise is no other input."""
    plan = load("qujing")
    name = plan.hospitals[0].name
    other = load("qujing", {f"hospitals.{name}.open_beds": 700, "regions.马龙区.townships": 12})
    found = apart([plan, other])
    assert {each.path for each in found} == {f"hospitals.{name}.open_beds", "regions.马龙区.townships"}
    for each in found:
        assert each.held == (look(plan, each.path), look(other, each.path))
    assert next(each.held[0] for each in found if "open_beds" in each.path) is None
