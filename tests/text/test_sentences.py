import pickle
import re
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.text.article import Article
from tension.text.sentences import (
    PUNKT,
    RULES,
    Boundaries,
    Decision,
    explain_boundaries,
    sentences_of,
    split_sentences,
)

DEFAULT = Boundaries.default()
CASES = [
    line
    for line in Path(__file__).with_name("sentence_cases.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def text_of(case: str) -> str:
    return case.replace(" ¦ ", " ").replace("¦", "").replace("\\n", "\n")


def sentences_in(case: str) -> list[str]:
    pieces = [piece.replace("\\n", "\n").strip() for piece in case.split("¦")]
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]


def split(text: str, boundaries: Boundaries = DEFAULT, title_span=None) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, boundaries, title_span)]


def reasons(text: str) -> list[tuple[bool, str]]:
    return [(decision.ends, decision.reason) for decision in explain_boundaries(text, DEFAULT)]


def test_there_are_enough_cases():
    assert len(CASES) == len(set(CASES)) >= 120


@pytest.mark.parametrize("case", CASES)
def test_case_splits_as_written(case):
    assert split(text_of(case)) == sentences_in(case)


@pytest.mark.parametrize(
    ("text", "reason", "ends"),
    [
        ("Talks ended? Yes.", "mark", True),
        ("Talks ended. Yes.", "word", True),
        ("It held 2 sq. Ural versts.", "abbreviation", False),
        ("Arms, oil, etc. Then came gas.", "abbreviation, opener", True),
        ("They met in Dec. I was there.", "abbreviation, starter", True),
        ("We met J. Edgar.", "initial", False),
        ("It was plan B. The end.", "initial, opener", True),
        ("On the 5. day.", "number", False),
        ("In 2014. Peace.", "number, end", True),
        ("He left... and came.", "ellipsis", False),
        ("He left... Then came.", "ellipsis, opener", True),
        ("One\n\ntwo", "blank line", True),
        ("One\n---\ntwo", "blank line", True),
        ("One\ntwo", "line", False),
        ("One.\nTwo.", "line", True),
        ("One\nQ Two", "turn", True),
        ("One -- MR. EARLY: Two", "speaker", True),
        ("One • two", "bullet", True),
        ("1. One", "lone number", False),
        ("Met Mr. Will", "address", False),
        ("Room No. 2", "before a number", False),
        ("The U.S. Embassy", "initialism", False),
        ("In the U.S. The end", "initialism", True),
        ("U.S. AND CO", "capitals", False),
        ("U.S. To Ask For More", "title case", False),
        ("Hosp. staff", "short and capitalised", False),
        ("Yahoo! said", "mark in a name", False),
        ('"Go." and left', "quote goes on", False),
        ('"Go?" Ann Lee asked', "said", False),
        ('Left the "Acme Inc." The end', "beyond the quote", True),
        ("A 'J. Edgar' fan", "stuck", False),
        ("He left … The end", "dots", True),
        ("He left . . . and came", "dots", False),
        ("See Gazeta.Ru", "no space", False),
        ("The talks.The end", "missing space", True),
        ("Acme Inc. Forte!)", "inner mark", False),
    ],
)
def test_decision_has_a_named_reason(text, reason, ends):
    assert (ends, reason) in reasons(text)


def test_collocation_is_kept_together():
    boundaries = Boundaries(frozenset(), frozenset(), frozenset({"bush"}), frozenset({("w", "bush")}))
    assert split("George W. Bush", boundaries) == ["George W. Bush"]
    assert explain_boundaries("George W. Bush", boundaries)[0].reason == "collocation"


@pytest.mark.parametrize("case", CASES)
def test_every_reason_is_in_a_table(case):
    assert {reason for _, reason in reasons(text_of(case))} <= PUNKT.keys() | RULES.keys()


def test_position_is_behind_the_closing_quotes():
    assert explain_boundaries('"No." He left.', DEFAULT) == [Decision(5, True, "word")]


