"""Words on byte arrays against a naive version on strings."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.text import tokens as under_test
from tension.text.tokens import (
    BLOCK_CHARACTERS,
    LONGEST_SENTENCE,
    blocks_of,
    character_of_byte,
    find_tokens,
    make_block,
    plain,
    sentence_block,
    word_hash,
)

NAIVE_WORD = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]+(?:'[0-9A-Za-z\x80-\U0010ffff]+)*")
CLAUSE_MARKS = set(',;:()[]{}"!?')

PIECES = [
    "Russia",
    "U.S.",
    "the",
    "a",
    "it's",
    "Putin's",
    "Moscow’s",
    "RUSSIA'S",
    "don't",
    "О'Нил",
    "s's",
    "'s",
    "'",
    "''",
    "“quoted”",
    "«Путин»",
    "—",
    "–",
    "co-op",
    "naïve",
    "ÉLYSÉE",
    "Élysée",
    "Żubr",
    "Ž",
    "Živković",
    "Łódź",
    "Ĺ",
    "Ελλάδα",
    "Ґанок",
    "Москва",
    "КРЕМЛЬ",
    "ё",
    "Ё",
    "😀",
    "a😀b",
    "\ud800",
    "x\udfffY",
    "2013",
    "18th",
    "3.5",
    "$700",
    "US",
    "EU",
    "A",
    "É",
    ",",
    ";",
    ":",
    "(",
    ")",
    "!",
    "?",
    "…",
    "•",
    "\u00a0",
    "\u200b",
    "\n",
    "  ",
    "-",
    "ß",
    "×",
    "中国",
    "e\u0301",
]

texts = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from([" ", ". "]), st.text(max_size=4)), max_size=30
).map("".join)


def capital_letter(character: str) -> bool:
    """What counts as a capital: letters of one or two UTF-8 bytes (Latin, Greek, Cyrillic ...)."""
    return ord(character) < 0x800 and character.isupper()


def naive_tokens(sentences: list[str]) -> list[tuple]:
    """Words of sentences that are joined by line breaks: (hash, text, capital, digit, clause, sentence)."""
    found, marks = [], 0
    for number, sentence in enumerate(sentences):
        text = plain(sentence)
        for match in NAIVE_WORD.finditer(text):
            word = match[0]
            if len(word) > 2 and word[-2:].lower() == "'s":
                word = word[:-2]
            first = capital_letter(word[0])
            whole = first and len(word) > 1 and all(map(capital_letter, word))
            clause = marks + sum(character in CLAUSE_MARKS for character in text[: match.start()])
            found.append((word, first + whole, word[0] in "0123456789", clause, number))
        marks += sum(character in CLAUSE_MARKS for character in text)
    return found


@settings(max_examples=300, deadline=None)
@given(st.lists(texts, max_size=5))
def test_words_equal_those_of_a_naive_version(sentences):
    block = sentence_block(sentences)
    tokens = find_tokens(block)
    expected = naive_tokens(sentences)
    written = [
        bytes(block.utf8[start:end]).decode("utf-8", "surrogatepass")
        for start, end in zip(tokens.start, tokens.end, strict=True)
    ]
    assert written == [word for word, *_ in expected]
    assert tokens.capital.tolist() == [capital for _, capital, *_ in expected]
    assert tokens.digit.tolist() == [digit for _, _, digit, *_ in expected]
    assert tokens.clause.tolist() == [clause for *_, clause, _ in expected]
    assert tokens.sentence.tolist() == [number for *_, number in expected]
    assert tokens.first.tolist() == np.searchsorted(tokens.sentence, np.arange(len(sentences) + 1)).tolist()


@given(texts)
def test_hash_of_a_word_doesnt_depend_on_where_it_stands(text):
    block = sentence_block(["before " + text, text])
    tokens = find_tokens(block)
    for row in range(len(tokens)):
        word = bytes(block.utf8[tokens.start[row] : tokens.end[row]]).decode("utf-8", "surrogatepass")
        assert word_hash(word) == int(tokens.word[row])


@pytest.mark.parametrize(
    ("left", "right"),
    [("Russia", "RUSSIA"), ("don't", "don’t"), ("Russia's", "russia"), ("MOSCOW’S", "Moscow")],
)
def test_writings_of_one_word_have_one_hash(left, right):
    words = find_tokens(sentence_block([left, right])).word
    assert words[0] == words[1]


@pytest.mark.parametrize(("left", "right"), [("ab", "ba"), ("its", "it"), ("re", "rere"), ("1", "11")])
def test_different_words_have_different_hashes(left, right):
    assert word_hash(left) != word_hash(right)


def test_many_words_have_as_many_hashes():
    words = [f"w{i}" for i in range(8_000)]
    assert len(set(find_tokens(sentence_block([" ".join(words)])).word.tolist())) == len(words)


def test_words_outside_the_sentences_and_across_their_edges_are_left_out():
    text = "skip Russia signed later"
    block = make_block([text], [[(5, 18), (19, 22)]])
    tokens = find_tokens(block)
    assert tokens.word.tolist() == [word_hash("Russia"), word_hash("signed")]
    assert tokens.first.tolist() == [0, 2, 2]


@pytest.mark.parametrize("sentences", [[], [""], ["", ""], ["", "word", ""], ["...", "—"]])
def test_empty_sentences_have_no_words(sentences):
    tokens = find_tokens(sentence_block(sentences))
    assert len(tokens.first) == len(sentences) + 1
    assert np.diff(tokens.first).tolist() == [int("w" in sentence) for sentence in sentences]


def test_white_space_is_no_letter_whatever_it_is():
    spaces = [chr(code) for code in range(0x110000) if chr(code).isspace()]
    assert len(spaces) > 20
    for space in spaces:
        words = find_tokens(sentence_block([f"talks{space}ended"])).word
        assert words.tolist() == [word_hash("talks"), word_hash("ended")], hex(ord(space))


@given(texts)
def test_plain_keeps_every_offset(text):
    assert len(plain(text)) == len(text)


@given(texts)
def test_offsets_in_bytes_become_offsets_in_characters(text):
    block = sentence_block([text])
    tokens = find_tokens(block)
    edges = character_of_byte(block.utf8, np.stack([tokens.start, tokens.end], axis=1))
    for (start, end), row in zip(edges.tolist(), range(len(tokens)), strict=True):
        assert word_hash(text[start:end]) == int(tokens.word[row])


def words_of(blocks):
    counts, words = [], []
    for block in blocks:
        tokens = find_tokens(block)
        counts += np.diff(tokens.first).tolist()
        words += tokens.word.tolist()
    return counts, words


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["Russia signed.", "no", "", "é, — ’s"]), max_size=8), max_size=8),
    st.integers(1, 40),
)
def test_blocks_hold_all_sentences_in_order_whatever_the_cutting(articles, size):
    texts, sentences = [], []
    for article in articles:
        spans, at = [], 0
        for sentence in article:
            spans.append((at, at + len(sentence)))
            at += len(sentence) + 1
        texts.append((" ".join(article), spans))
        sentences += article
    whole = words_of([sentence_block(sentences)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(under_test, "BLOCK_CHARACTERS", size)
        assert words_of(blocks_of(texts)) == whole


def test_long_text_is_cut_between_sentences():
    sentence = "Russia signed the treaty, they said."
    n = 3 * BLOCK_CHARACTERS // len(sentence)
    spans = [(i * (len(sentence) + 1), i * (len(sentence) + 1) + len(sentence)) for i in range(n)]
    blocks = list(blocks_of([(" ".join([sentence] * n), spans)]))
    assert len(blocks) > 1
    assert words_of(blocks) == words_of([sentence_block([sentence] * n)])


def test_long_sentence_is_judged_on_its_beginning_however_it_is_cut():
    word = "treaty "
    beginning = LONGEST_SENTENCE // len(word)  # whole words only: the one that the limit cuts is left out
    for n_characters in (LONGEST_SENTENCE + 700, 3 * BLOCK_CHARACTERS):
        text = (word * n_characters)[:n_characters]
        counts, words = words_of(blocks_of([(text, [(0, len(text))]), ("Russia.", [(0, 7)])]))
        assert counts == [beginning, 1]
        assert words == [word_hash("treaty")] * beginning + [word_hash("Russia")]


def test_some_sentences_can_be_taken_as_a_block_of_their_own():
    tokens = find_tokens(sentence_block(["one two", "three", "", "four five six"]))
    part, row = tokens.sentences(np.array([True, False, True, True]))
    assert row.tolist() == [0, 1, 3, 4, 5]
    assert part.first.tolist() == [0, 2, 2, 5]
    assert part.sentence.tolist() == [0, 0, 2, 2, 2]
    assert part.word.tolist() == tokens.word[row].tolist()
