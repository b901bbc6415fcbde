"""Names masked and run together, phrases, and the reach of shifters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tension.model.features import families_of, family, occurrences, only_key
from tension.model.phrases import NAME, NUMBER, RULES, reached_by, tone_words
from tension.model.vocabulary import SHIFTERS
from tension.text.tokens import sentence_block


@pytest.fixture(scope="module")
def words_of(model):
    def words_of(*sentences):
        return tone_words(sentence_block(list(sentences)), model.vocabulary, model.actors)

    return words_of


def written(sentence, words_of):
    """Words that count, as a string: N for names, # for numbers."""
    block = sentence_block([sentence])
    tokens, words = words_of(sentence)
    return " ".join(
        "N"
        if word == NAME
        else "#"
        if word == NUMBER
        else bytes(block.utf8[tokens.start[first] : tokens.end[last]]).decode().lower()
        for word, first, last in zip(words.word, words.token, words.last, strict=True)
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Russia", "N"),
        ("the United States", "N"),
        ("The Russian Foreign Minister Sergei Lavrov", None),
        ("Vladimir Putin signed the treaty", "N signed treaty"),
        ("Russia, France, China", "N"),
        ("Russia and France", "N and N"),
        ("the treaty was signed by an American", "treaty was signed by N"),
        ("They met on Monday", "they met on N"),
        ("in 2013 18 names", "in # # names"),
        ("Qwertzuiop spoke", "N spoke"),
        ("qwertzuiop spoke", "qwertzuiop spoke"),
        ("the a an", ""),
        ("The", ""),
        ("", ""),
    ],
)
def test_names_become_one_mask_and_articles_go(words_of, sentence, expected):
    if expected is None:  # offices are words, not names: what matters is that names in a row are one
        assert "N N" not in written(sentence, words_of)
    else:
        assert written(sentence, words_of) == expected


def test_names_of_two_sentences_stay_apart(words_of):
    _, words = words_of("They met in Russia", "France agreed")
    assert words.sentence[words.name].tolist() == [0, 1]
    assert words.first.tolist() == [0, 4, 6]


def test_empty_sentences_keep_their_place(words_of):
    _, words = words_of("", "treaty", "the", "")
    assert words.first.tolist() == [0, 0, 1, 1, 1]


# sentence, rule, words it reaches that carry polarity ("" for none)
CASES = [
    ("they did not sign the agreement", "negated", ["agreement"]),
    ("they signed the agreement", "negated", []),
    ("they said no, the agreement holds", "negated", []),
    ("they won't attack", "negated", ["attack"]),
    ("there is no threat", "negated", ["threat"]),
    ("they did not come, and the agreement died", "negated", []),
    ("lifted some of the sanctions", "reversed", ["sanctions"]),
    ("lifting all of the sanctions", "reversed", ["sanctions"]),
    ("lifted the agreement", "reversed", []),
    ("lifted a pen, sanctions stay", "reversed", []),
    ("the collapse of the agreement", "undone", ["agreement"]),
    ("withdrew from that old treaty", "undone", ["treaty"]),
    ("withdrew from the war", "undone", []),
    ("the agreement collapsed", "then undone", ["agreement"]),
    ("the war collapsed", "then undone", []),
    ("the agreement: it collapsed", "then undone", []),
    ("the sanctions were lifted", "then reversed", ["sanctions"]),
]


@pytest.mark.parametrize(("sentence", "rule_name", "expected"), CASES)
def test_rule_reaches_words_of_its_own_clause(words_of, sentence, rule_name, expected):
    block = sentence_block([sentence])
    tokens, words = words_of(sentence)
    rule = next(rule for rule in RULES if rule.name == rule_name)
    target, _ = reached_by(words, rule)
    sign = {0: words.polarity != 0, 1: words.polarity > 0, -1: words.polarity < 0}[rule.target]
    reached = [
        bytes(block.utf8[tokens.start[words.token[at]] : tokens.end[words.last[at]]]).decode()
        for at in target[sign[target]]
    ]
    assert [
        word for word in reached if word in ("agreement", "attack", "threat", "sanctions", "treaty", "war")
    ] == expected


def test_rule_never_reaches_into_the_next_sentence(words_of):
    _, words = words_of("they did not", "agreement treaty sanctions threat")
    for rule in RULES:
        target, source = reached_by(words, rule)
        assert (words.sentence[target] == words.sentence[source]).all()
        assert (words.clause[target] == words.clause[source]).all()