@pytest.mark.parametrize("text", ["", " ", "\n\n \n", "?", "... -- !", "* * *\n----", "• •", "“”"])
def test_text_without_letter_or_digit_has_no_sentence(text):
    assert split_sentences(text, DEFAULT) == []
    assert split_sentences(text, DEFAULT, (0, len(text))) == []


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("  One.  Two. ", [(2, 6), (8, 12)]),
        ("\tOne.\u00a0Two", [(1, 5), (6, 9)]),
        ("One.\r\n\r\nTwo\r\n", [(0, 4), (8, 11)]),
        ("\n\nOne", [(2, 5)]),
    ],
)
def test_white_space_is_trimmed(text, spans):
    assert split_sentences(text, DEFAULT) == spans


def test_title_is_one_sentence_whatever_stands_in_it():
    text = "Who won? Nobody. Analysis\nThe vote was close. A recount begins."
    assert split(text, title_span=(0, 25)) == [
        "Who won? Nobody. Analysis",
        "The vote was close.",
        "A recount begins.",
    ]
    assert Decision(25, True, "title") in explain_boundaries(text, DEFAULT, (0, 25))


def test_title_inside_the_text_is_set_apart_from_both_sides():
    text = "By Ann Lee Envoys meet at last They met. They left."
    assert split(text, title_span=(11, 30)) == [
        "By Ann Lee",
        "Envoys meet at last",
        "They met.",
        "They left.",
    ]


def test_title_does_not_count_among_the_lines():
    assert split("Envoys\nThey met\nin May.", title_span=(0, 6)) == ["Envoys", "They met\nin May."]
    assert split("Envoys\nThey met.\nMay\nThey left.", title_span=(0, 6))[1:] == [
        "They met.",
        "May",
        "They left.",
    ]


def test_lines_of_a_very_long_text_are_paragraphs_by_majority():
    paragraphs = "They met\nThey left.\nThey slept.\n" * 20_000
    assert len(split_sentences(paragraphs, DEFAULT)) == 60_000
    wrapped = "They met\nand then they left.\nThen\nthey slept\n" * 20_000
    assert len(split_sentences(wrapped, DEFAULT)) == 20_001


def test_single_line_paragraphs_do_not_vote_on_line_breaks():
    assert split("One.\n\nTwo.\n\nThree.\n\nThis one is\nwrapped.")[-1] == "This one is\nwrapped."


def test_blanked_text_takes_no_part_but_sentences_are_as_printed():
    text = "Envoys meet\nBy Ann Lee\nThey <b>met</b>. They left."
    blanks = ((12, 22), (28, 31), (34, 38))
    article = Article("1", text, "Envoys meet", title_span=(0, 11), blanks=blanks)
    sentences = sentences_of(article, DEFAULT)
    assert [sentence.text for sentence in sentences] == ["Envoys meet", "They <b>met</b>.", "They left."]
    assert [sentence.is_title for sentence in sentences] == [True, False, False]
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in sentences)


def test_line_of_blanks_ends_a_sentence():
    text = "The first\npart <hr> \nthe second\npart"
    article = Article("1", text, blanks=((10, 20),))
    assert [sentence.text for sentence in sentences_of(article, DEFAULT)] == ["The first", "the second\npart"]


def test_article_without_title_has_no_title_sentence():
    assert not any(s.is_title for s in sentences_of(Article("1", "One. Two."), DEFAULT))


WORDS = [
    *re.findall(
        r"\S+",
        "the Talks ended U.S. Mr. MR. EARLY: No. 2 p.m. Inc. J. I Dr 2014. 1. Q A. said Russia TO et al. St."
        " Louis talks.The Gazeta.Ru http://a.b?C=D … ... . ? ! ?! .” .) • -- — _ , Ёлка. é ' \" “ ” ( ) [ ]",
    ),
    "\u00a0",
    "\t",
]
LINES = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
TEXTS = st.one_of(
    LINES,
    st.lists(st.sampled_from([*WORDS, "\n", "\n", "\n\n", " \n", "\r\n"]), max_size=40).map(" ".join),
    st.lists(st.sampled_from([*WORDS, "\n", " "]), max_size=40).map("".join),
    st.text(max_size=60),
)


