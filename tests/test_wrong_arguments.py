"""What the Python API says of arguments that can't be meant: each of these calls ended in an accident inside once."""

from __future__ import annotations

import numpy as np
import pytest

import tension
from tension.errors import TensionError
from tension.index.audit.sample import draw_articles
from tension.show.plot import plot_index
from tests.index.test_build import months


@pytest.fixture(scope="module")
def scores():
    return months(20)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda s, d: tension.read_articles(None), "neither a path nor a list"),
        (lambda s, d: tension.read_articles([1]), "neither a path nor a list"),
        (lambda s, d: tension.read_articles([b"a.txt"]), "neither a path nor a list"),
        (lambda s, d: plot_index(tension.build_index(s), events=3), "read_events"),
        (lambda s, d: tension.write_report(None, d / "x"), "read_articles"),
        (lambda s, d: draw_articles(s, "10"), "whole number"),
        (lambda s, d: draw_articles(s, True), "whole number"),
        (lambda s, d: tension.build_index(s, base=("2010", "2012")), "FROM:TO"),
        (lambda s, d: tension.build_index(s, source=3), "isn't a name"),
        (lambda s, d: tension.build_index(s, group=["USA"]), "isn't a name"),
        (lambda s, d: tension.build_index(s, start="2021", end="2020"), "ends before it begins"),
        (lambda s, d: plot_index(tension.build_index(s), events=["Helsinki"]), "read_events"),
    ],
)
def test_is_told_as_a_mistake(call, said, scores, tmp_path):
    with pytest.raises(TensionError, match=said):
        call(scores, tmp_path)
    assert not list(tmp_path.iterdir())


def test_events_may_be_named_by_their_file(scores, tmp_path):
    (tmp_path / "events.csv").write_text("date,name,sign\n2012-06-01,Talks,cooperative\n")
    ax = plot_index(tension.build_index(scores, "M"), events=tmp_path / "events.csv")
    assert "Talks" in [text.get_text() for text in ax.texts]


def test_sentences_may_come_one_by_one():
    sentences = ["Russia slams US.", "The talks were constructive."]
    model = tension.load_model()
    assert np.array_equal(model.score(iter(sentences)).tension, model.score(sentences).tension)
