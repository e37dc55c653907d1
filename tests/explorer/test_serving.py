"""What the server does before anybody comes."""

from __future__ import annotations

import gc

from model.explorer import serving


def test_what_is_loaded_is_no_longer_searched_for_garbage() -> None:
    """Streamlit searches everything after every run of a page: 0.1 s of the processor four times a second."""
    try:
        serving.settle()
        # The modules of the pages alone are that many objects.
        assert gc.get_freeze_count() > 100_000
    finally:
        gc.unfreeze()
