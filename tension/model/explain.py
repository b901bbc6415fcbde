"""Why a sentence got its score: the terms and rules behind it, with weights that add up exactly.

The parts add up to the sentence's logit of confrontational against cooperative: the intercept, what each term adds, and each
word's share of what the network makes of the sentence (:meth:`tension.model.readout.Readout.word_logits`). Terms are the
scoring of one sentence with the parts kept; the shares are a convention, though one that leaves no rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tension.model.features import Occurrences
from tension.model.linear import LinearTerms, length_scale
from tension.model.phrases import Words
from tension.text.tokens import Block, Tokens, character_of_byte

IN_CONTEXT = "in context"
"""The rule that is given for a word's share of what the network makes of the sentence."""

NAME_IN_CONTEXT = "any name, in context"
"""The same for a name: another in its place would weigh the same."""


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a sentence and what it adds.

    Attributes
    ----------
    start, end : int
        Characters in the sentence's own text (or in the article's, see ``shifted``); what nobody sees in it is gone, and ligatures
        are parted (:func:`tension.text.encoding.plainly_spelt`).
    text : str
        The words as written.
    rule : str or None
        The rule that made the term ("negated: confrontational"), :data:`IN_CONTEXT` or :data:`NAME_IN_CONTEXT`, or None
        for the words themselves.
    weight : float
        Added to the logit of confrontational against cooperative; + is confrontational.
    """

    start: int
    end: int
    text: str
    rule: str | None
    weight: float

    def shifted(self, offset: int) -> Term:
        """Return the term with offsets that count from elsewhere."""
        return Term(self.start + offset, self.end + offset, self.text, self.rule, self.weight)


@dataclass(frozen=True, slots=True)
class Explanation:
    """``intercept`` plus the terms' weights is the sentence's logit of confrontational against cooperative."""

    intercept: float
    terms: tuple[Term, ...]


def explain_sentence(
    model: LinearTerms,
    sentence: str,
    block: Block,
    tokens: Tokens,
    words: Words,
    terms: Iterable[Occurrences],
    *,
    in_context: NDArray[np.float64] | None = None,
) -> Explanation:
    """Explain a block that holds one sentence, ``sentence``.

    Terms of the same words (the word, its stem) are added together; so are those of the same words under one rule.
    The largest come first. ``in_context`` is what each word adds to the two logits where it stands, shape (n, 2).
    """
    scale = float(length_scale(words)[0])
    sums: dict[tuple[int, int, str | None], float] = {}
    for family in terms:
        at, row = model.find(family.keys)
        margin = (model.weight[row, 1].astype(np.float64) - model.weight[row, 0]) * scale
        if family.value is not None:
            margin *= family.value[at]
        starts = words.token[family.start[at]]
        ends = words.last[family.last[at]]
        for start, end, weight in zip(starts.tolist(), ends.tolist(), margin.tolist(), strict=True):
            place = (start, end, family.rule)
            sums[place] = sums.get(place, 0.0) + weight
    if in_context is not None:
        margin = in_context[:, 1] - in_context[:, 0]
        rules = np.where(words.name, NAME_IN_CONTEXT, IN_CONTEXT)
        parts = (words.token, words.last, rules, margin)
        for start, end, rule, weight in zip(*(part.tolist() for part in parts), strict=True):
            sums[start, end, rule] = weight
    edges = [(int(tokens.start[start]), int(tokens.end[end])) for start, end, _ in sums]
    characters = character_of_byte(block.utf8, np.array(edges, dtype=np.int64).reshape(-1, 2))
    found = [
        Term(int(start), int(end), sentence[start:end], rule, weight)
        for (start, end), ((_, _, rule), weight) in zip(characters.tolist(), sums.items(), strict=True)
        if weight
    ]
    found.sort(key=lambda term: (-abs(term.weight), term.start, term.end, term.rule or ""))
    return Explanation(float(model.intercept[1] - model.intercept[0]), tuple(found))
