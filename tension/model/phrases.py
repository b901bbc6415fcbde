"""Words made ready for counting: names masked, phrases and shifters found, and the reach of each shifter.

Names carry no polarity: a country, a person or any word that is always written with a capital becomes the same
mask, several in a row one mask, and articles before them are dropped, so that "Russia", "the United States" and
"Emmanuel Macron" leave the same trace. Numbers become one mark too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tension.model.vocabulary import MOST_PHRASE_WORDS, SHIFTERS, Vocabulary, chained
from tension.text.actors import ActorTable, Mentions, find_actors, spread
from tension.text.lookup import WordFlags, upper_half
from tension.text.tokens import I64, U32, Block, Bool, Tokens, find_tokens

NAME = np.uint32(0x6E61_6D65)
NUMBER = np.uint32(0x6E75_6D62)
_CLOSED = WordFlags(
    article="a an the",
    calendar="january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday",
)


@dataclass(frozen=True, eq=False, repr=False)
class Words:
    """The words of a block that count, ``n`` in all, in ``m`` sentences.

    Attributes
    ----------
    token, last : int64 arrays, shape (n,)
        First and last :class:`Tokens` row that the word (or the masked run of names) stands for.
    word, stem : uint32 arrays, shape (n,)
        Upper half of the hash of the word and of its stem; names and numbers have one value each.
    row : int64 array, shape (n,)
        Row of the word in the vocabulary; -1 for names, numbers and words that it doesn't hold.
    name : bool array, shape (n,)
        The word is a mask.
    polarity : float32 array, shape (n,)
        Of the word, or of the phrase that ends here.
    phrase_start : int64 array, shape (n,)
        Where the lexicon's phrase that ends here begins (else the word itself).
    shifter : uint16 array, shape (n,)
        Kinds of shifter that end here, as bits.
    clause, sentence : int64 arrays, shape (n,)
        The clause and the sentence that the word belongs to.
    first : int64 array, shape (m + 1,)
        Words of sentence ``i`` are ``first[i]:first[i + 1]``.
    reach : tuple of int
        Words that each rule reaches.
    turning : int
    length_power : float
    run : int
        As in :class:`Vocabulary`.
    """

    token: I64
    last: I64
    word: U32
    stem: U32
    row: I64
    name: Bool
    polarity: NDArray[np.float32]
    phrase_start: I64
    shifter: NDArray[np.uint16]
    clause: I64
    sentence: I64
    first: I64
    reach: tuple[int, ...] = ()
    turning: int = 0
    length_power: float = 0.5
    run: int = 3

    def __len__(self) -> int:
        return len(self.word)

    @cached_property
    def clauses(self) -> tuple[I64, I64]:
        """Number of every word's clause, and the first words of the clauses with the end behind them."""
        turns = np.zeros(len(self), dtype=bool)
        turns[1:] = (self.clause[1:] != self.clause[:-1]) | (self.sentence[1:] != self.sentence[:-1])
        return np.cumsum(turns), np.concatenate([[0], np.flatnonzero(turns), [len(self)]])

    @cached_property
    def shifters(self) -> tuple[I64, NDArray[np.uint16]]:
        """Words that are shifters of any kind, and their kinds as bits."""
        at = np.flatnonzero(self.shifter)
        return at, self.shifter[at]

    def shifters_of(self, rule: Rule) -> I64:
        """Words that are shifters of a rule's kind."""
        at, kinds = self.shifters
        return np.asarray(at[(kinds & np.uint16(1 << SHIFTERS.index(rule.kind))) != 0])

    @cached_property
    def reached(self) -> dict[str, tuple[I64, I64]]:
        """For every rule by name what :func:`reached_by` finds."""
        own = self.reach or tuple(rule.reach for rule in RULES)
        return {rule.name: reached_by(self, rule, reach) for rule, reach in zip(RULES, own, strict=True)}

    @cached_property
    def turned(self) -> Bool:
        """Words that a rule turns round: "no threat" counts as a negated threat, not as a threat too."""
        turned = np.zeros(len(self), dtype=bool)
        for rule in TURNING[: self.turning]:
            turned[self.reached[rule.name][0]] = True
        return turned & ~self.name


def masked_words(tokens: Tokens, marks: U32, vocabulary: Vocabulary) -> Words:
    """Mask the names, drop the articles and look the words up.

    Parameters
    ----------
    tokens : Tokens
    marks : uint32 array, shape (n_tokens,)
        What stands for a word that the table of actors knows as a name (:data:`NAME`, to tell nothing of it);
        0 for other words. Words that are always written with a capital become :data:`NAME`.
    vocabulary : Vocabulary
    """
    hashes = upper_half(tokens.word)
    known = vocabulary.find(hashes)
    closed = _CLOSED.of(tokens.word)
    calendar = (closed & _CLOSED.bit["calendar"]) != 0
    marks = np.where((marks == 0) & (tokens.capital > 0) & ((known < 0) | calendar), NAME, marks)
    kept = np.flatnonzero(((closed & _CLOSED.bit["article"]) == 0) | (marks != 0))
    mark = np.where(tokens.digit[kept], np.uint32(0), marks[kept])
    sentence = tokens.sentence[kept]
    again = np.zeros(len(kept), dtype=bool)
    again[1:] = (mark[1:] != 0) & (mark[1:] == mark[:-1]) & (sentence[1:] == sentence[:-1])
    runs = np.flatnonzero(~again)
    ends = np.append(runs[1:], len(kept)) - 1
    token, last = kept[runs], kept[ends] if len(runs) else kept[runs]
    mark, row, sentence = mark[runs], known[token], sentence[runs]
    name = mark != 0

    word = hashes[token]
    digit = tokens.digit[token]
    word[name] = mark[name]
    word[digit] = NUMBER
    row[name | digit] = -1
    stem = word.copy()
    ordinary = np.flatnonzero(row >= 0)
    stem[ordinary] = vocabulary.word[vocabulary.stem[row[ordinary]]]
    polarity = np.zeros(len(word), dtype=np.float32)
    shifter = np.zeros(len(word), dtype=np.uint16)
    polarity[ordinary] = vocabulary.polarity[row[ordinary]]
    shifter[ordinary] = vocabulary.shifter[row[ordinary]]
    first = np.searchsorted(token, tokens.first)
    phrase_start = np.arange(len(word))
    _find_phrases(word, sentence, vocabulary, polarity, shifter, phrase_start)
    return Words(
        token, last, word, stem, row, name, polarity, phrase_start, shifter, tokens.clause[token], sentence, first,
        tuple(vocabulary.reach.tolist()), vocabulary.turning, vocabulary.length_power, vocabulary.run,
    )  # fmt: skip


