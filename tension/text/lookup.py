"""Hashes looked up in tables of known ones: a few hundred thousand terms, or a closed class of words."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tension.text.tokens import I64, U32, U64, Bool, find_tokens, sentence_block

_MANY = 1 << 11
"""From this many look-ups on, making the table of buckets pays."""

_BUCKETS_PER_KEY, _MOST_BITS = 4, 19


class KeyIndex:
    """Finds keys in a sorted array of hashes.

    A few are looked for by binary search. Many are told by their upper bits, several times faster: hashes are spread
    evenly, so a bucket per upper bits holds one key or none, seldom more, and one look at a bucket's first key
    settles most look-ups.
    """

    def __init__(self, known: U32) -> None:
        self.known = known
        self._first_key: U32 | None = None

    def _fill(self) -> U32:
        bits = min(max((len(self.known) * _BUCKETS_PER_KEY).bit_length(), 8), _MOST_BITS)
        self._shift = np.uint32(32 - bits)
        bucket = self.known >> self._shift
        count = np.bincount(bucket, minlength=1 << bits)
        self._crowded = count > 1
        self._end = np.cumsum(count)
        self._first_row = self._end - count
        first_key = np.zeros(1 << bits, dtype=np.uint32)
        first_key[0] = 0xFFFF_FFFF  # an empty bucket holds a key that belongs elsewhere
        taken = np.flatnonzero(count)
        first_key[taken] = self.known[self._first_row[taken]]
        self._first_key = first_key
        return first_key

    def find(self, keys: U32) -> tuple[I64, I64]:
        """Find those of the keys that are known: their places in ``keys``, in no order, and their rows in the array."""
        first_key = self._first_key
        if first_key is None:
            if len(keys) < _MANY:
                row = find_keys(self.known, keys)
                at = np.flatnonzero(row >= 0)
                return at, row[at]
            first_key = self._fill()
        bucket = (keys >> self._shift).astype(np.intp)
        found = first_key[bucket] == keys
        at = np.flatnonzero(found)
        row = self._first_row[bucket[at]]
        crowded = self._crowded[bucket]
        crowded[at] = False
        rest = np.flatnonzero(crowded)
        if not len(rest):
            return at, row
        rest_at, rest_row = self._behind_first(keys[rest], bucket[rest])
        return np.concatenate([at, rest[rest_at]]), np.concatenate([row, rest_row])

    def _behind_first(self, wanted: U32, bucket: I64) -> tuple[I64, I64]:
        """Find keys that aren't their bucket's first."""
        row, end = self._first_row[bucket] + 1, self._end[bucket]
        while True:
            same = self.known[row] == wanted
            more = ~same & (row + 1 < end)
            if not more.any():
                return np.flatnonzero(same), row[same]
            row[more] += 1


class WordFlags:
    """Closed classes of words: one look-up tells of every word which classes it belongs to.

    Parameters
    ----------
    **classes : str
        Words of each class, separated by spaces; a word may be in several.
    """

    def __init__(self, **classes: str) -> None:
        self.bit = {name: np.uint16(1 << i) for i, name in enumerate(classes)}
        self._classes = [words.split() for words in classes.values()]

    @cached_property
    def _table(self) -> tuple[KeyIndex, NDArray[np.uint16]]:
        words = sorted({word for members in self._classes for word in members})
        tokens = find_tokens(sentence_block(words))
        keys = upper_half(tokens.word[tokens.first[:-1]])
        flags = [sum(1 << i for i, members in enumerate(self._classes) if word in members) for word in words]
        order = np.argsort(keys)
        return KeyIndex(keys[order]), np.array(flags, dtype=np.uint16)[order]

    def of(self, hashes: U64) -> NDArray[np.uint16]:
        """Classes of every word as bits."""
        found = np.zeros(len(hashes), dtype=np.uint16)
        index, flags = self._table
        at, row = index.find(upper_half(hashes))
        found[at] = flags[row]
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
