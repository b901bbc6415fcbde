"""Names for terms, which are only known by hash: the words that a term was made of most often, as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.features import Occurrences, family
from tension.model.phrases import NUMBER, TURNING, Words, tone_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable
from tension.text.lookup import find_keys
from tension.text.tokens import I64, U32, U64, Block, Tokens, blocks_of, mixed

FAMILIES = ("word", "stem", "pair", "triple", "skip", "lexicon", "rule", "scope")
"""Families of terms that tone is judged on (:func:`tension.model.features.family`)."""

MASK, MASKED_NUMBER = "NAME", "NUMBER"
"""What stands for a name, or a number; words are in lower case."""

_TURNS = frozenset(rule.name for rule in TURNING)
_PLACES = {"pair": (0, 1), "triple": (0, 1, 2)}


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Ways in which terms were written: of each its key, a hash of its words, how often, and one place."""

    key: U32
    words: U64
    times: I64
    block: I64
    family: I64
    at: I64


def term_names(
    sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable, key: U32
) -> list[str]:
    """Name terms by what they were made of most often in some sentences.

    Parameters
    ----------
    sentences : sequence of str
        All terms occur in them.
    vocabulary, actors : Vocabulary, ActorTable
    key : uint32 array, shape (f,), sorted
        The terms.

    Returns
    -------
    list of str, length f
        All different. ``expelled`` is the word, ``expelled*`` any form of it, ``expelled diplomats`` two stems in a
        row, ``expelled … diplomats`` the same with a word or two between them, ``negated: threat`` a stem in a rule's
        reach, ``lexicon: confrontational`` and ``rule: negated confrontational`` what the lexicon says.
    """
    blocks = list(blocks_of((sentence, [(0, len(sentence))]) for sentence in sentences))
    words = [tone_words(block, vocabulary, actors) for block in blocks]
    names = [""] * len(key)
    seen = [
        _written(place, number, found, part, key)
        for place, (_, found) in enumerate(words)
        for number, name in enumerate(FAMILIES)
        for part in family(name, found)
    ]
    for row, block, number, at in _most_often(seen, key):
        tokens, found = words[block]
        names[row] = _name(FAMILIES[number], found, tokens, blocks[block], at)
    return _different(names)
