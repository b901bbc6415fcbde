"""Whether a text looks like English, as far as a warning goes."""

from __future__ import annotations

import re

_SHORTEST, _LOOKED_AT = 200, 1000
"""Characters from which a text in Latin letters can be told, for a headline may lack such words, and that are looked at."""

_LONG = 300
"""From so many characters on two of the words are wanted, for one may stand in a name or a quotation."""

_OF_ONE = 4
"""One such word will do as often as this."""

_ENGLISH = re.compile(
    r"\b(?:the|and|that|with|from|have|were|not|after|into|their|which|would|been|they|this|said|about)\b"
)
"""Frequent words of English that aren't those of its neighbours, as "to", "by", "are", "had", "was" and "of" are; in small letters,
for names in any language may hold others."""

_NOT_LATIN = re.compile(r"[\u0370-\u1dff\u2c00-\ua71f\ua800-\ud7ff\uf900-\ufaff\U00010000-\U0001efff]")


def looks_foreign(text: str, looked_at: int = _LOOKED_AT) -> bool:
    """Whether most letters aren't Latin ones, or a text of some length lacks the words that English is held together by.

    Parameters
    ----------
    text : str
    looked_at : int
        Characters at its beginning that are looked at.

    Examples
    --------
    >>> looks_foreign("Das Ministerium verurteilte die neuen Sanktionen gegen Russland scharf. " * 4)
    True
    >>> looks_foreign("The ministry sharply condemned the new sanctions that had been put on Russia. " * 4)
    False
    """
    head = text[:looked_at]
    if not head.isascii() and _NOT_LATIN.search(head):
        return 2 * len(_NOT_LATIN.findall(head)) > sum(map(str.isalpha, head))
    if len(head) < _SHORTEST:
        return False
    if head.isupper():
        head = head.lower()
    found: set[str] = set()
    wanted = 2 if len(head) >= _LONG else 1
    for number, match in enumerate(_ENGLISH.finditer(head), 1):
        found.add(match[0])
        if len(found) == wanted or number == _OF_ONE:
            return False
    return True
