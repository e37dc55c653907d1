"""What is wrong with a user's own data, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.messages import Language, say
from model.scenario.problems import ScenarioError


class ToldError(ScenarioError):
    """Data that cannot be used, and why.

    Parameters
    ----------
    key : str
        Of `model.messages`.
    **values
        Filled in; a `ToldError` among them is told in the same language.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.key, self.values = key, values
        super().__init__(self.said("en"))

    def said(self, language: Language) -> str:
        """Return the message."""
        told = {
            name: value.said(language) if isinstance(value, ToldError) else value for name, value in self.values.items()
        }
        return say(self.key, language, **told)


class ManyError(ToldError):
    """Several things that are wrong, each in a line of its own."""

    def __init__(self, heading: ToldError, problems: Sequence[ToldError]) -> None:
        self.heading, self.problems = heading, tuple(problems)
        super().__init__(heading.key, **heading.values)

    def said(self, language: Language) -> str:
        """Return the heading, and below it a line for each."""
        return "\n".join([self.heading.said(language), *(f"  {p.said(language)}" for p in self.problems)])
