"""Levels of periods: groups of sources averaged, their leans taken off, with the variance of what comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.index.intervals import pooled_variance, shrunk_variance
from tension.index.sources import Evidence, SourceEffects, evidence_of, fit_effects, prior_covariance
from tension.portable import steadied

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

FULL_STORIES = 5.0
"""From this many stories on, a group of sources counts in a period like any other; with fewer it counts for less, so
that a single story never weighs more than a fifth of a group."""


@dataclass(frozen=True)
class Stories:
    """Stories that concern the dyad, ``n`` of them, from ``k`` sources.

    Attributes
    ----------
    period : int64 array, shape (n,)
        Number of the period, not falling.
    source : int64 array, shape (n,)
    story : int64 array, shape (n,)
        Rows of one story hang together.
    weight, value : float64 arrays, shape (n,)
        What a row counts, and its tension.
    group : int64 array, shape (k,)
        Group of every source.
    n_periods : int
    """

    period: I64
    source: I64
    story: I64
    weight: F64
    value: F64
    group: I64
    n_periods: int

    def by_source(self) -> tuple[F64, F64]:
        """Sum weights and weighted tension by period and source, shape (n_periods, k)."""
        k = len(self.group)
        cell, size = self.period * k + self.source, self.n_periods * k
        counts, totals = (binned(cell, weights, size) for weights in (self.weight, self.weight * self.value))
        return counts.reshape(self.n_periods, k), totals.reshape(self.n_periods, k)


@dataclass(frozen=True)
class Levels:
    """Levels of ``t`` periods; float64 arrays of shape (t,), NaN where a period has no story.

    Attributes
    ----------
    level : array
        In [-1, 1] but for the leans taken off; + is confrontational.
    noise : array
        Variance of the level, in units of the variance of a single story.
    lean_variance : array
        Variance that comes from not knowing the leans, in the same units.
    square, degrees : arrays
        Sum of squared distances of stories from the mean of their group, and its degrees of freedom.
    share, adjusted : float64 arrays, shape (n,)
        What every story counts in its period, and its tension less the lean of its source: the level is the sum of
        their products.
    """

    level: F64
    noise: F64
    lean_variance: F64
    square: F64
    degrees: F64
    share: F64
    adjusted: F64

    def variance(self, pooled: float) -> F64:
        """Variance of the levels, the stories' own variance shrunk to the pooled one."""
        own = shrunk_variance(self.square, self.degrees, pooled)
        return np.asarray(self.noise * own + self.lean_variance * pooled)


def level_periods(stories: Stories, effects: SourceEffects) -> Levels:
    """Average the stories of every period: within groups by weight, groups alike but for thin ones."""
    t, k = stories.n_periods, len(stories.group)
    n_groups = int(stories.group.max(initial=-1)) + 1
    group = stories.group[stories.source] if k else stories.source
    cell, size = stories.period * n_groups + group, t * n_groups
    adjusted = stories.value - effects.lean[stories.source]
    number = np.bincount(cell, minlength=size).astype(np.float64)
    weight = binned(cell, stories.weight, size)
    mean = binned(cell, stories.weight * adjusted, size) / np.where(weight, weight, 1)
    standing = np.minimum(number / FULL_STORIES, 1.0).reshape(t, n_groups)
    present = standing.sum(axis=1)
    standing = standing / np.where(present, present, 1)[:, None]
    level = np.where(present > 0, (standing * mean.reshape(t, n_groups)).sum(axis=1), np.nan)

    share = standing.ravel()[cell] * stories.weight / weight[cell]
    square = binned(stories.period, (adjusted - mean[cell]) ** 2, t)
    degrees = (number.reshape(t, n_groups).sum(axis=1) - (number.reshape(t, n_groups) > 0).sum(axis=1)).clip(
        0
    )
    by_source = binned(stories.period * k + stories.source, share, t * k).reshape(t, k)
    lean = steadied(((by_source @ effects.covariance) * by_source).sum(axis=1))
    return Levels(level, _clustered(stories, share), lean, square, degrees, share, adjusted)


def _clustered(stories: Stories, share: F64) -> F64:
    """Sum over the stories of a period of the square of what each counts; rows of one story count together."""
    order = np.lexsort((stories.story, stories.period))
    period, story = stories.period[order], stories.story[order]
    new = np.flatnonzero(np.append(True, (period[1:] != period[:-1]) | (story[1:] != story[:-1])))[
        : len(order)
    ]
    if not len(order):
        return np.zeros(stories.n_periods)
    together = np.add.reduceat(share[order], new)
    return binned(period[new], together**2, stories.n_periods)


def binned(cell: I64, values: F64, size: int) -> F64:
    """Sum values by cell, shape (size,)."""
    return np.asarray(np.bincount(cell, values, minlength=size), dtype=np.float64)


def whole_span(stories: Stories) -> tuple[Levels, F64, F64]:
    """Levels with the leans learnt from the whole span.

    Returns
    -------
    levels : Levels
    variance : float64 array, shape (t,)
        Of the levels.
    degrees : float64 array, shape (t,)
        Degrees of freedom of the variances.
    """
    effects = fit_effects(evidence_of(*stories.by_source()), stories.group)
    levels = level_periods(stories, effects)
    pooled, _ = pooled_variance(levels.square, levels.degrees)
    return levels, levels.variance(pooled), levels.degrees


def as_it_went(stories: Stories, epoch: I64) -> tuple[F64, F64]:
    """Levels with leans and variances learnt from earlier epochs alone, so that nothing looks ahead.

    Parameters
    ----------
    stories : Stories
    epoch : int64 array, shape (t,)
        Epoch (such as the calendar quarter) that each period begins in, not falling.

    Returns
    -------
    level, variance : float64 arrays, shape (t,)
    """
    k = len(stories.group)
    level, variance = np.full(stories.n_periods, np.nan), np.full(stories.n_periods, np.nan)
    counts, totals = stories.by_source()
    known = Evidence(np.zeros((k, k)), np.zeros(k), np.zeros(k))
    effects = SourceEffects(np.zeros(k), prior_covariance(stories.group))
    square, degrees = np.zeros(0), np.zeros(0)
    for one in np.unique(epoch):
        periods = np.flatnonzero(epoch == one)
        first, end = int(periods[0]), int(periods[-1]) + 1
        rows = slice(*np.searchsorted(stories.period, [first, end]))
        part = Stories(
            stories.period[rows] - first, stories.source[rows], stories.story[rows], stories.weight[rows],
            stories.value[rows], stories.group, end - first,
        )  # fmt: skip
        levels = level_periods(part, effects)
        level[first:end] = levels.level
        variance[first:end] = levels.variance(pooled_variance(square, degrees)[0])
        square = np.append(square, levels.square.sum())
        degrees = np.append(degrees, levels.degrees.sum())
        known = known + evidence_of(counts[first:end], totals[first:end])
        effects = fit_effects(known, stories.group)
    return level, variance
