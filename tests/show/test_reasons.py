"""Reasons as people read them."""

from __future__ import annotations

import pytest

from tension.model.explain import IN_CONTEXT, NAME_IN_CONTEXT
from tension.show.reasons import put_together


def term(start, end, rule, weight):
    return {"start": start, "end": end, "text": "x" * (end - start), "rule": rule, "weight": weight}


def test_a_word_and_the_same_word_in_context_are_one_and_nothing_else_is():
    terms = [
        term(0, 3, None, 0.5),
        term(4, 9, "negated: confrontational", -0.4),
        term(0, 3, IN_CONTEXT, 0.25),
        term(4, 9, IN_CONTEXT, 0.1),
        term(10, 12, NAME_IN_CONTEXT, 0.3),
    ]
    found = put_together(terms)
    assert [(one["start"], one["rule"], one["weight"]) for one in found] == [
        (0, None, 0.75),
        (4, "negated: confrontational", -0.4),
        (10, NAME_IN_CONTEXT, 0.3),
        (4, None, 0.1),
    ]
    assert sum(one["weight"] for one in found) == pytest.approx(sum(one["weight"] for one in terms))
    assert put_together([]) == []
