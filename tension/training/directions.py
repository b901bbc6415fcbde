"""Fit the direction: of relevant sentences, which side acts on which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.dyad.direction import (
    A_TO_B,
    B_TO_A,
    MUTUAL,
    NEITHER,
    acting,
    direction_terms,
    directions_of_logits,
    lean,
)
from tension.dyad.sides import NOBODY, SideTable
from tension.dyad.terms import marked_blocks
from tension.model.linear import LinearTerms
from tension.model.vocabulary import Vocabulary
from tension.text.tokens import I64, U32
from tension.training.counts import TermCounts
from tension.training.softmax import fit_softmax
from tension.training.tone import heaviest

DIRECTIONS = {">": A_TO_B, "<": B_TO_A, "=": MUTUAL, ".": NEITHER}
"""Signs of the codebook; ``>`` is the dyad's first side acting."""

_INVERSE_PENALTY = 1.0
_LEAST_SENTENCES = 2
_SURE = 0.94
MOST_TERMS = 90_000
"""Terms that a model keeps."""


@dataclass(frozen=True)
class DirectionMatrix:
    """Direction terms of sentences.

    Attributes
    ----------
    key : uint32 array, shape (f,)
    values : scipy.sparse.csr_matrix, shape (n, f)
    named_first : int64 array, shape (n,)
        Side that a sentence names first.
    """

    key: U32
    values: Any
    named_first: I64


def direction_matrix(
    sentences: Sequence[str], years: I64, table: SideTable, vocabulary: Vocabulary
) -> DirectionMatrix:
    """Count the direction's terms exactly as scoring does."""
    counts, named, base = TermCounts(), [], 0
    for marked in marked_blocks(sentences, years, table, vocabulary):
        n = len(marked.first_side)
        counts.add(marked.words, direction_terms(marked, table.actors), np.arange(base, base + n))
        named.append(marked.first_side)
        base += n
    return DirectionMatrix(*counts.matrix(base), np.concatenate(named))


def fit_direction(
    matrix: DirectionMatrix, directions: NDArray[np.uint8], rows: NDArray[np.intp]
) -> LinearTerms:
    """Fit on those of the rows that name a side; ``directions`` are those of the dyad, shape (n,)."""
    from scipy import sparse

    rows = rows[matrix.named_first[rows] != NOBODY]
    columns = np.flatnonzero(np.asarray((matrix.values[rows] != 0).sum(axis=0)).ravel() >= _LEAST_SENTENCES)
    values = matrix.values[rows][:, columns]
    acts = acting(matrix.named_first[rows], directions[rows].astype(np.int64))
    fit = fit_softmax(
        sparse.hstack([values, sparse.diags(lean(matrix.named_first[rows])) @ values], format="csr"),
        np.zeros((len(rows), 0)),
        np.where(np.arange(4) == acts[:, None], _SURE, (1 - _SURE) / 3),
        np.ones(len(rows)),
        inverse_penalty=_INVERSE_PENALTY,
    ).against(NEITHER)
    weight = np.hstack(np.split(fit.weight, 2))
    kept = heaviest(weight, MOST_TERMS)
    intercept = np.concatenate([fit.intercept, np.zeros(3)])
    return LinearTerms(matrix.key[columns[kept]], weight[kept].astype(np.float32), intercept).rounded()


def directions_found(
    model: LinearTerms, matrix: DirectionMatrix, rows: NDArray[np.intp]
) -> NDArray[np.uint8]:
    """Directions that a fit finds in rows of a matrix, as :func:`tension.dyad.direction.directions_of` does."""
    columns = np.searchsorted(matrix.key, model.key)
    logits = matrix.values[rows][:, columns] @ model.weight.astype(np.float64) + model.intercept
    first = matrix.named_first[rows]
    return directions_of_logits(logits, lean(first), first)


def direction_codes(signs: Sequence[str | None]) -> NDArray[np.uint8]:
    """Codes of :mod:`tension.dyad.direction` for the codebook's signs; NEITHER where there's none."""
    return np.array([DIRECTIONS.get(sign or ".", NEITHER) for sign in signs], dtype=np.uint8)
