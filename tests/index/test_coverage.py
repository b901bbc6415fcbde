"""The nominal 90% interval of a period's level holds the truth as often as it says, with one story or two hundred."""

from __future__ import annotations

import numpy as np
import pytest

from tension.index.intervals import PRIOR_STORIES, t_quantile
from tension.index.levels import Stories, whole_span
from tension.index.sources import centre_weights

GROUP = np.array([0, 0, 0, 1, 1, 1])
SHARE = np.array([0.35, 0.15, 0.05, 0.25, 0.15, 0.05])
NOISE, SOURCE, BETWEEN, STEP = 0.45, 0.15, 0.25, 0.05
COUNTS = (1, 2, 5, 20, 200)
REPEATS = {24: 600, 60: 400, 240: 120}


def normal(random, n):
    return random.normal(0, NOISE, n)


def two_points(random, n):
    """Draw noise as of articles that either praise or blame."""
    return NOISE * random.choice([-1.0, 1.0], n)


def covered(random, per_period, n_periods, draw, share):
    """Share of the periods of one drawn span whose interval holds the level of the average source at hand."""
    lean = random.normal(0, SOURCE, len(GROUP)) + random.normal(0, BETWEEN, 2)[GROUP]
    truth = np.cumsum(random.normal(0, STEP, n_periods))
    n = per_period * n_periods
    period, source = np.repeat(np.arange(n_periods), per_period), random.choice(len(GROUP), n, p=share)
    value = truth[period] + lean[source] + draw(random, n)
    stories = Stories(period, source, np.arange(n), np.ones(n), value, GROUP, n_periods)
    levels, variance, degrees = whole_span(stories)
    half = t_quantile(degrees + PRIOR_STORIES) * np.sqrt(variance)
    n_stories = stories.by_source()[0].sum(axis=0)
    aim = truth + centre_weights(n_stories, GROUP) @ lean
    return float((np.abs(levels.level - aim) <= half).mean())


def coverage(per_period, n_periods, draw, share=SHARE):
    random = np.random.default_rng(per_period)
    found = [covered(random, per_period, n_periods, draw, share) for _ in range(REPEATS[n_periods])]
    print(f"{per_period} stories, {n_periods} periods, {draw.__name__}: {np.mean(found):.3f}")
    return float(np.mean(found))


@pytest.mark.parametrize("n_periods", list(REPEATS))
@pytest.mark.parametrize("per_period", COUNTS)
def test_interval_holds_the_level_in_nine_of_ten_periods(per_period, n_periods):
    assert 0.88 <= coverage(per_period, n_periods, normal) <= 0.93


@pytest.mark.parametrize("per_period", COUNTS)
def test_interval_holds_the_level_where_articles_praise_or_blame(per_period):
    assert coverage(per_period, 60, two_points) >= 0.88


@pytest.mark.parametrize("per_period", COUNTS)
def test_interval_holds_the_level_where_one_source_tells_nearly_all(per_period):
    share = np.array([0.9, 0.03, 0.01, 0.03, 0.02, 0.01])
    assert coverage(per_period, 60, normal, share) >= 0.88
