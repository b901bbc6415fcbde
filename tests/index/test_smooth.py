"""Filter and smoother against plain matrix algebra."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tension.index.smooth import STEPS, filter_level, level_of_all, level_so_far, smooth_level

BEFORE = 1.0
"""Variance of the level before the first period."""


def walk(n, step, noise, seed=0):
    """Draw a level and what is seen of it."""
    random = np.random.default_rng(seed)
    level = np.cumsum(random.normal(0, np.sqrt(step), n))
    return level, level + random.normal(0, np.sqrt(noise), n), np.full(n, noise)


def prior(n, step):
    """Covariance of the levels before anything is seen."""
    grown = BEFORE + step * np.arange(n)
    return np.minimum(grown[:, None], grown[None, :])


def posterior(value, variance, step):
    """Mean and covariance of all levels given all values, by the rule of the normal distribution."""
    before = prior(len(value), step)
    seen = ~np.isnan(value)
    total = before[np.ix_(seen, seen)] + np.diag(variance[seen])
    gain = np.linalg.solve(total, before[seen]).T
    return gain @ value[seen], before - gain @ before[seen]


@st.composite
def series(draw):
    """Draw values, some missing, with their variances, and variances of a step."""
    n = draw(st.integers(1, 12))
    seed = draw(st.integers(0, 2**32))
    random = np.random.default_rng(seed)
    value = random.uniform(-1, 1, n)
    value[random.random(n) < draw(st.sampled_from([0, 0.3, 1]))] = np.nan
    variance = 10 ** random.uniform(-4, 0, n)
    variance[np.isnan(value)] = np.nan
    return value, variance, 10 ** random.uniform(-6, -1, 3)


@given(series())
def test_smoother_gives_the_posterior_of_the_normal_distribution(drawn):
    value, variance, steps = drawn
    level, spread = smooth_level(filter_level(value, variance, steps))
    for i, step in enumerate(steps):
        mean, covariance = posterior(value, variance, step)
        assert level[:, i] == pytest.approx(mean, abs=1e-8)
        assert spread[:, i] == pytest.approx(np.diag(covariance), abs=1e-8)


@given(series())
def test_filter_gives_the_posterior_given_the_periods_so_far(drawn):
    value, variance, steps = drawn
    run = filter_level(value, variance, steps)
    for t, i in itertools.product(range(len(value)), range(len(steps))):
        mean, covariance = posterior(value[: t + 1], variance[: t + 1], steps[i])
        assert run.level[t, i] == pytest.approx(mean[t], abs=1e-8)
        assert run.variance[t, i] == pytest.approx(covariance[t, t], abs=1e-8)
        unseen = np.append(value[:t], np.nan)
        mean, covariance = posterior(unseen, variance[: t + 1], steps[i])
        assert run.predicted[t, i] == pytest.approx(mean[t], abs=1e-8)
        assert run.predicted_variance[t, i] == pytest.approx(covariance[t, t], abs=1e-8)


@given(series())
def test_likelihood_is_that_of_the_joint_normal_distribution(drawn):
    value, variance, steps = drawn
    seen = ~np.isnan(value)
    run = filter_level(value, variance, steps)
    for i, step in enumerate(steps):
        expected = 0.0
        if seen.any():
            total = prior(len(value), step)[np.ix_(seen, seen)] + np.diag(variance[seen])
            expected = stats.multivariate_normal.logpdf(value[seen], cov=total)
            expected += 0.5 * seen.sum() * np.log(2 * np.pi)  # a constant that is left out
        assert run.log_likelihood[-1, i] == pytest.approx(expected, abs=1e-7)


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
    assert (level[-1] == run.level[-1]).all()
    assert (variance[-1] == run.variance[-1]).all()


def test_smoothing_leaves_the_filters_run_as_it_is():
    run = filter_level(np.array([0.1, 0.5, -0.2]), np.full(3, 0.1))
    before = run.level.copy()
    smooth_level(run)
    assert (run.level == before).all()


def test_missing_period_keeps_the_level_and_widens_it():
    run = filter_level(
        np.array([0.4, np.nan, np.nan, 0.4]), np.array([0.01, np.nan, np.nan, 0.01]), np.array([0.02])
    )
    level, variance = run.level[:, 0], run.variance[:, 0]
    assert level[1] == level[2] == level[0]
    assert np.diff(variance[:3]) == pytest.approx([0.02, 0.02])
    assert variance[3] < variance[0] + 0.02


def test_smoothed_missing_periods_lie_on_a_line_between_their_neighbours():
    value = np.array([0.0, np.nan, np.nan, 0.6])
    level, _ = smooth_level(filter_level(value, np.array([1e-9, np.nan, np.nan, 1e-9]), np.array([0.02])))
    assert level[:, 0] == pytest.approx([0, 0.2, 0.4, 0.6], abs=1e-6)


@pytest.mark.parametrize("n", [1, 5])
def test_nothing_seen_leaves_the_level_open(n):
    run = filter_level(np.full(n, np.nan), np.full(n, np.nan))
    level, variance = smooth_level(run)
    assert (level == 0).all()
    assert (variance >= BEFORE).all()
    assert (run.log_likelihood == 0).all()


def test_no_periods_give_no_levels():
    level, variance = smooth_level(filter_level(np.zeros(0), np.zeros(0)))
    assert (len(level), len(variance)) == (0, 0)


def test_level_that_never_steps_is_the_weighted_mean():
    value, variance = np.array([0.3, -0.1, 0.4]), np.array([1e-4, 4e-4, 2e-4])
    level, _ = smooth_level(filter_level(value, variance, np.zeros(1)))
    assert level[:, 0] == pytest.approx(np.full(3, np.average(value, weights=1 / variance)), abs=1e-3)


def test_what_is_known_is_averaged_over_the_steps_by_how_well_they_foretold():
    _, value, variance = walk(80, 3e-3, 0.02, 3)
    value[10:20] = np.nan
    run = filter_level(value, variance)
    size = np.sqrt(STEPS)
    for last, found, (level, spread) in (
        (40, level_so_far(value, variance), (run.level, run.variance)),
        (79, level_of_all(value, variance), smooth_level(run)),
    ):
        belief = np.exp(run.log_likelihood[last] - run.log_likelihood[last].max()) * size / (1 + 100 * STEPS)
        belief /= belief.sum()
        mean = belief @ level[last]
        assert found[0][last] == pytest.approx(mean, abs=1e-8)
        assert found[1][last] == pytest.approx(belief @ (spread[last] + (level[last] - mean) ** 2), abs=1e-8)


def test_level_so_far_never_looks_ahead():
    _, value, variance = walk(40, 1e-2, 0.02)
    changed = value.copy()
    changed[25:] = 3.0
    for one, two in zip(level_so_far(value, variance), level_so_far(changed, variance), strict=True):
        assert (one[:25] == two[:25]).all()
        assert (one[25:] != two[25:]).all()


@pytest.mark.parametrize("n", [0, 3])
def test_nothing_seen_leaves_the_level_of_all_open(n):
    for level, variance in (f(np.full(n, np.nan), np.full(n, np.nan)) for f in (level_so_far, level_of_all)):
        assert (level == np.zeros(n)).all()
        assert (variance >= BEFORE - 1e-9).all()


@pytest.mark.parametrize(("n", "step"), [(6, 1e-2), (24, 2.5e-3), (24, 2e-2), (60, 4e-3), (300, 1e-2)])
@pytest.mark.parametrize("estimate", [level_so_far, level_of_all])
def test_intervals_hold_the_level_as_often_as_they_say(n, step, estimate):
    hits = []
    for seed in range(max(60, 3600 // n)):
        level, value, variance = walk(n, step, 0.06, seed)
        found, spread = estimate(value, variance)
        hits.append((np.abs(found - level) <= 1.645 * np.sqrt(spread)).mean())
    assert 0.85 <= np.mean(hits) <= 0.97


@pytest.mark.parametrize("step", [0.0, 4e-4])
@pytest.mark.parametrize("estimate", [level_so_far, level_of_all])
def test_level_that_hardly_steps_is_held_more_often(estimate, step):
    hits = []
    for seed in range(60):
        level, value, variance = walk(24, step, 0.06, seed)
        found, spread = estimate(value, variance)
        hits.append((np.abs(found - level) <= 1.645 * np.sqrt(spread)).mean())
    assert np.mean(hits) >= 0.94
