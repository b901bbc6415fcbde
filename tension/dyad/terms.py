"""What tells whether a sentence that names both sides speaks of dealings between them, as hashed terms.

The side named first and the side named second, third countries and other names each leave a mark of their own, the
same for every dyad, so that what is learnt on one pair of countries serves another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import NOBODY, SIDE_A, SIDE_B, THIRD, SideTable, sides_named
from tension.model.features import Occurrences, family, keys_of, number_keys
from tension.model.phrases import NAME, Words, masked_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import KINDS, ActorTable, Mentions, find_actors, spread
from tension.text.tokens import I64, Block, Bool, Tokens, blocks_of, find_tokens

FIRST = np.uint32(0x7369_6461)
SECOND = np.uint32(0x7369_6462)
THIRD_MARK = np.uint32(0x7369_6463)

_WIDEST_GAP = 7
_KIND_VALUE, _BETWEEN_VALUE, _ORDER_VALUE = 0.3, 0.4, 1.0
"""How much these terms count beside words; set once, not tuned."""

_TURNS = 4
"""How many changes from one side to another, or to a third country, the order of a sentence's names tells."""

_MOST_NAMES = 4
"""Names of one side in a sentence are counted up to this."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Marked:
    """Sentences of a block, ``m`` in all, with each of their names told by what it is to the dyad.

    Attributes
    ----------
    utf8 : uint8 array
        The block's text.
    edge : int64 array, shape (m, 2)
        Where each sentence begins and ends in ``utf8``.
    tokens, mentions : Tokens, Mentions
    side : uint8 array
        Side of every name.
    first_side : int64 array, shape (m,)
        Side that every sentence names first; :data:`NOBODY` where it names neither.
    words : Words
        With a mark in place of each name: the side named first, the side named second, a third country, another name.
    """

    utf8: NDArray[np.uint8]
    edge: I64
    tokens: Tokens
    mentions: Mentions
    side: NDArray[np.uint8]
    first_side: I64
    words: Words

    @property
    def second(self) -> Bool:
        """Tell of every name whether it is of the side that its sentence names second."""
        return np.asarray(self.side != self.first_side[self.tokens.sentence[self.mentions.token]])


def marked_sentences(
    block: Block,
    tokens: Tokens,
    mentions: Mentions,
    side: NDArray[np.uint8],
    vocabulary: Vocabulary,
    keep: Bool,
) -> Marked:
    """Mark the names in some sentences of a block; ``keep`` has shape (n,), ``side`` the side of every name."""
    part, row = tokens.sentences(keep)
    kept = keep[tokens.sentence[mentions.token]]
    side = side[kept]
    names = Mentions(
        np.searchsorted(row, mentions.token[kept]),
        mentions.length[kept],
        mentions.entry[kept],
        mentions.bare[kept] & (side == NOBODY),
    )
    sentence = part.sentence[names.token]
    named = np.flatnonzero((side == SIDE_A) | (side == SIDE_B))
    first_side = np.full(len(part.first) - 1, NOBODY, dtype=np.int64)
    first_side[sentence[named][::-1]] = side[named][::-1]
    second = side != first_side[sentence]
    marks = np.select([side == THIRD, side == NOBODY, second], [THIRD_MARK, NAME, SECOND], default=FIRST)
    spread_out = spread(names, marks.astype(np.uint32), len(part))
    words = masked_words(part, spread_out, vocabulary)  # type: ignore[arg-type]
    edge = np.column_stack([block.start[keep], block.end[keep]])
    return Marked(block.utf8, edge, part, names, side, first_side, words)


def marked_blocks(
    sentences: Sequence[str], years: I64, table: SideTable, vocabulary: Vocabulary
) -> Iterator[Marked]:
    """Mark the names in sentences that stand alone, block by block.

    Parameters
    ----------
    sentences : sequence of str, length m
    years : int64 array, shape (m,)
        Year of the article that each sentence stands in, 0 where unknown.
    table : SideTable
    vocabulary : Vocabulary
    """
    base = 0
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in sentences):
        tokens = find_tokens(block)
        mentions = find_actors(tokens, table.actors)
        n = len(block.start)
        sides = sides_named(tokens, mentions, table, vocabulary, years[base : base + n])
        yield marked_sentences(block, tokens, mentions, sides, vocabulary, np.ones(n, dtype=bool))
        base += n


def gate_terms(marked: Marked, actors: ActorTable) -> Iterator[Occurrences]:
    """Terms that the gate is learnt on: stems, pairs, what stands between the sides, their order, and kinds of names."""
    yield from family("stem", marked.words)
    yield from family("pair", marked.words)
    yield from _between(marked.words)
    yield from _order(marked.words)
    yield kinds_of_names(marked, actors, _KIND_VALUE)


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


def _order(words: Words) -> Iterator[Occurrences]:
    """In what order the sides and third countries follow each other, and how often each is named.

    A sentence that lists countries, or that keeps coming back to a third one, is less likely to be about the two.
    """
    standing = np.select([words.word == FIRST, words.word == SECOND, words.word == THIRD_MARK], [1, 2, 3], 0)
    named = np.flatnonzero(standing)
    if not len(named):
        return
    who, sentence = standing[named], words.sentence[named]
    opens = np.append(True, sentence[1:] != sentence[:-1])
    first = np.flatnonzero(opens)
    ends = np.append(first[1:], len(named))
    start, last = named[first], named[ends - 1]
    value = np.full(len(first), _ORDER_VALUE, dtype=np.float32)

    turns = opens | np.append(True, who[1:] != who[:-1])
    turn = np.cumsum(turns)
    place = turn - np.repeat(turn[first], ends - first)
    digit = np.where(turns & (place < _TURNS), who * 4 ** np.minimum(place, _TURNS), 0)
    keys = number_keys("order", np.add.reduceat(digit, first))
    yield Occurrences(keys, start, last, value, "order of the sides")
    for number in (1, 2, 3):
        times = np.minimum(np.add.reduceat((who == number).astype(np.int64), first), _MOST_NAMES)
        keys = number_keys("times", number * (_MOST_NAMES + 1) + times)
        yield Occurrences(keys, start, last, value, "how often the sides are named")


def kinds_of_names(marked: Marked, actors: ActorTable, value: float) -> Occurrences:
    """Terms of what every name is: a person, a country ... of the side named first, second, a third, or nobody's."""
    words, mentions, side = marked.words, marked.mentions, marked.side
    standing = np.select([side == THIRD, side == NOBODY, marked.second], [2, 3, 1], default=0)
    at = np.minimum(np.searchsorted(words.token, mentions.token, side="right") - 1, len(words) - 1)
    keys = number_keys("kind", standing.astype(np.int64) * len(KINDS) + actors.kind[mentions.entry])
    return Occurrences(keys, at, at, np.full(len(at), value, dtype=np.float32), "kinds of names")


def counts_by_sentence(tokens: Tokens, mentions: Mentions, sides: NDArray[np.uint8]) -> tuple[I64, I64, I64]:
    """Names of side a, of side b and of third countries in every sentence."""
    sentence = tokens.sentence[mentions.token]
    n = len(tokens.first) - 1
    a, b, third = (np.bincount(sentence[sides == side], minlength=n) for side in (SIDE_A, SIDE_B, THIRD))
    return a, b, third
