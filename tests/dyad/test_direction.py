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
    directions_of,
    marked_stems,
)
from tension.dyad.gate import TOGETHER_REASON
from tension.dyad.sides import USA_RUS, load_dyad, side_table
from tension.dyad.standing import N_CODES, Standing, told_of
from tension.dyad.terms import marked_blocks
from tension.model.direction import DirectionModel
from tension.model.folder import load_model
from tension.scores.run import make_scorer
from tension.text.article import Article

CODES = {">": A_TO_B, "<": B_TO_A, "=": MUTUAL, ".": NEITHER}


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def cases():
    with open(Path(__file__).with_name("directions.csv"), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def marked(model, sentences, dyad=USA_RUS):
    table = side_table(model.actors, dyad)
    years = np.zeros(len(sentences), dtype=np.int64)
    return table.actors, marked_blocks(sentences, years, table, model.vocabulary)


def found(model, sentences, dyad=USA_RUS, known_pair=True):
    actors, blocks = marked(model, sentences, dyad)
    parts = [directions_of(block, actors, model.direction, known_pair=known_pair) for block in blocks]
    return np.concatenate([np.zeros(0, dtype=np.uint8), *parts])


def terms_of(model, sentences):
    got = [Counter() for _ in sentences]
    actors, (block,) = marked(model, sentences)
    for family in direction_terms(block, Standing.of(block), actors):
        value = np.ones(len(family.start)) if family.value is None else family.value
        for key, at, times in zip(family.keys.tolist(), family.start.tolist(), value.tolist(), strict=True):
            got[block.words.sentence[at]][key] += times
    return got


def test_own_cases_are_found(model, cases):
    told = [case for case in cases if case["direction"] != "."]
    assert len(told) >= 150
    right = found(model, [case["text"] for case in told]) == [CODES[case["direction"]] for case in told]
    assert right.mean() > 0.88


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
    assert terms_of(model, here) == terms_of(model, there)


def test_a_sentence_has_the_direction_in_an_article_that_it_has_alone(model, cases):
    texts = [case["text"] for case in cases]
    article = Article("a", "\n\n".join(texts))
    batch = make_scorer(model).score_batch([article])
    here = [article.text[start:end] for start, end in batch.span.tolist()]
    alone = found(model, here)
    told = batch.relevant & (batch.reason != TOGETHER_REASON)
    assert told.sum() > 100
    assert batch.direction[told].tolist() == alone[told].tolist()
    assert not batch.direction[~batch.relevant].any()


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


def test_a_direction_is_the_same_whatever_shares_its_block(model, cases):
    sentences = [case["text"] for case in cases[:40]]
    alone = np.concatenate([found(model, [sentence]) for sentence in sentences])
    assert (found(model, sentences * 60) == np.tile(alone, 60)).all()


def test_codes_tell_how_words_stand(model):
    _, (block,) = marked(model, ["Moscow: talks with Washington, then a ban."])
    standing = Standing.of(block)
    told = told_of(standing.code)
    names = standing.words.word
    assert told.shape[0] == len(names)
    by_word = dict(zip(range(len(names)), told.tolist(), strict=True))
    after_first, before_second = [1, 0], [0, 1]
    assert by_word[1][:4] == after_first + before_second  # talks
    assert by_word[0][:2] == [0, 0]
    assert standing.mark_behind[0] > 0
    assert standing.mark_ahead[0] == 0
    assert told[0, -1] == 1
    assert len(np.unique(told_of(np.arange(N_CODES)), axis=0)) == N_CODES


def test_marks_of_an_unknown_pair_tell_nothing_of_its_sides(model):
    sentence = "Washington accused Moscow of lying."
    _, (block,) = marked(model, [sentence])
    stems = {tuple(marked_stems(block.words, np.array([leaning]))) for leaning in (-1.0, 0.0, 1.0)}
    assert len(stems) == 3
    assert tuple(block.words.stem) in stems


def test_direction_arrays_that_do_not_belong_together_are_refused(model):
    arrays = model.direction.to_arrays()
    again = DirectionModel.from_arrays(arrays)
    assert (again.words.vector == model.direction.words.vector).all()
    for name in ("told", "part"):
        with pytest.raises(ValueError, match="shape"):
            DirectionModel.from_arrays(arrays | {name: arrays[name][:, :2]})
