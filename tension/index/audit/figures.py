"""What labels say of the model: relevance found and missed, agreement, calibration, each with its 90% interval.

Every article counts one over its probability of being drawn, so that a figure is of all articles and not of the sample.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tension.index.audit.gold import F64, Bool, effective_number
from tension.index.audit.sample import BANDS
from tension.index.intervals import LEVEL, t_quantile
from tension.training.metrics import (
    calibration_slope,
    debiased_calibration_error,
    resamples,
    simulated_labels,
)

LEAST_AGREEMENT = 10
"""Articles that both find relevant, from which on agreement is told."""

LEAST_CALIBRATION = 100
"""Labels with a pole, from which on a calibration error is told: with fewer, chance alone shows one of .1 and more."""

_RESAMPLES = 400


@dataclass(frozen=True)
class Estimate:
    """A figure, its 90% interval, and the number of labels it rests on; NaN where they are too few."""

    value: float
    lower: float
    upper: float
    n: int


def too_few(n: int) -> Estimate:
    """Make a figure of labels that are too few for it."""
    return Estimate(float("nan"), float("nan"), float("nan"), n)


def rate(hit: Bool, weight: F64) -> Estimate:
    """Weighted share of hits, with Wilson's interval (1927) at the effective number of labels (Kish 1965).

    Examples
    --------
    >>> found = rate(np.array([True, True, True, False]), np.ones(4))
    >>> found.value, round(found.lower, 2), round(found.upper, 2), found.n
    (0.75, 0.36, 0.94, 4)
    """
    n = effective_number(weight)
    if not n:
        return too_few(0)
    p = float(weight @ hit / weight.sum())
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    centre, wide = p + z * z / (2 * n), z * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
    lower, upper = (centre - wide) / (1 + z * z / n), (centre + wide) / (1 + z * z / n)
    return Estimate(min(p, 1.0), max(lower, 0.0), min(upper, 1.0), len(hit))


def relevance(said: Bool, relevant: Bool, weight: F64, n_said: float, n_unsaid: float) -> dict[str, Estimate]:
    """Measure how well the model tells what concerns the dyad.

    Parameters
    ----------
    said, relevant : bool arrays, shape (n,)
        By the model and by the coder.
    weight : float64 array, shape (n,)
    n_said, n_unsaid : float
        How many articles there are, by the model.

    Returns
    -------
    dict
        ``precision`` (of what the model finds relevant, the share that is), ``missed`` (of what it leaves out, the share
        that is relevant) and ``recall`` (of what is relevant, the share that it finds). The interval of recall is
        Donner and Zou's (2012) for a ratio of two rates: that no missed article was drawn doesn't make it sure.
    """
    precision = rate(relevant[said], weight[said])
    missed = rate(relevant[~said], weight[~said])
    found = Estimate(precision.value, precision.lower, precision.upper, int(relevant.sum()))
    return {"precision": precision, "missed": missed, "recall": _recall(found, missed, n_said, n_unsaid)}


def _recall(precision: Estimate, missed: Estimate, n_said: float, n_unsaid: float) -> Estimate:
    """``1 / (1 + missed * n_unsaid / (precision * n_said))``."""
    if not precision.value > 0 or (n_unsaid and np.isnan(missed.value)):
        return too_few(precision.n)
    a, al, au = (n_unsaid * v for v in (missed.value, missed.lower, missed.upper))
    if not n_unsaid:
        a = al = au = 0.0
    b, bl, bu = (n_said * v for v in (precision.value, max(precision.lower, 1e-9), precision.upper))
    low = (a * b - _root(a * b, al * (2 * a - al) * bu * (2 * b - bu))) / (bu * (2 * b - bu))
    high = (a * b + _root(a * b, au * (2 * a - au) * bl * (2 * b - bl))) / (bl * (2 * b - bl))
    return Estimate(1 / (1 + a / b), 1 / (1 + high), 1 / (1 + max(low, 0.0)), precision.n)


def _root(product: float, inside: float) -> float:
    return float(np.sqrt(max(product * product - inside, 0.0)))


def mean_error(score: F64, label: F64, weight: F64) -> Estimate:
    """Weighted mean of label less score; + says that articles are more confrontational than the model has it."""
    n = effective_number(weight)
    if n <= 1:
        return too_few(len(score))
    share = weight / weight.sum()
    value = float(share @ (label - score))
    spread = float(np.sqrt((share**2 @ (label - score - value) ** 2) * n / (n - 1)))
    half = float(t_quantile(np.array(n - 1.0))) * spread
    return Estimate(value, value - half, value + half, len(score))


def agreement(score: F64, label: F64, weight: F64, random_state: int = 0) -> dict[str, Estimate]:
    """Measure how score and label agree, on articles that both find relevant.

    Parameters
    ----------
    score, label : float64 arrays, shape (n,)
        In [-1, 1].
    weight : float64 array, shape (n,)
    random_state : int
        Of the resampling that the intervals come from.

    Returns
    -------
    dict
        ``spearman`` (weighted rank correlation), ``sign`` (of articles that the coder gives a pole, the share whose score
        has its sign), ``kappa`` (Cohen's, quadratic weights, of cooperative, middling and confrontational) and ``slope``
        (of a regression of label on score: above 1 the model tells too little of a difference).
    """
    if len(score) < LEAST_AGREEMENT:
        return dict.fromkeys(("spearman", "sign", "kappa", "slope"), too_few(len(score)))
    polar = label != 0
    three = np.digitize(score, BANDS), np.sign(label).astype(int) + 1
    statistics: dict[str, Callable[[NDArray[np.intp]], float]] = {
        "spearman": lambda r: weighted_spearman(score[r], label[r], weight[r]),
        "kappa": lambda r: weighted_kappa(three[0][r], three[1][r], weight[r]),
        "slope": lambda r: _slope(score[r], label[r], weight[r]),
    }
    found = {name: _resampled(statistic, len(score), random_state) for name, statistic in statistics.items()}
    return {**found, "sign": rate((score * label > 0)[polar], weight[polar])}


def calibration(confrontational: F64, cooperative: F64, label: F64) -> dict[str, Estimate]:
    """Measure whether P(confrontational) among the two poles is as often right as it says, on labels with a pole.

    Labels count alike here, whatever their probability of being drawn. ``error`` is the expected calibration error less
    what a perfect score would show by chance, ``logit_slope`` Cox's (1958); NaN with fewer than 100 labels.
    """
    polar = (label != 0) & (confrontational + cooperative > 0)
    n = int(polar.sum())
    if n < LEAST_CALIBRATION:
        return dict.fromkeys(("error", "logit_slope"), too_few(n))
    p = np.clip(confrontational[polar] / (confrontational + cooperative)[polar], 1e-6, 1 - 1e-6)
    positive = label[polar] > 0
    logit = np.log(p / (1 - p))
    simulated = simulated_labels(p)
    return {
        "error": _resampled(lambda r: debiased_calibration_error(p[r], positive[r], simulated[r]), n, 0),
        "logit_slope": _resampled(lambda r: calibration_slope(logit[r], positive[r]), n, 0),
    }


def weighted_spearman(score: F64, label: F64, weight: F64) -> float:
    """Rank correlation with weights; ties share their rank. Equal weights give :func:`tension.training.metrics.spearman`.

    Examples
    --------
    >>> from tension.training.metrics import spearman
    >>> score, label = np.array([0.1, 0.4, 0.2]), np.array([-1.0, 1.0, 1.0])
    >>> bool(np.isclose(weighted_spearman(score, label, np.ones(3)), spearman(score, label)))
    True
    """
    return _correlation(_ranks(score, weight), _ranks(label, weight), weight)


def weighted_kappa(one: NDArray[np.integer], other: NDArray[np.integer], weight: F64) -> float:
    """Cohen's kappa (1968) of two codings 0, 1, 2 with quadratic weights; NaN where neither varies."""
    table = np.bincount(one * 3 + other, weight, minlength=9).reshape(3, 3) / weight.sum()
    far = (np.arange(3)[:, None] - np.arange(3)[None, :]) ** 2
    chance = float((far * np.outer(table.sum(axis=1), table.sum(axis=0))).sum())
    return 1 - float((far * table).sum()) / chance if chance else float("nan")


def _ranks(values: F64, weight: F64) -> F64:
    _, place = np.unique(values, return_inverse=True)
    size = np.bincount(place, weight)
    return np.asarray((np.cumsum(size) - size / 2)[place])


def _correlation(a: F64, b: F64, weight: F64) -> float:
    share = weight / weight.sum()
    a, b = a - share @ a, b - share @ b
    spread = float(np.sqrt((share @ a**2) * (share @ b**2)))
    return float(share @ (a * b)) / spread if spread else float("nan")


def _slope(score: F64, label: F64, weight: F64) -> float:
    share = weight / weight.sum()
    a, b = score - share @ score, label - share @ label
    spread = float(share @ a**2)
    return float(share @ (a * b)) / spread if spread else float("nan")


def _resampled(statistic: Callable[[NDArray[np.intp]], float], n: int, random_state: int) -> Estimate:
    values = np.array([statistic(rows) for rows in resamples(n, None, _RESAMPLES, random_state)])
    values = values[~np.isnan(values)]
    lower, upper = (
        np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if len(values) else (np.nan, np.nan)
    )
    return Estimate(statistic(np.arange(n)), float(lower), float(upper), n)
