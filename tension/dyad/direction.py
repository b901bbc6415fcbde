"""Who acts on whom: the direction of a sentence that concerns a dyad, learnt from how names and words stand.

The side named first and the side named second leave marks of their own, as for the gate, so that most of what is
learnt on one pair of countries serves another. What differs between the two sides (whose spokesmen are quoted more)
is learnt apart, and used for the dyad it was learnt on alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import NOBODY, SIDE_A, SIDE_B
from tension.dyad.terms import FIRST, SECOND, Marked, kinds_of_names
from tension.model.features import Occurrences, family, keys_of, number_keys
from tension.model.linear import LinearTerms, sentence_logits
from tension.model.phrases import Words
from tension.text.actors import ActorTable
from tension.text.tokens import I64, U32, Bool, Tokens

NEITHER, A_TO_B, B_TO_A, MUTUAL = 0, 1, 2, 3
"""What a sentence's direction is: neither can be said, side a acts on side b, b on a, or both act."""

_NEAR = 4
_MOST_MARKS = 5
_FAR = 6
_TOLD_VALUE = 2.0
"""How much a term of the order, the kinds or the marks of names counts beside a word; set on two folds of weeks."""

_MARK_KIND = np.zeros(256, dtype=np.int64)
for _number, _marks_alike in enumerate((":", "-", ",", "\"'", ".?!", ";()"), start=1):
    for _mark in _marks_alike:
        _MARK_KIND[ord(_mark)] = _number


def direction_terms(marked: Marked, actors: ActorTable) -> Iterator[Occurrences]:
    """Terms that the direction is learnt on.

    Words by themselves and by the names before and behind them, pairs, words near a name; the order of the names
    with the clauses between, their kinds, and the marks beside them.
    """
    yield from standing_terms(marked.words, marked.tokens, marked.utf8, marked.edge)
    yield kinds_of_names(marked, actors, _TOLD_VALUE)


def standing_terms(words: Words, tokens: Tokens, utf8: NDArray[np.uint8], edge: I64) -> Iterator[Occurrences]:
    """Terms of how words stand to the marks of the names, whatever the names are; arrays as in :class:`Marked`."""
    standing = _Standing(words)
    plain = np.flatnonzero(~words.name)
    near, soon = plain[standing.since[plain] <= _NEAR], plain[standing.until[plain] <= _NEAR]
    zone = (standing.before * 3 + standing.behind).astype(np.uint32)
    yield Occurrences(keys_of("word", words.word[plain]), plain, plain)
    yield Occurrences(keys_of("stem", words.stem[plain]), plain, plain)
    yield Occurrences(keys_of("zone", words.word[plain], zone[plain]), plain, plain)
    yield Occurrences(keys_of("after", words.word[near], standing.before[near].astype(np.uint32)), near, near)
    yield Occurrences(keys_of("ahead", words.word[soon], standing.behind[soon].astype(np.uint32)), soon, soon)
    for found in family("pair", words):
        yield Occurrences(found.keys, found.start, found.start)
    for rule, keys, at in (
        ("order of the names", *standing.order()),
        ("marks at the names", *_marks(words, tokens, utf8, edge)),
    ):
        yield Occurrences(keys, at, at, np.full(len(at), _TOLD_VALUE, dtype=np.float32), rule)


class _Standing:
    """Where words stand among the names of the two sides: what side comes before and behind, and how far off."""

    def __init__(self, words: Words) -> None:
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


def _marks(words: Words, tokens: Tokens, utf8: NDArray[np.uint8], edge: I64) -> tuple[U32, I64]:
    """Keys for the marks before and behind the names of the two sides: a colon, a dash, a quotation mark ..."""
    at = np.flatnonzero((words.word == FIRST) | (words.word == SECOND))
    mark = np.where(words.word[at] == FIRST, 1, 2)
    start, end = tokens.start[words.token[at]], tokens.end[words.last[at]]
    opens, closes = edge[words.sentence[at]].T

    def kind(place: I64) -> I64:
        inside = (place >= opens) & (place < closes)
        return np.where(inside, _MARK_KIND[utf8[np.where(inside, place, 0)]], 0)

    def is_space(place: I64) -> Bool:
        return np.asarray(utf8[np.clip(place, 0, len(utf8) - 1)] == ord(" "))

    ahead = kind(start - 1 - is_space(start - 1))
    behind = kind(end + is_space(end))
    keys = [
        number_keys("mark ahead", mark * 10 + ahead),
        number_keys("mark behind", mark * 10 + behind),
        number_keys("marks around", mark * 100 + ahead * 10 + behind),
    ]
    return np.concatenate(keys), np.tile(at, len(keys))


def acting(named_first: I64, acts: I64) -> NDArray[np.uint8]:
    """Turn "the side named first acts" into directions of the dyad, or directions into it: each undoes the other."""
    swapped = np.array([NEITHER, B_TO_A, A_TO_B, MUTUAL], dtype=np.uint8)
    return np.where(named_first == SIDE_B, swapped[acts], acts).astype(np.uint8)


def directions_of(
    marked: Marked, actors: ActorTable, model: LinearTerms, *, known_pair: bool
) -> NDArray[np.uint8]:
    """Find who acts on whom in sentences that concern a dyad.

    Parameters
    ----------
    marked : Marked
        ``m`` sentences.
    actors : ActorTable
    model : LinearTerms
        Three logits against :data:`NEITHER`: the side named first acts, the side named second, both; then what is
        added to each where that side is the dyad's first, and taken away where it is the second.
    known_pair : bool
        The dyad is the one that the model was learnt on.

    Returns
    -------
    uint8 array, shape (m,)
        :data:`NEITHER`, :data:`A_TO_B`, :data:`B_TO_A` or :data:`MUTUAL`; :data:`NEITHER` where no side is named.
    """
    logits = sentence_logits(model, marked.words, direction_terms(marked, actors))
    leaning = lean(marked.first_side) if known_pair else np.zeros(len(logits))
    return directions_of_logits(logits, leaning, marked.first_side)


def lean(first_side: I64) -> NDArray[np.float64]:
    """1 where the dyad's first side is named first, -1 where the second is, 0 where neither is."""
    return np.asarray((first_side == SIDE_A) * 1.0 - (first_side == SIDE_B))


def directions_of_logits(
    logits: NDArray[np.float64], leaning: NDArray[np.float64], first_side: I64
) -> NDArray[np.uint8]:
    """Directions of the dyad from logits, shape (m, 6), as in :func:`directions_of`."""
    acts = np.column_stack([np.zeros(len(logits)), logits[:, :3] + leaning[:, None] * logits[:, 3:]])
    return acting(first_side, np.where(first_side == NOBODY, NEITHER, acts.argmax(axis=1)))
