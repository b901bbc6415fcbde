"""What running text says of itself: title, date, source, address; rather nothing is found than guessed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tension.text.article import Span
from tension.text.bylines import Dateline, dateline_of, is_byline
from tension.text.dates import date_in_address, date_of, date_pattern, read_date, refusal
from tension.text.outlets import outlet, outlet_at

TITLE_WORDS = 25
"""A first line of up to so many words without a full stop is the title."""

# Metadata stand before the article or right after it; a date on a line further in belongs to what is told.
_HEAD_LINES = 12
_TAIL_LINES = 8
_TAIL_LENGTH = 2000
_BODY_LINES = 2
# So much of a line is looked at; a longer one is no line of metadata.
_LONGEST_LINE = 240
_LONGEST_NAME = 60
_LABEL_WITHIN = 24
_FRONT_MATTER = 4000
_MARKUP = " \t*_#>|`–—•-"


@dataclass(slots=True)
class Metadata:
    """What was found, None where nothing was.

    Attributes
    ----------
    spans : list of (int, int)
        Lines, and parts of lines, that gave metadata and aren't scored.
    refused : str
        Why a date that stood there was not taken; empty where none was refused.
    """

    title: str | None = None
    title_span: Span | None = None
    date: datetime.date | None = None
    source: str | None = None
    url: str | None = None
    spans: list[Span] = field(default_factory=list)
    refused: str = ""


class _Line(NamedTuple):
    begin: int
    end: int
    words: str


def find_metadata(
    text: str, latest: datetime.date, *, title_span: Span | None = None, file_name: str = ""
) -> Metadata:
    r"""Look for metadata in the first and the last lines of a text.

    Parameters
    ----------
    text : str
        The article's text.
    latest : datetime.date
        No later date is taken, see :func:`tension.text.dates.latest_date`.
    title_span : tuple of int, optional
        Where a title that is known already stands; without it the first lines are searched for one.
    file_name : str, optional
        Looked at for a date where there is none in the text nor in its address.

    Examples
    --------
    >>> text = "Talks on arms resume\n\nApril 16, 2013\n\nGENEVA (Reuters) - They met again."
    >>> found = find_metadata(text, datetime.date(2020, 1, 1))
    >>> found.title, found.date.isoformat(), found.source
    ('Talks on arms resume', '2013-04-16', 'Reuters')
    """
    found = Metadata(title_span=title_span)
    end = _read_front_matter(text, found, latest) if text.startswith("---\n") else 0
    agency, n_body = "", 0
    for line in _first_lines(text, end, _HEAD_LINES):
        end = line.end
        if title_span and line.begin < title_span[1]:
            continue
        before_title = not found.title_span and not n_body
        if _read_line(line, found, latest, before_title=before_title) or is_byline(line.words):
            continue
        if dateline := dateline_of(line.words):
            n_body += 1
            agency = agency or _read_dateline(dateline, line, found, latest)
        elif not (before_title and _read_title(text, line, found)):
            n_body += before_title or _is_body(line.words)
        if n_body >= _BODY_LINES:
            break
    tail = max(end, len(text) - _TAIL_LENGTH)
    if text.find(":", tail) >= 0 and _TAIL_SIGN.search(text, tail):
        for line in _last_lines(text, end):
            if not _read_label(line, found, in_tail=True):
                _read_url(line, found)
    found.source = found.source or outlet_at(found.url) or agency or None
    if not found.date and not found.refused:
        found.date = date_in_address(found.url or "", latest) or date_in_address(file_name, latest)
    return found


# -- lines ---------------------------------------------------------------------------------------------------


def _first_lines(text: str, start: int, n_lines: int) -> Iterator[_Line]:
    """Yield the first lines that aren't blank, with as much of them as is looked at."""
    while n_lines and (found := _NOT_BLANK.search(text, start)):
        begin = found.start()
        stop = text.find("\n", begin)
        stop = len(text) if stop < 0 else stop
        words = text[begin : min(stop, begin + _LONGEST_LINE)].rstrip()
        yield _Line(begin, stop if stop - begin > _LONGEST_LINE else begin + len(words), words)
        n_lines -= 1
        start = stop + 1


def _last_lines(text: str, start: int) -> list[_Line]:
    """List the lines after ``start`` that are among the last, the last one first."""
    begin = text.find("\n", max(start, len(text) - _TAIL_LENGTH))
    return list(_first_lines(text, begin, -1))[-_TAIL_LINES:][::-1] if begin >= 0 else []


