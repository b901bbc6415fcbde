"""Countries, governments and persons named in a block of words, by the longest match in a table of names.

The table is made once from ``seeds/actors.csv`` (:func:`compile_actors`), frozen in a model, and looked up by the
hashes of one to eight words. A name counts only with its capitals: "Turkey" is a country, "turkey" isn't; of words of
two or three letters written in capitals ("US", "EU") no other writing counts. Strings that contain a name but mean
something else ("Washington Post", "Moscow, Idaho") are rows of their own, and the longer match wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tension.text.lookup import KeyIndex, WordFlags, upper_half
from tension.text.tokens import I64, U32, U64, Bool, Tokens, find_tokens, make_block, mixed

MOST_WORDS = 8
"""Longest name in words."""

KINDS = (
    "country", "demonym", "capital", "seat", "leader", "minister", "spokesperson", "ambassador", "legislator",
    "agency", "person", "place", "organisation", "outlet", "trap",
)  # fmt: skip
"""What a name can be; the index in this tuple is what arrays hold."""

PERSONS = ("leader", "minister", "spokesperson", "ambassador", "legislator", "person")

# A surname that is also an ordinary word (May, Rice, Brown) counts right after one of these.
_TITLES = WordFlags(
    title="president premier chancellor minister secretary adviser advisor ambassador envoy senator sen representative "
    "rep congressman congresswoman speaker governor gov general gen admiral adm colonel col director chairman "
    "chairwoman spokesman spokeswoman spokesperson diplomat mr mrs ms dr king queen prince sheikh pope judge"
)

_CAPITALISED = np.uint64(0xA5A5_0F0F_5A5A_F0F1)
_SHORT_CAPITALS = np.uint64(0x3C3C_C3C3_6969_9697)
_CHAIN = np.uint64(0x9E37_79B9_7F4A_7C15)
_ALWAYS = (0, 9999)


@dataclass(frozen=True, eq=False, repr=False)
class ActorTable:
    """Names by hash.

    Attributes
    ----------
    key : uint64 array, shape (p,), sorted
        Hash of a written form, its capitals included.
    words : uint8 array, shape (p,)
        Words in the form.
    titled : bool array, shape (p,)
        The form counts only right after a title ("Secretary Rice").
    country : int16 array, shape (p,)
        Index in ``codes``; -1 for outlets, traps and forms that several countries share.
    kind : uint8 array, shape (p,)
        Index in :data:`KINDS`.
    since, until : int16 arrays, shape (p,)
        Years in office; 0 and 9999 where none are stated.
    starter : uint32 array, sorted
        Upper halves of the hashes of words without a capital that a form begins with ("van der Bellen").
    codes : unicode array
        Country codes, ISO 3166 alpha-3, with XKX, EUE, NAT and UNO beside them.
    """

    key: U64
    words: NDArray[np.uint8]
    titled: Bool
    country: NDArray[np.int16]
    kind: NDArray[np.uint8]
    since: NDArray[np.int16]
    until: NDArray[np.int16]
    starter: U32
    codes: NDArray[np.str_]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return plain arrays, to be stored with a model."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> ActorTable:
        """Rebuild a table from :meth:`to_arrays`."""
        return cls(**{name: arrays[name] for name in cls.__dataclass_fields__})  # type: ignore[arg-type]

    @cached_property
    def _index(self) -> KeyIndex:
        return KeyIndex(upper_half(self.key))

    @cached_property
    def starters(self) -> KeyIndex:
        """The words of ``starter``, to be looked up."""
        return KeyIndex(self.starter)

    def find(self, chains: U64) -> tuple[I64, I64]:
        """Find those of the hashes that are forms: their places, and their rows."""
        at, row = self._index.find(upper_half(chains))
        same = np.flatnonzero(self.key[row] == chains[at])
        return at[same], row[same]

    def code_index(self, code: str) -> int:
        """Index of a country code, or -2 where the table doesn't know it."""
        at = np.flatnonzero(self.codes == code)
        return int(at[0]) if len(at) else -2


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Mentions:
    """Names found in a block, in the order of the text, none overlapping another.

    Attributes
    ----------
    token : int64 array, shape (k,)
        First word of the name.
    length : int64 array, shape (k,)
        Words in the name.
    entry : int64 array, shape (k,)
        Row of the :class:`ActorTable`.
    bare : bool array, shape (k,)
        A surname that is to follow a title and doesn't: "Austin rang", "Price rises".
    """

    token: I64
    length: I64
    entry: I64
    bare: Bool


