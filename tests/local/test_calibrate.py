"""Calibration: emulators, draws and intervals against what is known exactly; what the command prints and writes.

False alarms: bounds on what is drawn are about four standard errors; seeds are fixed. Coverage on Qujing is checked by
``make validate``.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import special
from typer.testing import CliRunner

from model import load
from model.cli import app
from model.experiments.knowing.drawn import Plans
from model.experiments.knowing.ranges import quantile
from model.experiments.observing.observe import Wanted
from model.experiments.running.how import How
from model.local.calibration.answer import answer_of, narrowed, narrowed_plan
from model.local.calibration.calibrate import Calibration, Effort, calibrate
from model.local.calibration.emulator import learn, together
from model.local.calibration.indicators import Indicator, read_indicators
from model.local.calibration.posterior import Drawn, drawn, log_likelihood
from model.local.told import ToldError

sys.path.insert(0, str(Path(__file__).parents[1] / "experiments"))
import small  # noqa: E402

RUN = CliRunner()
NURSES = "nurses@2024-01"


def _observed(value: float, error: float = 1.5) -> tuple[Indicator, ...]:
    return (Indicator(Wanted.parse(NURSES), value, error),)


# --- emulators -----------------------------------------------------------------------------------------------------


def _function(z: np.ndarray) -> np.ndarray:
    return 2.0 * z[:, 3] + z[:, 7] ** 2 + np.sin(z[:, 11])


def test_an_emulator_finds_what_matters_and_how_far_it_is_off() -> None:
    generator = np.random.default_rng(1)
    points = generator.standard_normal((150, 40))
    values = 100.0 + 5.0 * (_function(points) + 0.2 * generator.standard_normal(150))
    found = learn(points, values, seed=1)
    assert {3, 7, 11} <= set(found.active)
    new = generator.standard_normal((400, 40))
    mean, spread = found.predict(new)
    truth = 100.0 + 5.0 * (_function(new) + 0.2 * generator.standard_normal(400))
    # It explains all but the noise (1 of about 29 parts of the variance) and says how far it is off.
    assert found.explained > 0.85
    assert np.mean((mean - truth) ** 2) < 0.15 * np.var(truth)
    assert np.mean(np.abs(mean - truth) < 1.96 * spread) > 0.90


def test_what_nothing_moves_is_predicted_as_it_is() -> None:
    generator = np.random.default_rng(2)
    points = generator.standard_normal((60, 10))
    same = learn(points, np.full(60, 0.25), seed=1)
    assert (same.active.size, same.explained) == (0, 1.0)
    assert same.predict(points)[0] == pytest.approx(0.25)
    noise = learn(points, generator.standard_normal(60), seed=1)
    mean, spread = noise.predict(generator.standard_normal((200, 10)))
    assert noise.explained < 0.4 and np.abs(mean).max() < 2.0 and 0.5 < spread.mean() < 1.5
    assert together([same, noise]) == pytest.approx(np.eye(2))


# --- draws ---------------------------------------------------------------------------------------------------------


def test_draws_are_those_of_a_normal_posterior() -> None:
    # y = 3 z0 + z1 observed as 4 with variance 1: the posterior of a standard normal prior is normal.
    weights = np.array([3.0, 1.0, 0.0])
    found = drawn(lambda z: -0.5 * (4.0 - z @ weights) ** 2, 3, np.array([0, 1]), seed=1)
    covariance = np.linalg.inv(np.eye(3) + np.outer(weights, weights))
    mean = covariance @ weights * 4.0
    assert found.mixed
    assert found.points.mean(axis=0) == pytest.approx(mean, abs=0.08)
    assert np.cov(found.points.T) == pytest.approx(covariance, abs=0.08)
    again = drawn(lambda z: -0.5 * (4.0 - z @ weights) ** 2, 3, np.array([0, 1]), seed=1)
    assert (again.points == found.points).all()


@pytest.fixture(scope="module")
def nurses(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    """Two hospitals whose nurses are known together: 50 ± 1.5 of about 40."""
    plan = small.two_hospitals(tmp_path_factory.mktemp("plan"))
    return calibrate(plan, _observed(50.0), ["hospitals"], effort=Effort(60, 1, 20), how=How(workers=1))


def _exact(observed: float, error: float, scores: bool = False) -> list[list[float]]:
    """Return median and ends of both hospitals' nurses (or of their normal scores), by adding up over a grid."""
    u = (np.arange(800) + 0.5) / 800
    a = np.array([quantile(x, 9.5, 25.0, 40.5, "pert") for x in u])
    b = np.array([quantile(x, 9.5, 15.0, 25.5, "pert") for x in u])
    weight = np.exp(-0.5 * ((a[:, None] + b[None, :] - observed) / error) ** 2)
    found = []
    z = special.ndtri(u)
    for values, marginal in ((z if scores else a, weight.sum(axis=1)), (z if scores else b, weight.sum(axis=0))):
        share = np.cumsum(marginal) / marginal.sum()
        found.append([float(values[np.searchsorted(share, q)]) for q in (0.5, 0.025, 0.975)])
    return found


