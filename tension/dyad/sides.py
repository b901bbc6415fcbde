"""A dyad: two sides, each a set of countries and named actors, and which side every name in a text belongs to."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError
from tension.files import readable, shipped
from tension.model.vocabulary import Vocabulary
from tension.text.actors import (
    KINDS,
    MOST_WORDS,
    PERSONS,
    ActorRow,
    ActorTable,
    Mentions,
    read_actors,
    with_rows,
)
from tension.text.lookup import upper_half
from tension.text.tokens import I64, Tokens, find_tokens, sentence_block

NOBODY, SIDE_A, SIDE_B, THIRD = 0, 1, 2, 3
"""What a name is to a dyad: no state's (an outlet, an unknown person), side a, side b, or a third country."""

# A person counts for a country from two years before the first office (the campaign); once known as its voice, for
# good: on the readings an upper bound cost recall and won no precision.
_YEARS_BEFORE = 2

_MOST_NEAR = 3
"""Codes that are offered in place of an unknown one."""

ANY = "any"
"""The dyad under which every sentence counts as relevant."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a dyad.

    Attributes
    ----------
    code : str
        Short lower-case name, as written in directions (``usa>rus``).
    name : str
        For people ("United States").
    countries : tuple of str
        Country codes of ``seeds/actors.csv`` whose actors belong to the side.
    actors : tuple of ActorRow
        Further names of the side.
    """

    code: str
    name: str
    countries: tuple[str, ...]
    actors: tuple[ActorRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two sides; ``name`` joins their codes (``usa-rus``). ``a`` and ``b`` are None for :data:`ANY`."""

    name: str
    a: Side | None
    b: Side | None

    @property
    def names(self) -> str:
        """Both sides as people write them: "the United States and Russia"."""
        if self.a is None or self.b is None:
            return "all countries"
        return " and ".join(
            f"the {side.name}" if side.name.startswith("United ") else side.name for side in (self.a, self.b)
        )


USA_RUS = Dyad(
    "usa-rus", Side("usa", "United States", ("USA",)), Side("rus", "Russia", ("RUS",))
)  # fmt: skip


def load_dyad(name: str | Path, known_codes: Sequence[str] | None = None) -> Dyad:
    """Find a dyad by its name, or read it from a TOML file.

    Parameters
    ----------
    name : str or Path
        ``"usa-rus"``; ``"any"``; a file of ``seeds/dyads`` by its name (``"usa-chn"``, ``"rus-ukr"``); two country codes
        of ``seeds/actors.csv`` joined by a hyphen (``"deu-fra"``); or a path that ends in ``.toml`` (schema:
        ``docs/dyads.md``).
    known_codes : sequence of str, optional
        Country codes that the table of actors knows, by default those of ``seeds/actors.csv``; names and files are
        checked against them.

    Raises
    ------
    UsageError
        If there's no such dyad or the file breaks the schema; the message names the key.

    Examples
    --------
    >>> load_dyad("usa-rus").a.code
    'usa'
    >>> load_dyad("rus-ukr").names
    'Russia and Ukraine'
    """
    text = str(name)
    if text.endswith(".toml"):
        return _checked(_read_toml(Path(text)), text, known_codes)
    text = text.lower()
    if text == USA_RUS.name:
        return USA_RUS
    if text == ANY:
        return Dyad(ANY, None, None)
    codes = re.fullmatch(r"([a-z]{3})-([a-z]{3})", text)
    if codes and (path := shipped("seeds", "dyads", f"{text}.toml")).is_file():
        return _checked(_read_toml(path), text, known_codes)
    if codes and codes[1] != codes[2]:
        sides = [Side(code, code.upper(), (code.upper(),)) for code in codes.groups()]
        for side in sides:
            _known(side.countries, text, known_codes)
        return Dyad(text, *sides)
    raise UsageError(
        f"--dyad {name}: no such dyad; use usa-rus, usa-chn, rus-ukr, any, two country codes (deu-fra) or a .toml file"
    )


def _read_toml(path: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        return tomllib.loads(readable(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"--dyad {path}: can't be read ({error.strerror}); check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"--dyad {path}: isn't valid TOML ({error}); see docs/dyads.md") from error


def _checked(table: Mapping[str, Any], path: str, known_codes: Sequence[str] | None) -> Dyad:
    extra = set(table) - {"a", "b", "name"}
    if extra:
        raise UsageError(f"--dyad {path}: unknown key {sorted(extra)[0]!r}; the keys are name, a and b")
    sides = [_checked_side(table.get(key), key, path, known_codes) for key in ("a", "b")]
    if sides[0].code == sides[1].code:
        raise UsageError(f"--dyad {path}: both sides have the code {sides[0].code!r}; give each its own")
    shared = set(sides[0].countries) & set(sides[1].countries)
    if shared:
        raise UsageError(f"--dyad {path}: {sorted(shared)[0]} stands on both sides; leave it on one")
    name = table.get("name", f"{sides[0].code}-{sides[1].code}")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name) or name == ANY:
        raise UsageError(f"--dyad {path}: name is {name!r}; use lower-case letters, digits and hyphens")
    return Dyad(name, *sides)


def _checked_side(side: object, key: str, path: str, known_codes: Sequence[str] | None) -> Side:
    if not isinstance(side, dict):
        raise UsageError(f"--dyad {path}: no table [{key}]; a dyad has two sides, [a] and [b]")
    extra = set(side) - {"code", "name", "countries", "actors"}
    if extra:
        raise UsageError(
            f"--dyad {path}: unknown key {key}.{sorted(extra)[0]}; the keys are code, name, countries, actors"
        )
    code = side.get("code")
    if not isinstance(code, str) or not re.fullmatch(r"[a-z0-9]+", code):
        raise UsageError(
            f"--dyad {path}: {key}.code is {code!r}; use lower-case letters and digits, such as 'usa'"
        )
    countries = side.get("countries", [])
    if not isinstance(countries, list) or not all(isinstance(country, str) for country in countries):
        raise UsageError(
            f"--dyad {path}: {key}.countries is {countries!r}; use a list of codes, such as ['USA']"
        )
    _known(countries, path, known_codes)
    actors = side.get("actors", [])
    if not isinstance(actors, list):
        raise UsageError(f"--dyad {path}: {key}.actors is {actors!r}; write [[{key}.actors]] tables")
    if not countries and not actors:
        raise UsageError(f"--dyad {path}: side {key} has neither countries nor actors; give at least one")
    name = side.get("name", code)
    if not isinstance(name, str):
        raise UsageError(f"--dyad {path}: {key}.name is {name!r}; use a string")
    country = countries[0] if countries else code.upper()
    rows = tuple(_actor_row(actor, f"{key}.actors[{i}]", country, path) for i, actor in enumerate(actors))
    return Side(code, name, tuple(countries) or (country,), rows)


def _actor_row(actor: object, place: str, country: str, path: str) -> ActorRow:
    if not isinstance(actor, dict) or not isinstance(actor.get("name"), str) or not _names(actor["name"]):
        raise UsageError(
            f"--dyad {path}: {place} has no name of one to {MOST_WORDS} words; every actor needs one"
        )
    extra = set(actor) - {"name", "kind", "from", "to", "forms", "titled"}
    if extra:
        raise UsageError(f"--dyad {path}: unknown key {place}.{sorted(extra)[0]}; see docs/dyads.md")
    kind = actor.get("kind", "agency")
    if kind not in KINDS:
        raise UsageError(f"--dyad {path}: {place}.kind is {kind!r}; use one of {', '.join(KINDS)}")
    years = actor.get("from", 0), actor.get("to", 9999)
    if not all(type(year) is int for year in years) or not 0 <= years[0] <= years[1] <= 9999:
        raise UsageError(
            f"--dyad {path}: {place} is in office {years[0]}-{years[1]}; from and to are years, in order"
        )
    lists = []
    for key in ("forms", "titled"):
        forms = actor.get(key, [])
        if not isinstance(forms, list) or not all(isinstance(form, str) and _names(form) for form in forms):
            raise UsageError(
                f"--dyad {path}: {place}.{key} is {forms!r}; use a list of forms of one to {MOST_WORDS} words each"
            )
        lists.append(tuple(forms))
    return ActorRow(actor["name"], country, kind, years[0], years[1], lists[0], lists[1])


def _names(form: str) -> bool:
    return 0 < len(find_tokens(sentence_block([form]))) <= MOST_WORDS


def _known(countries: Sequence[str], place: str, known_codes: Sequence[str] | None) -> None:
    known = _shipped_codes() if known_codes is None else known_codes
    for country in countries:
        if country not in known:
            near = _near(country, known) or "FRA (France)"
            raise UsageError(
                f"--dyad {place}: no actors of {country!r} are known; use ISO 3166 alpha-3 codes, such as {near}"
            )


def _near(code: str, known: Container[str]) -> str:
    """Codes that may have been meant, with their countries: of names that begin so (GER), else codes that look alike."""
    named = {one: name for one, name in _shipped_codes().items() if one in known}
    begun = [one for one, name in named.items() if name.upper().startswith(code.upper())]
    found = begun or difflib.get_close_matches(code.upper(), named)
    return ", ".join(f"{one} ({named[one]})" for one in found[:_MOST_NEAR])


@cache
def _shipped_codes() -> Mapping[str, str]:
    """Every country code of ``seeds/actors.csv``, with the name of the country (or of the first of its actors)."""
    rows = read_actors(shipped("seeds", "actors.csv"))
    lands = [row for row in rows if row.kind == "country"]
    return {row.country: row.name for row in reversed([*lands, *rows]) if row.country}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SideTable:
    """The table of actors as a dyad sees it.

    Attributes
    ----------
    actors : ActorTable
        With the dyad's own actors added.
    side : uint8 array, shape (p,)
        :data:`NOBODY`, :data:`SIDE_A`, :data:`SIDE_B` or :data:`THIRD` for every form in the table.
    person : bool array, shape (p,)
        The form names a person, who counts in and around the years of office.
    """

    actors: ActorTable
    side: NDArray[np.uint8]
    person: NDArray[np.bool_]


def side_table(actors: ActorTable, dyad: Dyad) -> SideTable:
    """Tell of every form in the table whose side it is on."""
    sides = [side for side in (dyad.a, dyad.b) if side is not None]
    for side in sides:
        if side.actors:
            actors = with_rows(actors, side.actors)
    side_of_code = np.full(len(actors.codes) + 1, THIRD, dtype=np.uint8)
    side_of_code[-1] = NOBODY  # country -1
    for number, side in enumerate(sides, start=SIDE_A):
        side_of_code[[i for i, code in enumerate(actors.codes.tolist()) if code in side.countries]] = number
    person = np.array([kind in PERSONS for kind in KINDS])[actors.kind]
    return SideTable(actors, side_of_code[actors.country], person)


def sides_named(
    tokens: Tokens, mentions: Mentions, table: SideTable, vocabulary: Vocabulary, years: I64 | None = None
) -> NDArray[np.uint8]:
    """Side of every name found.

    A person long before office is nobody's. A bare surname ("Austin rang Shoigu") counts only if it's no ordinary
    word and its sentence names an official of the other side.

    Parameters
    ----------
    tokens, mentions : Tokens, Mentions
        As found with ``table.actors``.
    table : SideTable
    vocabulary : Vocabulary
        Tells ordinary words from names.
    years : int64 array, shape (m,), optional
        Year of the article that each sentence stands in, 0 where unknown.
    """
    sentence = tokens.sentence[mentions.token]
    side = table.side[mentions.entry]
    if years is not None:
        since = table.actors.since[mentions.entry].astype(np.int64) - _YEARS_BEFORE
        year = years[sentence]
        away = table.person[mentions.entry] & (year > 0) & (year < since)
        side = np.where(away, NOBODY, side).astype(np.uint8)
    bare = np.flatnonzero(mentions.bare)
    if len(bare):
        side = side.copy()
        told = side.copy()
        side[bare] = NOBODY
        n = len(tokens.first) - 1
        official = table.person[mentions.entry] & ~mentions.bare
        faced = {
            one: np.bincount(sentence[official & (side == other)], minlength=n) > 0
            for one, other in ((SIDE_A, SIDE_B), (SIDE_B, SIDE_A))
        }
        known = vocabulary.find(upper_half(tokens.word[mentions.token[bare]])) >= 0
        for one, facing in faced.items():
            counts = bare[(told[bare] == one) & ~known & facing[sentence[bare]]]
            side[counts] = one
    return side
