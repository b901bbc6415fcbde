"""English or not, as far as a warning goes."""

from __future__ import annotations

import json

import pytest

from tension.text.corpus import read_articles
from tension.text.language import looks_foreign

GERMAN = (
    "Das russische Außenministerium hat die neuen Sanktionen der Vereinigten Staaten am Dienstag scharf verurteilt. "
    "Der Sprecher des Weißen Hauses sagte, man werde nicht nachgeben, bis Moskau einlenke; Gespräche seien nicht geplant."
)
ENGLISH = (
    "The Russian foreign ministry has sharply condemned the new sanctions of the United States. A spokesman for the "
    "White House said on Tuesday that there would be no concessions until Moscow gave way, and no talks were planned."
)


@pytest.mark.parametrize(
    ("text", "is_foreign"),
    [
        (GERMAN, True),
        ("Министерство иностранных дел России осудило новые санкции Соединённых Штатов. " * 4, True),
        ("El presidente firmó el acuerdo de paz con los Estados Unidos en la cumbre de Ginebra. " * 4, True),
        ("美国和俄罗斯签署了新的协议" * 30, True),
        (ENGLISH, False),
        ("U.S., Russia trade barbs", False),
        ("Moscú condena a Washington", False),  # too short to be told
        ("", False),
    ],
)
def test_language_is_told_by_the_words_between(text, is_foreign):
    assert looks_foreign(text) == is_foreign


def problems_of(path):
    told = []
    assert list(read_articles(path, on_problem=told.append))
    return [str(problem) for problem in told]


def test_article_that_isnt_english_is_told_and_kept(tmp_path):
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "b.html").write_text(f"<html><body><article><p>{GERMAN}</p></article></body></html>")
    (tmp_path / "c.txt").write_text(ENGLISH, encoding="utf-8")
    told = problems_of(tmp_path)
    assert len(told) == 2
    assert all("looks as if it weren't English" in line for line in told)


@pytest.mark.parametrize(
    ("n_english", "told"), [(0, " (and 1 more rows)"), (10, " (and 1 more rows)"), (500, None)]
)
def test_table_is_told_of_once_unless_hardly_a_row_is_foreign(tmp_path, n_english, told):
    rows = [ENGLISH] * n_english + [GERMAN] * 2
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": text, "id": i}) + "\n" for i, text in enumerate(rows)))
    found = problems_of(path)
    if told is None:
        assert found == []
    else:
        (line,) = found
        assert f"line {n_english + 1}: looks as if it weren't English" in line
        assert told in line
