"""Terms of sentences as hashed features: words, stems, short phrases, lexicon hits and rules that fired.

A feature's key is 32 bits of a hash; nothing is stored as text. Every occurrence keeps the words it came from, so
that an explanation is the same computation with the parts kept.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.phrases import RULES, TURNING, Words
from tension.model.vocabulary import Vocabulary
from tension.text.lookup import upper_half
from tension.text.tokens import I64, U32, mixed


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Occurrences:
    """Terms of one family, in the order of the text.

    Attributes
    ----------
    key : uint32 array, shape (k,), or (1,) where all are alike
        What the term is.
    start, last : int64 arrays, shape (k,)
        First and last of its words (rows of :class:`Words`).
    value : float32 array, shape (k,), or None
        How much it counts, before the weight; once, where None.
    rule : str or None
        The rule that made the term, as shown in explanations.
    """

    key: U32
    start: I64
    last: I64
    value: NDArray[np.float32] | None = None
    rule: str | None = None

    @property
    def keys(self) -> U32:
        """The key of every term, shape (k,)."""
        return np.broadcast_to(self.key, self.start.shape)


@functools.cache
def _factors(name: str) -> tuple[np.uint32, ...]:
    """Odd numbers that a family multiplies hashes by, and the number that it adds."""
    total = 0xCBF29CE484222325
    for byte in name.encode():
        total = ((total ^ byte) * 0x100000001B3) & ((1 << 64) - 1)  # FNV-1a, Fowler, Noll and Vo
    spread_out = mixed(np.uint64(total) + np.arange(1 + _MOST_PARTS, dtype=np.uint64))
    return tuple(upper_half(spread_out) | np.uint32(1))


_MOST_PARTS = 3


def keys_of(name: str, *hashes: U32) -> U32:
    """Keys of terms that are told by the hashes of one to three words and the name of their family.

    A sum of products modulo 2**32. The words' hashes are spread evenly, so two terms share a key no more often than
    by chance, one time in four thousand million (multilinear hashing, Carter and Wegman 1979).
    """
    added, *factors = _factors(name)
    total = hashes[0] * factors[0]
    for factor, part in zip(factors[1:], hashes[1:], strict=False):
        total += part * factor
    total += added
    return total


def number_keys(name: str, number: I64) -> U32:
    """Keys of terms that are told by a number alone."""
    return keys_of(name, number.astype(np.uint32))


@functools.cache
def only_key(name: str) -> U32:
    """Key of the only term of its name, shape (1,)."""
    return number_keys(name, np.zeros(1, dtype=np.int64))


def occurrences(words: Words, *, without_known: bool = False) -> Iterator[Occurrences]:
    """All terms that tone is judged on, family by family.

    With ``without_known`` the words of the vocabulary are left out as terms by themselves, for those who look them up
    by their row (:meth:`tension.model.linear.LinearTerms.of_words`).
    """
    for name in families_of(words.run):
        if without_known and name in SINGLE:
            yield from _FAMILIES[name](words, np.flatnonzero(~words.name & ~words.turned & (words.row < 0)))
        else:
            yield from family(name, words)


def family(name: str, words: Words) -> Iterator[Occurrences]:
    """Terms of one family: word, stem, pair, triple, skip, lexicon, rule, far or scope."""
    if name in SINGLE:
        return _FAMILIES[name](words, np.flatnonzero(~words.name & ~words.turned))
    return _FAMILIES[name](words)


def _together(words: Words, span: int) -> I64:
    """Words whose next ``span`` words lie in the same sentence."""
    return np.flatnonzero(words.sentence[: len(words) - span] == words.sentence[span:])


def _word_terms(words: Words, at: I64) -> Iterator[Occurrences]:
    yield Occurrences(keys_of("word", words.word[at]), at, at)


def stem_keys(stems: U32) -> U32:
    """Keys of the terms that stand for single stems."""
    return keys_of("stem", stems)


def _stem_terms(words: Words, at: I64) -> Iterator[Occurrences]:
    yield Occurrences(stem_keys(words.stem[at]), at, at)


def known_keys(vocabulary: Vocabulary) -> tuple[U32, U32]:
    """Keys of the word and of the stem of every row of a vocabulary."""
    return keys_of("word", vocabulary.word), stem_keys(vocabulary.word[vocabulary.stem])


def _pair_terms(words: Words) -> Iterator[Occurrences]:
    at = _together(words, 1)
    at = at[~(words.name[at] & words.name[at + 1])]
    yield Occurrences(keys_of("pair", words.stem[at], words.stem[at + 1]), at, at + 1)


def _triple_terms(words: Words) -> Iterator[Occurrences]:
    at = _together(words, 2)
    yield Occurrences(keys_of("triple", words.stem[at], words.stem[at + 1], words.stem[at + 2]), at, at + 2)


def _skip_terms(words: Words) -> Iterator[Occurrences]:
    for gap in (2, 3):
        at = _together(words, gap)
        yield Occurrences(keys_of("skip", words.stem[at], words.stem[at + gap]), at, at + gap)


_SIGNS = ((1, "confrontational"), (-1, "cooperative"))


def _lexicon_terms(words: Words) -> Iterator[Occurrences]:
    for sign, name in _SIGNS:
        at = np.flatnonzero((words.polarity * sign > 0) & ~words.turned)
        key = only_key(f"lexicon {name}")
        yield Occurrences(key, words.phrase_start[at], at, np.abs(words.polarity[at]), f"lexicon: {name}")


def _rule_terms(words: Words) -> Iterator[Occurrences]:
    for rule in RULES:
        target, source = words.reached[rule.name]
        polarity = words.polarity[target]
        for sign, name in _SIGNS:
            if rule.target in (0, sign):
                polar = np.flatnonzero(polarity * sign > 0)
                at, by = target[polar], source[polar]
                yield Occurrences(
                    only_key(f"{rule.name} {name}"),
                    np.minimum(by, words.phrase_start[at]),
                    np.maximum(by, at),
                    np.abs(polarity[polar]),
                    f"{rule.name}: {name}",
                )


def _far_terms(words: Words) -> Iterator[Occurrences]:
    """Every shifter with the nearest polar word ahead and behind that lies beyond its rule's reach, in one sentence.

    Whether a shifter turns a word so far off is less sure than within reach, so that word counts as it stands too.
    """
    plain = ~words.turned
    polar = [(name, np.flatnonzero((words.polarity * sign > 0) & plain)) for sign, name in _SIGNS]
    for rule in RULES:
        source = words.shifters_of(rule)
        if not len(source):
            continue
        outside = np.ones(len(words), dtype=bool)
        outside[words.reached[rule.name][0]] = False
        for name, places in polar:
            beyond = places[outside[places]]
            for side, rank in (
                ("far ahead", np.searchsorted(beyond, source, side="right")),
                ("far behind", np.searchsorted(beyond, source) - 1),
            ):
                there = np.flatnonzero((rank >= 0) & (rank < len(beyond)))
                target, by = beyond[rank[there]], source[there]
                together = words.sentence[target] == words.sentence[by]
                target, by = target[together], by[together]
                yield Occurrences(
                    only_key(f"{rule.name} {side} {name}"),
                    np.minimum(by, words.phrase_start[target]),
                    np.maximum(by, target),
                    np.abs(words.polarity[target]),
                    f"{rule.name} {side}: {name}",
                )


def _scope_terms(words: Words) -> Iterator[Occurrences]:
    for rule in TURNING:
        target, source = words.reached[rule.name]
        plain = np.flatnonzero(~words.name[target])
        at, by = target[plain], source[plain]
        yield Occurrences(
            keys_of(rule.name, words.stem[at]), np.minimum(by, at), np.maximum(by, at), rule=rule.name
        )


_FAMILIES: dict[str, Callable[..., Iterator[Occurrences]]] = {
    "word": _word_terms,
    "stem": _stem_terms,
    "pair": _pair_terms,
    "triple": _triple_terms,
    "skip": _skip_terms,
    "lexicon": _lexicon_terms,
    "rule": _rule_terms,
    "far": _far_terms,
    "scope": _scope_terms,
}

_RUNS = {"pair": 2, "far": 2, "triple": 3, "skip": 3}
"""From which :attr:`Vocabulary.run` on the tone is judged on a family."""


def families_of(run: int) -> list[str]:
    """Families that a vocabulary's ``run`` lets the tone be judged on."""
    return [name for name in _FAMILIES if run >= _RUNS.get(name, 0)]


SINGLE = ("word", "stem")
"""Families whose terms are words by themselves."""
