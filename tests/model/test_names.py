"""Names carry no polarity: whoever acts, the words alone make the score."""

from __future__ import annotations

import re

import numpy as np
import pytest

COUNTRIES = ("Russia", "France", "China", "the United States", "South Korea", "the United Kingdom")
DEMONYMS = ("Russian", "French", "Chinese", "American")
LEADERS = ("Putin", "Macron", "Xi Jinping", "Donald Trump")
CAPITALS = ("Moscow", "Paris", "Beijing")
MINISTERS = ("Lavrov", "Wang Yi")
SEATS = ("the Kremlin", "the White House", "the Elysee")
FORMS = {"C": COUNTRIES, "D": DEMONYMS, "L": LEADERS, "M": CAPITALS, "F": MINISTERS, "S": SEATS}

TEMPLATES = [
    "{C} signed the treaty on Thursday.",
    "{C} and {C} agreed to cut their arsenals by a third.",
    "{C} accuses {C} of breaking the agreement.",
    "Sanctions against {C} will be extended.",
    "{C} lifted sanctions on {C}.",
    "{C} didn't threaten {C}, a spokesman said.",
    "{C}'s army shelled the town.",
    "The treaty between {C} and {C} collapsed.",
    "He blamed {C}.",
    "No deal with {C}",
    "{L} met {L} for frank but useful talks.",
    "{L} warned that {C} would pay a heavy price.",
    "{L} said he trusts {L}.",
    "{L}'s envoy praised the dialogue.",
    "President {L} signed the law on retaliation.",
    "{L} of {C} called the blacklist absurd.",
    "{M} expelled ten diplomats.",
    "{M} rejects {M}'s claim.",
    "Talks in {M} ended without a breakthrough.",
    "{M} denied that it had poisoned anyone.",
    "{M} and {M} have restored full relations.",
    "{D} officials welcomed the ceasefire.",
    "{D} bombers attacked a convoy at night.",
    "Two {D} citizens were freed in a prisoner exchange.",
    "The {D} delegation walked out in protest.",
    "A {D} and a {D} docked with the station.",
    "{F} called for calm and restraint.",
    "{F} condemned the strikes as illegal.",
    "{F} and {F} failed to reach a compromise.",
    "{S} denied the charge.",
    "{S} hopes for constructive cooperation.",
    "{S} threatened to answer {S} in kind.",
    "{S} told {C} to leave the embassy.",
    "After {M} froze assets, {L} ordered {D} banks shut.",
    "“{C} will never surrender,” {F} told {D} reporters.",
]


def fillings(template):
    """Fill a template with each set of names; a name that comes twice is another one the second time."""
    kinds = re.findall(r"\{(\w)\}", template)
    for turn in range(max(len(FORMS[kind]) for kind in kinds)):
        names = [FORMS[kind][(turn + at) % len(FORMS[kind])] for at, kind in enumerate(kinds)]
        parts = re.split(r"\{\w\}", template)
        filled = "".join(part + name for part, name in zip(parts, [*names, ""], strict=True))
        yield filled[0].upper() + filled[1:]


def test_templates_are_enough():
    assert len(TEMPLATES) >= 30


@pytest.mark.parametrize("template", TEMPLATES)
def test_swapping_names_changes_nothing(model, template):
    sentences = list(fillings(template))
    scores = model.score(sentences)
    for probability in (scores.cooperative, scores.neutral, scores.confrontational):
        differing = [sentences[i] for i in np.flatnonzero(np.abs(probability - probability[0]) > 1e-12)]
        assert differing == [], f"unlike {sentences[0]!r}"


@pytest.mark.parametrize("template", TEMPLATES)
def test_swapping_names_changes_no_reason_but_the_names(model, template):
    weights = {
        tuple(sorted(round(term.weight, 9) for term in model.explain(text).terms))
        for text in fillings(template)
    }
    assert len(weights) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "…",
        "on of the",
        "of",
        "the",
        "12",
        "3.5 18 2013",
        "Russia",
        "Putin",
        "Moscow",
        "the United States",
        "Kremlin",
        "Russia, France, China",
        "Vladimir Putin, Emmanuel Macron",
        "Moscow Paris Beijing",
        "— 😀 —",
        "Qwertzuiop",
    ],
)
def test_text_without_content_scores_near_zero(model, text):
    tension = model.score([text]).tension[0]
    assert np.isnan(tension) == (text in ("", "…")) or text == "— 😀 —"
    assert np.isnan(tension) or abs(tension) < 0.05
