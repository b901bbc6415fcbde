"""Figures by which a model is judged: pure functions of arrays, and the interval of each by resampling.

A perfectly calibrated score shows an expected calibration error of .03 or more on a thousand sentences, from
chance alone; so what chance would show is simulated and taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]
Rows = NDArray[np.intp]

CALIBRATION_BINS = 15
N_SIMULATED = 100
"""Sets of labels simulated to see what a perfectly calibrated score would show."""

N_RESAMPLES = 1000
COVERAGE = 0.95


def sign_auc(score: F64, positive: Bool) -> float:
    """Probability that a positive row has the higher score; ties count half.

    Parameters
    ----------
    score : float64 array, shape (n,)
        Up is more positive.
    positive : bool array, shape (n,)

    Returns
    -------
    float
        In [0, 1]; NaN where one of the two is absent.

    Examples
    --------
    >>> sign_auc(np.array([-1.0, 0.5, 2.0]), np.array([False, False, True]))
    1.0
    """
    n_positive = int(positive.sum())
    n_negative = len(positive) - n_positive
    if not n_positive or not n_negative:
        return float("nan")
    above = _ranks(score)[positive].sum() - n_positive * (n_positive + 1) / 2
    return float(above / (n_positive * n_negative))


def spearman(score: F64, grade: F64) -> float:
    """Rank correlation of a score and a grade, in [-1, 1]; NaN where either is constant.

    Parameters
    ----------
    score, grade : float64 arrays, shape (n,)

    Examples
    --------
    >>> round(spearman(np.array([0.1, 0.4, 9.0]), np.array([-2.0, 0.0, 1.0])), 6)
    1.0
    """
    a, b = _ranks(score), _ranks(grade)
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / spread) if spread else float("nan")


def macro_f1(predicted: NDArray[Any], truth: NDArray[Any], classes: Sequence[int] | None = None) -> float:
    """Mean F1 over the classes that occur in ``truth``, or over some of them, in [0, 1].

    A class that no row belongs to has no recall and is passed over; foretelling it costs the others' recall.

    Examples
    --------
    >>> macro_f1(np.array([-1, 1, 1, 0]), np.array([-1, 1, 1, 1]))
    0.9
    """
    scores = []
    for label in np.unique(truth) if classes is None else np.intersect1d(classes, truth):
        said, true = predicted == label, truth == label
        scores.append(2 * float((said & true).sum()) / float(said.sum() + true.sum()))
    return float(np.mean(scores)) if scores else float("nan")


def precision(said: Bool, true: Bool) -> float:
    """Share of what was said that is true; NaN where nothing was said."""
    return float((said & true).sum() / said.sum()) if said.any() else float("nan")


def recall(said: Bool, true: Bool) -> float:
    """Share of what is true that was said; NaN where nothing is true."""
    return float((said & true).sum() / true.sum()) if true.any() else float("nan")


def brier(probability: F64, positive: Bool) -> float:
    """Mean squared distance of a probability from what came, in [0, 1]; 0 is best (Brier 1950)."""
    return float(np.mean((probability - positive) ** 2))


def calibration_slope(logit: F64, positive: Bool) -> float:
    """Slope of a logistic regression of what came on the logit of the probability (Cox 1958).

    1 is right, less is too sure, more is not sure enough; NaN where no row is told wrong.

    Parameters
    ----------
    logit : float64 array, shape (n,)
    positive : bool array, shape (n,)
    """
    X = np.column_stack([logit, np.ones(len(logit))])
    beta = np.array([1.0, 0.0])
    for _ in range(50):
        p = _logistic(X @ beta)
        curvature = X.T @ (X * (p * (1 - p))[:, None])
        if not np.isfinite(curvature).all() or np.linalg.cond(curvature) > 1e12:
            return float("nan")
        step = np.linalg.solve(curvature, X.T @ (positive - p))
        beta += step
        if float(np.abs(step).max()) < 1e-8:
            return float(beta[0])
    return float("nan")


def reliability(
    probability: F64, positive: NDArray[Any], n_bins: int = CALIBRATION_BINS
) -> tuple[F64, F64, NDArray[np.intp]]:
    """Mean probability, share of positive rows and number of rows in bins of equal count, lowest first.

    Parameters
    ----------
    probability : float64 array, shape (n,)
    positive : array, shape (n,)
    n_bins : int
        At most this many; fewer where there are fewer rows.
    """
    order = np.argsort(probability, kind="stable")
    start, size = _bins(len(order), n_bins)
    mean = np.add.reduceat(probability[order], start) / size
    share = np.add.reduceat(positive[order].astype(np.float64), start) / size
    return mean, share, size


def calibration_error(probability: F64, positive: NDArray[Any], n_bins: int = CALIBRATION_BINS) -> float:
    """Measure the expected calibration error: mean gap of probability and share, in bins of equal count."""
    mean, share, size = reliability(probability, positive, n_bins)
    return float((size * np.abs(mean - share)).sum() / size.sum())


def simulated_labels(probability: F64, n_sets: int = N_SIMULATED, random_state: int = 0) -> NDArray[np.uint8]:
    """Labels as they would come if the probabilities were right; shape (n, n_sets), 0 or 1."""
    draws = np.random.default_rng(random_state).random((len(probability), n_sets))
    return (draws < probability[:, None]).astype(np.uint8)


def debiased_calibration_error(
    probability: F64,
    positive: Bool,
    simulated: NDArray[np.uint8] | None = None,
    n_bins: int = CALIBRATION_BINS,
) -> float:
    """Measure the expected calibration error less what a perfectly calibrated score would show; 0 or more.

    Parameters
    ----------
    probability : float64 array, shape (n,)
    positive : bool array, shape (n,)
    simulated : uint8 array, shape (n, n_sets), optional
        From :func:`simulated_labels`. A resample of rows takes theirs along: it repeats rows, which adds to
        what chance shows, and repeating the simulated labels alike is what takes that off again.
    n_bins : int

    Returns
    -------
    float
        In [0, 1].
    """
    if simulated is None:
        simulated = simulated_labels(probability)
    order = np.argsort(probability, kind="stable")
    start, size = _bins(len(order), n_bins)
    mean = np.add.reduceat(probability[order], start) / size
    share = np.add.reduceat(simulated[order], start, axis=0, dtype=np.int64) / size[:, None]
    by_chance = (size[:, None] * np.abs(mean[:, None] - share)).sum(axis=0) / size.sum()
    return max(0.0, calibration_error(probability, positive, n_bins) - float(by_chance.mean()))


def resamples(
    n: int, groups: NDArray[Any] | None = None, n_resamples: int = N_RESAMPLES, random_state: int = 0
) -> Iterator[Rows]:
    """Yield rows drawn with replacement, whole groups at a time where groups are given.

    Parameters
    ----------
    n : int
        Number of rows.
    groups : array, shape (n,), optional
        Rows of one group (a week, a cluster of near-duplicates) are drawn together.
    n_resamples, random_state : int
    """
    rng = np.random.default_rng(random_state)
    if groups is None:
        for _ in range(n_resamples):
            yield rng.integers(0, n, n)
        return
    _, group = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    order = np.argsort(group, kind="stable")
    size = np.bincount(group)
    first = np.cumsum(size) - size
    for _ in range(n_resamples):
        drawn = rng.integers(0, len(size), len(size))
        length = size[drawn]
        inside = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        yield order[np.repeat(first[drawn], length) + inside]


def bootstrap_interval(
    statistic: Callable[[Rows], float],
    n: int,
    groups: NDArray[Any] | None = None,
    *,
    n_resamples: int = N_RESAMPLES,
    random_state: int = 0,
) -> tuple[float, float]:
    """Percentile interval of a statistic over resampled rows (Efron 1979; by cluster where groups are given).

    Parameters
    ----------
    statistic : callable
        Takes rows, shape (m,), and gives a number; resamples where it is NaN don't count.
    n : int
        Number of rows.
    groups : array, shape (n,), optional
    n_resamples, random_state : int

    Returns
    -------
    lower, upper : float
        The 2.5th and 97.5th percentiles.
    """
    return percentiles(
        np.array([statistic(rows) for rows in resamples(n, groups, n_resamples, random_state)])
    )


def percentiles(values: F64) -> tuple[float, float]:
    """2.5th and 97.5th percentiles of what the resamples gave; those that are NaN don't count."""
    values = values[~np.isnan(values)]
    if not len(values):
        return float("nan"), float("nan")
    lower, upper = np.quantile(values, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return float(lower), float(upper)


def _ranks(values: NDArray[Any]) -> F64:
    """Ranks from 1, ties at their mean, as ``scipy.stats.rankdata`` but without its overhead."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    size = np.diff(np.append(first, len(ordered)))
    ranks = np.empty(len(ordered))
    ranks[order] = np.repeat(first + (size + 1) / 2, size)
    return ranks


def _bins(n: int, n_bins: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First place and size of bins that differ by one row at most."""
    edges = np.arange(min(n_bins, n) + 1) * n // max(min(n_bins, n), 1)
    return edges[:-1], np.diff(edges)


def _logistic(logit: F64) -> F64:
    return 1 / (1 + np.exp(-np.clip(logit, -500, 500)))