def actor_keys(tokens: Tokens) -> U64:
    """Hash of every word with the way its capitals are written."""
    short = (tokens.capital == 2) & (tokens.end - tokens.start <= 3)
    return tokens.word ^ np.where(
        short, _SHORT_CAPITALS, np.where(tokens.capital > 0, _CAPITALISED, np.uint64(0))
    )


def find_actors(tokens: Tokens, table: ActorTable) -> Mentions:
    """Find the names in a block: at every place the longest, and no name inside another."""
    n = len(tokens)
    keys = actor_keys(tokens)
    begins = tokens.capital > 0
    begins[table.starters.find(upper_half(tokens.word))[0]] = True
    starts = np.flatnonzero(begins)
    chains = mixed(keys[starts])
    last = tokens.first[1:][tokens.sentence[starts]] if n else starts
    after_title = np.zeros(n, dtype=bool)
    after_title[1:] = (_TITLES.of(tokens.word[:-1]) > 0) & (tokens.sentence[1:] == tokens.sentence[:-1])
    entry = np.full(n, -1, dtype=np.int64)
    length = np.zeros(n, dtype=np.int64)
    for words in range(1, MOST_WORDS + 1):
        if words > 1:
            fits = starts + words <= last
            starts, last, chains = starts[fits], last[fits], chains[fits]
            chains = mixed((chains ^ keys[starts + words - 1]) * _CHAIN)
        if not len(starts):
            break
        at, row = table.find(chains)
        whole = table.words[row] == words
        entry[starts[at[whole]]] = row[whole]  # longer names come later and take the place
        length[starts[at[whole]]] = words
    found = np.flatnonzero(entry >= 0)
    found = found[_apart(found, length[found])]
    return Mentions(found, length[found], entry[found], table.titled[entry[found]] & ~after_title[found])


def _apart(start: I64, length: I64) -> Bool:
    """Keep a name unless it lies in one kept before it; names that overlap are few, so only they are walked."""
    kept = np.ones(len(start), dtype=bool)
    crowded = np.flatnonzero(start[1:] < (start + length)[:-1]) + 1
    reach, at = -1, -1
    for i in crowded.tolist():
        if i - 1 != at:  # the name before this one stands free
            reach = int(start[i - 1] + length[i - 1])
        kept[i] = start[i] >= reach
        if kept[i]:
            reach = int(start[i] + length[i])
        at = i
    return kept


def spread(mentions: Mentions, values: NDArray[np.generic], n_tokens: int) -> NDArray[np.generic]:
    """Give every word of a name the name's value, and 0 to words outside names and to bare surnames.

    Parameters
    ----------
    mentions : Mentions
    values : array, shape (k,)
        One value per name.
    n_tokens : int
        Words in the block.
    """
    spread_out = np.zeros(n_tokens, dtype=values.dtype)
    for offset in range(MOST_WORDS):
        reaches = (mentions.length > offset) & ~mentions.bare
        spread_out[mentions.token[reaches] + offset] = values[reaches]
    return spread_out


@dataclass(frozen=True, slots=True)
class ActorRow:
    """A row of ``seeds/actors.csv`` or of a dyad file."""

    name: str
    country: str
    kind: str
    since: int = _ALWAYS[0]
    until: int = _ALWAYS[1]
    forms: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()


def read_actors(path: Path) -> list[ActorRow]:
    """Read ``seeds/actors.csv``."""
    import csv

    with open(path, encoding="utf-8", newline="") as stream:
        return [
            ActorRow(
                row["name"].strip(),
                row["country"].strip(),
                row["kind"].strip(),
                int(row["from"] or _ALWAYS[0]),
                int(row["to"] or _ALWAYS[1]),
                tuple(filter(None, map(str.strip, row["forms"].split("|")))),
                tuple(filter(None, map(str.strip, row["titled"].split("|")))),
            )
            for row in csv.DictReader(stream)
        ]