def test_intervals_are_those_of_bayes_rule(nurses: Calibration) -> None:
    table = answer_of(nurses).parameters.set_index("parameter")
    for name, expected in zip(("hospitals.a.nurses", "hospitals.b.nurses"), _exact(50.0, 1.5), strict=True):
        # Nurses are whole; half a nurse, and the error of quantiles of correlated draws.
        assert table.loc[name, ["median", "low", "high"]].tolist() == pytest.approx(expected, abs=1.1)
    [pair] = answer_of(nurses).together.to_dict("records")
    assert pair["correlation"] < -0.7
    row = answer_of(nurses).indicators.iloc[0]
    assert not row["contradicted"] and row["after"] == pytest.approx(50.0, abs=1.5) and row["explained"] > 0.98
    assert 0.0 < nurses.left[0] < 0.5 and nurses.runs == 80 and nurses.complete


def test_intervals_cover_what_bayes_rule_covers(nurses: Calibration) -> None:
    generator = np.random.default_rng(3)
    differ = 0
    for n in range(6):
        truth = generator.standard_normal(2)
        numbers = [
            q.numbers[0].at(float(special.ndtr(z)), "pert", q.whole)
            for q, z in zip(nurses.quantities, truth, strict=True)
        ]
        seen = _observed(sum(numbers) + 1.5 * generator.standard_normal())
        points = drawn(log_likelihood(nurses.emulators, seen), 2, np.array([0, 1]), seed=n).points
        low, high = np.quantile(points, [0.025, 0.975], axis=0)
        exact = [(a <= z <= b) for z, (_, a, b) in zip(truth, _exact(seen[0].value, 1.5, scores=True), strict=True)]
        differ += int((((low <= truth) & (truth <= high)) != exact).sum())
    # A truth that lies at the very end of an interval may fall on either side of it.
    assert differ <= 1


def test_what_cannot_be_is_said_to_contradict(tmp_path: Path) -> None:
    plan = small.two_hospitals(tmp_path)
    found = calibrate(plan, _observed(90.0), ["hospitals"], effort=Effort(40, 1, 10), how=How(workers=1))
    row = answer_of(found).indicators.iloc[0]
    # 40 + 25 is the most that there can be.
    assert row["contradicted"] and row["off"] > 10 and row["after_high"] <= 65.0


def test_an_interruption_keeps_what_was_done(tmp_path: Path) -> None:
    plan = small.two_hospitals(tmp_path)

    def stop(after: int) -> How:
        def told(done: int, total: int) -> None:
            if done == after:
                raise KeyboardInterrupt

        return How(workers=1, progress=told)

    found = calibrate(plan, _observed(50.0), ["hospitals"], effort=Effort(60, 2, 10), how=stop(75))
    assert (found.complete, len(found.left), found.checks.size) == (False, 2, 0)
    assert 60 < found.runs <= 75
    with pytest.raises(ToldError, match="it takes 40"):
        calibrate(plan, _observed(50.0), ["hospitals"], effort=Effort(60, 2, 10), how=stop(20))


# --- the plan that is written ----------------------------------------------------------------------------------------


def test_narrowed_ranges_make_a_variant(tmp_path: Path) -> None:
    plan = load("qujing")
    plans = Plans(plan, {"scale": 0.1, "totals.nurses": 700})
    chosen = plans.named(["relapse.admission_by_grade", "referral.day_share", "totals.open_beds", "registry.screening",
                          "hospitals.曲靖市第三人民医院.weight", "stay.long.mean", "home.fail_share"])  # fmt: skip
    points = 0.5 + 0.1 * np.random.default_rng(1).standard_normal((2000, len(chosen)))
    points[:, -1] = np.random.default_rng(2).standard_normal(2000)  # the last is left open
    found = Calibration(plans, chosen, (), (), np.zeros((0, 0)), Drawn(points, 1.0), np.zeros((0, 0)), (), 0, True, 1)
    path = tmp_path / "calibrated.toml"
    path.write_text(narrowed_plan(found, "qujing", "observed.csv"), encoding="utf-8")
    variant = load(path)
    middle = {q.path: float(special.ndtr(0.5)) for q in chosen[:-1]}
    expected = Plans(plan).at(middle).scenario
    assert (variant.scale.value, variant.totals.nurses) == (1.0, plan.totals.nurses), "what was laid over is no finding"
    assert variant.totals.open_beds.first.value == pytest.approx(expected.totals.open_beds.first.value, abs=5)
    assert [s.value.value for s in variant.totals.open_beds.steps][-1] == 6000.0
    assert variant.registry.screening.steps[0].value.low is not None
    for grade in range(3):
        value = variant.relapse.admission_by_grade[grade]
        before = plan.relapse.admission_by_grade[grade]
        assert before.low < value.low < value.value < value.high <= before.high and value.grade == "D"
    shares = variant.referral
    assert shares.day_share.value + shares.supported_share.value + shares.home_support_share.value == pytest.approx(1.0)
    assert shares.supported_share.low is None, "it gave way, and was not learnt"
    assert variant.stay.long.mean.low > 180 and variant.stay.long.sd.value == 350
    assert variant.home.fail_share == plan.home.fail_share
    assert "95% range; was 0.35 (0.2 to 0.9, K)" in shares.day_share.source
    assert set(narrowed(found, "x")) == {"relapse", "referral", "totals", "registry", "hospitals", "stay"}


