"""Differences of levels: what they are, how often their intervals hold, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tension.errors import UsageError
from tension.index.differences import level_difference
from tests.index.test_build import built


def row(level, half):
    return pd.Series(
        {"tension": level, "lower": max(level - half, -1), "upper": min(level + half, 1), "smoothed": 0.0}
    )


def test_half_widths_add_up_as_squares_do():
    found = level_difference(row(0.5, 0.3), row(0.1, 0.4))
    assert found == pytest.approx((0.4, -0.1, 0.9))
    assert not found.beyond_chance
    assert level_difference(row(0.5, 0.03), row(0.1, 0.04)).beyond_chance
    assert level_difference(row(0.1, 0.03), row(0.5, 0.04)).beyond_chance


def test_end_that_is_cut_off_doesnt_narrow_it():
    assert level_difference(row(0.9, 0.3), row(0.0, 0.4)) == pytest.approx((0.9, 0.4, 1.4))
    assert level_difference(row(1.0, 1.2), row(-1.0, 1.2)).upper == 2


def test_period_without_a_story_gives_nothing_sure():
    found = level_difference(row(0.5, 0.1), row(np.nan, np.nan))
    assert np.isnan(found).all()
    assert not found.beyond_chance


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (None, "row of an index"),
        (pd.Series({"tension": 0.1, "lower": 0.0, "upper": 0.2}), "row of an index"),  # as of an article
        (
            pd.DataFrame({"tension": [0.1], "lower": [0.0], "upper": [0.2], "smoothed": [0.1]}),
            "row of an index",
        ),
        (row(0.1, 0.1).astype(object).where(lambda s: s.index != "lower", "low"), "aren't all numbers"),
        (
            pd.Series({"tension": 104.0, "lower": 95.0, "upper": 110.0, "smoothed": 100.0}),
            "scale from -1 to 1",
        ),
    ],
)
def test_what_is_no_row_is_told(wrong, said):
    with pytest.raises(UsageError, match=said):
        level_difference(row(0.1, 0.1), wrong)


def share_held(sources_of_month, lean, n_days, n=100):
    """How often the interval of November less February holds the difference, where sources lean by themselves."""
    hits = []
    for seed in range(n):
        random = np.random.default_rng(seed)
        levels = np.cumsum(random.normal(0, 0.05, 12))
        leans = {source: random.normal(0, lean) for source in ("RT", "TASS", "CNN", "The New York Times")}
        rows = [
            (
                f"2012-{month + 1:02}-{day + 1:02}",
                source,
                float(np.clip(levels[month] + random.normal(leans[source], 0.3), -1, 1)),
            )
            for month in range(12)
            for source in sources_of_month(month)
            for day in range(n_days)
        ]
        index = built(
            pd.DataFrame(rows, columns=["date", "source", "tension"]).assign(
                article_id=[f"a{i}" for i in range(len(rows))], n_relevant=1
            )
        )
        found = level_difference(index.loc["2012-11"], index.loc["2012-02"])
        hits.append(found.lower <= levels[10] - levels[1] <= found.upper)
    return float(np.mean(hits))


EARLY, LATE = ("RT", "TASS"), ("CNN", "The New York Times")


@pytest.mark.parametrize(("lean", "n_days"), [(0.15, 8), (0.3, 25)])
def test_interval_holds_the_difference_of_two_periods_with_the_same_sources(lean, n_days):
    assert 0.86 <= share_held(lambda month: EARLY + LATE, lean, n_days) <= 0.99


def test_interval_is_too_narrow_where_sources_that_lean_much_took_over():
    share = share_held(lambda month: EARLY if month < 6 else LATE, lean=0.3, n_days=25)
    assert 0.65 <= share <= 0.87
