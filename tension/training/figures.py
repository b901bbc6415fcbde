"""Figures of scores that a fit did not see, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.training import metrics

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Figure:
    """A figure, its 95% interval, and the number of rows it rests on."""

    value: float
    lower: float
    upper: float
    n: int


def wilson_interval(share: Any, n: Any) -> tuple[Any, Any]:
    """95% interval of shares of ``n`` rows (Wilson 1927), which has a width at 0 and 1 too, where resampling has none.

    Parameters
    ----------
    share, n : float and int, or arrays of them
        ``n`` is above 0.

    Returns
    -------
    lower, upper : as ``share``, in [0, 1]

    Examples
    --------
    >>> [round(float(end), 3) for end in wilson_interval(1.0, 156)]
    [0.976, 1.0]
    """
    z = 1.96
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * (share * (1 - share) / n + (z / (2 * n)) ** 2) ** 0.5 / (1 + z**2 / n)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


@dataclass(frozen=True, eq=False)
class UnseenScores:
    """Scores of rows that the fit behind them did not see.

    Attributes
    ----------
    logits : float64 array, shape (n, 2)
        Of cooperative and confrontational against neutral, calibrated.
    pole : int array, shape (n,)
        -1, 0 or 1.
    group : str array, shape (n,), or None
        What resampling must not split.
    grade : float64 array, shape (n,), or None
        -2 to 2, where the rows were graded.
    peers : mapping
        Others' scores of the same rows, + being confrontational: shape (n,), or logits of shape (n, 2).
    """

    logits: F64
    pole: NDArray[Any]
    group: NDArray[Any] | None
    grade: F64 | None = None
    peers: Mapping[str, F64] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class UnseenRelevance:
    """The gate's word on readings it did not see.

    Attributes
    ----------
    said, both, relevant : bool array, shape (n,)
        The gate lets the sentence pass; the sentence names both sides; the reader found it relevant.
    file, group : str array, shape (n,)
        News file and week.
    """

    said: Bool
    both: Bool
    relevant: Bool
    file: NDArray[Any]
    group: NDArray[Any]


def tone_figures(scores: UnseenScores) -> dict[str, Figure]:
    """Measure the tone: sign and calibration on polar rows, classes on all, ranks where there are grades."""
    polar = np.flatnonzero(scores.pole != 0)
    positive = scores.pole[polar] > 0
    margin = margins(scores.logits)[polar]
    probability = 1 / (1 + np.exp(-margin))
    simulated = metrics.simulated_labels(probability)
    group = None if scores.group is None else scores.group[polar]
    figures = {
        name: figure_of(statistic, len(polar), group)
        for name, statistic in {
            "sign_auc": lambda rows: metrics.sign_auc(margin[rows], positive[rows]),
            "calibration_error": lambda rows: metrics.debiased_calibration_error(
                probability[rows], positive[rows], simulated[rows]
            ),
            "brier": lambda rows: metrics.brier(probability[rows], positive[rows]),
            "calibration_slope": lambda rows: metrics.calibration_slope(margin[rows], positive[rows]),
        }.items()
    }
    if (scores.pole == 0).any():
        predicted = (
            np.column_stack([scores.logits[:, 0], np.zeros(len(scores.pole)), scores.logits[:, 1]]).argmax(
                axis=1
            )
            - 1
        )
        figures["macro_f1"] = figure_of(
            lambda rows: metrics.macro_f1(predicted[rows], scores.pole[rows]), len(predicted), scores.group
        )
    if scores.grade is not None:
        figures["spearman"] = _rank_figure(tensions(scores.logits), scores)
    return figures


def peer_figures(scores: UnseenScores) -> dict[str, dict[str, Figure]]:
    """Sign AUC, and rank correlation where there are grades, of every peer on the same rows and resamples."""
    polar = np.flatnonzero(scores.pole != 0)
    positive = scores.pole[polar] > 0
    group = None if scores.group is None else scores.group[polar]
    figures: dict[str, dict[str, Figure]] = {}
    for peer, score in scores.peers.items():
        margin = (margins(score) if score.ndim == 2 else score)[polar]
        figures[peer] = {"sign_auc": figure_of(_auc_statistic(margin, positive), len(polar), group)}
        if scores.grade is not None:
            figures[peer]["spearman"] = _rank_figure(tensions(score) if score.ndim == 2 else score, scores)
    return figures


def mean_gain(sets: Mapping[str, UnseenScores], peer: str) -> Figure:
    """Sign AUC less a peer's on the same rows, the mean over all sets that it scored, every set counting alike.

    The interval is paired: both scorers meet the same resamples, drawn for every set by itself.
    """
    values, resampled, n = [], [], 0
    for number, scores in enumerate(sets.values()):
        if peer not in scores.peers:
            continue
        polar = np.flatnonzero(scores.pole != 0)
        positive = scores.pole[polar] > 0
        other = scores.peers[peer]
        mine, theirs = margins(scores.logits)[polar], (margins(other) if other.ndim == 2 else other)[polar]

        def gain(rows: Rows, mine: F64 = mine, theirs: F64 = theirs, positive: Bool = positive) -> float:
            return metrics.sign_auc(mine[rows], positive[rows]) - metrics.sign_auc(
                theirs[rows], positive[rows]
            )

        group = None if scores.group is None else scores.group[polar]
        values.append(gain(np.arange(len(polar))))
        resampled.append([gain(rows) for rows in metrics.resamples(len(polar), group, random_state=number)])
        n += len(polar)
    return Figure(float(np.mean(values)), *metrics.percentiles(np.mean(resampled, axis=0)), n)


def relevance_figures(scores: UnseenRelevance) -> dict[str, Figure]:
    """Precision and recall of the gate, and of naming both sides, over all files and by file."""
    figures = {}
    for rule, said in (("gate", scores.said), ("both_named", scores.both)):
        for place in ("", *np.unique(scores.file)):
            here = np.flatnonzero(scores.file == place) if place else np.arange(len(said))
            end = f"/{place}" if place else ""
            for name, measure, base in (
                ("precision", metrics.precision, said),
                ("recall", metrics.recall, scores.relevant),
            ):
                statistic = _relevance_statistic(measure, said[here], scores.relevant[here])
                figure = figure_of(statistic, len(here), scores.group[here])
                figures[f"{rule}/{name}{end}"] = Figure(
                    figure.value, figure.lower, figure.upper, int(base[here].sum())
                )
    return figures


@dataclass(frozen=True, eq=False)
class UnseenDirections:
    """Directions found in sentences that the fit did not see.

    Attributes
    ----------
    found, truth : uint8 array, shape (n,)
        Numbers of :mod:`tension.dyad.direction`.
    group : str array, shape (n,)
        Week.
    """

    found: NDArray[np.uint8]
    truth: NDArray[np.uint8]
    group: NDArray[Any]


def direction_figures(directions: UnseenDirections) -> dict[str, Figure]:
    """Macro F1 over a on b, b on a and mutual, the same with "neither" as a fourth class, and accuracy."""
    found, truth = directions.found, directions.truth

    def macro(classes: tuple[int, ...]) -> Callable[[Rows], float]:
        return lambda rows: metrics.macro_f1(found[rows], truth[rows], classes)

    statistics: dict[str, Callable[[Rows], float]] = {
        "macro_f1": macro((1, 2, 3)),
        "macro_f1_of_four": macro((0, 1, 2, 3)),
        "accuracy": lambda rows: float((found[rows] == truth[rows]).mean()),
    }
    return {
        name: figure_of(statistic, len(found), directions.group) for name, statistic in statistics.items()
    }


def figure_of(statistic: Callable[[Rows], float], n: int, group: NDArray[Any] | None) -> Figure:
    """Value of a statistic on all rows, with its interval."""
    return Figure(statistic(np.arange(n)), *metrics.bootstrap_interval(statistic, n, group), n)


def margins(logits: F64) -> F64:
    """Logit of P(confrontational) / (P(confrontational) + P(cooperative)), shape (n,)."""
    return np.asarray(logits[:, 1] - logits[:, 0])


def tensions(logits: F64) -> F64:
    """P(confrontational) - P(cooperative), shape (n,)."""
    highest = np.maximum(logits.max(axis=1), 0)
    odds = np.exp(logits - highest[:, None])
    return np.asarray((odds[:, 1] - odds[:, 0]) / (odds.sum(axis=1) + np.exp(-highest)))


def reliability_of(scores: UnseenScores) -> tuple[F64, F64, NDArray[np.intp]]:
    """Bin P(confrontational) among the two poles; see :func:`tension.training.metrics.reliability`."""
    polar = scores.pole != 0
    return metrics.reliability(1 / (1 + np.exp(-margins(scores.logits)[polar])), scores.pole[polar] > 0)


def _rank_figure(tension: F64, scores: UnseenScores) -> Figure:
    grade = scores.grade
    assert grade is not None
    return figure_of(lambda rows: metrics.spearman(tension[rows], grade[rows]), len(tension), scores.group)


def _auc_statistic(margin: F64, positive: Bool) -> Callable[[Rows], float]:
    return lambda rows: metrics.sign_auc(margin[rows], positive[rows])


def _relevance_statistic(
    measure: Callable[[Bool, Bool], float], said: Bool, relevant: Bool
) -> Callable[[Rows], float]:
    return lambda rows: measure(said[rows], relevant[rows])
