"""Picture of an index beside the same corrected by people's labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from tension.show.figure import DPI, STYLE, name_ends
from tension.show.palette import COLOURS, INK, MUTED, RIBBON
from tension.show.plot import axes_or_new, draw_alone, finish_dates, moments

_CORRECTED = COLOURS["mixed"]
"""Neither blue nor orange: a correction is no pole."""


def plot_corrected(index: Any, *, ax: Any = None) -> Any:
    """Plot the levels by the model and those corrected by labels, each with its 90% interval as a ribbon.

    Parameters
    ----------
    index : pandas.DataFrame
        With ``tension_corrected, corrected_lower, corrected_upper`` (:func:`tension.correct_index`).
    ax : matplotlib Axes, optional
        By default the current ones.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = axes_or_new(ax)
    when = moments(index)
    lines = (
        ("tension", "lower", "upper", MUTED, RIBBON, 0.75, "by the model"),
        (
            "tension_corrected",
            "corrected_lower",
            "corrected_upper",
            INK,
            _CORRECTED,
            0.3,
            "corrected by labels",
        ),
    )
    ends = []
    for name, lower, upper, ink, ribbon, alpha, label in lines:
        level, low, high = (index[column].to_numpy(dtype=float) for column in (name, lower, upper))
        if np.isnan(level).all():  # too few labels for a correction
            continue
        ax.fill_between(when, low, high, color=ribbon, linewidth=0, alpha=alpha)
        draw_alone(ax, when, low, high)
        ax.plot(
            when,
            level,
            color=ink,
            linewidth=1.5,
            marker="o",
            markersize=3.2 if len(index) <= 60 else 2,
            label=label,
            solid_capstyle="round",
        )
        ends += [low, high]
    known = np.concatenate(ends)
    known = known[~np.isnan(known)]
    if len(known):
        room = max(float(known.max() - known.min()) * 0.08, 0.04)
        ax.set_ylim(max(float(known.min()) - room, -1.08), min(float(known.max()) + room, 1.08))
    ax.axhline(0, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    finish_dates(ax, index)
    ax.set_ylabel("tension")
    ax.legend(frameon=False, fontsize=9, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0.2)
    return ax


def audit_figure(index: Any, *, title: str = "", note: str = "") -> Any:
    """Draw :func:`plot_corrected` as a figure of its own; returns a matplotlib Figure."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(10, 4.8), dpi=DPI)
        FigureCanvasAgg(fig)
        ax = fig.subplots(gridspec_kw={"left": 0.075, "right": 0.985, "top": 0.84, "bottom": 0.08})
        plot_corrected(index, ax=ax)
        name_ends(ax)
        fig.text(0.075, 0.98, title, fontsize=12.5, color=INK, weight="bold", va="top", parse_math=False)
        fig.text(0.075, 0.925, note, fontsize=8.5, color=MUTED, va="top", parse_math=False)
    return fig
