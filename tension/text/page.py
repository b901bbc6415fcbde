"""A web page to its article, with what the page's markup says of title, date, source and address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tension.text.encoding import Report, UnreadableError, decode


@dataclass(frozen=True, slots=True)
class Page:
    """A web page's article, and what its markup says about it; ``dates`` are candidates, the best first."""

    text: str
    title: str | None
    dates: tuple[str, ...]
    source: str | None
    url: str | None


def read_page(content: bytes, report: Report) -> Page:
    """Take the article out of a web page with trafilatura, and what the page's markup says of its date.

    Raises
    ------
    UnreadableError
        If the page holds no article.
    """
    import logging

    try:
        from trafilatura import bare_extraction, load_html
        from trafilatura.settings import Document
    except ImportError as error:  # Old versions of pip leave out a part of lxml that trafilatura asks for.
        reason = f"is HTML, for which trafilatura isn't complete here ({error.name or error})"
        raise UnreadableError(reason, "pip install --upgrade trafilatura lxml_html_clean") from None
    # What the library logs of bad markup is said by this function's own report.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    text, warning = _decode_page(content)
    if warning:
        report("", warning, "save it as UTF-8", False)
    tree = load_html(text)
    if tree is None:
        raise UnreadableError("isn't HTML", "give plain text the ending .txt")
    dates = tuple(_page_dates(tree))
    found = bare_extraction(
        tree, favor_precision=True, include_comments=False, include_tables=False, with_metadata=True
    )
    if not isinstance(found, Document) or not found.text:
        raise UnreadableError(
            "holds no article that could be told from the page around it", "save the article's text as .txt"
        )
    return Page(found.text, found.title or None, dates, found.sitename or None, found.url or None)


def _decode_page(content: bytes) -> tuple[str, str]:
    """Decode a page: UTF-8 or a mark first, then what it declares itself, then Windows-1252."""
    import re

    text, warning = decode(content)
    declared = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", content[:4096])
    if warning and declared:
        try:
            return content.decode(declared[1].decode()), ""
        except (LookupError, UnicodeError):
            pass
    return text, warning


# In the order of trust. A page's other dates (comments, teasers, copyright) are none of the article's.
_DATE_PATHS = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='pubdate' or @name='publish-date']/@content",
    "//meta[@name='date' or @name='DC.date.issued' or @name='parsely-pub-date']/@content",
    "//script[@type='application/ld+json']/text()",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//article//time/@datetime",
)


def _page_dates(tree: Any) -> Iterator[str]:
    import re

    for path in _DATE_PATHS:
        values = [str(value) for value in tree.xpath(path)]
        if "ld+json" in path:
            values = [
                date
                for script in values
                for date in re.findall(r'"datePublished"\s*:\s*"([^"]{4,40})"', script)
            ]
        yield from values[:1]
    times = {str(value)[:10] for value in tree.xpath("//time/@datetime")}
    if len(times) == 1:
        yield from times
