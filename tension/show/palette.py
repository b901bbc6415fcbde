"""Words and colours for numbers: one table, used wherever scores are shown."""

from __future__ import annotations

import math

STRONG, MILD = 0.6, 0.2
"""Edges of the words on the scale of tension."""

MIXED_INTENSITY = 0.4
"""Between the mild edges, intensity from which a text is mixed and not neutral."""

COLOURS = {
    "strongly cooperative": "#0b5394",
    "cooperative": "#5b9bd5",
    "neutral": "#808080",
    "mixed": "#9a7bb5",
    "confrontational": "#e08214",
    "strongly confrontational": "#b2380e",
}
"""A colour per word: blue to orange, told apart by the colour-blind, darker towards both ends."""


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
    >>> word_for(0.1, 0.7), word_for(0.1, 0.2), word_for(-0.7, 0.9)
    ('mixed', 'neutral', 'strongly cooperative')
    """
    if math.isnan(tension):
        return "not scored"
    if abs(tension) < MILD:
        return "mixed" if intensity >= MIXED_INTENSITY else "neutral"
    pole = "confrontational" if tension > 0 else "cooperative"
    return f"strongly {pole}" if abs(tension) > STRONG else pole
