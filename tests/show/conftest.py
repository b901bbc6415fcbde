"""Fixtures: the shipped sample articles, their scores, and one report of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import tension
from tension.show.report import write_report

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"


@pytest.fixture(scope="session")
def seeds():
    return tension.read_articles([str(SEEDS)])


@pytest.fixture(scope="session")
def seed_scores(seeds):
    return tension.score_articles(seeds)


@pytest.fixture(scope="session")
def seed_report(seeds, tmp_path_factory):
    folder = tmp_path_factory.mktemp("place-one") / "folder-one"
    inputs = sorted(SEEDS.glob("2009-*.txt"))
    write_report(seeds, folder, inputs=inputs)
    return folder
