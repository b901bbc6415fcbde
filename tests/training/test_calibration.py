"""The calibration's slope and shift: what share of neutral they leave, however sure the slope is made."""

from __future__ import annotations

import numpy as np
import pytest

from tension.model.linear import class_probabilities
from tension.training.tone import REFERENCE_MIX, fit_calibration


@pytest.fixture(scope="module")
def unseen():
    """Logits of sentences of two sources whose classes are mixed differently, twice as sure as they may be."""
    random = np.random.default_rng(0)
    source = np.repeat([0, 1], 4_000)
    mean = np.where(source[:, None] == 0, [1.0, -0.5], [-1.0, 0.5]) * random.random((8_000, 2)) * 2
    logits = mean + random.normal(size=(8_000, 2)) * 1.5
    classes = (class_probabilities(logits).cumsum(axis=1) < random.random((8_000, 1))).sum(axis=1)
    return 2 * logits, np.eye(3)[classes], classes - 1, source


@pytest.mark.parametrize("sureness", [1.0, 1.3])
def test_slope_is_the_fitted_one_times_the_sureness_and_the_shift_fits_it(unseen, sureness):
    logits, targets, poles, source = unseen
    found = fit_calibration(logits, targets, poles, source, sureness=sureness)
    assert found.slope == pytest.approx(0.5 * sureness, rel=0.08)
    assert found.shift[0] == found.shift[1]
    probabilities = class_probabilities(found.slope * logits + found.shift)
    shares = []
    for number in (0, 1):
        mine = source == number
        weight = (targets[mine] * (np.array(REFERENCE_MIX) / targets[mine].mean(axis=0))).sum(axis=1)
        shares.append((weight @ probabilities[mine, 1]) / weight.sum())
    assert np.mean(shares) == pytest.approx(REFERENCE_MIX[1], abs=0.01)
