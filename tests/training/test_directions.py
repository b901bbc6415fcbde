"""The direction's fit: what it finds is what scoring finds, and the marks tell the known pair from any other."""

from __future__ import annotations

import numpy as np
import pytest

from tension.dyad.direction import MUTUAL, directions_of
from tension.dyad.sides import USA_RUS, side_table
from tension.dyad.terms import marked_blocks
from tension.training.directions import direction_codes, direction_rows, fit_direction
from tension.training.labelled import read_written
from tension.training.vectors import WordVectors


@pytest.fixture(scope="module")
def some():
    frame = read_written()
    return frame[(frame.relevant > 0) & frame.direction.notna()].iloc[::25].reset_index(drop=True)


@pytest.fixture(scope="module")
def rows(model, some):
    nothing = WordVectors(np.zeros(1, dtype=np.uint32), np.zeros((1, 3), dtype=np.float32))
    table = side_table(model.actors, USA_RUS)
    years = np.zeros(len(some), dtype=np.int64)
    return direction_rows(some.text.tolist(), years, table, model.vocabulary, nothing), table


def test_scoring_finds_what_the_fit_finds(model, some, rows):
    (seen, table), codes = rows, direction_codes(some.direction.tolist())
    everything = np.arange(len(some))
    fit = fit_direction(seen, codes, everything)
    by_fit = fit.found(seen, everything)
    made = fit.model(seen)
    years = np.zeros(len(some), dtype=np.int64)
    by_scoring = np.concatenate(
        [
            directions_of(block, table.actors, made, known_pair=True)
            for block in marked_blocks(some.text.tolist(), years, table, model.vocabulary)
        ]
    )
    assert (by_fit == by_scoring).mean() > 0.99  # rounding may turn one that stands on the edge
    assert (by_fit == codes).mean() > 0.85


def test_every_sentence_stands_twice_once_without_its_pair(some, rows):
    seen, _ = rows
    n = len(some)
    assert len(seen.words.first) == 2 * n + 1
    half = seen.words.first[n]
    assert half * 2 == seen.words.first[-1] == len(seen.words.stem)
    differ = seen.words.stem[:half] != seen.words.stem[half:]
    assert 0 < differ.mean() < 0.5
    assert (seen.words.told[:half] == seen.words.told[half:]).all()


def test_what_weighs_nothing_is_not_learnt(some, rows):
    (seen, _), codes = rows, direction_codes(some.direction.tolist())
    everything = np.arange(len(some))
    fit = fit_direction(seen, codes, everything, (codes != MUTUAL).astype(float))
    found = fit.found(seen, everything)
    assert (found == MUTUAL).sum() == 0 < (codes == MUTUAL).sum()
    assert (found == codes)[codes != MUTUAL].mean() > 0.85
