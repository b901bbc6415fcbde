"""Pictures of an index and of an article: frames in, matplotlib Axes out.

Colours are those of :mod:`tension.show.palette`: blue is cooperative, orange confrontational, darker is stronger, and
in grey the order of lightness still tells weak from strong. Up is worse.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from tension.errors import needs_columns
from tension.index.events import read_events
from tension.index.period_names import period_text
from tension.index.references import as_index
from tension.show.marks import mark_events
from tension.show.palette import INK, MUTED, RIBBON, colour_of

_SCALES = {
    "tension": ("lower", "upper", "smoothed", "tension"),
    "tension_index": ("tension_index_lower", "tension_index_upper", None, "tension index"),
}


THIN_STORIES = 5
"""A period with fewer stories than this is drawn pale."""

MOST_PARTS = 9
"""So many groups or sources are drawn beside each other."""

_FEW_PERIODS = 60
_NAMED_PERIODS = 3
"""So few periods are named one by one and drawn large: an axis of dates would count the days within them."""


def axes_or_new(ax: Any) -> Any:
    """Return the axes given, or else pyplot's current ones if nothing is drawn there yet, or else those of a new figure."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    drawn = plt.get_fignums() and any(axes.has_data() for axes in plt.gcf().axes)
    return plt.figure().gca() if drawn else plt.gca()


