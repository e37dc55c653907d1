"""Columns of a sweep's dataset: names that need no quotation marks in SQL, and what each of them holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from model.experiments.sweeping.design import Design
from model.measures import MEASURES
from model.measures.targets import names_of

PLAN, POINT, REPLICATION, ERROR, SECONDS = "plan", "point", "replication", "error", "seconds"


@dataclass(frozen=True)
class Column:
    """A column: ``kind`` is lever, value, met, shortfall or wanted; ``of`` the lever, target or measure; its unit."""

    name: str
    kind: str
    of: str
    unit: str

    @property
    def type(self) -> pa.DataType:
        """Return how it is kept; ``met`` as 1 and 0, so that its mean is a share."""
        return pa.int8() if self.kind == "met" else pa.float64()


def columns_of(design: Design) -> tuple[Column, ...]:
    """Return the columns of a design: levers, then the targets of all plans, then what is wanted."""
    asked = [("lever", lever.path, "", "") for lever in design.levers]
    targets = {
        name: MEASURES[target.measure].unit
        for plan in design.plans
        for name, target in zip(names_of(plan.targets), plan.targets, strict=True)
    }
    for name, unit in targets.items():
        asked += [("value", name, unit, "_value"), ("met", name, "", "_met"), ("shortfall", name, unit, "_shortfall")]
    asked += [("wanted", str(of), MEASURES[of.measure].unit, "") for of in dict.fromkeys(design.wanted)]
    taken = {PLAN, POINT, REPLICATION, ERROR, SECONDS}
    made = []
    for kind, of, unit, ending in asked:
        name = _free(re.sub(r"\W+", "_", of).strip("_") + ending, kind, taken)
        # SQL tells names apart by more than capitals.
        taken.add(name.lower())
        made.append(Column(name, kind, of, unit))
    return tuple(made)


def _free(name: str, kind: str, taken: set[str]) -> str:
    """Return a name that is not taken: a measure that is called like a lever becomes ``..._measured``."""
    if kind == "wanted" and name.lower() in taken:
        name += "_measured"
    number = 1
    tried = name
    while tried.lower() in taken:
        number += 1
        tried = f"{name}_{number}"
    return tried


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Return the schema of a part of the dataset; the plan is in the folder's name."""
    return pa.schema(
        [
            pa.field(POINT, pa.int64(), nullable=False),
            pa.field(REPLICATION, pa.int64(), nullable=False),
            *(pa.field(column.name, column.type) for column in columns),
            pa.field(ERROR, pa.string()),
        ]
    )


def array_of(column: Column, numbers: NDArray[np.float64]) -> pa.Array:
    """Return a column's numbers; nan, which is "not observed", becomes null."""
    return pa.array(numbers, pa.float64(), from_pandas=True).cast(column.type)


def described(columns: Iterable[Column]) -> list[dict[str, str]]:
    """Return the columns for a file of JSON."""
    return [asdict(column) for column in columns]
