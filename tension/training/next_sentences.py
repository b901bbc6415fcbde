"""The sentences that are worth reading next, from articles or from a frame, as a frame: for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from typing import Any

import numpy as np

from tension.errors import UsageError
from tension.model.folder import DEFAULT_MODEL, TensionModel, load_model
from tension.scores.run import make_scorer
from tension.text.article import Article
from tension.training.candidates import COLUMNS, MOST_CANDIDATES, Candidate, Seen, find_candidates, in_order
from tension.training.coding import labels_of, single_spaced
from tension.training.selection import uncertainty


def next_to_label(
    articles: Any,
    n: int = 20,
    *,
    model: TensionModel | str = DEFAULT_MODEL,
    dyad: Any = "usa-rus",
    labels: Any = None,
    coder: str | None = None,
    order: str = "uncertain",
    every: bool = False,
    random_state: int = 0,
) -> Any:
    """Choose the sentences that are worth reading next.

    Parameters
    ----------
    articles : iterable of Article, or pandas.DataFrame
        Articles as :func:`tension.read_articles` gives them; or a frame with a column ``text`` that holds a sentence a
        row, such as :func:`tension.score_sentences` makes (a column ``relevant`` is heeded).
    n : int
        How many at most.
    model : TensionModel or str
    dyad : Dyad or str
    labels : path, pandas.DataFrame or list of Label, optional
        What was read: it isn't asked again, and what comes is unlike it.
    coder : str, optional
        Only this coder's labels hide a sentence; without it everybody's do.
    order : {"uncertain", "random", "given"}
    every : bool
        All sentences, not only those that the model counts as about the two sides.
    random_state : int
        Same articles, same labels, same number: same sentences.

    Returns
    -------
    pandas.DataFrame
        A row per sentence, the first one next: the columns of :class:`Candidate`. Fill a column ``label``
        (``-2 -1 0 1 2 m x``) and hand the frame to :func:`tension.train_on_labels`.

    Raises
    ------
    UsageError, InputError, ModelError
        If the articles, the labels or the model can't be used.

    Examples
    --------
    >>> import tension
    >>> from tension.files import shipped
    >>> frame = tension.next_to_label(tension.read_articles(shipped("seeds", "articles")), n=3)
    >>> len(frame), bool((frame.uncertainty > 0.5).all())
    (3, True)
    """
    import pandas as pd

    if n < 1:
        raise UsageError(f"n={n}: ask for one sentence or more")
    known = [] if labels is None else labels_of(labels)
    mine = [label for label in known if coder is None or label.coder == coder]
    if hasattr(articles, "columns"):
        loaded = model if isinstance(model, TensionModel) else load_model(model)
        seen = Seen(mine)
        found = [candidate for candidate in _of_frame(articles, loaded, every) if seen.takes(candidate)]
    elif isinstance(articles, (str, bytes)):
        raise UsageError("articles are wanted, not a path; use tension.read_articles(path)")
    elif not isinstance(articles, Iterable):
        raise UsageError(f"articles are wanted, not a {type(articles).__name__}; see tension.read_articles")
    else:
        scorer = make_scorer(model, dyad)
        loaded = scorer.model
        settings: dict[str, Any] = {"every": every, "order": order, "random_state": random_state}
        most = n if order == "given" else MOST_CANDIDATES
        found, _ = find_candidates(map(_article, articles), scorer, labels=mine, most=most, **settings)
    chosen = in_order(found, n, loaded, labels=mine, order=order, random_state=random_state)
    return pd.DataFrame([astuple(candidate) for candidate in chosen], columns=list(COLUMNS))


def _article(given: Any) -> Article:
    if not isinstance(given, Article):
        raise UsageError(
            f"articles are wanted, not a {type(given).__name__}; see tension.read_articles, or give a frame with a column text"
        )
    return given


def _of_frame(frame: Any, model: TensionModel, every: bool) -> Iterator[Candidate]:
    """Sentences of a frame, scored anew; neighbours are rows of the same article."""
    if "text" not in frame.columns:
        raise UsageError("the frame has no column text; give one with a sentence a row")
    texts = frame["text"].tolist()
    scores = model.score(texts)
    probabilities = np.column_stack([scores.cooperative, scores.neutral, scores.confrontational])
    entropy = uncertainty(probabilities)
    cells: dict[str, Sequence[Any]] = {
        name: frame[name].tolist() if name in frame.columns else [None] * len(texts)
        for name in ("article_id", "sentence", "title", "date", "source", "relevant")
    }
    spaced = ["", *map(single_spaced, texts), ""]
    of = ["", *map(_told, cells["article_id"]), ""]
    for i in range(len(texts)):
        relevant = cells["relevant"][i]
        if np.isnan(probabilities[i, 0]) or not (every or _missing(relevant) or relevant):
            continue
        number = cells["sentence"][i]
        cooperative, neutral, confrontational = probabilities[i].tolist()
        yield Candidate(
            spaced[i + 1],
            spaced[i] if of[i] and of[i] == of[i + 1] else "",
            spaced[i + 2] if of[i + 2] and of[i + 2] == of[i + 1] else "",
            of[i + 1],
            -1 if _missing(number) else int(number),
            _told(cells["title"][i]), _told(cells["date"][i])[:10], _told(cells["source"][i]),
            True, _missing(relevant) or bool(relevant),
            cooperative, neutral, confrontational, float(entropy[i]), model.name,
        )  # fmt: skip


def _missing(cell: Any) -> bool:
    return cell is None or cell != cell


def _told(cell: Any) -> str:
    return "" if _missing(cell) else str(cell)
