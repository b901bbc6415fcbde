"""What a report says in words and rows: headline, movers, extremes, events, sources, periods."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tension.index.build import build_index, contributions, sums_of
from tension.index.periods import FREQUENCIES
from tension.show import summary
from tension.show.palette import COLOURS
from tests.show.made_up import index_of, scores_of

LETTERS = pytest.mark.filterwarnings(
    "ignore:tension_index is left empty:UserWarning"
)  # short spans have no scale


def rows(*given, **columns):
    """Scores of articles, from (day, tension) each; None is an article about something else."""
    frame = scores_of(len(given), relevant=1.0)
    frame["date"] = pd.to_datetime([day for day, _ in given])
    tension = np.array([math.nan if value is None else value for _, value in given])
    return frame.assign(
        tension=tension, n_relevant=np.where(np.isnan(tension), 0, 3), intensity=np.abs(tension),
        lower=tension - 0.1, upper=tension + 0.1, **columns,
    )  # fmt: skip


def told(levels, half, freq="M"):
    return summary.summarize_index(index_of(levels, freq, half=half), scores_of(30), freq)


@pytest.mark.parametrize(
    ("levels", "half", "words", "note"),
    [
        ([0.0, 0.5], 0.05, "That is 0.50 higher than in January 2010.", "beyond chance"),
        ([0.5, 0.0], 0.05, "That is 0.50 lower than in January 2010.", "beyond chance"),
        ([0.0, 0.1], 0.3, "That is 0.10 higher than in January 2010, which is within what chance may do.", "within chance"),
        ([0.1, 0.0], 0.3, "That is 0.10 lower than in January 2010, which is within what chance may do.", "within chance"),
        ([0.0, math.nan, 0.5], 0.05, "That is 0.50 higher than in January 2010.", "beyond chance"),
        ([0.9, 0.0, 0.5], 0.05, "That is 0.50 higher than in February 2010.", "beyond chance"),
    ],
)  # fmt: skip
def test_headline_says_how_the_last_period_differs_from_the_one_before(levels, half, words, note):
    facts = told(levels, half)
    assert facts["headline"].endswith(words)
    change = next(tile for tile in facts["tiles"] if tile["name"].startswith("change from"))
    assert change["note"] == note


@pytest.mark.parametrize(("half", "sure"), [(0.1, True), (0.2, True), (0.5, False)])
def test_change_is_beyond_chance_where_it_leaves_the_interval_of_a_difference(half, sure):
    # The interval of a difference of two equally sure levels is wider by the root of two.
    step = 0.3 if half < 0.3 else 0.6
    assert (step > half * math.sqrt(2)) == sure
    assert ("chance" not in told([0.0, step], half)["headline"]) == sure


@pytest.mark.parametrize(
    ("level", "word"),
    [(0.7, "strongly confrontational"), (0.3, "confrontational"), (-0.3, "cooperative"), (-0.7, "strongly cooperative")],
)  # fmt: skip
def test_headline_begins_with_where_the_index_stands(level, word):
    headline = told([0.0, level], 0.05)["headline"]
    assert headline.startswith(
        f"In February 2010 the language between the two was {word}: tension {level:+.2f} on"
    )
    assert f"a 90% interval from {level - 0.05:+.2f} to {level + 0.05:+.2f}." in headline


@pytest.mark.parametrize(
    ("freq", "last", "words"),
    [
        ("M", "2010-01-31", "In January 2010 the language"),
        ("M", "2010-01-29", "In January 2010 the language"),
        ("M", "2010-01-12", "In January 2010 (to 12 January) the language"),
        ("Q", "2010-02-03", "In 2010, quarter 1 (to 3 February) the language"),
        ("D", "2010-01-01", "In 2010-01-01 the language"),
    ],
)
def test_headline_says_up_to_when_a_period_goes_that_is_not_over(freq, last, words):
    articles = scores_of(30).assign(date=pd.Timestamp(last))
    headline = summary.summarize_index(index_of([0.3], freq), articles, freq)["headline"]
    assert headline.startswith(words)


@pytest.mark.parametrize(("intensity", "word"), [(0.1, "neutral"), (0.8, "mixed")])
def test_level_near_zero_is_neutral_or_mixed_by_how_intense_the_articles_are(intensity, word):
    articles = scores_of(30).assign(intensity=intensity)
    assert f"was {word}:" in summary.summarize_index(index_of([0.0]), articles, "M")["headline"]


def test_one_period_has_nothing_to_be_compared_with():
    facts = told([0.3], 0.1)
    assert "That is" not in facts["headline"]
    assert not [tile for tile in facts["tiles"] if "change" in tile["name"]]


def test_without_a_relevant_article_there_is_no_index_and_no_tile():
    facts = summary.summarize_index(index_of([math.nan] * 3), rows(("2010-01-01", None)), "M")
    assert facts["headline"] == "No article concerns the two countries, so there is no index."
    assert facts["tiles"] == []
    assert "0 stories about the two among 1 article of 1 source" in facts["subtitle"]


def test_an_index_without_a_scale_of_100_does_not_speak_of_it():
    index = index_of([0.1, 0.2]).assign(tension_index=math.nan)
    facts = summary.summarize_index(index, scores_of(30), "M")
    assert "tension index" not in facts["headline"]
    assert "nan" not in str(facts).lower()


def test_highest_smoothed_level_is_named_with_its_period():
    tile = told([0.1, 0.9, 0.2], 0.1)["tiles"][-1]
    assert (tile["name"], tile["value"], tile["note"]) == ("highest smoothed level", "+0.90", "February 2010")


@pytest.mark.parametrize(
    ("freq", "first", "subtitle"),
    [
        ("D", "2010-01-31", "Daily, 2010-01-31 to 2010-02-01: 20 stories about the two among"),
        ("W", "2010-01-31", "Weekly, week of 2010-01-25 to week of 2010-02-01: 20 stories"),
        ("M", "2010-12-31", "Monthly, December 2010 to January 2011: 20 stories"),
        ("Q", "2010-12-31", "Quarterly, 2010, quarter 4 to 2011, quarter 1: 20 stories"),
        ("Y", "2010-12-31", "Yearly, 2010 to 2011: 20 stories"),
    ],
)  # fmt: skip
def test_subtitle_names_the_periods_as_people_write_them(freq, first, subtitle):
    facts = summary.summarize_index(index_of([0.1, 0.2], freq, first), scores_of(30), freq)
    assert facts["subtitle"].startswith(subtitle)


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_every_frequency_has_a_word(freq):
    assert freq in summary.PERIOD_WORDS


@pytest.mark.parametrize(
    ("freq", "name"),
    [
        ("D", "2014-03-18"),
        ("W", "week of 2014-03-17"),
        ("M", "March 2014"),
        ("Q", "2014, quarter 1"),
        ("Y", "2014"),
    ],
)
def test_name_of_a_period(freq, name):
    assert summary.name_of(pd.Period("2014-03-18", FREQUENCIES[freq])) == name


@LETTERS
@pytest.mark.parametrize("freq", FREQUENCIES)
def test_what_all_stories_of_a_period_moved_adds_up_to_the_change_of_level(freq):
    articles = scores_of(120, days=300)
    level = build_index(articles, freq).tension.dropna()
    moved = contributions(sums_of(articles), freq).groupby("period").moved.sum()
    assert moved[level.index[1:]].to_numpy() == pytest.approx(level.diff().iloc[1:].to_numpy(), abs=1e-9)


@LETTERS
@pytest.mark.parametrize("freq", ["W", "M", "Y"])
def test_movers_are_all_stories_of_the_period_where_none_is_cut_off(freq):
    articles = scores_of(120, days=500)
    level = build_index(articles, freq).tension.dropna()
    movers = summary.find_movers(sums_of(articles), articles, freq, level.index[-1], n=1000)
    assert movers.moved.sum() == pytest.approx(level.iloc[-1] - level.iloc[-2], abs=1e-9)
    assert movers.moved.abs().is_monotonic_decreasing
    assert movers.story.is_unique


def test_of_movers_the_furthest_are_kept():
    articles = scores_of(120, days=60)
    whole = summary.find_movers(sums_of(articles), articles, "M", pd.Period("2015-02", "M"), n=1000)
    few = summary.find_movers(sums_of(articles), articles, "M", pd.Period("2015-02", "M"), n=3)
    assert few.article_id.tolist() == whole.article_id.tolist()[:3]


def test_copies_of_a_story_move_its_period_once():
    articles = rows(("2020-01-05", 0.0), ("2020-02-05", 0.5), ("2020-02-06", 0.5), source="Wire")
    articles["story"] = [0, 1, 1]
    movers = summary.find_movers(sums_of(articles), articles, "M", pd.Period("2020-02", "M"))
    assert movers.article_id.tolist() == ["a1"]


def test_a_mover_without_a_source_is_found():
    articles = rows(("2020-01-05", 0.0), ("2020-02-05", 0.5), source=None)
    movers = summary.find_movers(sums_of(articles), articles, "M", pd.Period("2020-02", "M"))
    assert movers.article_id.tolist() == ["a1"]


def test_extremes_are_one_per_story_the_first_of_it():
    articles = rows(("2020-01-02", 0.9), ("2020-01-01", 0.8), ("2020-01-03", -0.9))
    articles["story"] = [0, 0, 1]
    assert summary.extreme_articles(articles).article_id.tolist() == ["a1", "a2"]


def test_extremes_are_ranked_by_the_end_of_the_interval_nearer_to_zero():
    articles = rows(("2020-01-01", 0.9), ("2020-01-02", 0.7), ("2020-01-03", 0.5))
    articles["lower"] = [-0.5, 0.6, 0.2]
    assert summary.extreme_articles(articles, n=1).article_id.tolist()[0] == "a1"


def test_surest_articles_stand_at_either_end():
    articles = rows(("2020-01-01", 0.9), ("2020-01-02", 0.7), ("2020-01-03", -0.6), ("2020-01-04", -0.9))
    articles["lower"], articles["upper"] = [0.1, 0.6, -0.7, -1.0], [1.0, 0.8, -0.5, 0.2]
    assert summary.extreme_articles(articles, n=2).article_id.tolist() == ["a1", "a0", "a3", "a2"]


def test_extremes_leave_out_what_is_not_scored_and_name_no_article_twice():
    articles = scores_of(25, relevant=0.5)
    chosen = summary.extreme_articles(articles)
    assert chosen.article_id.is_unique
    assert len(chosen) == int((articles.n_relevant > 0).sum())


@pytest.mark.parametrize(("n", "shown"), [(100, 40), (30, 30), (0, 0)])
def test_at_most_twenty_articles_of_either_end_are_shown(n, shown):
    articles = scores_of(100, relevant=1.0)
    articles.loc[n:, "n_relevant"] = 0
    assert len(summary.extreme_articles(articles)) == shown


def events_of(days, **columns):
    return pd.DataFrame(
        {"date": pd.to_datetime(days), "name": "event", "sign": "cooperative", "landmark": False} | columns
    )


@pytest.mark.parametrize(("day", "n"), [(6, 0), (7, 1), (10, 1), (11, 1), (12, 0)])
def test_an_event_is_told_by_articles_from_the_day_before_to_three_days_after(day, n):
    (event,) = summary.event_rows(events_of([f"2020-01-{day:02d}"]), rows(("2020-01-10", 0.5)))
    assert (event["n"], event["tension"]) == (n, 0.5 if n else None)


def test_an_event_has_the_mean_of_its_relevant_articles():
    articles = rows(("2020-01-10", 0.5), ("2020-01-10", -0.1), ("2020-01-10", None), ("2020-02-10", 0.9))
    (event,) = summary.event_rows(events_of(["2020-01-10"]), articles)
    assert event["n"] == 2
    assert event["tension"] == pytest.approx(0.2)


@pytest.mark.parametrize(("landmarks", "n"), [(3, 3), (0, summary.MOST_EVENTS)])
def test_of_too_many_events_the_landmarks_are_kept_or_the_last(landmarks, n):
    days = pd.date_range("2020-01-01", periods=summary.MOST_EVENTS + 1)
    events = events_of(days, landmark=[i < landmarks for i in range(len(days))])
    shown = summary.event_rows(events, rows(("2020-01-10", 0.5)))
    assert len(shown) == n
    assert shown[-1]["date"] == ("2020-01-03" if landmarks else f"{days[-1]:%Y-%m-%d}")


def test_sources_are_told_with_the_one_that_says_most_first():
    articles = rows(("2020-01-01", None), ("2020-01-02", 0.5), ("2020-01-03", 0.1))
    articles["source"] = ["RT", "Blog", "RT"]
    first, second = summary.source_rows(articles.iloc[::-1])
    assert (first["name"], first["group"], first["n_articles"], first["n_relevant"], first["share"]) == (
        "RT",
        "RUS",
        2,
        1,
        50,
    )
    assert (first["first"], first["last"], first["tension"]) == (
        "2020-01-01",
        "2020-01-03",
        pytest.approx(0.1),
    )
    assert (second["name"], second["group"], second["share"]) == ("Blog", "other", 100)


def test_a_source_that_is_not_known_is_told_as_such():
    (row,) = summary.source_rows(rows(("2020-01-01", None), source=None))
    assert (row["name"], row["tension"]) == ("(unknown)", None)


def test_periods_are_told_the_last_first_and_those_without_stories_empty():
    last, first = summary.period_rows(index_of([0.5, math.nan], half=0.1))
    assert (last["name"], last["tension"], last["attention"], last["n_stories"]) == ("2010-02", None, None, 0)
    assert (first["name"], first["tension"], first["attention"], first["n_stories"]) == (
        "2010-01",
        0.5,
        20.0,
        10,
    )


def test_of_many_periods_the_last_are_told():
    shown = summary.period_rows(index_of([0.1] * 400, "D"))
    assert len(shown) == summary.MOST_PERIODS
    assert shown[0]["name"] == "2011-02-04"


def test_an_article_without_a_title_is_called_by_its_id_and_one_without_a_source_unknown():
    articles = rows(("2020-01-01", 0.5), ("2020-01-02", 0.5), title=["", None], source=[None, "Blog"])
    told = summary.article_rows(articles, lambda row: "")
    assert [row["title"] for row in told] == ["a0", "a1"]
    assert [row["source"] for row in told] == ["unknown", "Blog"]
    assert all("moved" not in row for row in told)
    assert {row["word"] for row in told} <= set(COLOURS)


@pytest.mark.parametrize("weight", ["story", "article", "reach"])
def test_methods_name_the_countries_the_model_the_base_and_the_weight(weight):
    told = summary.methods("the United States and Russia", "tension-1", "2005:2010", weight)
    words = {"story": "copies of one text", "article": "every article", "reach": "more copies"}
    text = " ".join(told)
    assert all(
        part in text for part in ("the United States and Russia", "tension-1", "2005:2010", words[weight])
    )


def test_groups_without_a_level_are_not_spoken_of():
    words = summary.groups_words({"USA": index_of([0.1, 0.3]), "RUS": index_of([math.nan])})
    assert "Mean of the periods, each over its own span: USA +0.20." in words


def test_a_jump_is_found_and_its_parts_add_up_to_the_change_of_the_plain_mean():
    days = pd.date_range("2015-01-01", "2018-12-31", freq="4D")
    level = np.where(days < "2017-01-01", -0.4, 0.4) + 0.05 * np.sin(np.arange(len(days)))
    articles = rows(*zip(days, level.tolist(), strict=True), source="Wire")
    sums = sums_of(articles)
    (change,) = summary.summarize_changes(sums, build_index(articles, "M"))
    assert (change["first"], change["before"] < -0.3, change["after"] > 0.3) == ("2017-01", True, True)
    assert change["tone"] + change["mix"] == pytest.approx(0.8, abs=0.02)
    assert change["volume_before"] == pytest.approx(change["volume_after"], rel=0.05)
