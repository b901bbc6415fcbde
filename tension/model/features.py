"""Terms of sentences as hashed features: words, stems, short phrases, lexicon hits and rules that fired.

A feature's key is 32 bits of a hash; nothing is stored as text. Every occurrence keeps the words it came from, so
that an explanation is the same computation with the parts kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.phrases import RULES, Words, reached_by
from tension.model.vocabulary import chained, upper_half
from tension.text.tokens import I64, U32, U64, mixed


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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


def salted_keys(hashes: U64, name: str) -> U32:
    """Keys of terms that are told by the hashes of their words and the name of their family."""
    return upper_half(mixed(hashes ^ _salt(name)))


def constant_keys(name: str, number: int | I64, size: int | None = None) -> U32:
    """Keys of terms that are told by a number alone; ``size`` equal keys where one number is given."""
    numbers = np.full(1 if size is None else size, number) if isinstance(number, int) else number
    return salted_keys(numbers.astype(np.uint64), name)


def _together(words: Words, at: I64, span: int) -> I64:
    """Those of the places whose next ``span`` words lie in the same sentence."""
    at = at[at + span < len(words)]
    return np.asarray(at[words.sentence[at] == words.sentence[at + span]])


def occurrences(words: Words) -> Iterator[Occurrences]:
    """All terms that tone is judged on, family by family."""
    for name in _FAMILIES:
        yield from family(name, words)


def family(name: str, words: Words) -> Iterator[Occurrences]:
    """Terms of one family: word, stem, pair, triple, skip, lexicon, rule or scope."""
    return _FAMILIES[name](words)


def _ones(n: int) -> NDArray[np.float32]:
    return np.ones(n, dtype=np.float32)


def _word_terms(words: Words) -> Iterator[Occurrences]:
    at = np.flatnonzero(~words.name)
    yield Occurrences(salted_keys(words.word[at], "word"), at, at, _ones(len(at)))


def stem_keys(stems: U64) -> U32:
    """Keys of the terms that stand for single stems."""
    return salted_keys(stems, "stem")


def _stem_terms(words: Words) -> Iterator[Occurrences]:
    at = np.flatnonzero(~words.name)
    yield Occurrences(stem_keys(words.stem[at]), at, at, _ones(len(at)))


def _pair_terms(words: Words) -> Iterator[Occurrences]:
    at = _together(words, np.arange(len(words)), 1)
    at = at[~(words.name[at] & words.name[at + 1])]
    yield Occurrences(
        salted_keys(chained(words.stem[at], words.stem[at + 1]), "pair"), at, at + 1, _ones(len(at))
    )


def _triple_terms(words: Words) -> Iterator[Occurrences]:
    at = _together(words, np.arange(len(words)), 2)
    hashes = chained(chained(words.stem[at], words.stem[at + 1]), words.stem[at + 2])
    yield Occurrences(salted_keys(hashes, "triple"), at, at + 2, _ones(len(at)))


def _skip_terms(words: Words) -> Iterator[Occurrences]:
    for gap in (2, 3):
        at = _together(words, np.arange(len(words)), gap)
        yield Occurrences(
            salted_keys(chained(words.stem[at], words.stem[at + gap]), "skip"), at, at + gap, _ones(len(at))
        )


def _lexicon_terms(words: Words) -> Iterator[Occurrences]:
    for sign, name in ((1, "confrontational"), (-1, "cooperative")):
        at = np.flatnonzero(words.polarity * sign > 0)
        key = constant_keys(f"lexicon {name}", 0, len(at))
        yield Occurrences(key, words.phrase_start[at], at, np.abs(words.polarity[at]), f"lexicon: {name}")


def _rule_terms(words: Words) -> Iterator[Occurrences]:
    for rule in RULES:
        by = reached_by(words, rule)
        reached = by >= 0
        for sign, name in ((1, "confrontational"), (-1, "cooperative")):
            if rule.target in (0, sign):
                at = np.flatnonzero(reached & (words.polarity * sign > 0))
                key = constant_keys(f"{rule.name} {name}", 0, len(at))
                yield Occurrences(
                    key, np.minimum(by[at], words.phrase_start[at]), np.maximum(by[at], at),
                    np.abs(words.polarity[at]), f"{rule.name}: {name}",
                )  # fmt: skip


def _scope_terms(words: Words) -> Iterator[Occurrences]:
    for rule in RULES[:5]:
        by = reached_by(words, rule)
        at = np.flatnonzero((by >= 0) & ~words.name)
        yield Occurrences(
            salted_keys(words.stem[at], rule.name),
            np.minimum(by[at], at),
            np.maximum(by[at], at),
            _ones(len(at)),
            rule.name,
        )


_FAMILIES: dict[str, Callable[[Words], Iterator[Occurrences]]] = {
    "word": _word_terms,
    "stem": _stem_terms,
    "pair": _pair_terms,
    "triple": _triple_terms,
    "skip": _skip_terms,
    "lexicon": _lexicon_terms,
    "rule": _rule_terms,
    "scope": _scope_terms,
}
