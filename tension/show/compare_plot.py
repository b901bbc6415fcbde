"""Picture of a comparison: both series on one scale above, correlations of their changes at leads and lags below."""

from __future__ import annotations

from typing import Any

import numpy as np

from tension.index.period_names import PERIOD_WORDS
from tension.show.figure import DPI, STYLE
from tension.show.palette import COLOURS, INK, MUTED, RIBBON
from tension.show.plot import axes_or_new, finish_dates, moments, shortened

_STANDS_OUT = 0.1
"""A peak that unrelated series reach less often than this is drawn dark."""

_REFERENCE = COLOURS["mixed"]
_FEW, _SMOOTHED = 90, 12
"""From so many periods on the line is the mean of so many periods, and the periods themselves are pale."""

_LONGEST_NAME, _LONGEST_TITLE = 60, 90
_LEFT = 0.095
"""Where the axes begin, as a share of the figure: beside labels of two lines."""

_HIGH = 4.0
"""Standard deviations that the axis holds at most, if the lines don't need more: one month of war mustn't flatten decades. A triangle tells what lies beyond."""


def plot_compared(comparison: Any, *, ax: Any = None) -> Any:
    """Plot an index and its reference, each less its mean and over its standard deviation; up is worse in both.

    Parameters
    ----------
    comparison : tension.index.compare.Comparison
    ax : matplotlib Axes, optional
        By default the current ones.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = axes_or_new(ax)
    series = comparison.series
    when = moments(series)
    turned = ", turned around" if comparison.reference.sign < 0 else ""
    names = {"index": f"{comparison.column} (index)", "reference": shortened(comparison.reference.name, _LONGEST_NAME) + turned}  # fmt: skip
    shown = []
    both = (series["index"].notna() & series["reference"].notna()).to_numpy()
    for name, colour, style, width in (
        ("reference", _REFERENCE, (0, (4, 1.2)), 1.5),
        ("index", INK, "-", 1.6),
    ):
        values = series[name].to_numpy(dtype=float)
        values = (values - values[both].mean()) / values[both].std()
        many = len(series) > _FEW
        line = _smoothed(values) if many else values
        if many:
            ax.plot(when, values, color=colour, linewidth=0.6, alpha=0.35, zorder=2)
        ax.plot(
            when, line, color=colour, linestyle=style, linewidth=width, zorder=3, label=names[name],
            marker="" if many else ".", markersize=4,
        )  # fmt: skip
        shown.append((values, line, colour))
    ax.axhline(0, color=MUTED, linewidth=0.8, zorder=1)
    finish_dates(ax, series)
    _fit(ax, when, shown)
    word = PERIOD_WORDS[comparison.freq]
    bold = f"\n(bold: mean of {_SMOOTHED} {word}s)" if len(series) > _FEW else ""
    ax.set_ylabel(f"standard deviations{bold}", fontsize=9)
    handles, labels = ax.get_legend_handles_labels()
    legend = ax.legend(
        handles[::-1], labels[::-1], loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=9,
        borderaxespad=0.2, handlelength=2.4,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
        text.set_color(INK)
    return ax


def _fit(ax: Any, when: Any, shown: list[tuple[Any, Any, str]]) -> None:
    """Scale the axis to the lines, and mark single periods that leave it."""
    every = np.concatenate([values for values, _, _ in shown])
    lines = np.concatenate([line for _, line, _ in shown])
    low, high = (
        sign * min(np.nanmax(sign * every), max(_HIGH, np.nanmax(sign * lines))) + sign * 0.3
        for sign in (-1, 1)
    )
    ax.set_ylim(low, high)
    for values, _, colour in shown:
        for beyond, place, marker in ((values > high, high - 0.12, "^"), (values < low, low + 0.12, "v")):
            ax.scatter(
                when[beyond], np.full(beyond.sum(), place), marker=marker, s=22, color=colour, zorder=4
            )


def plot_lead_lag(comparison: Any, *, ax: Any = None) -> Any:
    """Plot the rank correlations of changes at leads and lags, with the band of unrelated series.

    Parameters
    ----------
    comparison : tension.index.compare.Comparison
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib.axes.Axes
        With words in place of bars where too few changes are known.
    """
    ax = axes_or_new(ax)
    found, word = comparison.lead_lag, PERIOD_WORDS[comparison.freq]
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(MUTED)
    ax.tick_params(colors=MUTED, labelcolor=INK, labelsize=9)
    ax.set_ylabel("correlation of\nchanges", fontsize=9)
    if found is None:
        ax.text(0.5, 0.5, "too few changes are known", transform=ax.transAxes, ha="center", color=MUTED)
        ax.set_xticks([])
        ax.set_yticks([])
        return ax
    told = ~np.isnan(found.correlation)
    lags = found.lags[told]
    ax.fill_between(
        lags, found.lower[told], found.upper[told], color=RIBBON, alpha=0.6, linewidth=0, step="mid"
    )
    for limit in (-found.limit, found.limit):
        ax.axhline(limit, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)))
    ax.axhline(0, color=MUTED, linewidth=0.8)
    colours = [
        INK if lag == found.peak and found.p_value <= _STANDS_OUT else _REFERENCE for lag in lags.tolist()
    ]
    ax.vlines(lags, 0, found.correlation[told], colors=colours, linewidth=2.2)
    ax.scatter(lags, found.correlation[told], c=colours, s=18, zorder=3, linewidths=0)
    room = 1.25 * max(found.limit, float(np.abs(found.correlation[told]).max()))
    ax.set_ylim(-room, room)
    ax.set_xlim(found.lags[0] - 0.7, found.lags[-1] + 0.7)
    ax.set_xticks(found.lags[:: max(len(found.lags) // 12, 1)])
    ax.set_xlabel(f"← reference ahead      {word}s      index ahead →", fontsize=9, color=INK)
    return ax


def compare_figure(
    comparison: Any, *, title: str = "", note: str = "", size: tuple[float, float] = (10, 6.4)
) -> Any:
    """Draw a comparison: both series above, leads and lags below; returns a matplotlib Figure."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=size, dpi=DPI)
        FigureCanvasAgg(fig)
        axes = fig.subplots(
            2, 1, gridspec_kw={"height_ratios": [2.4, 1], "hspace": 0.28, "left": _LEFT, "right": 0.985, "top": 0.85, "bottom": 0.13},
        )  # fmt: skip
        plot_compared(comparison, ax=axes[0])
        plot_lead_lag(comparison, ax=axes[1])
        if title:
            fig.text(
                _LEFT,
                0.98,
                shortened(title, _LONGEST_TITLE),
                fontsize=12.5,
                color=INK,
                weight="bold",
                va="top",
                parse_math=False,
            )
        if note:
            fig.text(_LEFT, 0.937, note, fontsize=8.5, color=MUTED, va="top", parse_math=False)
        fig.text(
            _LEFT, 0.012,
            "Grey: 90% of unrelated series at that lag. Dashed: their largest of all lags, 90%; the largest is searched for.",
            fontsize=8, color=MUTED,
        )  # fmt: skip
    return fig


def _smoothed(values: Any) -> Any:
    import pandas as pd

    rolled = pd.Series(values).rolling(_SMOOTHED, center=True, min_periods=_SMOOTHED // 2).mean()
    return rolled.to_numpy()