def test_nearest_shifter_reaches_the_word(words_of):
    _, words = words_of("not not agreement")
    negated = next(rule for rule in RULES if rule.name == "negated")
    target, source = reached_by(words, negated)
    assert dict(zip(target.tolist(), source.tolist(), strict=True)) == {1: 0, 2: 1}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_reach_is_that_of_the_plain_definition(words_of, rule):
    sentences = [
        "they did not lift, end or drop the ban and agreed not to end talks; the war collapsed and the treaty was ended",
        "no, never, not without talks: they refused to deny that they could not end it",
        "very very strong calls for a much deeper, slightly less bitter row were denied, it was said",
    ]
    _, words = words_of(*sentences)
    kind = np.uint16(1 << SHIFTERS.index(rule.kind))
    expected = {}
    for target in range(len(words)):
        step = -1 if rule.reach > 0 else 1
        for distance in range(1, abs(rule.reach) + 1):
            source = target + step * distance
            if not 0 <= source < len(words) or words.clause[source] != words.clause[target]:
                break
            if words.sentence[source] == words.sentence[target] and words.shifter[source] & kind:
                expected[target] = source
                break
    target, source = reached_by(words, rule)
    assert dict(zip(target.tolist(), source.tolist(), strict=True)) == expected
    assert (np.diff(target) > 0).all()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize(("sign", "name"), [(1, "confrontational"), (-1, "cooperative")])
def test_shifters_and_polar_words_beyond_reach_meet_by_the_plain_definition(words_of, rule, sign, name):
    _, words = words_of(
        "no one in that long row of old and tired men, they said, had asked for war, talks or an agreement",
        "once the threat of sanctions was much on the lips of all who came there day by day, now it ended and the war faded",
        "war",
        "if they deny it they suspend, lift and end what all of them had called for in talks before the attack",
    )
    kind = np.uint16(1 << SHIFTERS.index(rule.kind))
    reached = set(words.reached[rule.name][0].tolist())
    polar = [
        i
        for i in range(len(words))
        if words.polarity[i] * sign > 0 and not words.turned[i] and i not in reached
    ]
    expected = []
    for source in np.flatnonzero(words.shifter & kind).tolist():
        here = [i for i in polar if words.sentence[i] == words.sentence[source]]
        for side, near in (
            ("ahead", min((i for i in here if i > source), default=None)),
            ("behind", max((i for i in here if i < source), default=None)),
        ):
            if near is not None:
                first = min(source, int(words.phrase_start[near]))
                expected.append((side, first, max(source, near), abs(float(words.polarity[near]))))
    found = []
    for terms in family("far", words):
        for side in ("ahead", "behind"):
            if terms.rule == f"{rule.name} far {side}: {name}":
                assert terms.key.tolist() == only_key(f"{rule.name} far {side} {name}").tolist()
                found += [
                    (side, *place)
                    for place in zip(
                        terms.start.tolist(), terms.last.tolist(), terms.value.tolist(), strict=True
                    )
                ]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("sentence", "polarities"),
    [("lifted the sanctions", "-"), ("sanctions", "+"), ("withdrew from the treaty", "+"), ("treaty", "-")],
)
def test_phrase_of_the_lexicon_wins_over_its_parts(words_of, sentence, polarities):
    _, words = words_of(sentence)
    at = np.flatnonzero(words.polarity)
    assert "".join("+" if value > 0 else "-" for value in words.polarity[at]) == polarities
    assert words.phrase_start[at].tolist() == [0]


@pytest.mark.parametrize(
    ("run", "without"),
    [(1, {"pair", "far", "triple", "skip"}), (2, {"triple", "skip"}), (3, set())],
)
def test_a_vocabularys_run_tells_which_families_there_are(words_of, run, without):
    everything = {"word", "stem", "pair", "triple", "skip", "lexicon", "rule", "far", "scope"}
    assert set(families_of(run)) == everything - without
    _, words = words_of("The talks failed to end the war and no sanctions were lifted.")
    made = [terms for name in families_of(run) for terms in family(name, words)]
    expected = [terms.keys.tolist() for terms in made]
    found = [terms.keys.tolist() for terms in occurrences(replace(words, run=run))]
    assert found == expected
