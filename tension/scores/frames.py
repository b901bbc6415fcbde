"""Scores as pandas frames."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tension.errors import InputError, UsageError
from tension.model.folder import TensionModel
from tension.scores.records import (
    ARTICLE_COLUMNS,
    SENTENCE_COLUMNS,
    Columns,
    article_columns,
    sentence_columns,
)
from tension.scores.run import make_scorer
from tension.text.article import Article
from tension.text.table import articles_of_frame

_SCORE_COLUMNS = tuple(
    name for name in ARTICLE_COLUMNS if name not in ("article_id", "date", "source", "title", "url")
)


def score_articles(
    articles: Iterable[Article], *, model: TensionModel | str = "tension-2", dyad: Any = "usa-rus"
) -> Any:
    """Score articles into a frame, a row each.

    Parameters
    ----------
    articles : iterable of Article
        As :func:`tension.read_articles` gives them.
    model : TensionModel or str
        A model, its name or its folder.
    dyad : Dyad or str
        ``"usa-rus"``, ``"any"``, two country codes, or a TOML file.

    Returns
    -------
    pandas.DataFrame
        ``article_id, date, source, title, url, fingerprint, n_sentences, n_relevant, cooperative, neutral,
        confrontational, tension, intensity, lower, upper, tension_a_to_b, n_a_to_b, tension_b_to_a, n_b_to_a, dyad,
        model``. ``tension`` is in [-1, 1] and up is worse; an article without a relevant sentence stays, with NaN.
    """
    import pandas as pd

    _check(articles)
    scorer = make_scorer(model, dyad)
    frame = joined((article_columns(batch, scorer) for batch in scorer.batches(articles)), ARTICLE_COLUMNS)
    frame["date"] = pd.to_datetime(frame["date"])
    return frame


def score_frame(frame: Any, *, model: TensionModel | str = "tension-2", dyad: Any = "usa-rus") -> Any:
    """Score the rows of a frame, which come back with what they hold and the scores beside.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column ``text`` or ``title``; ``date`` (or a DatetimeIndex), ``source``, ``url`` and ``article_id`` are used
        where they exist.
    model, dyad
        As for :func:`score_articles`.

    Returns
    -------
    pandas.DataFrame
        The frame's rows, index and columns, and behind them those of :func:`score_articles` that it hasn't. Rows
        without a text have NaN for scores. It goes on to :func:`tension.build_index`.

    Raises
    ------
    InputError
        If a text can't be used, or the frame holds scores already; the message names the row, counted from 0.

    Examples
    --------
    >>> import pandas as pd
    >>> import tension
    >>> frame = pd.DataFrame({"title": ["Moscow expels U.S. diplomats", None], "desk": ["a", "b"]}, index=[7, 9])
    >>> scored = tension.score_frame(frame)
    >>> scored.index.tolist(), scored.desk.tolist(), bool(scored.tension[7] > 0), scored.tension.isna().tolist()
    ([7, 9], ['a', 'b'], True, [False, True])
    """
    import pandas as pd

    if not hasattr(frame, "columns"):
        raise UsageError(f"a frame is wanted, not a {type(frame).__name__}; use tension.score_articles")
    taken = [name for name in _SCORE_COLUMNS if name in frame.columns]
    if taken:
        raise InputError(
            f"the frame has a column {taken[0]} already; rename it or leave it out, for scores go there"
        )
    articles, rows = articles_of_frame(frame)
    scores = score_articles(articles, model=model, dyad=dyad)
    found = frame.copy()
    for name in (name for name in ARTICLE_COLUMNS if name not in frame.columns):
        column = scores[name].set_axis(rows).reindex(range(len(frame)))
        if name in ("n_sentences", "n_relevant", "n_a_to_b", "n_b_to_a"):
            column = column.fillna(0).astype("int64")
        if name == "article_id":
            column = column.astype(object).fillna(_ids_of(frame))
        found[name] = column.to_numpy()
    if "date" not in frame.columns and isinstance(frame.index, pd.DatetimeIndex):
        found["date"] = frame.index.tz_localize(None).normalize()
    return found


def _ids_of(frame: Any) -> Any:
    """Ids of a frame's rows, for those that hold no article: as given, or else the row's number."""
    import pandas as pd

    rows = pd.Series([f"row {row}" for row in range(len(frame))])
    return frame["id"].reset_index(drop=True).astype(object).fillna(rows).map(str) if "id" in frame else rows


def score_sentences(
    articles: Iterable[Article], *, model: TensionModel | str = "tension-2", dyad: Any = "usa-rus"
) -> Any:
    """Score articles into a frame with a row per sentence; parameters as for :func:`score_articles`.

    Returns
    -------
    pandas.DataFrame
        ``article_id, sentence, start, end, text, is_title, relevant, direction, cooperative, neutral,
        confrontational, tension, intensity``.
    """
    _check(articles)
    scorer = make_scorer(model, dyad)
    return joined((sentence_columns(batch, scorer) for batch in scorer.batches(articles)), SENTENCE_COLUMNS)


def _check(articles: object) -> None:
    first = articles[0] if isinstance(articles, list) and articles else None
    if isinstance(articles, (str, bytes)) or isinstance(first, str) or hasattr(articles, "columns"):
        raise UsageError(
            f"articles are wanted, not a {type(articles).__name__}; use tension.read_articles(path), "
            "tension.score_frame(frame), or tension.load_model().score(sentences) for sentences by themselves"
        )


def joined(parts: Iterable[Columns], names: tuple[str, ...]) -> Any:
    """Put columns that came in parts into one frame."""
    import pandas as pd

    joined: Columns = {name: [] for name in names}
    for part in parts:
        for name in names:
            joined[name] += part[name]
    return pd.DataFrame(joined)


def checked_scores(articles: Any) -> Any:
    """Check the numbers of an article frame, and make them numbers where they were written as text.

    Raises
    ------
    UsageError
        If the column ``tension`` or ``n_relevant`` holds what no score can be.
    """
    import numpy as np

    chosen = articles.assign(tension=_numbers(articles, "tension"))
    counts = _numbers(articles, "n_relevant").fillna(0)
    if not np.isfinite(counts).all():
        raise UsageError("the column 'n_relevant' holds an infinite number; give counts of sentences")
    wrong = counts[(counts < 0) | (counts % 1 != 0)]
    if len(wrong):
        raise UsageError(
            f"the column 'n_relevant' holds {wrong.iloc[0]:g}; it counts sentences, so these aren't scores"
        )
    chosen["n_relevant"] = counts.astype(np.int64)
    outside = chosen.tension.abs() > 1 + 1e-9
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise UsageError(
            f"row {row} has the tension {chosen.tension.iloc[row]:g}; it lies between -1 and 1, so these aren't scores"
        )
    return chosen


def _numbers(articles: Any, name: str) -> Any:
    import pandas as pd

    try:
        return pd.to_numeric(articles[name])
    except (ValueError, TypeError) as error:
        raise UsageError(f"the column {name!r} holds what isn't a number ({error}); give scores") from error
