"""A run to report on: Qujing's plan with a fiftieth of its people, three replications."""

from pathlib import Path

import pytest

from model import load, run


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "run"
    run(load("qujing", {"scale": 0.02}), 3, 7, workers=1, out=out)
    return out
