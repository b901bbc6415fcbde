"""The level behind noisy periods: a local level model, filtered (never looking ahead) and smoothed (over the whole span).

``y_t = level_t + noise of variance v_t``, ``level_t = level_(t-1) + step of variance q`` (Harvey 1989; Durbin & Koopman
2012). The noise of every period is known from its interval. How far the level steps isn't: with q put at its likeliest
value the intervals of short series hold the level far too seldom, as that value is often next to nothing. So the model is
run with many q, and what they say is averaged by how well each foretold the periods, times a half-Cauchy prior of the
step's standard deviation (Gelman 2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.portable import exponential, steadied

F64 = NDArray[np.float64]

STEPS: F64 = np.array([10.0 ** (exponent / 4) for exponent in range(-24, -1)])
"""Variances of a step that the model is run with: four to a power of ten."""

_PRIOR_SCALE = 0.1
"""Standard deviation of a step at which the prior has fallen to half. One for periods of any length: a half-Cauchy prior falls so
slowly that the series decides, and a step of more than .1 is rare in months and years alike."""

_VAGUE = 1.0
"""Variance of the level before the first period: tension can't be farther than 1 from 0."""


@dataclass(frozen=True)
class Filtered:
    """A filter's runs over ``t`` periods with ``g`` variances of a step; float64 arrays of shape (t, g).

    Attributes
    ----------
    level, variance : arrays
        Of the level, given this period and those before it.
    predicted, predicted_variance : arrays
        Given those before it alone.
    log_likelihood : array
        Of the periods up to this one, up to a constant.
    """

    level: F64
    variance: F64
    predicted: F64
    predicted_variance: F64
    log_likelihood: F64


def filter_level(value: F64, variance: F64, steps: F64 = STEPS) -> Filtered:
    """Run the Kalman filter of a local level model.

    Parameters
    ----------
    value : float64 array, shape (t,)
        Observed levels; NaN for a period without any.
    variance : float64 array, shape (t,)
        Variance of each observation.
    steps : float64 array, shape (g,)
        Variances of the step to each period; the filter is run with each.
    """
    t, g = len(value), len(steps)
    out = np.empty((4, t, g))
    total, surprise = np.ones((t, g)), np.zeros((t, g))
    level, spread = np.zeros(g), np.full(g, _VAGUE)
    for i, (y, v) in enumerate(zip(value.tolist(), variance.tolist(), strict=True)):
        if i:
            spread = spread + steps
        out[2, i], out[3, i] = level, spread
        if y == y:
            total[i] = spread + v
            surprise[i] = y - level
            gain = spread / total[i]
            level = level + gain * surprise[i]
            spread = spread * (1 - gain)
        out[0, i], out[1, i] = level, spread
    surprises = steadied(np.log(total)) + surprise * surprise / total
    return Filtered(out[0], out[1], out[2], out[3], np.cumsum(-0.5 * surprises, axis=0))


def smooth_level(filtered: Filtered) -> tuple[F64, F64]:
    """Levels and their variances given the whole span, shape (t, g) (Rauch, Tung & Striebel 1965)."""
    level, variance = filtered.level.copy(), filtered.variance.copy()
    for i in range(len(level) - 2, -1, -1):
        ahead = filtered.predicted_variance[i + 1]
        gain = np.divide(filtered.variance[i], ahead, out=np.zeros_like(ahead), where=ahead > 0)
        level[i] += gain * (level[i + 1] - filtered.predicted[i + 1])
        variance[i] += gain * gain * (variance[i + 1] - ahead)
    return level, variance


def level_so_far(value: F64, variance: F64) -> tuple[F64, F64]:
    """Level and its variance, shape (t,), given each period and those before it alone.

    Parameters
    ----------
    value, variance : float64 arrays, shape (t,)
        As of :func:`filter_level`.
    """
    run = filter_level(value, variance)
    return _averaged(run.level, run.variance, _belief(run.log_likelihood))


def level_of_all(value: F64, variance: F64) -> tuple[F64, F64]:
    """Level and its variance, shape (t,), given the whole span; as :func:`level_so_far`."""
    run = filter_level(value, variance)
    return _averaged(*smooth_level(run), _belief(run.log_likelihood[-1:]))


def _belief(log_likelihood: F64) -> F64:
    """Weights of the variances of a step, each row adding up to 1."""
    size = np.sqrt(STEPS)
    # The variances are evenly apart by their logarithm: a density of the standard deviation counts times that.
    prior = size / (1 + (size / _PRIOR_SCALE) ** 2)
    weight = prior * exponential(log_likelihood - log_likelihood.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _averaged(level: F64, variance: F64, weight: F64) -> tuple[F64, F64]:
    """Mean and variance of the mixture over the variances of a step."""
    mean = (weight * level).sum(axis=1)
    apart = level - mean[:, None]
    return mean, (weight * (variance + apart * apart)).sum(axis=1)
