"""The least that would do, through the engine: an M/M/c ward against Erlang C, a small Qujing, both languages.

Seeds are fixed beforehand.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

import model
from model import ScenarioError, load
from model.cli import app
from model.experiments.observing.observe import Observe, Task, Wanted
from model.experiments.running.how import How
from model.experiments.solving import search as searching
from model.experiments.solving.asked import asking, parse_target
from model.experiments.solving.frontier import frontier
from model.experiments.solving.looking import Precision, fresh_seed
from model.experiments.solving.mix import cheapest_mix
from model.experiments.solving.sampling import Move, Range, grid_of
from model.experiments.solving.solve import Solved, solve
from model.experiments.validating.exact_cases import cases
from model.scenario.loading import change
from model.scenario.schema import Scenario

RATE, SERVICE = 20.0, 0.16
"""Arrivals a day and mean stay in days: a load of 3.2."""


def mean_wait(servers: int) -> float:
    """Mean wait in M/M/c by Erlang's formula as it stands."""
    load = RATE * SERVICE
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    chance = top / (sum(load**k / math.factorial(k) for k in range(servers)) + top)
    return chance * SERVICE / (servers - load)


@pytest.fixture(scope="module")
def ward() -> Scenario:
    """The ward of validation with many short stays, so that a year's mean wait is near the exact one."""
    path = next(case.path for case in cases() if case.name == "erlang-4")
    return change(load(path), {
        "horizon.start": "2021-01-01", "horizon.end": "2023-01-01", "horizon.burn_in_days": 365,
        "classes.patients.arrivals_per_day": RATE,
        "classes.patients.stages.0.service": {"kind": "exponential", "mean": SERVICE},
        "hospitals.ward.open_beds": 6,
    })  # fmt: skip


@pytest.fixture(scope="module")
def city() -> Scenario:
    return change(load("qujing"), ["scale=0.005"])


# What is asked of a plan below is certain or impossible, so even odds do, and are clear after eight replications.
QUICK = Precision(0.5, first=4, most=12)
HERE = How(workers=1)


@pytest.mark.parametrize("least", [5, 6])
def test_least_beds_of_a_ward_are_those_of_erlang_c(ward: Scenario, least: int) -> None:
    """The bound on the mean wait of a year lies between the exact waits of ``least`` and of one bed less.

    The exact waits differ by a factor of 2.5 or more and the bound is their geometric mean, 1.58 times or more from
    either. A year's mean of 7,300 waits has a standard error of about 6% (waits are correlated over some dozens of
    patients), so a replication on the wrong side lies 6 or more standard errors off: false alarm below 1e-6.
    """
    bound = math.sqrt(mean_wait(least) * mean_wait(least - 1))
    assert mean_wait(least - 1) > 2.5 * mean_wait(least)
    target = f"wait_bed_mean_days<={bound}@2022"
    solved = solve(ward, "hospitals.ward.open_beds=4:9:1", [target], QUICK, how=HERE)
    assert solved.amount == least
    assert solved.answer.found.low == solved.answer.found.high == least
    checks = solved.answer.checks
    assert checks is not None and checks.confirmed and checks.below is not None and checks.below.status == "fails"
    assert solved.effects["moves"].all()


def test_the_wards_waits_are_erlang_c_s(ward: Scenario) -> None:
    """Mean wait of 8 years with 5 beds within 15% of Erlang C (6% / sqrt(8) = 2% standard error): the targets above
    rest on the right number. False alarm below 1e-9.
    """
    plan = asking(change(ward, {"hospitals.ward.open_beds": 5}), ["wait_bed_mean_days<=1@2022"])
    waits = [Observe()(Task(plan, 77, n, (Wanted("wait_bed_mean_days", "2022"),))).wanted[0] for n in range(8)]
    assert sum(waits) / 8 == pytest.approx(mean_wait(5), rel=0.15)