# --- files and the command ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("measure,value\nx,1\n", "the columns must be"),
        ("measure,value,standard_error,colour\nx,1,1,red\n", "unknown column 'colour'"),
        ("measure,value,standard_error\n", "there are no indicators"),
        ("measure,value,standard_error\nocupancy@2024,0.5,0.1\n", "line 2: ocupancy@2024: there is no measure 'ocupancy'; did you mean 'occupancy'?"),
        ("measure,value,standard_error\noccupancy@2030,0.5,0.1\n", "2030 is no month or year"),
        ("measure,value,standard_error\noccupancy@2024,90,1\n", "90 is no share between 0 and 1"),
        ("measure,value,standard_error\noccupancy@2024,lots,1\n", "line 2, value: 'lots' is no number"),
        ("measure,value,standard_error\noccupancy@2024,0.5,0\n", "nothing is observed without an error"),
        ("measure,value,low,high\noccupancy@2024,0.5,0.6,0.4\n", "must rise"),
        ("measure,value,standard_error\noccupancy@2024,0.5,0.1\noccupancy@2024,0.6,0.1\n", "line 3: occupancy@2024 is given already"),
    ],
)  # fmt: skip
def test_indicators_that_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "observed.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ToldError) as error:
        read_indicators(path, load("qujing"))
    assert said in str(error.value)
    assert error.value.said("zh") != str(error.value)


def test_an_interval_is_as_good_as_an_error(tmp_path: Path) -> None:
    path = tmp_path / "observed.csv"
    path.write_text("measure,value,low,high,source\noccupancy@2024,80%,70%,90%,survey\n", encoding="utf-8-sig")
    [indicator] = read_indicators(path, load("qujing"))
    assert (indicator.value, indicator.source) == (0.8, "survey")
    assert indicator.error == pytest.approx(0.1 / 1.96, rel=1e-4)


def test_the_command_writes_a_variant_that_runs(tmp_path: Path) -> None:
    small.two_hospitals(tmp_path)
    observed, out = tmp_path / "observed.csv", tmp_path / "out"
    observed.write_text(f"measure,value,standard_error\n{NURSES},50,1.5\n", encoding="utf-8")
    common = [str(tmp_path / "two.toml"), "--to", str(observed), "--parameter", "hospitals", "--draws", "40", "--waves", "1",
              "--checks", "5", "--workers", "1"]  # fmt: skip
    done = RUN.invoke(app, ["calibrate", *common, "--out", str(out), "--lang", "zh"])
    assert done.exit_code == 0, done.output
    assert "数据确定了" in done.output and "只能一起确定:a:护士" in done.output
    assert {p.name for p in out.iterdir()} == {
        "calibrated.toml", "parameters.csv", "indicators.csv", "together.csv", "calibration.png", "experiment.json",
    }  # fmt: skip
    plan = load(out / "calibrated.toml")
    a, b = (h.nurses.first for h in plan.hospitals)
    assert a.value + b.value == pytest.approx(50.0, abs=3.0) and a.grade == "D" and 25 <= a.low < a.high
    data = json.loads(RUN.invoke(app, ["calibrate", *common, "--json"]).stdout)
    assert data["complete"] and data["runs"] == 45 and {row["verdict"] for row in data["parameters"]} <= {"settled", "narrowed", "open"}
    again = RUN.invoke(app, ["calibrate", *common, "--out", str(out)])
    assert (again.exit_code, "not empty" in again.output) == (2, True)
    wrong = RUN.invoke(app, ["calibrate", *common, "--parameter", "hospital.a"])
    assert wrong.exit_code == 2 and "gives no range to it" in wrong.output
