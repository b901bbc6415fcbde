"""Marks of events over a chart, named in rows so that no name covers another."""

from __future__ import annotations

from typing import Any

import numpy as np

from tension.errors import needs_columns
from tension.show.palette import COLOURS

MOST_ROWS = 6
_ROW_HEIGHT, _SIZE = 10.5, 7.0
"""In points."""

_GAP = 6.0
"""Least distance between two names, in points."""


def mark_events(ax: Any, events: Any) -> list[str]:
    """Draw a thin line per event and write the names above the chart.

    Parameters
    ----------
    ax : matplotlib Axes
    events : pandas.DataFrame
        ``date, name, sign`` and, optionally, ``landmark``: where the span holds such events, only they are drawn.

    Returns
    -------
    list of str
        The names that were written.
    """
    import matplotlib.dates as dates

    needs_columns(events, ("date", "name", "sign"), what="events", source="tension.read_events")
    if not len(events):
        return []
    low, high = ax.get_xlim()
    at = dates.date2num(events.date.to_numpy())  # type: ignore[no-untyped-call]
    inside = np.flatnonzero((at >= low) & (at <= high))
    first = (
        events.landmark.to_numpy(dtype=bool) if "landmark" in events else np.zeros(len(events), dtype=bool)
    )
    order = inside[np.lexsort((at[inside], ~first[inside]))]
    if first[inside].any():
        order = order[first[order]]
    renderer = ax.figure.canvas.get_renderer() if hasattr(ax.figure.canvas, "get_renderer") else None
    taken: list[list[tuple[float, float]]] = [[] for _ in range(MOST_ROWS)]
    written = []
    for i in order.tolist():
        name, sign = str(events["name"].iloc[i]), events["sign"].iloc[i]
        width = _width(name, renderer, ax)
        centre = ax.transData.transform((at[i], 0))[0]
        bounds = ax.get_window_extent(renderer)
        left = min(max(centre - width / 2, bounds.x0), bounds.x1 - width)
        gap = _GAP * ax.figure.dpi / 72
        row = next(
            (
                r
                for r, spans in enumerate(taken)
                if all(left + width + gap < a or left > b + gap for a, b in spans)
            ),
            None,
        )
        if row is None or width > bounds.width:
            continue
        taken[row].append((left, left + width))
        colour = COLOURS["strongly confrontational" if sign == "confrontational" else "strongly cooperative"]
        ax.axvline(at[i], color=colour, linewidth=0.7, alpha=0.5, zorder=0)
        ax.annotate(
            "", xy=(at[i], 1), xytext=(0, 5 + _ROW_HEIGHT * row), xycoords=ax.get_xaxis_transform(),
            textcoords="offset points", arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.7, "alpha": 0.5,
            "shrinkA": 0, "shrinkB": 0}, annotation_clip=False, zorder=1,
        )  # fmt: skip
        ax.annotate(
            name, xy=((left - bounds.x0) / bounds.width, 1), xycoords="axes fraction",
            xytext=(0, 5 + _ROW_HEIGHT * row), textcoords="offset points", fontsize=_SIZE, color=colour, ha="left",
            va="bottom", annotation_clip=False, parse_math=False, zorder=6, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
        written.append(name)
    return written


def _width(name: str, renderer: Any, ax: Any) -> float:
    from matplotlib.text import Text

    text = Text(0, 0, name, fontsize=_SIZE, figure=ax.figure, parse_math=False)
    return float(text.get_window_extent(renderer).width)
