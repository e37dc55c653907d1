"""Mutation testing of the engines: one token changed at a time, and do the tests notice?  ``make mutants``.

    python tests/mutants.py --number 60 --engine both --json results/mutants.json

Mutants are chosen by a seed, spread over the files of an engine in proportion to the places that can be changed.
Each is put into a copy of the project, never into the working tree, and the tests run there until the first failure:
what compares the engines first, then everything that ``make test`` runs by pytest. With ``--json`` what is known is
kept, and the next call goes on from there; a larger ``--number`` adds mutants to those of a smaller one.

A mutant is *caught* by a test that fails, or because the process dies; it *hangs* where a stage of the tests takes
longer than its limit (`make test` would be noticed not to end, but no test says so); it *survives* when everything
passes. Survivors that change nothing are listed in `EQUIVALENT` with the reason, judged by reading.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import json
import os
import queue
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "simpy": ("model/engines/simpy_*.py",),
    "compiled": ("model/engines/compiled/*.py", "model/engines/compiled_engine.py"),
}
NOT_COPIED = (".git", ".venv", "results", "build", "dist", "__pycache__", ".hypothesis", ".*_cache", ".coverage*")
MEMORY = 8 * 2**30
"""Bytes that a process under test may have: a mutant that asks for memory without end is stopped."""

# Quick and sharp first. The last stage is what is left of everything that `make test` runs by pytest.
ENGINES_ALONE = ("tests/engine/test_identity.py", "tests/engine/test_parts.py", "tests/engine/hand")
LOGS = ("tests/engine/test_random_plans.py", "tests/engine/test_conservation.py")
CALENDAR = "tests/engine/test_calendar.py"
REST = ("tests", *(f"--ignore={done}" for done in (*ENGINES_ALONE, *LOGS, CALENDAR)))
# Limits in seconds: several times what the engines need without a change, compilation included.
STAGES: tuple[tuple[tuple[str, ...], float], ...] = (
    (("tests/engine/test_identity.py::test_random_plans", CALENDAR), 400.0),
    (ENGINES_ALONE, 500.0),
    (LOGS, 900.0),
    (REST, 1800.0),
)

EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "model/engines/simpy_engine.py", "Model.update_relapse",
        "in_rehabilitation = p.place is not None or p.in_place",
    ): "a place is held only during an episode, when the hazard stands still; at its end the stay goes on at once",
    (
        "model/engines/simpy_rehabilitation.py", "ReferralTrack.in_place_until_end", "p.held = True",
    ): "set again by either branch that follows, before anything reads it",
    (
        "model/engines/simpy_state.py", "Person.__init__", "self.grade = 0",
    ): "the diagnosis of everybody is drawn (describe) before it is read",
    (
        "model/engines/simpy_start.py", "describe",
        "p.regular = model.draw(e, purposes.MEDICATION, 0) <= r.regular_share",
    ): "a draw is halfway between two multiples of 2**-52 (rule 1.5): equal to a share for one person in 2**52",
    (
        "model/engines/compiled/layout.py", "",
        "SLOT_OF_KIND = (-1, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, -1, 11, 12, 13, -1, 14)",
    ): "changes of capacity are no timers of people: the slot of that kind is never asked for",
    (
        "model/engines/compiled/layout.py", "_of", "return np.dtype(list(fields), align=False)",
    ): "fields stand elsewhere in their records, which costs time on some machines and changes no value",
    (
        "model/engines/compiled/people.py", "_blank_state", "p.long_stay = True",
    ): "set anew at every admission, before anything reads it",
    (
        "model/engines/compiled/tally.py", "_year_of",
        "while year >= 0 and time < floats_at(w.year_starts_at)[year]:",
    ): "only times from the start on are counted (is_counted), and the first year begins there",
    (
        "model/engines/compiled/visits.py", "expect", "if p.opens > w.end:",
    ): "what opens at the very end goes on the list of a day that is never opened; there is room for that day",
}  # fmt: skip
"""Mutants that change no result: file, function, the changed line → why."""

UNCHANGED = "unchanged"
"""Under this name stands what the tests say of the engines as they are."""

RUNNING: set[subprocess.Popen[bytes]] = set()
"""Tests that run now."""


# --- what can be changed -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mutant:
    """One token of a file, and what stands there instead."""

    file: str
    line: int
    column: int
    before: str
    after: str
    kind: str
    function: str

    def apply(self, text: str) -> str:
        """Return the text of the file with this change."""
        lines = text.splitlines(keepends=True)
        line = lines[self.line - 1]
        rest = line[self.column :]
        assert rest.startswith(self.before), f"{self.file}:{self.line} is not what it was"
        lines[self.line - 1] = line[: self.column] + self.after + rest[len(self.before) :]
        return "".join(lines)

    def changed_line(self) -> str:
        """Return the line as the mutant has it."""
        return self.apply((ROOT / self.file).read_text("utf-8")).splitlines()[self.line - 1].strip()

    def why_equivalent(self) -> str | None:
        """Return why this changes nothing, if somebody has found that it does not."""
        return EQUIVALENT.get((self.file, self.function, self.changed_line()))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.before.strip()} → {self.after.strip() or '(nothing)'}"


OPERATORS = {
    "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "//": ("*",), "%": ("*",), "**": ("*",),
    "&": ("|",), "|": ("&",), "^": ("&",), "<<": (">>",), ">>": ("<<",),
    "+=": ("-=",), "-=": ("+=",), "*=": ("/=",), "/=": ("*=",), "//=": ("*=",), "|=": ("&=", "^="), "&=": ("|=",),
    "<": ("<=", ">"), "<=": ("<", ">="), ">": (">=", "<"), ">=": (">", "<="), "==": ("!=",), "!=": ("==",),
    "and": ("or",), "or": ("and",), "is": ("is not",), "is not": ("is",), "in": ("not in",), "not in": ("in",),
}  # fmt: skip
"""What may stand for an operator; where there are two, chance decides."""
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}


def constants_of(file: Path) -> list[str]:
    """Return the names of a module's whole-number constants in their order."""
    body = ast.parse(file.read_text("utf-8")).body
    return [
        node.targets[0].id
        for node in body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, int)
    ]