def _find_phrases(
    word: U32,
    sentence: I64,
    vocabulary: Vocabulary,
    polarity: NDArray[np.float32],
    shifter: NDArray[np.uint16],
    phrase_start: I64,
) -> None:
    """Write the polarity and shifters of fixed phrases at their last words; a longer phrase wins over its parts."""
    n, chain = len(word), word
    found: list[tuple[I64, I64]] = []
    for words in range(2, MOST_PHRASE_WORDS + 1):
        if n < words:
            break
        chain = chained(chain[: n - words + 1], word[words - 1 :])
        at, row = vocabulary.find_phrases(chain)
        whole = (sentence[at] == sentence[at + words - 1]) & (vocabulary.phrase_words[row] == words)
        found.append((at[whole], row[whole]))
    for words, (at, row) in enumerate(found, start=2):
        polar = vocabulary.phrase_polarity[row]
        has = polar != 0
        for back in range(words - 1):
            polarity[at[has] + back] = 0
        polarity[at[has] + words - 1] = polar[has]
        phrase_start[at[has] + words - 1] = at[has]
        shifter[at + words - 1] |= vocabulary.phrase_shifter[row]


def tone_words(block: Block, vocabulary: Vocabulary, actors: ActorTable) -> tuple[Tokens, Words]:
    """Words of a block with every name masked alike, as tone is judged on."""
    tokens = find_tokens(block)
    mentions = find_actors(tokens, actors)
    return tokens, masked_words(tokens, name_marks(tokens, mentions), vocabulary)


def name_marks(tokens: Tokens, mentions: Mentions) -> U32:
    """Make marks for :func:`masked_words` that tell nothing of a name but that it is one."""
    return spread(mentions, np.full(len(mentions.token), NAME), len(tokens))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Rule:
    """A way in which a shifter turns a word near it.

    Attributes
    ----------
    name : str
        As shown in explanations.
    kind : str
        Kind of shifter (:data:`tension.model.vocabulary.SHIFTERS`).
    reach : int
        Words after the shifter (before it, where negative) that it turns, within its clause.
    target : int
        Sign of the polarity that it acts on; 0 for both.
    """

    name: str
    kind: str
    reach: int
    target: int


RULES = (
    Rule("negated", "negator", 4, 0),
    Rule("reversed", "reverser", 5, 1),
    Rule("undone", "undoer", 5, -1),
    Rule("then undone", "post_undoer", -4, -1),
    Rule("then reversed", "post_reverser", -4, 1),
    Rule("raised", "raiser", 4, 1),
    Rule("hypothetical", "hypothetical", 5, 0),
    Rule("denied", "denial", 6, 0),
    Rule("attributed", "attribution", 6, 0),
    Rule("called for", "call", 6, 0),
    Rule("amplified", "amplifier", 2, 0),
    Rule("toned down", "downtoner", 2, 0),
    Rule("past", "past", 5, 0),
)

TURNING = RULES[:5]
"""Rules that turn a word round, and so make terms of the words in their reach."""


LENGTH_POWER = 0.8
"""Power of the length that the sums of new models are divided by: at .5 long sentences are told too surely, and left-out
sources less well."""

RUN = 1
"""How many words make a term in new models: a convolution beside the terms sees what longer ones would tell, and more
(docs/experiments.md)."""

LONG_REACH = {"negated": 6, "reversed": 8, "undone": 8, "then undone": -7, "then reversed": -7}
"""Reaches that new models are trained with, where they differ from the rules' own."""


def reached_by(words: Words, rule: Rule, reach: int | None = None) -> tuple[I64, I64]:
    """Find the words that a shifter of the rule's kind reaches, each by the nearest one; ``reach`` overrides the rule's.

    Returns
    -------
    target, source : int64 arrays, shape (k,)
        The words, rising, and the shifters that reach them.
    """
    reach = rule.reach if reach is None else reach
    source = words.shifters_of(rule)
    clause, edge = words.clauses
    # Words between two shifters belong to the nearer one, and no reach goes beyond the clause.
    if reach > 0:
        beyond = np.minimum(edge[clause[source] + 1], source + reach + 1)
        beyond[:-1] = np.minimum(beyond[:-1], source[1:] + 1)
        count, start = beyond - source - 1, source + 1
    else:
        start = np.maximum(edge[clause[source]], source + reach)
        start[1:] = np.maximum(start[1:], source[:-1])
        count = source - start
    total = np.cumsum(count)
    within = np.arange(total[-1] if len(total) else 0) - np.repeat(total - count, count)
    return np.repeat(start, count) + within, np.repeat(source, count)
