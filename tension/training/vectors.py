"""Vectors of words, by which a word that few labels show gets its weight from words that are used like it.

A vector is the mean of a sentence encoder's last layer over the places where the pool has the word (Bommasani, Davis &
Cardie 2020), reduced by PCA, brought to length 1, and shortened for frequent words (Arora, Liang & Ma 2017).
``tension teach --words`` makes them (:mod:`tension.training.encoded_words`); they lie in ``seeds/vectors.npz``, so that
training needs no encoder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tension.errors import InputError
from tension.files import shipped, whole_file
from tension.model.vocabulary import Vocabulary
from tension.text.tokens import I64, U32

_STEPS = 127


@dataclass(frozen=True)
class WordVectors:
    """Vectors of stems.

    Attributes
    ----------
    stem : uint32 array, shape (v,), sorted
        The stem as in :class:`tension.model.phrases.Words`.
    vector : float32 array, shape (v, d)
        Of length 1 or less: the less, the more frequent the stem is.
    """

    stem: U32
    vector: NDArray[np.float32]

    def rows(self, stems: U32) -> I64:
        """Row of every stem, -1 for those without a vector."""
        at = np.minimum(np.searchsorted(self.stem, stems), len(self.stem) - 1)
        return np.where(self.stem[at] == stems, at, -1)

    def named_by(self, vocabulary: Vocabulary) -> WordVectors:
        """Return the vectors by the words that stand for the stems in a vocabulary, which may be others of the same stem."""
        row = self.rows(vocabulary.word)
        known = np.flatnonzero(row >= 0)
        stems = vocabulary.word[vocabulary.stem[known]]
        # A stem's own word comes before the others that share it.
        order = np.lexsort((vocabulary.word[known] != stems, stems))
        stem, first = np.unique(stems[order], return_index=True)
        return WordVectors(stem, self.vector[row[known[order[first]]]])


def read_vectors(vocabulary: Vocabulary, path: Path | None = None) -> WordVectors:
    """Read the vectors of a vocabulary's stems.

    Raises
    ------
    InputError
        If the file is absent or isn't one of vectors.
    """
    path = path or shipped("seeds", "vectors.npz")
    try:
        with np.load(path, allow_pickle=False) as stored:
            vectors = WordVectors(stored["stem"], stored["vector"] * stored["length"][:, None] / _STEPS)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{path}: no word vectors there ({error}); make them with tension teach --words"
        ) from error
    return vectors.named_by(vocabulary)


def write_vectors(vectors: WordVectors, path: Path) -> None:
    """Write vectors, in steps of 1/127 of the largest component, whole or not at all."""
    largest = np.abs(vectors.vector).max(axis=1)
    steps = np.round(vectors.vector / np.maximum(largest, 1e-9)[:, None] * _STEPS).astype(np.int8)
    with whole_file(path) as stream:
        np.savez_compressed(
            stream, allow_pickle=False, stem=vectors.stem, vector=steps, length=largest.astype(np.float32)
        )
