"""Draw articles for people to read, with known probabilities, and sentences within them."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from tension.dyad.sides import Dyad
from tension.errors import UsageError
from tension.index.audit.design import alike, chance_of, inclusion_probabilities, systematic
from tension.index.audit.gold import F64, I64, Bool
from tension.index.audit.titles import title_names_side
from tension.index.periods import check_articles
from tension.index.sources import group_of
from tension.index.sums import UNKNOWN_SOURCE

BY = ("group", "source", "period")

UNSAID_SHARE = 0.25
"""Share of the sample drawn from the articles that the model finds not relevant: they are many and nearly all of them
are rightly left out, but without them what is missed can't be told."""

BANDS = (-0.2, 0.2)
"""Edges of the tension by which the draw is spread over cooperative, middling and confrontational articles."""

SENTENCES = (3, 1)
"""Sentences drawn from an article: of those that the model finds relevant, and of the others."""

MOST_CHARACTERS = 30_000
"""Longer texts are cut: a cell of a spreadsheet holds 32,767 characters."""

COLUMNS = (
    "key", "unit", "label", "date", "source", "title", "text", "url", "article_id", "sentence", "probability",
    "sentence_probability", "place", "dyad", "model",
)  # fmt: skip


def draw_articles(
    articles: Any,
    n: int,
    *,
    by: Sequence[str] = ("group",),
    unsaid_share: float = UNSAID_SHARE,
    named_share: float | None = None,
    dyad: Dyad | str | None = None,
    random_state: int = 0,
) -> Any:
    """Draw articles for an audit.

    Parameters
    ----------
    articles : pandas.DataFrame
        As :func:`tension.score_articles` gives it; those without a date are left out.
    n : int
        Articles to draw; all are taken, with a warning, if there are fewer.
    by : sequence of str
        What counts alike in the sample, however many articles it has: ``"group"`` of sources, as in the index,
        ``"source"``, ``"period"`` (the year), or several, crossed.
    unsaid_share : float
        Share of the sample from articles that the model finds not relevant.
    named_share : float, optional
        Share of these whose title names one of the sides: what the model misses is mostly among them
        (:func:`tension.index.audit.titles.title_names_side`). By default they aren't told apart.
    dyad : Dyad or str, optional
        Whose sides; by default that of the scores.
    random_state : int

    Returns
    -------
    pandas.DataFrame
        The rows drawn, in an order of chance, with ``key`` (names the article, whatever a spreadsheet makes of its id),
        ``probability`` of being drawn and ``place`` in the order of the draw. Neither the order of ``articles`` nor
        anything but the seed and the articles themselves changes the sample.

    Raises
    ------
    UsageError
        If these aren't article scores, an ``article_id`` stands for two articles, or a setting can't be used.

    Notes
    -----
    A systematic draw with unequal probabilities (Madow 1949) along an order of relevance, title, cell, band of tension,
    month and chance, so that each of them has its share.
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise UsageError(f"n {n!r}: isn't a whole number; give how many articles to draw")
    if n < 1:
        raise UsageError(f"n {n}: nothing to draw; give 1 or more")
    if named_share is not None and not 0 <= named_share <= 1:
        raise UsageError(f"named_share {named_share}: is no share; give a number from 0 to 1")
    if not by or any(name not in BY for name in by):
        raise UsageError(f"by {', '.join(by) or '(nothing)'}: unknown; use {', '.join(BY)}")
    frame = _unique(check_articles(articles))
    said = ((frame.n_relevant > 0) & frame.tension.notna()).to_numpy()
    if n >= len(frame):
        if n > len(frame):
            warnings.warn(
                f"{n} articles were asked for and there are {len(frame)} with a date: all are taken",
                UserWarning, stacklevel=2,
            )  # fmt: skip
        n = len(frame)
    n_unsaid = min(max(round(n * unsaid_share), n - int(said.sum())), int((~said).sum()))
    cells = [_cells(frame, name) for name in by]
    named = np.zeros(len(frame), dtype=bool)
    if named_share is not None:
        named[~said] = title_names_side(frame[~said], dyad)
    n_named = _number_named(named, ~said & ~named, n_unsaid, named_share)
    probability = np.zeros(len(frame))
    parts = ((said, n - n_unsaid), (named, n_named), (~said & ~named, n_unsaid - n_named))
    for rows, number in parts:
        probability[rows] = inclusion_probabilities(alike([cell[rows] for cell in cells]), number)
    chance = chance_of(frame.article_id, random_state)
    order = _order(frame, said, named, cells, chance)
    place = systematic(probability[order], float(chance_of(["start"], random_state)[0]))
    drawn = frame.iloc[order[place]].assign(
        key=[key_of(name) for name in frame.article_id.iloc[order[place]]],
        probability=probability[order[place]],
        place=np.arange(len(place)),
    )
    shuffled = np.argsort(chance_of(drawn.article_id, random_state + 1), kind="stable")
    return drawn.iloc[shuffled].reset_index(drop=True)


def _number_named(named: Bool, others: Bool, n: int, share: float | None) -> int:
    """How many of ``n`` are drawn from ``named``; more, or fewer, where one of the two has too few."""
    wanted = 0 if share is None else round(n * share)
    return min(max(wanted, n - int(others.sum())), int(named.sum()))


def key_of(article_id: str) -> str:
    """Name an article by a hash that no spreadsheet takes for a number or a date.

    Examples
    --------
    >>> key_of("00042")
    'kf1011628671d'
    """
    return "k" + hashlib.blake2b(str(article_id).encode(), digest_size=6).hexdigest()


def draw_sentences(sentences: Any, *, n: tuple[int, int] = SENTENCES, random_state: int = 0) -> Any:
    """Draw sentences within articles.

    Parameters
    ----------
    sentences : pandas.DataFrame
        As :func:`tension.score_sentences` gives it, of the articles drawn.
    n : tuple of int
        How many of an article's sentences that the model finds relevant, and of the others; all where there are fewer.
    random_state : int

    Returns
    -------
    pandas.DataFrame
        The rows drawn, by article and sentence, with ``sentence_probability``: that of being drawn, given the article.
    """
    names = sentences.article_id.astype(str) + " " + sentences.sentence.astype(str)
    ordered = sentences.assign(chance=chance_of(names, random_state), said=sentences.relevant.astype(bool))
    ordered = ordered.sort_values(["article_id", "said", "chance"], kind="stable")
    cell = ordered.groupby(["article_id", "said"])
    wanted = np.where(ordered.said, n[0], n[1])
    size = cell.chance.transform("size").to_numpy()
    drawn = ordered.assign(sentence_probability=np.minimum(wanted / size, 1.0))[
        cell.cumcount().to_numpy() < wanted
    ]
    return drawn.sort_values(["article_id", "sentence"], kind="stable").drop(columns=["chance", "said"])


def audit_rows(drawn: Any, texts: dict[str, str] | None = None, sentences: Any = None) -> Any:
    """Lay out the file that a coder fills: a row per article, followed by those of its sentences, labels empty.

    Parameters
    ----------
    drawn : pandas.DataFrame
        From :func:`draw_articles`.
    texts : dict, optional
        Text of the articles by ``article_id``.
    sentences : pandas.DataFrame, optional
        From :func:`draw_sentences`.

    Returns
    -------
    pandas.DataFrame
        With :data:`COLUMNS`. What the model says of an article isn't among them: a coder mustn't see it.
    """
    import pandas as pd

    texts = texts or {}
    rows = drawn.assign(
        unit="article",
        date=drawn.date.dt.strftime("%Y-%m-%d"),
        text=[readable(texts.get(name, "")) for name in drawn.article_id],
        title=[
            readable(title) if isinstance(title, str) else ""
            for title in drawn.get("title", [""] * len(drawn))
        ],
        turn=np.arange(len(drawn)),
        sentence=-1,
    )
    if sentences is not None and len(sentences):
        kept = [
            name
            for name in (
                "key",
                "article_id",
                "date",
                "source",
                "probability",
                "place",
                "dyad",
                "model",
                "turn",
            )
            if name in rows
        ]
        inside = sentences[["article_id", "sentence", "text", "sentence_probability"]].merge(
            rows[kept], on="article_id"
        )
        inside = inside.assign(unit="sentence", text=inside.text.map(readable))
        rows = pd.concat([rows, inside], ignore_index=True)
    rows = rows.sort_values(["turn", "sentence"], kind="stable").assign(label="")
    rows["sentence"] = rows.sentence.where(rows.sentence >= 0).astype("Int64")
    return rows.reindex(columns=list(COLUMNS)).reset_index(drop=True)


def readable(text: str) -> str:
    """Cut a text to what a spreadsheet's cell holds; one that it would take for a formula begins with a space."""
    text = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"
    return f" {text}" if text[:1] in ("=", "+", "-", "@") else text


def _unique(frame: Any) -> Any:
    frame = frame.assign(article_id=frame.article_id.astype(str))
    twice = frame.article_id[frame.article_id.duplicated()]
    if len(twice):
        raise UsageError(
            f"article_id {twice.iloc[0]!r} stands for several articles; a sample needs an id for each, so score them again "
            "with ids of their own"
        )
    return frame


def _cells(frame: Any, name: str) -> Any:
    source = frame.source.fillna(UNKNOWN_SOURCE).astype(str)
    if name == "period":
        return frame.date.dt.year.to_numpy()
    if name == "group":
        source = source.map({one: group_of(one) for one in source.unique()})
    return source.to_numpy(dtype=str)


def _order(frame: Any, said: Bool, named: Bool, cells: Sequence[Any], chance: F64) -> I64:
    band = np.where(said, np.digitize(frame.tension.fillna(0.0), BANDS), 0)
    month = frame.date.dt.year.to_numpy() * 12 + frame.date.dt.month.to_numpy()
    return np.lexsort((chance, month, band, *cells[::-1], ~named, ~said))
