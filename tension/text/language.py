"""Whether a text looks like English: the words that no English page goes without."""

from __future__ import annotations

import re

_SHORTEST, _LOOKED_AT = 200, 1000
"""Characters from which a text can be told, for a headline may lack such words, and that are looked at."""

_APART = 250
"""An English text has one such word at least in so many characters."""

_ENGLISH = re.compile(
    r"\b(?:the|and|to|that|with|from|by|has|have|had|were|are|not|who|after|into|its|their|which|would|been|they|this)\b",
    re.IGNORECASE,
)
"""Frequent words of English that aren't words of its neighbours too, as "was", "is", "of", "over" and "for" are."""


def looks_foreign(text: str) -> bool:
    """Whether a text of some length has next to none of the words that English is held together by.

    Examples
    --------
    >>> looks_foreign("Das Ministerium verurteilte die neuen Sanktionen gegen Russland scharf. " * 4)
    True
    >>> looks_foreign("The ministry sharply condemned the new sanctions that had been put on Russia. " * 4)
    False
    """
    if len(text) < _SHORTEST:
        return False
    head = text[:_LOOKED_AT]
    wanted = max(len(head) // _APART, 1)
    return sum(1 for _, _ in zip(range(wanted), _ENGLISH.finditer(head), strict=False)) < wanted
