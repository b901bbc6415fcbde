"""Picture of stated probabilities against what came."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tension.errors import OutputError
from tension.show.palette import COLOURS
from tension.training.figures import wilson_interval

_COLOUR = COLOURS["strongly confrontational"]
_BESIDE = 3


def plot_reliability(curves: Mapping[str, tuple[Any, Any, Any]], path: Path) -> None:
    """Plot stated probability against the share that came, with 95% intervals of each bin (Wilson 1927).

    Parameters
    ----------
    curves : mapping
        By what a picture is called: mean probability, share and number of rows of every bin
        (:func:`tension.training.metrics.reliability`).
    path : Path
        Of the PNG; same curves, same bytes on one version of matplotlib.

    Raises
    ------
    OutputError
        If the file can't be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    n_rows = -(-len(curves) // _BESIDE)
    canvas = Canvas(figsize=(2.6 * _BESIDE, 3.1 * max(n_rows, 1)), dpi=120, layout="constrained")
    FigureCanvasAgg(canvas)
    for place, (name, (mean, share, size)) in enumerate(curves.items()):
        axes = canvas.add_subplot(n_rows, _BESIDE, place + 1)
        axes.plot([0, 1], [0, 1], color="0.75", linewidth=1, zorder=1)
        axes.vlines(mean, *wilson_interval(share, size), color=_COLOUR, alpha=0.6, linewidth=1)
        axes.plot(mean, share, "o", color=_COLOUR, markersize=3.5, clip_on=False)
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), aspect="equal")
        axes.set_title(f"{name}\nn = {int(size.sum()):,}", fontsize=9)
        axes.set_xlabel("P(confrontational), of the two poles", fontsize=8)
        if not place % _BESIDE:
            axes.set_ylabel("share confrontational", fontsize=8)
        axes.tick_params(labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
    try:
        canvas.savefig(path, format="png", metadata={"Software": None})
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({error.strerror or error}); choose --output") from error
