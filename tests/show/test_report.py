"""The folder of a report: what is in it, the same bytes anywhere, nothing of the machine, whole or not at all."""

from __future__ import annotations

import base64
import csv
import dataclasses
import datetime
import hashlib
import json
import os
import re
import stat

import numpy as np
import pytest

import tension
import tension.show.report
from tension.errors import InputError, OutputError, UsageError
from tension.index.build import build_index
from tension.show.facts import dyad_words
from tension.show.report import check_place, write_report
from tension.text.article import Article
from tests.show.conftest import SEEDS
from tests.show.made_up import scores_of

NO_SCALE = pytest.mark.filterwarnings(
    "ignore:tension_index is left empty:UserWarning"
)  # fewer than twelve months
ALONE = "made from scores alone"


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def decoded(content):
    """Bytes of a file, and of the pictures inside it."""
    pictures = re.findall(rb"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)", content)
    return b"\n".join([content, *map(base64.b64decode, pictures)])


def page(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


def shown(folder):
    """The page without its pictures."""
    return re.sub(r"base64,[A-Za-z0-9+/=]+", "", page(folder))


def articles_of(n):
    return [
        Article(
            str(i),
            f"Russia and the United States extended treaty number {i} on arms.",
            title=f"Treaty {i}",
            date=datetime.date(2020 + i // 12, 1 + i % 12, 3),
            source="Wire",
        )
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def scores_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("place") / "report"
    write_report(scores_of(300), folder)
    return folder


def test_a_report_has_page_chart_numbers_articles_and_what_it_was_made_from(seed_report):
    names = {path.name for path in seed_report.iterdir()}
    assert names == {"index.html", "index.png", "index.csv", "articles", "run.json"}
    assert all(
        re.fullmatch(r"[0-9a-f]{16}\.html", path.name) for path in (seed_report / "articles").iterdir()
    )


def test_write_report_returns_the_page(tmp_path):
    assert write_report(scores_of(60), tmp_path / "r") == tmp_path / "r" / "index.html"


def test_every_article_that_is_linked_has_a_page_and_the_other_way_round(seed_report):
    linked = set(re.findall(r'href="(articles/[^"]+)"', page(seed_report)))
    assert linked == {f"articles/{path.name}" for path in (seed_report / "articles").iterdir()}
    assert len(linked) >= 40


def test_every_article_page_leads_home_and_has_its_title(seed_report):
    titles = dict(re.findall(r'<a href="articles/([^"]+)">([^<]+)</a>', page(seed_report)))
    for path in (seed_report / "articles").iterdir():
        text = path.read_text(encoding="utf-8")
        assert 'href="../index.html"' in text
        assert f">{titles[path.name]}</h1>" in text


def test_numbers_are_those_of_the_index(seed_report, seed_scores):
    with open(seed_report / "index.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    index = build_index(seed_scores, "M")
    assert [row["period"] for row in rows] == [str(period) for period in index.index]
    told = [float(row["tension"] or "nan") for row in rows]
    assert np.array_equal(told, index.tension.to_numpy(), equal_nan=True)


def test_two_reports_have_the_same_bytes_wherever_they_are_written(seed_report, seeds, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Vladivostok")
    write_report(seeds, "other-name", inputs=[os.path.relpath(path) for path in sorted(SEEDS.glob("2009-*"))])
    again = contents(tmp_path / "other-name")
    assert contents(seed_report).keys() == again.keys()
    assert [name for name, content in contents(seed_report).items() if content != again[name]] == []


def test_a_report_does_not_depend_on_the_order_of_its_scores(tmp_path):
    scores = scores_of(100)
    write_report(scores, tmp_path / "a")
    write_report(scores.sample(frac=1, random_state=3), tmp_path / "b")
    one, other = contents(tmp_path / "a"), contents(tmp_path / "b")
    # The keys by which tables are sorted have all digits; what is shown has two.
    one["index.html"], other["index.html"] = (
        re.sub(rb'data-key="[^"]*"', b"", found["index.html"]) for found in (one, other)
    )
    assert one == other


def test_no_file_names_a_folder_of_the_machine(seed_report):
    told = (
        b"/tmp",
        b"/home",
        b"/root",
        b"/usr",
        b"place-one",
        b"folder-one",
        b"seeds",
        os.fsencode(os.getcwd()),
    )
    for name, content in contents(seed_report).items():
        assert [word for word in told if word in decoded(content)] == [], name


def test_no_file_tells_when_it_was_written(seed_report):
    today = datetime.datetime.now(datetime.UTC)
    told = [f"{today + datetime.timedelta(days=days):%Y-%m-%d}".encode() for days in (-1, 0, 1)]
    for name, content in contents(seed_report).items():
        text = decoded(content)
        assert not any(day in text for day in told), name
        if not name.endswith(".png"):
            assert not re.search(rb"\d\d:\d\d:\d\d|\d[T ]\d\d:\d\d", text), name


def test_files_end_their_lines_alike_everywhere(seed_report):
    for name, content in contents(seed_report).items():
        assert name.endswith(".png") or (b"\r" not in content and content.endswith(b"\n")), name


def test_run_tells_inputs_by_name_size_and_hash(seed_report):
    run = json.loads((seed_report / "run.json").read_text(encoding="utf-8"))
    assert run["inputs"] == [
        {
            "name": path.name,
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(SEEDS.glob("2009-*"))
    ]


def test_run_tells_articles_dyad_model_settings_and_versions(tmp_path, model):
    write_report(scores_of(200), tmp_path / "r", freq="Q", weight="reach", base="2016:2017", start="2015-02")
    run = json.loads((tmp_path / "r" / "run.json").read_text(encoding="utf-8"))
    assert run["settings"] == {"freq": "Q", "weight": "reach", "base": "2016:2017", "start": "2015-02"}
    assert run["dyad"] == "usa-rus"
    assert run["model"] == {"name": "tension-2", "sha256": model.card["sha256"]}
    assert run["versions"]["tension"] == tension.__version__
    assert 0 < run["n_articles"] < 200


def test_settings_of_the_span_restrict_what_is_shown(tmp_path):
    write_report(scores_of(300), tmp_path / "r", start="2016-01", end="2017-12")
    days = set(re.findall(r'<td class="d">(\d{4})-\d\d-\d\d</td>', shown(tmp_path / "r")))
    assert days == {"2016", "2017"}
    assert "January 2016 to December 2017" in shown(tmp_path / "r")


def test_a_report_from_scores_alone_says_so_and_has_no_folder_of_articles(scores_report):
    assert not (scores_report / "articles").exists()
    assert ALONE in shown(scores_report)
    assert 'href="articles/' not in shown(scores_report)
    assert "articles/" not in shown(scores_report)


def test_a_report_from_articles_does_not_say_that_it_is_from_scores_alone(seed_report):
    assert ALONE not in shown(seed_report)
    assert "articles/ (the pages of single articles)" in shown(seed_report)


@NO_SCALE
def test_articles_that_were_scored_already_are_not_scored_again(tmp_path, monkeypatch):
    articles = articles_of(3)
    scores = tension.score_articles(articles)
    monkeypatch.setattr("tension.scores.frames.score_articles", None)
    write_report(articles, tmp_path / "r", scores=scores)
    assert len(list((tmp_path / "r" / "articles").iterdir())) == 3


@NO_SCALE
def test_each_step_is_told(tmp_path):
    steps = []
    write_report(articles_of(2), tmp_path / "r", tell=steps.append)
    assert steps == ["scoring", "building the index", "writing the pages"]


@NO_SCALE
@pytest.mark.filterwarnings("ignore:some sources share no period:UserWarning")  # 40 articles on 300 days
@pytest.mark.parametrize("freq", ["D", "W", "M", "Q", "Y"])
def test_every_frequency_has_a_report(tmp_path, freq):
    write_report(scores_of(40, days=300), tmp_path / "r", freq=freq)
    assert f"{tension.show.summary.PERIOD_WORDS[freq].capitalize()}, " in shown(tmp_path / "r")


@NO_SCALE
@pytest.mark.filterwarnings("ignore:some sources share no period:UserWarning")  # 40 articles on 300 days
def test_only_a_daily_report_has_a_calendar(tmp_path):
    for freq in ("D", "W"):
        write_report(scores_of(40, days=300), tmp_path / freq, freq=freq)
        assert ("Calendar of days" in shown(tmp_path / freq)) == (freq == "D")


@NO_SCALE
@pytest.mark.parametrize("n", [1, 2])
def test_the_smallest_input_has_a_report(tmp_path, n):
    write_report(articles_of(n), tmp_path / "r")
    assert shown(tmp_path / "r").count("<tr><td") > n


@NO_SCALE
def test_articles_about_something_else_have_a_report_that_says_so(tmp_path):
    rain = Article("a", "It rained in Brazil.", title="Rain", date=datetime.date(2020, 1, 2), source="Wire")
    write_report([rain], tmp_path / "r")
    text = shown(tmp_path / "r")
    assert "No article concerns the two countries, so there is no index." in text
    assert not re.search(r"\b(nan|None|NaT)\b", text)


@pytest.mark.parametrize("word", ["nan", "NaT", "None", "inf"])
def test_a_page_shows_no_word_of_the_machine(scores_report, seed_report, word):
    for folder in (scores_report, seed_report):
        assert not re.search(rf">[^<]*(?<![\w]){re.escape(word)}(?![\w])[^<]*<", shown(folder))


def test_without_a_dated_article_there_is_no_report_and_no_folder(tmp_path):
    undated = Article("a", "Russia condemned the United States.")
    for given in ([], [undated]):
        with pytest.raises(UsageError, match="no dated article"):
            write_report(given, tmp_path / "r")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("made", ["file in it", "folder in it", "hidden file in it"])
def test_a_folder_that_is_no_report_is_refused_and_left_as_it_was(tmp_path, made):
    output = tmp_path / "mine"
    inner = (
        output
        / {"file in it": "thesis.txt", "folder in it": "a/thesis.txt", "hidden file in it": ".env"}[made]
    )
    inner.parent.mkdir(parents=True)
    inner.write_text("years of work")
    with pytest.raises(OutputError, match="isn't a report"):
        write_report(scores_of(40), output)
    assert [path for path in output.rglob("*") if path.is_file()] == [inner]
    assert inner.read_text() == "years of work"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_file_in_place_of_the_folder_is_refused_and_left_as_it_was(tmp_path):
    (tmp_path / "mine").write_text("years of work")
    with pytest.raises(OutputError, match="it's a file"):
        write_report(scores_of(40), tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "years of work"


def test_a_place_is_refused_before_anything_is_scored(tmp_path, monkeypatch):
    (tmp_path / "thesis.txt").write_text("years of work")
    monkeypatch.setattr("tension.scores.frames.score_articles", None)
    with pytest.raises(OutputError):
        write_report(articles_of(1), tmp_path)


@pytest.mark.parametrize("there", ["nothing", "empty folder", "report", "parents missing"])
def test_a_place_that_may_be_taken(tmp_path, there):
    output = tmp_path / ("a/b/c" if there == "parents missing" else "r")
    if there == "empty folder":
        output.mkdir()
    if there == "report":
        write_report(scores_of(60, seed=1), output)
        (output / "articles").mkdir()
        (output / "articles" / "old.html").write_text("old")
    check_place(output)
    write_report(scores_of(60), output)
    assert {path.name for path in output.iterdir()} == {"index.html", "index.png", "index.csv", "run.json"}
    assert [path.name for path in output.parent.iterdir()] == [output.name]


def test_a_report_may_be_read_by_everyone_as_any_folder(scores_report):
    assert stat.S_IMODE(scores_report.stat().st_mode) == 0o755


@NO_SCALE
@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("render", RuntimeError("no memory")),
        ("render", OSError(28, "No space left on device")),
        ("render", KeyboardInterrupt()),
        ("render_article", RuntimeError("no memory")),
        ("save_figure", OSError(28, "No space left on device")),
        ("picture", RuntimeError("no memory")),
        ("_run", RuntimeError("no memory")),
    ],
)
@pytest.mark.parametrize("older", [False, True])
def test_where_writing_fails_nothing_is_left_and_an_older_report_stays(
    tmp_path, monkeypatch, what, error, older
):
    output, articles = tmp_path / "r", articles_of(2)
    scores = tension.score_articles(articles)
    if older:
        write_report(scores, output)
    before = contents(tmp_path)

    def fail(*given, **named):
        raise error

    monkeypatch.setattr(tension.show.report, what, fail)
    with pytest.raises(OutputError if isinstance(error, OSError) else type(error)):
        write_report(articles, output, scores=scores)
    assert contents(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == (["r"] if older else [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_may_not_be_written_is_told(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="can't be written"):
        write_report(scores_of(60), tmp_path / "closed" / "r")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("usa-rus", "the United States and Russia"),
        ("any", "all countries"),
        ("rus-ukr", "Russia and Ukraine"),
        ("deu-fra", "DEU and FRA"),
        ("not-a-dyad", "not-a-dyad"),
    ],
)
def test_dyad_in_words(name, words):
    assert dyad_words(name) == words


@NO_SCALE
def test_copies_of_a_story_are_shown_once(tmp_path):
    one = articles_of(1)[0]
    copy = dataclasses.replace(one, article_id="copy", title="A copy", source="Desk")
    write_report([one, copy], tmp_path / "r")
    assert (
        shown(tmp_path / "r").count('<a href="articles/') == 2
    )  # among those that moved, and among the extremes


@NO_SCALE
def test_articles_of_one_id_from_two_sources_have_a_page_each(tmp_path):
    one = articles_of(1)[0]
    other = dataclasses.replace(one, text="Moscow expelled ten American diplomats.", source="Desk")
    write_report([one, other], tmp_path / "r")
    assert len(list((tmp_path / "r" / "articles").iterdir())) == 2


def test_own_events_are_shown_with_any_dyad(tmp_path):
    (tmp_path / "events.csv").write_text("date,name,sign\n2016-05-05,A day of <b>joy</b>,cooperative\n")
    scores = scores_of(200).assign(dyad="rus-ukr")
    write_report(scores, tmp_path / "with", events=str(tmp_path / "events.csv"))
    write_report(scores, tmp_path / "without")
    assert "A day of &lt;b&gt;joy&lt;/b&gt;" in shown(tmp_path / "with")
    assert 'id="events"' not in shown(tmp_path / "without")


@pytest.mark.slow
def test_twenty_thousand_articles_of_150_sources_over_20_years_by_the_day_fit_in_two_megabytes(tmp_path):
    sources = [f"Source number {i}" for i in range(150)]
    scores = scores_of(20_000, sources=sources, first="2005-01-01", days=7305)
    path = write_report(scores, tmp_path / "r", freq="D")
    assert path.stat().st_size < 2_000_000
    assert "the last 366 periods; all are in index.csv" in shown(tmp_path / "r")
    assert "90 smaller sources aren't listed" in shown(tmp_path / "r")


@pytest.mark.parametrize("dropped", ["lower", "intensity", "title"])
def test_scores_without_a_needed_column_are_refused(tmp_path, dropped):
    with pytest.raises(UsageError, match=f"no column '{dropped}'"):
        write_report(scores_of(20).drop(columns=dropped), tmp_path / "report")


def test_input_that_is_not_there_is_told_as_such(tmp_path):
    with pytest.raises(InputError, match=r"absent\.parquet: can't be read"):
        write_report(scores_of(20), tmp_path / "report", inputs=[tmp_path / "absent.parquet"])
    assert not (tmp_path / "report").exists()


def test_only_the_chosen_group_is_shown(tmp_path):
    scores = scores_of(200, sources=("RT", "The New York Times"))
    page = write_report(scores, tmp_path / "report", group="RUS").read_text(encoding="utf-8")
    assert "New York Times" not in page
    assert json.loads((tmp_path / "report" / "run.json").read_text())["n_articles"] < 200


def test_model_and_dyad_may_be_files(tmp_path, seeds):
    dyad = tmp_path / "pair.toml"
    dyad.write_text(
        '[a]\ncode = "usa"\nname = "United States"\ncountries = ["USA"]\n'
        '[b]\ncode = "ukr"\nname = "Ukraine"\ncountries = ["UKR"]\n'
    )
    page = write_report(seeds, tmp_path / "report", freq="Y", dyad=str(dyad))
    assert "the United States and Ukraine" in page.read_text(encoding="utf-8")
    assert str(tmp_path) not in page.read_text(encoding="utf-8")
