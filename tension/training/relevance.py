"""Fit the gate: of sentences that name both sides, those that speak of dealings between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import SideTable
from tension.dyad.terms import counts_by_sentence, gate_terms, marked_blocks
from tension.model.linear import LinearTerms
from tension.model.vocabulary import Vocabulary
from tension.text.tokens import I64, U32, Bool
from tension.training.counts import TermCounts

_INVERSE_PENALTY = 4.0
_LEAST_SENTENCES = 2


@dataclass(frozen=True)
class GateMatrix:
    """Gate terms of sentences; rows of sentences that don't name both sides are empty.

    Attributes
    ----------
    key : uint32 array, shape (f,)
    values : scipy.sparse.csr_matrix, shape (n, f)
    both : bool array, shape (n,)
        The sentence names both sides.
    """

    key: U32
    values: Any
    both: Bool


def gate_matrix(sentences: Sequence[str], years: I64, table: SideTable, vocabulary: Vocabulary) -> GateMatrix:
    """Count the gate's terms exactly as scoring does."""
    from scipy import sparse

    counts, both, base = TermCounts(), [], 0
    for marked in marked_blocks(sentences, years, table, vocabulary):
        n_a, n_b, _ = counts_by_sentence(marked.tokens, marked.mentions, marked.side)
        named = (n_a > 0) & (n_b > 0)
        both.append(named)
        counts.add(marked.words, gate_terms(marked, table.actors), np.arange(base, base + len(named)))
        base += len(named)
    key, values = counts.matrix(base)
    named = np.concatenate(both)
    return GateMatrix(key, sparse.csr_matrix(sparse.diags(named.astype(np.float64)) @ values), named)


def fit_gate(matrix: GateMatrix, relevant: Bool, rows: NDArray[np.intp]) -> LinearTerms:
    """Fit a logistic regression on those of the rows that name both sides."""
    from sklearn.linear_model import LogisticRegression

    rows = rows[matrix.both[rows]]
    columns = np.flatnonzero(np.asarray((matrix.values[rows] > 0).sum(axis=0)).ravel() >= _LEAST_SENTENCES)
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=500)
    model.fit(matrix.values[rows][:, columns], relevant[rows])
    return LinearTerms(
        matrix.key[columns], model.coef_.T.astype(np.float32), model.intercept_.astype(np.float64)
    ).rounded()


def gate_probabilities(gate: LinearTerms, matrix: GateMatrix, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Probability of dealings for rows of a matrix; 0 where not both sides are named."""
    columns = np.searchsorted(matrix.key, gate.key)
    logits = matrix.values[rows][:, columns] @ gate.weight[:, 0].astype(np.float64) + gate.intercept[0]
    return np.where(matrix.both[rows], 1 / (1 + np.exp(-logits)), 0.0)


def choose_threshold(
    matrix: GateMatrix, relevant: Bool, rows: NDArray[np.intp], folds: NDArray[np.intp]
) -> float:
    """Threshold at which precision and recall of unseen folds are alike, in steps of .01.

    Parameters
    ----------
    matrix : GateMatrix
    relevant : bool array, shape (n,)
    rows : intp array
        Rows that may be used.
    folds : intp array, shape (len(rows),)
        Fold of each of the rows.
    """
    probability = np.zeros(len(rows))
    for fold in np.unique(folds):
        gate = fit_gate(matrix, relevant, rows[folds != fold])
        probability[folds == fold] = gate_probabilities(gate, matrix, rows[folds == fold])
    truth = relevant[rows]

    def gap(threshold: float) -> float:
        said = probability >= threshold
        hits = float((said & truth).sum())
        return abs(hits / max(float(said.sum()), 1.0) - hits / max(float(truth.sum()), 1.0))

    return float(min(np.round(np.arange(0.3, 0.9, 0.01), 2), key=gap))
