"""Sentences to matrices: the same terms that scoring uses, as columns for scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.features import occurrences, stem_keys
from tension.model.linear import LinearTerms, length_scale
from tension.model.phrases import tone_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable
from tension.text.tokens import U32, blocks_of
from tension.training.counts import TermCounts
from tension.training.vectors import WordVectors

VECTOR_SCALE = 0.6
"""How much a dimension of the word vectors counts beside a term: between .3 and 1 the figures hardly differ."""

_LEAST_SENTENCES = 2
"""A term that only one training sentence has gets no weight of its own."""


@dataclass(frozen=True)
class TermMatrix:
    """Terms of sentences.

    Attributes
    ----------
    key : uint32 array, shape (f,), sorted
        The terms.
    values : scipy.sparse.csr_matrix, shape (n, f)
        How often each occurs, times the sentence's length scale.
    vectors : float32 array, shape (n, d)
        Sum of the word vectors, times the length scale and :data:`VECTOR_SCALE`; d is 0 without vectors.
    anchors : intp array
        Rows without content that stand behind the sentences given.
    """

    key: U32
    values: Any
    vectors: NDArray[np.float32]
    anchors: NDArray[np.intp]


WITHOUT_CONTENT = (
    "", "Russia", "Russia.", "the United States and Russia", "Moscow and Washington", "Russia, the United States",
    "Putin, Obama", "Vladimir Putin and Barack Obama", "in Russia", "of the United States and of Russia",
    "from Moscow to Washington", "the United States, Russia and China", "Russia and the United States in 2015",
    "It was on Monday.", "this is that", "and the", "of a", "to the", "in the", "for it", "on that", "with", "by", "at",
    "2015", "March 3, 2014", "Monday", "on Monday", "in April", "on Friday in Geneva",
)  # fmt: skip
"""Names, days and function words by themselves: a fit is told that they lean to neither side."""


def term_matrix(
    sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable, vectors: WordVectors | None
) -> TermMatrix:
    """Count the terms of sentences exactly as scoring does, and those of :data:`WITHOUT_CONTENT` behind them."""
    from scipy import sparse

    counts, sums, base = TermCounts(), [], 0
    everything = (*sentences, *WITHOUT_CONTENT)
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in everything):
        _, words = tone_words(block, vocabulary, actors)
        counts.add(words, occurrences(words), np.arange(base, base + len(block.start)))
        if vectors is not None:
            scale = length_scale(words)
            row = vectors.rows(words.stem)
            known = np.flatnonzero(row >= 0)
            pick = sparse.csr_matrix(
                (scale[words.sentence[known]], (words.sentence[known], row[known])),
                (len(block.start), len(vectors.stem)),
            )
            sums.append((pick @ vectors.vector * VECTOR_SCALE).astype(np.float32))
        base += len(block.start)
    key, matrix = counts.matrix(base)
    dense = np.concatenate(sums) if sums else np.zeros((base, 0), dtype=np.float32)
    return TermMatrix(key, matrix, dense, np.arange(len(sentences), len(everything)))


def often_enough(matrix: TermMatrix, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Columns of the terms that at least two of the rows have."""
    counts = np.asarray((matrix.values[rows] > 0).sum(axis=0)).ravel()
    return np.flatnonzero(counts >= _LEAST_SENTENCES)


def folded(
    key: U32,
    weight: NDArray[np.float64],
    dense: NDArray[np.float64],
    intercept: NDArray[np.float64],
    vectors: WordVectors | None,
) -> LinearTerms:
    """Fold the weights of the vectors' dimensions into the weights of stems, so that scoring needs no vectors.

    Parameters
    ----------
    key : uint32 array, shape (f,)
    weight : float64 array, shape (f, k)
    dense : float64 array, shape (d, k)
        Weights of the vectors' dimensions.
    intercept : float64 array, shape (k,)
    vectors : WordVectors or None
    """
    keys, weights = key, weight
    if vectors is not None:
        keys = np.concatenate([keys, stem_keys(vectors.stem)])
        weights = np.concatenate([weights, VECTOR_SCALE * (vectors.vector @ dense)])
    unique, place = np.unique(keys, return_inverse=True)
    total = np.zeros((len(unique), weight.shape[1]))
    np.add.at(total, place, weights)
    return LinearTerms(unique, total.astype(np.float32), np.asarray(intercept, dtype=np.float64)).rounded()
