"""The index by source, by group and by direction, and without each source in turn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from tension.errors import UsageError
from tension.index.build import (
    DIRECTIONS,
    chosen_articles,
    directed_articles,
    index_of_sums,
    sums_of,
    with_directions,
)
from tension.index.sources import group_of
from tension.index.sums import UNKNOWN_SOURCE, sum_articles

BY = ("source", "group", "direction")


def build_index_by(articles: Any, by: str, freq: str = "M", **settings: Any) -> dict[str, Any]:
    """Build an index for every source, group of sources or direction.

    Parameters
    ----------
    articles : pandas.DataFrame
    by : str
        ``"source"``, ``"group"`` (country of the outlet) or ``"direction"`` (who acts on whom).
    freq, **settings
        As for :func:`tension.build_index`.

    Returns
    -------
    dict of str to pandas.DataFrame
        Index frames, the one with most stories first; each has the periods of the whole.
    """
    if by not in BY:
        raise UsageError(f"by {by!r}: unknown; use one of {', '.join(BY)}")
    if by == "direction":
        return _by_direction(articles, freq, settings)
    base, weight = settings.pop("base", None), settings.pop("weight", "story")
    chosen = chosen_articles(articles, **settings)
    sums = sum_articles(chosen)
    groups = {source: source if by == "source" else group_of(source) for source in sums.source.unique()}
    names, of = sums.source.map(groups), chosen.source.fillna(UNKNOWN_SOURCE).map(groups)
    told = sums[sums.n_relevant > 0]
    order = told.groupby(names[told.index]).story.nunique().sort_values(ascending=False, kind="stable").index
    whole = _quiet(sums, freq, None, weight).index
    parts = {name: _spread(_quiet(sums[names == name], freq, base, weight), whole) for name in order}
    return {name: with_directions(part, chosen[of == name], freq, weight) for name, part in parts.items()}


def _spread(part: Any, periods: Any) -> Any:
    """Give a part the periods of the whole: NaN and counts of 0 where it has nothing."""
    spread = part.reindex(periods)
    counts = [name for name in spread if name.startswith("n_")]
    spread[counts] = spread[counts].fillna(0).astype(np.int64)
    return spread


def _quiet(sums: Any, freq: str, base: str | None, weight: str) -> Any:
    """Build a part's index; that a part is too short for a scale needs no telling."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            return index_of_sums(sums, freq, base=base, weight=weight)
        except UsageError:
            if base is None:
                raise
            part = index_of_sums(sums, freq, weight=weight)  # nothing in the base: no scale
            return part.assign(**{name: np.nan for name in part if name.startswith("tension_index")})


def _by_direction(articles: Any, freq: str, settings: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name in DIRECTIONS:
        directed = directed_articles(articles, name)
        if directed is not None:
            sums = sums_of(directed, **{k: v for k, v in settings.items() if k not in ("base", "weight")})
            found[name] = _quiet(sums, freq, settings.get("base"), settings.get("weight", "story"))
    if not found:
        raise UsageError("by direction: these scores tell no direction; score with a model that does")
    return found


def leave_one_out(articles: Any, freq: str = "M", **settings: Any) -> Any:
    """Build the index again without each source in turn.

    Returns
    -------
    pandas.DataFrame
        ``without_lower, without_upper``: the lowest and the highest tension of each period that leaving out one source
        gives, and ``without``, the source whose absence changes it most.

    Raises
    ------
    UsageError
        If there's only one source.
    """
    import pandas as pd

    base, weight = settings.pop("base", None), settings.pop("weight", "story")
    sums = sums_of(articles, **settings)
    names = sorted(sums.source[sums.n_relevant > 0].unique())
    if len(names) < 2:
        raise UsageError("leaving one source out needs two or more; there is one")
    whole = _quiet(sums, freq, base, weight).tension  # a base that can't be used is told
    without = pd.DataFrame(
        {
            name: _quiet(sums[sums.source != name], freq, None, weight).tension.reindex(whole.index)
            for name in names
        }
    )
    far = (without.sub(whole, axis=0)).abs()
    most = far.fillna(-1.0).to_numpy().argmax(axis=1)
    named = np.where(far.notna().any(axis=1), np.array(names, dtype=object)[most], None)
    return pd.DataFrame(
        {"without_lower": without.min(axis=1), "without_upper": without.max(axis=1), "without": named},
        index=whole.index,
    )
