"""A sentence's reasons as people read them: what a word weighs by itself and in its context in one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tension.model.explain import IN_CONTEXT


def put_together(terms: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add what each word says in context to what the same word weighs; the sum of all stays.

    Parameters
    ----------
    terms : sequence of dict
        As in :func:`tension.scores.records.article_record`.

    Returns
    -------
    list of dict
        With the same keys, heaviest first; what rules made of words stands by itself.
    """
    found: dict[tuple[int, int, str | None], dict[str, Any]] = {}
    for term in terms:
        rule = None if term["rule"] == IN_CONTEXT else term["rule"]
        place = (term["start"], term["end"], rule)
        weight = term["weight"] + (found[place]["weight"] if place in found else 0.0)
        found[place] = term | {"rule": rule, "weight": weight}
    return sorted(found.values(), key=lambda term: (-abs(term["weight"]), term["start"], term["end"]))
