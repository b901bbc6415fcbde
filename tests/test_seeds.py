"""The reviewed lists and the sample articles."""

from __future__ import annotations

import csv
import re

import pytest

from tension.files import shipped
from tension.model.vocabulary import MOST_PHRASE_WORDS, SHIFTERS
from tension.text.corpus import read_articles
from tension.training.words import phrase_keys

DESKS = {"Sample Wire", "Sample Desk Washington", "Sample Desk Moscow"}


def rows_of(name):
    with open(shipped("seeds", name), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def forms_of(row):
    return [row["term"], *filter(None, row["forms"].split("|"))]


def test_lexicon_is_well_formed():
    rows = rows_of("lexicon.csv")
    assert len(rows) >= 500
    for row in rows:
        polarity = float(row["polarity"])
        assert polarity != 0, row
        assert -1 <= polarity <= 1, row
        assert row["source"].strip(), row
        assert None not in row, row
        for form in forms_of(row):
            assert form == form.strip() == form.lower() != "", row
            assert 1 <= len(form.split()) <= MOST_PHRASE_WORDS, row


def test_lexicon_has_both_poles():
    polarities = [float(row["polarity"]) for row in rows_of("lexicon.csv")]
    assert sum(value > 0 for value in polarities) >= 150
    assert sum(value < 0 for value in polarities) >= 150


def test_lexicon_has_no_form_twice():
    forms = [form for row in rows_of("lexicon.csv") for form in forms_of(row)]
    assert sorted({form for form in forms if forms.count(form) > 1}) == []


def test_shifters_are_of_known_kinds_and_none_is_there_twice():
    rows = rows_of("shifters.csv")
    assert {row["kind"] for row in rows} <= set(SHIFTERS)
    places = [(form, row["kind"]) for row in rows for form in forms_of(row)]
    assert sorted({place for place in places if places.count(place) > 1}) == []
    assert all(1 <= len(form.split()) <= MOST_PHRASE_WORDS for form, _ in places)


def test_no_two_phrases_share_a_hash():
    """One of them would never be found."""
    phrases = {
        form for name in ("lexicon.csv", "shifters.csv") for row in rows_of(name) for form in forms_of(row)
    }
    by_key = {}
    for phrase, key in phrase_keys(phrases).items():
        by_key.setdefault(key, []).append(phrase)
    assert [shared for shared in by_key.values() if len(shared) > 1] == []


PATHS = sorted(shipped("seeds", "articles").glob("*.txt"))


def test_sample_articles_are_enough():
    assert len(PATHS) >= 60
    assert len(list(read_articles(PATHS))) == len(PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_sample_article_is_read_as_its_file_says(path):
    (article,) = read_articles(path)  # a warning would be an error
    assert article.date is not None
    assert path.name.startswith(f"{article.date.isoformat()}-")
    assert article.source in DESKS
    assert article.title
    assert article.title_span is not None
    body = article.text[article.title_span[1] :]
    assert 80 <= len(re.findall(r"\w+", body)) <= 280  # loosely: bylines and dates are still in it


def test_sample_articles_have_an_id_each():
    ids = [article.article_id for article in read_articles(PATHS)]
    assert len(set(ids)) == len(ids)
