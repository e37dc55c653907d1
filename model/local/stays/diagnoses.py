"""Which diagnoses make a patient one of the registry: the six severe disorders, by code or by name.

The six are those of the national norm for the management of severe mental disorders (2018): schizophrenia,
schizoaffective disorder, paranoid (delusional) psychosis, bipolar disorder, and mental disorders due to epilepsy and
with mental retardation. Their codes in ICD-10 are F20, F25, F22, F30 and F31, G40 and F06.8, F70 to F79. How a hospital
codes the last two varies: an assumption, shown with every answer, and another list may be given.
"""

from __future__ import annotations

from collections.abc import Sequence

SEVERE = (
    "F20", "F22", "F25", "F30", "F31", "G40", "F06.8", "F7", "schizo", "delusional", "paranoid", "bipolar", "manic",
    "epilep", "mental retardation", "intellectual", "精神分裂", "分裂情感", "偏执", "妄想", "双相", "躁狂", "癫痫",
    "发育迟滞", "智力障碍", "智能障碍",
)  # fmt: skip
"""Beginnings of codes, and words that a name contains."""


def is_severe(diagnosis: str, listed: Sequence[str] = SEVERE) -> bool:
    """Tell whether a diagnosis is one of those listed.

    Parameters
    ----------
    diagnosis : str
        A code of ICD-10 (``F20.0``), a name in either language, or both.
    listed : sequence of str
        Codes by their beginning, words by what the diagnosis contains; small and capital letters alike.
    """
    text = diagnosis.strip().lower()
    return any(text.startswith(word) if _is_code(word) else word in text for word in (w.lower() for w in listed))


def _is_code(word: str) -> bool:
    return len(word) > 1 and word[0].isalpha() and word[0].isascii() and word[1].isdigit()
