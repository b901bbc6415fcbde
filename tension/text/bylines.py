"""What papers and agencies put before the text: the byline, and the dateline with place, day and agency."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from tension.text.dates import MONTH
from tension.text.outlets import known_outlets

_LONGEST = 160
_MARKUP = " \t*_#>|`–—•-"

# Small words between names, and what authors are called.
_BESIDE_NAMES = (
    "and|by|for|of|in|at|to|with|the|from|de|da|di|van|von|der|den|la|le|bin|al|el|&|staff|special|chief|senior"
    "|political|diplomatic|foreign|defen[cs]e|national|security|news|world|our|(?:writer|reporter|correspondent"
    "|editor|contributor|columnist)s?|bureau|agencies|desk|additional|reporting|editing|writing|contributed"
)


def is_byline(words: str) -> bool:
    """Whether a line names its authors and nothing else.

    Examples
    --------
    >>> is_byline("By Jane Doe and John Roe, Staff Writers"), is_byline("By signing it they made peace")
    (True, False)
    """
    words = words.strip(_MARKUP)
    return words[:3].lower() == "by " and len(words) < _LONGEST and is_names(words[3:])


def is_names(words: str) -> bool:
    """Whether words are nothing but capitalised names and what journalists are called."""
    names = [name for name in re.split(r"[\s,;|/()]+", words) if name]
    if not names or not names[0][0].isupper() or re.search(r"[!?:]|(?<!\b[A-Z])(?<!\b[JS]r)\.$", words):
        return False
    return all(name[0].isupper() or re.fullmatch(_BESIDE_NAMES, name) for name in names)


class Dateline(NamedTuple):
    """How a first line begins: the length of it, the day as written, and the agency's name if known."""

    length: int
    day: str
    agency: str


_WORD = rf"(?!(?i:{MONTH})|(?:The|On|In|By|Since|From|Until|After|Before)\b)[A-Z][\w.’']*"
_DAY = rf"(?:{MONTH}\.?\s\d{{1,2}}(?:,\s\d{{4}})?|\d{{1,2}}\s{MONTH}\.?(?:,?\s\d{{4}})?)"
_DATELINE = (
    rf"(?P<place>{_WORD}(?:[ /-](?:{_WORD}|of|the|de|en|al)){{0,4}}(?:, {_WORD}(?:[ -]{_WORD}){{0,2}})?)?"
    rf"(?:(?:[,.]|\s?[–—-])?\s?(?P<day>(?i:{_DAY})))?[,.]?\s?"
    r"(?:\((?P<agency>[^()\n]{2,60})\)|/(?P<slashed>[^/\n]{2,40})/)?"
    rf"(?:,\s{_WORD}(?:\s{_WORD}){{1,2}})?(?P<dash>\s?(?:--+|[–—:.])\s*|\s-\s+)?"
)
# In capitals before a dash these are what is talked about, not where it is told.
_NO_PLACES = (
    "RUSSIA|USA|US|U.S|UKRAINE|CHINA|IRAN|IRAQ|SYRIA|INDIA|FRANCE|GERMANY|ISRAEL|NATO|OPEC|OSCE|IAEA|BRICS|UEFA"
    "|FIFA|NASA|UNESCO|KREMLIN|PENTAGON|PUTIN|OBAMA|TRUMP|BIDEN"
)
# These write "Moscow (CNN) Two presidents ...".
_UNDASHED = frozenset({"CNN", "Reuters", "Associated Press", "Agence France-Presse", "UPI", "Xinhua"})


@functools.lru_cache(64)  # metadata and blanks ask for the same lines
def dateline_of(words: str) -> Dateline | None:
    """Find the dateline that a line begins with.

    Examples
    --------
    >>> dateline_of("MOSCOW, April 3 (RIA Novosti) - Talks went on.")
    Dateline(length=32, day='April 3', agency='RIA Novosti')
    >>> dateline_of("NATO - the alliance of the West - met.") is None
    True
    """
    head = words[:_LONGEST]
    if not ((head[:1].isupper() or head[:1] == "(") and _has_sign(head)):
        return None
    found = re.match(_DATELINE, head)
    if found is None or not found[0]:
        return None
    place, day, dash = found["place"] or "", found["day"] or "", (found["dash"] or "").strip()
    written = (found["agency"] or found["slashed"] or "").strip()
    agency = _agency(written) if written else ""
    rest = words[found.end() :]
    is_loud = place.isupper() and len(place) > 3 and not re.fullmatch(_NO_PLACES, place.rstrip("."))
    has_dash = dash not in ("", ".")
    if agency:
        # Without a dash "(AFP)" may explain the name before it, as "(PTI)" does that of a party.
        is_dateline = (
            has_dash or found["slashed"] is not None or (place.count(" ") < 3 and agency in _UNDASHED)
        )
    elif written:
        is_dateline = has_dash and is_names(written) and (is_loud or day != "")
    else:
        is_dated = day != "" and (is_loud or "," in found[0])
        is_dateline = has_dash and (is_dated or (is_loud and dash != ":")) and _begins_story(rest, dash)
    return Dateline(found.end(), day, agency) if is_dateline else None


def _has_sign(head: str) -> bool:
    """Whether there is one of the marks that every dateline has; asked of every line, so it's written out."""
    return (
        "(" in head
        or "—" in head
        or "–" in head
        or "/" in head
        or ":" in head
        or " - " in head
        or "--" in head
    )


def _agency(written: str) -> str:
    """Return the name of the outlet in a dateline; a ministry or an alliance is no news agency."""
    for words in (re.split(r"[,/]", written)[0], written):
        found = known_outlets().get(" ".join(words.lower().split()))
        if found and found.kind != "official":
            return found.name
    return ""


def _begins_story(words: str, dash: str) -> bool:
    """Whether a sentence begins after the dash; a second dash makes the first one that of an insertion."""
    first = words[: 2 * _LONGEST].partition(". ")[0]
    return (first[:1].isupper() or first[:1] in "\"“‘'[") and dash not in first
