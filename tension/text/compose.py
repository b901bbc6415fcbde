"""What was read to articles: title and body joined, metadata and blanks found, what can't be used told."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tension.text.article import Article, Span
from tension.text.boilerplate import find_blanks
from tension.text.dates import COUNTED, date_in_address, latest_date, read_date
from tension.text.encoding import (
    MAX_ARTICLE_BYTES,
    MAX_ARTICLE_MB,
    Report,
    UnreadableError,
    decode,
    plainly_spelt,
    unix_lines,
)
from tension.text.language import looks_foreign
from tension.text.metadata import find_metadata, without_markup
from tension.text.outlets import outlet, outlet_at

if TYPE_CHECKING:
    from tension.text.formats import Row

_WRITE_DATE = "write the day as YYYY-MM-DD"
# Few corpora have more days than this; the dates of a file that has are looked up again.
_MOST_DATES = 20_000

_FOREIGN = "looks as if it weren't English, and English is all the model reads"
_TRANSLATE = "translate it, or take no score of it for one"
_STRAY_FOREIGN = 0.05
"""Share of a table's rows that may look foreign without a word: some lists of names and headlines do."""

_HEADS, _HEAD = 100, 200
"""Rows whose first characters are looked at together, for a headline alone is too short to tell."""


def content_id(text: str) -> str:
    """Hash a text: the same content has the same id wherever it lies.

    Examples
    --------
    >>> content_id("Talks went well.")
    'c02e02eca62c4b59'
    """
    from hashlib import blake2b

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def article_of_text(
    content: bytes, report: Report, default_source: str | None = None, file_name: str = ""
) -> Article:
    """Make an article of a text file.

    Raises
    ------
    UnreadableError
        If there is no text in it.
    """
    text, warning = decode(content)
    if warning:
        report("", warning, "save it as UTF-8", False)
    if not text.strip():
        raise UnreadableError("is empty", "put the article's text into it")
    found = find_metadata(text, latest_date(), file_name=file_name)
    if found.refused and not found.date:
        report("", f"has a date that isn't used: {found.refused}", _WRITE_DATE, False)
    _tell_wordless(text, "", report)
    _tell_foreign(text, report)
    blanks = find_blanks(text, title_span=found.title_span, known=found.spans)
    source = found.source or default_source
    return Article(
        content_id(text), text, found.title, found.date, source, found.url, found.title_span, blanks
    )


def article_of_page(content: bytes, report: Report, default_source: str | None = None) -> Article:
    """Make an article of a web page.

    Raises
    ------
    UnreadableError
        If no article can be told from the page around it.
    """
    from tension.text.page import read_page

    page = read_page(content, report)
    latest = latest_date()
    text, span = _joined(" ".join((page.title or "").split()), unix_lines(page.text))
    found = find_metadata(text, latest, title_span=span)
    dates = [read_date(date, latest) for date in page.dates]
    date = (
        next((date for date, _ in dates if date), None)
        or date_in_address(page.url or "", latest)
        or found.date
    )
    refused = next((reason for _, reason in dates if reason), found.refused)
    if refused and not date:
        report("", f"has a date that isn't used: {refused}", _WRITE_DATE, False)
    _tell_foreign(text, report)
    source = outlet(page.source or "") or page.source or found.source or default_source
    blanks = find_blanks(text, title_span=span or found.title_span, known=found.spans)
    title, span = page.title or found.title, span or found.title_span
    return Article(content_id(text), text, title, date, source, page.url or found.url, span, blanks)


