"""Names for terms, which are known by hash alone: the words that a term was made of most often, as they were written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.model.features import Occurrences, families_of, family
from tension.model.phrases import NAME, NUMBER, TURNING, Words, tone_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable
from tension.text.lookup import find_keys
from tension.text.tokens import U32, Block, Tokens, blocks_of

_MASKS = {int(NAME): "NAME", int(NUMBER): "NUMBER"}
"""What stands for names and numbers; words are in lower case."""

_BACKWARD = frozenset(rule.name for rule in TURNING if rule.reach < 0)
"""Rules whose shifter comes after the word that it turns."""

_MOST_WORDS = 3


def term_names(sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable, key: U32) -> list[str]:
    """Name terms by the words that they were made of most often in some sentences.

    Parameters
    ----------
    sentences : sequence of str
        Every term occurs in them.
    vocabulary, actors : Vocabulary, ActorTable
    key : uint32 array, shape (f,), sorted
        The terms.

    Returns
    -------
    list of str, length f
        No two alike. ``expelled`` is the word, ``expelled*`` the word in any form, ``expelled diplomats`` two of
        these in a row, ``expelled … diplomats`` the same with one or two between them, ``negated: threat`` a word in
        any form within a rule's reach; ``lexicon: confrontational`` and ``rule: negated confrontational`` count what
        the lexicon knows.
    """
    patterns: dict[str, int] = {}
    spelling = dict(_MASKS)
    written = [np.zeros((0, 3 + _MOST_WORDS), dtype=np.int64)]
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in sentences):
        tokens, words = tone_words(block, vocabulary, actors)
        _spell(words, tokens, block, spelling)
        for name in families_of(vocabulary.run):
            for terms in family(name, words):
                row = find_keys(key, terms.keys)
                known = np.flatnonzero(row >= 0)
                pattern, parts = _written(name, terms, words)
                ways = np.zeros((len(known), 2 + _MOST_WORDS), dtype=np.int64)
                ways[:, 0], ways[:, 1] = row[known], patterns.setdefault(pattern, len(patterns))
                for place, part in enumerate(parts, start=2):
                    ways[:, place] = words.word[part[known]]
                written.append(np.column_stack(np.unique(ways, axis=0, return_counts=True)))
    pattern_of = list(patterns)
    names = [""] * len(key)
    for row, pattern_number, *hashes in _most_often(np.concatenate(written)).tolist():
        names[row] = pattern_of[pattern_number].format(*(spelling.get(word, "") for word in hashes))
    return _told_apart(names)


def _spell(words: Words, tokens: Tokens, block: Block, spelling: dict[int, str]) -> None:
    """Note how the words of a block are written; one hash is one word but for the case of its letters."""
    hashes, places = np.unique(words.word, return_index=True)
    for word, token in zip(hashes.tolist(), words.token[places].tolist(), strict=True):
        if word not in spelling:
            letters = bytes(block.utf8[tokens.start[token] : tokens.end[token]])
            spelling[word] = letters.lower().decode("utf-8", "replace")


def _written(name: str, terms: Occurrences, words: Words) -> tuple[str, list[NDArray[np.int64]]]:
    """Pattern of a family's names, and the words (rows of ``words``) that fill its places."""
    if name == "pair":
        return "{} {}", [terms.start, terms.last]
    if name == "triple":
        return "{} {} {}", [terms.start, terms.start + 1, terms.last]
    if name == "skip":
        return "{} … {}", [terms.start, terms.last]
    if name == "lexicon":
        return f"{terms.rule}", []
    if name in ("rule", "far"):
        return f"rule: {terms.rule}".replace(": ", " ").replace("rule ", "rule: ", 1), []
    if name == "scope":
        return f"{terms.rule}: {{}}", [terms.start if terms.rule in _BACKWARD else terms.last]
    return ("{}*" if name == "stem" else "{}"), [terms.start]


def _most_often(written: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of ways of writing, a row each with how often in its last column, the one for each term that is commonest."""
    ways, place = np.unique(written[:, :-1], axis=0, return_inverse=True)
    times = np.bincount(place.ravel(), written[:, -1], minlength=len(ways))
    order = np.lexsort((-times, ways[:, 0]))
    first = np.flatnonzero(np.diff(ways[order, 0], prepend=-1))
    return np.asarray(ways[order[first]])


def _told_apart(names: list[str]) -> list[str]:
    """Tell names that look alike apart by a number: only letters that can't be shown bring that about."""
    seen: dict[str, Any] = {}
    different = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        different.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return different
