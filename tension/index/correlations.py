"""Correlations of paired series and their intervals: pure functions of arrays, many resamples at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]
Statistic = Callable[..., F64]

COVERAGE = 0.9
"""Of the intervals, as for an index."""

_NEARLY_ONE = 1 - 1e-9
"""Fisher's scale ends in infinity."""

_ROUNDING_OF_A_MEAN, _ROUNDING_OF_A_FIT = 1e-28, 1e-20
"""Shares of a sum of squares below which what is left, after a mean or a fit was taken off, is rounding."""

_AT_A_TIME = 1_000_000
"""Numbers of one series that are resampled at a time, to spare memory."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 90% interval.

    Attributes
    ----------
    value, lower, upper : float
    n : int
        Periods that it's made of.
    """

    value: float
    lower: float
    upper: float
    n: int


def pearson(x: F64, y: F64, counts: F64 | None = None) -> F64:
    """Linear correlation, in [-1, 1]; NaN where either is constant.

    Parameters
    ----------
    x, y : float64 arrays, shape (n,)
    counts : float64 array, shape (m, n), optional
        How often each row is there in each of m resamples; once by default.

    Returns
    -------
    float64 array, shape (m,) or ()
    """
    weight = _weight(x, counts)
    return _cosine(_centred(_standardised(x), weight), _centred(_standardised(y), weight), weight)


def spearman(x: F64, y: F64, counts: F64 | None = None) -> F64:
    """Rank correlation, in [-1, 1]; ties have their mean rank. Takes and gives what :func:`pearson` does."""
    weight = _weight(x, counts)
    one, other = (_centred(_ranked(values, weight), weight) for values in (x, y))
    return _cosine(one, other, weight)


def partial_spearman(x: F64, y: F64, given: F64, counts: F64 | None = None) -> F64:
    """Rank correlation of two series with a third held fixed: of what its ranks leave of theirs.

    Only ranks matter, so the logarithm of a count gives the same as the count. Otherwise as :func:`pearson`.
    """
    weight = _weight(x, counts)
    one, other, control = (_centred(_ranked(values, weight), weight) for values in (x, y, given))
    return _cosine(_left_over(one, control, weight), _left_over(other, control, weight), weight)


def estimate(
    statistic: Statistic, columns: Sequence[F64], rows: Rows, *, length: float | None = None
) -> Estimate:
    """Measure a correlation, with an interval from resamples.

    Parameters
    ----------
    statistic : callable
        Of as many arrays as there are columns, and of ``counts``, such as :func:`spearman`.
    columns : sequence of float64 arrays, shape (n,)
    rows : intp array, shape (n_resamples, n)
        Rows of each resample (:mod:`tension.index.blocks`).
    length : float, optional
        Mean length of the blocks. With it the percentiles are stretched as quantiles of Student's t are beside those of
        the normal distribution, for as few values as there are blocks; without it they're taken as they are.

    Returns
    -------
    Estimate
        Resamples in which the statistic is unknown are left out.

    Notes
    -----
    The stretching is done on Fisher's scale (artanh r), where correlations lie evenly. Plain percentiles hold the truth
    in 70% and not 90% of series that wander; ``tests/index/test_correlations.py`` measures what these hold.
    """
    n = len(columns[0])
    step = max(_AT_A_TIME // n, 1)
    draws = np.concatenate(
        [statistic(*columns, counts=_counted(part)) for part in np.split(rows, range(step, len(rows), step))]
    )
    known = draws[~np.isnan(draws)]
    value = float(statistic(*columns))
    if not len(known):
        return Estimate(value, float("nan"), float("nan"), n)
    tail = (1 - COVERAGE) / 2
    bounds = np.quantile(known, [tail, 1 - tail])
    if length is not None:
        centre, ends = _fisher(np.array(value)), _fisher(bounds)
        bounds = np.tanh(centre + (ends - centre) * _stretch(n / length))
    return Estimate(value, float(bounds[0]), float(bounds[1]), n)


def _fisher(correlation: F64) -> F64:
    scaled: F64 = np.arctanh(np.clip(correlation, -_NEARLY_ONE, _NEARLY_ONE))
    return scaled


def _stretch(n_blocks: float) -> float:
    """How much wider an interval is where the variance comes from few blocks."""
    from scipy.stats import norm, t

    tail = (1 + COVERAGE) / 2
    wider = t.ppf(tail, n_blocks - 1) / norm.ppf(tail)
    return float(wider * np.sqrt(n_blocks / (n_blocks - 1)))


def _weight(values: F64, counts: F64 | None) -> F64:
    return np.ones(len(values)) if counts is None else counts


def _counted(rows: Rows) -> F64:
    """How often each of n rows is there in each resample; shape (m, n)."""
    m, n = rows.shape
    flat = (rows + n * np.arange(m)[:, None]).ravel()
    return np.bincount(flat, minlength=m * n).reshape(m, n).astype(np.float64)


def _standardised(values: F64) -> F64:
    """Bring values near 0 and 1, for the sake of rounding alone."""
    centred: F64 = values - values.mean()
    size = float(np.abs(centred).max())
    return centred / size if size > 0 else centred


def _ranked(values: F64, weight: F64) -> F64:
    """Rank the values of each resample without sorting it: from how many rows there are below each."""
    _, place = np.unique(values, return_inverse=True)
    order = np.argsort(place, kind="stable")
    starts = np.flatnonzero(np.diff(place[order], prepend=-1))
    alike = np.add.reduceat(weight[..., order], starts, axis=-1)
    ranks: F64 = (np.cumsum(alike, axis=-1) - alike / 2 + 0.5)[..., place]
    return ranks


def _centred(values: F64, weight: F64) -> F64:
    """Take the mean off; of a constant exactly 0 is left, whatever the rounding of its mean."""
    mean = (values * weight).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
    return _without_rounding(values - mean, values, weight, _ROUNDING_OF_A_MEAN)


def _left_over(values: F64, control: F64, weight: F64) -> F64:
    """Take off what a control explains, both of them about 0; where that's everything, exactly 0 is left."""
    size = (control**2 * weight).sum(axis=-1, keepdims=True)
    shared = (values * control * weight).sum(axis=-1, keepdims=True)
    left = values - control * np.divide(shared, size, out=np.zeros_like(size), where=size > 0)
    return _without_rounding(left, values, weight, _ROUNDING_OF_A_FIT)


def _without_rounding(left: F64, whole: F64, weight: F64, share: float) -> F64:
    size, least = ((values**2 * weight).sum(axis=-1, keepdims=True) for values in (left, whole))
    kept: F64 = np.where(size <= share * least, 0.0, left)
    return kept


def _cosine(left: F64, right: F64, weight: F64) -> F64:
    product = np.asarray((left * right * weight).sum(axis=-1))
    size = np.sqrt((left**2 * weight).sum(axis=-1) * (right**2 * weight).sum(axis=-1))
    found: F64 = np.divide(product, size, out=np.full_like(product, np.nan), where=size > 0)
    return found
