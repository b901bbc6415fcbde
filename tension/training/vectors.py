"""Word vectors from a pool of news: what words stand near each other, by a truncated SVD.

Positive pointwise mutual information with context smoothing, factored by a randomised SVD (Levy, Goldberg & Dagan
2015; Halko, Martinsson & Tropp 2011). A word that no label shows gets its weight from words that are used like it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.phrases import NAME, masked_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable, find_actors, spread
from tension.text.boundaries import Boundaries
from tension.text.sentences import split_sentences
from tension.text.tokens import I64, U32, blocks_of, find_tokens

DIMENSIONS = 300
_WINDOW = 5
_UNIT = 60
"""Company is counted in sixtieths, which divide by every distance: sums of whole numbers don't depend on their order."""

_LEAST_WEIGHT = 20.0 * _UNIT
"""Words with less company than this in the pool get no vector."""

_SMOOTHING = 0.75


@dataclass(frozen=True)
class WordVectors:
    """Vectors of stems.

    Attributes
    ----------
    stem : uint32 array, shape (v,), sorted
        The stem as in :class:`tension.model.phrases.Words`.
    vector : float32 array, shape (v, d)
        Of length 1.
    """

    stem: U32
    vector: NDArray[np.float32]

    def rows(self, stems: U32) -> I64:
        """Row of every stem, -1 for those without a vector."""
        at = np.minimum(np.searchsorted(self.stem, stems), len(self.stem) - 1)
        return np.where(self.stem[at] == stems, at, -1)


def learn_vectors(
    texts: Iterable[str],
    vocabulary: Vocabulary,
    actors: ActorTable,
    boundaries: Boundaries,
    *,
    dimensions: int = DIMENSIONS,
    random_state: int = 0,
) -> WordVectors:
    """Learn a vector for every stem that the pool shows often enough.

    Parameters
    ----------
    texts : iterable of str
    vocabulary, actors, boundaries
        What has been learnt before.
    dimensions : int
        Length of a vector.
    random_state : int
        Seed of the randomised SVD.
    """
    from scipy import sparse
    from sklearn.utils.extmath import randomized_svd

    stems = np.unique(vocabulary.word[vocabulary.stem])
    company = sparse.csr_matrix((len(stems), len(stems)), dtype=np.float64)
    waiting: list[tuple[I64, I64, int]] = []
    for block in blocks_of((text, split_sentences(text, boundaries)) for text in texts):
        tokens = find_tokens(block)
        mentions = find_actors(tokens, actors)
        marks = spread(mentions, np.full(len(mentions.token), NAME), len(tokens)).astype(np.uint32)
        words = masked_words(tokens, marks, vocabulary)
        at = np.minimum(np.searchsorted(stems, words.stem), len(stems) - 1)
        row = np.where(stems[at] == words.stem, at, -1)
        for distance in range(1, min(_WINDOW, len(row) - 1) + 1):
            left, right = row[:-distance], row[distance:]
            near = (left >= 0) & (right >= 0) & (words.sentence[:-distance] == words.sentence[distance:])
            waiting.append((left[near], right[near], distance))
        if len(waiting) > 40:
            company += _counted(waiting, company.shape)
            waiting = []
    company += _counted(waiting, company.shape)
    company = (company + company.T).tocsr()

    often = np.flatnonzero(np.asarray(company.sum(axis=1)).ravel() >= _LEAST_WEIGHT)
    association = _positive_information(company[often][:, often].tocoo())
    left, strength, _ = randomized_svd(
        association, min(dimensions, len(often) - 1), n_iter=4, random_state=random_state
    )
    vector = left * np.sqrt(strength)
    vector /= np.linalg.norm(vector, axis=1, keepdims=True) + 1e-9
    return WordVectors(stems[often], vector.astype(np.float32))


def _counted(pairs: list[tuple[I64, I64, int]], shape: tuple[int, int]) -> object:
    """Sum pairs of words into a matrix; the nearer, the more a pair counts."""
    from scipy import sparse

    if not pairs:
        return sparse.csr_matrix(shape, dtype=np.float64)
    left = np.concatenate([pair[0] for pair in pairs])
    right = np.concatenate([pair[1] for pair in pairs])
    weight = np.concatenate([np.full(len(pair[0]), _UNIT // pair[2], dtype=np.float64) for pair in pairs])
    return sparse.coo_matrix((weight, (left, right)), shape=shape).tocsr()


def _positive_information(counts: object) -> object:
    from scipy import sparse

    total = np.asarray(counts.sum(axis=1)).ravel()  # type: ignore[attr-defined]
    context = total**_SMOOTHING
    context /= context.sum()
    information = np.log(counts.data / (total[counts.row] * context[counts.col]))  # type: ignore[attr-defined]
    positive = np.maximum(information, 0).astype(np.float32)
    return sparse.csr_matrix((positive, (counts.row, counts.col)), shape=counts.shape)  # type: ignore[attr-defined]
