"""Where words stand among the names of a dyad's two sides: what comes before and behind, how far off, in what clause."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tension.dyad.terms import FIRST, SECOND, Marked
from tension.model.features import number_keys
from tension.model.phrases import Words
from tension.text.tokens import I64, U32, Bool, Tokens

F32 = NDArray[np.float32]

_MOST_MARKS = 5
_FAR = 6

_MARK_KIND = np.zeros(256, dtype=np.int64)
for _number, _marks_alike in enumerate((":", "-", ",", "\"'", ".?!", ";()"), start=1):
    for _mark in _marks_alike:
        _MARK_KIND[ord(_mark)] = _number
_N_KINDS = 7


class Standing:
    """How the words of some sentences stand.

    Attributes
    ----------
    words : Words
    mark : int64 array, shape (n,)
        1 for a name of the side named first, 2 for one of the side named second, else 0.
    before, behind : int64 arrays, shape (n,)
        Mark of the next name before and behind a word, in its sentence; 0 where there's none.
    since, until : int64 arrays, shape (n,)
        How many words off they are; many where there's none.
    mark_ahead, mark_behind : int64 arrays, shape (n,)
        Kind of punctuation right before and right behind a word, 0 where there's none.
    """

    def __init__(self, words: Words, tokens: Tokens, utf8: NDArray[np.uint8], edge: I64) -> None:
        """Look at words of sentences; the other arrays are as in :class:`Marked`."""
        self.words = words
        self.mark = np.select([words.word == FIRST, words.word == SECOND], [1, 2], default=0)
        n = len(words)
        at = np.arange(n)
        marked = np.where(self.mark > 0, at, -1)
        last = np.append(-1, np.maximum.accumulate(marked)[:-1]) if n else at
        ahead = np.where(self.mark > 0, at, n)
        coming = np.append(np.minimum.accumulate(ahead[::-1])[::-1][1:], n) if n else at
        has_last = (last >= 0) & (words.sentence[np.maximum(last, 0)] == words.sentence)
        next_at = np.minimum(coming, n - 1)
        has_next = (coming < n) & (words.sentence[next_at] == words.sentence)
        self.before = np.where(has_last, self.mark[np.maximum(last, 0)], 0)
        self.since = np.where(has_last, at - last, n + _FAR)
        self.behind = np.where(has_next, self.mark[next_at], 0) if n else at
        self.until = np.where(has_next, coming - at, n + _FAR)
        start, end = tokens.start[words.token], tokens.end[words.last]
        opens, closes = edge[words.sentence].T

        def kind(place: I64) -> I64:
            inside = (place >= opens) & (place < closes)
            return np.where(inside, _MARK_KIND[utf8[np.where(inside, place, 0)]], 0)

        def is_space(place: I64) -> Bool:
            return np.asarray(utf8[np.clip(place, 0, len(utf8) - 1)] == ord(" "))

        self.mark_ahead = kind(start - 1 - is_space(start - 1))
        self.mark_behind = kind(end + is_space(end))

    @classmethod
    def of(cls, marked: Marked) -> Standing:
        """Look at the words of marked sentences."""
        return cls(marked.words, marked.tokens, marked.utf8, marked.edge)

    def order(self) -> tuple[U32, I64]:
        """Keys that tell of a sentence in what order the sides are named, with clauses, and how near its ends."""
        words, mark = self.words, self.mark
        named = np.flatnonzero(mark)
        if not len(named):
            return np.zeros(0, dtype=np.uint32), named
        sentence = words.sentence[named]
        opens = np.append(True, sentence[1:] != sentence[:-1])
        heads = np.flatnonzero(opens)
        group = np.cumsum(opens) - 1
        rank = np.arange(len(named)) - heads[group]
        clause = words.clause[named]
        turn = np.append(False, clause[1:] != clause[:-1]) & ~opens
        kept = rank < _MOST_MARKS
        plain = np.bincount(group[kept], mark[named[kept]] * 3.0 ** rank[kept]).astype(np.int64)
        clausal = np.bincount(group[kept], (mark[named] + 2 * turn)[kept] * 5.0 ** rank[kept]).astype(
            np.int64
        )
        start, end = named[heads], named[np.append(heads[1:], len(named)) - 1]
        of = sentence[heads]
        behind = np.minimum(words.first[of + 1] - 1 - end, _FAR)
        before = np.minimum(start - words.first[of], _FAR)
        closing = words.clause[words.first[of + 1] - 1]
        in_last = clause == closing[group]
        last_marks = np.zeros(len(heads), dtype=np.int64)
        for value in (1, 2):
            last_marks += value * (
                np.bincount(group[in_last & (mark[named] == value)], minlength=len(heads)) > 0
            )
        edges = words.clauses[1]
        number = words.clauses[0][words.first[of + 1] - 1]
        length = np.minimum(edges[number + 1] - edges[number], _FAR)
        counts = [
            np.minimum(np.bincount(group[mark[named] == value], minlength=len(heads)), 3) for value in (1, 2)
        ]
        parts = (
            ("order", plain),
            ("order by clause", clausal),
            ("last named", mark[end] * 10 + behind),
            ("first named", mark[start] * 10 + before),
            ("last clause", last_marks * 10 + length),
            ("times named", counts[0] * 10 + counts[1]),
        )
        return np.concatenate([number_keys(name, number) for name, number in parts]), np.tile(
            start, len(parts)
        )

    def punctuation(self) -> tuple[U32, I64]:
        """Keys for the marks before and behind the names of the two sides: a colon, a dash, a quotation mark ..."""
        at = np.flatnonzero(self.mark)
        mark, ahead, behind = self.mark[at], self.mark_ahead[at], self.mark_behind[at]
        keys = [
            number_keys("mark ahead", mark * 10 + ahead),
            number_keys("mark behind", mark * 10 + behind),
            number_keys("marks around", mark * 100 + ahead * 10 + behind),
        ]
        return np.concatenate(keys), np.tile(at, len(keys))

    @cached_property
    def code(self) -> I64:
        """Number below :data:`N_CODES` that tells how every word stands; see :func:`told_of`."""
        _, edges = self.words.clauses
        opens = np.zeros(len(self.words), dtype=np.int64)
        opens[edges[:-1][edges[:-1] < len(opens)]] = 1
        zone = self.before * 3 + self.behind
        return np.asarray(((zone * _N_KINDS + self.mark_ahead) * _N_KINDS + self.mark_behind) * 2 + opens)


N_CODES = 9 * _N_KINDS * _N_KINDS * 2


def told_of(code: I64) -> F32:
    """Spell codes of :class:`Standing` out in columns of 0 and 1.

    Which side is named next before, next behind; what mark stands right before, right behind; whether a clause begins.
    """
    rest, opens = np.divmod(code, 2)
    rest, behind = np.divmod(rest, _N_KINDS)
    zone, ahead = np.divmod(rest, _N_KINDS)
    parts = ((zone // 3, 3), (zone % 3, 3), (ahead, _N_KINDS), (behind, _N_KINDS), (opens, 2))
    return np.column_stack([np.eye(n, dtype=np.float32)[part][:, 1:] for part, n in parts])
