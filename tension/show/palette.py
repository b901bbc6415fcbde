"""Words and colours for numbers: one table, used wherever scores are shown."""

from __future__ import annotations

import itertools
import math

STRONG, MILD = 0.6, 0.2
"""Edges of the words on the scale of tension."""

MIXED_INTENSITY = 0.4
"""Between the mild edges, intensity from which a text is mixed and not neutral."""

COLOURS = {
    "strongly cooperative": "#0b5394",
    "cooperative": "#5b9bd5",
    "neutral": "#a9adb3",
    "mixed": "#9a7bb5",
    "confrontational": "#e08214",
    "strongly confrontational": "#b2380e",
}
"""A colour per word: blue to orange, told apart by the colour-blind, darker towards both ends, in grey too."""


INK, MUTED, RIBBON = "#22262b", "#8a9099", "#c9ced6"
"""Of lines and words, of axes and what is beside the point, and of intervals."""


def colour_of(tension: float) -> str:
    """Colour of a tension on the scale from deep blue (-1) over grey (0) to deep orange (+1), as ``#rrggbb``.

    Examples
    --------
    >>> colour_of(-1.0), colour_of(0.0), colour_of(1.0)
    ('#0b5394', '#a9adb3', '#b2380e')
    """
    if tension != tension:
        return COLOURS["neutral"]
    stops = _STOPS
    value = min(max(tension, -1.0), 1.0)
    for (low, left), (high, right) in itertools.pairwise(stops):
        if value <= high:
            part = (value - low) / (high - low)
            mixed = (round(a + (b - a) * part) for a, b in zip(_rgb(left), _rgb(right), strict=True))
            return "#" + "".join(f"{channel:02x}" for channel in mixed)
    return stops[-1][1]


_STOPS = (
    (-1.0, COLOURS["strongly cooperative"]), (-0.4, COLOURS["cooperative"]), (0.0, COLOURS["neutral"]),
    (0.4, COLOURS["confrontational"]), (1.0, COLOURS["strongly confrontational"]),
)  # fmt: skip


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def word_for(tension: float, intensity: float) -> str:
    """Word for a score.

    Parameters
    ----------
    tension : float
        In [-1, 1]; + is confrontational.
    intensity : float
        In [0, 1].

    Returns
    -------
    str
        A key of :data:`COLOURS`, or "not scored" for NaN.

    Examples
    --------
    >>> word_for(0.1, 0.7), word_for(0.1, 0.2), word_for(-0.7, 0.9), word_for(0.1951, 0.3), word_for(0.05, 0.396)
    ('mixed', 'neutral', 'strongly cooperative', 'confrontational', 'mixed')
    """
    if math.isnan(tension):
        return "not scored"
    tension, intensity = round(tension, 2), round(intensity, 2)  # as they're shown: one number, one word
    if abs(tension) < MILD:
        return "mixed" if intensity >= MIXED_INTENSITY else "neutral"
    pole = "confrontational" if tension > 0 else "cooperative"
    return f"strongly {pole}" if abs(tension) > STRONG else pole
