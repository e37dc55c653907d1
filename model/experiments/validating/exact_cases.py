"""Cases that queueing theory answers exactly: which scenario, what is compared, the answer, where it is from.

Each is a file in ``scenarios/validation/`` made of patient classes alone. Everything here is a ratio of two
numbers per replication (days at a level by days, days waited by admissions), so that a replication with more
in it counts for more and the mean is not biased by short ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.care import log
from model.care.recorder import BLOCKED, OCCUPIED, PLACES_USED, WAIT_BED, Output
from model.measures import exact
from model.scenario import catalogue
from model.scenario.values import Title

URGENT, ELECTIVE = WAIT_BED + 2, WAIT_BED + 3

Ratio = Callable[[Output], tuple[float, float]]
"""From the tallies of a replication to numerator and denominator."""


@dataclass(frozen=True)
class Quantity:
    """One number to compare.

    Attributes
    ----------
    key : str
        Unique within its case.
    title : Title
    exact : float
        What theory says, to the digits given.
    of : callable
        What a replication contributes.
    published : float or None
        What the source found with its own simulation.
    """

    key: str
    title: Title
    exact: float
    of: Ratio
    published: float | None = None


@dataclass(frozen=True)
class Case:
    """A scenario with its exact answers.

    Attributes
    ----------
    name : str
        The file in ``scenarios/validation/``, without its ending.
    source : str
        Where the answers come from.
    replications : int
        At full length.
    quantities : tuple of Quantity
    """

    name: str
    source: str
    replications: int
    quantities: tuple[Quantity, ...]

    @property
    def path(self) -> Path:
        """Return the scenario file."""
        return catalogue.folder() / "validation" / f"{self.name}.toml"


# --- what is observed ------------------------------------------------------------------------------------


def _mean(level: int) -> Ratio:
    return lambda output: (exact.mean_level(output, level, 0), 1.0)


def _delay(level: int, beds: int) -> Ratio:
    """P(N = n) by P(N <= n), from a ward without limit."""

    def of(output: Output) -> tuple[float, float]:
        probabilities = exact.level_probabilities(output, level, 0)
        return float(probabilities[beds]), float(probabilities[: beds + 1].sum())

    return of


def _full(level: int, capacity: int) -> Ratio:
    return lambda output: (exact.at_least(exact.level_probabilities(output, level, 0), capacity), 1.0)


# Of those admitted in the measured years, whenever they asked: in a steady state their waits are a fair sample;
# those of patients who both asked and were admitted in these years would be too short.
def _wait(kinds: Sequence[int] = exact.BED_WAITS) -> Ratio:
    def of(output: Output) -> tuple[float, float]:
        waits = exact.waits_of(output, kinds)
        return float(waits.days), float(waits.granted.sum())

    return of


def _wait_share(output: Output) -> tuple[float, float]:
    granted = exact.waits_of(output).granted
    return float(granted[1:].sum()), float(granted.sum())


def _blocked_days(output: Output) -> tuple[float, float]:
    transfers = output.counts[:, :, log.columns_of(log.REHABILITATION_STARTED)].sum()
    return float(output.integral[:, BLOCKED, 0].sum()), float(transfers)


# --- the cases -------------------------------------------------------------------------------------------

# Beds: exact and published P(delay).
_ACUTE = {9: (0.1915, 0.19), 10: (0.1379, 0.14), 11: (0.0948, 0.09), 12: (0.0619, 0.06), 13: (0.0383, 0.04),
          14: (0.0223, 0.02)}  # fmt: skip
_REHABILITATION = {10: (0.2015, 0.20), 12: (0.1091, 0.11), 13: (0.0754, 0.08), 14: (0.0497, 0.05),
                   15: (0.0312, 0.03), 16: (0.0186, 0.02)}  # fmt: skip


def _monks() -> Case:
    quantities = []
    for key, zh, en, level, load, table in (
        ("acute", "急性病房", "acute ward", OCCUPIED, 8.3555, _ACUTE),
        ("rehabilitation", "康复病房", "rehabilitation ward", PLACES_USED, 9.7182, _REHABILITATION),
    ):
        title = Title(zh=f"{zh}平均占用床位", en=f"mean beds in use, {en}")
        quantities.append(Quantity(f"{key}_mean_beds", title, load, _mean(level)))
        for beds, (chance, published) in table.items():
            title = Title(zh=f"{zh}{beds}床时的延误概率", en=f"P(delay) with {beds} beds, {en}")
            of = _delay(level, beds)
            quantities.append(Quantity(f"{key}_delay_{beds}", title, chance, of, published))
    source = "Erlang B; Monks et al. 2016, BMC Health Services Research 16:530"
    return Case("monks", source, 150, tuple(quantities))


_MEAN_WAIT = Title(zh="平均候床时间(天)", en="mean wait (d)")


def _blocking(
    beds: int, places: int, wait: float, share: float, blocked: float, days: float, in_use: float, full: float
) -> Case:
    named = (
        ("mean_wait", _MEAN_WAIT.zh, _MEAN_WAIT.en, wait, _wait()),
        ("wait_share", "需要等待的比例", "P(wait)", share, _wait_share),
        ("mean_blocked_beds", "平均滞留占床数", "mean blocked beds", blocked, _mean(BLOCKED)),
        ("blocked_days", "每次转出的滞留天数", "blocked days per transfer", days, _blocked_days),
        ("mean_beds", "平均占用床位", "mean beds in use", in_use, _mean(OCCUPIED)),
        ("places_full", "名额占满的时间比例", "P(places full)", full, _full(PLACES_USED, places)),
        ("mean_places", "平均占用名额", "mean places in use", 6.0, _mean(PLACES_USED)),
    )
    quantities = [Quantity(key, Title(zh=zh, en=en), value, of) for key, zh, en, value, of in named]
    source = "stationary state of the Markov chain, solved numerically"
    return Case(f"blocking-{beds}-{places}", source, 200, tuple(quantities))


def _priority() -> Case:
    urgent = Title(zh="加急者平均候床时间(天)", en="mean wait, urgent (d)")
    elective = Title(zh="普通者平均候床时间(天)", en="mean wait, elective (d)")
    quantities = (
        Quantity("mean_wait_urgent", urgent, 0.584543, _wait((URGENT,))),
        Quantity("mean_wait_elective", elective, 2.922715, _wait((ELECTIVE,))),
        Quantity("mean_wait", _MEAN_WAIT, 2.045901, _wait()),
    )
    return Case("priority", "Cobham 1954, several servers", 200, quantities)


def _erlang(beds: int, wait: float) -> Case:
    quantity = Quantity("mean_wait", _MEAN_WAIT, wait, _wait())
    return Case(f"erlang-{beds}", "Erlang C", 200, (quantity,))


def cases() -> tuple[Case, ...]:
    """Return every case that has an exact answer."""
    return (
        _monks(),
        _blocking(12, 8, 1.6243, 0.2683, 0.74979, 2.4993, 8.7498, 0.3528),
        _blocking(12, 10, 0.38006, 0.15887, 0.13056, 0.4352, 8.1306, 0.10034),
        _priority(),
        _erlang(4, 2.13238),
        _erlang(5, 0.52149),
    )
