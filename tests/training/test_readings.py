import csv
from collections import Counter

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from tension.errors import InputError
from tension.files import shipped
from tension.training import labelled
from tension.training.labelled import (
    FURTHER,
    fold_of,
    read_further,
    read_labelled,
    reserved_weeks,
    rows_without,
)
from tension.training.texts import normalised

CODES = {"-2", "-1", "0", "1", "2", "m", "x"}
needs_data = pytest.mark.needs_data


@pytest.fixture(scope="module")
def rows():
    with open(shipped("seeds", "readings.csv"), encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_reading_is_coded_by_the_codebook_and_holds_no_text(rows):
    assert len(rows) > 6000
    for row in rows:
        assert row["code"] in CODES, row
        assert row["relevant"] in {"0", "1"}, row
        assert (row["direction"] in set("<>=.")) == (row["relevant"] == "1"), row
        assert all(len(cell) < 30 for cell in row.values()), row
    assert max(Counter(row["sentence"] for row in rows).values()) == 1


def test_second_reading_of_a_tenth_agrees(rows):
    twice = [row for row in rows if row["second_code"]]
    assert len(twice) > 600
    grade = {code: 0 if code in "mx" else int(code) for code in CODES}
    first, second = (np.array([grade[row[key]] for row in twice]) for key in ("code", "second_code"))
    assert cohen_kappa_score(first, second, weights="quadratic") > 0.9
    assert (first * second < 0).mean() < 0.01
    relevant = [(row["relevant"], row["second_relevant"]) for row in twice]
    assert cohen_kappa_score(*zip(*relevant, strict=True)) > 0.95


@needs_data
def test_texts_are_found_outside_the_weeks_that_figures_are_reported_on(data_folder):
    frame = read_further(data_folder)
    assert set(frame.source) == {FURTHER}
    assert not frame.text.map(normalised).duplicated().any()
    assert not set(frame.group) & reserved_weeks(data_folder)
    assert all(fold_of(week) for week in frame.group)


@needs_data
def test_readings_left_out_take_those_read_later_with_them(data_folder):
    frame = read_labelled(data_folder)
    seen = frame.iloc[rows_without(frame, "readings")]
    assert not seen.source.isin(["readings", FURTHER]).any()
    assert FURTHER in set(frame.iloc[rows_without(frame, "events")].source)


@needs_data
def test_other_news_than_was_read_is_told(tmp_path, monkeypatch, data_folder):
    table = shipped("seeds", "readings.csv").read_text(encoding="utf-8").splitlines()[:2]
    cells = table[1].split(",")
    cells[4] = "0" * 16
    (tmp_path / "readings.csv").write_text("\n".join([table[0], ",".join(cells)]) + "\n", encoding="utf-8")
    monkeypatch.setattr(labelled, "shipped", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(InputError, match=r"article .* isn't as it was read"):
        read_further(data_folder)