def test_not_even_the_highest_and_why(city: Scenario) -> None:
    """900 nurses are asked for and 800 planned: no bed changes that, more nurses alone would."""
    plan = change(city, {"totals.nurses.steps": [{"date": "2025-12-31", "value": 800}]})
    solved = solve(plan, "beds=5000:8000:500", ["nurses", "open_beds"], QUICK, each=True, how=HERE)
    together, nurses, beds = solved.answers
    assert together.found.kind == nurses.found.kind == "not_enough" and math.isnan(solved.amount)
    # The plan promises 6,000 open beds, and the lever is how many are opened by then.
    assert (beds.found.kind, beds.found.amount) == ("found", 6000)
    effects = solved.effects.set_index("measure")
    assert not effects.loc["nurses", "moves"] and effects.loc["open_beds", "moves"]
    assert effects.loc["open_beds", "difference"] == pytest.approx(3000)
    assert solved.relaxed is not None
    enough = solved.relaxed[(solved.relaxed["met"] == 1.0) & solved.relaxed["target"].str.startswith("nurses")]
    assert set(enough["relaxed"]) == {"nurses", "everything"}
    assert solved.binding is not None and {"month", "resource", "hospitals"} <= set(solved.binding)


@pytest.mark.parametrize(("nurses", "kind", "spared"), [(900, "found", 8), (800, "not_enough", 30)])
def test_only_the_answer_may_be_asked_for(city: Scenario, nurses: int, kind: str, spared: int) -> None:
    """The same answer, and nothing is run for what goes with it: a check of one step less, or why none is enough."""
    plan = change(city, {"totals.nurses.steps": [{"date": "2025-12-31", "value": nurses}]})
    whole, alone = (solve(plan, "beds=5000:8000:500", ["nurses", "open_beds"], QUICK, around=around, how=HERE)
                    for around in (True, False))  # fmt: skip
    assert whole.answer.found == alone.answer.found and alone.answer.found.kind == kind
    assert whole.answer.checks is None or whole.answer.checks.below is not None
    assert alone.answer.checks is None or (alone.answer.checks.answer, alone.answer.checks.below) == (
        whole.answer.checks.answer, None)  # fmt: skip
    assert alone.effects.empty and alone.relaxed is alone.binding is None
    assert whole.runs - alone.runs >= spared


def test_replications_are_shared_by_the_targets(city: Scenario) -> None:
    """Two targets that need the same amounts: as many replications as for one."""
    alone, both = (
        solve(city, "beds=5000:7000:500", targets, QUICK, each=True, how=HERE)
        for targets in (["open_beds"], ["open_beds", "open_beds>=5900@2025-12-31"])
    )
    assert alone.runs == both.runs
    assert [answer.found.amount for answer in both.answers] == [6000, 6000, 6000]


def test_workers_change_nothing(city: Scenario) -> None:
    def table(workers: int) -> str:
        how = How(workers=workers)
        solved = solve(city, "psychiatrists=250:310:20", ["psychiatrists_per_100k"], QUICK, how=how)
        return str(solved.tried.to_csv() + solved.checks.to_csv())

    assert table(1) == table(2)


def test_several_levers_keep_their_proportion(city: Scenario) -> None:
    """6,000 beds, 289 psychiatrists: at 3,000 beds, 144.5 in whole people."""
    move = Move.of("beds+psychiatrists")
    assert [*move.amounts(city, 3000.0).values()] == [3000.0, 144.0]
    with pytest.raises(ScenarioError, match="proportion"):
        Move.of("beds+nurses").amounts(change(city, {"totals.nurses": "unlimited"}), 3000.0)


def test_default_ranges(city: Scenario) -> None:
    """From half to twice the plan's 6,000 by a round step, whole steps always."""
    grid = grid_of(city, Move.of("beds"))
    assert (grid.low, grid.high, grid.step) == (3000, 12000, 500)
    assert grid_of(city, Move.of("beds"), low=3000, step=250).high == 12000
    parsed = Range.of("beds=3000:9000:250")
    assert (parsed.low, parsed.high, parsed.step) == (3000, 9000, 250)


