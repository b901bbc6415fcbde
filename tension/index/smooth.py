"""The level behind noisy periods: a local level model, filtered (never looking ahead) and smoothed (over the whole span).

``y_t = level_t + noise of variance v_t``, ``level_t = level_(t-1) + step of variance q`` (Harvey 1989; Durbin & Koopman
2012). The noise of every period is known from its interval; only q is estimated, by maximum likelihood.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

DEFAULT_STEP = 1e-3
"""Variance of a step where too few periods tell of it."""

_LEAST_PERIODS = 12
_RANGE = (-7.0, -0.5)
"""Decimal logarithms of the variances of steps among which the likeliest is looked for."""

_VAGUE = 1.0
"""Variance of the level before the first period: tension can't be farther than 1 from 0."""


@dataclass(frozen=True)
class Filtered:
    """A filter's run over ``t`` periods; float64 arrays of shape (t,).

    Attributes
    ----------
    level, variance : arrays
        Of the level, given this period and those before it.
    predicted, predicted_variance : arrays
        Given those before it alone.
    log_likelihood : float
    """

    level: F64
    variance: F64
    predicted: F64
    predicted_variance: F64
    log_likelihood: float


def filter_level(value: F64, variance: F64, step: F64 | float) -> Filtered:
    """Run the Kalman filter of a local level model.

    Parameters
    ----------
    value : float64 array, shape (t,)
        Observed levels; NaN for a period without any.
    variance : float64 array, shape (t,)
        Variance of each observation.
    step : float or float64 array, shape (t,)
        Variance of the step to each period.
    """
    t = len(value)
    steps = np.broadcast_to(np.asarray(step, dtype=np.float64), t).tolist()
    out = np.empty((4, t))
    level, spread, likelihood = 0.0, _VAGUE, 0.0
    for i, (y, v, q) in enumerate(zip(value.tolist(), variance.tolist(), steps, strict=True)):
        if i:
            spread += q
        out[2, i], out[3, i] = level, spread
        if y == y:
            total = spread + v
            surprise = y - level
            likelihood -= 0.5 * (math.log(2 * math.pi * total) + surprise * surprise / total)
            gain = spread / total
            level += gain * surprise
            spread *= 1 - gain
        out[0, i], out[1, i] = level, spread
    return Filtered(out[0], out[1], out[2], out[3], likelihood)


def smooth_level(filtered: Filtered) -> tuple[F64, F64]:
    """Level and its variance given the whole span (Rauch, Tung & Striebel 1965)."""
    level, variance = filtered.level.copy(), filtered.variance.copy()
    for i in range(len(level) - 2, -1, -1):
        ahead = filtered.predicted_variance[i + 1]
        gain = filtered.variance[i] / ahead if ahead > 0 else 0.0
        level[i] += gain * (level[i + 1] - filtered.predicted[i + 1])
        variance[i] += gain * gain * (variance[i + 1] - ahead)
    return level, variance


def estimate_step(value: F64, variance: F64) -> float:
    """Variance of a period's step that makes the observations likeliest; a default with fewer than 12 of them."""
    if int((~np.isnan(value)).sum()) < _LEAST_PERIODS:
        return DEFAULT_STEP
    low, high = _RANGE
    golden = (math.sqrt(5) - 1) / 2

    def loss(exponent: float) -> float:
        return -filter_level(value, variance, 10.0**exponent).log_likelihood

    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = loss(left), loss(right)
    while high - low > 0.05:
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = loss(right)
    return float(10.0 ** ((low + high) / 2))
