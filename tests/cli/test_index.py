"""``tension index``, ``changes`` and ``report``: files, streams, warnings and bad inputs told in a line."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.main import tension
from tension.errors import TensionError
from tension.files import shipped
from tension.index.build import INDEX_COLUMNS

ARTICLES = str(shipped("seeds", "articles"))


def call(*arguments):
    return CliRunner().invoke(tension, list(map(str, arguments)))


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    path = tmp_path_factory.mktemp("scores") / "scores.parquet"
    assert call("score", ARTICLES, "--output", path).exit_code == 0
    return path


def test_index_is_printed_as_csv_with_the_columns_of_the_contract(scores):
    result = call("index", scores, "--freq", "Q")
    assert result.exit_code == 0
    table = pd.read_csv(io.StringIO(result.stdout))
    assert list(table.columns) == ["period", *INDEX_COLUMNS]
    assert table.period.iloc[0] == "2009Q1"
    assert table.n_articles.sum() == 80


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_index_of_articles_is_that_of_their_scores(scores, tmp_path, suffix):
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
    assert call("index", scores, "--freq", "M", "--output", one).exit_code == 0
    assert call("index", ARTICLES, "--freq", "M", "--output", other).exit_code == 0
    assert one.read_bytes() == other.read_bytes()


def test_scores_as_csv_and_jsonl_give_the_same_index(scores, tmp_path):
    expected = call("index", scores, "--freq", "Y").stdout
    for name in ("scores.csv", "scores.jsonl"):
        assert call("score", ARTICLES, "--output", tmp_path / name).exit_code == 0
    assert call("index", tmp_path / "scores.csv", "--freq", "Y").stdout == expected
    without = pd.read_csv(io.StringIO(call("index", tmp_path / "scores.jsonl", "--freq", "Y").stdout))
    assert without.n_articles.sum() == 80  # JSON lines carry no fingerprint, so copies count apart


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_index_is_drawn_alike_twice(scores, tmp_path, suffix):
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        assert call("index", scores, "--freq", "Q", "--output", path).exit_code == 0
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_weeks_are_named_by_their_monday(scores):
    table = pd.read_csv(io.StringIO(call("index", scores, "--freq", "W").stdout))
    assert (pd.to_datetime(table.period).dt.day_of_week == 0).all()


def test_lines_of_groups_stand_below_each_other(scores):
    table = pd.read_csv(io.StringIO(call("index", scores, "--freq", "Y", "--by", "source").stdout))
    assert table.columns[0] == "source"
    assert table.source.nunique() == 3


def test_lines_of_directions_stand_below_each_other(scores):
    table = pd.read_csv(io.StringIO(call("index", scores, "--freq", "Y", "--by", "direction").stdout))
    assert set(table.direction) == {"a_to_b", "b_to_a"}
    whole = pd.read_csv(io.StringIO(call("index", scores, "--freq", "Y").stdout))
    assert whole[["a_to_b", "b_to_a"]].notna().any().all()


def test_leaving_sources_out_gives_a_band(scores):
    table = pd.read_csv(io.StringIO(call("index", scores, "--freq", "Y", "--leave-one-out").stdout))
    known = table.dropna(subset=["tension", "without_lower"])
    assert (known.without_lower <= known.without_upper).all()


def test_changes_tell_the_articles_that_moved_a_period(scores):
    result = call("changes", scores, "--freq", "Y", "--period", "2014")
    assert result.exit_code == 0
    assert "moved 2014 most" in result.stdout
    assert result.stdout.count("2014-") >= 3


def test_report_is_written_and_told(tmp_path):
    result = call("report", ARTICLES, "--freq", "Y", "--output", tmp_path / "report")
    assert result.exit_code == 0
    assert "report/index.html" in result.stdout.replace("\n", "")
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert names == {"index.html", "index.csv", "index.png", "run.json", "articles"}


def test_short_base_is_told_on_stderr(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("date,title\n2020-01-02,Russia and the United States signed a treaty\n")
    result = call("index", path)
    assert result.exit_code == 0
    assert result.stderr.count("tension: warning: ") == 1
    assert "tension_index is left empty" in result.stderr


WRONG = [
    (["index", "{scores}", "--base", "1950:1960"], "no month with a story"),
    (["index", "{scores}", "--base", "soon"], "isn't a range"),
    (["index", "{scores}", "--from", "2030"], "no article lies between"),
    (["index", "{scores}", "--from", "yesterday"], "isn't a date"),
    (["index", "{scores}", "--output", "{tmp}/index.xlsx"], "don't know the suffix .xlsx"),
    (["index", "{scores}", "--by", "source", "--leave-one-out"], "one at a time"),
    (["index", "{tmp}/absent.parquet"], "nothing could be read"),
    (["index", "{undated}"], "no dated article"),
    (["index", "{sentences}"], "nothing could be read"),
    (["changes", "{scores}", "--period", "1800-01"], "the index runs from"),
    (["changes", "{scores}", "--period", "2013"], "isn't a period of this frequency"),
    (["changes", "{scores}", "--output", "{tmp}/x.png"], "use .csv"),
    (["changes", "{sentences}", "--output", "{sentences}"], "one of the inputs, which would be lost"),
    (["index", "{tmp}", "--output", "{sentences}"], "one of the inputs, which would be lost"),
    (["report", "{full}", "--output", "{full}"], "isn't a report alone"),
    (["index", "{scores}", "--dyad", "usa-chn"], "the scores are those of usa-rus"),
    (["index", "{scores}", "--dyad", "nope"], "no such dyad"),
    (["index", "{lost}"], "nothing could be read"),
    (["report", "{scores}", "--output", "{full}"], "isn't a report alone"),
    (["report", "{scores}", "--output", "{tmp}/r", "--events", "{undated}"], "has no column"),
    (["report", "{scores}", "--output", "{tmp}/r", "--group", "XYZ"], "no article has it"),
]


@pytest.mark.parametrize(
    ("arguments", "told"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_mistake_is_told_in_a_line_and_nothing_is_written(scores, tmp_path, arguments, told):
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("mine")
    undated, sentences = tmp_path / "undated.csv", tmp_path / "sentences.csv"
    undated.write_text("title\nRussia and the United States signed a treaty\n")
    assert call("score", undated, "--level", "sentence", "--output", sentences).exit_code == 0
    lost = tmp_path / "lost.csv"
    lost.write_text(
        "article_id,date,title,n_relevant\n1,2020-01-02,Russia and the United States signed a treaty,1\n"
    )
    before = sorted(path.name for path in tmp_path.rglob("*"))
    names = {
        "scores": scores,
        "tmp": tmp_path,
        "undated": undated,
        "sentences": sentences,
        "full": full,
        "lost": lost,
    }
    result = call(*(argument.format(**names) for argument in arguments))
    assert isinstance(result.exception, TensionError), result.output
    assert told in str(result.exception)
    assert "\n" not in str(result.exception)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_file_that_cannot_be_used_is_named_among_several(scores, tmp_path):
    frame = pd.read_parquet(scores)
    bad, other = tmp_path / "bad.parquet", tmp_path / "other.parquet"
    frame.assign(tension=5.0).to_parquet(bad)
    frame.assign(dyad="rus-ukr").to_parquet(other)
    result = call("index", scores, bad)
    assert result.exit_code == 1
    assert f"{bad}: can't be read as scores (row 0 has the tension 5" in result.stderr
    error = call("index", scores, other).exception
    assert str(error) == (
        f"scores of several dyads are mixed: usa-rus in {scores}, rus-ukr in {other}; use one at a time"
    )


def test_articles_given_twice_count_once(scores, tmp_path):
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(scores.read_bytes())
    assert call("index", scores, copy, "--freq", "Y").stdout == call("index", scores, "--freq", "Y").stdout


def test_some_failed_inputs_give_exit_code_1(scores, tmp_path):
    result = call("index", scores, tmp_path / "absent.parquet", "--freq", "Y")
    assert result.exit_code == 1
    assert "absent.parquet: doesn't exist" in result.stderr
    assert "2014" in result.stdout
