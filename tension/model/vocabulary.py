"""What a model knows of single words and fixed phrases: their stems, polarity, and power to turn what stands near.

Polarity comes from ``seeds/lexicon.csv`` (+1 confrontational, -1 cooperative), shifters from ``seeds/shifters.csv``;
which words are ordinary words and not names is learnt from a news pool: a word that is hardly ever written without
a capital is a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tension.text.tokens import I64, U32, U64, mixed, word_hash

SHIFTERS = (
    "negator", "reverser", "undoer", "post_undoer", "post_reverser", "raiser", "hypothetical", "denial",
    "attribution", "call", "amplifier", "downtoner", "past",
)  # fmt: skip
"""Kinds of shifters; kind ``k`` is bit ``1 << k`` in the arrays."""

MOST_PHRASE_WORDS = 5
_CHAIN = np.uint64(0xD6E8_FEB8_6659_FD93)


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

    @cached_property
    def _words(self) -> KeyIndex:
        return KeyIndex(self.word)

    @cached_property
    def _phrases(self) -> KeyIndex:
        return KeyIndex(self.phrase)

    def find(self, hashes: U64) -> I64:
        """Row of every word, -1 for words that aren't known."""
        if len(hashes) < _MANY:
            return find_keys(self.word, upper_half(hashes))
        row = np.full(len(hashes), -1, dtype=np.int64)
        at, known = self._words.find(upper_half(hashes))
        row[at] = known
        return row

    def find_phrases(self, chains: U64) -> tuple[I64, I64]:
        """Find those of the chained hashes that are phrases: their places and their rows."""
        return self._phrases.find(upper_half(chains))


def upper_half(hashes: U64) -> U32:
    """Upper 32 bits of 64-bit hashes, enough to tell a few hundred thousand known terms from the rest."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


_MANY = 1 << 11
"""From this many look-ups on, building an index pays."""


class KeyIndex:
    """Finds keys in a sorted array of hashes by their upper bits, several times faster than a binary search.

    Hashes are spread evenly, so with a bucket per upper bits a bucket holds one key or none, seldom more.
    """

    def __init__(self, known: U32) -> None:
        self.known = known
        bits = min(max(int(len(known) * 2).bit_length(), 8), 20)
        self._shift = np.uint32(32 - bits)
        buckets = np.bincount(known >> self._shift, minlength=1 << bits)
        self._edge = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(buckets)]).astype(np.int32)
        self._fullest = int(buckets.max(initial=0))

    def find(self, keys: U32) -> tuple[I64, I64]:
        """Find those of the keys that are known: their places in ``keys``, and their rows in the array."""
        bucket = keys >> self._shift
        low = self._edge[bucket]
        size = self._edge[bucket + np.uint32(1)] - low
        at = np.flatnonzero(size)
        low, size, wanted = low[at], size[at], keys[at]
        places, rows = [], []
        for offset in range(self._fullest):
            same = self.known[low + offset] == wanted
            places.append(at[same])
            rows.append(low[same] + offset)
            more = np.flatnonzero(~same & (size > offset + 1))
            if not len(more):
                break
            at, low, size, wanted = at[more], low[more], size[more], wanted[more]
        if not places:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return np.concatenate(places), np.concatenate(rows).astype(np.int64)


class WordFlags:
    """Closed classes of words: one look-up tells of every word which classes it belongs to.

    Parameters
    ----------
    **classes : str
        Words of each class, separated by spaces; a word may be in several.
    """

    def __init__(self, **classes: str) -> None:
        self.bit = {name: np.uint16(1 << i) for i, name in enumerate(classes)}
        flags: dict[int, int] = {}
        for name, words in classes.items():
            for word in words.split():
                key = word_hash(word) >> 32
                flags[key] = flags.get(key, 0) | int(self.bit[name])
        keys = sorted(flags)
        self._keys = np.array(keys, dtype=np.uint32)
        self._flags = np.array([flags[key] for key in keys], dtype=np.uint16)

    @cached_property
    def _index(self) -> KeyIndex:
        return KeyIndex(self._keys)

    def of(self, hashes: U64) -> NDArray[np.uint16]:
        """Classes of every word as bits."""
        found = np.zeros(len(hashes), dtype=np.uint16)
        at, row = self._index.find(upper_half(hashes))
        found[at] = self._flags[row]
        return found


def find_keys(known: U32, keys: U32) -> I64:
    """Index of every key in a sorted array, -1 where it's absent, by binary search."""
    if not len(known):
        return np.full(len(keys), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[at] == keys, at, -1)


def chained(left: U64, right: U64) -> U64:
    """Hash of a sequence of words from the hash of its beginning and of its next word; order counts."""
    return mixed((left * _CHAIN) ^ right)
