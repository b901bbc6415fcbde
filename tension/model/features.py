"""Terms of sentences as hashed features: words, stems, short phrases, lexicon hits and rules that fired.

A feature's key is 32 bits of a hash; nothing is stored as text. Every occurrence keeps the words it came from, so
that an explanation is the same computation with the parts kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.phrases import RULES, Words, reached_by
from tension.model.vocabulary import chained, upper_half
from tension.text.tokens import I64, U32, U64, mixed


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Terms of one family, in the order of the text.

    Attributes
    ----------
    key : uint32 array, shape (k,)
        What the term is.
    start, last : int64 arrays, shape (k,)
        First and last of its words (rows of :class:`Words`).
    value : float32 array, shape (k,)
        How much it counts, before the weight.
    rule : str or None
        The rule that made the term, as shown in explanations.
    """

    key: U32
    start: I64
    last: I64
    value: NDArray[np.float32]
    rule: str | None = None


def _salt(name: str) -> np.uint64:
    total = 0xCBF29CE484222325
    for byte in name.encode():
        total = ((total ^ byte) * 0x100000001B3) & ((1 << 64) - 1)  # FNV-1a, Fowler, Noll and Vo
    return np.uint64(total)


def _keys(hashes: U64, family: str) -> U32:
    return upper_half(mixed(hashes ^ _salt(family)))


def _together(words: Words, at: I64, span: int) -> I64:
    """Those of the places whose next ``span`` words lie in the same sentence."""
    at = at[at + span < len(words)]
    return at[words.sentence[at] == words.sentence[at + span]]


def occurrences(words: Words, families: frozenset[str] | None = None) -> Iterator[Occurrences]:
    """All terms of a block, family by family.

    ``families`` limits them (for experiments); names are those of :data:`FAMILIES`.
    """
    for name, family in FAMILIES.items():
        if families is None or name in families:
            yield from family(words)


def _ones(n: int) -> NDArray[np.float32]:
    return np.ones(n, dtype=np.float32)


def _word_terms(words: Words) -> Iterator[Occurrences]:
    at = np.flatnonzero(~words.name)
    yield Occurrences(_keys(words.word[at], "word"), at, at, _ones(len(at)))


def stem_keys(stems: U64) -> U32:
    """Keys of the terms that stand for single stems."""
    return _keys(stems, "stem")


def _stem_terms(words: Words) -> Iterator[Occurrences]:
    at = np.flatnonzero(~words.name)
    yield Occurrences(stem_keys(words.stem[at]), at, at, _ones(len(at)))


def _pair_terms(words: Words) -> Iterator[Occurrences]:
    at = _together(words, np.arange(len(words)), 1)
    at = at[~(words.name[at] & words.name[at + 1])]
    yield Occurrences(_keys(chained(words.stem[at], words.stem[at + 1]), "pair"), at, at + 1, _ones(len(at)))


def _triple_terms(words: Words) -> Iterator[Occurrences]:
    at = _together(words, np.arange(len(words)), 2)
    hashes = chained(chained(words.stem[at], words.stem[at + 1]), words.stem[at + 2])
    yield Occurrences(_keys(hashes, "triple"), at, at + 2, _ones(len(at)))


def _skip_terms(words: Words) -> Iterator[Occurrences]:
    for gap in (2, 3):
        at = _together(words, np.arange(len(words)), gap)
        yield Occurrences(_keys(chained(words.stem[at], words.stem[at + gap]), "skip"), at, at + gap, _ones(len(at)))


def _lexicon_terms(words: Words) -> Iterator[Occurrences]:
    for sign, name in ((1, "confrontational"), (-1, "cooperative")):
        at = np.flatnonzero(words.polarity * sign > 0)
        key = np.full(len(at), _keys(np.zeros(1, np.uint64), f"lexicon {name}")[0], dtype=np.uint32)
        yield Occurrences(key, words.phrase_start[at], at, np.abs(words.polarity[at]), f"lexicon: {name}")


def _rule_terms(words: Words) -> Iterator[Occurrences]:
    for rule in RULES:
        by = reached_by(words, rule)
        reached = by >= 0
        for sign, name in ((1, "confrontational"), (-1, "cooperative")):
            if rule.target in (0, sign):
                at = np.flatnonzero(reached & (words.polarity * sign > 0))
                key = np.full(len(at), _keys(np.zeros(1, np.uint64), f"{rule.name} {name}")[0], dtype=np.uint32)
                yield Occurrences(
                    key, np.minimum(by[at], words.phrase_start[at]), np.maximum(by[at], at),
                    np.abs(words.polarity[at]), f"{rule.name}: {name}",
                )  # fmt: skip


def _scope_terms(words: Words) -> Iterator[Occurrences]:
    for rule in RULES[:5]:
        by = reached_by(words, rule)
        at = np.flatnonzero((by >= 0) & ~words.name)
        yield Occurrences(
            _keys(words.stem[at], rule.name), np.minimum(by[at], at), np.maximum(by[at], at), _ones(len(at)), rule.name
        )


FAMILIES = {
    "word": _word_terms,
    "stem": _stem_terms,
    "pair": _pair_terms,
    "triple": _triple_terms,
    "skip": _skip_terms,
    "lexicon": _lexicon_terms,
    "rule": _rule_terms,
    "scope": _scope_terms,
}
