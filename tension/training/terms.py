"""Sentences to matrices: the same terms that scoring uses, as columns for scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.features import occurrences, stem_keys
from tension.model.linear import LinearTerms
from tension.model.phrases import tone_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable
from tension.text.lookup import find_keys
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
        As :func:`vector_sums` makes them.
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
    "Washington and Moscow and Beijing and Paris", "Moscow, Washington, Beijing and Paris",
    "the United States, Russia, China, Britain and France", "Obama, Putin, Xi, Merkel and Hollande",
    "he said", "she said on Monday", "they said", "the ministry said", "a spokesman said", "officials said on Friday",
    "Lavrov said", "Kerry said in Geneva", "according to the ministry", "the president told reporters",
    "said the secretary of state", "Peskov told reporters on Tuesday", "the White House said", "the Kremlin said",
    "It was on Monday.", "this is that", "and the", "of a", "to the", "in the", "for it", "on that", "with", "by", "at",
    "2015", "March 3, 2014", "Monday", "on Monday", "in April", "on Friday in Geneva",
)  # fmt: skip
"""Names, days, function words and who said it, by themselves: a fit is told that they lean to neither side."""

NEUTRAL_TARGET = (0.04, 0.92, 0.04)
"""What a fit is told of them: probabilities of the three classes."""


def term_matrix(
    sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable, vectors: WordVectors | None
) -> TermMatrix:
    """Count the terms of sentences exactly as scoring does, and those of :data:`WITHOUT_CONTENT` behind them."""
    counts, base = TermCounts(), 0
    everything = (*sentences, *WITHOUT_CONTENT)
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in everything):
        _, words = tone_words(block, vocabulary, actors)
        counts.add(words, occurrences(words), np.arange(base, base + len(block.start)))
        base += len(block.start)
    key, values = counts.matrix(base)
    return TermMatrix(key, values, vector_sums(key, values, vectors), np.arange(len(sentences), base))


def vector_sums(key: U32, values: Any, vectors: WordVectors | None) -> NDArray[np.float32]:
    """Sum the word vectors of a matrix's stems, so that :func:`folded` undoes it: shape (n, d), d is 0 without vectors.

    Only what counts as a stem has a vector here. A word that a rule turns round doesn't ("no threat" isn't a threat), and
    a fit that saw its vector all the same would lean on what scoring leaves out.
    """
    if vectors is None:
        return np.zeros((values.shape[0], 0), dtype=np.float32)
    row = find_keys(key, stem_keys(vectors.stem))
    there = np.flatnonzero(row >= 0)
    return np.asarray(values[:, row[there]] @ vectors.vector[there] * VECTOR_SCALE, dtype=np.float32)


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
