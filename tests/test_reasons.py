"""Reasons that the code words in English are told in Chinese, every one of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.messages import reason_in
from model.messages.reasons import REASONS

MODEL = Path(__file__).parents[1] / "model"
WHERE = ("scenario", "experiments", "engines/choice.py", "engines/setup.py", "measures/targets.py",
         "care/distribution_table.py", "cli")  # fmt: skip
INTERNAL = {"AttributeError", "KeyError", "TypeError", "RuntimeError", "AssertionError", "Exit", "ToldError"}
# The last is told in both languages by itself.
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _written(node: ast.expr) -> str | None:
    """Return a message with something in every place; a suggestion where one is made."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [_written(node.left), _written(node.right)]
        return None if None in parts else "".join(map(str, parts))
    if not isinstance(node, ast.JoinedStr):
        return None
    said = ""
    for n, part in enumerate(node.values):
        if isinstance(part, ast.Constant):
            said += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            name = ast.unparse(part.value)
            suggests = "meant(" in name or "_meant_key(" in name or name == "hint"
            said += "; did you mean 'W0'?" if suggests else f"W{n}"
    return said


def _reasons(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give every message that is raised, or put together to be raised."""
    for node in ast.walk(tree):
        found: list[ast.expr] = []
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = ast.unparse(node.exc.func)
            found = [] if name in INTERNAL else node.exc.args[:1]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("problems.append", "Failure"):
            found = node.args[:1]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "text":
            found = [node.value]
        for argument in found:
            if (said := _written(argument)) is not None and re.search(r"\b[a-z]{4}", said):
                yield node.lineno, said


def _all() -> list[tuple[str, str]]:
    found = []
    for where in WHERE:
        path = MODEL / where
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if {"validating", "following", "audit"} & set(file.parts):
                continue
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found += [(f"{file.relative_to(MODEL)}:{line}", said) for line, said in _reasons(tree)]
    return found


def test_every_reason_in_the_code_is_told_in_chinese() -> None:
    found = _all()
    assert len(found) > 120, "they are found"
    english = [(where, said) for where, said in found if not CHINESE.search(reason_in(said, "zh"))]
    assert not english, "\n".join(map(str, english))


@pytest.mark.parametrize("english", REASONS)
def test_what_stands_in_a_reason_stands_in_the_chinese(english: str) -> None:
    """Each place is filled once, none but what there is."""
    places = english.count("{}")
    used = [int(n) for n in re.findall(r"\{(\d+)\}", REASONS[english])]
    assert sorted(set(used)) == sorted(used) and set(used) <= set(range(places))
    assert CHINESE.search(REASONS[english]) or set(used) == set(range(places)) or english.startswith("[Errno")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("no scenario is called 'qujin'; did you mean 'qujing'?", "没有名为 'qujin' 的规划;是否应为 'qujing'?"),
        ("a.toml: regions.甲县.residents: input should be greater than 0, not -3",
         "a.toml:regions.甲县.residents:应大于 0,而不是 -3"),
        ("--set scael: unknown key; did you mean 'scale'?", "--set scael:没有这个键;是否应为 'scale'?"),
        ("qujing, replication 3 (seed 1) failed: ValueError: seed must lie between 0 and 9, not 10 [x.py:3, f]",
         "qujing 第 3 次模拟(种子 1) 失败:ValueError:种子应在 0 与 9 之间,而不是 10 [x.py:3, f]"),
        ("out is a file, not a folder; choose another folder or add --force", "out 是文件,不是文件夹;请另选文件夹,或加 --force"),
        ("nothing that is known here", "nothing that is known here"),
        ("qujing has no target 'x'; targets: a, b (a new one: occupancy<=85%@2025)",
         "qujing 没有目标 'x';目标有:a, b(新目标的写法:occupancy<=85%@2025)"),
    ],
)  # fmt: skip
def test_reasons_within_reasons(english: str, chinese: str) -> None:
    assert reason_in(english, "zh") == chinese
    assert reason_in(english, "en") == english