def test_targets_in_a_line(city: Scenario) -> None:
    target = parse_target("occupancy <= 85%@2025@every_county", city)
    assert (target.measure, target.at_most, target.at_least) == ("occupancy", 0.85, None)
    assert (str(target.date), target.scope) == ("2025-12-31", "every_county")
    assert str(parse_target("open_beds>=6e3@2024-02", city).date) == "2024-02-29"
    assert str(parse_target("open_beds>=6000", city).date) == "2026-12-31"
    assert len(asking(city, None).targets) == len(city.targets)
    assert [t.measure for t in asking(city, ["nurses", "occupancy<=1@2025"]).targets] == ["nurses", "occupancy"]


@pytest.mark.parametrize(
    ("lever", "targets", "message"),
    [
        ("bedz", ["nurses"], "beds"),
        ("beds", ["nursess"], "did you mean 'nurses'"),
        ("beds", ["ocupancy<=1@2025"], "did you mean 'occupancy'"),
        ("beds", ["occupancy<=1@2035"], "outside the horizon"),
        ("beds", ["occupancy<1"], "write measure"),
        ("beds", ["occupancy<=1@2025-13"], "no date"),
        ("community_workers", ["nurses"], "does not say it"),
    ],
)
def test_bad_input_is_one_message(city: Scenario, lever: str, targets: list[str], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        solve(city, lever, targets, QUICK, how=HERE)


def test_the_check_is_on_another_seed() -> None:
    assert len({fresh_seed(seed) for seed in range(2000)} | set(range(2000))) == 4000
    with pytest.raises(ValueError, match="another than seed"):
        Precision(check_seed=3).fresh(3)


# --- frontier and mix ----------------------------------------------------------------------------------------


def test_frontier_of_what_can_be_reckoned(city: Scenario) -> None:
    """6,000 open beds and 5 psychiatrists per 100,000 at the end of 2025: 288.3, whatever the beds; below 6,000, none."""
    found = frontier(city, "beds=5500:6500:500", "psychiatrists=280:300:1", ["open_beds", "psychiatrists_per_100k"],
                     QUICK, HERE)  # fmt: skip
    kinds = [point.found.kind for point in found.points]
    assert kinds == ["not_enough", "found", "found"] and found.breaks == ()
    assert found.table["least"].tolist()[1:] == [289, 289]
    assert found.table["check_status"].tolist()[1:] == ["holds", "holds"]
    assert found.table["below_status"].tolist()[1:] == ["fails", "fails"]


def test_a_frontier_that_rises_is_told(city: Scenario) -> None:
    """At most 6,000 open beds: more beds cannot be made up for, which no frontier should have."""
    found = frontier(city, "beds=5500:6500:500", "nurses=800:1000:100", ["open_beds<=6000@2025-12-31"], QUICK, HERE)
    assert [p.found.kind for p in found.points] == ["low_enough", "low_enough", "not_enough"]
    assert found.breaks == ((6000.0, 6500.0),)


def test_cheapest_mix_of_what_can_be_reckoned(city: Scenario) -> None:
    """Each target asks for one lever alone, and both cost: the cheapest mix is the least of each."""
    found = cheapest_mix(city, ["beds=5000:8000:1000", "psychiatrists=280:310:10"],
                         ["open_beds", "psychiatrists_per_100k"], replace(QUICK, budget=400), how=HERE)  # fmt: skip
    assert found.amounts == (6000, 290)
    assert found.search is not None and found.search.status == "holds"
    assert found.check is not None and found.check.status == "holds" and found.check.seed == found.check_seed
    assert found.found.runs <= 400 and found.found.runs == found.tried["replications"].sum()
    assert found.tried.loc[found.tried["status"] == "holds", "cost"].min() == pytest.approx(found.search.cost)


def test_mix_refuses(city: Scenario) -> None:
    with pytest.raises(ValueError, match="two levers or more"):
        cheapest_mix(city, ["beds"], ["nurses"])
    with pytest.raises(ValueError, match="moved twice"):
        cheapest_mix(city, ["beds", "totals.open_beds"], ["nurses"])
    with pytest.raises(ScenarioError, match="has the years 2024, 2025, 2026"):
        cheapest_mix(city, ["beds", "nurses"], ["nurses"], period="2031")


# --- the commands --------------------------------------------------------------------------------------------


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--set", "scale=0.005", "--workers", "1", "--probability", "0.5",
                                    "--first", "4", "--most", "12"])  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_solve_command(language: str, tmp_path: object) -> None:
    picture = f"{tmp_path}/solve.png"
    result = call("solve", "qujing", "--lever", "beds", "--low", "5000", "--high", "7000", "--step", "500",
                  "--targets", "nurses,open_beds", "--each", "--lang", language, "--figure", picture)  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "6,000" in result.stdout
    assert ("与开放床位无关" if language == "zh" else "does not depend on open beds") in result.stdout
    with open(picture, "rb") as file:
        assert file.read(4) == b"\x89PNG"


