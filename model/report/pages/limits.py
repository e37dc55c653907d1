"""The page of limits, in both languages, from the words that reports use too."""

from __future__ import annotations

from model.messages import Language, say
from model.messages.limits import WORDS
from model.report.document.parts.assumptions import limits
from model.report.pages import markdown

COMMAND = "python -m model.report.pages"
STEPS = ("data", "audit", "base", "uncertainty", "compare")


def page(language: Language) -> str:
    """Return the page in Markdown."""
    known = [key for key in WORDS if key.startswith("limit.") and key.count(".") == 1]
    blocks = [
        f"# {say('limits.title', language)}\n",
        say("limits.generated", language, command=COMMAND) + "\n",
        say("limits.lead", language) + "\n",
        f"## {say('limits.never', language)}\n",
        markdown.points(say(key, language) for key in WORDS if key.startswith("never.")),
        f"## {say('limits.unknown', language)}\n",
        *(_limit(key, language) for key in known),
        f"## {say('limits.before', language)}\n",
        "".join(f"{n}. {say(f'limits.step.{step}', language)}\n" for n, step in enumerate(STEPS, 1)),
    ]
    text = "\n".join(blocks)
    return markdown.chinese(text) if language == "zh" else text


def short(language: Language) -> str:
    """Return every limit as a point: its name, and what is so."""
    known = [key for key in WORDS if key.startswith("limit.") and key.count(".") == 1]
    stop = "。" if language == "zh" else "."
    lines = (f"**{say(f'{key}.name', language)}{stop}** {say(key, language)}" for key in known)
    text = markdown.points(lines)
    return markdown.chinese(text) if language == "zh" else text


def for_readers() -> str:
    """Return the limits that a reader of results must know, as reports list them."""
    return markdown.points(limits("en"))


def _limit(key: str, language: Language) -> str:
    so = f"**{say('limits.so', language)}** {say(f'{key}.so', language)}"
    return f"### {say(f'{key}.name', language)}\n\n{say(key, language)}\n\n{so}\n"
