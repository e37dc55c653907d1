"""What the server does beside showing pages: workers and pages ready before anybody comes, errors in one sentence."""

from __future__ import annotations

import gc
import importlib
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from model.explorer.words import _

log = logging.getLogger("jingkang.explorer")


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[None]:
    """Have the desk's processes get ready as soon as the server starts; they end with it. Pages get ready too."""
    from model.explorer import session

    session.desk()
    settle()
    try:
        yield
    finally:
        session.desk.clear()


def settle() -> None:
    """Load the pages, and take all that is loaded out of the search for garbage.

    Streamlit searches everything there is after every run of a page or of a part of one, also of the line that looks
    several times a second how far a run is. With all modules that took more of the processor than the pages themselves.
    """
    importlib.import_module("model.explorer.main")
    gc.collect()
    gc.freeze()


def said(error: Exception) -> bool:
    """Show an error that nobody expected as one sentence with an id, under which the log has the trace.

    For Streamlit, which calls it for whatever a page, a part of one that runs alone or a widget's change raises; what
    it returns says that this was shown, and nothing else is.
    """
    mark = secrets.token_hex(3)
    log.error("[%s] %s", mark, type(error).__name__, exc_info=error)
    st.error(_("Something went wrong. Whoever runs this server finds it in the log under {mark}.", mark=mark))
    return True
