"""What an extract says as a piece of a plan: to paste, or a variant of a plan."""

from __future__ import annotations

from typing import Any

from model.local.stays.findings import Findings, Group
from model.local.stays.lognormal import Estimate
from model.scenario.writing import plan_text, value_text

DIGITS = 4


def pasted(found: Findings, extends: str = "", heading: str = "") -> str:
    """Return the TOML.

    Parameters
    ----------
    found : Findings
    extends : str
        The plan that it is a variant of; empty: a piece to paste.
    heading : str
        Comment at the top.
    """
    return plan_text({**({"extends": extends} if extends else {}), **table_of(found)}, heading)


def table_of(found: Findings) -> dict[str, Any]:
    """Return the parameters as a file would say them, each with its 95% interval as its range."""
    table: dict[str, Any] = {}
    for group in found.groups:
        if group.fit is None:
            continue
        source = _source(found, group)
        if group.name == "severe":
            table["stay"] = _stays(group, source)
        else:
            estimates = group.fit.estimates()
            table["other_admissions"] = {"service": _lognormal(estimates["median"], estimates["sigma"], source)}
    if found.waiting_mean is not None:
        source = f"{_name(found)}: {found.waiting} waiting on {found.window.dates[1]}, mean ± 95%"
        table["waiting_list"] = {"start_wait_mean_days": _number(found.waiting_mean, source)}
    return table


def _stays(group: Group, source: str) -> dict[str, Any]:
    assert group.fit is not None
    found = group.fit.estimates()
    short = _lognormal(found["median"], found["sigma"], source)
    if not group.fit.is_mixture:
        return {"short": short, "long_share": {"value": 0, "source": f"{source}; one group", "grade": "D"}}
    return {
        "short": short,
        "long": _lognormal(found["long_median"], found["long_sigma"], source),
        "long_share": _number(found["long_share"], source),
    }


def _lognormal(median: Estimate, sigma: Estimate, source: str) -> dict[str, Any]:
    return {"kind": "lognormal", "median": _number(median, source), "sigma": _number(sigma, source)}


def _number(estimate: Estimate, source: str) -> dict[str, Any]:
    low, value, high = (float(f"{n:.{DIGITS}g}") for n in (estimate.low, estimate.value, estimate.high))
    return {"value": value, "low": low, "high": high, "source": source, "grade": "D"}


def _name(found: Findings) -> str:
    return found.extract.path.replace("\\", "/").rsplit("/", 1)[-1]


def _source(found: Findings, group: Group) -> str:
    since, until = found.window.dates
    return f"{_name(found)}: {group.stays:,} stays, {since} to {until}, maximum likelihood with censoring; range 95%"


def settings(found: Findings) -> list[str]:
    """Return the same as ``--set`` takes it, values without their ranges."""
    return [
        f"{section}.{key}={value_text(_bare(value))}"
        for section, keys in table_of(found).items()
        for key, value in keys.items()
    ]


def _bare(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return value["value"] if "value" in value else {key: _bare(inner) for key, inner in value.items()}
