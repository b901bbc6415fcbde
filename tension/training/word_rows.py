"""Words of sentences as the convolution's fit looks at them, and batches of them laid out for its layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.convolution import places_of
from tension.model.linear import length_scale
from tension.model.phrases import Words, tone_words
from tension.model.vocabulary import SHIFTERS, Vocabulary
from tension.text.actors import ActorTable
from tension.text.tokens import I64, U32, blocks_of
from tension.training.terms import WITHOUT_CONTENT

F32 = NDArray[np.float32]
Rows = NDArray[np.intp]

WIDTH = 5
"""Words that a layer sees at once."""

OUTPUT_SCALE = 4.0
"""What sums of states are multiplied by in the fit, so that a step changes it as much as anything else."""


@dataclass(frozen=True, eq=False)
class WordRows:
    """Words of sentences, as a fit looks at them; ``n`` words of ``m`` sentences.

    Attributes
    ----------
    stem : uint32 array, shape (n,)
    told : float32 array, shape (n, s)
        What is told of a word beside its stem: for the tone its cooperative and confrontational polarity, and its kinds
        of shifter; for the direction how it stands (:func:`tension.dyad.standing.told_of`).
    first : int64 array, shape (m + 1,)
        Words of sentence ``i`` are ``first[i]:first[i + 1]``.
    scale : float32 array, shape (m,)
        :func:`length_scale`.
    anchors : intp array
        Sentences without content that stand behind those given; their targets are known.
    """

    stem: U32
    told: F32
    first: I64
    scale: F32
    anchors: Rows

    @classmethod
    def of(cls, parts: Sequence[tuple[U32, F32, Words]], n_anchors: int = 0) -> WordRows:
        """Put blocks together: stems, what is told, and the words these are of; the last sentences are anchors."""
        stems, told, words = zip(*parts, strict=True)
        first = np.append(0, np.cumsum(np.concatenate([np.diff(block.first) for block in words])))
        n_sentences = len(first) - 1
        return cls(
            np.concatenate(stems),
            np.concatenate(told),
            first,
            np.concatenate([length_scale(block).astype(np.float32) for block in words]),
            np.arange(n_sentences - n_anchors, n_sentences),
        )


def word_rows(sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable) -> WordRows:
    """Find the words of sentences as scoring does, and those of :data:`WITHOUT_CONTENT` behind them."""
    parts = []
    everything = (*sentences, *WITHOUT_CONTENT)
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in everything):
        _, words = tone_words(block, vocabulary, actors)
        parts.append((words.stem, told_by_lexicon(words), words))
    return WordRows.of(parts, len(WITHOUT_CONTENT))


def told_by_lexicon(words: Words) -> F32:
    """Tell of words their cooperative and confrontational polarity, and their kinds of shifter; shape (n, s)."""
    bits = (words.shifter[:, None] >> np.arange(len(SHIFTERS), dtype=np.uint16)) & 1
    polarity = [np.maximum(-words.polarity, 0), np.maximum(words.polarity, 0)]
    return np.asarray(np.column_stack([*polarity, bits]), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Batch:
    """Words of some sentences, one sentence after another, and where they lie (:func:`places_of`)."""

    word: I64
    sentence: I64
    place: I64
    n_places: int
    scale: F32

    @classmethod
    def of(cls, words: WordRows, rows: Rows) -> Batch:
        """Lay out some sentences."""
        count = words.first[rows + 1] - words.first[rows]
        start = np.append(0, np.cumsum(count))
        sentence = np.repeat(np.arange(len(rows)), count)
        place, n_places = places_of(sentence, WIDTH // 2)
        return cls(
            word=np.arange(start[-1]) - start[sentence] + words.first[rows][sentence],
            sentence=sentence,
            place=place,
            n_places=n_places,
            scale=words.scale[rows] * np.float32(OUTPUT_SCALE),
        )

    def sums(self, states: F32) -> F32:
        """Add up the states of every sentence's words, as they enter the logits; shape (m, d)."""
        return self._over_sentences(np.add, states) * self.scale[:, None]

    def peaks(self, states: F32) -> tuple[F32, F32]:
        """Find the largest state of every sentence in each dimension, and how much of it is each word's.

        Returns
        -------
        peak : float32 array, shape (m, d)
            0 for a sentence without words.
        share : float32 array, shape (n, d)
            1 where a word has the largest state, or as much less as others have the same; else 0.
        """
        peak = self._over_sentences(np.maximum, states)
        share = (states == peak[self.sentence]).astype(np.float32)
        alike = self._over_sentences(np.add, share)
        return peak, np.asarray(share / alike[self.sentence])

    def _over_sentences(self, combine: np.ufunc, states: F32) -> F32:
        found = np.zeros((len(self.scale), states.shape[1]), dtype=np.float32)
        opens = np.flatnonzero(np.append(True, self.sentence[1:] != self.sentence[:-1])[: len(self.sentence)])
        if len(opens):
            found[self.sentence[opens]] = combine.reduceat(states, opens, axis=0)
        return found
