"""What a model knows of single words and fixed phrases: their stems, polarity, and power to turn what stands near.

Polarity comes from ``seeds/lexicon.csv`` (+1 confrontational, -1 cooperative), shifters from ``seeds/shifters.csv``;
which words are ordinary words and not names is learnt from a news pool: a word that is hardly ever written without
a capital is a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.arrays import check_arrays, check_rising
from tension.text.lookup import KeyIndex
from tension.text.tokens import I64, U32

SHIFTERS = (
    "negator", "reverser", "undoer", "post_undoer", "post_reverser", "raiser", "hypothetical", "denial",
    "attribution", "call", "amplifier", "downtoner", "past",
)  # fmt: skip
"""Kinds of shifters; kind ``k`` is bit ``1 << k`` in the arrays."""

MOST_PHRASE_WORDS = 5
_CHAIN = np.uint32(0x9E37_79B1)


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """Ordinary words and fixed phrases by hash.

    Attributes
    ----------
    word : uint32 array, shape (v,), sorted
        Upper half of the word's hash.
    stem : uint32 array, shape (v,)
        Index of the word that stands for all words of the same stem.
    polarity : float32 array, shape (v,)
        In [-1, 1], 0 where the lexicon has no word on it; + is confrontational.
    shifter : uint16 array, shape (v,)
        Bits of :data:`SHIFTERS`.
    phrase : uint32 array, shape (p,), sorted
        Hash of the words of a phrase.
    phrase_words, phrase_polarity, phrase_shifter : arrays, shape (p,)
        Words in the phrase, its polarity and its shifter bits.
    reach : int8 array, shape (r,)
        How many words each of the rules (:data:`tension.model.phrases.RULES`) reaches; empty: as the rules say.
    turning : int
        How many of the rules, from the first on, turn a word round: it then counts in the rule's terms alone. Models
        of before this was measured have 0.
    length_power : float
        A sentence's sums are divided by this power of its length (:func:`tension.model.linear.length_scale`).
    run : int
        How many words make a term of the tone: 1, and two words only where a rule reaches one from the other; 2, with pairs in a
        row and what lies beyond a rule's reach; 3, with triples and pairs that have a gap. A convolution sees the rest.
    """

    word: U32
    stem: U32
    polarity: NDArray[np.float32]
    shifter: NDArray[np.uint16]
    phrase: U32
    phrase_words: NDArray[np.uint8]
    phrase_polarity: NDArray[np.float32]
    phrase_shifter: NDArray[np.uint16]
    reach: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    turning: int = 0
    length_power: float = 0.5
    run: int = 3

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays, to be stored with a model."""
        return {name: np.asarray(getattr(self, name)) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Vocabulary:
        """Rebuild a vocabulary from :meth:`to_arrays`; ValueError where they don't belong together."""
        n_words, n_phrases = (arrays["word"].size,), (arrays["phrase"].size,)
        check_arrays(
            arrays,
            {
                "word": (np.uint32, n_words),
                "stem": (np.uint32, n_words),
                "polarity": (np.float32, n_words),
                "shifter": (np.uint16, n_words),
                "phrase": (np.uint32, n_phrases),
                "phrase_words": (np.uint8, n_phrases),
                "phrase_polarity": (np.float32, n_phrases),
                "phrase_shifter": (np.uint16, n_phrases),
            },
        )
        check_rising("word", arrays["word"])
        check_rising("phrase", arrays["phrase"])
        if n_words[0] and arrays["stem"].max() >= n_words[0]:
            raise ValueError("stem points beyond the words")
        for name in ("shifter", "phrase_shifter"):
            if (arrays[name] >> len(SHIFTERS)).any():
                raise ValueError(f"{name} has a kind that isn't known")
        for name in ("turning", "length_power", "run"):
            if name in arrays and not (arrays[name].shape == () and np.isfinite(arrays[name])):
                raise ValueError(f"{name} isn't a number")
        known: dict[str, Any] = {name: arrays[name] for name in cls.__dataclass_fields__ if name in arrays}
        settings = {
            "turning": int(known.get("turning", 0)),
            "length_power": float(known.get("length_power", 0.5)),
            "run": int(known.get("run", 3)),
        }
        return cls(**known | settings)

    @cached_property
    def _words(self) -> KeyIndex:
        return KeyIndex(self.word)

    @cached_property
    def _phrases(self) -> KeyIndex:
        return KeyIndex(self.phrase)

    def find(self, words: U32) -> I64:
        """Row of every word, given by the upper half of its hash; -1 for words that aren't known."""
        row = np.full(len(words), -1, dtype=np.int64)
        at, known = self._words.find(words)
        row[at] = known
        return row

    def find_phrases(self, chains: U32) -> tuple[I64, I64]:
        """Find those of the chained hashes that are phrases: their places and their rows."""
        return self._phrases.find(chains)


def chained(left: U32, right: U32) -> U32:
    """Hash of a sequence of words from the hash of its beginning and of its next word; order counts.

    Words' hashes are spread evenly already, so a multiplication and a sum keep sequences apart.
    """
    return left * _CHAIN + right
