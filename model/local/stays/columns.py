"""The columns of an extract: how each may be headed, and which there must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.local.told import ToldError
from model.scenario.problems import meant

HEADINGS: dict[str, tuple[str, ...]] = {
    "patient": ("patient", "patient_id", "id", "患者", "患者编号", "患者id", "病案号", "住院号"),
    "admission": ("admission", "admitted", "admission_date", "入院", "入院日期", "入院时间"),
    "discharge": ("discharge", "discharged", "discharge_date", "出院", "出院日期", "出院时间"),
    "diagnosis": ("diagnosis", "icd10", "icd-10", "诊断", "主要诊断", "出院诊断", "诊断编码"),
    "region": ("region", "county", "地区", "区县", "县区", "现住址区县"),
    "requested": ("requested", "referral", "request_date", "referral_date", "申请", "申请日期", "转介日期", "登记日期"),
}
"""Headings of each column, small letters; the first is the name that messages use."""
REQUIRED = ("patient", "admission", "discharge", "diagnosis", "region")


@dataclass(frozen=True)
class Columns:
    """Where each column stands in the file, and how the file heads it."""

    headings: dict[str, str]

    @property
    def has_requests(self) -> bool:
        """Tell whether the dates of request are there."""
        return "requested" in self.headings


def columns_of(path: str, headings: Sequence[str]) -> Columns:
    """Find the columns of an extract among the headings of its first line.

    Raises
    ------
    ToldError
        A column that must be there is not, or a heading stands there twice.
    """
    found: dict[str, str] = {}
    for heading in headings:
        plain = heading.strip().lower()
        name = next((name for name, known in HEADINGS.items() if plain in known), None)
        if name is None:
            continue
        if name in found:
            raise ToldError("stays.twice", path=path, column=name, first=found[name], second=heading)
        found[name] = heading
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        close = meant(missing[0], [h.strip() for h in headings if h.strip()], "the file has")
        allowed = " | ".join(HEADINGS[missing[0]])
        raise ToldError("stays.no_column", path=path, column=missing[0], allowed=allowed, hint=close)
    return Columns(found)
