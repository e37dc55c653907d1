"""The command ``fit``: length of stay, waits and readmission from a hospital's own extract."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from model.cli.answers import AnswerFolder, Force, Out
from model.cli.app import app, print_json
from model.cli.looks import table_of
from model.cli.options import Json, Lang, help_of
from model.cli.outcomes import console, outcomes, tell
from model.messages import Language, by_locale, say

if TYPE_CHECKING:
    from model.local.stays.findings import Findings, Group
    from model.local.stays.lognormal import Estimate

PARTS = 8
"""Diagnoses and regions that are shown; all are in the table that is written."""


def _day(key: str) -> Any:
    return typer.Option(formats=["%Y-%m-%d"], help=help_of(key), show_default=False)


@app.command("fit", help=help_of("fit"))
def _fit(
    stays: Annotated[Path, typer.Argument(metavar="STAYS.csv", help=help_of("fit.stays"), show_default=False)],
    since: Annotated[datetime | None, _day("fit.since")] = None,
    until: Annotated[datetime | None, _day("fit.until")] = None,
    join_days: Annotated[int, typer.Option(min=0, help=help_of("fit.join_days"))] = 0,
    registered: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help=help_of("fit.registered"), show_default=False)
    ] = None,
    extends: Annotated[str, typer.Option(metavar="SCENARIO", help=help_of("fit.extends"), show_default=False)] = "",
    example: Annotated[bool, typer.Option("--example", help=help_of("fit.example"))] = False,
    seed: Annotated[int, typer.Option(min=0, help=help_of("fit.seed"))] = 1,
    out: Out = None,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    language = lang or by_locale()
    folder = AnswerFolder(out, force, as_json, language)
    with outcomes(language):
        from model.local.stays import findings
        from model.local.stays.diagnoses import SEVERE

        if example:
            _example(stays, seed, force, language)
            return
        folder.check()
        wanted = findings.Asked(
            since.date() if since else None, until.date() if until else None, join_days,
            tuple(registered or SEVERE), seed,
        )  # fmt: skip
        base = _base(extends, out)
        found = findings.findings(stays, wanted)
        if as_json:
            print_json(_data(found))
        else:
            _print(found, language)
        if out is not None:
            _write(found, base, out, language)
            if not as_json:
                console().print(say("run.where", language, path=out), markup=False, soft_wrap=True)


def _example(path: Path, seed: int, force: bool, language: Language) -> None:
    from model.experiments.running.output import OutputError
    from model.local.stays.example import Truth, write_example

    if path.exists() and not force:
        raise OutputError(f"{path} exists; choose another name or add --force")
    rows = write_example(path, seed=seed)
    t = Truth()
    tell(
        say(
            "fit.example_written", language, path=path, rows=f"{rows:,}", median=t.median, sigma=t.sigma,
            share=100 * t.long_share, long=t.long_median, long_sigma=t.long_sigma, other=t.other_median,
            other_sigma=t.other_sigma, wait=t.wait_mean_days,
        )
    )  # fmt: skip


def _base(extends: str, out: Path | None) -> str:
    """Return how the file that is written names the plan it extends; the plan is looked at first."""
    if not extends:
        return ""
    from model.scenario.loading import load

    load(extends)
    if extends.endswith(".toml") or "/" in extends:
        return Path(os.path.relpath(extends, out or Path())).as_posix()
    return extends


# --- for people ----------------------------------------------------------------------------------------------


def _print(found: Findings, language: Language) -> None:
    from model.local.stays.pasted import pasted

    screen = console()
    since, until = found.window.dates
    screen.print(
        say("fit.read", language, path=found.extract.path, rows=f"{found.rows:,}", since=since, until=until),
        markup=False, soft_wrap=True,
    )  # fmt: skip
    if found.joined:
        screen.print(say("fit.joined", language, n=f"{found.joined:,}"), markup=False)
    screen.print(_groups_table(found, language))
    for line in _remarks(found, language):
        screen.print(line, markup=False, soft_wrap=True, style="yellow")
    screen.print(_parts_table(found, language))
    if found.waits is not None:
        screen.print(_waits_line(found, language), markup=False, soft_wrap=True)
    if found.readmission.shares:
        screen.print(_readmission_line(found, language), markup=False, soft_wrap=True)
    screen.print(Text(f"\n{say('fit.toml', language)}", style="bold"))
    screen.print(pasted(found), markup=False, soft_wrap=True)


def _groups_table(found: Findings, language: Language) -> Table:
    headings = [("fit.parameter", False), ("fit.estimate", True)]
    table = table_of(say("fit.stays", language), [(say(h, language), numeric) for h, numeric in headings])
    for group in found.groups:
        name = say(f"fit.{group.name}", language, n=f"{group.stays:,}")
        detail = say("fit.ended", language, ended=f"{group.ended:,}", late=f"{group.late:,}")
        table.add_row(Text(name, style="bold"), Text(detail))
        for key, value in _numbers(group, language):
            table.add_row(Text(f"  {key}"), Text(value))
        table.add_row(Text(f"  {say('fit.goodness', language)}"), Text(_verdict(group, language)), end_section=True)
    return table


def _numbers(group: Group, language: Language) -> Iterator[tuple[str, str]]:
    if group.fit is None:
        return
    for key, estimate in group.fit.estimates().items():
        key = f"only_{key}" if not group.fit.is_mixture and key != "mean" else key
        yield say(f"fit.{key}", language), _interval(estimate, percent=key == "long_share")


def _interval(estimate: Estimate, percent: bool = False) -> str:
    numbers = (estimate.value, estimate.low, estimate.high)
    if percent:
        return "{:.1f}% ({:.1f} – {:.1f})".format(*(100 * n for n in numbers))
    return "{:.4g} ({:.4g} – {:.4g})".format(*numbers)


def _verdict(group: Group, language: Language) -> str:
    verdict = say(f"fit.verdict_{group.verdict}", language)
    if group.goodness is None:
        return verdict
    distance, p = f"{100 * group.goodness.distance:.1f}", f"{group.goodness.p_value:.2f}"
    return say("fit.verdict", language, verdict=verdict, distance=distance, p=p)


def _remarks(found: Findings, language: Language) -> Iterator[str]:
    for group in found.groups:
        name = say(f"fit.{group.name}", language, n=f"{group.stays:,}")
        if group.odd:
            yield say("fit.odd", language, group=name)
        if group.verdict == "apart":
            yield say("fit.apart", language, group=name)
    if found.groups[0].name != "severe":
        yield say("fit.no_severe", language)


def _parts_table(found: Findings, language: Language) -> Table:
    from model.local.stays.findings import most

    headings = ("fit.part", "fit.counted", "fit.n", "fit.median_seen", "fit.p90")
    table = table_of(say("fit.parts", language), [(say(h, language), n > 1) for n, h in enumerate(headings)])
    for by in ("diagnosis", "region"):
        shown = most(found.parts, by, PARTS)
        for place, row in enumerate(shown):
            counted = "" if row["severe"] is None else say("fit.yes" if row["severe"] else "fit.no", language)
            numbers = (f"{row['stays']:,}", _days(row["median"]), _days(row["p90"]))
            cells = (str(row["name"]) or "-", counted, *numbers)
            table.add_row(*(Text(cell) for cell in cells), end_section=place == len(shown) - 1)
    return table


def _days(value: Any) -> str:
    return "∞" if value == float("inf") else f"{value:g}"


def _waits_line(found: Findings, language: Language) -> str:
    assert found.waits is not None
    median, late = found.waits.median(), found.waits.quantile(0.9)
    return say(
        "fit.waits_line", language, waited=f"{found.waited:,}", waiting=f"{found.waiting:,}", median=_days(median),
        p90=_days(late),
    )  # fmt: skip


def _readmission_line(found: Findings, language: Language) -> str:
    shares = "; ".join(
        f"{say('fit.within', language, days=days)} {_interval(share, percent=True)}"
        for days, share in found.readmission.shares.items()
    )
    return say("fit.readmission_line", language, shares=shares)


# --- for machines --------------------------------------------------------------------------------------------


def _data(found: Findings) -> dict[str, Any]:
    from dataclasses import asdict

    from model.local.stays.pasted import pasted, settings

    since, until = found.window.dates
    return {
        "path": found.extract.path, "rows": found.rows, "joined": found.joined, "since": since, "until": until,
        "groups": [
            {
                "group": g.name, "stays": g.stays, "ended": g.ended, "begun_before": g.late, "verdict": g.verdict,
                "estimates": {k: asdict(e) for k, e in g.fit.estimates().items()} if g.fit else None,
                "goodness": asdict(g.goodness) if g.goodness else None,
            }
            for g in found.groups
        ],
        "waits": None if found.waits is None else {
            "admitted": found.waited, "waiting": found.waiting, "median": found.waits.median(),
            "p90": found.waits.quantile(0.9),
        },
        "readmission": {str(days): asdict(share) for days, share in found.readmission.shares.items()},
        "observed": [asdict(row) for row in found.observations],
        "parts": found.parts.to_dict("records"),
        "toml": pasted(found), "set": settings(found),
    }  # fmt: skip


def _write(found: Findings, base: str, out: Path, language: Language) -> None:
    from model.local.stays.pasted import pasted
    from model.report.figures_stays import draw_stays

    out.mkdir(parents=True, exist_ok=True)
    since, until = found.window.dates
    heading = say("fit.heading", language, path=found.extract.path, since=since, until=until)
    (out / "stays.toml").write_text(pasted(found, base, heading), encoding="utf-8")
    # With a byte-order mark, spreadsheet programs read the Chinese text as what it is.
    (out / "observed.csv").write_text(_observed(found), encoding="utf-8-sig", newline="")
    parts = found.parts.to_csv(index=False, lineterminator="\n")
    (out / "parts.csv").write_text(parts, encoding="utf-8-sig", newline="")
    for kind in ("png", "svg"):
        draw_stays(found, out / f"stays.{kind}", language)


def _observed(found: Findings) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["measure", "value", "standard_error", "source"])
    name = Path(found.extract.path).name
    for row in found.observations:
        writer.writerow([row.measure, f"{row.value:.6g}", f"{row.standard_error:.3g}", f"{name}: n = {row.count:,}"])
    return text.getvalue()
