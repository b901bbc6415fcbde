"""What words say where they stand: a convolution over a sentence's words and a layer over their sums, beside the terms.

Words go in with the lexicon's polarity and the kinds of shifter. What a sentence says is shared among its words so that an
explanation adds up, as it does for terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.arrays import check_arrays, from_under, under
from tension.model.convolution import Add, Convolution, cut
from tension.model.linear import length_scale
from tension.model.phrases import Words
from tension.model.readout import Readout
from tension.model.vocabulary import SHIFTERS, Vocabulary
from tension.text.tokens import I64

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ContextNet:
    """Words in context.

    Attributes
    ----------
    words : Convolution
    told : int8 array, shape (s, d)
        Added to the vectors for cooperative polarity, for confrontational polarity, and for each kind of shifter.
    readout : Readout
        Two logits: cooperative and confrontational against neutral.
    """

    words: Convolution
    told: NDArray[np.int8]
    readout: Readout

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays to be stored."""
        return self.words.to_arrays() | {"told": self.told} | under(_READOUT, self.readout.to_arrays())

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> ContextNet:
        """Rebuild a network from :meth:`to_arrays`; ValueError where they don't belong together."""
        words = Convolution.from_arrays(arrays)
        check_arrays(arrays, {"told": (np.int8, (2 + len(SHIFTERS), words.size))})
        readout = Readout.from_arrays(from_under(_READOUT, arrays), words.size, n_logits=2)
        return cls(words, arrays["told"], readout)

    def sentence_logits(self, words: Words, vocabulary: Vocabulary | None = None) -> F64:
        """Tell what the words of every sentence add to its logits together; shape (m, 2).

        With the words' vocabulary many are looked up faster.
        """
        count = np.diff(words.first)
        worded = np.flatnonzero(count)
        sentence = np.repeat(np.arange(len(worded)), count[worded])
        first = np.append(words.first[worded], len(words))
        if vocabulary is None:
            row = self.words.rows(words.stem)
        else:
            row = self.words.rows_of_words(words, vocabulary)
        total = self.words.sums(row, sentence, first, self._tell(words))
        logits = np.zeros((len(words.first) - 1, 2))
        logits[worded] = self.readout.logits(total, length_scale(words)[worded])
        return logits

    def word_logits(self, words: Words) -> F64:
        """Tell what every word adds to its sentence's logits; shape (n, 2)."""
        row = self.words.rows(words.stem)
        states = self.words.states(row, words.sentence, words.first, self._tell(words))
        return self.readout.word_logits(states, words.sentence, length_scale(words))

    def _tell(self, words: Words) -> Add:
        """Make what adds polarity and kinds of shifter to the states that go in."""

        def tell(state: F32, rows: slice, place: I64) -> None:
            polarity, shifter = words.polarity[rows], words.shifter[rows]
            some = np.flatnonzero((polarity != 0) | (shifter != 0))
            sign, at = polarity[some], place[some]
            told = self._by_shifter.take(shifter[some], axis=0)
            told += np.abs(sign)[:, None] * self._by_sign[(sign > 0).astype(np.intp)]
            state[at] = cut(state[at] + np.rint(told))

        return tell

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


_READOUT = "readout."
