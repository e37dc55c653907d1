"""What is wrong with a user's own data, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.messages import Language, reason_in, say
from model.scenario.problems import ScenarioError
from model.scenario.values import Title


class ToldError(ScenarioError):
    """Data that cannot be used, and why.

    Parameters
    ----------
    key : str
        Of `model.messages`.
    **values
        Filled in. ``text`` and ``hint`` are reasons that the code words in English; a `ToldError` or a `Title` is told
        in the same language.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(self.said("en"))

    def said(self, language: Language) -> str:
        """Return the message."""
        return say(self.key, language, **{name: _in(name, value, language) for name, value in self.values.items()})


def _in(name: str, value: Any, language: Language) -> Any:
    if name == "text":
        return reason_in(value, language)
    if name == "hint":
        # What was meant is told after something.
        return reason_in(f"_{value}", language)[1:]
    if isinstance(value, Title):
        return value.zh if language == "zh" else value.en
    return value.said(language) if isinstance(value, ToldError) else value


class ManyError(ToldError):
    """Several things that are wrong, each in a line of its own."""

    def __init__(self, heading: ToldError, problems: Sequence[ToldError]) -> None:
        self.heading, self.problems = heading, tuple(problems)
        super().__init__(heading.key, **heading.values)

    def said(self, language: Language) -> str:
        """Return the heading, and below it a line for each."""
        return "\n".join([self.heading.said(language), *(f"  {p.said(language)}" for p in self.problems)])
