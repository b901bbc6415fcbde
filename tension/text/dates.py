"""Calendar dates as tables, pages, datelines and addresses write them; what is unsure is refused."""

from __future__ import annotations

import datetime
import functools
import re

EARLIEST = datetime.date(1945, 1, 1)
"""Dates before it are refused: the two sides have faced each other since 1945, no news corpus in plain text
goes further back, and what does is a slip (``0013``; 1900 and 1904, from which spreadsheets count)."""
EPOCH = datetime.date(1970, 1, 1)
"""Refused as such: it is what an empty time stamp turns into, far more often than a day with news."""

COUNTED = "is a number that may count seconds, days or anything else"
"""Why a bare number isn't taken for a date. Where one stands in a table, one mostly stands in every row."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"{_WEEKDAY}(?:(?P<month>{MONTH})\.?\s+(?P<day>{_DAY}),?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>{_DAY})\s+(?:of\s+)?(?P<month2>{MONTH})\.?,?\s+(?P<year2>\d{{4}})"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|(?P<one>\d{1,2})(?P<mark>[./])(?P<two>\d{1,2})(?P=mark)(?P<year3>\d{4}))(?![\d-])"
)


@functools.cache
def date_pattern() -> re.Pattern[str]:
    """Pattern of a full date in words or figures; :func:`date_of` reads its matches."""
    return re.compile(rf"(?<![\w/.-]){_DATE}", re.IGNORECASE)


def latest_date() -> datetime.date:
    """Tomorrow (UTC): it is already that day somewhere, and nothing later can have been published."""
    return datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=1)


def refusal(date: datetime.date, latest: datetime.date) -> str:
    """Say why a calendar date can't be that of an article's publication; empty if it can."""
    if date == EPOCH:
        return f"{date} is what an empty time stamp turns into"
    if date < EARLIEST:
        return f"{date} is before {EARLIEST.year}"
    return f"{date} is in the future" if date > latest else ""


def read_date(value: object, latest: datetime.date) -> tuple[datetime.date | None, str]:
    """Read the date in a table's cell or a page's markup.

    Parameters
    ----------
    value : object
        An ISO date or time stamp, a written-out date, a date or a datetime; time zones become UTC.
    latest : datetime.date
        See :func:`latest_date`.

    Returns
    -------
    date : datetime.date or None
        None where nothing is given or what is given is refused.
    reason : str
        Why it was refused, or empty.

    Examples
    --------
    >>> read_date("2013-04-16T22:30:00-04:00", datetime.date(2020, 1, 1))
    (datetime.date(2013, 4, 17), '')
    >>> read_date("04/05/2013", datetime.date(2020, 1, 1))
    (None, '04/05/2013 may be day or month first')
    """
    date: datetime.date | None
    if isinstance(value, str):
        date, reason = _written_date(value.strip())
    elif isinstance(value, datetime.datetime):
        date, reason = _utc(value), ""
    elif isinstance(value, datetime.date):
        date, reason = value, ""
    elif value is None or value != value:
        return None, ""
    elif isinstance(value, int | float):
        return None, f"{value} {COUNTED}"
    else:
        return None, f"{str(value)[:40]!r} is no date that is understood"
    reason = reason or (refusal(date, latest) if date else "")
    return (None if reason else date), reason


def _utc(moment: datetime.datetime) -> datetime.date:
    try:
        return (moment.astimezone(datetime.UTC) if moment.tzinfo else moment).date()
    except OverflowError:  # The first or last moment of the calendar, refused in any case.
        return moment.date()


def _written_date(words: str) -> tuple[datetime.date | None, str]:
    if words.lower() in {"", "nan", "nat", "none", "null", "n/a", "unknown", "-"}:
        return None, ""
    if words.isdecimal() and len(words) != 8:
        return None, f"{words[:40]} {COUNTED}"
    try:
        return _utc(datetime.datetime.fromisoformat(words.removesuffix(" UTC").removesuffix(" GMT"))), ""
    except ValueError:
        pass
    if words[3:4] == "," and words.count(":") > 1:  # As in feeds: "Tue, 16 Apr 2013 22:30:00 -0400".
        from email.utils import parsedate_to_datetime

        try:
            return _utc(parsedate_to_datetime(words)), ""
        except ValueError:
            pass
    found = date_pattern().match(words)
    if found and not re.fullmatch(r"[\s,;|]*(?:\d{1,2}:\d{2}.{0,20})?", words[found.end() :]):
        found = None
    return date_of(found) if found else (None, f"{words[:40]!r} is no date that is understood")


def date_of(found: re.Match[str]) -> tuple[datetime.date | None, str]:
    """Turn a match of the date pattern into a calendar date, or say why not."""
    part = found.groupdict()
    if part["iso"]:
        year, month, day = map(int, part["iso"].split("-"))
    elif part["mark"]:
        one, two, year = int(part["one"]), int(part["two"]), int(part["year3"])
        if one <= 12 and two <= 12 and one != two:
            return None, f"{found[0].strip()} may be day or month first"
        day, month = (one, two) if two <= 12 else (two, one)
    else:
        month = 1 + _MONTHS.index((part["month"] or part["month2"])[:3].lower())
        day = int(re.sub(r"\D", "", part["day"] or part["day2"]))
        year = int(part["year"] or part["year2"])
    try:
        return datetime.date(year, month, day), ""
    except ValueError:
        return None, f"{found[0].strip()} is no day of the calendar"


def date_in_address(address: str, latest: datetime.date) -> datetime.date | None:
    """Read the date in a URL (``/2013/04/16/``, ``/2021/jan/01/``) or a file name (``2013-04-16-slug``)."""
    found = _address_pattern().search(address)
    if not found:
        return None
    year, month, day = found[1], found[2].lower(), found[3]
    number = int(month) if month.isdecimal() else 1 + _MONTHS.index(month[:3])
    try:
        date = datetime.date(int(year), number, int(day))
    except ValueError:
        return None
    return None if refusal(date, latest) else date


@functools.cache
def _address_pattern() -> re.Pattern[str]:
    month = "|".join(_MONTHS)
    return re.compile(
        rf"(?<![\d.])((?:19|20)\d\d)[/_-](\d{{1,2}}|{month})[/_-](\d{{1,2}})(?![\d])", re.IGNORECASE
    )
