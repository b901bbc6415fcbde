"""Pictures: every function takes any index and returns Axes; names of events never cover each other."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.dates import num2date
from matplotlib.figure import Figure

import tension
from tension.errors import TensionError
from tension.index.build import INDEX_COLUMNS
from tension.show.figure import index_figure
from tension.show.marks import MOST_ROWS, mark_events
from tension.show.palette import colour_of
from tension.show.plot import (
    THIN_STORIES,
    axes_or_new,
    moments,
    plot_attention,
    plot_calendar,
    plot_index,
    plot_parts,
    plot_sentences,
    shortened,
)
from tests.show.made_up import index_of, scores_of, wave

INDEXES = {
    "one period": index_of([0.3]),
    "two periods": index_of([0.3, -0.3]),
    "all of NaN": index_of([np.nan] * 12),
    "one period of NaN": index_of([np.nan]),
    "400 periods with a gap": index_of(wave(400)),
    "all alike": index_of([0.25] * 24),
    "400 weeks": index_of(wave(400), "W"),
    "three years": index_of([-1.0, 0.0, 1.0], "Y"),
}
DAILY = {
    "one day": index_of([0.3], "D"),
    "all of NaN": index_of([np.nan] * 30, "D"),
    "400 days": index_of(wave(400), "D"),
    "leap year": index_of([0.5] * 366, "D", "2012-01-01"),
}
WORDS = (
    "Summit in Geneva|Embassy closed|New treaty signed at last by both|Talks|Spies swapped|Sanctions widened"
)


@pytest.fixture
def axes():
    return axes_of()


def axes_of(width=8.0, height=4.0):
    fig = Figure(figsize=(width, height), dpi=100)
    FigureCanvasAgg(fig)
    return fig.add_subplot()


def events_of(days, names=None, **columns):
    choice = WORDS.split("|")
    return pd.DataFrame(
        {
            "date": pd.to_datetime(days),
            "name": names or [f"{choice[i % len(choice)]} {i}" for i in range(len(days))],
            "sign": [("cooperative", "confrontational")[i % 2] for i in range(len(days))],
            **columns,
        }
    )


def by_chance(n, seed, **columns):
    chance = np.random.default_rng(seed)
    return events_of(
        pd.Timestamp("2010-01-01") + pd.to_timedelta(chance.integers(0, 3000, n), "D"), **columns
    )


def extents(ax):
    return {
        text.get_text(): text.get_window_extent(ax.figure.canvas.get_renderer())
        for text in ax.texts
        if text.get_text()
    }


def covering(ax):
    return [
        (one, other)
        for (one, a), (other, b) in itertools.combinations(extents(ax).items(), 2)
        if a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1
    ]


def dots(ax):
    """Count the dots by how opaque they are."""
    drawn = [collection for collection in ax.collections if isinstance(collection, PathCollection)]
    return {some.get_alpha(): len(some.get_offsets()) for some in drawn}


def test_made_up_index_has_the_columns_of_a_built_one():
    assert list(tension.build_index(scores_of(200, days=500)).columns) == list(INDEX_COLUMNS)
    assert list(index_of([0.1]).columns) == list(INDEX_COLUMNS)


@pytest.mark.parametrize("plot", [plot_index, plot_attention])
@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_any_index_is_drawn(plot, index, axes):
    assert plot(index, ax=axes) is axes
    axes.figure.canvas.draw()


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_any_index_is_drawn_on_the_scale_of_100(index, axes):
    assert plot_index(index, column="tension_index", ax=axes).get_ylabel() == "tension index"
    axes.figure.canvas.draw()


@pytest.mark.parametrize("plot", [plot_index, plot_attention, plot_calendar])
def test_index_read_by_pandas_is_refused_and_its_file_is_drawn(plot, tmp_path, axes):
    path = tmp_path / "index.csv"
    index_of(wave(40), "D").to_csv(path)
    assert isinstance(plot(path, ax=axes), Axes)
    for frame in (pd.read_csv(path), pd.DataFrame(), "no.csv", None):
        with pytest.raises(TensionError):
            plot(frame, ax=axes)


@pytest.mark.parametrize("index", DAILY.values(), ids=DAILY)
def test_any_daily_index_is_drawn_as_a_calendar(index, axes):
    assert plot_calendar(index, ax=axes) is axes
    axes.figure.canvas.draw()


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_any_index_is_drawn_as_a_part(index):
    fig = axes_of().figure
    fig.clear()
    drawn = plot_parts({"one": index, "other": index}, index, fig=fig)
    assert all(isinstance(ax, Axes) for ax in drawn)
    fig.canvas.draw()


@pytest.mark.parametrize("plot", [plot_index, plot_attention, plot_calendar])
def test_without_axes_the_current_ones_are_taken(plot):
    import matplotlib.pyplot as plt

    with plt.rc_context({"backend": "agg"}):
        current = plt.figure().add_subplot()
        try:
            assert plot(index_of([0.1, 0.2], "D")) is current
        finally:
            plt.close("all")


def test_plots_write_nothing_to_the_terminal(capfd, axes):
    plot_index(index_of(wave(40)), events=by_chance(9, 0), ax=axes)
    for plot in (plot_attention, plot_calendar):
        plot(index_of(wave(40), "D"), ax=axes_of())
    fig = index_figure(index_of(wave(40)), events=by_chance(9, 0), title="Tension")
    fig.canvas.draw()
    assert capfd.readouterr() == ("", "")


def test_a_period_without_stories_has_no_dot(axes):
    plot_index(index_of([0.1, np.nan, 0.2]), ax=axes)
    assert sum(dots(axes).values()) == 2


def test_a_thin_period_is_pale(axes):
    index = index_of([0.1, 0.2, 0.3])
    index["n_stories"] = [THIN_STORIES - 1, THIN_STORIES, 50]
    plot_index(index, ax=axes)
    assert dots(axes) == {0.35: 1, 1.0: 2}


def test_a_dot_has_the_colour_of_its_tension(axes):
    plot_index(index_of([-1.0, 0.0, 1.0]), ax=axes)
    seen = [to_hex(colour) for collection in axes.collections for colour in collection.get_facecolors()]
    assert [colour_of(tension) for tension in (-1.0, 0.0, 1.0)] == seen[-3:]


def test_up_is_worse(axes):
    low, high = plot_index(index_of(wave(50)), ax=axes).get_ylim()
    assert low < -0.5 < 0.5 < high


def test_a_dot_stands_in_the_middle_of_its_period():
    assert str(moments(index_of([0.1], "M", "2014-03-01"))[0]).startswith("2014-03-16T11:59")


@pytest.mark.parametrize("n", [1, 2, 3, 4, 9])
def test_every_part_has_axes_with_its_name_and_number_of_stories(n):
    fig = axes_of().figure
    fig.clear()
    drawn = plot_parts({f"Paper {i}": index_of([0.1, 0.2]) for i in range(n)}, fig=fig)
    assert [ax.get_title("left") for ax in drawn if ax.get_visible()] == [
        f"Paper {i}  (20)" for i in range(n)
    ]


def test_of_many_parts_the_first_are_shown():
    fig = axes_of().figure
    fig.clear()
    drawn = plot_parts({f"Paper {i}": index_of([0.1]) for i in range(12)}, fig=fig, most=4)
    assert [ax.get_title("left")[:7] for ax in drawn if ax.get_visible()] == [f"Paper {i}" for i in range(4)]


def test_parts_share_one_scale():
    fig = axes_of().figure
    fig.clear()
    drawn = plot_parts({"calm": index_of([0.0, 0.01]), "wild": index_of([-0.9, 0.9])}, fig=fig)
    assert {ax.get_ylim() for ax in drawn} == {(-1.0, 1.0)}


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [("", 3, ""), ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab cd", 4, "ab…"), ("x" * 1_000_000, 2, "x…")],
)
def test_long_text_is_cut_with_an_ellipsis(text, length, short):
    assert shortened(text, length) == short


def test_calendar_has_a_row_for_every_year_and_a_colour_for_every_day_with_stories(axes):
    index = index_of([1.0, np.nan, -1.0], "D", "2011-12-31")
    plot_calendar(index, ax=axes)
    grid = axes.images[0].get_array()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["2011", "2012"]
    assert np.argwhere(grid[:, :, 3] > 0).tolist() == [[0, 364], [1, 1]]
    assert to_hex(grid[0, 364]) == colour_of(1.0)
    assert to_hex(grid[1, 1]) == colour_of(-1.0)


def test_calendar_holds_the_last_day_of_a_leap_year(axes):
    plot_calendar(index_of([0.5] * 366, "D", "2012-01-01"), ax=axes)
    assert (axes.images[0].get_array()[:, :, 3] > 0).all()


@pytest.mark.parametrize("n", [0, 1, 3, 400])
def test_strip_has_a_bar_for_every_scored_sentence(n, axes):
    sentences = pd.DataFrame(
        {"tension": [(-1) ** i * 0.5 for i in range(n)], "relevant": [i % 2 == 0 for i in range(n)]},
    ).astype({"tension": float, "relevant": bool})
    assert plot_sentences(sentences, ax=axes) is axes
    axes.figure.canvas.draw()
    assert [bar.get_height() for bar in axes.patches] == [0.5] * -(-n // 2) + [-0.5] * (n // 2)


def test_sentences_beside_the_matter_are_pale_and_unscored_ones_are_left_out(axes):
    sentences = pd.DataFrame({"tension": [0.5, -0.5, np.nan], "relevant": [True, False, True]})
    plot_sentences(sentences, ax=axes)
    assert [bar.get_alpha() for bar in axes.patches] == [1.0, 0.25]


def test_sentences_of_an_article_are_drawn(seeds, axes):
    first = next(iter(seeds))
    plot_sentences(tension.score_sentences([first]), ax=axes).figure.canvas.draw()
    assert len(axes.patches) > 3


@pytest.mark.parametrize("width", [3.0, 8.0, 14.0])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("n", [2, 20, 120])
def test_names_of_events_never_overlap(n, seed, width):
    ax = axes_of(width)
    plot_index(index_of(wave(100)), events=by_chance(n, seed), ax=ax)
    ax.figure.canvas.draw()
    assert not covering(ax)


@pytest.mark.parametrize("width", [4.0, 10.0])
def test_names_of_shipped_events_never_overlap(width):
    ax = axes_of(width)
    plot_index(index_of(wave(300), first="2000-01-01"), events=tension.read_events(), ax=ax)
    ax.figure.canvas.draw()
    assert len(extents(ax)) >= 3
    assert not covering(ax)


def test_names_of_events_cover_neither_title_nor_note():
    fig = index_figure(
        index_of(wave(300), first="2000-01-01"),
        events=tension.read_events().drop(columns="landmark"),
        title="Tension between the United States and Russia",
        note="12,345 stories. Dots: monthly levels with 90% intervals; line: smoothed.",
    )
    fig.canvas.draw()
    renderer = fig.canvas.get_renderer()
    lowest = min(text.get_window_extent(renderer).y0 for text in fig.texts)
    highest = max(extent.y1 for extent in extents(fig.axes[0]).values())
    assert highest <= lowest


def test_names_of_events_stay_over_the_chart():
    ax = axes_of(5.0)
    days = ["2010-01-17", "2010-01-20", "2018-04-01", "2018-04-10"]
    plot_index(index_of(wave(100)), events=events_of(days), ax=ax)
    box = ax.get_window_extent()
    assert len(extents(ax)) == 4
    assert all(box.x0 - 1 <= e.x0 and e.x1 <= box.x1 + 1 and e.y0 >= box.y1 for e in extents(ax).values())


def test_events_of_one_day_are_named_above_each_other_while_rows_last():
    ax = axes_of()
    events = events_of(["2014-01-05"] * 10)
    plot_index(index_of(wave(100)), ax=ax)
    assert mark_events(ax, events) == events.name.tolist()[:MOST_ROWS]
    assert len({round(extent.y0) for extent in extents(ax).values()}) == MOST_ROWS


def test_events_outside_the_chart_are_left_out():
    ax = plot_index(index_of(wave(24)), ax=axes_of())
    assert mark_events(
        ax, events_of(["2009-12-31", "2011-03-01", "2030-01-01"], ["early", "in", "late"])
    ) == ["in"]


def test_a_name_wider_than_the_chart_is_left_out():
    ax = plot_index(index_of(wave(24)), ax=axes_of(3.0))
    assert mark_events(ax, events_of(["2011-03-01", "2011-03-02"], ["word " * 60, "short"])) == ["short"]


@pytest.mark.parametrize("n", [0, 1])
def test_few_events_are_drawn_over_one_period(n):
    ax = plot_index(index_of([0.2]), events=events_of(["2010-01-05"][:n], ["a day"][:n]), ax=axes_of())
    ax.figure.canvas.draw()


def test_landmarks_are_named_first():
    ax = axes_of()
    plot_index(index_of(wave(100)), ax=ax)
    days = [f"2014-01-{day:02d}" for day in range(1, 21)]
    landmark = [day > 12 for day in range(1, 21)]
    events = events_of(days, landmark=landmark)
    written = mark_events(ax, events)
    assert len(written) >= 4
    assert set(written) <= set(events.name[landmark])


def test_names_have_the_colour_of_their_sign():
    ax = plot_index(index_of(wave(24)), ax=axes_of())
    mark_events(ax, events_of(["2010-06-01", "2011-06-01"], ["good", "bad"]))
    colours = {text.get_text(): text.get_color() for text in ax.texts if text.get_text()}
    assert colours == {"good": colour_of(-1.0), "bad": colour_of(1.0)}


def test_names_with_dollars_are_written_as_they_are():
    fig = Figure()
    FigureCanvasAgg(fig)
    ax = plot_index(index_of([0.1] * 30), ax=fig.subplots())
    events = pd.DataFrame(
        {"date": pd.to_datetime(["2011-01-15"]), "name": [r"pays $\\frac$ of $2"], "sign": ["cooperative"]}
    )
    assert mark_events(ax, events) == [r"pays $\\frac$ of $2"]
    fig.canvas.draw()


@pytest.mark.parametrize(
    ("freq", "names"),
    [
        ("Y", ["2014"]),
        ("M", ["2014-03", "2014-04"]),
        ("W", ["2014-03-17", "2014-03-24", "2014-03-31"]),
    ],
)
def test_few_periods_are_named_and_shown_whole(freq, names, axes):
    index = index_of([0.3] * len(names), freq, "2014-03-17")
    plot_index(index, ax=axes)
    assert [label.get_text() for label in axes.get_xticklabels()] == names
    low, high = (num2date(end).replace(tzinfo=None) for end in axes.get_xlim())
    assert low == index.index.start_time[0]
    assert abs(high - index.index.end_time[-1]) < pd.Timedelta("1s")


def test_few_known_periods_have_large_dots_that_no_edge_cuts(axes):
    plot_index(index_of([0.3, *[np.nan] * 300, -0.3], "D"), ax=axes)
    dots = [points for points in axes.collections if isinstance(points, PathCollection)]
    assert {size for points in dots for size in points.get_sizes()} == {60}
    assert not any(points.get_clip_on() for points in dots)


def test_interval_of_a_period_between_empty_ones_is_drawn():
    fig = Figure()
    FigureCanvasAgg(fig)
    ax = plot_index(index_of([np.nan, 0.1, np.nan]), ax=fig.subplots())
    lines = [line for line in ax.collections if type(line).__name__ == "LineCollection"]
    assert any(len(line.get_segments()) == 1 for line in lines)


def test_a_second_chart_is_not_drawn_over_the_first():
    import matplotlib.pyplot as plt

    plt.close("all")
    first = axes_or_new(None)
    assert axes_or_new(None) is first  # nothing is drawn there yet
    first.plot([0, 1])
    second = axes_or_new(None)
    assert second.figure is not first.figure
    assert axes_or_new(first) is first
    plt.close("all")


def test_lowest_chart_of_every_column_names_its_years():
    figure = Figure()
    FigureCanvasAgg(figure)
    axes = plot_parts({f"part {i}": index_of(wave(30)) for i in range(4)}, fig=figure)
    shown = [ax.xaxis.get_tick_params()["labelbottom"] for ax in axes[:4]]
    assert shown == [False, True, True, True]
