"""What all tests share."""

from __future__ import annotations

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a pytest with which pytest-xdist sends tests of a group to several processes: each would simulate anew."""
    grouped = [item for item in items if next(item.iter_markers("xdist_group"), None) is not None]
    if getattr(config.option, "loadgroup", False) and any("@" not in item.nodeid for item in grouped):
        raise pytest.UsageError(f"pytest-xdist does not keep groups together with pytest {pytest.__version__}")
