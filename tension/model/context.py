"""What words say where they stand: a convolution over a sentence's words, beside the linear terms.

Words go in with the lexicon's polarity and the kinds of shifter. A sentence's logits are the sum of its words' parts, so
an explanation adds up as it does for terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.arrays import check_arrays
from tension.model.convolution import Convolution, cut
from tension.model.linear import length_scale
from tension.model.phrases import Words
from tension.model.vocabulary import SHIFTERS
from tension.text.tokens import I64

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ContextNet:
    """Words in context.

    Attributes
    ----------
    words : Convolution
        Two logits: cooperative and confrontational against neutral.
    told : int8 array, shape (s, d)
        Added to the vectors for cooperative polarity, for confrontational polarity, and for each kind of shifter.
    """

    words: Convolution
    told: NDArray[np.int8]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays to be stored."""
        return self.words.to_arrays() | {"told": self.told}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> ContextNet:
        """Rebuild a network from :meth:`to_arrays`; ValueError where they don't belong together."""
        words = Convolution.from_arrays(arrays)
        size = words.part.shape[0]
        check_arrays(arrays, {"told": (np.int8, (2 + len(SHIFTERS), size)), "part": (np.int8, (size, 2))})
        return cls(words, arrays["told"])

    def sentence_logits(self, words: Words) -> F64:
        """Sum what the words of every sentence add; shape (m, 2)."""
        parts, n_sentences = self.word_parts(words), len(words.first) - 1
        total = [np.bincount(words.sentence, column, minlength=n_sentences) for column in parts]
        return np.column_stack(total) * (self._part_scale * length_scale(words)[:, None])

    def word_logits(self, words: Words) -> F64:
        """Tell what every word adds to its sentence's logits; shape (n, 2)."""
        scale = self._part_scale * length_scale(words)[words.sentence]
        return self.word_parts(words).T * scale[:, None]

    def word_parts(self, words: Words) -> F32:
        """Find the words' parts in whole numbers, before the sentence's length counts; shape (2, n)."""

        def tell(state: F32, rows: slice, place: I64) -> None:
            polarity, shifter = words.polarity[rows], words.shifter[rows]
            some = np.flatnonzero((polarity != 0) | (shifter != 0))
            sign, at = polarity[some], place[some]
            told = self._by_shifter.take(shifter[some], axis=0)
            told += np.abs(sign)[:, None] * self._by_sign[(sign > 0).astype(np.intp)]
            state[at] = cut(state[at] + np.rint(told))

        return self.words.word_parts(words.stem, words.sentence, words.first, tell)

    @property
    def _part_scale(self) -> float:
        return float(self.words.part_scale[0])

    @cached_property
    def _by_sign(self) -> F32:
        return np.asarray(self.told[:2] * self.words.input_scale[0])

    @cached_property
    def _by_shifter(self) -> F32:
        """What each combination of kinds of shifter adds, by its bits."""
        n_kinds = len(self.told) - 2
        bits = np.arange(1 << n_kinds)[:, None] >> np.arange(n_kinds) & 1
        return np.asarray(
            (bits @ self.told[2:].astype(np.int64)).astype(np.float32) * self.words.input_scale[0]
        )
