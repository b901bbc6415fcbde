"""Find stories: articles that are copies of one text, told by their fingerprints.

MinHash values are cut into bands (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3); articles that share
a band within a few days are candidates, and every candidate is verified, against the first article of a story too, so
that no chain of small likenesses joins what isn't alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import needs_columns

I64 = NDArray[np.int64]

WINDOW_DAYS = 3
"""A copy appears within this many days after the first."""

LEAST_SHARED = 0.35
"""Share of word triples (Jaccard) from which two texts are one: rewritten copies share .4 and more, reports that only
have a statement or a formula in common .26 and less."""

LEAST_SHARED_HEADLINES = 0.85
"""The same for texts of one sentence, where a single word makes another story ("expels two", "expels ten")."""

LEAST_SHARED_WITH_FIRST = 0.2
"""What an article must share with the first of a story, where it is like a later copy: two cuts of one text share less
with each other than with the whole."""

_ROWS_PER_BAND = 2
_BLOCK = 1 << 16


def find_stories(articles: Any, *, days: int = WINDOW_DAYS) -> Any:
    """Find the story that each article belongs to.

    Parameters
    ----------
    articles : pandas.DataFrame
        With ``date``, ``n_sentences`` and ``fingerprint`` (256 bytes, or their base64); rows without a fingerprint or
        a date are stories of their own.
    days : int
        Longest time between the first article of a story and its copies.

    Returns
    -------
    pandas.Series
        A number per article, the same for all articles of a story; index as given. Which articles are together doesn't
        depend on the order of the rows.

    Raises
    ------
    UsageError
        If it's no frame of articles.
    """
    import pandas as pd

    needs_columns(articles, ("date",), what="scores of articles", source="tension.score_articles")
    n = len(articles)
    prints = fingerprint_array(articles.fingerprint if "fingerprint" in articles else pd.Series([None] * n))
    dates = pd.to_datetime(articles.date)
    usable = np.flatnonzero((prints != _NO_PRINT).any(axis=1) & dates.notna().to_numpy())
    day = dates.to_numpy(dtype="datetime64[D]").astype(np.int64)
    length = articles.n_sentences.to_numpy() if "n_sentences" in articles else np.zeros(n, dtype=np.int64)
    # The fullest of a day's copies comes first, as the others are likest to it.
    content = np.zeros(len(usable), dtype=np.uint64)
    for start in range(0, len(usable), _BLOCK):  # whole, the products take four times the fingerprints' room
        rows = slice(start, start + _BLOCK)
        content[rows] = (prints[usable[rows]] * _MIX).sum(axis=1, dtype=np.uint64)
    order = usable[np.lexsort((content, -length[usable], day[usable]))]
    leader = _leaders(prints[order], day[order], length[order] == 1, days)
    story = np.arange(n)
    story[order] = order[leader]
    return pd.Series(story, index=articles.index, name="story")


_NO_PRINT = 0xFFFF
_VALUES = 128
_MIX = np.cumprod(np.full(_VALUES, 0x9E37_79B9_7F4A_7C15, dtype=np.uint64))
"""Powers of an odd number: the sum of a fingerprint's products with them tells it from any other."""


def fingerprint_array(column: Any) -> NDArray[np.uint16]:
    """Fingerprints as an array of shape (n, 128); rows without one hold 65,535 throughout.

    Bytes, their base64, and what pandas makes of bytes in a CSV file ("b'...'") are read.
    """
    empty = np.full(_VALUES, _NO_PRINT, dtype="<u2").tobytes()
    parts = []
    for value in column:
        if isinstance(value, str):
            value = _print_bytes(value)
        parts.append(value if isinstance(value, bytes) and len(value) == len(empty) else empty)
    return np.frombuffer(b"".join(parts), dtype="<u2").reshape(-1, _VALUES)


def _print_bytes(text: str) -> bytes | None:
    import ast
    import base64

    try:
        if text.startswith(("b'", 'b"')):
            return bytes(ast.literal_eval(text))
        return base64.b64decode(text, validate=True)
    except (ValueError, SyntaxError, TypeError):  # no fingerprint
        return None


def _leaders(prints: NDArray[np.uint16], day: I64, single: NDArray[np.bool_], days: int) -> I64:
    """First article of every article's story; rows are sorted by day."""
    left, right = _alike_pairs(prints, day, single, days)
    leader = list(range(len(prints)))
    order = np.lexsort((left, right))
    # In the order of the later article: it joins the story of the first earlier one that it's like, if it has enough
    # in common with the article that leads the story too.
    for early, late in zip(left[order].tolist(), right[order].tolist(), strict=True):
        if leader[late] == late:
            first = leader[early]
            alike = first == early or (prints[first] == prints[late]).mean() >= LEAST_SHARED_WITH_FIRST
            if alike and day[late] - day[first] <= days:
                leader[late] = first
    return np.array(leader, dtype=np.int64)


def _alike_pairs(
    prints: NDArray[np.uint16], day: I64, single: NDArray[np.bool_], days: int
) -> tuple[I64, I64]:
    """Pairs (earlier row, later row) within the window whose fingerprints agree often enough."""
    n = len(prints)
    found: list[I64] = []
    for start in range(0, _VALUES - _ROWS_PER_BAND + 1, _ROWS_PER_BAND):
        key = np.zeros(n, dtype=np.uint64)
        for column in range(start, start + _ROWS_PER_BAND):
            key = (key << np.uint64(16)) | prints[:, column]
        order = np.argsort(key, kind="stable")
        found.append(_near_in_band(key[order], order, day, days, n))
        if len(found) > 8:
            found = [np.unique(np.concatenate(found))]
    pairs = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    left, right = pairs // n if n else pairs, pairs % n if n else pairs
    kept = np.zeros(len(pairs), dtype=bool)
    for start in range(0, len(pairs), _BLOCK):
        rows = slice(start, start + _BLOCK)
        shared = (prints[left[rows]] == prints[right[rows]]).mean(axis=1)
        needed = np.where(single[left[rows]] | single[right[rows]], LEAST_SHARED_HEADLINES, LEAST_SHARED)
        kept[rows] = shared >= needed
    return left[kept], right[kept]


def _near_in_band(key: NDArray[np.uint64], order: I64, day: I64, days: int, n: int) -> I64:
    """Pairs of rows with equal keys and near days, as ``left * n + right``.

    A crowd of equal rows would give pairs by the square of its size: each row is paired with those right before it and
    with the first of its run within the window, which leads the story if they are copies.
    """
    same = np.flatnonzero(key[1:] == key[:-1])
    if not len(same):
        return np.zeros(0, dtype=np.int64)
    pairs = []
    near = _NEIGHBOURS
    for distance in range(1, near + 1):
        at = np.flatnonzero(key[distance:] == key[:-distance])
        if not len(at):
            break
        left, right = order[at], order[at + distance]
        close = day[right] - day[left] <= days
        pairs.append(left[close] * n + right[close])
    # The first of the run that is still within the window.
    runs = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
    run_of = np.repeat(runs, np.diff(np.append(runs, len(key))))
    far = np.flatnonzero(np.arange(len(key)) - run_of > near)
    if len(far):
        step = np.int64(1) << 32
        place = run_of.astype(np.int64) * step + day[order] - day.min()
        first = np.searchsorted(place, place[far] - days)
        first = np.maximum(first, run_of[far])
        pairs.append(order[first] * n + order[far])
    return np.concatenate(pairs)


_NEIGHBOURS = 12
