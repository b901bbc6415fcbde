"""Correlations against plain versions, and intervals that hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tension.index.blocks import block_length, interval_length, moving_rows, stationary_rows
from tension.index.correlations import estimate, partial_spearman, pearson, spearman


def three(n=60, seed=0):
    random = np.random.default_rng(seed)
    z = random.poisson(5, n).astype(float)
    x = np.round(random.normal(size=n) + 0.3 * z, 1)
    return x, np.round(0.5 * x + random.normal(size=n) + 0.3 * z, 1), z


def naive_partial(x, y, z):
    x, y, z = (stats.rankdata(values) for values in (x, y, z))
    control = np.column_stack([np.ones(len(z)), z])
    left, right = (v - control @ np.linalg.lstsq(control, v, rcond=None)[0] for v in (x, y))
    return np.corrcoef(left, right)[0, 1]


def test_correlations_are_those_of_scipy():
    x, y, _ = three()
    assert pearson(x, y) == pytest.approx(stats.pearsonr(x, y).statistic)
    assert spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic)


def test_partial_correlation_is_that_of_what_regressions_leave():
    for seed in range(10):
        x, y, z = three(seed=seed)
        assert partial_spearman(x, y, z) == pytest.approx(naive_partial(x, y, z), abs=1e-12)
        assert partial_spearman(x, y, np.log(z + 1)) == partial_spearman(x, y, z)


def test_resamples_told_by_counts_are_those_of_their_rows():
    columns = three()
    x, y, _ = columns
    rows = moving_rows(60, 6, 5, np.random.default_rng(0))
    counts = np.array([np.bincount(row, minlength=60) for row in rows], dtype=float)
    partial = [naive_partial(*(one[row] for one in columns)) for row in rows]
    assert partial_spearman(*columns, counts) == pytest.approx(partial, abs=1e-12)
    ranks = [stats.spearmanr(x[row], y[row]).statistic for row in rows]
    assert spearman(x, y, counts) == pytest.approx(ranks, abs=1e-12)
    linear = [stats.pearsonr(x[row], y[row]).statistic for row in rows]
    assert pearson(x, y, counts) == pytest.approx(linear, abs=1e-12)


def test_resample_of_one_row_alone_has_no_correlation():
    x, y, z = three()
    counts = np.zeros((1, 60))
    counts[0, 17] = 60
    for found in (pearson(x, y, counts), spearman(x, y, counts), partial_spearman(x, y, z, counts)):
        assert np.isnan(found).all()


def test_large_numbers_that_differ_little_correlate_as_their_differences():
    x, y, _ = three()
    assert pearson(x + 1e9, y) == pytest.approx(pearson(x, y), abs=1e-6)
    outlier = np.r_[x, 1e9]
    counts = np.ones((1, 61))
    counts[0, -1] = 0
    assert pearson(outlier, np.r_[y, 0.0], counts)[0] == pytest.approx(pearson(x, y), abs=1e-6)


def test_constant_has_no_correlation():
    x, y, z = three()
    constant = np.full(60, 0.1)
    assert np.isnan(pearson(constant, y))
    assert np.isnan(spearman(x, constant))
    assert np.isnan(partial_spearman(z, y, z))
    assert partial_spearman(x, y, constant) == pytest.approx(spearman(x, y))


def test_plain_interval_is_made_of_the_percentiles_of_the_resamples():
    columns = three()
    rows = moving_rows(60, 6, 200, np.random.default_rng(0))
    draws = [naive_partial(*(one[row] for one in columns)) for row in rows]
    found = estimate(partial_spearman, columns, rows)
    assert (found.lower, found.upper) == pytest.approx(tuple(np.quantile(draws, [0.05, 0.95])))
    assert (found.value, found.n) == (pytest.approx(naive_partial(*columns)), 60)


def test_few_blocks_give_a_wider_interval_within_one():
    x, y, _ = three()
    rows = stationary_rows(60, 10.0, 200, np.random.default_rng(0))
    plain, wide = estimate(pearson, (x, y), rows), estimate(pearson, (x, y), rows, length=10.0)
    assert -1 <= wide.lower < plain.lower < plain.upper < wide.upper <= 1


def test_interval_of_what_agrees_wholly_is_one():
    x = np.arange(30.0)
    found = estimate(spearman, (x, x), stationary_rows(30, 2.0, 50, np.random.default_rng(0)), length=2.0)
    assert (found.lower, found.upper) == pytest.approx((1, 1))


def test_interval_without_a_known_resample_is_unknown():
    x = np.ones(30)
    found = estimate(pearson, (x, x), stationary_rows(30, 2.0, 50, np.random.default_rng(0)))
    assert np.isnan([found.value, found.lower, found.upper]).all()


def wandering(share, truth, n, random):
    noise = random.normal(size=(2, n + 200))
    noise[1] = truth * noise[0] + np.sqrt(1 - truth**2) * noise[1]
    value = np.zeros_like(noise)
    for t in range(1, n + 200):
        value[:, t] = share * value[:, t - 1] + noise[:, t]
    return value[:, 200:]


@pytest.mark.parametrize(("share", "least"), [(0.0, 0.85), (0.5, 0.84), (0.9, 0.82)])
def test_interval_holds_the_truth_nearly_as_often_as_it_says(share, least):
    random, held, narrow = np.random.default_rng(0), [], []
    for _ in range(150):
        x, y = wandering(share, 0.5, 120, random)
        length = interval_length(x, y)
        found = estimate(pearson, (x, y), stationary_rows(120, length, 199, random), length=length)
        held.append(found.lower <= 0.5 <= found.upper)
        plain = estimate(pearson, (x, y), stationary_rows(120, block_length(x, y), 199, random))
        narrow.append(plain.lower <= 0.5 <= plain.upper)
    assert least <= np.mean(held) <= 0.97
    assert np.mean(held) >= np.mean(narrow) - 0.02
