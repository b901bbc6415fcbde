"""``tension train --labels``: a folder with a model, a table of what changed, and what is refused."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from tension.cli.train import train
from tension.errors import InputError, ModelError, OutputError, TensionError, UsageError
from tension.model.folder import load_model
from tension.training import metrics
from tests.training.test_own_labels import frame


def call(*arguments):
    return CliRunner().invoke(train, list(map(str, arguments)))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    fewer = metrics.bootstrap_interval
    monkeypatch.setattr(metrics, "bootstrap_interval", lambda *given: fewer(*given, n_resamples=20))
    monkeypatch.setenv("TENSION_DATA", str(tmp_path / "no data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def labels(tmp_path):
    frame().to_csv(tmp_path / "labels.csv", index=False)
    return tmp_path / "labels.csv"


def test_model_takes_the_next_free_name_and_is_loaded_by_it(labels):
    for name in ("mine-1", "mine-2"):
        result = call("--labels", labels)
        assert result.exit_code == 0
        assert result.stdout.startswith(f"models/{name}: tension-2 moved towards 64 sentences (64 labels)\n")
        assert f"| figure | tension-2 | {name} | gain |" in result.stdout
        assert "moving the weights" in result.stderr
        assert load_model(name).name == name


def test_model_of_one_s_own_can_be_begun_at(labels):
    call("--labels", labels, "--quiet")
    result = call("--labels", labels, "--model", "mine-1", "--output", "models/better-1", "--quiet")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert load_model("better-1").card["begun_at"]["name"] == "mine-1"


def test_what_the_figures_rest_on_is_told(labels):
    dated = call("--labels", labels, "--quiet").stdout
    assert "held out by week (none is judged by a fit that saw it), with 95% intervals by week." in dated
    assert "labels that differ" not in dated
    undated = frame().drop(columns="date")
    other = undated.assign(coder="ben", label=undated.label.replace("-1", "1"))
    undated.to_csv("ann.csv", index=False)
    other.to_csv("ben.csv", index=False)
    told = call("--labels", "ann.csv", "--labels", "ben.csv", "--quiet").stdout
    assert "held out by sentence" in told
    assert "week" not in told
    assert "Of 64 sentences that were labelled more than once, 16 have labels that differ: the mean" in told


def test_no_model_is_ever_overwritten(labels):
    call("--labels", labels)
    card = (labels.parent / "models" / "mine-1" / "card.json").read_bytes()
    error = call("--labels", labels, "--output", "models/mine-1").exception
    assert isinstance(error, UsageError)
    assert (labels.parent / "models" / "mine-1" / "card.json").read_bytes() == card


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("text,label\nThey met.,hostile\n", "isn't a label"),
        ("text,label\n" + "".join(f"They met {i}.,1\n" for i in range(29)), "29 labelled sentences"),
        ("text,label\n" + "".join(f"They met {i}.,1\n" for i in range(40)), "all are confrontational"),
        ("text,label\n" + "".join(f"{i},{i % 2}\n" for i in range(40)), "0 of the 40 texts have a word"),
        ("text\nThey met.\n", "no column label"),
        ("text,label\n12 %,1\n,1\n", "no word in it"),
    ],
)
def test_bad_labels_are_told_in_one_line_and_no_folder_is_made(tmp_path, content, told):
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    error = call("--labels", path).exception
    assert isinstance(error, InputError)
    assert told in str(error)
    assert str(error).startswith(str(path))
    assert "\n" not in str(error)
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("arguments", "kind", "told"),
    [
        ((), UsageError, "--output"),
        (("--output", "x", "--model", "tension-1"), UsageError, "is for --labels"),
        (("--labels", "none.csv"), InputError, "can't be read"),
        (("--labels", "none.csv", "--model", "none"), ModelError, "no model there"),
        (
            ("--labels", "none.csv", "--data", "nowhere"),
            InputError,
            "nowhere: no labelled data there; name the",
        ),
        (("--output", "x", "--data", "nowhere"), InputError, "nowhere: no labelled data there; name the"),
        (("--output", "x"), InputError, "no data: no labelled data there; set it to the folder"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments, kind, told):
    error = call(*arguments).exception
    assert isinstance(error, kind)
    assert isinstance(error, TensionError)
    assert told in str(error)


@pytest.mark.parametrize("labels", [(), ("--labels", "none.csv")])
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("file", "it's a file"),
        ("file/below", "is a file"),
        ("thesis", "isn't empty (it holds mine.txt)"),
        ("model", "a model already"),
    ],
)
def test_place_that_is_taken_is_refused_before_anything_is_read(tmp_path, labels, place, told):
    for name in ("file", "thesis/mine.txt", "model/card.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    error = call(*labels, "--output", place).exception
    assert isinstance(error, UsageError | OutputError)
    assert told in str(error)


def test_wrong_tension_data_is_told_where_it_is_not_needed(labels, tmp_path):
    told = f"tension: TENSION_DATA={tmp_path / 'no data'}: no labelled data there; set it to the folder"
    result = call("--labels", labels)
    assert result.exit_code == 0
    assert result.stderr.startswith(told)
    assert result.stderr.splitlines()[0].endswith("; going on without")


def test_sentences_of_the_shipped_sets_are_told(labels, data_folder):
    result = call("--labels", labels, "--data", data_folder)
    assert "in the shipped training sets" not in result.stdout
