"""Whether a sentence concerns both sides: plain cases one by one, hard cases by their shares."""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from tension.dyad.gate import REASONS, RELEVANT, gate_single
from tension.scores.run import make_scorer
from tension.text.article import Article

CASES = Path(__file__).with_name("gate_cases.csv")
LEAST_ACCURACY, LEAST_PRECISION, LEAST_RECALL = 0.84, 0.82, 0.82


def case_article(row: dict[str, str]) -> Article:
    """Title, sentences before and the sentence in question, separated by blank lines."""
    text = "\n\n".join(part for part in (row["title"], row["before"], row["sentence"]) if part)
    title_span = (0, len(row["title"])) if row["title"] else None
    return Article(
        "case", text, row["title"] or None, datetime.date.fromisoformat(row["date"]), title_span=title_span
    )


def test_hard_cases_are_judged_well_enough(scorer):
    with open(CASES, encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    batch = scorer.score_batch([case_article(row) for row in rows])
    judged = batch.relevant[batch.first[1:] - 1]
    wanted = np.array([row["relevant"] == "1" for row in rows])
    accuracy = (judged == wanted).mean()
    precision, recall = wanted[judged].mean(), judged[wanted].mean()
    misses = defaultdict(list)
    for row, one, other in zip(rows, judged, wanted, strict=True):
        if one != other:
            misses[row["phenomenon"]].append(f"{'missed' if other else 'let in'}: {row['sentence']}")
    table = "\n".join(
        f"{name} ({len(lines)})\n  " + "\n  ".join(lines) for name, lines in sorted(misses.items())
    )
    told = f"accuracy {accuracy:.3f}, precision {precision:.3f}, recall {recall:.3f} of {len(rows)}\n{table}"
    assert accuracy >= LEAST_ACCURACY, told
    assert precision >= LEAST_PRECISION, told
    assert recall >= LEAST_RECALL, told


def relevant(model, text, dyad="usa-rus"):
    batch = make_scorer(model, dyad).score_batch([Article("one", text)])
    return bool(batch.relevant[-1])


@pytest.mark.parametrize(
    ("text", "dyad", "expected"),
    [
        ("Russia and the United States signed a treaty on nuclear arms.", "usa-rus", True),
        ("Washington imposed new sanctions on Russian officials on Thursday.", "usa-rus", True),
        ("Moscow expelled ten American diplomats in response to U.S. sanctions.", "usa-rus", True),
        ("Obama and Medvedev agreed to cut their nuclear arsenals.", "usa-rus", True),
        ("Lavrov told Kerry that Russia would not accept the American plan.", "usa-rus", True),
        ("The Kremlin accused the White House of meddling.", "usa-rus", True),
        ("Russia massed troops near the border of Ukraine, and Kyiv warned of war.", "usa-rus", False),
        ("Russia massed troops near the border of Ukraine, and Kyiv warned of war.", "rus-ukr", True),
        ("The United States imposed new sanctions on Iran on Thursday.", "usa-rus", False),
        ("The United States imposed new sanctions on Iran on Thursday.", "usa-irn", True),
        ("China and Japan quarrelled over the islands.", "usa-rus", False),
        ("China and Japan quarrelled over the islands.", "any", True),
        ("It rained.", "usa-rus", False),
        ("It rained.", "any", True),
        ("The Washington Post has reported on Russia's economy since 1960.", "usa-rus", False),
        ("A man from Moscow, Idaho, was arrested by American police.", "usa-rus", False),
        ("The Russian player lost her match at the U.S. Open.", "usa-rus", False),
        ("The U.S. dollar rose against the ruble in Moscow trading.", "usa-rus", False),
        ("Russia's trade with Latin America grew by a tenth.", "usa-rus", False),
        ("Turkey was served to us in Moscow.", "usa-rus", False),
    ],
)
def test_plain_case(model, text, dyad, expected):
    assert relevant(model, text, dyad) is expected


HEADLINE = "U.S. and Russia agree to extend arms treaty"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The two presidents spoke for an hour.", True),
        ("Moscow called it a step forward.", True),
        ("“It is a good day,” he said.", True),
        ("Elsewhere, farmers in Brazil brought in their coffee.", False),
    ],
)
def test_sentence_that_carries_on_counts(scorer, text, expected):
    article = Article("one", f"{HEADLINE}\n\n{text}", HEADLINE, title_span=(0, len(HEADLINE)))
    assert scorer.score_batch([article]).relevant.tolist() == [True, expected]
    assert scorer.score_batch([Article("one", text)]).relevant.tolist() == [False]


def test_every_reason_says_whether_it_counts(model):
    assert len(RELEVANT) == len(REASONS)
    assert {reason for reason, counts in zip(REASONS, RELEVANT, strict=True) if not counts} == {
        "names neither side",
        "names one side alone",
        "names both sides, without dealings between them",
        "turns to a third country",
    }


@pytest.mark.parametrize("sentences", [[], [""], ["", "It rained.", "The U.S. and Russia signed a treaty."]])
def test_sentences_alone_are_judged_each_by_itself(model, scorer, sentences):
    found = gate_single(
        sentences,
        np.zeros(len(sentences), dtype=np.int64),
        scorer.table,
        model.vocabulary,
        model.gate,
        model.gate_threshold,
    )
    assert found.tolist() == ["Russia" in sentence for sentence in sentences]
