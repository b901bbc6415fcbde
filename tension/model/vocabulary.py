"""What a model knows of single words and fixed phrases: their stems, polarity, and power to turn what stands near.

Polarity comes from ``seeds/lexicon.csv`` (+1 confrontational, -1 cooperative), shifters from ``seeds/shifters.csv``;
which words are ordinary words and not names is learnt from a news pool: a word that is hardly ever written without
a capital is a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.text.tokens import I64, U32, U64, mixed

SHIFTERS = (
    "negator", "reverser", "undoer", "post_undoer", "post_reverser", "raiser", "hypothetical", "denial",
    "attribution", "call", "amplifier", "downtoner", "past",
)  # fmt: skip
"""Kinds of shifters; kind ``k`` is bit ``1 << k`` in the arrays."""

MOST_PHRASE_WORDS = 5
_CHAIN = np.uint64(0xD6E8_FEB8_6659_FD93)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
    """

    word: U32
    stem: U32
    polarity: NDArray[np.float32]
    shifter: NDArray[np.uint16]
    phrase: U32
    phrase_words: NDArray[np.uint8]
    phrase_polarity: NDArray[np.float32]
    phrase_shifter: NDArray[np.uint16]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays, to be stored with a model."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Vocabulary:
        """Rebuild a vocabulary from :meth:`to_arrays`."""
        return cls(**{name: arrays[name] for name in cls.__dataclass_fields__})  # type: ignore[arg-type]

    def find(self, hashes: U64) -> I64:
        """Row of every word, -1 for words that aren't known."""
        return find_keys(self.word, upper_half(hashes))


def upper_half(hashes: U64) -> U32:
    """Upper 32 bits of 64-bit hashes, enough to tell a few hundred thousand known terms from the rest."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


def find_keys(known: U32, keys: U32) -> I64:
    """Index of every key in a sorted array, -1 where it's absent."""
    if not len(known):
        return np.full(len(keys), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, at, -1)


def chained(left: U64, right: U64) -> U64:
    """Hash of a sequence of words from the hash of its beginning and of its next word; order counts."""
    return mixed((left * _CHAIN) ^ right)
