"""What tells whether a sentence that names both sides speaks of dealings between them, as hashed terms.

The side named first and the side named second, third countries and other names each leave a mark of their own, the
same for every dyad, so that what is learnt on one pair of countries serves another.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import NOBODY, SIDE_A, SIDE_B, THIRD
from tension.model.features import Occurrences, family, keys_of, number_keys
from tension.model.phrases import NAME, Words, masked_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import KINDS, ActorTable, Mentions, spread
from tension.text.tokens import I64, Bool, Tokens

FIRST = np.uint32(0x7369_6461)
SECOND = np.uint32(0x7369_6462)
THIRD_MARK = np.uint32(0x7369_6463)

_WIDEST_GAP = 7
_KIND_VALUE, _BETWEEN_VALUE = 0.3, 0.4
"""How much these terms count beside words; set once, not tuned."""


def of_sentences(
    tokens: Tokens, mentions: Mentions, sides: NDArray[np.uint8], keep: Bool
) -> tuple[Tokens, Mentions, NDArray[np.uint8]]:
    """Cut words, names and their sides down to some sentences."""
    part, row = tokens.sentences(keep)
    kept = keep[tokens.sentence[mentions.token]]
    at = np.searchsorted(row, mentions.token[kept])
    return (
        part,
        Mentions(
            at, mentions.length[kept], mentions.entry[kept], mentions.bare[kept] & (sides[kept] == NOBODY)
        ),
        sides[kept],
    )


def marked_words(
    tokens: Tokens, mentions: Mentions, sides: NDArray[np.uint8], vocabulary: Vocabulary
) -> Words:
    """Words of sentences with each name masked by what it is to the dyad."""
    opposite = second_named(tokens, mentions, sides)
    marks = np.select(
        [sides == THIRD, sides == NOBODY, opposite], [THIRD_MARK, NAME, SECOND], default=FIRST
    ).astype(np.uint32)
    return masked_words(tokens, spread(mentions, marks, len(tokens)), vocabulary)  # type: ignore[arg-type]


def second_named(tokens: Tokens, mentions: Mentions, sides: NDArray[np.uint8]) -> Bool:
    """Tell of every name whether it is of the side that its sentence names second."""
    first = side_named_first(tokens, mentions, sides)
    return np.asarray(sides != first[tokens.sentence[mentions.token]])


def side_named_first(tokens: Tokens, mentions: Mentions, sides: NDArray[np.uint8]) -> I64:
    """Side that every sentence names first; :data:`NOBODY` where it names neither."""
    sentence = tokens.sentence[mentions.token]
    named = np.flatnonzero((sides == SIDE_A) | (sides == SIDE_B))
    first = np.full(len(tokens.first) - 1, NOBODY, dtype=np.int64)
    first[sentence[named][::-1]] = sides[named][::-1]
    return first


def gate_terms(
    words: Words, tokens: Tokens, mentions: Mentions, sides: NDArray[np.uint8], actors: ActorTable
) -> Iterator[Occurrences]:
    """Terms that the gate is learnt on: stems, pairs, what stands between the sides, and what kinds of names there are."""
    yield from family("stem", words)
    yield from family("pair", words)
    yield from _between(words)
    yield kinds_of_names(words, tokens, mentions, sides, actors, _KIND_VALUE)


def _between(words: Words) -> Iterator[Occurrences]:
    named = np.flatnonzero((words.word == FIRST) | (words.word == SECOND))
    left, right = named[:-1], named[1:]
    facing = (words.sentence[left] == words.sentence[right]) & (words.word[left] != words.word[right])
    left, right = left[facing], right[facing]
    gap = np.minimum(right - left, 12)
    yield Occurrences(
        number_keys("gap", gap),
        left,
        right,
        np.full(len(gap), _KIND_VALUE, dtype=np.float32),
        "distance of the sides",
    )
    near = right - left <= _WIDEST_GAP
    left, right = left[near], right[near]
    for offset in range(1, _WIDEST_GAP):
        at = (left + offset)[left + offset < right]
        yield Occurrences(
            keys_of("between", words.stem[at]),
            at,
            at,
            np.full(len(at), _BETWEEN_VALUE, dtype=np.float32),
            "between the sides",
        )


def kinds_of_names(
    words: Words,
    tokens: Tokens,
    mentions: Mentions,
    sides: NDArray[np.uint8],
    actors: ActorTable,
    value: float,
) -> Occurrences:
    """Terms of what every name is: a person, a country ... of the side named first, second, a third, or nobody's."""
    second = second_named(tokens, mentions, sides)
    standing = np.select([sides == THIRD, sides == NOBODY, second], [2, 3, 1], default=0)
    at = np.minimum(np.searchsorted(words.token, mentions.token, side="right") - 1, len(words) - 1)
    keys = number_keys("kind", standing.astype(np.int64) * len(KINDS) + actors.kind[mentions.entry])
    return Occurrences(keys, at, at, np.full(len(at), value, dtype=np.float32), "kinds of names")


def counts_by_sentence(tokens: Tokens, mentions: Mentions, sides: NDArray[np.uint8]) -> tuple[I64, I64, I64]:
    """Names of side a, of side b and of third countries in every sentence."""
    sentence = tokens.sentence[mentions.token]
    n = len(tokens.first) - 1
    a, b, third = (np.bincount(sentence[sides == side], minlength=n) for side in (SIDE_A, SIDE_B, THIRD))
    return a, b, third
