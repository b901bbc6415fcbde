"""Filter and smoother against plain matrix algebra."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tension.index.smooth import DEFAULT_STEP, estimate_step, filter_level, smooth_level

BEFORE = 1.0
"""Variance of the level before the first period."""


def walk(n, step, noise, seed=0):
    """Draw a level and what is seen of it."""
    random = np.random.default_rng(seed)
    level = np.cumsum(random.normal(0, np.sqrt(step), n))
    return level, level + random.normal(0, np.sqrt(noise), n), np.full(n, noise)


def prior(steps):
    """Covariance of the levels before anything is seen."""
    grown = BEFORE + np.cumsum(np.append(0, steps[1:]))
    return np.minimum(grown[:, None], grown[None, :])


def posterior(value, variance, steps):
    """Mean and covariance of all levels given all values, by the rule of the normal distribution."""
    before = prior(steps)
    seen = ~np.isnan(value)
    total = before[np.ix_(seen, seen)] + np.diag(variance[seen])
    gain = np.linalg.solve(total, before[seen]).T
    return gain @ value[seen], before - gain @ before[seen]


@st.composite
def series(draw):
    """Draw values, some missing, with their variances and the variances of steps."""
    n = draw(st.integers(1, 12))
    seed = draw(st.integers(0, 2**32))
    random = np.random.default_rng(seed)
    value = random.uniform(-1, 1, n)
    value[random.random(n) < draw(st.sampled_from([0, 0.3, 1]))] = np.nan
    variance = 10 ** random.uniform(-4, 0, n)
    variance[np.isnan(value)] = np.nan
    return value, variance, 10 ** random.uniform(-6, -1, n)


@given(series())
def test_smoother_gives_the_posterior_of_the_normal_distribution(drawn):
    value, variance, steps = drawn
    mean, covariance = posterior(value, variance, steps)
    level, spread = smooth_level(filter_level(value, variance, steps))
    assert level == pytest.approx(mean, abs=1e-8)
    assert spread == pytest.approx(np.diag(covariance), abs=1e-8)


@given(series())
def test_filter_gives_the_posterior_given_the_periods_so_far(drawn):
    value, variance, steps = drawn
    run = filter_level(value, variance, steps)
    for t in range(len(value)):
        mean, covariance = posterior(value[: t + 1], variance[: t + 1], steps[: t + 1])
        assert run.level[t] == pytest.approx(mean[t], abs=1e-8)
        assert run.variance[t] == pytest.approx(covariance[t, t], abs=1e-8)
        unseen = np.append(value[:t], np.nan)
        mean, covariance = posterior(unseen, variance[: t + 1], steps[: t + 1])
        assert run.predicted[t] == pytest.approx(mean[t], abs=1e-8)
        assert run.predicted_variance[t] == pytest.approx(covariance[t, t], abs=1e-8)


@given(series())
def test_likelihood_is_that_of_the_joint_normal_distribution(drawn):
    value, variance, steps = drawn
    seen = ~np.isnan(value)
    expected = 0.0
    if seen.any():
        total = prior(steps)[np.ix_(seen, seen)] + np.diag(variance[seen])
        expected = stats.multivariate_normal.logpdf(value[seen], cov=total)
    assert filter_level(value, variance, steps).log_likelihood == pytest.approx(expected, abs=1e-7)


@given(series(), st.integers(0, 12), st.floats(-1, 1))
def test_filter_never_looks_ahead(drawn, cut, other):
    value, variance, steps = drawn
    changed = value.copy()
    changed[cut:] = other
    noise = np.where(np.isnan(variance), 0.1, variance)
    one, two = filter_level(value, noise, steps), filter_level(changed, noise, steps)
    for name in ("level", "variance", "predicted", "predicted_variance"):
        assert (getattr(one, name)[:cut] == getattr(two, name)[:cut]).all()


@given(series())
def test_smoothed_level_is_surer_than_the_filtered_one(drawn):
    run = filter_level(*drawn)
    level, variance = smooth_level(run)
    assert (variance <= run.variance + 1e-12).all()
    assert (variance >= 0).all()
    assert (level[-1], variance[-1]) == (run.level[-1], run.variance[-1])


def test_smoothing_leaves_the_filters_run_as_it_is():
    run = filter_level(np.array([0.1, 0.5, -0.2]), np.full(3, 0.1), 0.01)
    before = run.level.copy()
    smooth_level(run)
    assert (run.level == before).all()


def test_missing_period_keeps_the_level_and_widens_it():
    run = filter_level(np.array([0.4, np.nan, np.nan, 0.4]), np.array([0.01, np.nan, np.nan, 0.01]), 0.02)
    assert run.level[1] == run.level[2] == run.level[0]
    assert np.diff(run.variance[:3]) == pytest.approx([0.02, 0.02])
    assert run.variance[3] < run.variance[0] + 0.02


def test_smoothed_missing_periods_lie_on_a_line_between_their_neighbours():
    value = np.array([0.0, np.nan, np.nan, 0.6])
    level, _ = smooth_level(filter_level(value, np.array([1e-9, np.nan, np.nan, 1e-9]), 0.02))
    assert level == pytest.approx([0, 0.2, 0.4, 0.6], abs=1e-6)


@pytest.mark.parametrize("n", [1, 5])
def test_nothing_seen_leaves_the_level_open(n):
    run = filter_level(np.full(n, np.nan), np.full(n, np.nan), 0.01)
    level, variance = smooth_level(run)
    assert (level == 0).all()
    assert (variance >= BEFORE).all()
    assert run.log_likelihood == 0


def test_no_periods_give_no_levels():
    level, variance = smooth_level(filter_level(np.zeros(0), np.zeros(0), 0.01))
    assert (len(level), len(variance)) == (0, 0)


def test_level_that_never_steps_is_the_weighted_mean():
    value, variance = np.array([0.3, -0.1, 0.4]), np.array([1e-4, 4e-4, 2e-4])
    level, _ = smooth_level(filter_level(value, variance, 0.0))
    assert level == pytest.approx(np.full(3, np.average(value, weights=1 / variance)), abs=1e-3)


@pytest.mark.parametrize("step", [1e-4, 1e-3, 1e-2, 1e-1])
def test_known_step_is_recovered(step):
    found = [estimate_step(*walk(300, step, 0.01, seed)[1:]) for seed in range(10)]
    assert abs(np.log10(np.median(found) / step)) < 0.2
    assert (np.abs(np.log10(np.array(found) / step)) < 0.6).mean() >= 0.9


def test_step_is_the_likeliest_one():
    _, value, variance = walk(80, 3e-3, 0.02, 3)
    value[10:20] = np.nan
    grid = np.linspace(-7, -0.5, 400)
    likely = grid[np.argmax([filter_level(value, variance, 10**x).log_likelihood for x in grid])]
    assert np.log10(estimate_step(value, variance)) == pytest.approx(likely, abs=0.05)


def test_level_that_never_steps_has_a_small_step():
    found = [estimate_step(*walk(200, 0.0, 0.01, seed)[1:]) for seed in range(10)]
    assert np.median(found) < 1e-5


@pytest.mark.parametrize(
    ("n", "missing", "default"), [(11, 0, True), (12, 0, False), (30, 19, True), (0, 0, True)]
)
def test_fewer_than_twelve_periods_have_the_default_step(n, missing, default):
    _, value, variance = walk(n, 0.05, 0.01)
    value[:missing] = np.nan
    assert (estimate_step(value, variance) == DEFAULT_STEP) is default


def test_smoothed_intervals_hold_the_level_as_often_as_they_say():
    hits = []
    for seed in range(60):
        level, value, variance = walk(60, 4e-3, 0.02, seed)
        smoothed, spread = smooth_level(filter_level(value, variance, estimate_step(value, variance)))
        hits.append((np.abs(smoothed - level) <= 1.645 * np.sqrt(spread)).mean())
    assert 0.83 <= np.mean(hits) <= 0.95
