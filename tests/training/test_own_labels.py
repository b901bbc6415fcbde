"""A model trained on own labels: it learns what they say, keeps the rest, and says what changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tension.errors import UsageError
from tension.model.folder import load_model, write_model
from tension.training import metrics
from tension.training.own_labels import train_on_labels

DEEDS = {"frobbed": "2", "measured": "0", "praised": "-2", "visited": "-1"}


def frame(weeks=8):
    rows = [
        {
            "text": f"The {who} {deed} the {what}.",
            "label": label,
            "date": f"2020-{1 + i:02}-15",
            "coder": "ann",
        }
        for i, who in enumerate(
            ("minister", "army", "committee", "envoy", "senate", "cabinet", "premier", "council")
        )
        for deed, label in DEEDS.items()
        for what in ("accord", "delegation")
    ]
    table = pd.DataFrame(rows)
    return table[table.date < f"2020-{weeks + 1:02}"]


@pytest.fixture(scope="module", autouse=True)
def fewer_resamples():
    fewer = metrics.bootstrap_interval
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "bootstrap_interval", lambda *given: fewer(*given, n_resamples=50))
        yield


@pytest.fixture(scope="module")
def own(model):
    return train_on_labels(frame(), model=model)


def test_model_learns_what_the_labels_say_of_a_word_it_did_not_know(model, own):
    sentence = ["The chancellor frobbed the embassy."]
    assert own.model.score(sentence).tension[0] > model.score(sentence).tension[0] + 0.1


def test_figures_stand_beside_those_of_before_and_gain_on_unseen_weeks(own):
    assert set(own.figures) == {
        "Spearman with the grade",
        "sign AUC",
        "macro F1 of three classes",
        "cross-entropy (less is better)",
        "contrast pairs in order",
    }
    before, after, gain = own.figures["cross-entropy (less is better)"]
    assert gain.value == pytest.approx(after.value - before.value)
    assert gain.upper < 0
    assert own.figures["contrast pairs in order"][2].value > -0.03


def test_everything_but_the_tone_stays(model, own):
    for part in ("boundaries", "vocabulary", "actors", "gate", "direction", "repeated", "deviation"):
        assert getattr(own.model, part) is getattr(model, part)
    assert own.model.card["begun_at"]["name"] == model.name
    assert own.model.card["begun_at"]["sha256"] == model.card["sha256"]
    assert "metrics" not in own.model.card


def test_model_is_written_and_loaded_and_the_same_twice(model, own, tmp_path):
    for place in ("one", "two"):
        again = train_on_labels(frame(), model=model) if place == "two" else own
        write_model(again.model, tmp_path / place / "mine-1")
    one, two = (tmp_path / place / "mine-1" for place in ("one", "two"))
    for name in ("model.npz", "card.json"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    texts = frame().text.tolist()
    np.testing.assert_array_equal(load_model(one).score(texts).tension, own.model.score(texts).tension)


def test_names_still_carry_no_polarity(own):
    scores = own.model.score(["Russia frobbed the accord.", "France frobbed the accord."]).tension
    assert scores[0] == scores[1]


def test_labels_of_one_week_are_learnt_but_not_judged_by(model):
    own = train_on_labels(frame().assign(date="2020-01-15"), model=model)
    assert list(own.figures) == ["contrast pairs in order"]


def test_model_does_not_take_the_name_of_the_one_it_begins_at(model):
    with pytest.raises(UsageError, match="choose another"):
        train_on_labels(frame(), model=model, name=model.name)
