"""Which of two series moves first: correlations of their changes at leads and lags, beside those of unrelated series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.index.blocks import Rows, block_length, stationary_rows
from tension.index.correlations import COVERAGE

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

LEAST_PAIRS = 8
"""A correlation of fewer pairs than this isn't told."""

_ROUNDING = 1e-6
"""Ranks differ by a half or more: a product of their sums of squares that's smaller than this is 0."""

_AT_A_TIME = 64
"""Unrelated series that are crossed at a time, to spare memory."""


@dataclass(frozen=True)
class LeadLag:
    """Correlations of changes at leads and lags.

    Attributes
    ----------
    lags : int64 array, shape (k,)
        In periods; + where the index moves first, - where the reference does.
    correlation : float64 array, shape (k,)
        Of ranks; NaN where there are too few pairs.
    lower, upper : float64 arrays, shape (k,)
        Between them lie 90% of the correlations of unrelated series at that lag.
    n : int64 array, shape (k,)
        Pairs of changes.
    limit : float
        The largest of all lags, whatever its sign, stays below this in 90% of unrelated series.
    peak : int
        Lag of the largest correlation, whatever its sign.
    p_value : float
        Chance that the largest is as large in unrelated series: it is searched for, so that one lag's band says too little.
    """

    lags: I64
    correlation: F64
    lower: F64
    upper: F64
    n: I64
    limit: float
    peak: int
    p_value: float

    @property
    def at_peak(self) -> float:
        """Correlation at the peak."""
        return float(self.correlation[self.lags == self.peak][0])


def find_lead_lag(
    index: F64,
    reference: F64,
    max_lag: int,
    *,
    n_resamples: int,
    random: np.random.Generator,
) -> LeadLag | None:
    """Cross two series of changes.

    Parameters
    ----------
    index, reference : float64 arrays, shape (t,)
        Changes by period, all periods in order; NaN where one is unknown.
    max_lag : int
    n_resamples : int
    random : numpy Generator

    Returns
    -------
    LeadLag or None
        None where there are too few pairs, or a series never changes.

    Notes
    -----
    Unrelated series are made by resampling the reference in blocks (Politis & Romano 1994) while the index stays: both
    keep what neighbouring periods have in common, and what they share is lost. Ranks are those of the whole series.
    """
    known = ~np.isnan(reference)
    if min(known.sum(), (~np.isnan(index)).sum()) < LEAST_PAIRS:
        return None
    lags = np.arange(-max_lag, max_lag + 1)
    ranks = [_ranked(values) for values in (index, reference)]
    found, n = _crossed(ranks[0], ranks[1][None], lags)
    if np.isnan(found).all():
        return None
    length = block_length(reference[known])
    rows = stationary_rows(int(known.sum()), length, n_resamples, random)
    null = np.concatenate([
        _crossed(ranks[0], _resampled(ranks[1], known, rows[at : at + _AT_A_TIME]), lags)[0]
        for at in range(0, n_resamples, _AT_A_TIME)
    ])  # fmt: skip
    told = ~np.isnan(found[0])
    null = np.nan_to_num(null[:, told])  # a resample without any change has nothing in common with the index
    tail = (1 - COVERAGE) / 2
    lower, upper = np.full((2, len(lags)), np.nan)
    lower[told], upper[told] = np.quantile(null, [tail, 1 - tail], axis=0)
    largest = np.abs(null).max(axis=1)
    peak = int(np.nanargmax(np.abs(found[0])))
    p_value = (1 + int((largest >= abs(found[0, peak])).sum())) / (1 + n_resamples)
    return LeadLag(
        lags, found[0], lower, upper, n, float(np.quantile(largest, COVERAGE)), int(lags[peak]), p_value
    )


def _ranked(values: F64) -> F64:
    """Ranks of what is known, about 0."""
    from scipy.stats import rankdata

    ranks: F64 = rankdata(values, nan_policy="omit")
    return ranks - np.nanmean(ranks)


def _resampled(values: F64, known: NDArray[np.bool_], rows: Rows) -> F64:
    drawn = np.full((len(rows), len(values)), np.nan)
    drawn[:, known] = values[known][rows]
    return drawn


def _crossed(x: F64, ys: F64, lags: I64) -> tuple[F64, I64]:
    """Correlate ``x`` at t with each of ``ys`` at t + lag; shapes (m, k) and (k,)."""
    found = np.full((len(ys), len(lags)), np.nan)
    n = np.zeros(len(lags), dtype=np.int64)
    t = len(x)
    for place, lag in enumerate(lags.tolist()):
        left = x[max(-lag, 0) : max(t - max(lag, 0), 0)]
        right = ys[:, max(lag, 0) : max(t - max(-lag, 0), 0)]
        pairs = ~np.isnan(left) & ~np.isnan(right[:1])[0]
        n[place] = pairs.sum()
        if n[place] < LEAST_PAIRS:
            continue
        if n[place] < len(pairs):
            left, right = left[pairs], right[:, pairs]
        one = left - left.mean()
        size = one @ one * (np.einsum("ij,ij->i", right, right) - n[place] * right.mean(axis=1) ** 2)
        np.divide(right @ one, np.sqrt(np.maximum(size, 0)), out=found[:, place], where=size > _ROUNDING)
    return found, n