@cache
def vocabulary() -> dict[str, list[str]]:
    """Return the constants of the rules' modules that name events, timers, levels and draws, by module."""
    folder = ROOT / "model" / "care"
    return {name: constants_of(folder / f"{name}.py") for name in ("log", "events", "recorder", "purposes", "pathways")}


def _fields_of_tables() -> Iterator[list[tuple[str, str]]]:
    """Yield the fields of each record of the compiled engine with their types."""
    for node in ast.walk(ast.parse((ROOT / "model/engines/compiled/layout.py").read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_of":
            tuples = [field for field in node.args if isinstance(field, ast.Tuple)]
            yield [(str(ast.literal_eval(f.elts[0])), " ".join(map(ast.unparse, f.elts[1:]))) for f in tuples]


def _fields_of_classes() -> Iterator[list[tuple[str, str]]]:
    """Yield what objects of each class of the SimPy engine and of the rules have, with a word for its type."""
    for file in sorted((ROOT / "model" / "engines").glob("*.py")):
        for owner in (n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.ClassDef)):
            fields = {}
            for node in ast.walk(owner):
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    fields[node.target.id] = ast.unparse(node.annotation)
                elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                    value = ast.unparse(node.value)
                    fields[node.targets[0].attr] = "float" if re.match(r"-?(math|\d+\.)", value) else _type_of(value)
            yield list(fields.items())


def _type_of(value: str) -> str:
    try:
        return type(ast.literal_eval(value)).__name__
    except ValueError:
        return value


def _neighbours(records: Iterator[list[tuple[str, str]]]) -> dict[str, str]:
    """Return for a field the next of the same record and type; not where records share its name."""
    seen: Counter[str] = Counter()
    next_one: dict[str, str] = {}
    for fields in records:
        by_type: dict[str, list[str]] = defaultdict(list)
        for name, kind in fields:
            seen[name] += 1
            if kind.split()[0] in ("float", "int", "bool", "F", "I", "S", "B", "T"):
                by_type[kind].append(name)
        for names in by_type.values():
            next_one.update(zip(names, [*names[1:], names[0]], strict=True))
    return {name: other for name, other in next_one.items() if seen[name] == 1 and other != name}


@cache
def neighbours(compiled: bool) -> dict[str, str]:
    """Return what field may stand for another in an engine."""
    return _neighbours(_fields_of_tables() if compiled else _fields_of_classes())


class Finder:
    """Finds what can be changed in one file: in code that runs, not in annotations, messages, imports, assertions."""

    SKIPPED = (ast.Import, ast.ImportFrom, ast.Raise, ast.Assert, ast.JoinedStr, ast.Global)

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.lines = text.splitlines()
        self.found: list[Mutant] = []
        self.modules: dict[str, str] = {}
        self.fields = neighbours("/compiled/" in file)
        kinds = (tokenize.OP, tokenize.NAME)
        self.tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type in kinds]
        self._visit(ast.parse(text), "")

    def _at(self, line: int, byte: int) -> tuple[int, int]:
        """Return line and column in characters."""
        return line, len(self.lines[line - 1].encode()[:byte].decode())

    def _start(self, node: ast.AST) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def _end(self, node: ast.AST) -> tuple[int, int]:
        return self._at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _add(self, at: tuple[int, int], before: str, after: str, kind: str, function: str) -> None:
        mutant = Mutant(self.file, *at, before, after, kind, function)
        try:
            compile(mutant.apply(self.text), self.file, "exec", dont_inherit=True)
        except SyntaxError:
            return
        self.found.append(mutant)

    def _operator(self, left: ast.AST, right: ast.AST, kind: str, function: str) -> None:
        """Change the operator that stands between two operands."""
        low, high = self._end(left), self._start(right)
        between = [t for t in self.tokens if low <= t.start and t.end <= high and t.string not in "()"]
        if not between or between[0].start[0] != between[-1].start[0]:
            return
        first, last = between[0], between[-1]
        before = self.lines[first.start[0] - 1][first.start[1] : last.end[1]]
        for after in OPERATORS.get(before, ()):
            self._add(first.start, before, after, kind, function)

    def _children(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what of a node is code that runs."""
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            if isinstance(node, ast.FunctionDef):
                yield from (d for d in (*node.args.defaults, *node.args.kw_defaults) if d is not None)
            yield from body
        elif isinstance(node, ast.AnnAssign):
            yield from () if node.value is None else (node.value,)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from node.orelse
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("__slots__", "__all__"):
            return
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_of":
            # The shape of a record: another size is another layout, no other behaviour.
            return
        else:
            yield from ast.iter_child_nodes(node)

    def _visit(self, node: ast.AST, function: str) -> None:
        if isinstance(node, self.SKIPPED):
            if isinstance(node, ast.ImportFrom) and node.module == "model.care":
                self.modules.update({a.asname or a.name: a.name for a in node.names})
            return
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            function = f"{function}.{node.name}".lstrip(".")
        self._mutate(node, function)
        for child in self._children(node):
            self._visit(child, function)

    def _mutate(self, node: ast.AST, function: str) -> None:
        if isinstance(node, ast.BinOp):
            self._operator(node.left, node.right, "arithmetic", function)
        elif isinstance(node, ast.AugAssign):
            self._operator(node.target, node.value, "arithmetic", function)
        elif isinstance(node, ast.Compare):
            for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
                self._operator(left, right, "comparison", function)
        elif isinstance(node, ast.BoolOp):
            for left, right in zip(node.values, node.values[1:], strict=False):
                self._operator(left, right, "logic", function)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
            before = "not " if isinstance(node.op, ast.Not) else "-"
            self._add(self._start(node), before, "", "sign", function)
        elif isinstance(node, ast.Constant):
            self._constant(node, function)
        elif isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
            self._add(self._start(node), node.id, NAMES[node.id], "function", function)
        elif isinstance(node, ast.Attribute):
            self._attribute(node, function)

    def _constant(self, node: ast.Constant, function: str) -> None:
        value, at = node.value, self._start(node)
        before = self.lines[at[0] - 1][at[1] : self._end(node)[1]]
        if isinstance(value, bool):
            self._add(at, before, str(not value), "truth", function)
        elif isinstance(value, int):
            for step in (1, -1) if value else (1,):
                self._add(at, before, str(value + step), "number", function)
        elif isinstance(value, float):
            self._add(at, before, "0.0" if value == 1.0 else str(value + 1.0), "number", function)

    def _attribute(self, node: ast.Attribute, function: str) -> None:
        """Change the name after a dot: a word of the vocabulary for the next, a field for another of its record."""
        line, column = self._end(node)
        at = line, column - len(node.attr)
        module = self.modules.get(node.value.id) if isinstance(node.value, ast.Name) else None
        words = vocabulary().get(module or "", [])
        if node.attr in words:
            self._add(at, node.attr, words[(words.index(node.attr) + 1) % len(words)], "word", function)
        elif module is None and node.attr in self.fields:
            self._add(at, node.attr, self.fields[node.attr], "field", function)
        elif node.attr in ("floor", "ceil"):
            self._add(at, node.attr, NAMES[node.attr], "function", function)


def mutants_of(file: Path) -> list[Mutant]:
    """Return every mutant of a file."""
    return Finder(file.relative_to(ROOT).as_posix(), file.read_text("utf-8")).found


# --- which are tried ---------------------------------------------------------------------------------------------


def in_random_order(mutants: list[Mutant], seed: int) -> list[Mutant]:
    """Shuffle the mutants of a file, all kinds of change alike, and no two at one place before all were there."""
    generator = random.Random(f"{seed} {mutants[0].file}")
    by_kind: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in generator.sample(mutants, len(mutants)):
        by_kind[mutant.kind].append(mutant)
    order: list[Mutant] = []
    while by_kind:
        kind = generator.choice(sorted(by_kind))
        order.append(by_kind[kind].pop())
        if not by_kind[kind]:
            del by_kind[kind]
    places: Counter[tuple[int, int]] = Counter()
    turns = []
    for mutant in order:
        turns.append(places[mutant.line, mutant.column])
        places[mutant.line, mutant.column] += 1
    return [mutant for _, mutant in sorted(zip(turns, order, strict=True), key=lambda pair: pair[0])]


def chosen(engine: str, number: int, seed: int) -> list[Mutant]:
    """Return so many mutants of an engine; of each file in proportion to what can be changed in it.

    One after the other goes to the file that has the fewest for its size, so that more are always the fewer and some.
    """
    files = sorted({file for pattern in FILES[engine] for file in ROOT.glob(pattern)})
    orders = [in_random_order(found, seed) for found in map(mutants_of, files) if found]
    taken = [0] * len(orders)
    result = []
    for _ in range(min(number, sum(map(len, orders)))):
        # Sainte-Laguë: seats by votes.
        best = max(range(len(orders)), key=lambda k: (len(orders[k]) > taken[k], len(orders[k]) / (2 * taken[k] + 1)))
        result.append(orders[best][taken[best]])
        taken[best] += 1
    return sorted(result, key=lambda mutant: (mutant.file, mutant.line, mutant.column))


# --- trying one --------------------------------------------------------------------------------------------------


@dataclass
class Result:
    """What became of a mutant."""

    outcome: str
    """caught, hangs, survived."""
    by: str
    seconds: float


class Copy:
    """A copy of the project in which one mutant after the other stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        shutil.copytree(ROOT, self.project, ignore=shutil.ignore_patterns(*NOT_COPIED))

    def environment(self, machine_code: str, level: str) -> dict[str, str]:
        """Return the environment of the tests: this copy's code, and machine code that is compiled quickly.

        Floating point is strict at every level, so that results stay the same. Level 0 takes the least time once, but
        not everything compiled at it can be kept; level 1 is what the next process finds.
        """
        own = {
            "PYTHONPATH": str(self.project), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "Agg",
            "NUMBA_OPT": level, "NUMBA_CACHE_DIR": str(self.folder / machine_code / level),
        }  # fmt: skip
        return {**os.environ, **own}

    def run(self, tests: tuple[str, ...], limit: float, environment: dict[str, str]) -> tuple[int | None, str]:
        """Run tests until the first fails; return pytest's code (None: out of time) and what it printed."""
        command = [sys.executable, "-m", "pytest", "-x", "-v", "--no-header", "-p", "no:cacheprovider", *tests]
        printed = self.folder / "printed"
        with printed.open("wb") as file:
            process = subprocess.Popen(
                command, cwd=self.project, env=environment, stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_confine,
            )  # fmt: skip
            RUNNING.add(process)
            try:
                code: int | None = process.wait(limit)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                _end_all(process)
                RUNNING.discard(process)
        return code, printed.read_text("utf-8", errors="replace")

    def stages(self, machine_code: str, once: bool = False) -> tuple[str, str]:
        """Run every stage until one fails; return the outcome and what showed it.

        With ``once`` the machine code is this mutant's own, and most need no second stage.
        """
        for number, (tests, limit) in enumerate(STAGES):
            level = "0" if once and number == 0 else "1"
            code, printed = self.run(tests, limit, self.environment(machine_code, level))
            if code is None:
                return "hangs", _last_started(printed)
            if code in (4, 5):
                # Wrong usage, or no tests: nothing was tried.
                raise RuntimeError(f"pytest ended with {code}:\n{printed[-3000:]}")
            if code:
                return "caught", _what_failed(printed) or f"process ended ({code}) in {_last_started(printed)}"
        return "survived", ""

    def try_unchanged(self) -> Result:
        """Test the copy as it is: mutants say something only where everything passes without them."""
        began = time.monotonic()
        outcome, by = self.stages("code")
        return Result(outcome, by, round(time.monotonic() - began, 1))

    def try_out(self, mutant: Mutant) -> Result:
        """Put a mutant into the copy, test it, take it out again."""
        began = time.monotonic()
        path = self.project / mutant.file
        text, times = path.read_text("utf-8"), path.stat()
        compiled = "compiled" in mutant.file
        path.write_text(mutant.apply(text), "utf-8")
        try:
            outcome, by = self.stages("own-code", once=True) if compiled else self.stages("code")
        finally:
            path.write_text(text, "utf-8")
            # numba compiles anew what is younger than its machine code.
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            if compiled:
                shutil.rmtree(self.folder / "own-code", ignore_errors=True)
        return Result(outcome, by, round(time.monotonic() - began, 1))


def _confine() -> None:
    """Limit the memory of the tests; let them be interrupted, which those started in the background are not."""
    # What is written to, not the address space: a browser reserves a great deal of that.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """End the process and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _what_failed(printed: str) -> str:
    found = re.findall(r"^(?:FAILED|ERROR) (\S.*?)(?: - .*)?$", printed, re.MULTILINE)
    return found[-1] if found else ""


def _last_started(printed: str) -> str:
    found = re.findall(r"^(tests/\S+\.py(?:::\w+(?:\[[^\]]*\])?)?)", printed, re.MULTILINE)
    return found[-1] if found else "collection"


# --- the whole ---------------------------------------------------------------------------------------------------


def stop_cleanly(folder: str) -> None:
    """Leave no process and no copy behind when this is interrupted or ended."""

    def stop(number: int, _: object) -> None:
        for process in list(RUNNING):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(128 + number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def kept(file: Path | None) -> dict[str, Result]:
    """Return the results of earlier calls, by mutant."""
    if file is None or not file.exists():
        return {}
    return {name: Result(**result) for name, result in json.loads(file.read_text("utf-8")).items()}


def keep(file: Path | None, results: dict[str, Result]) -> None:
    """Write the results, so that the next call goes on from here."""
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        table = {name: asdict(result) for name, result in sorted(results.items())}
        file.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", "utf-8")


def name_of(mutant: Mutant) -> str:
    """Return what a mutant is kept under: also if lines are added above it."""
    return f"{mutant.file} {mutant.function} column {mutant.column}: {mutant.changed_line()}"


def shown(mutant: Mutant, result: Result) -> str:
    """Return a row of the table."""
    outcome = result.outcome
    if outcome == "survived" and mutant.why_equivalent() is not None:
        outcome = "equivalent"
    return f"{str(mutant):<72} {outcome:<10} {result.seconds:>6.0f} s  {result.by}"


def try_all(mutants: list[Mutant], workers: int, file: Path | None, again: bool) -> dict[str, Result]:
    """Try the mutants that are not known yet, and print a row for each."""
    results = kept(file)
    open_cases = {name_of(m) for m in mutants if m.why_equivalent() is None} if again else set()
    done = {name for name, result in results.items() if not (name in open_cases and result.outcome == "survived")}
    waiting = [m for m in mutants if name_of(m) not in done]
    for mutant in mutants:
        if name_of(mutant) in done:
            print(shown(mutant, results[name_of(mutant)]), flush=True)
    if not waiting:
        return results
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(workers) as threads:
        stop_cleanly(folder)
        all_copies = [Copy(Path(folder) / str(worker)) for worker in range(workers)]
        if UNCHANGED not in results:
            results[UNCHANGED] = all_copies[0].try_unchanged()
            keep(file, results)
        if results[UNCHANGED].outcome != "survived":
            raise SystemExit(f"the tests fail without any change: {results.pop(UNCHANGED)}")
        copies: queue.Queue[Copy] = queue.Queue()
        for each in all_copies:
            copies.put(each)

        def one(mutant: Mutant) -> None:
            copy = copies.get()
            try:
                result = copy.try_out(mutant)
            finally:
                copies.put(copy)
            results[name_of(mutant)] = result
            keep(file, results)
            print(shown(mutant, result), flush=True)

        for future in [threads.submit(one, mutant) for mutant in waiting]:
            future.result()
    return results


def summary(engine: str, mutants: list[Mutant], results: dict[str, Result]) -> str:
    """Return the numbers of an engine, equivalents with their reasons, and survivors."""
    outcomes: Counter[str] = Counter()
    lines = []
    for mutant in mutants:
        outcome, why = results[name_of(mutant)].outcome, mutant.why_equivalent()
        if outcome == "survived" and why is not None:
            outcome = "equivalent"
            lines.append(f"  equivalent  {mutant}: {why}")
        elif outcome != "caught":
            lines.append(f"  {outcome:<10}  {mutant} in {mutant.function}: {mutant.changed_line()}")
        outcomes[outcome] += 1
    changing = len(mutants) - outcomes["equivalent"]
    share = outcomes["caught"] / changing if changing else 1.0
    numbers = ", ".join(f"{outcomes[o]} {o}" for o in ("caught", "hangs", "survived", "equivalent"))
    return "\n".join([f"{engine}: {len(mutants)} mutants: {numbers}; {share:.0%} of those that change results", *lines])


def stale() -> list[str]:
    """Return entries of `EQUIVALENT` that are no mutants of the code as it is now."""
    known: set[tuple[str, str, str]] = set()
    for file in {file for file, _, _ in EQUIVALENT}:
        known.update((file, m.function, m.changed_line()) for m in mutants_of(ROOT / file))
    return [f"no such mutant in EQUIVALENT: {entry}" for entry in EQUIVALENT if entry not in known]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Change one token of an engine at a time: do the tests notice?")
    parser.add_argument("--number", type=int, default=60, help="how many mutants; of both engines, simpy has 6 in 10")
    parser.add_argument("--seed", type=int, default=20240816, help="which mutants")
    parser.add_argument("--engine", choices=[*FILES, "both"], default="both")
    parser.add_argument("--workers", type=int, default=1, help="how many are tried at a time")
    parser.add_argument("--limit", type=float, default=1.0, help="multiplies the time limits of the stages")
    parser.add_argument("--json", type=Path, default=None, help="where results are kept; the next call goes on")
    parser.add_argument("--again", action="store_true", help="try survivors of earlier calls once more")
    parser.add_argument("--list", action="store_true", help="show the mutants and try none")
    return parser.parse_args()


def main() -> int:
    """Try the mutants; return 1 if one survives that is not known to change nothing."""
    global STAGES
    given = _arguments()
    STAGES = tuple((tests, limit * given.limit) for tests, limit in STAGES)
    numbers = {given.engine: given.number}
    if given.engine == "both":
        numbers = {"simpy": round(0.6 * given.number), "compiled": given.number - round(0.6 * given.number)}
    lots = {engine: chosen(engine, number, given.seed) for engine, number in numbers.items()}
    everyone = [mutant for lot in lots.values() for mutant in lot]
    if given.list:
        print("\n".join(f"{mutant}  in {mutant.function}: {mutant.changed_line()}" for mutant in everyone))
        return 0
    for entry in stale():
        print(entry)
    results = try_all(everyone, given.workers, given.json, given.again)
    print()
    for engine, lot in lots.items():
        print(summary(engine, lot, results))
    left = [m for m in everyone if results[name_of(m)].outcome == "survived" and m.why_equivalent() is None]
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(main())
