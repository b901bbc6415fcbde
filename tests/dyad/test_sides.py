"""Dyads by name and from TOML files, and whose side a name is on."""

from __future__ import annotations

import numpy as np
import pytest

from tension.dyad.sides import NOBODY, SIDE_A, SIDE_B, THIRD, load_dyad, side_table, sides_named
from tension.errors import UsageError
from tension.files import shipped
from tension.text.actors import find_actors
from tension.text.corpus import read_articles
from tension.text.tokens import find_tokens, sentence_block

CODES = ["CHN", "EST", "FRA", "LTU", "LVA", "RUS", "UKR", "USA"]


@pytest.mark.parametrize(
    ("name", "sides"),
    [("usa-rus", ("usa", "rus")), ("rus-ukr", ("rus", "ukr")), ("usa-chn", ("usa", "chn"))],
)
def test_dyad_by_codes(name, sides):
    dyad = load_dyad(name, CODES)
    assert (dyad.name, dyad.a.code, dyad.b.code) == (name, *sides)
    assert dyad.a.countries == (sides[0].upper(),)


SHIPPED = {"usa-chn": "the United States and China", "rus-ukr": "Russia and Ukraine"}


@pytest.mark.parametrize(("name", "names"), SHIPPED.items())
def test_shipped_dyad_is_found_by_its_name(name, names, model):
    dyad = load_dyad(name, model.actors.codes.tolist())
    assert (dyad.name, dyad.names) == (name, names)
    assert dyad.a.actors
    assert dyad.b.actors


def test_every_shipped_dyad_is_known_here_and_has_sample_articles():
    assert {path.stem for path in shipped("seeds", "dyads").glob("*.toml")} == set(SHIPPED)
    for name in SHIPPED:
        paths = sorted(shipped("seeds", "dyads", name).glob("*.txt"))
        assert 3 <= len(paths) <= 6
        for path, article in zip(paths, read_articles(paths), strict=True):
            assert path.name.startswith(f"{article.date}-")
            assert article.source.startswith("Sample ")
            assert article.title
            assert 120 <= len(article.text.split()) <= 300


@pytest.mark.parametrize("name", ["../usa-chn", "usa-chn/../rus-ukr", "dyads", "README"])
def test_name_is_no_path(name):
    with pytest.raises(UsageError, match="no such dyad"):
        load_dyad(name)


def test_capitals_in_a_name_are_no_other_pair():
    assert load_dyad("USA-RUS") == load_dyad("usa-rus")
    assert load_dyad("Deu-FRA") == load_dyad("deu-fra")


def test_other_codes_are_called_by_their_codes():
    assert load_dyad("fra-rus", CODES).names == "FRA and RUS"


def test_any_has_no_sides():
    dyad = load_dyad("any")
    assert (dyad.name, dyad.a, dyad.b) == ("any", None, None)


@pytest.mark.parametrize("name", ["", "usa", "usa-usa", "usa_rus", "usa-rus-chn", "usa-zzz", "russia"])
def test_unknown_name_is_told(name):
    with pytest.raises(UsageError, match=f"--dyad {name}: "):
        load_dyad(name, CODES)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("usa-xyz", r"'XYZ' are known; use ISO 3166 alpha-3 codes, such as FRA \(France\)"),
        ("ger-usa", r"'GER' are known; .*such as DEU \(Germany\)$"),
        ("usa-ruz", r"'RUZ' are known; .*RUS \(Russia\)"),
    ],
)
def test_code_without_actors_is_refused_and_near_ones_are_named(name, near):
    with pytest.raises(UsageError, match=f"--dyad {name}: no actors of {near}") as error:
        load_dyad(name)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["deu-fra", "usa-nat", "eue-xkx", "uno-grl"])
def test_every_code_of_the_table_of_actors_makes_a_dyad(name):
    assert load_dyad(name).name == name


GOOD = """
name = "baltics-rus"
[a]
code = "baltics"
name = "the Baltic states"
countries = ["EST", "LVA", "LTU"]
[[a.actors]]
name = "Baltic Assembly"
forms = ["Assembly of the Baltic States"]
[[a.actors]]
name = "Kaja Kallas"
kind = "leader"
from = 2021
to = 2024
forms = ["Kallas"]
[b]
code = "rus"
name = "Russia"
countries = ["RUS"]
"""


@pytest.fixture
def toml(tmp_path):
    def toml(content):
        path = tmp_path / "pair.toml"
        path.write_bytes(content.encode("latin-1"))
        return path

    return toml


def test_dyad_from_a_file(toml):
    dyad = load_dyad(toml(GOOD), CODES)
    assert dyad.name == "baltics-rus"
    assert dyad.a.name == "the Baltic states"
    assert dyad.a.countries == ("EST", "LVA", "LTU")
    assembly, kallas = dyad.a.actors
    assert (assembly.kind, assembly.forms) == ("agency", ("Assembly of the Baltic States",))
    assert (kallas.kind, kallas.since, kallas.until) == ("leader", 2021, 2024)