def plot_index(index: Any, *, events: Any = None, column: str = "tension", ax: Any = None) -> Any:
    """Plot an index: each period as a dot (pale if thin) with the 90% interval as a ribbon, and the smoothed level.

    Parameters
    ----------
    index : pandas.DataFrame or path
        As :func:`tension.build_index` gives it, or the file that ``tension index`` wrote.
    events : pandas.DataFrame or path, optional
        ``date, name, sign`` (:func:`tension.read_events`), or a CSV file of these; as many are named as there's room for.
    column : str
        ``"tension"``, or ``"tension_index"`` for the scale on which 100 is the average.
    ax : matplotlib Axes, optional
        By default the current ones.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        If the index isn't a frame by period, as what pandas reads from a file isn't.
    """
    index = as_index(index)
    ax = axes_or_new(ax)
    lower, upper, smoothed, label = _SCALES[column]
    when, known = moments(index), index[column].notna().to_numpy()
    filled = index[column].to_numpy(dtype=float)
    ax.fill_between(
        when, index[lower].to_numpy(dtype=float), index[upper].to_numpy(dtype=float),
        color=RIBBON, linewidth=0, alpha=0.55, zorder=1,
    )  # fmt: skip
    draw_alone(ax, when, index[lower].to_numpy(dtype=float), index[upper].to_numpy(dtype=float))
    sparse = known.sum() <= _NAMED_PERIODS
    size = 60 if sparse else 9 if len(index) > 150 else 20
    colours = np.array([colour_of(value) for value in index.tension.fillna(0.0)])
    thin = index.n_stories.to_numpy() < THIN_STORIES
    for rows, alpha in ((known & thin, 0.35), (known & ~thin, 1.0)):
        ax.scatter(
            when[rows], filled[rows], s=size, c=colours[rows], alpha=alpha, zorder=3, linewidths=0, clip_on=not sparse
        )  # fmt: skip
    if smoothed:
        line = index[smoothed].to_numpy(dtype=float)
        ax.plot(when, line, color=INK, linewidth=1.6, zorder=4, solid_capstyle="round")
        _fit(ax, np.concatenate([filled[known], line, *_sure_bounds(index, lower, upper)]))
    else:
        ax.plot(when, filled, color=INK, linewidth=1.1, zorder=2)
        ax.axhline(100, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
        _fit(ax, np.concatenate([filled[known], *_sure_bounds(index, lower, upper)]))
    finish_dates(ax, index)
    ax.set_ylabel(label)
    if isinstance(events, str | os.PathLike):
        events = read_events(os.fspath(events))
    if events is not None:
        mark_events(ax, events)
    return ax


def draw_alone(ax: Any, when: Any, low: Any, high: Any) -> None:
    """Draw the interval of a period between empty ones as a line, for a ribbon has no width there."""
    known = np.concatenate([[False], ~np.isnan(low), [False]])
    alone = known[1:-1] & ~known[:-2] & ~known[2:]
    ax.vlines(when[alone], low[alone], high[alone], color=RIBBON, linewidth=2.5, alpha=0.8, zorder=1)


def moments(index: Any) -> Any:
    """Find the middle of every period, as matplotlib takes it."""
    start, end = index.index.start_time, index.index.end_time
    return (start + (end - start) / 2).to_numpy()


def _sure_bounds(index: Any, lower: str, upper: str) -> list[Any]:
    """Bounds that the axis must hold: all where there are few periods, else those of periods that aren't thin."""
    few = int(index[lower].notna().sum()) <= _FEW_PERIODS or not (index.n_stories >= THIN_STORIES).any()
    kept = index if few else index[index.n_stories >= THIN_STORIES]
    return [kept[lower].to_numpy(dtype=float), kept[upper].to_numpy(dtype=float)]


def _fit(ax: Any, values: Any) -> None:
    """Scale the axis to the levels; the ribbon of a thin period may leave it."""
    values = values[~np.isnan(values)]
    if len(values):
        low, high = float(values.min()), float(values.max())
        room = max((high - low) * 0.12, 0.05)
        ax.set_ylim(low - room, high + room)


def finish_dates(ax: Any, index: Any) -> None:
    """Give the axis of a frame or series by period its span and ticks, and take away the frame."""
    if len(index) <= _NAMED_PERIODS:
        _name_periods(ax, index)
    else:
        _tick_dates(ax, moments(index))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(MUTED)
    ax.tick_params(colors=MUTED, labelcolor=INK, labelsize=9)
    ax.grid(axis="y", color=RIBBON, linewidth=0.6, alpha=0.7)
    ax.set_axisbelow(True)


def _name_periods(ax: Any, index: Any) -> None:
    from matplotlib.dates import date2num

    ax.set_xticks(date2num(moments(index)), [period_text(period) for period in index.index])  # type: ignore[no-untyped-call]
    if len(index):
        ax.set_xlim(index.index.start_time[0], index.index.end_time[-1])


def _tick_dates(ax: Any, when: Any) -> None:
    import matplotlib.dates as dates

    locator = dates.AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    room = (when[-1] - when[0]) * 0.008
    ax.set_xlim(when[0] - room, when[-1] + room)


def plot_attention(index: Any, *, ax: Any = None) -> Any:
    """Plot attention: the share of articles that concern the two countries, in percent; returns Axes."""
    index = as_index(index)
    ax = axes_or_new(ax)
    when, share = moments(index), 100 * index.attention.to_numpy(dtype=float)
    ax.fill_between(when, 0, share, color=MUTED, alpha=0.45, linewidth=0, step=None)
    ax.plot(when, share, color=MUTED, linewidth=0.8)
    finish_dates(ax, index)
    top = np.nanmax(share) if np.isfinite(share).any() else 1.0
    ax.set_ylim(0, max(top * 1.1, 0.1))
    ax.set_ylabel("attention, %")
    return ax


def plot_parts(
    parts: Mapping[str, Any], whole: Any = None, *, fig: Any = None, most: int = MOST_PARTS
) -> Any:
    """Plot the lines of groups or sources as small multiples on one scale.

    Parameters
    ----------
    parts : mapping of str to pandas.DataFrame
        As :func:`tension.build_index_by` gives them; the first ``most`` are shown.
    whole : pandas.DataFrame, optional
        The index of all, drawn thin behind each.
    fig : matplotlib Figure, optional

    Returns
    -------
    numpy.ndarray of matplotlib Axes
    """
    shown = list(parts.items())[:most]
    if not shown:
        return np.zeros(0, dtype=object)
    columns = min(3, len(shown))
    rows = -(-len(shown) // columns)
    if fig is None:
        import matplotlib.pyplot as plt

        fig = plt.figure(figsize=(3.4 * columns, 1.9 * rows), layout="constrained")
    axes = fig.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for ax, (name, index) in zip(axes, shown, strict=False):
        if whole is not None:
            ax.plot(
                moments(whole), whole.smoothed.to_numpy(dtype=float), color=MUTED, linewidth=0.8, zorder=1
            )
        when, value = moments(index), index.tension.to_numpy(dtype=float)
        known = ~np.isnan(value)
        ax.scatter(
            when[known], value[known], s=6, linewidths=0, c=[colour_of(v) for v in value[known]], zorder=2
        )
        line = np.where(
            index.n_stories.rolling(_year_of(index), min_periods=1, center=True).sum() > 0,
            index.smoothed,
            np.nan,
        )
        ax.plot(when, line, color=INK, linewidth=1.3, zorder=3)
        ax.set_title(
            f"{shortened(name, 34)}  ({int(index.n_stories.sum()):,})",
            fontsize=9,
            loc="left",
            color=INK,
            parse_math=False,
        )
        finish_dates(ax, whole if whole is not None else index)
        ax.set_ylim(-1, 1)
    for ax in axes[len(shown) :]:
        ax.set_visible(False)
    for ax in axes[: len(shown)][-columns:]:  # the lowest of each column may stand above a gap
        ax.tick_params(labelbottom=True)
    return axes


def _year_of(index: Any) -> int:
    """How many periods of an index make up a year, or a dozen where that's more."""
    days = float((index.index[0].end_time - index.index[0].start_time).days + 1)
    return max(round(366 / days), 12)


def plot_calendar(index: Any, *, ax: Any = None) -> Any:
    """Plot a daily index as a calendar: a row per year, a column per day of the year; returns Axes."""
    index = as_index(index)
    ax = axes_or_new(ax)
    days, value = index.index.start_time, index.tension.to_numpy(dtype=float)
    years = np.arange(days.year.min(), days.year.max() + 1)
    grid = np.full((len(years), 366, 4), 0.0)
    for year, day, tension in zip(days.year, days.day_of_year, value, strict=True):
        if tension == tension:
            grid[year - years[0], day - 1] = _rgba(tension)
    ax.imshow(grid, aspect="auto", interpolation="nearest", extent=(0, 366, len(years), 0))
    ax.set_yticks(np.arange(len(years)) + 0.5, [str(year) for year in years], fontsize=8)
    starts = [1, 32, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335]
    ax.set_xticks([start + 14 for start in starts], list("JFMAMJJASOND"), fontsize=8)
    ax.tick_params(length=0, colors=INK)
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    return ax


def _rgba(tension: float) -> Any:
    from matplotlib.colors import to_rgba

    return to_rgba(colour_of(tension))


def plot_sentences(sentences: Any, *, ax: Any = None) -> Any:
    """Plot one article's sentences as a strip of bars, in order; those that don't concern the dyad are pale.

    Parameters
    ----------
    sentences : pandas.DataFrame
        Rows of one article of the sentence frame (:func:`tension.score_sentences`).

    Raises
    ------
    UsageError
        If it's no frame of sentences.
    """
    needs_columns(
        sentences, ("tension", "relevant"), what="scores of sentences", source="tension.score_sentences"
    )
    ax = axes_or_new(ax)
    value = sentences.tension.to_numpy(dtype=float)
    at = np.arange(len(value))
    ax.axhline(0, color=MUTED, linewidth=0.8)
    for relevant, alpha in ((True, 1.0), (False, 0.25)):
        rows = (sentences.relevant.to_numpy(dtype=bool) == relevant) & ~np.isnan(value)
        ax.bar(at[rows], value[rows], width=0.8, color=[colour_of(v) for v in value[rows]], alpha=alpha)
    ax.set_ylim(-1.05, 1.05)
    ax.set_xlim(-0.6, max(len(value) - 0.4, 0.6))
    ax.set_xlabel("sentence")
    ax.set_ylabel("tension")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.tick_params(colors=MUTED, labelcolor=INK, labelsize=9)
    return ax


def shortened(text: str, length: int) -> str:
    """Cut a text with an ellipsis where it's too long."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
