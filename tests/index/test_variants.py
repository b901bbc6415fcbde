"""The index by source, group and direction, and without each source in turn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import tension
from tension.errors import UsageError
from tension.index.build import INDEX_COLUMNS, build_index
from tension.index.variants import build_index_by, leave_one_out

pytestmark = pytest.mark.filterwarnings(
    "ignore:tension_index is left empty", "ignore:some sources share no period"
)

LEAN = {"RT": 0.3, "TASS": 0.0, "CNN": -0.1, "Blog": -0.3}


@pytest.fixture(scope="module")
def articles():
    """Two years of stories by four sources; the further down, the fewer."""
    random = np.random.default_rng(0)
    rows = []
    for month in pd.period_range("2012-01", periods=24, freq="M"):
        for rank, source in enumerate(LEAN):
            for day in random.integers(1, 28, 8 - 2 * rank):
                rows.append((f"{month}-{day:02}", source, LEAN[source] + random.normal(0, 0.1)))
    frame = pd.DataFrame(rows, columns=["date", "source", "tension"])
    return frame.assign(
        article_id=np.arange(len(frame)).astype(str), n_relevant=1, story=np.arange(len(frame))
    )


def directed(articles):
    """Fill the directed columns: a speaks softly to b and b harshly to a; half of the articles tell a direction."""
    half = np.arange(len(articles)) % 2 == 0
    return articles.assign(
        n_a_to_b=half.astype(int),
        tension_a_to_b=np.where(half, -0.5, np.nan),
        n_b_to_a=np.where(half, 3, 0),
        tension_b_to_a=np.where(half, 0.5, np.nan),
    )


def test_index_by_source_has_the_source_with_most_stories_first(articles):
    found = build_index_by(articles, "source")
    assert list(found) == list(LEAN)
    assert tension.build_index_by is build_index_by


@pytest.mark.parametrize("source", LEAN)
def test_index_by_source_is_the_index_of_that_source(articles, source):
    pd.testing.assert_frame_equal(
        build_index_by(articles, "source")[source], build_index(articles, source=source)
    )


@pytest.mark.parametrize("group", ["RUS", "USA", "other"])
def test_index_by_group_is_the_index_of_that_group(articles, group):
    found = build_index_by(articles, "group", "Q")
    assert list(found) == ["RUS", "USA", "other"]
    pd.testing.assert_frame_equal(found[group], build_index(articles, "Q", group=group))


def test_settings_reach_the_parts(articles):
    found = build_index_by(articles, "source", "Q", start="2012-07", end="2013-06", base="2012-07:2013-06")
    for index in found.values():
        assert index.index.astype(str).tolist() == ["2012Q3", "2012Q4", "2013Q1", "2013Q2"]
        assert index.tension_index.mean() == pytest.approx(100, abs=5)


@pytest.mark.parametrize(("weight", "level"), [("story", 0.3), ("article", 0.45)])
def test_weight_reaches_the_parts(weight, level):
    rows = [("2012-01-01", "RT", 0.6, 1)] * 3 + [("2012-01-02", "RT", 0.0, 2), ("2012-01-02", "CNN", 0.0, 3)]
    frame = pd.DataFrame(rows, columns=["date", "source", "tension", "story"])
    frame = frame.assign(article_id=frame.index.astype(str), n_relevant=1)
    assert build_index_by(frame, "source", weight=weight)["RT"].tension.item() == pytest.approx(level)


def test_lean_of_a_source_stays_in_its_own_index(articles):
    for source, index in build_index_by(articles, "source", "Y").items():
        assert index.tension.to_numpy() == pytest.approx(np.full(2, LEAN[source]), abs=0.06)


def test_source_without_a_story_has_no_index(articles):
    silent = articles.assign(n_relevant=(articles.source != "CNN").astype(int))
    assert list(build_index_by(silent, "source")) == ["RT", "TASS", "Blog"]
    assert list(build_index_by(silent, "group")) == ["RUS", "other"]


def test_index_by_direction_is_made_of_the_directed_tension(articles):
    found = build_index_by(directed(articles), "direction", "Q")
    assert list(found) == ["a_to_b", "b_to_a"]
    for name, level in (("a_to_b", -0.5), ("b_to_a", 0.5)):
        index = found[name]
        assert list(index.columns) == list(INDEX_COLUMNS)
        assert index.tension.to_numpy() == pytest.approx(np.full(8, level))
        assert index.n_stories.sum() == (len(articles) + 1) // 2
        assert index.n_articles.sum() == len(articles)


def test_index_has_the_level_of_each_direction_beside_it(articles):
    index = build_index(directed(articles), "Q")
    for name, line in build_index_by(directed(articles), "direction", "Q").items():
        np.testing.assert_allclose(index[name].dropna(), line.tension.dropna())
    assert build_index(articles, "Q")[["a_to_b", "b_to_a"]].isna().all(axis=None)


def test_direction_that_nobody_tells_has_no_index(articles):
    frame = directed(articles).assign(n_b_to_a=0, tension_b_to_a=np.nan)
    assert list(build_index_by(frame, "direction", weight="article", source="RT")) == ["a_to_b"]


def test_scores_without_direction_are_refused(articles):
    message = "these scores tell no direction; score with a model that does"
    for frame in (articles, directed(articles).assign(n_a_to_b=0, n_b_to_a=0)):
        with pytest.raises(UsageError, match=message):
            build_index_by(frame, "direction")


@pytest.mark.parametrize("by", ["country", "", "Source"])
def test_unknown_parts_are_refused(articles, by):
    with pytest.raises(UsageError, match="unknown; use one of source, group, direction"):
        build_index_by(articles, by)


@pytest.mark.parametrize("weight", ["story", "article", "reach"])
def test_band_without_each_source_is_that_of_the_indices_without_them(articles, weight):
    band = leave_one_out(articles, "Q", weight=weight)
    parts = pd.DataFrame(
        {
            source: build_index(articles[articles.source != source], "Q", weight=weight).tension
            for source in LEAN
        }
    )
    assert band.without_lower.to_numpy() == pytest.approx(parts.min(axis=1).to_numpy())
    assert band.without_upper.to_numpy() == pytest.approx(parts.max(axis=1).to_numpy())
    far = parts.sub(build_index(articles, "Q", weight=weight).tension, axis=0).abs()
    assert band.without.tolist() == far.idxmax(axis=1).tolist()


def test_band_holds_the_level_where_sources_speak_alike():
    rows = [(f"2012-{m:02}-01", source, m / 20) for m in range(1, 13) for source in LEAN]
    frame = pd.DataFrame(rows, columns=["date", "source", "tension"])
    frame = frame.assign(article_id=frame.index.astype(str), n_relevant=1, story=frame.index)
    band, level = leave_one_out(frame), build_index(frame).tension
    assert band.index.equals(level.index)
    assert band.without_lower.to_numpy() == pytest.approx(level.to_numpy())
    assert band.without_upper.to_numpy() == pytest.approx(level.to_numpy())


def test_source_that_speaks_otherwise_is_the_one_whose_absence_is_felt(articles):
    harsh = (articles.source == "RT") & articles.date.str.startswith("2013")
    frame = articles.assign(tension=np.where(harsh, 0.95, articles.tension))
    band = leave_one_out(frame, "Y")
    assert band.without["2013"] == "RT"
    assert band.without_lower["2013"] < build_index(frame, "Y").tension["2013"] - 0.05


def test_period_of_a_single_source_has_a_band_from_the_others_absence(articles):
    frame = articles[(articles.source == "RT") | (articles.date < "2013")]
    band = leave_one_out(frame, "Y")
    assert band.without_lower.notna().all()
    assert band.without["2013"] != "RT"


def test_period_without_a_story_has_no_band(articles):
    band = leave_one_out(articles[~articles.date.str.startswith("2012-06")])
    assert band.without_lower.isna().tolist() == [month == 5 for month in range(24)]
    assert pd.isna(band.without["2012-06"])


def test_one_source_cant_be_left_out(articles):
    for frame in (articles[articles.source == "RT"], articles.assign(source=None)):
        with pytest.raises(UsageError, match="needs two or more; there is one"):
            leave_one_out(frame)
