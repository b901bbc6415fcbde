"""Fit the tone of a sentence: three classes from soft targets, calibrated, folded into weights of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.linear import LinearTerms, class_probabilities
from tension.training.labelled import CLASSES
from tension.training.softmax import fit_softmax
from tension.training.terms import NEUTRAL_TARGET, TermMatrix, folded, often_enough
from tension.training.vectors import WordVectors

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

INVERSE_PENALTY = 1.0
"""``C`` of :func:`fit_softmax`; chosen by leave-one-source-out among 0.5, 1 and 2."""

MOST_TERMS = 150_000
"""Terms that a model keeps, beside the stems that have a word vector."""

_WEIGHT_OF_ALL_ANCHORS = 30_000.0
"""Text without content is neutral: the rows that say so to the fit weigh as much as 30,000 sentences together, however many they
are: a longer list of them isn't to pull a fit on few labels to neutral."""

REFERENCE_MIX = (0.3, 0.4, 0.3)
"""Shares of cooperative, neutral and confrontational sentences for which the probabilities are calibrated."""


@dataclass(frozen=True)
class ToneFit:
    """Fitted weights in the columns of a :class:`TermMatrix`.

    Attributes
    ----------
    columns : intp array, shape (f,)
    weight : float64 array, shape (f, 2)
        Of cooperative and confrontational against neutral.
    dense : float64 array, shape (d, 2)
    intercept : float64 array, shape (2,)
    """

    columns: Rows
    weight: F64
    dense: F64
    intercept: F64

    def logits(self, matrix: TermMatrix, rows: Rows) -> F64:
        """Logits of rows of the matrix, shape (n, 2)."""
        sparse_part = matrix.values[rows][:, self.columns] @ self.weight
        return np.asarray(sparse_part + matrix.vectors[rows] @ self.dense + self.intercept)

    def terms(self, matrix: TermMatrix, vectors: WordVectors | None) -> LinearTerms:
        """Return the weights as scoring uses them."""
        return folded(matrix.key[self.columns], self.weight, self.dense, self.intercept, vectors)

    def scaled(self, calibration: Calibration) -> ToneFit:
        """Fold a calibration in."""
        return ToneFit(
            self.columns,
            self.weight * calibration.slope,
            self.dense * calibration.slope,
            self.intercept * calibration.slope + calibration.shift,
        )


@dataclass(frozen=True)
class Calibration:
    """Logits become ``slope * logits + shift``."""

    slope: float
    shift: F64


def fit_tone(
    matrix: TermMatrix,
    targets: F64,
    rows: Rows,
    weights: F64 | None = None,
    *,
    inverse_penalty: float = INVERSE_PENALTY,
) -> ToneFit:
    """Fit a multinomial logistic regression to soft targets.

    Parameters
    ----------
    matrix : TermMatrix
    targets : float64 array, shape (n, 3)
        Probabilities of the classes, in the order of :data:`CLASSES`.
    rows : intp array
        Rows to fit on.
    weights : float64 array, shape (n,), optional
        Weights of the sentences.
    """
    from scipy import sparse

    columns = often_enough(matrix, rows)
    anchors = matrix.anchors
    fitted = np.concatenate([rows, anchors])
    weight = np.ones(len(rows)) if weights is None else weights[rows]
    fit = fit_softmax(
        sparse.csr_matrix(matrix.values[fitted][:, columns], dtype=np.float64),
        matrix.vectors[fitted].astype(np.float64),
        np.vstack([targets[rows], np.tile(NEUTRAL_TARGET, (len(anchors), 1))]),
        np.concatenate([weight, np.full(len(anchors), _WEIGHT_OF_ALL_ANCHORS / max(len(anchors), 1))]),
        inverse_penalty=inverse_penalty,
    ).against(CLASSES.index("neutral"))
    kept = heaviest(fit.weight, MOST_TERMS)
    return ToneFit(columns[kept], fit.weight[kept], fit.dense, fit.intercept)


def mean_of(fits: Sequence[ToneFit]) -> ToneFit:
    """Average fits: the mean of linear models is one, and steadier than each (Breiman 1996)."""
    columns, place = np.unique(np.concatenate([fit.columns for fit in fits]), return_inverse=True)
    weight = np.zeros((len(columns), 2))
    np.add.at(weight, place, np.concatenate([fit.weight for fit in fits]) / len(fits))
    kept = heaviest(weight, MOST_TERMS)
    dense, intercept = (
        np.mean([getattr(fit, part) for fit in fits], axis=0) for part in ("dense", "intercept")
    )
    return ToneFit(columns[kept], weight[kept], dense, intercept)


def heaviest(weight: F64, most: int) -> Rows:
    """Rows of the ``most`` largest weights, shape (f, k), in their order; a large model is slow and hardly better."""
    if len(weight) <= most:
        return np.arange(len(weight))
    size = np.abs(weight).max(axis=1)
    return np.sort(np.argsort(-size, kind="stable")[:most])


def fit_calibration(
    logits: F64,
    targets: F64,
    poles: NDArray[np.integer[Any]],
    sources: Sequence[Any],
    *,
    sureness: float = 1.0,
) -> Calibration:
    """Fit slope and shift on logits that the fit didn't see.

    Parameters
    ----------
    logits : float64 array, shape (n, 2)
        From fits that saw nothing of a sentence's source.
    targets : float64 array, shape (n, 3)
    poles : int array, shape (n,)
        1 confrontational, -1 cooperative, 0 neither.
    sources : sequence, length n
    sureness : float
        What the slope is multiplied by before the shift is fitted, for fits that are less sure than those judged here.

    Notes
    -----
    The slope makes P(confrontational) / (P(confrontational) + P(cooperative)) agree with the labels of sentences that
    have a pole. The shift, the same for both poles so that text without content leans to neither, makes the share of
    neutral sentences agree where classes are mixed as :data:`REFERENCE_MIX` says. Every source counts alike.
    """
    from scipy.optimize import minimize_scalar

    names = np.asarray(sources)
    polar = poles != 0
    margin, sign = (logits[:, 1] - logits[:, 0])[polar], np.sign(poles[polar])
    even = _alike(names[polar], np.ones(int(polar.sum())))

    def polar_loss(slope: float) -> float:
        return float((even * np.logaddexp(0, -slope * margin * sign)).sum())

    slope = sureness * float(minimize_scalar(polar_loss, bounds=(0.2, 5), method="bounded").x)
    mixed = _reference_weights(targets, names)

    def loss(shift: float) -> float:
        probabilities = class_probabilities(slope * logits + shift)
        return float(-(mixed[:, None] * targets * np.log(probabilities + 1e-12)).sum())

    shift = float(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x)
    return Calibration(slope, np.array([shift, shift]))


def _alike(sources: NDArray[Any], weight: F64) -> F64:
    """Scale weights so that those of every source add to 1."""
    _, place = np.unique(sources, return_inverse=True)
    return np.asarray(weight / np.bincount(place, weight)[place])


def _reference_weights(targets: F64, sources: NDArray[Any]) -> F64:
    weight = np.zeros(len(targets))
    for source in np.unique(sources):
        mine = sources == source
        share = targets[mine].mean(axis=0)
        weight[mine] = (targets[mine] * (np.array(REFERENCE_MIX) / np.maximum(share, 1e-3))).sum(axis=1)
    return _alike(sources, weight)
