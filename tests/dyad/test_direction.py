import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tension.dyad.direction import (
    A_TO_B,
    B_TO_A,
    MUTUAL,
    NEITHER,
    acting,
    direction_terms,
    find_directions,
)
from tension.dyad.sides import USA_RUS, load_dyad, side_table, sides_named
from tension.dyad.terms import marked_words, side_named_first
from tension.model.folder import load_model
from tension.text.actors import find_actors
from tension.text.tokens import find_tokens, sentence_block

CODES = {">": A_TO_B, "<": B_TO_A, "=": MUTUAL, ".": NEITHER}


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def cases():
    with open(Path(__file__).with_name("directions.csv"), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def found(model, sentences, dyad=USA_RUS, known_pair=True):
    table = side_table(model.actors, dyad)
    years = np.zeros(len(sentences), dtype=np.int64)
    return find_directions(sentences, years, table, model.vocabulary, model.direction, known_pair=known_pair)


def terms_of(model, sentences, first=True):
    table = side_table(model.actors, USA_RUS)
    block = sentence_block(sentences)
    tokens = find_tokens(block)
    mentions = find_actors(tokens, table.actors)
    sides = sides_named(tokens, mentions, table, model.vocabulary)
    words = marked_words(tokens, mentions, sides, model.vocabulary)
    named = side_named_first(tokens, mentions, sides)
    got = [Counter() for _ in sentences]
    for family in direction_terms(
        words, block, tokens, mentions, sides, table, named if first else named * 0
    ):
        value = np.ones(len(family.start)) if family.value is None else family.value
        for key, at, times in zip(family.keys.tolist(), family.start.tolist(), value.tolist(), strict=True):
            got[words.sentence[at]][key] += times
    return got


def test_own_cases_are_found(model, cases):
    told = [case for case in cases if case["direction"] != "."]
    assert len(told) >= 150
    right = found(model, [case["text"] for case in told]) == [CODES[case["direction"]] for case in told]
    assert right.mean() > 0.8


def test_a_direction_does_not_depend_on_company(model, cases):
    texts = [case["text"] for case in cases]
    together = found(model, texts)
    assert together.tolist() == [int(found(model, [text])[0]) for text in texts]
    assert found(model, texts[::-1]).tolist() == together[::-1].tolist()
    assert found(model, []).tolist() == []


def test_terms_of_a_sentence_do_not_depend_on_company(model):
    sentences = [
        "Moscow: Washington lies",
        "",
        "Obama called Putin, and Putin called Obama.",
        "nobody",
        "Russia",
    ]
    for together, alone in zip(terms_of(model, sentences), sentences, strict=True):
        assert together == terms_of(model, [alone])[0]


def test_sides_that_change_places_change_the_direction_where_the_pair_is_not_known(model):
    here = [
        "Moscow expelled ten American diplomats.",
        "Washington, said the Kremlin, is stalling.",
        "Trump meets Putin",
    ]
    there = [
        "Washington expelled ten Russian diplomats.",
        "Moscow, said the White House, is stalling.",
        "Putin meets Trump",
    ]
    swapped = {A_TO_B: B_TO_A, B_TO_A: A_TO_B, MUTUAL: MUTUAL, NEITHER: NEITHER}
    one, other = found(model, here, known_pair=False), found(model, there, known_pair=False)
    assert [swapped[int(code)] for code in one] == other.tolist()
    assert terms_of(model, here, first=False) == terms_of(model, there, first=False)


def test_plain_cases(model):
    sentences = [
        "The United States imposed sanctions on Russia.",
        "Russia expelled American diplomats.",
        "Putin and Obama met in Geneva.",
        "Nobody is named here.",
    ]
    assert found(model, sentences).tolist() == [A_TO_B, B_TO_A, MUTUAL, NEITHER]


def test_another_pair_of_countries_has_directions_too(model):
    dyad = load_dyad("chn-jpn", model.actors.codes.tolist())
    sentences = ["China imposed sanctions on Japan.", "Japan condemned China over the islands."]
    assert found(model, sentences, dyad, known_pair=False).tolist() == [A_TO_B, B_TO_A]


def test_acting_undoes_itself():
    acts = np.array([NEITHER, A_TO_B, B_TO_A, MUTUAL] * 2)
    first = np.array([1] * 4 + [2] * 4)
    assert acting(first, acting(first, acts).astype(np.int64)).tolist() == acts.tolist()