def articles_of_rows(
    rows: Iterator[Row], unit: str, report: Report, default_source: str | None = None
) -> Iterator[Article]:
    """Make articles of a table's rows; a row without text is told, and left out.

    This is where millions of headlines come through: what most rows don't need is behind a cheap test.
    """
    latest = latest_date()
    first_counted: tuple[str, str] | None = None
    odd_id: tuple[str, str] | None = None
    first_foreign = ""
    heads: list[str] = []
    n_counted = n_odd_ids = n_foreign = n_rows = 0
    dates: dict[str, datetime.date | None] = {"": None}
    for number, key, day, source, title, body, url in rows:
        place = f"{unit} {number}"
        if (body.__class__ is not str or title.__class__ is not str) and (wrong := _unusable(title, body)):
            report(place, *wrong, True)
            continue
        title = _one_line(title) if title else ""
        text, span = _joined(title, unix_lines(body)) if body else (title, (0, len(title)) if title else None)
        if "\0" in text or len(text) > MAX_ARTICLE_BYTES:
            report(place, *_unfit(text), True)
            continue
        if not text[:1].isalpha():
            _tell_wordless(text, place, report)
        n_rows += 1
        if looks_foreign(text):
            first_foreign = first_foreign or place
            n_foreign += 1
        elif n_rows <= _HEADS:
            heads.append(text[:_HEAD])
        refused = ""
        if day.__class__ is str and day in dates:
            date = dates[day]
        else:
            date, refused = read_date(day, latest)
            if day.__class__ is str and not refused and len(dates) < _MOST_DATES:
                dates[day] = date
        source = source.strip() if source.__class__ is str else None
        url = url if url.__class__ is str and url else None
        known: list[Span] = []
        if body and (not title or "\n" in body):
            found = find_metadata(text, latest, title_span=span)
            known, title, span = found.spans, title or found.title, span or found.title_span
            source, url = source or found.source, url or found.url
            if not date and not refused:
                date, refused = found.date, "" if found.date else found.refused
        if url and not source:
            source = outlet_at(url)
        if url and not date and not refused:
            date = date_in_address(url, latest)
        if refused.endswith(COUNTED):
            first_counted = first_counted or (place, refused)
            n_counted += 1
        elif refused:
            report(place, f"has a date that isn't used: {refused}", _WRITE_DATE, False)
        blanks = find_blanks(text, title_span=span, known=known)
        if blanks and span and blanks[0][0] < span[1]:
            title = without_markup(title)
        if key.__class__ in (dict, list, bool):
            odd_id = odd_id or (place, f"has an id that is no text or number but {key!r:.40}")
            n_odd_ids += 1
            key = None
        article_id = str(key) if key is not None and key != "" and key == key else content_id(text)
        yield Article(article_id, text, title or None, date, source or default_source, url, span, blanks)
    if odd_id:
        place, reason = odd_id
        report(
            place,
            f"{reason}{_more(n_odd_ids - 1)}",
            "name articles by text; a hash of theirs stands for it",
            False,
        )
    if n_foreign > _STRAY_FOREIGN * n_rows:
        report(first_foreign, f"{_FOREIGN}{_more(n_foreign - 1)}", _TRANSLATE, False)
    elif looks_foreign("\n".join(dict.fromkeys(heads)), _HEADS * _HEAD):
        report("", _FOREIGN, _TRANSLATE, False)
    if first_counted:  # told once: in a table of millions of rows it's the same with every one
        place, refused = first_counted
        report(place, f"has a date that isn't used: {refused}{_more(n_counted - 1)}", _WRITE_DATE, False)


def _unusable(title: object, body: object) -> tuple[str, str] | None:
    """Say why a row's cells give no text, and what would mend it; None if they do."""
    for name, cell in (("title", title), ("text", body)):
        if not (cell is None or isinstance(cell, str)):
            return f"has a {name} that isn't text but {type(cell).__name__}", "write it as a string"
    if title is None and body is None:
        return "has neither text nor title", "fill one of them or leave the row out"
    return None


def _unfit(text: str) -> tuple[str, str]:
    if "\0" in text:
        return "has NUL bytes in its text, which is binary", "remove the row or mend it"
    return f"has more than {MAX_ARTICLE_MB} MB of text", "split it into its articles"


def _one_line(title: str) -> str:
    title = plainly_spelt(title).strip()
    return " ".join(title.split()) if "\n" in title or "\r" in title else title


def _joined(title: str, body: str) -> tuple[str, Span | None]:
    """Put the title before the body, unless the body begins with it; and say where it stands."""
    if not title:
        return body, None
    start = len(body) - len(body.lstrip())
    if not body.startswith(title, start):
        return f"{title}\n\n{body}", (0, len(title))
    # A title that the first sentence only begins with is part of that sentence, not a sentence of its own.
    end = start + len(title)
    end += body[end : end + 1] in (".", "!", "?")
    return body, (
        (start, end) if not body[end:].strip() or body[end] == "\n" or body[end - 1] in ".!?" else None
    )


def _more(n: int) -> str:
    return f" (and {n:,} more row{'s' * (n > 1)})" if n > 0 else ""


def _tell_foreign(text: str, report: Report) -> None:
    if looks_foreign(text):
        report("", _FOREIGN, _TRANSLATE, False)


def _tell_wordless(text: str, place: str, report: Report) -> None:
    if not any(map(str.isalpha, text)):
        report(place, "has no word in it", "check that it is the article's text", False)
