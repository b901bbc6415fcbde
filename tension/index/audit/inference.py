"""Correct levels by labels: what a sample of people's labels says of the model's error, and how surely.

Prediction-powered inference (Angelopoulos et al. 2023): a level is the mean of the model's scores over all articles plus
the mean of (label - score) over a labelled sample, each labelled article weighted by one over the probability that it
was drawn. "Not relevant" is a label: an article that one of model and coder takes and the other doesn't moves the level
by how far it lies from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tension.index.audit.gold import F64, I64, Bool, Gold, effective_number
from tension.index.intervals import t_quantile

LEAST_LABELS = 30
"""Labels that a correction needs, and a period that is corrected alone; fewer tell neither the error nor its spread."""

SLOPE_PRIOR = 1.0
"""Standard deviation, before a label is seen, of how much the model's error grows with the level: at 1 the model tells
half of a change, which is nothing unusual for a mean over sentences."""

_LEAST_SPREAD = 1e-4
"""Variance of the levels below which labels can't tell whether the error grows with them."""

_LEAST_DEGREES = 3.0

_LEAST_NEIGHBOURS = 3
"""Articles from which on neighbours tell how chance moves a draw; fewer are taken as drawn around 0."""


@dataclass(frozen=True)
class Correction:
    """What is added to levels: ``coefficient[0] + coefficient[1] * (level - centre)``.

    Attributes
    ----------
    coefficient : float64 array, shape (2,)
        + makes levels more confrontational.
    covariance : float64 array, shape (2, 2)
    centre : float
    degrees : float
        Degrees of freedom of the variances.
    n : int
        Labels that it rests on.
    influence : float64 array, shape (n, 2)
        How far each article moves the coefficients per unit of its error.
    common : float
        Covariance of an article's error with its score.
    """

    coefficient: F64
    covariance: F64
    centre: float
    degrees: float
    n: int
    influence: F64
    common: float

    def at(self, level: F64) -> tuple[F64, F64]:
        """Correction of levels, and its variance; both of the shape of ``level``."""
        x = self._terms(level)
        return x @ self.coefficient, np.asarray(((x @ self.covariance) * x).sum(axis=-1))

    def shared(self, gold: Gold, level: F64) -> F64:
        """Covariance of every period's correction with its level, for the labelled articles are in both."""
        own = np.stack(
            [_binned(gold.period, gold.share * gold.said * part, len(level)) for part in self.influence.T],
            axis=1,
        )
        return np.asarray(self.common * (self._terms(level) * own).sum(axis=1))

    def _terms(self, level: F64) -> F64:
        return np.stack([np.ones_like(level), np.nan_to_num(level - self.centre)], axis=-1)


def fit_correction(
    gold: Gold, level: F64 | None = None, gain: F64 | None = None, weight: F64 | None = None
) -> Correction:
    """Fit the correction of levels to labels.

    Parameters
    ----------
    gold : Gold
        Articles of which one or more is relevant to the coder.
    level : float64 array, shape (t,), optional
        Smoothed level of every period by the model; without it the correction is the same for all levels.
    gain : float64 array, shape (t,), optional
        How far a period's own level moves its smoothed one.
    weight : float64 array, shape (n,), optional
        In place of ``gold.weight``.

    Notes
    -----
    The error of relevant articles is regressed on the level of their period, not on their own score: what a score
    misses of an article at random cancels in a period's mean, what the model misses of a change doesn't. The variance
    is that of the estimator's linearised terms (Binder 1983), each over one less its leverage (Bell & McCaffrey 2002).
    The slope is then drawn toward zero as by a normal prior of deviation :data:`SLOPE_PRIOR`.
    """
    weight = gold.weight if weight is None else weight
    counted = weight * gold.relevant
    weight, counted = weight / counted.sum(), counted / counted.sum()
    x = np.zeros(len(weight)) if level is None else level[gold.period]
    centre = float(counted @ x)
    x = x - centre
    sloped = level is not None and float(counted @ x**2) > _LEAST_SPREAD
    terms = np.stack([np.ones_like(x), x], axis=1)[:, : 1 + sloped]
    inverse = np.linalg.inv(terms.T @ (terms * counted[:, None]))
    error = gold.error()
    first = inverse @ (terms.T @ (weight * error))
    left = error - gold.relevant * (terms @ first)
    if sloped and gain is not None:
        # The labelled articles are in the level too: the part of their error that they share with it isn't a slope.
        shared = weight * gold.share * gold.said * gain[gold.period]
        first = first - inverse[:, 1] * shared.sum() * _common(gold, weight, left)
        left = error - gold.relevant * (terms @ first)
    leverage = counted * ((terms @ inverse) * terms).sum(axis=1)
    influence = (terms @ inverse) * weight[:, None]
    moved = influence * (left / np.sqrt(np.maximum(1 - leverage, 0.1)))[:, None]
    covariance = _drawn_variance(moved, gold)
    common = _common(gold, weight, left)
    telling = gold.telling()
    n, degrees = int(telling.sum()), effective_number(weight[telling] ** 2) - 1
    if sloped:
        first, covariance, influence = _shrunk(first, covariance, influence)
    else:
        first, influence = np.append(first, 0.0), np.pad(influence, ((0, 0), (0, 1)))
        covariance = np.diag([covariance[0, 0], SLOPE_PRIOR**2 if level is not None else 0.0])
    return Correction(first, covariance, centre, max(degrees, _LEAST_DEGREES), n, influence, common)


