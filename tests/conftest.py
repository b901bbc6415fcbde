"""Fixtures: the data folder (or a skip with its reason) and the shipped model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def data_folder() -> Path:
    named = os.environ.get("TENSION_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not (folder / "labelled").is_dir():
        pytest.skip(f"no labelled data at {folder}; set TENSION_DATA")
    return folder


@pytest.fixture(scope="session")
def seed_article(data_folder: Path) -> Path:
    path = data_folder.parent / "seeds" / "000_755a1c414bd3479e.txt"
    if not path.is_file():
        pytest.skip(f"no seed article at {path}")
    return path


@pytest.fixture(scope="session")
def model():
    from tension.model.folder import load_model

    return load_model()


@pytest.fixture(scope="session")
def scorer(model):
    from tension.scores.run import make_scorer

    return make_scorer(model)
