"""Explain: what binds, and what it would gain, where the answer is known."""

from datetime import date

import pytest
import small

from model.experiments.explaining.explain import binding_of, explain, foremost
from model.experiments.explaining.relax import relaxed
from model.experiments.observing.observe import Observe, Task
from model.experiments.observing.study import gather, outputs_of
from model.experiments.running.how import How
from model.scenario import catalogue
from model.scenario.loading import change, load
from model.scenario.problems import ScenarioError

HERE = How(workers=1)


def test_the_only_thing_that_binds_is_found() -> None:
    """M/M/4 waits for beds alone: without limit nobody waits; everything else gains exactly nothing."""
    found = explain(small.four_beds(), 3, how=HERE)
    gains = found.gains.set_index("resource")
    beds = gains.loc["open_beds"]
    assert gains.index[0] == "open_beds"
    assert beds["value_without_limit"] == 0.0
    assert beds["gain"] == pytest.approx(beds["value"])
    assert (beds["probability_met"], beds["probability_met_without_limit"], beds["closed"]) == (0.0, 1.0, 1.0)
    assert beds["low"] < beds["gain"] < beds["high"]
    for other in ("nurses", "psychiatrists"):
        assert (gains.loc[other, ["gain", "low", "high", "closed"]] == 0.0).all()
    assert gains.loc["everything", "gain"] == beds["gain"]


def test_what_the_plan_leaves_out_is_left_out() -> None:
    assert set(relaxed(small.four_beds())) == {"open_beds", "psychiatrists", "nurses", "everything"}


@pytest.mark.parametrize("name", [name for name in catalogue.names() if name != "china"])
def test_without_limit_is_a_plan_and_the_first_day_stays(name: str) -> None:
    plan = load(name)
    start = plan.horizon.start
    for resource, other in relaxed(plan).items():
        before, after = plan.totals.open_beds, other.totals.open_beds
        if before is not None and after is not None:
            assert before.at(start) == after.at(start)
            limitless = after.at(date(plan.horizon.end.year, 1, 1)) == float("inf")
            assert limitless == (resource in ("open_beds", "everything"))


def test_community_workers_are_as_many_on_the_first_day_as_the_patients_make() -> None:
    plan = change(load("qujing"), ["scale=0.02"])
    workers = relaxed(plan)["community_workers"].regions[0].community_workers
    assert workers is not None
    # 985,936 residents × 4.3‰ × 0.02 = 84.8, 85 patients: 2 workers of 80 as simulated, whatever the scale.
    assert workers.first.value * 0.02 == pytest.approx(2.0)
    assert workers.steps[0].value.value == float("inf")
    assert workers.steps[0].date == date(2024, 1, 2)


def test_what_binds_by_month_and_county() -> None:
    # 1 nurse more than practised ratios need, then twice the beds: from then on nurses bind, and 4 of 8 beds are lost.
    plan = load(
        small.CASES / "erlang-4.toml",
        {
            "horizon.end": "2021-07-01",
            "hospitals.ward.nurses": 1,
            "hospitals.ward.open_beds": {"first": 4, "steps": [{"date": "2021-04-01", "value": 8}]},
            "practised.ratios": "given",
            "practised.nurses_per_bed": 0.2,
            "targets": [],
        },
    )
    observed = [Observe()(Task(plan, 1, r, staffing=True)) for r in range(2)]
    binding = binding_of(plan, observed)
    table = foremost(binding)
    assert list(table.loc["region"]) == ["open_beds"] * 3 + ["nurses"] * 3
    lost = binding[binding["resource"] == "nurses"].set_index("month")["beds_lost"]
    # One nurse carries 5 of the 8 beds.
    assert lost.to_list() == [0.0] * 3 + [3.0] * 3
    assert (binding.groupby("month")["share"].sum() == 1.0).all()


def test_chosen_targets_and_wrong_names() -> None:
    plan = small.four_beds()
    met = change(plan, {"targets.0.at_most": 1000})
    assert explain(met, 1, how=HERE).gains.empty
    assert set(explain(met, 1, targets=["wait_bed_mean_days"], how=HERE).gains["measure"]) == {"wait_bed_mean_days"}
    with pytest.raises(ScenarioError, match="did you mean"):
        explain(plan, 1, targets=["wait_bed_mean_day"], how=HERE)
    with pytest.raises(ScenarioError, match="states no targets"):
        outputs_of(change(plan, {"targets": []}))


def test_who_is_stopped_keeps_whole_blocks() -> None:
    plan = small.four_beds()

    def stop(done: int, total: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    blocks = [[Task(plan, 1, r), Task(plan, 2, r)] for r in range(4)]
    done, complete = gather(blocks, 8, How(workers=1, progress=stop))
    assert ([len(block) for block in done], complete) == ([2, 2], False)
    with pytest.raises(KeyboardInterrupt):
        gather(blocks[:1], 2, How(workers=1, progress=lambda done, total: stop(5, total)))