def _common(gold: Gold, weight: F64, left: F64) -> float:
    """Covariance of the articles' errors with their scores."""
    return float((weight * left * np.where(gold.said, gold.score - gold.expected, 0.0)).sum())


def _drawn_variance(moved: F64, gold: Gold) -> F64:
    """Covariance of the sum of ``moved``, shape (n, k), over draws of the sample and over articles that might have been.

    What the model finds relevant and what it doesn't are drawn apart, each evenly along an order, so their part is told
    by second differences of neighbours in it (Wolter 2007, section 8.2). First ones count the steps between cells, and
    the drift over the months within one, as chance: of 60 labels, which are a handful to a cell, they made intervals
    that cover .924 in place of .90.
    """
    order = np.argsort(gold.place, kind="stable")
    moved, kept, said = moved[order], gold.probability[order], gold.said[order]
    drawn = sum(_bends(moved[part], kept[part]) for part in (said, ~said))
    return np.asarray((moved.T * kept) @ moved + drawn)


def _bends(moved: F64, kept: F64) -> F64:
    """Variance of the sum of ``moved``, shape (n, k), over draws along their order."""
    n = len(moved)
    if n < _LEAST_NEIGHBOURS:
        return np.asarray((moved.T * (1 - kept)) @ moved)
    mean_kept = (kept[2:] + kept[1:-1] + kept[:-2]) / 3
    bend = np.diff(moved, n=2, axis=0) * np.sqrt((1 - mean_kept) / 6)[:, None]
    return np.asarray((bend.T @ bend) * n / (n - 2))


def _shrunk(first: F64, covariance: F64, influence: F64) -> tuple[F64, F64, F64]:
    """Draw the slope toward zero: normal estimate and normal prior, in closed form."""
    gain = covariance[:, 1] / (covariance[1, 1] + SLOPE_PRIOR**2)
    shrink = np.eye(2)
    shrink[:, 1] -= gain
    return shrink @ first, shrink @ covariance, influence @ shrink.T


@dataclass(frozen=True)
class Corrected:
    """Levels of ``t`` periods corrected; arrays of shape (t,), NaN where there's no level.

    Attributes
    ----------
    level, variance, degrees : float64 arrays
    added : float64 array
        What the correction added.
    n_gold : int64 array
        Labels of the period that tell something of the level.
    alone : bool array
        Whether the period was corrected by its own labels alone.
    """

    level: F64
    variance: F64
    degrees: F64
    added: F64
    n_gold: I64
    alone: Bool

    def half(self) -> F64:
        """Half the width of the 90% intervals."""
        return np.asarray(t_quantile(self.degrees) * np.sqrt(self.variance))


def correct_levels(
    level: F64, variance: F64, degrees: F64, smoothed: F64, spread: F64, gold: Gold, *, alone: bool = False
) -> tuple[Corrected, Correction]:
    """Correct the levels of periods by labels.

    Parameters
    ----------
    level, variance, degrees : float64 arrays, shape (t,)
        By the model: levels, their variances and degrees of freedom (:func:`tension.index.levels.whole_span`).
    smoothed, spread : float64 arrays, shape (t,)
        Smoothed levels and their variances (:func:`tension.index.smooth.level_of_all`).
    gold : Gold
    alone : bool
        Correct every period that has :data:`LEAST_LABELS` labels by these alone, the others by all labels.

    Returns
    -------
    Corrected
    Correction
        The one by all labels.

    Notes
    -----
    The variance is that of the level, as the index has it, plus that of the correction, plus twice their covariance;
    degrees of freedom after Satterthwaite (1946).
    """
    gain = np.divide(spread, variance, out=np.zeros(len(level)), where=variance > 0)
    pooled = fit_correction(gold, smoothed, np.minimum(gain, 1.0))
    added, _ = pooled.at(level)
    _, unsure = pooled.at(smoothed)
    common = pooled.shared(gold, smoothed)
    stretch = np.full(len(level), 1 + pooled.coefficient[1])
    freedom = np.full(len(level), pooled.degrees)
    number = np.bincount(gold.period[gold.telling()], minlength=len(level))
    by_itself = np.zeros(len(level), dtype=bool)
    for period in np.flatnonzero(number >= LEAST_LABELS) if alone else ():
        own = gold.only(gold.period == period)
        weight = own.share / own.probability
        if not (weight * own.relevant).sum() > 0:
            continue
        one = fit_correction(own, weight=weight)
        by_itself[period], freedom[period] = True, one.degrees
        added[period], unsure[period] = one.coefficient[0], one.covariance[0, 0]
        stretch[period] = 1.0
        common[period] = one.common * float((own.share * own.said * one.influence[:, 0]).sum())
    variance = stretch**2 * variance
    total = np.maximum(variance + unsure + 2 * stretch * common, unsure)
    parts = variance**2 / degrees + unsure**2 / freedom
    both = np.divide(
        (variance + unsure) ** 2, parts, out=np.full(len(level), pooled.degrees), where=parts > 0
    )
    return Corrected(level + added, total, both, added, number.astype(np.int64), by_itself), pooled


def _binned(cell: I64, values: F64, size: int) -> F64:
    return np.asarray(np.bincount(cell, values, minlength=size), dtype=np.float64)
