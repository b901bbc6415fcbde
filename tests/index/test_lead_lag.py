"""Leads and lags: who moves first is told, gaps are borne, and chance is said to be chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from tension.index.lead_lag import LEAST_PAIRS, find_lead_lag


def crossed(index, reference, max_lag=12, n_resamples=99, seed=0):
    return find_lead_lag(
        index, reference, max_lag, n_resamples=n_resamples, random=np.random.default_rng(seed)
    )


def changes(n=200, lag=0, noise=0.5, seed=1):
    """Changes of an index, and of a reference that follows ``lag`` periods later."""
    random = np.random.default_rng(seed)
    index = random.normal(size=n)
    return index, np.roll(index, lag) + noise * random.normal(size=n)


@pytest.mark.parametrize("lag", [-7, -1, 0, 2, 12])
def test_peak_is_where_the_one_follows_the_other(lag):
    found = crossed(*changes(lag=lag))
    assert found.peak == lag
    assert found.at_peak > 0.7 > found.limit
    assert found.p_value == 0.01


def test_peak_may_be_negative():
    index, reference = changes(lag=3)
    found = crossed(index, -reference)
    assert found.peak == 3
    assert found.at_peak < -0.7


def test_correlation_is_that_of_ranks_over_known_pairs():
    index, reference = changes(50)
    index[[3, 20]], reference[[7, 21]] = np.nan, np.nan
    found = crossed(index, reference, max_lag=2)
    x, y = (rankdata(values, nan_policy="omit") for values in (index, reference))
    for lag, value, n in zip(found.lags, found.correlation, found.n, strict=True):
        pairs = [(x[t], y[t + lag]) for t in range(50) if 0 <= t + lag < 50]
        known = np.array([pair for pair in pairs if not np.isnan(pair).any()])
        assert n == len(known)
        assert value == pytest.approx(np.corrcoef(known.T)[0, 1])


def test_unrelated_series_have_a_peak_that_chance_explains():
    told, inside = [], []
    for seed in range(60):
        random = np.random.default_rng(seed)
        found = crossed(random.normal(size=80), random.normal(size=80), seed=seed)
        told.append(found.p_value <= 0.1)
        inside.append(((found.correlation > found.lower) & (found.correlation < found.upper)).mean())
        assert found.limit > found.upper.mean()
    assert np.mean(told) <= 0.25
    assert 0.8 <= np.mean(inside) <= 0.95


def test_lags_with_too_few_pairs_are_unknown():
    found = crossed(*changes(LEAST_PAIRS + 4))
    assert np.isnan(found.correlation[[0, -1]]).all()
    assert np.isnan(found.lower[[0, -1]]).all()
    assert not np.isnan(found.correlation[found.n >= LEAST_PAIRS]).any()


def test_resample_without_any_change_counts_as_unrelated():
    index, reference = changes(10)
    found = crossed(index, np.where(np.arange(10) == 4, reference, 0.0), max_lag=1)
    assert not np.isnan([found.limit, *found.lower, *found.upper]).any()


def test_nothing_is_told_of_too_little():
    index, reference = changes(40)
    assert crossed(index[: LEAST_PAIRS - 1], reference[: LEAST_PAIRS - 1]) is None
    assert crossed(np.full(40, np.nan), reference) is None
    assert crossed(np.ones(40), reference) is None
    gaps = np.where(np.arange(40) < 20, np.nan, index)
    assert crossed(gaps, np.where(np.arange(40) >= 20, np.nan, reference), max_lag=0) is None


def test_same_seed_gives_the_same_band():
    one, other = crossed(*changes()), crossed(*changes())
    assert (one.lower == other.lower).all()
    assert (one.limit, one.p_value) == (other.limit, other.p_value)
