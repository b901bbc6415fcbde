"""The wheel: built, installed elsewhere, and scoring there with the repository out of reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = "Russia and the United States signed a treaty.\n\nMoscow expelled ten American diplomats on Friday.\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_wheel_carries_the_model_and_the_seeds_and_no_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "models/tension-2/model.npz",
        "models/tension-2/card.json",
        "seeds/actors.csv",
        "seeds/dyads/usa-chn.toml",
        "seeds/dyads/rus-ukr.toml",
        "seeds/lexicon.csv",
        "seeds/shifters.csv",
        "seeds/sources.csv",
        "py.typed",
        "cli/main.py",
    ):
        assert f"tension/{name}" in names
    assert sum(name.startswith("tension/seeds/articles/") for name in names) >= 60
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "models/", "seeds/"))]
    assert wheel.stat().st_size < 9_000_000


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    target = tmp_path_factory.mktemp("installed")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--no-deps",
            "--no-index",
            "--quiet",
            "--disable-pip-version-check",
            "--target",
            str(target),
            str(wheel),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


def run_there(installed, folder, *arguments, stdin=None):
    """Run the installed command; the path is the target first, so the checkout isn't what is imported."""
    script = "import tension; print(tension.__file__); from tension.cli.main import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where, _, output = done.stdout.partition("\n")
    assert Path(where).is_relative_to(installed)
    return output


def test_installation_scores_an_article_away_from_the_repository(installed, tmp_path):
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    record = json.loads(
        run_there(installed, tmp_path, "score", "article.txt", "--format", "jsonl", "--explain")
    )
    assert record["model"] == "tension-2"
    assert record["n_relevant"] == 2
    assert -1 <= record["lower"] <= record["tension"] <= record["upper"] <= 1
    assert sorted(os.listdir(tmp_path)) == ["article.txt"]


def test_installation_finds_its_models_and_samples(installed, tmp_path):
    assert str(installed) in run_there(installed, tmp_path, "models")
    assert "reports" not in os.listdir(tmp_path)
    assert "Open in a browser" in run_there(installed, tmp_path, "demo", "--output", "demo")
    assert sorted(os.listdir(tmp_path / "demo")) == ["report", "scores"]
