"""Whole figures, and their files: the index with its events above and attention below."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tension.errors import UsageError
from tension.files import whole_file
from tension.show.palette import INK, MUTED
from tension.show.plot import MOST_PARTS, plot_attention, plot_calendar, plot_index, plot_parts

DPI = 200
"""Two pixels per point of a screen."""

STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "svg.hashsalt": "tension",
    "svg.fonttype": "path",
    "axes.titlesize": 12,
}


def index_figure(
    index: Any, *, events: Any = None, title: str = "", note: str = "", column: str = "tension",
    size: tuple[float, float] = (10, 5.6),
) -> Any:  # fmt: skip
    """Draw an index with its events, and attention below where it's known; returns a matplotlib Figure."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=size, dpi=DPI)
        FigureCanvasAgg(fig)
        attention = bool(index.attention.notna().any()) and float(index.attention.min()) < 1
        heights = [4.2, 1] if attention else [1]
        top = 0.735 if events is not None and len(events) else 0.86
        axes = fig.subplots(
            len(heights), 1, sharex=True, squeeze=False,
            gridspec_kw={"height_ratios": heights, "hspace": 0.12, "left": 0.075, "right": 0.985, "top": top, "bottom": 0.08},
        ).ravel()  # fmt: skip
        plot_index(index, events=events, column=column, ax=axes[0])
        if attention:
            plot_attention(index, ax=axes[1])
        name_ends(axes[0])
        if title:
            fig.text(0.075, 0.98, title, fontsize=12.5, color=INK, weight="bold", va="top", parse_math=False)
        if note:
            fig.text(0.075, 0.937, note, fontsize=8.5, color=MUTED, va="top", parse_math=False)
    return fig


def name_ends(ax: Any) -> None:
    """Write at the ends of an axis of tension what they mean, over whatever lines pass there."""
    for height, side, told in (
        (0.97, "top", "↑ more confrontational"),
        (0.03, "bottom", "↓ more cooperative"),
    ):
        ax.text(
            0.006, height, told, transform=ax.transAxes, fontsize=8, color=MUTED, va=side,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip


def parts_figure(parts: Mapping[str, Any], whole: Any = None, *, title: str = "", note: str = "") -> Any:
    """Draw the lines of groups or sources as small multiples; returns a matplotlib Figure."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        n = min(len(parts), MOST_PARTS)
        columns = min(3, n)
        fig = Figure(figsize=(3.4 * columns, 0.3 + 1.9 * -(-n // columns)), dpi=DPI, layout="constrained")
        FigureCanvasAgg(fig)
        if title:
            fig.suptitle(title, x=0.01, ha="left", fontsize=11, color=INK, weight="bold", parse_math=False)
        plot_parts(parts, whole, fig=fig)
        if note:
            fig.supxlabel(note, x=0.01, ha="left", fontsize=7, color=MUTED, parse_math=False, wrap=True)
    return fig


def calendar_figure(index: Any) -> Any:
    """Draw a daily index as a calendar, a row per year; returns a matplotlib Figure."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        n_years = int(index.index[-1].year - index.index[0].year) + 1
        fig = Figure(figsize=(10, 0.7 + 0.24 * n_years), dpi=DPI, layout="constrained")
        FigureCanvasAgg(fig)
        plot_calendar(index, ax=fig.subplots())
    return fig


def save_figure(fig: Any, path: str | Path) -> None:
    """Write a figure as PNG (two pixels per point) or SVG, by the suffix; whole or not at all, the same bytes always."""
    suffix = Path(path).suffix.lower()
    if suffix not in (".png", ".svg"):
        raise UsageError(f"{path}: don't know the suffix {suffix or '(none)'}; use .png or .svg")
    with whole_file(path) as stream:
        draw_figure(fig, stream, suffix[1:])


def draw_figure(fig: Any, stream: IO[bytes], form: str, *, transparent: bool = False, dpi: int = DPI) -> None:
    """Write a figure to a stream, ``"png"`` or ``"svg"``, without the time of day."""
    import warnings

    import matplotlib

    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph", UserWarning)  # letters that the font lacks show as boxes
        if form == "svg":
            fig.savefig(
                stream, format="svg", metadata={"Date": None, "Creator": None}, transparent=transparent
            )
        else:
            fig.savefig(stream, format="png", dpi=dpi, metadata={"Software": None}, transparent=transparent)
