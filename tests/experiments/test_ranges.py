"""What is drawn: distributions, what holds together, and that facts recalibrate where policies do not."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from model.experiments.knowing.drawn import BLOCK, Plans, points
from model.experiments.knowing.joint import Shares, settled, shares_of
from model.experiments.knowing.ranges import Spread, quantile, quantities
from model.scenario import catalogue
from model.scenario.loading import change, digest, load
from model.scenario.practised import carried_at_start
from model.scenario.problems import ScenarioError
from model.scenario.values import Value

MAIN = [name for name in catalogue.names() if not load(name).extends]


@pytest.mark.parametrize(("low", "mode", "high"), [(0.0, 0.2, 1.0), (30.0, 90.0, 90.0), (2.0, 2.0, 5.0)])
def test_pert_has_its_mean_and_its_ends(low: float, mode: float, high: float) -> None:
    # (low + 4 mode + high) / 6: Malcolm et al. 1959. Midpoints of 20,000 strips: the error is far below 1e-3 of the range.
    u = (np.arange(20000) + 0.5) / 20000
    drawn = [quantile(x, low, mode, high, "pert") for x in u]
    assert np.mean(drawn) == pytest.approx((low + 4 * mode + high) / 6, abs=1e-3 * (high - low))
    assert quantile(0.0, low, mode, high, "pert") == low
    assert quantile(1.0, low, mode, high, "pert") == high


def test_triangular_is_that_of_scipy() -> None:
    for u in (0.01, 0.3, 0.25, 0.9):
        ours = quantile(u, 2.0, 3.0, 6.0, "triangular")
        assert ours == pytest.approx(stats.triang.ppf(u, 0.25, loc=2, scale=4))


def test_whole_numbers_at_the_ends_are_not_half_as_likely() -> None:
    # Uniform over 2, 3, 4: each a third, and 0 and 1 are the ends.
    spread = Spread((), 3.0, 2.0, 4.0)
    drawn = [spread.at((n + 0.5) / 3000, "uniform", whole=True) for n in range(3000)]
    assert [drawn.count(k) for k in (2.0, 3.0, 4.0)] == [1000, 1000, 1000]
    assert (spread.at(0.0, "pert", True), spread.at(1.0, "pert", True)) == (2.0, 4.0)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=5), st.data())
def test_shares_add_up_and_stay_in_their_ranges(parts: list[tuple[float, float, float]], data: st.DataObject) -> None:
    weights = [0.05 + p[0] for p in parts]
    values = [w / sum(weights) for w in weights]
    ranged = [Value(value=v, low=v * p[1], high=v + (1 - v) * p[2]) for v, p in zip(values, parts, strict=True)]
    keys = tuple((f"s{n}",) for n in range(len(values)))
    moved = data.draw(st.sets(st.sampled_from(keys), min_size=1))
    drawn = {k: data.draw(st.floats(v.low or 0.0, v.high or 0.0)) for k, v in zip(keys, ranged, strict=True) if k in moved}
    now = settled(Shares(keys, tuple(ranged), 1.0), drawn)
    assert math.fsum(now.values()) == pytest.approx(1.0, abs=1e-12)
    for k, v in zip(keys, ranged, strict=True):
        assert v.low <= now[k] <= v.high  # type: ignore[operator]


def test_a_share_moved_alone_stands_where_it_was_put_as_far_as_the_others_can_give_way() -> None:
    plans = Plans(load("qujing"))
    # The least of bipolar and other is 0.10 + 0.05: schizophrenia can reach 0.85, not its 0.86.
    assert plans.at({"registry.diagnoses.schizophrenia.share": 1.0}).values["registry.diagnoses.schizophrenia.share"] == (
        pytest.approx(0.85)
    )
    moved = plans.at({"registry.diagnoses.bipolar.share": 1.0}).scenario.registry.diagnoses
    assert moved[1].share.value == pytest.approx(0.20)


@pytest.mark.parametrize("name", MAIN)
def test_every_drawn_plan_is_a_plan_within_its_ranges(name: str) -> None:
    # `at` validates: what the schema refuses raises.
    scenario = load(name)
    plans = Plans(scenario)
    everything = {q.path: points(q, 4, 7) for q in plans.quantities}
    for n in range(1 if name == "china" else 4):
        drawn = plans.at({path: float(u[n]) for path, u in everything.items()})
        for quantity in plans.quantities:
            first = quantity.numbers[0]
            assert first.low <= drawn.values[quantity.path] <= first.high
        for before, after in zip(shares_of(scenario), shares_of(drawn.scenario), strict=True):
            total = math.fsum(v.value for v in after.values)
            if before.exact:
                assert total == pytest.approx(math.fsum(v.value for v in before.values), rel=1e-9)
            else:
                assert total <= 1.0 + 1e-9


def test_what_rises_by_grade_or_date_rises_in_every_draw() -> None:
    plans = Plans(load("qujing"))
    for u in (0.02, 0.5, 0.93):
        plan = plans.at({"relapse.admission_by_grade": u, "registry.screening": u}).scenario
        asked = [share.value for share in plan.relapse.admission_by_grade]
        assert asked == sorted(asked)
        assert plan.registry.screening.steps[0].value.value <= plan.registry.screening.steps[1].value.value


def test_a_promise_stays_and_assumed_steps_lie_between() -> None:
    # 2,800 → 6,000 in four equal steps; with 4,000 today, four steps of 500. Without the rule beds would fall to 3,600.
    beds = Plans(load("qujing")).at({"totals.open_beds": 1.0}).scenario.totals.open_beds
    assert beds is not None
    assert [beds.first.value, *(step.value.value for step in beds.steps)] == [4000, 4500, 5000, 5500, 6000]


def test_the_last_step_stays_though_it_has_no_grade() -> None:
    steps = [{"date": "2024-07-01", "value": 700}, {"date": "2025-12-31", "value": 850}]
    nurses = Plans(load("qujing", {"totals.nurses.steps": steps})).at({"totals.nurses": 0.0}).scenario.totals.nurses
    assert nurses is not None
    # From 550 to 850, 700 is half of the way; from the low end, 300, half of the way is 575.
    assert [nurses.first.value, *(step.value.value for step in nurses.steps)] == [300, 575, 850]


def test_draw_n_depends_on_nothing_else() -> None:
    q = quantities(load("qujing"))
    assert np.array_equal(points(q[5], 33, 1), points(q[5], 100, 1)[:33])
    assert not np.array_equal(points(q[5], 33, 1), points(q[6], 33, 1))
    assert not np.array_equal(points(q[5], 33, 1), points(q[5], 33, 2))
    # Each block is a Latin hypercube: one point in every strip.
    block = points(q[5], 2 * BLOCK, 1)[BLOCK:]
    assert sorted(np.floor(block * BLOCK)) == list(range(BLOCK))


def test_facts_recalibrate_what_staff_carry_and_policies_do_not() -> None:
    plan = load("qujing")
    today = {c.hospital: c for c in carried_at_start(plan, 1.0)}
    more = Plans(plan).at({"totals.open_beds": 1.0}).scenario
    then = {c.hospital: c for c in carried_at_start(more, 1.0)}
    name = "麒麟区精神专科医院"
    # 4,000 beds in place of 2,800 with the same nurses: each carries 4,000 / 2,800 as many, up to whole beds.
    assert not more.practised.carried
    assert then[name].beds_per_nurse / today[name].beds_per_nurse == pytest.approx(
        max(4000 / 550, 1 / 0.19) / max(2800 / 550, 1 / 0.19), rel=0.02
    )
    fewer = {"totals.nurses.first": 300}
    kept = Plans(plan, fewer).at({"totals.open_beds": 1.0}).scenario.practised.carried
    assert {c.hospital: c for c in kept}[name].beds_per_nurse == pytest.approx(then[name].beds_per_nurse)


def test_a_plan_already_changed_is_recalibrated_alike() -> None:
    # The change leaves today alone: drawing before it or after it is the same.
    changes = {"totals.nurses.steps.3.value": 1500}
    plan = load("qujing")
    at = {"totals.open_beds": 0.9, "totals.nurses": 0.2, "split.wards": 0.3, "practised.nurses_per_bed": 0.8}
    before = Plans(plan, changes).at(at).scenario
    after = Plans(change(plan, changes)).at(at).scenario
    for a, b in zip(before.practised.carried, after.practised.carried, strict=True):
        assert a.beds_per_nurse == pytest.approx(b.beds_per_nurse, rel=1e-12)
        assert a.beds_per_ward_psychiatrist == pytest.approx(b.beds_per_ward_psychiatrist, rel=1e-12)


def test_a_policy_is_laid_over_every_draw_and_is_no_longer_uncertain() -> None:
    plans = Plans(load("qujing"), {"home.fail_share": 0.3})
    assert "home.fail_share" not in {q.path for q in plans.quantities}
    assert plans.at({"home.lead_days": 1.0}).scenario.home.fail_share.value == 0.3


def test_at_its_values_a_plan_is_itself() -> None:
    plan = load("qujing")
    assert digest(Plans(plan).at({}).scenario) == digest(plan)


def test_what_cannot_be_drawn_is_said() -> None:
    endless = change(load("qujing"), {"waiting_list.overflow_days": {"value": 30, "low": 1, "high": math.inf}})
    with pytest.raises(ScenarioError, match="high is unlimited"):
        quantities(endless)
    with pytest.raises(ScenarioError, match=r"home\.fail_share"):
        Plans(load("qujing")).named(["home.fail_shar"])
    with pytest.raises(ScenarioError, match="uniform"):
        Plans(load("qujing"), shape="unifrom")  # type: ignore[arg-type]


def test_switched_off_parts_and_norms_are_no_quantities() -> None:
    paths = {q.path for q in quantities(load("qujing"))}
    assert not any(path.startswith(("norms.", "assistance.", "costs.")) for path in paths)
    assert "assistance.lasts_days" in {q.path for q in quantities(load("xiangtan"))}
    assert any(q.path.startswith("costs.") for q in quantities(load("qujing"), costs=True))