def test_names_left_out_are_made_of_the_codes(toml):
    dyad = load_dyad(
        toml('[a]\ncode = "x"\n[[a.actors]]\nname = "Xland"\n[b]\ncode = "rus"\ncountries = ["RUS"]'), CODES
    )
    assert (dyad.name, dyad.a.name, dyad.a.countries) == ("x-rus", "x", ("X",))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (GOOD, "[a", "isn't valid TOML"),
        (GOOD, "name = 'caf\xe9'", "isn't valid TOML"),
        (GOOD, "", r"no table \[a\]"),
        (GOOD, "a = 1", r"no table \[a\]"),
        ("[b]", "[c]", "unknown key 'c'"),
        ("[b]", "[b.x]", "b.x"),
        ('name = "baltics-rus"', 'title = "x"', "unknown key 'title'"),
        ('name = "baltics-rus"', 'name = "any"', "name is 'any'"),
        ('name = "baltics-rus"', 'name = "The Pair"', "name is 'The Pair'"),
        ('name = "baltics-rus"', "name = 3", "name is 3"),
        ('code = "rus"', "", "b.code is None"),
        ('code = "rus"', 'code = "RUS"', "b.code is 'RUS'"),
        ('code = "rus"', 'code = "baltics"', "both sides have the code 'baltics'"),
        ('["RUS"]', '"RUS"', "b.countries is 'RUS'"),
        ('["RUS"]', "[7]", r"b.countries is \[7\]"),
        ('["RUS"]', '["ZZZ"]', "'ZZZ'"),
        ('["RUS"]', '["EST"]', "EST stands on both sides"),
        ('["RUS"]', "[]", "side b has neither countries nor actors"),
        ('name = "Russia"', "name = []", r"b.name is \[\]"),
        ('name = "Russia"', 'nmae = "Russia"', "b.nmae"),
        ('name = "Kaja Kallas"\n', "", r"a.actors\[1\] has no name"),
        ('name = "Kaja Kallas"', 'name = " "', r"a.actors\[1\] has no name"),
        ('name = "Kaja Kallas"', 'name = "..."', r"a.actors\[1\]"),
        ('name = "Kaja Kallas"', 'name = "A B C D E F G H I"', r"a.actors\[1\]"),
        ('kind = "leader"', 'kind = "boss"', r"a.actors\[1\].kind is 'boss'"),
        ("to = 2024", "to = 2020", r"a.actors\[1\] is in office 2021-2020"),
        ("to = 2024", 'to = "2024"', r"a.actors\[1\] is in office 2021-2024"),
        ("from = 2021", "from = true", r"a.actors\[1\] is in office True-2024"),
        ("to = 2024", "until = 2024", r"a.actors\[1\].until"),
        ('forms = ["Kallas"]', 'forms = "Kallas"', r"a.actors\[1\].forms is 'Kallas'"),
        ('forms = ["Kallas"]', 'forms = [""]', r"a.actors\[1\].forms is \[''\]"),
        ('forms = ["Kallas"]', 'titled = ["--"]', r"a.actors\[1\].titled"),
        ("from = 2021", "from = -40000", r"a.actors\[1\] is in office -40000-2024"),
    ],
)
def test_bad_file_is_told_with_its_key(toml, old, new, message):
    assert old in GOOD
    path = toml(GOOD.replace(old, new, 1))
    with pytest.raises(UsageError, match=message) as told:
        load_dyad(path, CODES)
    assert str(told.value).startswith(f"--dyad {path}: ")
    assert "\n" not in str(told.value)


def test_absent_file_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"can't be read \(No such file or directory\); check the path"):
        load_dyad(tmp_path / "absent.toml")


@pytest.fixture
def sides_of(model):
    def sides_of(text, dyad="usa-rus", year=0):
        table = side_table(model.actors, dyad if not isinstance(dyad, str) else load_dyad(dyad))
        tokens = find_tokens(sentence_block([text]))
        mentions = find_actors(tokens, table.actors)
        return sides_named(tokens, mentions, table, model.vocabulary, np.array([year])).tolist()

    return sides_of


@pytest.mark.parametrize(
    ("text", "dyad", "sides"),
    [
        ("Washington and Moscow", "usa-rus", [SIDE_A, SIDE_B]),
        ("Russia and the United States", "usa-rus", [SIDE_B, SIDE_A]),
        ("Paris and Moscow", "usa-rus", [THIRD, SIDE_B]),
        ("The Washington Post", "usa-rus", [NOBODY]),
        ("Kyiv and Moscow", "rus-ukr", [SIDE_B, SIDE_A]),
        ("Washington", "rus-ukr", [THIRD]),
        ("Naftogaz and Gazprom", "rus-ukr", [SIDE_B, SIDE_A]),
        ("Denis Pushilin and Kyiv", "rus-ukr", [SIDE_A, SIDE_B]),
        ("The SBU and the FSB", "rus-ukr", [SIDE_B, SIDE_A]),
        ("Huawei and the Pentagon", "usa-chn", [SIDE_B, SIDE_A]),
        ("The PLA and Taipei", "usa-chn", [SIDE_B, THIRD]),
        ("Spokeswoman Mao Ning answered Blinken", "usa-chn", [SIDE_B, SIDE_A]),
    ],
)
def test_names_are_told_apart_by_side(sides_of, text, dyad, sides):
    assert sides_of(text, dyad) == sides


@pytest.mark.parametrize(("year", "side"), [(0, SIDE_A), (1990, NOBODY), (2010, SIDE_A), (2020, SIDE_A)])
def test_person_long_before_office_is_nobodys(sides_of, year, side):
    assert sides_of("Barack Obama spoke", year=year) == [side]


@pytest.mark.parametrize(
    ("text", "side"),
    [("Secretary Austin rang Shoigu", SIDE_A), ("Austin is in Texas", NOBODY), ("Price met nobody", NOBODY)],
)
def test_bare_surname_counts_beside_the_other_side(sides_of, text, side):
    assert sides_of(text)[0] == side


def test_actors_of_a_file_are_on_its_side(sides_of, toml):
    dyad = load_dyad(toml(GOOD))
    assert sides_of("Kallas told the Baltic Assembly and Moscow", dyad) == [SIDE_A, SIDE_A, SIDE_B]
