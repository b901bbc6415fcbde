"""Who acts on whom: the direction of a sentence that concerns a dyad, learnt from how names and words stand.

The side named first and the side named second leave marks of their own, as for the gate, so that most of what is
learnt on one pair of countries serves another. What differs between the two sides (whose spokesmen are quoted more)
is learnt apart, and used for the dyad it was learnt on alone. Terms say it, and where they leave doubt a convolution over
the words with them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import NOBODY, SIDE_A, SIDE_B
from tension.dyad.standing import N_CODES, Standing, told_of
from tension.dyad.terms import FIRST, SECOND, Marked, kinds_of_names
from tension.model.convolution import cut
from tension.model.direction import DirectionModel
from tension.model.features import Occurrences, family, keys_of
from tension.model.linear import sentence_logits
from tension.model.phrases import Words
from tension.text.actors import ActorTable
from tension.text.tokens import I64, U32, Bool

F64 = NDArray[np.float64]

NEITHER, A_TO_B, B_TO_A, MUTUAL = 0, 1, 2, 3
"""What a sentence's direction is: neither can be said, side a acts on side b, b on a, or both act."""

_NEAR = 4
_TOLD_VALUE = 2.0
"""How much a term of the order, the kinds or the marks of names counts beside a word; set on two folds of weeks."""


def direction_terms(marked: Marked, standing: Standing, actors: ActorTable) -> Iterator[Occurrences]:
    """Terms that the direction is learnt on.

    Words by themselves and by the names before and behind them, pairs, words near a name; the order of the names
    with the clauses between, their kinds, and the marks beside them.
    """
    yield from standing_terms(standing)
    yield kinds_of_names(marked, actors, _TOLD_VALUE)


def standing_terms(standing: Standing) -> Iterator[Occurrences]:
    """Terms of how words stand to the marks of the names, whatever the names are."""
    words = standing.words
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
        ("marks at the names", *standing.punctuation()),
    ):
        yield Occurrences(keys, at, at, np.full(len(at), _TOLD_VALUE, dtype=np.float32), rule)


def acting(named_first: I64, acts: I64) -> NDArray[np.uint8]:
    """Turn "the side named first acts" into directions of the dyad, or directions into it: each undoes the other."""
    swapped = np.array([NEITHER, B_TO_A, A_TO_B, MUTUAL], dtype=np.uint8)
    return np.where(named_first == SIDE_B, swapped[acts], acts).astype(np.uint8)


def marked_stems(words: Words, leaning: F64) -> U32:
    """Stems of words, with marks of the names that tell which of the dyad's sides is named first.

    ``leaning`` has shape (m,), as :func:`lean` makes it; 0 tells nothing.
    """
    stem = words.stem.copy()
    named = np.flatnonzero((words.word == FIRST) | (words.word == SECOND))
    leant = leaning[words.sentence[named]]
    stem[named] += np.where(leant > 0, _LEANT, np.where(leant < 0, 2 * _LEANT, np.uint32(0)))
    return stem


_LEANT = np.uint32(16)
"""What tells the marks of one dyad's sides from those of any, and from each other."""


def in_doubt(by_terms: F64) -> Bool:
    """Tell of which sentences the terms leave it open what their direction is; ``by_terms`` has shape (m, 3).

    Where they are surer than :data:`_SURE` the words would change it once in 170 times, to no gain (two folds of weeks).
    """
    ranked = np.sort(np.column_stack([np.zeros(len(by_terms)), by_terms]), axis=1)
    return np.asarray(ranked[:, -1] - ranked[:, -2] < _SURE)


_SURE = 1.5
"""Logit by which the likeliest direction is ahead of the next."""


def word_logits(model: DirectionModel, standing: Standing, leaning: F64, asked: Bool) -> F64:
    """Sum what the words of some sentences say; ``asked`` has shape (m,), and the logits (asked, 3)."""
    words = standing.words
    row = np.flatnonzero(asked[words.sentence])
    sentence = (np.cumsum(asked) - 1)[words.sentence[row]]
    first = np.append(0, np.cumsum(np.diff(words.first)[asked]))
    code = standing.code[row]
    by_code = model.added_to(told_of(np.arange(N_CODES)))
    by_code = np.vstack([by_code, np.zeros_like(by_code[:1])])

    def tell(state: NDArray[np.float32], rows: slice, place: I64) -> None:
        placed = np.full(len(state), N_CODES)
        placed[place] = code[rows]
        state += by_code.take(placed, axis=0)
        cut(state)

    known = model.words.rows(marked_stems(words, leaning)[row])
    return model.logits_of(model.words.peaks(known, sentence, first, tell))


def directions_of(
    marked: Marked, actors: ActorTable, model: DirectionModel, *, known_pair: bool
) -> NDArray[np.uint8]:
    """Find who acts on whom in sentences that concern a dyad.

    Parameters
    ----------
    marked : Marked
        ``m`` sentences.
    actors : ActorTable
    model : DirectionModel
    known_pair : bool
        The dyad is the one that the model was learnt on.

    Returns
    -------
    uint8 array, shape (m,)
        :data:`NEITHER`, :data:`A_TO_B`, :data:`B_TO_A` or :data:`MUTUAL`; :data:`NEITHER` where no side is named.
    """
    leaning = lean(marked.first_side) if known_pair else np.zeros(len(marked.first_side))
    standing = Standing.of(marked)
    logits = leant(
        sentence_logits(model.terms, marked.words, direction_terms(marked, standing, actors)), leaning
    )
    asked = in_doubt(logits)
    logits[asked] += word_logits(model, standing, leaning, asked)
    return directions_of_logits(logits, marked.first_side)


def lean(first_side: I64) -> F64:
    """1 where the dyad's first side is named first, -1 where the second is, 0 where neither is."""
    return np.asarray((first_side == SIDE_A) * 1.0 - (first_side == SIDE_B))


def leant(logits: F64, leaning: F64) -> F64:
    """Logits of a dyad's sentences, shape (m, 3), from those of terms, shape (m, 6)."""
    return np.asarray(logits[:, :3] + leaning[:, None] * logits[:, 3:])


def directions_of_logits(logits: F64, first_side: I64) -> NDArray[np.uint8]:
    """Directions of the dyad from logits, shape (m, 3), as in :func:`directions_of`."""
    acts = np.column_stack([np.zeros(len(logits)), logits])
    return acting(first_side, np.where(first_side == NOBODY, NEITHER, acts.argmax(axis=1)))
