"""Sums: of parts the same as of the whole, and a story counts where it began."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.errors import UsageError
from tension.index.sums import NO_STORY, UNKNOWN_SOURCE, merge_sums, representatives, sum_articles

COLUMNS = ["day", "source", "story", "n_articles", "n_relevant", "total"]
ROW = st.tuples(
    st.integers(1, 5),
    st.sampled_from(["RT", "CNN", "Blog", None]),
    st.integers(0, 6),
    st.integers(0, 2),
    # Eighths add exactly, in any order.
    st.integers(-8, 8).map(lambda eighths: eighths / 8),
)


def articles_of(*rows):
    """Build a frame of rows (day of March 2014 or None, source, story, relevant sentences, tension)."""
    frame = pd.DataFrame(rows, columns=["date", "source", "story", "n_relevant", "tension"])
    frame["date"] = pd.to_datetime([None if day is None else f"2014-03-{int(day):02}" for day, *_ in rows])
    return frame


def told(day, source, story, tension=0.0):
    return (day, source, story, 1, tension)


def first_of(*rows):
    """Name the source and the tension that story 1 counts for."""
    chosen = representatives(sum_articles(articles_of(*rows)))
    row = chosen[chosen.story == 1].iloc[0]
    return row.source, row.tension


def test_sums_have_a_row_per_day_source_and_story():
    sums = sum_articles(
        articles_of(
            (2, "RT", 1, 3, 0.5),
            (1, "RT", 1, 1, 0.25),
            (2, "RT", 1, 1, -0.25),
            (2, "CNN", 1, 9, 1.0),
            (2, "RT", 7, 1, -1.0),
            (2, "RT", 8, 0, np.nan),
            (2, "RT", 9, 0, np.nan),
        )
    )
    assert list(sums.columns) == COLUMNS
    assert list(sums[COLUMNS[1:]].itertuples(index=False, name=None)) == [
        ("RT", 1, 1, 1, 0.25),
        ("CNN", 1, 1, 1, 1.0),
        ("RT", NO_STORY, 2, 0, 0.0),
        ("RT", 1, 2, 2, 0.25),
        ("RT", 7, 1, 1, -1.0),
    ]
    assert sums.day.dt.day.tolist() == [1, 2, 2, 2, 2]


def test_articles_without_a_date_are_left_out():
    sums = sum_articles(articles_of(told(None, "RT", 1, 0.5), told(3, "RT", 2, 0.25)))
    assert sums.story.tolist() == [2]
    assert sums.n_articles.sum() == 1


@pytest.mark.parametrize(("n_relevant", "tension"), [(0, np.nan), (0, 0.5), (2, np.nan)])
def test_article_that_isnt_relevant_or_has_no_tension_is_only_counted(n_relevant, tension):
    row = sum_articles(articles_of((1, "RT", 5, n_relevant, tension))).iloc[0]
    assert (row.story, row.n_articles, row.n_relevant, row.total) == (NO_STORY, 1, 0, 0.0)


def test_articles_without_a_source_are_of_one_unknown_source():
    sums = sum_articles(articles_of(told(1, None, 1), told(1, None, 2), told(1, "RT", 3)))
    assert sums.source.tolist() == [UNKNOWN_SOURCE, UNKNOWN_SOURCE, "RT"]


def test_time_of_day_doesnt_matter():
    frame = articles_of(told(1, "RT", 1, 0.5), told(1, "RT", 1, 0.25))
    frame["date"] += pd.to_timedelta([1, 23], unit="h")
    assert sum_articles(frame).total.tolist() == [0.75]


def test_no_articles_have_empty_sums():
    empty = sum_articles(articles_of(told(1, "RT", 1)).iloc[:0])
    assert list(empty.columns) == COLUMNS
    assert len(empty) == 0
    assert len(representatives(empty)) == 0


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=25), st.lists(st.integers(0, 2), min_size=25, max_size=25))
def test_sums_of_parts_merge_into_the_sums_of_the_whole(rows, parts):
    frame = articles_of(*rows)
    part = np.array(parts[: len(rows)])
    merged = merge_sums([sum_articles(frame[part == i]) for i in range(3)])
    pd.testing.assert_frame_equal(merged, sum_articles(frame))


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_order_of_the_articles_doesnt_reach_the_sums(rows, random):
    mixed = rows.copy()
    random.shuffle(mixed)
    pd.testing.assert_frame_equal(sum_articles(articles_of(*mixed)), sum_articles(articles_of(*rows)))


@settings(deadline=None)
@given(st.lists(ROW, min_size=1, max_size=25))
def test_every_story_is_represented_once_and_all_copies_are_counted(rows):
    sums = sum_articles(articles_of(*rows))
    chosen = representatives(sums)
    assert sorted(chosen.story) == sorted(set(sums.story) - {NO_STORY})
    assert chosen.n_copies.sum() == sums.n_relevant.sum()
    assert chosen.tension.between(-1, 1).all()


def test_nothing_to_merge_is_an_error():
    with pytest.raises(UsageError, match="no sums to merge"):
        merge_sums([])


def test_merging_one_part_changes_nothing():
    sums = sum_articles(articles_of(told(1, "RT", 1, 0.1), told(2, "RT", 1, 0.2)))
    pd.testing.assert_frame_equal(merge_sums([sums]), sums)


@pytest.mark.parametrize(
    ("rows", "source"),
    [
        # The first day decides, however much a later source tells by itself.
        ([told(2, "RT", 1), told(1, "CNN", 1)], "CNN"),
        ([told(2, "RT", 1), told(1, "CNN", 1), told(2, "RT", 2), told(2, "RT", 3)], "CNN"),
        # On one day an agency is where it comes from, then a known outlet.
        ([told(1, "CNN", 1), told(1, "TASS", 1)], "TASS"),
        ([told(1, "A blog", 1), told(1, "RT", 1)], "RT"),
        # What other stories say, and what comes later, has no part in it.
        ([told(1, "CNN", 1), told(1, "RT", 1), told(5, "RT", 2), told(5, "RT", 3)], "CNN"),
        # Among equals the name decides, not the order of the rows.
        ([told(1, "RT", 1), told(1, "CNN", 1)], "CNN"),
        ([told(1, "CNN", 1), told(1, "RT", 1)], "CNN"),
    ],
)
def test_story_counts_for_its_first_day_and_where_it_comes_from(rows, source):
    assert first_of(*rows)[0] == source


def test_tension_of_a_story_is_the_mean_of_the_first_sources_copies_of_that_day():
    rows = [
        told(1, "RT", 1, 0.25),
        told(1, "RT", 1, 0.75),
        told(1, "Wire", 1, -1.0),
        told(2, "RT", 1, -1.0),
        told(9, "RT", 2, 0.0),
    ]
    assert first_of(*rows) == ("RT", 0.5)
    chosen = representatives(sum_articles(articles_of(*rows)))
    assert chosen.n_copies.tolist() == [4, 1]
