"""An article as read, and its sentences: frozen data whose offsets point into the original text."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

Span = tuple[int, int]
"""Half-open character range ``[start, end)`` in :attr:`Article.text`."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as it was read.

    Attributes
    ----------
    article_id : str
        Key of the article everywhere; the input's own id, or a hash of the content.
    text : str
        The text as read. For tables: title, a blank line, body (unless the body begins with the title).
    title : str or None
        The headline, without markup.
    date : datetime.date or None
        Calendar date of publication (UTC); None when unknown, never invented.
    source, url : str or None
        Name of the outlet and address of the page, where known.
    title_span : tuple of int, or None
        Where the headline stands in ``text``; that span is one sentence, flagged as title.
    blanks : tuple of (int, int)
        Sorted, disjoint spans of ``text`` that aren't scored: markup, bylines, datelines, related links.
    """

    article_id: str
    text: str
    title: str | None = None
    date: datetime.date | None = None
    source: str | None = None
    url: str | None = None
    title_span: Span | None = None
    blanks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: ``article.text[start:end] == text``, and whether it is the headline."""

    start: int
    end: int
    text: str
    is_title: bool = False


def blanked(article: Article) -> str:
    """Return the article's text with every blank overwritten by spaces; line breaks and all offsets stay."""
    if not article.blanks:
        return article.text
    pieces: list[str] = []
    at = 0
    for start, end in article.blanks:
        pieces.append(article.text[at:start])
        pieces.append("\n".join(" " * len(line) for line in article.text[start:end].split("\n")))
        at = end
    pieces.append(article.text[at:])
    return "".join(pieces)
