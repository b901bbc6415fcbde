"""The news outlets that are known (``seeds/sources.csv``), by name, alias or web address."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from tension.files import shipped


@dataclass(frozen=True, slots=True)
class Outlet:
    """A known outlet.

    Attributes
    ----------
    name, domain : str
        Its usual English name, and its web domain (empty for those without one).
    country : str
        ISO 3166 alpha-3 code of the country it speaks from, or ``INT``.
    kind : str
        newspaper, agency, broadcaster, official, online, aggregator, magazine or wire.
    all_topics : bool
        Whether it covers everything, so that the share of articles about two countries means attention.
    """

    name: str
    domain: str
    country: str
    kind: str
    all_topics: bool


@functools.cache
def known_outlets() -> dict[str, Outlet]:
    """Return all outlets by name, alias and domain, each in lower case.

    Examples
    --------
    >>> known_outlets()["rt"].country
    'RUS'
    """
    import csv

    outlets: dict[str, Outlet] = {}
    with open(shipped("seeds", "sources.csv"), encoding="utf-8", newline="") as seeds:
        for row in csv.DictReader(seeds):
            found = Outlet(row["name"], row["domain"], row["country"], row["kind"], row["all_topics"] == "1")
            for key in (found.name, found.domain, *row["aliases"].split("|")):
                if key:
                    outlets.setdefault(key.lower(), found)
    return outlets


def outlet(words: str) -> str | None:
    """Return the name of the outlet that these words are, with or without an article; None if they are none.

    Examples
    --------
    >>> outlet("The  Moscow Times"), outlet("He reads the Moscow Times")
    ('The Moscow Times', None)
    """
    key = " ".join(words.lower().split())
    known = known_outlets()
    found = known.get(key) or known.get(key.removeprefix("the "))
    return found.name if found else None


@functools.lru_cache(4096)
def outlet_at(url: str | None) -> str | None:
    """Return the name of the outlet whose page a URL is, or its bare domain where that isn't known.

    Examples
    --------
    >>> outlet_at("https://edition.cnn.com/world"), outlet_at("https://www.example.org/1")
    ('CNN', 'example.org')
    """
    host = re.match(r"(?:https?:)?//(?:[^/@\s]*@)?([\w.-]+\.[a-z]{2,})(?=[:/?#]|$)", url or "", re.IGNORECASE)
    if host is None:
        return None
    domain = host[1].lower().removeprefix("www.")
    known = known_outlets()
    part = domain
    while "." in part:
        if part in known:
            return known[part].name
        part = part.partition(".")[2]
    return domain
