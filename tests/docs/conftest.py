"""Fixtures: a folder with what the pages' examples read, so that their blocks run as a reader would run them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.inputs import ENVIRONMENT, write_inputs


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inputs")
    write_inputs(folder)
    return folder


@pytest.fixture
def reader(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder: the inputs, and the repository's sample articles where a checkout has them."""
    shutil.copytree(inputs, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return tmp_path