def compile_actors(rows: Iterable[ActorRow]) -> ActorTable:
    """Turn rows into a table.

    A form that rows of two countries share means the land rather than a person, the head of government or minister
    rather than others; where that doesn't tell, it belongs to nobody (country -1). Years of several offices of one
    person are joined.
    """
    forms = [
        (form, titled, row)
        for row in rows
        for titled, names in ((False, (row.name, *row.forms)), (True, row.titled))
        for form in names
    ]
    hashes, words, starter = _form_hashes([form for form, _, _ in forms])
    entries: dict[int, _Entry] = {}
    for (_, titled, row), key, n_words in zip(forms, hashes, words, strict=True):
        if not 0 < n_words <= MOST_WORDS:
            continue
        new = _Entry(n_words, titled, row.country, KINDS.index(row.kind), row.since, row.until)
        old = entries.get(key)
        entries[key] = new if old is None else _joined(old, new)
    codes = np.array(sorted({entry.country for entry in entries.values()} - {""}))
    code_of = {code: i for i, code in enumerate(codes.tolist())} | {"": -1}
    columns = list(zip(*(entries[k] for k in sorted(entries)), strict=True))
    return ActorTable(
        key=np.array(sorted(entries), dtype=np.uint64),
        words=np.array(columns[0], dtype=np.uint8),
        titled=np.array(columns[1], dtype=bool),
        country=np.array([code_of[code] for code in columns[2]], dtype=np.int16),
        kind=np.array(columns[3], dtype=np.uint8),
        since=np.array(columns[4], dtype=np.int16),
        until=np.array(columns[5], dtype=np.int16),
        starter=starter,
        codes=codes,
    )


def with_rows(table: ActorTable, rows: Iterable[ActorRow]) -> ActorTable:
    """Add rows to a table; a form that is there already takes the new meaning."""
    added = compile_actors(rows)
    codes = np.array(sorted(set(table.codes.tolist()) | set(added.codes.tolist())))
    kept = ~np.isin(table.key, added.key)
    old, new = _recoded(table, codes), _recoded(added, codes)
    order = np.argsort(np.concatenate([old.key[kept], new.key]), kind="stable")
    columns = {
        name: np.concatenate([getattr(old, name)[kept], getattr(new, name)])[order]
        for name in ("key", "words", "titled", "country", "kind", "since", "until")
    }
    return ActorTable(**columns, starter=np.union1d(table.starter, added.starter), codes=codes)


def _recoded(table: ActorTable, codes: NDArray[np.str_]) -> ActorTable:
    places = np.append(np.searchsorted(codes, table.codes), -1).astype(np.int16)
    return replace(table, country=places[table.country], codes=codes)


class _Entry(NamedTuple):
    words: int
    titled: bool
    country: str
    kind: int
    since: int
    until: int


_LANDS = tuple(KINDS.index(kind) for kind in ("country", "demonym", "capital", "seat"))


def _joined(old: _Entry, new: _Entry) -> _Entry:
    """Meaning of a form that two rows share: what counts without a title first, then a land, then the lower kind."""
    if old.country == new.country and old.titled == new.titled:
        return old._replace(since=min(old.since, new.since), until=max(old.until, new.until))
    rank_old, rank_new = ((entry.titled, entry.kind if entry.kind in _LANDS else 99) for entry in (old, new))
    if rank_old != rank_new:
        return min((rank_old, old), (rank_new, new))[1]
    offices = [KINDS.index(kind) for kind in ("leader", "minister")]
    for kind in offices:
        if (old.kind == kind) != (new.kind == kind):
            return old if old.kind == kind else new
    return old._replace(country="", since=min(old.since, new.since), until=max(old.until, new.until))


def _form_hashes(forms: list[str]) -> tuple[list[int], list[int], U32]:
    """Hash written forms exactly as :func:`find_actors` hashes text; with their words, and the small first ones."""
    block = make_block(forms, [[(0, len(form))] for form in forms])
    tokens = find_tokens(block)
    keys = actor_keys(tokens)
    hashes, words = [], []
    for first, end in zip(tokens.first[:-1].tolist(), tokens.first[1:].tolist(), strict=True):
        chain = mixed(keys[first : first + 1])
        for key in keys[first + 1 : end]:
            chain = mixed((chain ^ key) * _CHAIN)
        hashes.append(int(chain[0]) if len(chain) else 0)
        words.append(end - first)
    begins = tokens.first[:-1][np.diff(tokens.first) > 0]
    return hashes, words, np.unique(upper_half(tokens.word[begins[tokens.capital[begins] == 0]]))
