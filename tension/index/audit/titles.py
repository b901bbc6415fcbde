"""Which articles have a title that names a side: where the model finds nothing relevant, these are likeliest missed."""

from __future__ import annotations

from typing import Any

import numpy as np

from tension.dyad.sides import USA_RUS, Dyad
from tension.errors import UsageError
from tension.index.audit.gold import Bool


def title_names_side(articles: Any, dyad: Dyad | str | None = None) -> Bool:
    """Tell which articles have a title that names one side of a dyad, or both.

    Parameters
    ----------
    articles : pandas.DataFrame, n rows
        Columns ``title`` and ``date``; a missing title names nobody.
    dyad : Dyad or str, optional
        By default that of the column ``dyad``.

    Returns
    -------
    bool array, shape (n,)

    Raises
    ------
    UsageError
        If there are no titles, or the dyad can't be found by its name.

    Examples
    --------
    >>> import pandas as pd
    >>> titles = ["Russian oil flows again", "Rain in Brazil", None]
    >>> title_names_side(pd.DataFrame({"title": titles, "date": "2020-01-01"})).tolist()
    [True, False, False]
    """
    from tension.training.dyad_filter import DyadFilter

    if "title" not in articles:
        raise UsageError(
            "the scores have no column 'title', which tells whom an article names; draw without it"
        )
    if dyad is None:
        names = articles.dyad.dropna().unique().tolist() if "dyad" in articles else []
        dyad = str(names[0]) if names else USA_RUS.name
    told = DyadFilter(dyad=dyad).fit_transform(
        articles[["title", "date"]].assign(title=articles.title.fillna("").astype(str))
    )
    return np.asarray(told[:, 2:].sum(axis=1) > 0)
