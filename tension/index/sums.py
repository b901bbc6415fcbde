"""Sums of article scores per day, source and story: everything that an index needs, and mergeable.

The sums of two sets of articles are the sums of both, so an index can be refreshed with a day's articles, made from
parts on several machines, and checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from tension.errors import UsageError
from tension.index.sources import source_standing

KEYS = ["day", "source", "story"]
UNKNOWN_SOURCE = "(unknown)"
NO_STORY = -1
"""Story of the articles that don't concern the dyad; they are counted only."""


def sum_articles(articles: Any) -> Any:
    """Sum scored articles.

    Parameters
    ----------
    articles : pandas.DataFrame
        With ``date, source, n_relevant, tension`` and ``story`` (see :func:`tension.index.stories.find_stories`).
        Articles without a date are left out.

    Returns
    -------
    pandas.DataFrame
        ``day, source, story, n_articles, n_relevant, total``: articles, articles that concern the dyad, and the sum of
        the latter's tension. Sorted by day, source and story.
    """
    import pandas as pd

    dated = articles[articles.date.notna()]
    counts = (dated.n_relevant.to_numpy() > 0) & dated.tension.notna().to_numpy()
    rows = pd.DataFrame(
        {
            "day": pd.to_datetime(dated.date).dt.normalize().to_numpy(),
            "source": dated.source.fillna(UNKNOWN_SOURCE).to_numpy(),
            "story": np.where(counts, dated.story.to_numpy(), NO_STORY),
            "n_articles": np.ones(len(dated), dtype=np.int64),
            "n_relevant": counts.astype(np.int64),
            "total": np.where(counts, dated.tension.to_numpy(dtype=np.float64), 0.0),
        }
    )
    return _summed(rows)


def merge_sums(parts: Iterable[Any]) -> Any:
    """Merge sums of several sets of articles whose stories are numbered alike."""
    import pandas as pd

    parts = list(parts)
    if not parts:
        raise UsageError("no sums to merge; give at least one frame")
    return _summed(pd.concat(parts, ignore_index=True))


def _summed(rows: Any) -> Any:
    # Tension is added in its own order, so that the order of the rows doesn't reach the last bit of a sum.
    rows = rows.sort_values([*KEYS, "total"], kind="stable")
    return rows.groupby(KEYS, sort=True, observed=True).sum().reset_index()


def representatives(sums: Any) -> Any:
    """Choose for every story the day and source that it counts for: its first.

    Where several sources have a story on its first day, it counts for an agency among them, for others reprint those;
    else for a known outlet, and then by name. What other stories say has no part in it, nor what comes later.

    Returns
    -------
    pandas.DataFrame
        A row per story: ``day, source, story, tension`` (mean over the source's copies of that day), ``n_copies``.
    """
    told = sums[sums.story != NO_STORY]
    n_copies = told.groupby("story").n_relevant.sum()
    standing = {name: source_standing(name) for name in told.source.unique()}
    ranked = told.assign(standing=told.source.map(standing))
    first = ranked.sort_values(["story", "day", "standing", "source"], kind="stable").drop_duplicates("story")
    chosen = first.assign(tension=first.total / first.n_relevant, n_copies=first.story.map(n_copies))
    return chosen[[*KEYS, "tension", "n_copies"]].reset_index(drop=True)
