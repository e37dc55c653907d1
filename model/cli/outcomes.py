"""How a command ends: exit codes, and what is said when it did not work."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer
from rich.console import Console

from model.experiments.running.where import RunError
from model.local.told import ToldError
from model.messages import Language, reason_in, say
from model.scenario.problems import ScenarioError

DONE, FAILED, BAD_INPUT, INTERRUPTED, ENDED = 0, 1, 2, 130, 143
"""Exit codes; the last two are what a shell gives for Ctrl-C and for a request to end."""


class _EndedError(BaseException):
    """Somebody asked the process to end."""


def console(error: bool = False) -> Console:
    """Return where to print; wide enough for a table when the output goes to a file."""
    stream = sys.stderr if error else sys.stdout
    return Console(stderr=error, width=None if stream.isatty() else 120, highlight=False)


def tell(text: str) -> None:
    """Say something on the standard error stream."""
    console(error=True).print(text, markup=False, soft_wrap=True)


@contextmanager
def outcomes(language: Language, interrupted: str = "interrupted") -> Iterator[None]:
    """Turn what can go wrong into a message and an exit code; ``interrupted`` is the key of its message."""
    from model.experiments.running.output import OutputError
    from model.experiments.sweeping.dataset import QueryError

    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    except (ScenarioError, OutputError, QueryError) as error:
        reason = error.said(language) if isinstance(error, ToldError) else reason_in(str(error), language)
        tell(say("error", language, reason=reason))
        raise typer.Exit(BAD_INPUT) from None
    except (RunError, OSError) as error:
        tell(say("run.failed", language, reason=reason_in(str(error), language)))
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        tell(say(interrupted, language, code=INTERRUPTED))
        raise typer.Exit(INTERRUPTED) from None
    except _EndedError:
        tell(say(interrupted, language, code=ENDED))
        raise typer.Exit(ENDED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    raise _EndedError
