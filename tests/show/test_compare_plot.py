"""Pictures of a comparison: standardised, the same bytes always, and honest about what stands out."""

from __future__ import annotations

import io

import matplotlib
import numpy as np
import pandas as pd
import pytest

matplotlib.use("Agg")

from matplotlib.figure import Figure

from tension.index.compare import compare_index
from tension.index.periods import FREQUENCIES
from tension.show.compare_plot import compare_figure, plot_compared, plot_lead_lag
from tension.show.figure import draw_figure
from tension.show.palette import INK


def compared(n=120, freq="M", name="risk", spike=False, gap=False, lag=1):
    random = np.random.default_rng(0)
    periods = pd.period_range("2010-01-04", periods=n, freq=FREQUENCIES[freq], name="period")
    level = random.normal(size=n).cumsum() / 9
    other = np.roll(level, lag) + 0.05 * random.normal(size=n)
    if spike:
        other[n // 2] += 60
    if gap:
        level[1::2] = np.nan
    index = pd.DataFrame({"tension": level, "n_relevant": random.poisson(9, n)}, index=periods)
    return compare_index(index, pd.Series(other, index=periods, name=name), n_resamples=49)


def axes():
    return Figure(figsize=(8, 3)).subplots()


def content(fig, form="png"):
    stream = io.BytesIO()
    draw_figure(fig, stream, form)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["png", "svg"])
def test_figures_of_one_comparison_have_the_same_bytes(form):
    one, other = (
        content(compare_figure(compared(), title="Tension", note="A note."), form) for _ in range(2)
    )
    assert one == other


def test_both_series_are_standardised():
    found = compared(60)
    ax = plot_compared(found, ax=axes())
    for line in ax.get_lines()[:2]:
        values = np.asarray(line.get_ydata(), dtype=float)
        assert np.nanmean(values) == pytest.approx(0, abs=1e-9)
        assert np.nanstd(values) == pytest.approx(1)


def test_long_series_are_smoothed_and_the_axis_says_so():
    assert "mean of 12 months" in plot_compared(compared(120), ax=axes()).get_ylabel()
    assert "mean" not in plot_compared(compared(60), ax=axes()).get_ylabel()


def test_reference_that_was_turned_around_is_named_so():
    def names(found):
        return [text.get_text() for text in plot_compared(found, ax=axes()).get_legend().get_texts()]

    assert names(compared(name="goldstein")) == ["tension (index)", "goldstein, turned around"]
    assert names(compared(name="cost in $ and $")) == ["tension (index)", "cost in $ and $"]


def test_one_period_of_war_does_not_flatten_decades_and_is_marked():
    ax = plot_compared(compared(spike=True), ax=axes())
    assert ax.get_ylim()[1] < 6
    assert sum(len(marks.get_offsets()) for marks in ax.collections) >= 1


def test_peak_is_dark_only_where_it_stands_out():
    def darkest(found):
        colours = plot_lead_lag(found, ax=axes()).collections[1].get_colors()
        return [matplotlib.colors.to_hex(colour) for colour in colours].count(INK)

    assert darkest(compared()) == 1
    random = np.random.default_rng(1)
    periods = pd.period_range("2010-01", periods=90, freq="M")
    index = pd.DataFrame({"tension": random.normal(size=90)}, index=periods)
    unrelated = compare_index(
        index, pd.Series(random.normal(size=90), index=periods, name="risk"), n_resamples=49
    )
    assert unrelated.lead_lag.p_value > 0.1
    assert darkest(unrelated) == 0


def test_too_few_changes_are_told_in_place_of_bars():
    found = compared(gap=True)
    assert found.lead_lag is None
    ax = plot_lead_lag(found, ax=axes())
    assert [text.get_text() for text in ax.texts] == ["too few changes are known"]
    content(compare_figure(found))


@pytest.mark.parametrize("freq", list("DWMQY"))
def test_every_frequency_is_drawn(freq):
    content(compare_figure(compared(40, freq)))


def test_axes_in_use_are_taken_where_none_are_named():
    import matplotlib.pyplot as plt

    fig = plt.figure()
    assert plot_lead_lag(compared(40)).figure is fig
    plt.close(fig)
