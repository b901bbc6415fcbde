"""The chart of a corrected index, also where nothing was corrected or a period is empty."""

from __future__ import annotations

import numpy as np
import pytest

from tension.show.audit_plot import audit_figure
from tension.show.figure import save_figure
from tests.show.made_up import index_of, wave


def corrected(index, by=0.1):
    return index.assign(
        tension_corrected=index.tension + by, corrected_lower=index.lower, corrected_upper=index.upper + by
    )


@pytest.mark.parametrize(
    "index",
    [corrected(index_of(wave(40))), corrected(index_of([0.2])), corrected(index_of(wave(12)), np.nan)],
    ids=["gap", "one period", "not corrected"],
)
def test_figure_has_the_lines_that_are_known_and_is_drawn_alike_twice(index, tmp_path):
    for name in "ab":
        figure = audit_figure(index, title="Tension", note="Corrected")
        lines = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
        assert lines == ["by the model", "corrected by labels"][: 1 + index.tension_corrected.notna().any()]
        save_figure(figure, tmp_path / f"{name}.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_axis_stays_on_the_scale():
    low, high = audit_figure(corrected(index_of([-0.95, 0.95]))).axes[0].get_ylim()
    assert low >= -1.08
    assert high <= 1.08
