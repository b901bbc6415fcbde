"""The difference of two levels, with its interval: two periods of an index, or one period of two outlets."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from tension.errors import UsageError

_LEVEL = ("tension", "lower", "upper")


class Difference(NamedTuple):
    """A difference of levels on the scale of tension, with its 90% interval; each from -2 to 2.

    Attributes
    ----------
    difference : float
        Of the first level less the second; + where the first is more confrontational.
    lower, upper : float
    """

    difference: float
    lower: float
    upper: float

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.lower > 0 or self.upper < 0


def level_difference(one: Any, other: Any) -> Difference:
    """Tell how far two levels lie apart, and how surely.

    Parameters
    ----------
    one, other : pandas.Series
        Rows of an index (:func:`tension.build_index`): two periods that were chosen beforehand, or the same period of two
        indices, as of two outlets.

    Returns
    -------
    Difference
        NaN where one of the periods has no story.

    Raises
    ------
    UsageError
        If these aren't two rows of indices with levels on the scale of tension.

    Notes
    -----
    The levels' errors are taken to be independent, so the half-widths add up as squares do. Two periods of one index share
    what isn't known of their sources' leans: with the same sources in both the interval is a little wide, and where other
    sources have taken over in between it may be too narrow, the more so the more they lean and the more stories there are.
    Where the most extreme of many differences is picked, chance alone does more than the interval says:
    :mod:`tension.index.changes` looks for breaks and counts the looking.

    Examples
    --------
    >>> import pandas as pd
    >>> later = pd.Series({"tension": 0.4, "lower": 0.3, "upper": 0.5, "smoothed": 0.3})
    >>> earlier = pd.Series({"tension": 0.1, "lower": -0.1, "upper": 0.3, "smoothed": 0.2})
    >>> found = level_difference(later, earlier)
    >>> [round(value, 2) for value in found], found.beyond_chance
    ([0.3, 0.08, 0.52], True)
    """
    levels, halves = [], []
    for row in (one, other):
        if getattr(row, "ndim", None) != 1 or not all(name in row for name in (*_LEVEL, "smoothed")):
            raise UsageError(
                'a row of an index is wanted, as index.loc["2014-03"] is where periods are months'
            )
        try:
            level, lower, upper = (float(row[name]) for name in _LEVEL)
        except (TypeError, ValueError):
            raise UsageError(
                "the row's tension, lower and upper aren't all numbers; take a row of an index"
            ) from None
        if abs(level) > 1:
            raise UsageError(f"tension {level:g}: isn't on the scale from -1 to 1; take a row of an index")
        levels.append(level)
        halves.append(max(level - lower, upper - level))  # one end may be cut off at the scale's
    step, half = levels[0] - levels[1], math.hypot(*halves)
    return Difference(step, max(step - half, -2.0), min(step + half, 2.0))
