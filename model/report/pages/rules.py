"""What the rules' code says of itself: the order of events, functions as they stand, draws by purpose."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from model.care import beds, draws, events, hazards, home, hours, purposes, referral, relapse, staff
from model.report.pages import markdown

SHOWN: dict[str, tuple[Callable[..., Any], ...]] = {
    "Staffed beds, and who may be admitted (rules 5.1, 5.2, 5.5)": (
        beds.carried, beds.staffed_beds, beds.has_free_bed, beds.class_of,
    ),
    "Hazards (rules 1.7, 4.1)": (
        draws.exponential_threshold, hazards.daily_rate, hazards.time_of_flat, relapse.relapse_rate,
    ),
    "Staff in hours (rule 1.6)": (hours.servers_of,),
    "Visits and medication (rules 3.1-3.5)": (
        home.deadline_on_worsening, home.needs_joint_visit, home.after_visit, home.after_missed_deadline,
        home.medication_after_visit,
    ),
    "Referral (rules 6.1, 6.2, 6.4)": (
        referral.asked_at_offer, referral.place_kind, referral.dropout_rate, referral.home_support_capacity,
    ),
    "Staff over time (rule 7.1)": (staff.drift, staff.whole_people),
    "Random numbers (rule 1.5)": (draws.uniform,),
}  # fmt: skip
"""Functions of the rules that stand in the description of the model, as they are in the code."""


def functions() -> str:
    """Return the rules' functions as code, under headings."""
    blocks = []
    for title, shown in SHOWN.items():
        code = "\n\n".join(_source(function) for function in shown)
        blocks.append(f"**{title}**\n\n```python\n{code}\n```\n")
    return "\n".join(blocks)


def _source(function: Callable[..., Any]) -> str:
    """Return a compiled rule as it is written, without the mark that compiles it."""
    plain = getattr(function, "py_func", function)
    return inspect.getsource(plain).removeprefix("@compiled\n").rstrip()


def order_of_events() -> str:
    """Return the kinds of timers in the order in which they happen at one instant."""
    rows = [(str(number), name, said) for number, name, said in timers()]
    return markdown.table(("order", "timer", "what it is, beyond its name"), rows)


def timers() -> list[tuple[int, str, str]]:
    """Return number, name and comment of every kind of timer, in their order."""
    said = _comments(events)
    kinds = {name: value for name, value in vars(events).items() if name in said}
    last = kinds["LATENESS"]
    found = [
        (number, name.lower().replace("_", " "), said[name])
        for name, number in kinds.items()
        if 0 <= number <= last and not name.endswith(("_STREAM", "_ENTITY"))
    ]
    return sorted(found)


def _comments(module: ModuleType) -> dict[str, str]:
    """Return the number constants of a module with the text that stands below each."""
    body = ast.parse(inspect.getsource(module)).body
    found = {}
    for statement, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            found[statement.targets[0].id] = " ".join(str(text).split())
    return {name: text for name, text in found.items() if isinstance(getattr(module, name), int)}


def draws_by_purpose() -> str:
    """Return for what random numbers are drawn."""
    numbers = {name: n for name, n in vars(purposes).items() if name.isupper() and isinstance(n, int)}
    names = [name.lower().replace("_", " ") for name in numbers]
    return f"Random numbers are drawn for {len(names)} purposes: {', '.join(names)}.\n"
