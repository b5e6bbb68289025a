"""The tiny real model, installed once for all tests of the room."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.translate import Model, install_file

TINY = Path(__file__).parents[1] / "fixtures" / "translate-ru_en-tiny.argosmodel"


@pytest.fixture(scope="session")
def tiny() -> Path:
    """The archive of the tiny Russian-English model."""
    return TINY


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """The tiny model, installed in a folder of its own."""
    return install_file(TINY, into=tmp_path_factory.mktemp("argos") / "packages")


@pytest.fixture(scope="session")
def packages(model: Model) -> Path:
    """The folder in which the tiny model is installed."""
    return model.folder.parent
