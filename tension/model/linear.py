"""Weights of terms, and sums of weighted terms per sentence: the linear models of tone and of relevance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.arrays import check_arrays, check_rising
from tension.model.features import Occurrences, known_keys
from tension.model.phrases import Words
from tension.model.vocabulary import Vocabulary
from tension.portable import exponential, power_of_counts
from tension.text.lookup import KeyIndex, find_keys
from tension.text.tokens import I64, U32

F64 = NDArray[np.float64]

_USUAL_LENGTH = 20.0
"""Length, offset included, at which every power gives the same."""

_MANY_ROWS = 1 << 11

LENGTH_OFFSET = 3.0
"""A sentence's sums are divided by a power of ``words + 3``: long sentences don't shout, and one word doesn't either."""


@dataclass(frozen=True, eq=False, repr=False)
class LinearTerms:
    """A linear model over hashed terms.

    Attributes
    ----------
    key : uint32 array, shape (f,), sorted
        Terms that have a weight.
    weight : float32 array, shape (f, k)
        Weight of a term in each of ``k`` logits; 16-bit floats in a model that was stored.
    intercept : float64 array, shape (k,)
        The logits of a sentence without any term.
    """

    key: U32
    weight: NDArray[np.float32] | NDArray[np.float16]
    intercept: F64

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays to be stored: weights as 16-bit floats."""
        return {"key": self.key, "weight": self.weight.astype(np.float16), "intercept": self.intercept}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], n_logits: int | None = None) -> LinearTerms:
        """Rebuild a model from :meth:`to_arrays`; ValueError where they don't belong together, or are for other logits."""
        n_terms = arrays["key"].size
        n_logits = arrays["intercept"].size if n_logits is None else n_logits
        check_arrays(
            arrays,
            {
                "key": (np.uint32, (n_terms,)),
                "weight": ((np.float16, np.float32), (n_terms, n_logits)),
                "intercept": (np.float64, (n_logits,)),
            },
        )
        check_rising("key", arrays["key"])
        return cls(arrays["key"], arrays["weight"], arrays["intercept"])

    def rounded(self) -> LinearTerms:
        """Return the model as it will be after it was stored and loaded."""
        return LinearTerms.from_arrays(self.to_arrays())

    @cached_property
    def _index(self) -> KeyIndex:
        return KeyIndex(self.key)

    def find(self, keys: U32) -> tuple[I64, I64]:
        """Find the terms that have a weight.

        Returns
        -------
        at, row : int64 arrays
            Places in ``keys``, and rows of ``weight`` for them.
        """
        return self._index.find(keys)

    def weights_at(self, row: I64) -> F64:
        """Weights of some terms, shape (k, len(row))."""
        weight = self.weight if len(row) < _MANY_ROWS else self._wide
        return np.ascontiguousarray(weight.take(row, axis=0).T, dtype=np.float64)

    @cached_property
    def _wide(self) -> NDArray[np.float32]:
        """All weights as 32-bit floats, turned once where many are looked up: 16-bit ones take several times as long."""
        return self.weight.astype(np.float32)

    def of_words(self, vocabulary: Vocabulary) -> list[F64]:
        """Weight of every word of a vocabulary by itself, its stem's included; a float64 array for each logit."""
        known, weights = self._last.get("words", (None, []))
        if known is not vocabulary:
            weights = [np.zeros(len(vocabulary.word)) for _ in range(self.weight.shape[1])]
            for keys in known_keys(vocabulary):
                at, row = self.find(keys)
                for weight, column in zip(weights, self.weights_at(row), strict=True):
                    weight[at] += column
            self._last["words"] = (vocabulary, weights)
        return weights

    @cached_property
    def _last(self) -> dict[str, tuple[Vocabulary, list[F64]]]:
        return {}


def length_scale(words: Words) -> F64:
    """Factor that every sentence's sums are multiplied by; names don't count as words."""
    ordinary = np.bincount(words.sentence[~words.name], minlength=len(words.first) - 1)
    if words.length_power == 0.5:
        return np.asarray(1.0 / np.sqrt(ordinary + LENGTH_OFFSET))
    scale = power_of_counts(ordinary, LENGTH_OFFSET, _USUAL_LENGTH, -words.length_power)
    return np.asarray(scale / np.sqrt(_USUAL_LENGTH))


def sentence_logits(
    model: LinearTerms, words: Words, terms: Iterable[Occurrences], by_row: Sequence[F64] = ()
) -> F64:
    """Sum the weights of the terms of every sentence.

    Parameters
    ----------
    model : LinearTerms
    words : Words
    terms : iterable of Occurrences
    by_row : sequence of float64 arrays, optional
        Weights of the vocabulary's words by themselves (:meth:`LinearTerms.of_words`), where ``terms`` is without them.

    Returns
    -------
    float64 array, shape (m, k)
        Logits of the sentences.
    """
    n_sentences = len(words.first) - 1
    total = np.zeros((n_sentences, model.weight.shape[1]))
    if len(by_row):
        known = np.flatnonzero((words.row >= 0) & ~words.turned)
        row, sentence = words.row[known], words.sentence[known]
        for column, by_word in enumerate(by_row):
            total[:, column] = np.bincount(sentence, by_word[row], minlength=n_sentences)
    for family in terms:
        if not len(family.start):
            continue
        if len(family.key) == 1:
            at: I64 | slice = slice(None)
            row = find_keys(model.key, family.key)
            row = row[row >= 0]
        else:
            at, row = model.find(family.key)
        if not len(row):
            continue
        sentence = words.sentence[family.start[at]]
        value = None if family.value is None else family.value[at]
        for column, weight in enumerate(model.weights_at(row)):
            weight = np.broadcast_to(weight, sentence.shape) if value is None else weight * value
            total[:, column] += np.bincount(sentence, weight, minlength=n_sentences)
    return total * length_scale(words)[:, None] + model.intercept


def class_probabilities(logits: F64) -> F64:
    """Probabilities of cooperative, neutral, confrontational from the two logits against neutral.

    Parameters
    ----------
    logits : float64 array, shape (m, 2)
        Of cooperative and of confrontational against neutral.

    Returns
    -------
    float64 array, shape (m, 3)
        Rows add to 1.
    """
    full = np.zeros((len(logits), 3))
    full[:, 0], full[:, 2] = logits[:, 0], logits[:, 1]
    full = exponential(full - full.max(axis=1, keepdims=True))
    return np.asarray(full / full.sum(axis=1, keepdims=True))
