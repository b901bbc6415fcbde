"""From sentences to an article: means over the relevant ones, with an interval that one sentence can't make narrow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

INTERVAL = 0.90
"""Nominal coverage of an article's interval."""

_NORMAL_QUANTILE = 1.6448536269514722  # of (1 + INTERVAL) / 2


def article_means(
    probabilities: F64, article: NDArray[np.int64], counted: NDArray[np.bool_], n_articles: int
) -> tuple[F64, NDArray[np.int64], F64]:
    """Average the sentences that count.

    Parameters
    ----------
    probabilities : float64 array, shape (m, 3)
    article : int64 array, shape (m,)
        Article of every sentence.
    counted : bool array, shape (m,)
        Relevant sentences that have a score.
    n_articles : int

    Returns
    -------
    means : float64 array, shape (n_articles, 3)
        NaN where nothing counts.
    n : int64 array, shape (n_articles,)
        Sentences counted.
    squares : float64 array, shape (n_articles,)
        Sum of squared deviations of the sentences' tension from its mean.
    """
    of, rows = article[counted], probabilities[counted]
    n = np.bincount(of, minlength=n_articles)
    with np.errstate(invalid="ignore"):
        means = np.stack([np.bincount(of, rows[:, k], n_articles) for k in range(3)], axis=1) / n[:, None]
    tension = means[:, 2] - means[:, 0]
    squares = np.bincount(of, (rows[:, 2] - rows[:, 0] - tension[of]) ** 2, n_articles)
    return means, n.astype(np.int64), np.asarray(squares, dtype=np.float64)


def tension_interval(
    tension: F64, n: NDArray[np.int64], squares: F64, deviation: float, weight: float
) -> tuple[F64, F64]:
    """90% interval of an article's tension over sentences of its kind.

    The variance of sentences is shrunk to a pooled value learnt in training, as by a scaled inverse chi-squared prior
    (Gelman et al. 2013, section 3.3), so that an article of one sentence has an honest width:
    ``s2 = (weight * deviation**2 + squares) / (weight + n - 1)``, half width ``t(weight + n - 1) * sqrt(s2 / n)``.

    Parameters
    ----------
    tension : float64 array, shape (a,)
    n : int64 array, shape (a,)
        Sentences counted.
    squares : float64 array, shape (a,)
        Sum of squared deviations.
    deviation, weight : float
        Pooled standard deviation, and the degrees of freedom it counts for.

    Returns
    -------
    lower, upper : float64 arrays
        Within [-1, 1], NaN where ``n`` is 0.
    """
    counted = np.maximum(n, 1)
    freedom = weight + counted - 1
    variance = (weight * deviation**2 + squares) / freedom
    half = student_quantile(freedom) * np.sqrt(variance / counted)
    return np.maximum(tension - half, -1.0), np.minimum(tension + half, 1.0)


def student_quantile(freedom: F64) -> F64:
    """Upper 5% point of Student's t, by the Cornish-Fisher expansion (Abramowitz & Stegun 26.7.5); error below .002 from 5 degrees on."""
    z, v = _NORMAL_QUANTILE, np.asarray(freedom, dtype=np.float64)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return np.asarray(z + sum(term / v ** (i + 1) for i, term in enumerate(terms)))