def written(out: Path, *arguments: str) -> Any:
    """Return what a command prints for machines, having seen that its folder holds the same."""
    result = call(*arguments, "--json", "--out", str(out), "--force")
    assert result.exit_code == 0, result.output
    said, kept = json.loads(result.stdout), json.loads((out / "experiment.json").read_text(encoding="utf-8"))
    assert {key: kept[key] for key in said} == said
    return said


def test_json_and_folder_of_the_commands(tmp_path: Path) -> None:
    solved = written(tmp_path, "solve", "qujing", "--lever", "beds=5000:7000:500", "--targets", "open_beds")
    assert solved["answers"][0]["amount"] == 6000 and solved["answers"][0]["confirmed"] is True
    assert len(pd.read_csv(tmp_path / "tried.csv")) == len(solved["tried"])
    edge = written(tmp_path, "frontier", "qujing", "--set-lever", "beds=5500:6500:500", "--least",
                   "nurses=800:1000:100", "--targets", "open_beds,nurses")  # fmt: skip
    assert pd.read_csv(tmp_path / "frontier.csv")["least"].tolist()[1:] == [900, 900]
    assert [point["least"] for point in edge["points"]] == [None, 900, 900]
    mix = written(tmp_path, "mix", "qujing", "--lever", "beds=5000:7000:1000", "--lever", "nurses=800:1000:100",
                  "--targets", "open_beds,nurses")  # fmt: skip
    assert mix["amounts"] == [6000, 900]


def test_bad_input_of_the_commands(tmp_path: object) -> None:
    for arguments in (
        ["solve", "qujing", "--lever", "bedz"],
        ["solve", "qujing", "--lever", "beds", "--check-seed", "1"],
        ["solve", "qujing", "--lever", "beds", "--budget", "2"],
        ["solve", "qujing", "--lever", "beds", "--figure", f"{tmp_path}/none/x.png"],
        ["frontier", "qujing", "--set-lever", "beds=1", "--least", "nurses"],
        ["mix", "qujing", "--lever", "beds"],
    ):
        result = call(*arguments)
        assert result.exit_code == 2 and "Traceback" not in result.output, arguments


def test_ctrl_c_keeps_what_is_done(city: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Iterator[int] = iter(range(3))
    known = searching.tried

    def stopping(*given: object) -> object:
        if next(looks, None) is None:
            raise KeyboardInterrupt
        return known(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(searching, "tried", stopping)
    solved: Solved = solve(city, "beds=5000:7000:500", ["open_beds"], QUICK, how=HERE)
    assert solved.interrupted and not solved.answer.found.complete
    assert len(solved.tried) >= 1 and solved.runs > 0


def test_names_of_the_package() -> None:
    assert model.solve is solve and model.frontier is frontier and model.cheapest_mix is cheapest_mix
