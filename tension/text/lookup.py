"""Hashes looked up in tables of known ones: a few hundred thousand terms, or a closed class of words."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tension.text.tokens import I64, U32, U64, Bool, word_hash

_MANY = 1 << 11
"""From this many look-ups on, making the table of buckets pays."""

_BUCKETS_PER_KEY, _MOST_BITS = 4, 20


class KeyIndex:
    """Finds keys in a sorted array of hashes.

    A few are looked for by binary search. Many are told by their upper bits, several times faster: hashes are spread
    evenly, so a bucket per upper bits holds one key or none, seldom more, and that most look-ups end at an empty
    bucket is told by one byte of a small table.
    """

    def __init__(self, known: U32) -> None:
        self.known = known
        self._taken: Bool | None = None

    def _fill(self) -> Bool:
        bits = min(max((len(self.known) * _BUCKETS_PER_KEY).bit_length(), 8), _MOST_BITS)
        self._shift = np.uint32(32 - bits)
        buckets = np.bincount(self.known >> self._shift, minlength=1 << bits)
        self._edge = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(buckets)])
        self._taken = buckets > 0
        return self._taken

    def find(self, keys: U32) -> tuple[I64, I64]:
        """Find those of the keys that are known: their places in ``keys``, rising, and their rows in the array."""
        if self._taken is None and len(keys) < _MANY:
            row = find_keys(self.known, keys)
            at = np.flatnonzero(row >= 0)
            return at, row[at]
        taken = self._fill() if self._taken is None else self._taken
        bucket = (keys >> self._shift).astype(np.intp)
        at = np.flatnonzero(taken[bucket])
        bucket, wanted = bucket[at], keys[at]
        row, end = self._edge[bucket], self._edge[bucket + 1]
        while len(behind := np.flatnonzero((self.known[row] < wanted) & (row + 1 < end))):
            row[behind] += 1
        same = np.flatnonzero(self.known[row] == wanted)
        return at[same], row[same]


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


def among(values: NDArray[np.generic], known: NDArray[np.generic]) -> Bool:
    """Tell of every value whether it's in a sorted array; unlike ``np.isin`` it loads nothing and sorts nothing."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[at] == values, dtype=bool)


def upper_half(hashes: U64) -> U32:
    """Upper 32 bits of 64-bit hashes, enough to tell a few hundred thousand known terms from the rest."""
    return (hashes >> np.uint64(32)).astype(np.uint32)
