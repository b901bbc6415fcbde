"""Move a fitted tone towards further labels, and no further than they ask.

The weights that a model has are the mean of a Gaussian prior on those of the new one, so that a term of which the
further labels say nothing keeps its weight (maximum a posteriori adaptation, Chelba and Acero 2006, "Adaptation of
maximum entropy capitalizer: little data can help a lot"). The old model's texts aren't needed for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.linear import LinearTerms, class_probabilities
from tension.text.lookup import find_keys
from tension.training.terms import TermMatrix, often_enough
from tension.training.tone import heaviest

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

INVERSE_PENALTY = 0.3
"""How far labels move a weight: the loss is ``C * sum(weights * cross-entropy) + sum(change**2) / 2``."""

MOST_NEW_TERMS = 60_000
"""Terms that a change may add to a model: 16 bytes each, which the largest model that may be written has room for."""

_MOST_STEPS = 100
_SHIFT_WEIGHT = 10.0
"""Of the squared shift in the loss: thirty labels hardly move it, a thousand do as they like."""

_LEAN_WEIGHT = 1000.0
"""What says nothing leans to neither side, before and after: a row of it counts as much as 1,000 sentences."""


@dataclass(frozen=True, eq=False)
class Change:
    """What labels change in a model's tone.

    Attributes
    ----------
    columns : intp array, shape (f,)
        Columns of the :class:`TermMatrix` that it was fitted on.
    weight : float64 array, shape (f, 2)
        Added to the weights of cooperative and confrontational against neutral.
    shift : float
        Added to both logits alike: the labels find fewer (+) or more sentences neutral.
    """

    columns: Rows
    weight: F64
    shift: float

    def logits(self, matrix: TermMatrix, rows: Rows) -> F64:
        """What the change adds to the logits of some rows, shape (n, 2)."""
        return np.asarray(matrix.values[rows][:, self.columns] @ self.weight + self.shift)

    def added_to(self, tone: LinearTerms, matrix: TermMatrix) -> LinearTerms:
        """Return the changed tone as scoring uses it: old terms keep their place, the heaviest new ones join them."""
        keys = matrix.key[self.columns]
        row = find_keys(tone.key, keys)
        new = np.flatnonzero(row < 0)
        new = new[heaviest(self.weight[new], MOST_NEW_TERMS)]
        weight = tone.weight.astype(np.float64)
        np.add.at(weight, row[row >= 0], self.weight[row >= 0])
        key = np.concatenate([tone.key, keys[new]])
        order = np.argsort(key, kind="stable")
        weights = np.concatenate([weight, self.weight[new]])[order]
        return LinearTerms(key[order], weights.astype(np.float32), tone.intercept + self.shift).rounded()


def tone_logits(tone: LinearTerms, matrix: TermMatrix) -> F64:
    """Logits that a tone gives every row of a matrix, anchors included; shape (n, 2)."""
    row = find_keys(tone.key, matrix.key)
    known = np.flatnonzero(row >= 0)
    return np.asarray(matrix.values[:, known] @ tone.weight[row[known]].astype(np.float64) + tone.intercept)


def fit_change(
    matrix: TermMatrix,
    before: F64,
    targets: F64,
    rows: Rows,
    weights: F64 | None = None,
    *,
    inverse_penalty: float = INVERSE_PENALTY,
) -> Change:
    """Fit what further labels change.

    Parameters
    ----------
    matrix : TermMatrix
    before : float64 array, shape (m, 2)
        Logits of all rows of the matrix before the change (:func:`tone_logits`).
    targets : float64 array, shape (n, 3)
        Probabilities of cooperative, neutral and confrontational.
    rows : intp array
        Rows to fit on.
    weights : float64 array, shape (n,), optional
        Weights of the sentences.
    inverse_penalty : float
    """
    from scipy.optimize import minimize

    columns = often_enough(matrix, rows)
    values, bare = matrix.values[rows][:, columns].tocsr(), matrix.values[matrix.anchors][:, columns].tocsr()
    turned, bare_turned = values.T.tocsr(), bare.T.tocsr()
    target = targets[rows][:, [0, 2]]
    weight = inverse_penalty * (np.ones(len(rows)) if weights is None else weights[rows])
    scale = 1.0 / max(float(weight.sum()), 1.0)
    n = len(columns)

    def loss(parameters: F64) -> tuple[float, F64]:
        cooperative, confrontational, shift = parameters[:n], parameters[n:-1], parameters[-1]
        change = np.column_stack([cooperative, confrontational])
        logits = before[rows] + values @ change + shift
        highest = np.maximum(logits.max(axis=1), 0.0)
        total = highest + np.log(np.exp(-highest) + np.exp(logits - highest[:, None]).sum(axis=1))
        error = weight[:, None] * (np.exp(logits - total[:, None]) - target)
        # The ridge of three classes that only differ matters, seen from the neutral one.
        mean = (cooperative + confrontational) / 3
        ridge = cooperative @ cooperative + confrontational @ confrontational - 3 * (mean @ mean)
        lean = bare @ (confrontational - cooperative)
        value = weight @ (total - (target * logits).sum(axis=1)) + 0.5 * (
            ridge + _LEAN_WEIGHT * (lean @ lean) + _SHIFT_WEIGHT * shift**2
        )
        pull = _LEAN_WEIGHT * (bare_turned @ lean)
        slope = turned @ error
        of_cooperative = slope[:, 0] + cooperative - mean - pull
        of_confrontational = slope[:, 1] + confrontational - mean + pull
        return float(value) * scale, np.concatenate(
            [of_cooperative, of_confrontational, [error.sum() + _SHIFT_WEIGHT * shift]]
        ) * scale

    found = minimize(
        loss,
        np.zeros(2 * n + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _MOST_STEPS, "ftol": 1e-9},
    ).x
    return Change(columns, np.column_stack([found[:n], found[n:-1]]), float(found[-1]))


def changed_probabilities(before: F64, change: F64) -> F64:
    """Probabilities after a change of the logits, shape (n, 3)."""
    return class_probabilities(before + change)