@settings(deadline=None)
@given(text=TEXTS)
def test_spans_are_sorted_disjoint_trimmed_and_cover_every_word_character(text):
    spans = split_sentences(text, DEFAULT)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(any(c.isalnum() for c in text[start:end]) for start, end in spans)
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(at in covered for at, character in enumerate(text) if character.isalnum())


@settings(deadline=None)
@given(text=LINES)
def test_text_twice_with_a_blank_line_between_has_its_sentences_twice(text):
    spans = split_sentences(text, DEFAULT)
    shift = len(text) + 2
    twice = split_sentences(f"{text}\n\n{text}", DEFAULT)
    assert twice == spans + [(start + shift, end + shift) for start, end in spans]


@settings(deadline=None)
@given(text=TEXTS)
def test_explained_decisions_cut_the_text_into_the_same_sentences(text):
    cuts = [decision.position for decision in explain_boundaries(text, DEFAULT) if decision.ends]
    pieces = [text[start:end].strip() for start, end in pairwise([0, *cuts, len(text)])]
    assert split(text) == [piece for piece in pieces if any(c.isalnum() for c in piece)]


@settings(deadline=None)
@given(text=TEXTS, cut=st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_title_never_shares_a_sentence_with_the_body(text, cut):
    start, end = sorted(min(at, len(text)) for at in cut)
    spans = split_sentences(text, DEFAULT, (start, end))
    assert all(s >= end or e <= start or (start <= s and e <= end) for s, e in spans)
    assert sum(start <= s and e <= end for s, e in spans if s < end and e > start) <= 1
    assert all(any(c.isalnum() for c in text[s:e]) for s, e in spans)
    assert sum(c.isalnum() for s, e in spans for c in text[s:e]) == sum(c.isalnum() for c in text)


def test_mark_directly_behind_the_title_is_no_sentence():
    assert split("Talks have ended. They left.", title_span=(0, 16)) == ["Talks have ended", "They left."]


@pytest.mark.parametrize(
    "unit",
    [".", '"', " ", "\n", "a", "U.S. ", ". A", '..."', ". ", "? ", "? A ", "•", "a.Aa", "a/b.Aa", "A B", "(",
     "MR. A: ", "1. ", ".\n", "a\n", "- \n", "_\n", "\n A B", "x?” A said ", "…A", "a .", "U.S. To "],
)  # fmt: skip
def test_time_is_linear_on_hostile_text(unit):
    text = unit * (1_000_000 // len(unit)) + "x"
    start = time.perf_counter()
    split_sentences(text, DEFAULT)
    assert time.perf_counter() - start < 4  # about .02 to 1.2 s on a slow core; quadratic would take minutes


def test_tables_survive_being_written_as_plain_arrays(tmp_path):
    tables = Boundaries(
        frozenset({"u.s", "кг"}),
        frozenset({"the"}),
        frozenset(),
        frozenset({("w", "bush"), ("##number##", "a")}),
    )
    np.savez(tmp_path / "model.npz", **tables.to_arrays())
    with np.load(tmp_path / "model.npz", allow_pickle=False) as arrays:
        assert {arrays[name].dtype.name for name in arrays} == {"uint8"}
        assert Boundaries.from_arrays(arrays) == tables
    assert Boundaries.from_arrays(DEFAULT.to_arrays()) == DEFAULT


def test_missing_table_is_a_key_error():
    arrays = DEFAULT.to_arrays()
    del arrays["openers"]
    with pytest.raises(KeyError, match="openers"):
        Boundaries.from_arrays(arrays)


def test_boundaries_can_be_sent_to_another_process():
    split("In the U.S. Embassy.")  # so that something is remembered
    assert pickle.loads(pickle.dumps(DEFAULT)) == DEFAULT


def test_splitting_imports_neither_nltk_nor_pandas():
    code = (
        "import sys; from tension.text.sentences import Boundaries, split_sentences;"
        "split_sentences('In the U.S. Embassy. No.', Boundaries.default());"
        "sys.exit(bool({'nltk', 'pandas', 'regex', 'sklearn', 'click'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
