"""Move a fitted tone towards further labels, and no further than they ask.

The weights that a model has are the mean of a Gaussian prior on those of the new one, so that a term of which the
further labels say nothing keeps its weight (maximum a posteriori adaptation, Chelba and Acero 2006, "Adaptation of
maximum entropy capitalizer: little data can help a lot"). The old model's texts aren't needed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.folder import TensionModel
from tension.model.linear import LinearTerms
from tension.model.phrases import tone_words
from tension.text.lookup import find_keys
from tension.text.tokens import blocks_of
from tension.training.terms import WITHOUT_CONTENT, TermMatrix, often_enough
from tension.training.tone import heaviest

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]
Loss = Callable[[F64], tuple[float, F64]]

INVERSE_PENALTY = 0.5
"""How far labels move a weight: the loss is ``C * sum(weights * cross-entropy) + sum(change**2) / 2``. Chosen among .1,
.2, .3, .5, 1 and 3 with a model that hadn't seen the readings, on 100 to 7,000 of them: 1 is a little better from 1,000
on, but forgets more of what the model knew."""

MOST_NEW_TERMS = 50_000
"""Terms that a change may add to a model: 8 bytes each, which the largest model that may be written has room for."""

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
        """Return what the change adds to the logits of some rows, shape (n, 2)."""
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


def logits_before(model: TensionModel, texts: Sequence[str], matrix: TermMatrix) -> F64:
    """Logits that a model gives texts whose terms are in a matrix, anchors behind them included; shape (n, 2)."""
    logits = tone_logits(model.tone, matrix)
    if model.context is not None:
        base = 0
        for block in blocks_of((text, [(0, len(text))]) for text in (*texts, *WITHOUT_CONTENT)):
            _, words = tone_words(block, model.vocabulary, model.actors)
            logits[base : base + len(block.start)] += model.context.sentence_logits(words)
            base += len(block.start)
    return logits


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
        Logits of all rows of the matrix before the change (:func:`logits_before`).
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
    weight = inverse_penalty * (np.ones(len(rows)) if weights is None else weights[rows])
    loss = change_loss(
        matrix.values[rows][:, columns].tocsr(),
        matrix.values[matrix.anchors][:, columns].tocsr(),
        before[rows],
        targets[rows],
        weight,
    )
    n = len(columns)
    found = minimize(
        loss,
        np.zeros(2 * n + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _MOST_STEPS, "ftol": 1e-9},
    ).x
    return Change(columns, np.column_stack([found[:n], found[n:-1]]), float(found[-1]))


def change_loss(values: Any, bare: Any, before: F64, targets: F64, weights: F64) -> Loss:
    """Make the function that a fit minimises: of the changes of both logits' weights and the shift, with its slope.

    Parameters
    ----------
    values : scipy.sparse.csr_matrix, shape (n, f)
        Terms of the sentences.
    bare : scipy.sparse.csr_matrix, shape (b, f)
        Terms of text without content.
    before : float64 array, shape (n, 2)
    targets : float64 array, shape (n, 3)
    weights : float64 array, shape (n,)
        Of the sentences, times the inverse penalty.
    """
    turned, bare_turned = values.T.tocsr(), bare.T.tocsr()
    target = targets[:, [0, 2]]
    scale = 1.0 / max(float(weights.sum()), 1.0)
    n = values.shape[1]

    def loss(parameters: F64) -> tuple[float, F64]:
        cooperative, confrontational, shift = parameters[:n], parameters[n:-1], float(parameters[-1])
        logits = before + values @ np.column_stack([cooperative, confrontational]) + shift
        highest = np.maximum(logits.max(axis=1), 0.0)
        total = highest + np.log(np.exp(-highest) + np.exp(logits - highest[:, None]).sum(axis=1))
        # The ridge on three classes of which only the differences count, seen from the neutral one.
        mean = (cooperative + confrontational) / 3
        ridge = cooperative @ cooperative + confrontational @ confrontational - 3 * (mean @ mean)
        lean = bare @ (confrontational - cooperative)
        value = weights @ (total - (target * logits).sum(axis=1))
        value += 0.5 * (ridge + _LEAN_WEIGHT * (lean @ lean) + _SHIFT_WEIGHT * shift**2)
        error = weights[:, None] * (np.exp(logits - total[:, None]) - target)
        slope, pull = turned @ error, _LEAN_WEIGHT * (bare_turned @ lean)
        gradient = [
            slope[:, 0] + cooperative - mean - pull,
            slope[:, 1] + confrontational - mean + pull,
            [error.sum() + _SHIFT_WEIGHT * shift],
        ]
        return float(value) * scale, np.concatenate(gradient) * scale

    return loss