_NOT_BLANK = re.compile(r"\S")


def _is_body(words: str) -> bool:
    return (
        len(words) >= _LONGEST_LINE
        or words.count(" ") >= TITLE_WORDS
        or words.rstrip("\"'”’)").endswith((".", "!"))
    )


def _read_line(line: _Line, found: Metadata, latest: datetime.date, *, before_title: bool) -> bool:
    """Read a line that is nothing but metadata; False if it is anything else."""
    if len(line.words) >= _LONGEST_LINE:
        return False
    return (
        _read_label(line, found)
        or _read_url(line, found)
        or _read_source_and_date(line, found, latest, before_title=before_title)
    )


_TAIL_SIGN = re.compile(rf"\n\s*+[^\n:]{{0,{_LABEL_WITHIN - 1}}}:|://")
"""A line with a label, or an address: asked of every text, so that most aren't gone through line by line."""

_LABEL = (
    r"(?i)[*_#>\s]*(title|headline|source|publication|publisher|newspaper|outlet|author"
    r"|url|link|original (?:url|link|article)|source url|permalink)[*_]*\s*:[*_]*\s*"
)


def _read_label(line: _Line, found: Metadata, *, in_tail: bool = False) -> bool:
    """Read a line such as ``Source: The Moscow Times``, or ``Original url:`` with the value below it."""
    label = re.match(_LABEL, line.words) if ":" in line.words[:_LABEL_WITHIN] else None
    if label is None:
        return False
    key, value = label[1].lower(), line.words[label.end() :].rstrip("*_ ")
    url = re.match(_URL, value)
    if key in ("title", "headline"):
        if in_tail or found.title_span or not value:
            return False
        begin = line.begin + label.end()
        found.title, found.title_span = without_markup(value), (begin, begin + len(value))
        found.spans.append((line.begin, begin))
        return True
    if "url" in key or "link" in key or key == "original article":
        if value and not url:
            return False
    elif key == "author" or len(value.split()) > 8 or value.endswith("."):
        return False
    elif not url:
        found.source = found.source or outlet(value) or value or None
    found.url = found.url or (url[1] if url else None)
    found.spans.append((line.begin, line.end))
    return True


_URL = r"[<(]?(https?://[^\s<>()\[\]]+(?:\([^\s<>()]*\))?)[>)]?$"


def _read_url(line: _Line, found: Metadata) -> bool:
    """Read a line that is nothing but an address."""
    url = re.match(_URL, line.words.strip(_MARKUP)) if "://" in line.words else None
    if url is None:
        return False
    found.url = found.url or url[1]
    found.spans.append((line.begin, line.end))
    return True


# What else may stand in a line with the date: what was done that day, the time, and how long one will read.
_BESIDE_DATE = (
    r"(?:[\s,;:|/•·–—()\[\]*_-]|(?<!\w)(?:(?:published|posted|updated|last|modified|created|first|issued|on|at|date)\b"
    r"|\d{1,2}[:.]\d{2}(?::\d{2})?|[ap]\.?m\b\.?|(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|MSK)\b(?:[+-]\d{1,2}(?::\d\d)?)?"
    r"|(?:moscow|local) time\b|\d+[ -]min(?:ute)?s?(?: read)?\b))++"
)
_DIGIT = re.compile(r"\d")
_PLACE = r"(?:[A-Z][\w.’'-]*(?:, | |$)){1,5}$"


def _read_source_and_date(line: _Line, found: Metadata, latest: datetime.date, *, before_title: bool) -> bool:
    """Read a line that is only the outlet's name, the date, or both (with a time, an author, a place)."""
    words = line.words.strip(_MARKUP)
    dated = date_pattern().search(words) if _DIGIT.search(words) else None
    if dated is None:
        name = outlet(words) if len(words) < _LONGEST_NAME else None
        if not name:
            return False
    else:
        before, after = words[: dated.start()], words[dated.end() :]
        rest = " ".join(filter(None, map(_without_beside, (before, after))))
        name = outlet(rest) if rest else None
        # "Moscow, April 16, 2013" is a place and a day, but a headline may end so too.
        is_place = (not before_title and re.search(r"[,|•·]\s*$", before)) or re.match(r"\s*[,|•·]", after)
        if rest and not name and not is_byline(rest) and not (is_place and re.match(_PLACE, rest)):
            return False
        _take_date(found, *date_of(dated), latest)
    found.source = found.source or name
    found.spans.append((line.begin, line.end))
    return True


