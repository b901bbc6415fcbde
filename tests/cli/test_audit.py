"""``tension audit``: drawn, filled in, told and corrected from the shell; mistakes in a line, nothing lost."""

from __future__ import annotations

import json

import click
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.audit import audit
from tension.errors import TensionError
from tension.files import shipped
from tests.show.made_up import scores_of

ARTICLES = str(shipped("seeds", "articles"))


def call(*arguments):
    return CliRunner().invoke(audit, list(map(str, arguments)))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Folder with scores, a sample of them filled in by the sign of the score, and others that are wrong."""
    folder = tmp_path_factory.mktemp("audit")
    scores = scores_of(600, sources=("RT", "CNN"), days=900)
    scores.to_parquet(folder / "scores.parquet")
    scores.assign(dyad="usa-chn").to_parquet(folder / "other.parquet")
    scores.assign(date=pd.NaT).to_parquet(folder / "undated.parquet")
    assert (
        call("sample", folder / "scores.parquet", "--n", 120, "--output", folder / "empty.csv").exit_code == 0
    )
    rows = pd.read_csv(folder / "empty.csv", dtype=str)
    score = scores.set_index("article_id").tension[rows.article_id].to_numpy()
    rows["label"] = np.where(np.isnan(score), "x", np.sign(np.nan_to_num(score)).astype(int).astype(str))
    rows.to_csv(folder / "filled.csv", index=False)
    rows.assign(article_id=["other", *rows.article_id[1:]]).to_csv(folder / "changed.csv", index=False)
    rows[:20].to_csv(folder / "few.csv", index=False)
    rows.assign(label="good").to_csv(folder / "unknown.csv", index=False)
    pd.concat([rows, rows[:1]]).to_csv(folder / "twice.csv", index=False)
    rows.assign(key="k0").drop_duplicates("key").to_csv(folder / "strange.csv", index=False)
    return folder


def test_same_seed_gives_the_same_bytes_and_another_another_sample(place, tmp_path):
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        done = call(
            "sample",
            place / "scores.parquet",
            "--n",
            40,
            "--seed",
            seed,
            "--output",
            tmp_path / f"{name}.csv",
        )
        assert done.exit_code == 0
    a, b, c = ((tmp_path / f"{name}.csv").read_bytes() for name in "abc")
    assert a == b != c
    assert a.startswith(b"\xef\xbb\xbfkey,unit,label")


def test_articles_are_scored_and_their_sentences_drawn(tmp_path):
    done = call("sample", ARTICLES, "--n", 10, "--output", tmp_path / "audit.csv")
    assert done.exit_code == 0
    rows = pd.read_csv(tmp_path / "audit.csv")
    assert (rows.unit == "article").sum() == 10
    assert (rows.unit == "sentence").sum() >= 10
    assert rows.text.notna().all()
    assert rows.label.isna().all()
    assert f"10 articles and {(rows.unit == 'sentence').sum()} sentences drawn" in done.stderr


def test_sentences_are_told_where_their_scores_are_given(tmp_path):
    from tension.cli.main import tension

    for level, name in (("article", "scores.parquet"), ("sentence", "sentences.csv")):
        made = CliRunner().invoke(
            tension, ["score", ARTICLES, "--level", level, "--output", str(tmp_path / name)]
        )
        assert made.exit_code == 0
    arguments = [
        "sample",
        tmp_path / "scores.parquet",
        "--texts",
        ARTICLES,
        "--output",
        tmp_path / "audit.csv",
    ]
    done = call(*arguments)
    assert "80 with a date: all are taken" in done.stderr
    rows = pd.read_csv(tmp_path / "audit.csv", dtype=str)
    rows.assign(label=[("1", "x")[i % 2] for i in range(len(rows))]).to_csv(
        tmp_path / "filled.csv", index=False
    )
    told = call(
        "report", tmp_path / "filled.csv", tmp_path / "scores.parquet", "--freq", "Y", "--sentences", tmp_path / "sentences.csv"
    )  # fmt: skip
    assert told.exit_code == 0
    assert "| sentences " in told.stdout


def test_texts_that_hold_none_of_the_articles_are_refused_and_nothing_is_written(place, tmp_path):
    (tmp_path / "other.txt").write_text("Rain in Lisbon.", encoding="utf-8")
    output = tmp_path / "audit.csv"
    done = call(
        "sample", place / "scores.parquet", "--texts", tmp_path / "other.txt", "--n", 9, "--output", output
    )
    assert isinstance(done.exception, TensionError)
    assert "holds none of the 9 articles drawn" in str(done.exception)
    assert not output.exists()


def test_more_articles_than_there_are_is_told(place, tmp_path):
    done = call("sample", place / "scores.parquet", "--n", 5000, "--output", tmp_path / "all.csv")
    assert done.exit_code == 0
    assert "5000 articles were asked for and there are 600 with a date: all are taken" in done.stderr
    assert (
        call(
            "sample", place / "scores.parquet", "--n", 5000, "--quiet", "--output", tmp_path / "a.csv"
        ).stderr
        == ""
    )


def test_report_is_printed_and_its_folder_holds_index_figures_and_chart(place, tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        done = call(
            "report", place / "filled.csv", place / "scores.parquet", "--freq", "Q", "--output", folder
        )
        assert done.exit_code == 0
        assert "| precision " in done.stdout
        assert "Index corrected by" in done.stdout
    names = {path.name for path in folders[0].iterdir()}
    assert names == {"index.csv", "audit.json", "audit.md", "index.png"}
    for name in names:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    table = pd.read_csv(folders[0] / "index.csv").dropna(subset=["tension"])
    assert (table.corrected_lower <= table.tension_corrected).all()
    assert (table.tension_corrected <= table.corrected_upper).all()
    summary = json.loads((folders[0] / "audit.json").read_text())
    assert summary["correction"]["made"] is True
    again = call(
        "report", place / "filled.csv", place / "scores.parquet", "--freq", "Y", "--output", folders[0]
    )
    assert again.exit_code == 0  # an audit may be written over


@pytest.mark.parametrize("name", ["i.csv", "a.json", "a.md", "i.png"])
def test_one_file_alone_is_written_by_its_suffix(place, tmp_path, name):
    done = call(
        "report", place / "filled.csv", place / "scores.parquet", "--freq", "Y", "--output", tmp_path / name
    )
    assert done.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_few_labels_are_told_and_nothing_is_corrected(place):
    done = call("report", place / "few.csv", place / "scores.parquet")
    assert done.exit_code == 0
    assert "warning: the index isn't corrected" in done.stderr
    assert "a correction needs 30" in done.stdout


def test_share_of_titles_that_name_a_side_may_be_asked_for(place, tmp_path):
    scores = pd.read_parquet(place / "scores.parquet")
    scores["title"] = np.where(np.arange(len(scores)) % 5 == 0, "Moscow says no", "Rain in Brazil")
    scores.to_parquet(tmp_path / "titled.parquet")
    done = call(
        "sample", tmp_path / "titled.parquet", "--n", 80, "--named", 0.5, "--output", tmp_path / "a.csv"
    )
    assert done.exit_code == 0
    rows = pd.read_csv(tmp_path / "a.csv").merge(scores[["article_id", "n_relevant"]], on="article_id")
    assert rows.title[rows.n_relevant == 0].value_counts().to_dict() == {
        "Moscow says no": 10,
        "Rain in Brazil": 10,
    }


def test_labels_are_not_drawn_over(place, tmp_path):
    before = (place / "filled.csv").read_bytes()
    done = call("sample", place / "scores.parquet", "--output", place / "filled.csv")
    assert "holds labels, which would be lost" in str(done.exception)
    assert (place / "filled.csv").read_bytes() == before


WRONG = [
    (["report", "empty.csv", "scores.parquet"], "no label is filled in"),
    (["report", "unknown.csv", "scores.parquet"], "row 2: don't know the label 'good'"),
    (["report", "twice.csv", "scores.parquet"], "is there twice"),
    (["report", "strange.csv", "scores.parquet"], "1 of 1 labelled articles aren't in the scores"),
    (["report", "changed.csv", "scores.parquet"], "changed.csv, row 2: article_id is 'other', and its key"),
    (["report", "filled.csv", "other.parquet"], "the sample is of dyad usa-rus"),
    (["report", "filled.csv", "undated.parquet"], "no dated article"),
    (["report", "absent.csv", "scores.parquet"], "can't be read"),
    (["report", "scores.parquet", "scores.parquet"], "no column 'key'"),
    (["report", "filled.csv", "absent.parquet"], "nothing could be read"),
    (["report", "filled.csv", "scores.parquet", "--output", "x.xlsx"], "don't know the suffix .xlsx"),
    (["report", "filled.csv", "scores.parquet", "--output", "."], "isn't an audit alone"),
    (["report", "filled.csv", "scores.parquet", "--output", "filled.csv"], "would be lost"),
    (["report", "filled.csv", "scores.parquet", "--sentences", "few.csv"], "no sentence is labelled"),
    (["report", "filled.csv", "scores.parquet", "--sentences", "absent.csv"], "absent.csv: can't be read"),
    (["sample", "undated.parquet", "--output", "new.csv"], "no dated article"),
    (["sample", "scores.parquet", "--output", "new.xlsx"], "don't know the suffix .xlsx; use .csv"),
    (["sample", "scores.parquet", "--output", "scores.parquet"], "use .csv"),
    (["sample", "absent.parquet", "--output", "new.csv"], "nothing could be read"),
    (["sample", "scores.parquet", "--output", "nowhere/new.csv"], "make the folder"),
]


@pytest.mark.parametrize(
    ("arguments", "told"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_mistake_is_told_in_a_line_and_nothing_is_written(place, monkeypatch, arguments, told):
    monkeypatch.chdir(place)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    done = call(*arguments)
    assert isinstance(done.exception, TensionError), done.output
    assert told in str(done.exception)
    assert "\n" not in str(done.exception)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


@pytest.mark.parametrize("name", ["sample", "report"])
def test_every_option_is_described(name):
    done = call(name, "--help")
    assert done.exit_code == 0
    assert all(option.help for option in audit.commands[name].params if isinstance(option, click.Option))
