"""Fit the direction: of relevant sentences, which side acts on which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    in_doubt,
    lean,
    leant,
    marked_stems,
)
from tension.dyad.sides import NOBODY, SideTable
from tension.dyad.standing import Standing, told_of
from tension.dyad.terms import marked_blocks
from tension.model.direction import DirectionModel
from tension.model.linear import LinearTerms
from tension.model.phrases import Words
from tension.model.vocabulary import Vocabulary
from tension.text.tokens import I64, U32
from tension.training.convolution import Shape, fit_convolution
from tension.training.convolution_fit import ConvolutionFit
from tension.training.counts import TermCounts
from tension.training.softmax import fit_softmax
from tension.training.tone import heaviest
from tension.training.vectors import WordVectors
from tension.training.word_rows import WordRows

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

DIRECTIONS = {">": A_TO_B, "<": B_TO_A, "=": MUTUAL, ".": NEITHER}
"""Signs of the codebook; ``>`` is the dyad's first side acting."""

_INVERSE_PENALTY = 1.0
_LEAST_SENTENCES = 2
_SURE = 0.94
MOST_TERMS = 90_000
"""Terms that a model keeps."""

WORDS_SHAPE = Shape(
    size=16, layers=2, epochs=12, rate=2e-3, dropped=0.2, reference=NEITHER, decay=1.0, least=3
)

_UNTOLD_WEIGHT = 0.3
"""Weight of a sentence whose marks don't tell the known pair, beside the same one whose marks do."""


@dataclass(frozen=True, eq=False)
class DirectionRows:
    """Sentences as the direction's two halves see them.

    Attributes
    ----------
    key : uint32 array, shape (f,)
    values : scipy.sparse.csr_matrix, shape (n, f)
        The terms.
    words : WordRows
        Of every sentence twice, ``2 n`` in all: as the known pair's, and as anybody's.
    named_first : int64 array, shape (n,)
        Side that a sentence names first.
    vectors : WordVectors
    """

    key: U32
    values: Any
    words: WordRows
    named_first: I64
    vectors: WordVectors


def direction_rows(
    sentences: Sequence[str], years: I64, table: SideTable, vocabulary: Vocabulary, vectors: WordVectors
) -> DirectionRows:
    """Count the direction's terms and find the words exactly as scoring does."""
    counts, base = TermCounts(), 0
    named: list[I64] = []
    as_known: list[tuple[U32, F32, Words]] = []
    as_any: list[tuple[U32, F32, Words]] = []
    for marked in marked_blocks(sentences, years, table, vocabulary):
        n = len(marked.first_side)
        standing = Standing.of(marked)
        counts.add(marked.words, direction_terms(marked, standing, table.actors), np.arange(base, base + n))
        told = told_of(standing.code)
        as_known.append((marked_stems(marked.words, lean(marked.first_side)), told, marked.words))
        as_any.append((marked.words.stem, told, marked.words))
        named.append(marked.first_side)
        base += n
    return DirectionRows(
        *counts.matrix(base),
        WordRows.of([*as_known, *as_any]),
        np.concatenate(named),
        vectors,
    )


@dataclass(frozen=True, eq=False)
class DirectionFit:
    """Fits of terms and of words with real weights; see :class:`DirectionModel` for what they say."""

    terms: LinearTerms
    words: ConvolutionFit

    def found(self, rows: DirectionRows, some: Rows) -> NDArray[np.uint8]:
        """Directions found in some rows, as :func:`tension.dyad.direction.directions_of` finds them but for rounding."""
        first = rows.named_first[some]
        columns = np.searchsorted(rows.key, self.terms.key)
        by_terms = rows.values[some][:, columns] @ self.terms.weight.astype(np.float64) + self.terms.intercept
        logits = leant(by_terms, lean(first)) + self.words.at_rest
        asked = in_doubt(logits)
        logits[asked] += self.words.logits(rows.words, some[asked]) - self.words.at_rest
        return directions_of_logits(logits, first)

    def model(self, rows: DirectionRows) -> DirectionModel:
        """Return the weights as scoring uses them."""
        whole = self.words.whole(rows.words)
        intercept = self.terms.intercept + np.append(self.words.at_rest, np.zeros(3))
        return DirectionModel(replace(self.terms, intercept=intercept), whole.net, whole.told, *whole.part())


def fit_direction(
    rows: DirectionRows, directions: NDArray[np.uint8], some: Rows, weights: F64 | None = None
) -> DirectionFit:
    """Fit on those of some rows that name a side; ``directions`` are those of the dyad, shape (n,), and so are ``weights``."""
    some = some[rows.named_first[some] != NOBODY]
    acts = acting(rows.named_first, directions.astype(np.int64))
    targets = np.where(np.arange(4) == acts[:, None], _SURE, (1 - _SURE) / 3)
    n = len(rows.named_first)
    weights = np.ones(n) if weights is None else weights
    words = fit_convolution(
        rows.words,
        np.tile(targets, (2, 1)),
        np.concatenate([some, some + n]),
        rows.vectors,
        WORDS_SHAPE,
        np.concatenate([weights, _UNTOLD_WEIGHT * weights]),
    )
    return DirectionFit(_fit_terms(rows, targets, some, weights), words)


def _fit_terms(rows: DirectionRows, targets: F64, some: Rows, weights: F64) -> LinearTerms:
    from scipy import sparse

    columns = np.flatnonzero(np.asarray((rows.values[some] != 0).sum(axis=0)).ravel() >= _LEAST_SENTENCES)
    values = rows.values[some][:, columns]
    fit = fit_softmax(
        sparse.hstack([values, sparse.diags(lean(rows.named_first[some])) @ values], format="csr"),
        np.zeros((len(some), 0)),
        targets[some],
        weights[some],
        inverse_penalty=_INVERSE_PENALTY,
    ).against(NEITHER)
    weight = np.hstack(np.split(fit.weight, 2))
    kept = heaviest(weight, MOST_TERMS)
    intercept = np.concatenate([fit.intercept, np.zeros(3)])
    return LinearTerms(rows.key[columns[kept]], weight[kept].astype(np.float32), intercept).rounded()


def direction_codes(signs: Sequence[str | None]) -> NDArray[np.uint8]:
    """Codes of :mod:`tension.dyad.direction` for the codebook's signs; NEITHER where there's none."""
    return np.array([DIRECTIONS.get(sign or ".", NEITHER) for sign in signs], dtype=np.uint8)
