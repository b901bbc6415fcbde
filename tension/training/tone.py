"""Fit the tone of a sentence: three classes from soft targets, calibrated, folded into weights of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.linear import LinearTerms, class_probabilities
from tension.training.labelled import CLASSES
from tension.training.terms import TermMatrix, folded, often_enough
from tension.training.vectors import WordVectors

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

INVERSE_PENALTY = 1.0
"""scikit-learn's ``C``; chosen by leave-one-source-out among 0.5, 1 and 2."""

_ANCHORS = 1500.0
_ANCHOR_TARGET = (0.04, 0.92, 0.04)
"""A sentence without any term is neutral: this says so to the fit, with the weight of 1,500 sentences."""

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

    Notes
    -----
    scikit-learn takes hard classes, so every sentence goes in once per class, weighted by its probability; the
    likelihood is the same as that of soft targets.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    columns = often_enough(matrix, rows)
    parts = sparse.hstack(
        [matrix.values[rows][:, columns], sparse.csr_matrix(matrix.vectors[rows].astype(np.float64))]
    )
    anchor = sparse.csr_matrix((1, parts.shape[1]))
    once = sparse.vstack([parts, anchor]).tocsr()
    weight = np.append(np.ones(len(rows)) if weights is None else weights[rows], _ANCHORS)
    target = np.vstack([targets[rows], _ANCHOR_TARGET])
    n_classes = len(CLASSES)
    model = LogisticRegression(C=inverse_penalty, max_iter=200, tol=2e-4)
    model.fit(
        sparse.vstack([once] * n_classes),
        np.repeat(np.arange(n_classes), once.shape[0]),
        sample_weight=(target * weight[:, None]).T.ravel(),
    )
    against_neutral = (model.coef_ - model.coef_[1])[[0, 2]].T
    n_sparse = len(columns)
    return ToneFit(
        columns,
        against_neutral[:n_sparse],
        against_neutral[n_sparse:],
        (model.intercept_ - model.intercept_[1])[[0, 2]],
    )


def out_of_fold_logits(
    matrix: TermMatrix, targets: F64, rows: Rows, folds: NDArray[np.intp], weights: F64 | None = None
) -> F64:
    """Logits of every row from a fit that didn't see its fold.

    ``folds`` gives the fold of each of ``rows``; returns shape (len(rows), 2).
    """
    logits = np.zeros((len(rows), 2))
    for fold in np.unique(folds):
        fit = fit_tone(matrix, targets, rows[folds != fold], weights)
        logits[folds == fold] = fit.logits(matrix, rows[folds == fold])
    return logits


def fit_calibration(logits: F64, targets: F64, sources: Sequence[Any]) -> Calibration:
    """Fit slope and shifts on logits that the fit didn't see.

    Every source counts alike, and within each the classes are weighted to :data:`REFERENCE_MIX`; the shift is the
    same for both poles, so that text without content leans to neither.
    """
    from scipy.optimize import minimize

    weight = _reference_weights(targets, np.asarray(sources))

    def loss(parameters: F64) -> float:
        slope, shift = parameters
        probabilities = class_probabilities(slope * logits + shift)
        return float(-(weight[:, None] * targets * np.log(probabilities + 1e-12)).sum())

    best = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-7})
    slope, shift = best.x
    return Calibration(float(slope), np.array([shift, shift]))


def _reference_weights(targets: F64, sources: NDArray[Any]) -> F64:
    weight = np.zeros(len(targets))
    for source in np.unique(sources):
        mine = sources == source
        share = targets[mine].mean(axis=0)
        weight[mine] = (targets[mine] * (np.array(REFERENCE_MIX) / np.maximum(share, 1e-3))).sum(axis=1)
        weight[mine] /= weight[mine].sum()
    return weight
