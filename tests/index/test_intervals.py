"""Intervals: Student's t, shrunk variances, bounds within the scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tension.index.intervals import (
    FALLBACK_VARIANCE,
    LEVEL,
    PRIOR_STORIES,
    clipped,
    normal_half,
    pooled_variance,
    shrunk_variance,
    t_quantile,
)


@pytest.mark.parametrize("degrees", [5, 6, 8, 10, 15, 25, 26, 30, 50, 100, 1000, 1e6])
def test_quantile_is_that_of_students_t(degrees):
    assert t_quantile(np.array([degrees]))[0] == pytest.approx(stats.t.ppf(0.95, degrees), abs=0.001)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99])
def test_quantile_is_that_of_students_t_at_other_levels(level):
    degrees = np.array([25.0, 40.0, 500.0])
    assert t_quantile(degrees, level) == pytest.approx(stats.t.ppf((1 + level) / 2, degrees), abs=0.001)


@pytest.mark.parametrize("degrees", [0.0, 1.0, 3.0])
def test_quantile_of_hardly_any_degrees_is_finite(degrees):
    assert 2 < t_quantile(np.array([degrees]))[0] < 3


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=10))
def test_quantile_falls_with_the_degrees_to_the_normal_one(degrees):
    found = t_quantile(np.sort(np.array(degrees)))
    assert (np.diff(found) <= 1e-12).all()
    assert (found >= stats.norm.ppf((1 + LEVEL) / 2)).all()


def test_pooled_variance_of_nothing_is_the_fallback():
    for empty in (np.zeros(0), np.zeros(3)):
        assert pooled_variance(empty, empty) == pytest.approx((FALLBACK_VARIANCE, PRIOR_STORIES))


def test_pooled_variance_of_much_is_that_of_the_stories():
    degrees = np.full(50, 1000.0)
    pooled, known = pooled_variance(0.07 * degrees, degrees)
    assert pooled == pytest.approx(0.07, abs=1e-4)
    assert known == degrees.sum() + PRIOR_STORIES


def test_few_stories_that_agree_leave_a_width():
    pooled, _ = pooled_variance(np.zeros(1), np.array([2.0]))
    assert pooled > 0.9 * FALLBACK_VARIANCE


def test_shrunk_variance_runs_from_the_pooled_to_the_periods_own():
    degrees = np.array([0.0, PRIOR_STORIES, 1e9])
    found = shrunk_variance(0.4 * degrees, degrees, 0.2)
    assert found == pytest.approx([0.2, 0.3, 0.4], abs=1e-6)


@given(st.floats(0, 1), st.floats(0, 1e4), st.floats(0.001, 1))
def test_shrunk_variance_lies_between_the_two(own, degrees, pooled):
    found = float(shrunk_variance(np.array(own * degrees), np.array(degrees), pooled))
    assert min(own, pooled) - 1e-9 <= found <= max(own, pooled) + 1e-9


@pytest.mark.parametrize(
    ("level", "half", "bounds"),
    [
        (0.0, 0.25, (-0.25, 0.25)),
        (0.9, 0.25, (0.65, 1.0)),
        (-0.9, 0.25, (-1.0, -0.65)),
        (0.5, 3.0, (-1.0, 1.0)),
        (0.5, 0.0, (0.5, 0.5)),
    ],
)
def test_bounds_are_clipped_to_the_scale(level, half, bounds):
    lower, upper = clipped(np.array([level]), np.array([half]))
    assert (lower[0], upper[0]) == pytest.approx(bounds)


def test_bounds_of_an_unknown_level_are_unknown():
    assert np.isnan(clipped(np.array([np.nan]), np.array([np.nan]))).all()


def test_normal_half_width_is_that_of_the_normal_distribution():
    variance = np.array([0.0, 0.01, 4.0])
    assert normal_half(variance) == pytest.approx(stats.norm.ppf(0.95) * np.sqrt(variance))
