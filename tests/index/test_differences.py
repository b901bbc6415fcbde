"""Differences of levels: what they are, how often their intervals hold, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tension.errors import UsageError
from tension.index.differences import level_difference
from tests.index.test_build import built


def row(level, half):
    return pd.Series({"tension": level, "lower": max(level - half, -1), "upper": min(level + half, 1)})


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
        (pd.Series({"tension": 0.1}), "row of an index"),
        (pd.DataFrame({"tension": [0.1], "lower": [0.0], "upper": [0.2]}), "row of an index"),
        (row(0.1, 0.1).astype(object).where(lambda s: s.index != "lower", "low"), "aren't all numbers"),
        (pd.Series({"tension": 104.0, "lower": 95.0, "upper": 110.0}), "scale from -1 to 1"),
    ],
)
def test_what_is_no_row_is_told(wrong, said):
    with pytest.raises(UsageError, match=said):
        level_difference(row(0.1, 0.1), wrong)


def test_interval_holds_the_difference_of_two_periods_with_the_same_sources():
    hits = []
    for seed in range(150):
        random = np.random.default_rng(seed)
        levels = np.cumsum(random.normal(0, 0.05, 12))
        rows = [
            (
                f"2012-{month + 1:02}-{day + 1:02}",
                source,
                float(np.clip(levels[month] + random.normal(lean, 0.3), -1, 1)),
            )
            for month in range(12)
            for source, lean in (("RT", 0.1), ("CNN", -0.1))
            for day in range(5)
        ]
        index = built(
            pd.DataFrame(rows, columns=["date", "source", "tension"]).assign(
                article_id=[f"a{i}" for i in range(len(rows))], n_relevant=1
            )
        )
        found = level_difference(index.loc["2012-11"], index.loc["2012-02"])
        hits.append(found.lower <= levels[10] - levels[1] <= found.upper)
    assert 0.86 <= np.mean(hits) <= 0.98
