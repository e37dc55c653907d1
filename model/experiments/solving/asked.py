"""Which targets an experiment asks about: those of a plan, by name or by measure, and others in one line of text."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta

from model.measures import check_targets
from model.measures.registry import MEASURES
from model.measures.targets import names_of
from model.scenario.problems import ScenarioError, meant
from model.scenario.schema import Scenario
from model.scenario.targets import Target

_FORM = re.compile(
    r"\s*(?P<measure>\w+)\s*(?P<sign>>=|<=|≥|≤)\s*(?P<bound>[0-9.eE+-]+)(?P<unit>[%‰]?)\s*"
    r"(@\s*(?P<date>\d{4}(-\d\d){0,2})\s*)?(@\s*(?P<scope>city|every_county)\s*)?"
)
EXAMPLE = "occupancy<=85%@2025"


def parse_target(text: str, scenario: Scenario) -> Target:
    """Read a target from ``measure>=bound@date@scope``.

    Parameters
    ----------
    text : str
        ``occupancy<=0.85@2025-12-31``; 85% is 0.85; a year or a month stands for its last day; without a date the last
        day of the plan; ``@every_county`` as in a plan.
    scenario : Scenario

    Raises
    ------
    ScenarioError
        The text has another form, or there is no such measure.
    """
    read = _FORM.fullmatch(text)
    try:
        bound = float(read["bound"]) if read else 0.0
    except ValueError:
        read = None
    if read is None:
        raise ScenarioError(f"target {text!r}: write measure>=bound@date or measure<=bound@date, such as {EXAMPLE}")
    if read["measure"] not in MEASURES:
        raise ScenarioError(f"target {text!r}: there is no measure {read['measure']!r}"
                            f"{meant(read['measure'], MEASURES, 'measures')}")
    bound /= 100.0 if read["unit"] == "%" else 1.0
    at_least = read["sign"] in (">=", "≥")
    return Target(
        measure=read["measure"],
        at_least=bound if at_least else None,
        at_most=None if at_least else bound,
        date=_day(read["date"], text, scenario),
        scope="every_county" if read["scope"] == "every_county" else "city",
        clause=text,
    )


def _day(text: str | None, whole: str, scenario: Scenario) -> date:
    if text is None:
        return scenario.horizon.end - timedelta(days=1)
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    try:
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError:
        raise ScenarioError(f"target {whole!r}: {text} is no date") from None


def asking(scenario: Scenario, targets: Sequence[str | Target] | None) -> Scenario:
    """Return the plan with those targets alone that are asked about.

    Parameters
    ----------
    scenario : Scenario
    targets : sequence of str or Target, optional
        Names (``open_beds@2025-12-31``), measures (all targets of the plan for it), new targets in one line
        (`parse_target`) or as such; all of the plan's targets by default.

    Raises
    ------
    ScenarioError
        A target that the plan does not have or no run could judge, or none at all.
    """
    names = names_of(scenario.targets)
    chosen: list[Target] = list(scenario.targets) if targets is None else []
    for asked in targets or ():
        if isinstance(asked, Target):
            found = [asked]
        elif re.search("[<>≤≥]", asked):
            found = [parse_target(asked, scenario)]
        else:
            found = [t for t, name in zip(scenario.targets, names, strict=True) if asked in (name, t.measure)]
            if not found:
                known = dict.fromkeys([*(t.measure for t in scenario.targets), *names])
                hint = f"{meant(asked, known, 'targets')}" or "; it states none"
                raise ScenarioError(f"{scenario.name} has no target {asked!r}{hint} (a new one: {EXAMPLE})")
        chosen += [target for target in found if target not in chosen]
    if not chosen:
        raise ScenarioError(f"{scenario.name} states no targets; give one, such as {EXAMPLE}")
    asked_about = scenario.model_copy(update={"targets": tuple(chosen)})
    check_targets(asked_about)
    return asked_about
