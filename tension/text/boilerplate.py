"""What stands in an article's text but isn't the article: markup, links, credits, captions, invitations.

Rather too little than too much: a line goes only if it begins as such lines do, is short, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tension.text.article import Span
from tension.text.bylines import dateline_of
from tension.text.dates import MONTH
from tension.text.line_rules import MARKS, is_boilerplate, is_heading_of_links
from tension.text.markup import markup_spans
from tension.text.metadata import has_full_stop

# A line that invites, credits or points elsewhere is short; a longer one is the article's own.
_LONGEST_LINE = 320
_HEADLINE_WORDS = 30
# Before the text itself stand its dateline and, at most, a line or two with the source and the place.
_DATELINE_LINES = 3


def find_blanks(text: str, *, title_span: Span | None = None, known: Iterable[Span] = ()) -> tuple[Span, ...]:
    r"""Find the parts of a text that aren't to be scored.

    Parameters
    ----------
    text : str
        The article's text.
    title_span : tuple of int, optional
        Where the title stands; only markup is blanked in it.
    known : iterable of (int, int)
        Spans that are known to be no part of the article, such as the lines that gave metadata.

    Returns
    -------
    tuple of (int, int)
        Sorted and disjoint spans.

    Examples
    --------
    >>> text = "Talks went *well*.\nRead more: Talks fail"
    >>> [text[start:end] for start, end in find_blanks(text)]
    ['*', '*', 'Read more: Talks fail']
    """
    spans = [*known, *markup_spans(text)]
    if "\n" in text:
        spans += _line_spans(text, title_span or (-1, -1))
    elif title_span is None and (dateline := dateline_of(text)):
        spans.append((0, dateline.length))
    return _disjoint(spans) if spans else ()


def _disjoint(spans: list[Span]) -> tuple[Span, ...]:
    """Sort spans and join those that touch."""
    joined: list[Span] = []
    begin, end = 0, 0
    for start, stop in sorted(spans):
        if start > end:
            joined.append((begin, end))
            begin = start
        end = max(end, stop)
    joined.append((begin, end))
    return tuple(span for span in joined if span[0] < span[1])


def _line_spans(text: str, title_span: Span) -> Iterator[Span]:
    """Go through the lines: dateline, marks, boilerplate, and what is listed under a heading of links."""
    after, n_lines = 0, 0
    is_list = is_attached = was_dated = False
    doubtful: list[Span] = []
    for line in text.split("\n"):
        start, after = after, after + len(line) + 1
        first = line[:1]
        if first.isspace():
            first = line.lstrip()[:1]
        if not first:
            is_attached = False
            continue
        if start < title_span[1] and title_span[0] < after:
            continue
        n_lines += 1
        if n_lines <= _DATELINE_LINES and (dateline := dateline_of(line)):
            yield start, start + dateline.length
        is_marked = first in MARKS
        if len(line) > _LONGEST_LINE:
            is_list = False
        elif is_marked and _BARE_LINK.match(line):
            yield start, start + len(line)
            continue
        elif is_boilerplate(line):
            yield start, start + len(line)
            is_heading = is_heading_of_links(line)
            is_list = is_attached = is_heading or is_list
            was_dated = was_dated and not is_heading
            continue
        elif is_list:
            is_dated = re.search(_ENDS_IN_DATE, line[-40:]) is not None
            is_next = is_attached and (is_dated or (not was_dated and _is_headline(line)))
            if is_next or (is_marked and _is_item(line)):
                was_dated = was_dated or is_dated
                yield start, start + len(line)
                continue
            # Headlines may follow after a blank line too, but so may the rest of the article.
            is_list = not is_marked and not has_full_stop(line) and line.count(" ") < _HEADLINE_WORDS
            doubtful.append((start, start + len(line)))
        if not is_list:
            doubtful.clear()
        if is_marked and (lead := _NO_WORDS.match(line) or _LEAD.match(line)):
            yield start, start + lead.end()
    yield from doubtful


_BARE_LINK = re.compile(r"[\s*+•·▪●–—-]+\[[^\[\]]*\]\([^()]*\)\W*$")
_NO_WORDS = re.compile(r"[\W_]+$")
_LEAD = re.compile(r"\s*(?:(?:[-*+•·▪●–—]|#{1,6})\s+|>\s?)+")
_ENDS_IN_DATE = rf"(?i)\b{MONTH}[\d\s,−–-]{{2,20}}\d{{4}}\s*$"


def _is_headline(line: str) -> bool:
    """Whether a line right under a heading of links is short, no sentence, and no one's speech."""
    words = line.strip()
    return line.count(" ") < _HEADLINE_WORDS and words[-1] not in ".,;:!?…" and ": " not in words


def _is_item(line: str) -> bool:
    """Whether a bulleted line under such a heading is a link, or could be; a rule or a sentence is none."""
    return "](" in line or "://" in line or not (_NO_WORDS.match(line) or has_full_stop(line))
