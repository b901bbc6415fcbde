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
from tension.text.lookup import find_keys
from tension.text.tokens import I64, U32, Bool
from tension.training.counts import TermCounts
from tension.training.terms import folded, vector_sums
from tension.training.vectors import WordVectors

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


def fit_gate(
    matrix: GateMatrix, relevant: Bool, rows: NDArray[np.intp], vectors: WordVectors | None = None
) -> LinearTerms:
    """Fit a logistic regression on those of the rows that name both sides.

    The word vectors' dimensions are fitted beside the terms and folded into the weights of the stems: most of what a
    sentence without dealings speaks of (a match, a concert, a crime) stands in too few of the readings to be learnt
    word by word.
    """
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

    rows = rows[matrix.both[rows]]
    columns = np.flatnonzero(np.asarray((matrix.values[rows] > 0).sum(axis=0)).ravel() >= _LEAST_SENTENCES)
    values = matrix.values[rows]
    parts = [values[:, columns], sparse.csr_matrix(vector_sums(matrix.key, values, vectors))]
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=500)
    model.fit(sparse.hstack(parts).tocsr(), relevant[rows])
    weight, dense = np.split(model.coef_.T, [len(columns)])
    return folded(matrix.key[columns], weight, dense, model.intercept_, vectors)


def gate_probabilities(gate: LinearTerms, matrix: GateMatrix, rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Probability of dealings for rows of a matrix; 0 where not both sides are named."""
    column = find_keys(matrix.key, gate.key)
    known = np.flatnonzero(column >= 0)
    logits = (
        matrix.values[rows][:, column[known]] @ gate.weight[known, 0].astype(np.float64) + gate.intercept[0]
    )
    return np.where(matrix.both[rows], 1 / (1 + np.exp(-logits)), 0.0)


def choose_threshold(
    matrix: GateMatrix,
    relevant: Bool,
    rows: NDArray[np.intp],
    folds: NDArray[np.intp],
    vectors: WordVectors | None = None,
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
    vectors : WordVectors, optional
        As for :func:`fit_gate`.
    """
    probability = np.zeros(len(rows))
    for fold in np.unique(folds):
        gate = fit_gate(matrix, relevant, rows[folds != fold], vectors)
        probability[folds == fold] = gate_probabilities(gate, matrix, rows[folds == fold])
    truth = relevant[rows]

    def gap(threshold: float) -> float:
        said = probability >= threshold
        hits = float((said & truth).sum())
        return abs(hits / max(float(said.sum()), 1.0) - hits / max(float(truth.sum()), 1.0))

    return float(min(np.round(np.arange(0.3, 0.9, 0.01), 2), key=gap))
