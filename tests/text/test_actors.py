"""Names: the longest match with its capitals, and the table they come from."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tension.files import shipped
from tension.text.actors import (
    KINDS,
    MOST_WORDS,
    ActorRow,
    ActorTable,
    compile_actors,
    find_actors,
    read_actors,
    spread,
    with_rows,
)
from tension.text.tokens import find_tokens, sentence_block

KINDS_OF_A_STATE = (
    "country",
    "capital",
    "seat",
    "leader",
    "spokesperson",
    "ambassador",
    "legislator",
    "agency",
)


@pytest.fixture(scope="module")
def rows():
    return read_actors(shipped("seeds", "actors.csv"))


@pytest.fixture(scope="module")
def table(rows):
    return compile_actors(rows)


def n_words(form):
    return len(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", form))


def named(text, table):
    """Names found in a sentence: (as written, country code, kind, bare)."""
    block = sentence_block([text])
    tokens = find_tokens(block)
    mentions = find_actors(tokens, table)
    codes = [*table.codes.tolist(), ""]
    return [
        (
            bytes(block.utf8[tokens.start[at] : tokens.end[at + length - 1]]).decode(),
            codes[table.country[entry]],
            KINDS[table.kind[entry]],
            bool(bare),
        )
        for at, length, entry, bare in zip(
            mentions.token.tolist(),
            mentions.length.tolist(),
            mentions.entry.tolist(),
            mentions.bare.tolist(),
            strict=True,
        )
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Russia expelled two diplomats", [("Russia", "RUS")]),
        ("The United States of America replied", [("United States of America", "USA")]),
        ("South Korea and North Korea", [("South Korea", "KOR"), ("North Korea", "PRK")]),
        ("the US and the EU", [("US", "USA"), ("EU", "EUE")]),
        ("he told us that he ran", []),
        ("it asks us, turkey farmers and china shops", []),
        ("Turkey and China", [("Turkey", "TUR"), ("China", "CHN")]),
        ("RUSSIA AND CHINA", [("RUSSIA", "RUS"), ("CHINA", "CHN")]),
        ("the U.S. and Russia's army", [("U.S", "USA"), ("Russia", "RUS")]),
        ("Vladimir Putin met Emmanuel Macron", [("Vladimir Putin", "RUS"), ("Emmanuel Macron", "FRA")]),
        ("the White House and the Kremlin", [("White House", "USA"), ("Kremlin", "RUS")]),
        ("", []),
        ("no names at all", []),
    ],
)
def test_longest_name_with_its_capitals_is_found(table, text, names):
    assert [found[:2] for found in named(text, table)] == names


@pytest.mark.parametrize(
    "text",
    [
        "The Washington Post reported it",
        "The Moscow Times reported it",
        "Washington State voted",
        "Moscow, Idaho, voted",
        "She won the U.S. Open",
        "The U.S. dollar rose",
        "Latin America voted",
        "George Washington slept here",
        "They spoke at the All-Russian Congress of teachers",
        "He opened the Congress of the party",
    ],
)
def test_trap_belongs_to_no_country(table, text):
    found = named(text, table)
    assert found
    assert [code for _, code, *_ in found] == [""] * len(found)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Secretary Rice flew to Berlin", False),
        ("Rice is grown there", True),
        ("Mr. Lake called", False),
        ("Lake levels fell", True),
    ],
)
def test_surname_that_is_a_word_counts_after_a_title(table, text, bare):
    assert [is_bare for _, code, _, is_bare in named(text, table) if code == "USA"] == [bare]


def test_title_in_the_sentence_before_doesnt_count(table):
    block = sentence_block(["He met the secretary", "Rice is grown there"])
    mentions = find_actors(find_tokens(block), table)
    assert mentions.bare.tolist() == [True]


def test_name_never_crosses_a_sentence(table):
    tokens = find_tokens(sentence_block(["They met in South", "Korea said so"]))
    mentions = find_actors(tokens, table)
    assert not (mentions.length > 1).any()


def test_overlapping_names_are_taken_from_the_left():
    made = compile_actors(
        [ActorRow(name, "AAA", "agency") for name in ("Red Star", "Star Board", "Board of Peace", "Red")]
    )
    assert [found[0] for found in named("Red Star Board of Peace", made)] == ["Red Star", "Board of Peace"]
    assert [found[0] for found in named("Red Star Red Star Board", made)] == ["Red Star", "Red Star"]
    assert [found[0] for found in named("Red Red Star Board", made)] == ["Red", "Red Star"]


def test_value_of_a_name_is_given_to_each_of_its_words(table):
    tokens = find_tokens(sentence_block(["The United States and Rice"]))
    mentions = find_actors(tokens, table)
    values = spread(mentions, np.arange(1, len(mentions.token) + 1), len(tokens))
    assert values.tolist() == [0, 1, 1, 0, 0]


def test_table_of_actors_is_well_formed(rows):
    assert len(rows) > 500
    for row in rows:
        assert row.kind in KINDS, row
        assert re.fullmatch(r"[A-Z]{3}", row.country) or (
            row.country == "" and row.kind not in KINDS_OF_A_STATE
        ), row
        assert 0 <= row.since <= row.until <= 9999, row
        for form in (row.name, *row.forms, *row.titled):
            assert form == form.strip() != "", row
        assert any(n_words(form) <= MOST_WORDS for form in (row.name, *row.forms)), row
        assert all(n_words(form) for form in (row.name, *row.forms, *row.titled)), row


def test_forms_in_the_file_are_never_empty_between_bars():
    import csv

    with open(shipped("seeds", "actors.csv"), encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            assert row["name"].strip(), number
            assert None not in row, number
            for column in ("forms", "titled"):
                assert row[column] == "" or all(form.strip() for form in row[column].split("|")), number


def test_every_form_of_the_table_is_found(rows, table):
    forms = [
        form
        for row in rows
        for form in (row.name, *row.forms)
        if form[0].isupper() and n_words(form) <= MOST_WORDS
    ]
    tokens = find_tokens(sentence_block(forms))
    mentions = find_actors(tokens, table)
    found = np.zeros(len(forms), dtype=bool)
    found[tokens.sentence[mentions.token]] = True
    assert [form for form, one in zip(forms, found.tolist(), strict=True) if not one] == []


def test_table_survives_being_stored(table):
    again = ActorTable.from_arrays(table.to_arrays())
    for name, array in table.to_arrays().items():
        assert (getattr(again, name) == array).all()
        assert array.dtype.kind in "biuU"  # nothing that would need a pickle
    assert table.code_index("USA") >= 0
    assert table.code_index("ZZZ") == -2
    assert (np.diff(table.key) > 0).all()


def test_added_rows_take_the_place_of_those_there(table):
    added = with_rows(table, [ActorRow("Russia", "ZZZ", "agency"), ActorRow("Quuxland", "ZZZ", "country")])
    assert [found[:3] for found in named("Russia, Quuxland and France", added)] == [
        ("Russia", "ZZZ", "agency"),
        ("Quuxland", "ZZZ", "country"),
        ("France", "FRA", "country"),
    ]
    assert named("Russia and France", table)[0][1] == "RUS"  # the first table is left as it was
    assert len(added.key) == len(table.key) + 1


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        ((ActorRow("Georgia", "AAA", "country"), ActorRow("Georgia", "BBB", "person")), "AAA"),
        ((ActorRow("Smith", "AAA", "leader"), ActorRow("Smith", "BBB", "person")), "AAA"),
        ((ActorRow("Smith", "AAA", "minister"), ActorRow("Smith", "BBB", "agency")), "AAA"),
        ((ActorRow("Smith", "AAA", "person"), ActorRow("Smith", "BBB", "person")), ""),
        ((ActorRow("Smith", "AAA", "leader"), ActorRow("Smith", "BBB", "leader")), ""),
    ],
)
def test_form_of_two_countries_means_the_land_then_the_office_then_nobody(pair, code):
    for rows in (pair, pair[::-1]):
        assert [found[1] for found in named(f"We saw {pair[0].name}", compile_actors(rows))] == [code]


def test_years_of_several_offices_are_joined():
    table = compile_actors(
        [ActorRow("Ann Lee", "AAA", "leader", 2001, 2004), ActorRow("Ann Lee", "AAA", "leader", 2010, 2012)]
    )
    assert (table.since.tolist(), table.until.tolist()) == ([2001], [2012])
