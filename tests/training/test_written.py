import csv

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from tension.files import shipped
from tension.training.labelled import CLASSES, WRITTEN, read_written
from tension.training.texts import normalised

CODES = {"-2", "-1", "0", "1", "2", "m", "x"}


@pytest.fixture(scope="module")
def rows():
    with open(shipped("seeds", "sentences.csv"), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_sentence_is_judged_by_the_codebook(rows):
    assert len(rows) > 9000
    for row in rows:
        assert row["code"] in CODES, row
        assert row["relevant"] in {"0", "1"}, row
        assert (row["direction"] in set("<>=.")) == (row["relevant"] == "1"), row
        assert row["text"] == " ".join(row["text"].split())
    texts = [normalised(row["text"]) for row in rows]
    assert len(set(texts)) == len(texts)


def test_second_reading_of_a_tenth_agrees(rows):
    twice = [row for row in rows if row["second_code"]]
    assert len(twice) > 700
    grade = {code: 0 if code in "mx" else int(code) for code in CODES}
    first, second = (np.array([grade[row[key]] for row in twice]) for key in ("code", "second_code"))
    assert cohen_kappa_score(first, second, weights="quadratic") > 0.95
    assert (first * second < 0).mean() < 0.01
    relevant = [(row["relevant"], row["second_relevant"]) for row in twice]
    assert cohen_kappa_score(*zip(*relevant, strict=True)) > 0.95
    directed = [
        (row["direction"], row["second_direction"])
        for row in twice
        if row["direction"] and row["second_direction"]
    ]
    assert cohen_kappa_score(*zip(*directed, strict=True)) > 0.85


def test_sentences_become_soft_targets():
    frame = read_written()
    assert (frame.source == WRITTEN).all()
    np.testing.assert_allclose(frame[list(CLASSES)].sum(axis=1), 1)
    assert frame.direction.notna().sum() == (frame.relevant > 0).sum()
    twins = frame[frame.group.str.startswith("twin ")]
    assert twins.groupby("group").size().max() <= 4
