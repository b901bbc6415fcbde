"""Words of sentences as the convolution's fit looks at them, and batches of them laid out for its layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.linear import length_scale
from tension.model.phrases import tone_words
from tension.model.vocabulary import SHIFTERS, Vocabulary
from tension.text.actors import ActorTable
from tension.text.tokens import I64, U32, blocks_of
from tension.training.terms import WITHOUT_CONTENT

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

WIDTH = 5
"""Words that a layer sees at once."""

OUTPUT_SCALE = 4.0
"""What the sum of parts is multiplied by in the fit, so that a step changes it as much as anything else."""


@dataclass(frozen=True, eq=False)
class WordRows:
    """Words of sentences, as a fit looks at them; ``n`` words of ``m`` sentences.

    Attributes
    ----------
    stem : uint32 array, shape (n,)
    told : float32 array, shape (n, s)
        Cooperative and confrontational polarity, and kinds of shifter.
    first : int64 array, shape (m + 1,)
        Words of sentence ``i`` are ``first[i]:first[i + 1]``.
    scale : float32 array, shape (m,)
        :func:`length_scale`.
    anchors : intp array
        Sentences without content that stand behind those given.
    """

    stem: U32
    told: F32
    first: I64
    scale: F32
    anchors: Rows


def word_rows(sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable) -> WordRows:
    """Find the words of sentences as scoring does, and those of :data:`WITHOUT_CONTENT` behind them."""
    stems, told, counts, scales = [], [], [], []
    everything = (*sentences, *WITHOUT_CONTENT)
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in everything):
        _, words = tone_words(block, vocabulary, actors)
        bits = (words.shifter[:, None] >> np.arange(len(SHIFTERS), dtype=np.uint16)) & 1
        polarity = [np.maximum(-words.polarity, 0), np.maximum(words.polarity, 0)]
        stems.append(words.stem)
        told.append(np.column_stack([*polarity, bits]).astype(np.float32))
        counts.append(np.diff(words.first))
        scales.append(length_scale(words).astype(np.float32))
    return WordRows(
        np.concatenate(stems),
        np.concatenate(told),
        np.append(0, np.cumsum(np.concatenate(counts))),
        np.concatenate(scales),
        np.arange(len(sentences), len(everything)),
    )


@dataclass(frozen=True, eq=False)
class Batch:
    """Words of some sentences, one sentence after another, and where they lie among empty places.

    Between two sentences are as many empty places as a layer sees to either side.
    """

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
        at = np.arange(start[-1])
        side = WIDTH // 2
        return cls(
            word=at - start[sentence] + words.first[rows][sentence],
            sentence=sentence,
            place=at + side * (sentence + 1),
            n_places=int(start[-1]) + side * (len(rows) + 1),
            scale=words.scale[rows] * np.float32(OUTPUT_SCALE),
        )

    def sums(self, parts: NDArray[Any]) -> F64:
        """Add up the words' parts by sentence, as they enter the logits; shape (m, 2)."""
        total = [np.bincount(self.sentence, column, minlength=len(self.scale)) for column in parts.T]
        return np.asarray(np.column_stack(total) * self.scale[:, None])
