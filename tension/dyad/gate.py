"""Whether a sentence concerns both sides of a dyad, and by what rule.

A sentence is relevant when it names both sides and speaks of dealings between them, or when what stands before it
names them and it carries on: one side named again, "the two presidents", a pronoun, a quotation. A sentence that
turns to a third country isn't.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import NOBODY, SIDE_A, SIDE_B, SideTable, sides_named
from tension.dyad.terms import Marked, counts_by_sentence, gate_terms, marked_sentences
from tension.model.linear import LinearTerms, sentence_logits
from tension.model.vocabulary import Vocabulary
from tension.portable import exponential
from tension.text.actors import Mentions, find_actors
from tension.text.lookup import WordFlags
from tension.text.tokens import I64, Block, Bool, Tokens, blocks_of, find_tokens, sentence_block

REASONS = (
    "names neither side",
    "names one side alone",
    "names both sides",
    "names both sides, without dealings between them",
    "names one side, in a story on both",
    "speaks of the two together",
    "continues a quotation",
    "refers back to what both sides do",
    "turns to a third country",
    "one side's spokesman speaks of the other",
    "every sentence counts",
)
"""Why a sentence is relevant or not, by number."""

_NEITHER, _ONE, _BOTH, _NO_DEALINGS, _ONE_CARRIED, _TOGETHER, _QUOTATION, _BACK, _AWAY, _VOICE, _ANY = range(
    len(REASONS)
)

_REACH = 2
"""A sentence carries over from one that stands at most this many before it."""

_IN_STORY_DISCOUNT = 0.3
"""How much likelier dealings are taken to be in a story whose headline is on both sides."""


_CUES = WordFlags(
    two="two both",
    party="presidents leaders countries sides nations governments powers ministers capitals men states superpowers "
    "diplomats delegations parties rivals adversaries counterparts agencies militaries armies",
    pronoun="he she they it this that these those both his her their its neither",
    subject="he she they we both",
    role="president presidents minister ministers secretary ambassador ambassadors envoy envoys spokesman spokeswoman "
    "spokesperson diplomat diplomats official officials negotiator negotiators leader leaders adviser aide delegation "
    "delegations counterpart counterparts sides",
    matter="talks meeting meetings summit treaty agreement agreements deal accord pact sanctions sanction list "
    "blacklist blacklists ban letter visit expulsion expulsions exchange swap relations ties dialogue negotiations "
    "discussions consultations law act decision move step measures statement dispute standoff crisis pledge proposal "
    "offer warheads missiles inspections embassy consulate consulates prisoners adoption adoptions restrictions reply "
    "response call conversation document text memorandum framework cooperation tensions differences",
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SentenceSides:
    """What a block's sentences say of the two sides, before their neighbours are looked at.

    Attributes
    ----------
    n_a, n_b, n_third : int64 arrays, shape (m,)
        Names of side a, of side b and of third countries.
    dealings : float64 array, shape (m,)
        Probability that a sentence that names both sides speaks of dealings between them; NaN for others.
    odd_quotes : bool array, shape (m,)
        The number of quotation marks in the sentence is odd.
    opens_quote, together, pronoun, subject, role, matter : bool arrays, shape (m,)
        The sentence begins with a quotation mark; speaks of "the two presidents"; has a pronoun among its first
        words; begins with "he" or "they"; names an office; names a matter of diplomacy.
    """

    n_a: I64
    n_b: I64
    n_third: I64
    dealings: NDArray[np.float64]
    odd_quotes: Bool
    opens_quote: Bool
    together: Bool
    pronoun: Bool
    subject: Bool
    role: Bool
    matter: Bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BlockSides:
    """A block's words and names with their sides, kept until its articles are ruled on.

    Attributes
    ----------
    block, tokens, mentions : Block, Tokens, Mentions
    side : uint8 array
        Side of every name.
    both : Marked
        The sentences that name both sides.
    said : SentenceSides
    """

    block: Block
    tokens: Tokens
    mentions: Mentions
    side: NDArray[np.uint8]
    both: Marked
    said: SentenceSides


_Row = tuple[int, int, int, float, bool, bool, bool, bool, bool, bool, bool]
"""What one sentence says of the two sides: a row of :class:`SentenceSides`."""


def find_sides(
    block: Block,
    tokens: Tokens,
    mentions: Mentions,
    table: SideTable,
    vocabulary: Vocabulary,
    gate: LinearTerms,
    years: I64 | None = None,
) -> BlockSides:
    """Look for the two sides in every sentence of a block.

    Parameters
    ----------
    block, tokens : Block, Tokens
    mentions : Mentions
        Names found with ``table.actors``.
    table : SideTable
    vocabulary : Vocabulary
    gate : LinearTerms
        One logit: both sides named, and dealings between them.
    years : int64 array, shape (m,), optional
        Year of the article that each sentence stands in, 0 where unknown.
    """
    side = sides_named(tokens, mentions, table, vocabulary, years)
    n_a, n_b, n_third = counts_by_sentence(tokens, mentions, side)
    n = len(tokens.first) - 1
    both = (n_a > 0) & (n_b > 0)
    dealings = np.full(n, np.nan)
    marked = marked_sentences(block, tokens, mentions, side, vocabulary, both)
    if both.any():
        logits = sentence_logits(gate, marked.words, gate_terms(marked, table.actors))
        dealings[both] = 1 / (1 + exponential(-logits[:, 0]))

    marks = np.cumsum(np.append(0, block.utf8 == 34))
    position = np.arange(len(tokens)) - tokens.first[tokens.sentence] if len(tokens) else tokens.first[:0]
    cues = _CUES.of(tokens.word)
    two, party, pronoun, subject, role, matter = ((cues & bit) != 0 for bit in _CUES.bit.values())
    together = np.zeros(len(tokens), dtype=bool)
    for distance in (1, 2):
        together[:-distance] |= (
            two[:-distance] & party[distance:] & (tokens.sentence[:-distance] == tokens.sentence[distance:])
        )

    def has(places: Bool) -> Bool:
        return np.bincount(tokens.sentence[places], minlength=n) > 0

    said = SentenceSides(
        n_a,
        n_b,
        n_third,
        dealings,
        odd_quotes=(marks[block.end] - marks[block.start]) % 2 == 1,
        opens_quote=np.append(block.utf8, 0)[block.start] == 34,
        together=has(together),
        pronoun=has(pronoun & (position < 4)),
        subject=has(subject & (position < 2)),
        role=has(role),
        matter=has(matter),
    )
    return BlockSides(block, tokens, mentions, side, marked, said)


def listed(parts: Iterable[SentenceSides], repeated: Bool) -> list[_Row]:
    """Put the sentences of several blocks in a list, for :func:`gate_article`.

    ``repeated`` tells of every sentence whether it's one that a source repeats, which speaks of no dealings.
    """
    rows: list[_Row] = []
    for part in parts:
        columns = {name: getattr(part, name) for name in part.__dataclass_fields__}
        columns["dealings"] = np.where(repeated[len(rows) : len(rows) + len(part.n_a)], np.nan, part.dealings)
        rows += zip(*(column.tolist() for column in columns.values()), strict=True)
    return rows


def gate_article(
    rows: Sequence[_Row], threshold: float, *, titled: bool = False, voice: int = NOBODY
) -> list[int]:
    """Rule on the sentences of one article, in order.

    Parameters
    ----------
    rows : sequence
        The article's sentences, as :func:`listed` gives them.
    threshold : float
        Probability of dealings from which a sentence that names both sides counts.
    titled : bool
        The first sentence is the headline.
    voice : int
        Side whose spokesman or office speaks throughout, as in a briefing.

    Returns
    -------
    list of int
        Numbers of :data:`REASONS`.
    """
    in_story = threshold - _IN_STORY_DISCOUNT
    if voice == NOBODY and not any(row[3] >= in_story for row in rows):
        return [_NO_DEALINGS if row[0] and row[1] else _ONE if row[0] or row[1] else _NEITHER for row in rows]
    reasons: list[int] = []
    headline_on_both, since, quoting = False, _REACH + 1, False
    for n_a, n_b, n_third, dealings, odd, opens, together, pronoun, subject, role, matter in rows:
        if n_a and n_b:
            needed = in_story if headline_on_both else threshold
            reason = _BOTH if dealings >= needed else _NO_DEALINGS
        elif (n_b and voice == SIDE_A) or (n_a and voice == SIDE_B):
            reason = _VOICE
        elif not (headline_on_both or since <= _REACH):
            reason = _ONE if n_a or n_b else _NEITHER
        elif together:
            reason = _TOGETHER
        elif n_a or n_b:
            refers = matter or (pronoun and since == 1)
            reason = _ONE_CARRIED if not n_third or refers else _AWAY
        elif subject and since == 1:
            reason = _BACK
        elif n_third:
            reason = _AWAY
        elif (opens or quoting) and since == 1:
            reason = _QUOTATION
        elif (pronoun and since == 1) or ((role or matter) and since <= _REACH):
            reason = _BACK
        else:
            reason = _NEITHER
        quoting = odd if opens else quoting != odd
        since = 1 if RELEVANT[reason] else since + 1
        headline_on_both = headline_on_both or (titled and not reasons and RELEVANT[reason])
        reasons.append(reason)
    return reasons


def voice_of(heading: str, table: SideTable) -> int:
    """Side that speaks throughout a text with this heading (source and title): that of a briefing's spokesman."""
    if "briefing" not in heading.lower() and "gaggle" not in heading.lower():
        return NOBODY
    tokens = find_tokens(sentence_block([heading]))
    found = set(table.side[find_actors(tokens, table.actors).entry].tolist()) & {SIDE_A, SIDE_B}
    return found.pop() if len(found) == 1 else NOBODY


RELEVANT = tuple(
    number in (_BOTH, _ONE_CARRIED, _TOGETHER, _QUOTATION, _BACK, _VOICE, _ANY)
    for number in range(len(REASONS))
)
"""Whether a reason makes a sentence relevant."""

ANY_REASON, TOGETHER_REASON = _ANY, _TOGETHER


def gate_single(
    sentences: Sequence[str],
    years: I64,
    table: SideTable,
    vocabulary: Vocabulary,
    gate: LinearTerms,
    threshold: float,
) -> Bool:
    """Rule on sentences that stand alone, without an article around them; shape (m,)."""
    relevant, at = [], 0
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in sentences):
        tokens = find_tokens(block)
        n = len(block.start)
        found = find_sides(
            block, tokens, find_actors(tokens, table.actors), table, vocabulary, gate, years[at : at + n]
        )
        relevant.append(found.said.dealings >= threshold)  # NaN, where not both are named, is no
        at += n
    return np.concatenate(relevant) if relevant else np.zeros(0, dtype=bool)