def _without_beside(words: str) -> str:
    return re.sub(rf"(?i)^{_BESIDE_DATE}", "", re.sub(rf"(?i){_BESIDE_DATE}$", "", words))


def _take_date(found: Metadata, date: datetime.date | None, reason: str, latest: datetime.date) -> None:
    reason = reason or (refusal(date, latest) if date else "")
    if reason:
        found.refused = found.refused or reason
    else:
        found.date = found.date or date


# -- title and byline ----------------------------------------------------------------------------------------

_NO_TITLE = (
    r"(?i)(?:photo|image|picture|video|advertisement|skip to|share|sign up|subscribe|related|see also)\b"
)


def _read_title(text: str, line: _Line, found: Metadata) -> bool:
    """Take a first line as the title: a Markdown heading, or a short line without a full stop."""
    heading = re.match(r"#{1,6}\s+", line.words)
    words = line.words[heading.end() :] if heading else line.words
    after = text[line.end : line.end + _LONGEST_LINE]
    if len(line.words) >= _LONGEST_LINE or re.match(_NO_TITLE, words):
        return False
    # In hard-wrapped text the first line goes on in the next, which then begins small.
    goes_on = re.match(r"[ \t]*\n[ \t]*[a-z]", after)
    if not heading and (
        "\n" not in after or goes_on or len(words.split()) > TITLE_WORDS or has_full_stop(words)
    ):
        return False
    found.title, found.title_span = without_markup(words), (line.end - len(words), line.end)
    return True


def has_full_stop(words: str) -> bool:
    """Whether a sentence ends in a line; ``U.S.``, ``Gen. Smith``, ``vs. Smith`` and ``...`` end none.

    Examples
    --------
    >>> has_full_stop("Gen. Smith sees U.S. as a partner"), has_full_stop("They met. Talks go on")
    (False, True)
    """
    bare = words.rstrip("\"'”’)*_ ")
    if bare.endswith(".") and not re.search(r"(?:\.\.|(?:\b[A-Za-z]\.){2})$", bare):
        return True
    return any(
        (word.islower() and word not in ("vs", "v", "no")) or len(word) > 4
        for word in re.findall(r"([^\W\d_]{2,})[”\"’)]?\.[”\"’)]?\s+[“\"(]?[A-Z]", words)
    )


def without_markup(words: str) -> str:
    """Return a headline as one reads it: without tags, marks, and the targets of links."""
    words = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", words)
    words = re.sub(r"</?[a-zA-Z][^<>]*>|(?<!\w)[*_`]{1,9}+|[*_`]{1,9}+(?!\w)|\s#{1,6}$", "", words)
    if "&" in words:
        import html

        words = html.unescape(words)
    return " ".join(words.split())


# -- front matter and dateline -------------------------------------------------------------------------------


def _read_front_matter(text: str, found: Metadata, latest: datetime.date) -> int:
    """Read the ``key: value`` lines between two lines of ``---``, and return where they end."""
    stop = text.find("\n---", 3, _FRONT_MATTER) + 4
    if stop < 4:
        return 0
    for entry in re.finditer(
        r"(?im)^(title|date|source|publication|publisher|url|link)\s*:[ \t]*[\"']?(.*?)[\"']?[ \t]*$",
        text[:stop],
    ):
        key, value = entry[1].lower(), entry[2]
        if key == "title" and value:
            found.title, found.title_span = without_markup(value), entry.span(2)
        elif key == "date":
            _take_date(found, *read_date(value, latest), latest)
        elif key in ("url", "link"):
            found.url = value or None
        elif key != "title":
            found.source = outlet(value) or value or None
    heading = next(_first_lines(text, stop, 1), None)
    if heading and found.title and heading.words.lstrip("# ") == found.title:
        found.title_span = heading.end - len(found.title), heading.end
    begin, end = found.title_span or (stop, stop)
    found.spans.extend([(0, min(begin, stop)), (min(end, stop), stop)])
    return stop


def _read_dateline(dateline: Dateline, line: _Line, found: Metadata, latest: datetime.date) -> str:
    """Take the date of ``MOSCOW, April 16, 2013 (Reuters) -`` if it has a year; return the agency's name."""
    found.spans.append((line.begin, line.begin + dateline.length))
    if dated := date_pattern().fullmatch(dateline.day):
        _take_date(found, *date_of(dated), latest)
    return dateline.agency
