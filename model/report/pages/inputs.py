"""Parameters, distributions and plans for the description of the model, from the schema and the catalogue."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from model.measures.registry import MEASURES
from model.messages import Language
from model.report.document.parts.assumptions import plain, range_words
from model.report.pages import markdown
from model.scenario import catalogue
from model.scenario.loading import load
from model.scenario.parameters import parameters
from model.scenario.schema import Scenario
from model.scenario.structure import fields
from model.scenario.values import Distribution, Value


def counts() -> str:
    """Return how many parameters each part of a plan has, by grade."""
    known = parameters()
    order = list(dict.fromkeys(p.section for p in known))
    rows = []
    for section, each in groupby(sorted(known, key=lambda p: order.index(p.section)), key=lambda p: p.section):
        grades = [p.grade for p in each]
        link = f"[`{section}`](../parameters.md#{section})"
        rows.append((link, str(len(grades)), *(str(grades.count(grade)) for grade in ("F", "D", "K", ""))))
    everything = [p.grade for p in known]
    total = [str(everything.count(grade)) for grade in ("F", "D", "K", "")]
    rows.append(("**all**", str(len(everything)), *total))
    return markdown.table(("part of the plan", "parameters", "F", "D", "K", "no number, or the plan gives it"), rows)


def distributions() -> str:
    """Return every duration that is drawn, with its default distribution."""
    known = {p.path: p for p in parameters()}
    rows = []
    for path, held in _distributions(Scenario, ""):
        numbers = [(name, value) for name, value in held if isinstance(value, Value)]
        p = known[f"{path}.{numbers[0][0]}"]
        said = ", ".join(f"{name} {plain(value.value, 'en')}" for name, value in numbers)
        about = [known[f"{path}.{name}"] for name, _ in numbers]
        spans = "; ".join(f"{name} {span}" for (name, _), each in zip(numbers, about, strict=True)
                          if (span := range_words(each, "en")))  # fmt: skip
        sources = "; ".join(dict.fromkeys(each.source for each in about if each.source))
        grades = "/".join(dict.fromkeys(each.grade or "K" for each in about))
        words = p.en.rsplit(" (", 1)[0]
        rows.append((f"`{path}`", words, held.kind, said, p.unit, spans, grades, p.rule, sources))
    heads = ("key", "duration", "distribution", "default", "unit", "range", "grade", "rule", "source")
    return markdown.table(heads, rows)


def _distributions(table: Any, prefix: str) -> list[tuple[str, Distribution]]:
    found: list[tuple[str, Distribution]] = []
    for name, field, cls, many in fields(table):
        if cls is None or many or field.is_required():
            continue
        held = field.get_default(call_default_factory=True)
        if isinstance(held, Distribution):
            found.append((prefix + name, held))
        elif held is not None and hasattr(cls, "model_fields"):
            found += _distributions(cls, f"{prefix}{name}.")
    return found


def plans() -> str:
    """Return the plans that are shipped: what each is, its years, its regions and targets, what it varies."""
    rows = []
    for entry in catalogue.describe():
        plan = load(entry.name)
        said = plan.summary.en if plan.summary else entry.title.en
        kind = f"variant of `{entry.extends}`" if entry.extends else "plan"
        years = f"{entry.start.year}-{entry.end.year - 1}"
        rows.append((f"`{entry.name}`", kind, said, years, str(entry.regions), str(len(plan.targets))))
    return markdown.table(("name", "", "what it is", "years", "regions", "targets"), rows)


def measures_of_targets(language: Language) -> str:
    """Return the measures that the shipped plans have targets of, with numerator and denominator."""
    asked = {target.measure for name in catalogue.names() for target in load(name).targets}
    zh = language == "zh"
    rows = []
    for key, m in MEASURES.items():
        if key in asked:
            words = [m.title, m.numerator, m.denominator or ("", ""), m.unit_words, m.kind.value]
            rows.append((f"`{key}`", *(markdown.chinese(w[0]) if zh else w[1] for w in words)))
    heads = ("键", "指标", "分子", "分母", "单位", "口径") if zh else (
        "key", "measure", "numerator", "denominator", "unit", "period")  # fmt: skip
    return markdown.table(heads, rows)
