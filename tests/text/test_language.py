"""English or not, as far as a warning goes."""

from __future__ import annotations

import json

import pytest

from tension.text.corpus import read_articles
from tension.text.language import looks_foreign

GERMAN = (
    "Das russische Außenministerium hat die neuen Sanktionen der Vereinigten Staaten am Dienstag scharf verurteilt. "
    "Der Sprecher des Weißen Hauses sagte, man werde nicht nachgeben, bis Moskau einlenke; Gespräche seien nicht geplant."
)
POLISH = (
    "To pierwszy taki krok od lat, powiedział rzecznik Kremla, a to oznacza, że dialog trwa. To dobrze dla świata, by tak "
    "powiedzieć: Rosja i Stany Zjednoczone podpisały we wtorek w Genewie porozumienie o redukcji broni jądrowej, by zakończyć "
    "wyścig zbrojeń. To jednak dopiero początek, by nie rzec wstęp, bo to parlamenty mają ostatnie słowo."
)
DUTCH = (
    "De Russische president had dinsdag in Genève een gesprek met zijn Amerikaanse ambtgenoot, die had laten weten dat hij over "
    "kernwapens wilde praten. Het was de eerste keer in jaren dat de twee landen elkaar weer wisten te vinden; in de tussentijd had "
    "Moskou by herhaling geklaagd over de sancties."
)
CZECH = (
    "Rusko a Spojené státy podepsaly v úterý v Ženevě dohodu o omezení jaderných zbraní. Je to první takový krok po letech, řekl "
    "mluvčí Kremlu, a kdyby to vydrželo, byl by to konec závodů ve zbrojení. To by ocenili i spojenci, dodal ministr, by to "
    "však nebylo snadné."
)
ROMANIAN = (
    "Președintele rus are marți la Geneva o întâlnire cu omologul american, care are de gând să vorbească despre armele nucleare. "
    "Este prima dată în ultimii ani când cele două țări are loc un asemenea dialog, iar Moscova are așteptări mari, a spus purtătorul "
    "de cuvânt al Kremlinului."
)
DANISH = (
    "Rusland og USA har tirsdag i Genève underskrevet en aftale om at skære ned på atomvåbnene. Det er første gang i to år, at de to "
    "lande har fundet hinanden, og en talsmand for Kreml sagde, at det var en god dag for hele verden. Over to hundrede journalister var "
    "med til at følge mødet."
)
FRENCH = (
    "Selon le New York Times et The Washington Post, le président russe et son homologue américain ont signé mardi à Genève un accord "
    "sur la réduction des armes nucléaires. C'est la première fois depuis des années que les deux pays se parlent, a dit le porte-parole "
    "du Kremlin, qui salue un pas décisif."
)
ENGLISH = (
    "The Russian foreign ministry has sharply condemned the new sanctions of the United States. A spokesman for the "
    "White House said on Tuesday that there would be no concessions until Moscow gave way, and no talks were planned."
)


@pytest.mark.parametrize(
    ("text", "is_foreign"),
    [
        (GERMAN, True),
        ("Министерство иностранных дел России осудило новые санкции Соединённых Штатов. " * 4, True),
        ("El presidente firmó el acuerdo de paz con los Estados Unidos en la cumbre de Ginebra. " * 4, True),
        ("美国和俄罗斯签署了新的协议" * 30, True),
        ("Москва осудила санкции", True),
        (POLISH, True),
        (DUTCH, True),
        (CZECH, True),
        (ROMANIAN, True),
        (DANISH, True),
        (FRENCH, True),
        (ENGLISH.upper(), False),
        ("Kremlin (Кремль) welcomes talks", False),
        (ENGLISH, False),
        ("U.S., Russia trade barbs", False),
        ("Moscú condena a Washington", False),  # too short to be told
        ("", False),
    ],
)
def test_language_is_told_by_the_words_between(text, is_foreign):
    assert looks_foreign(text) == is_foreign


def problems_of(path):
    told = []
    assert list(read_articles(path, on_problem=told.append))
    return [str(problem) for problem in told]


def test_article_that_isnt_english_is_told_and_kept(tmp_path):
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "b.html").write_text(f"<html><body><article><p>{GERMAN}</p></article></body></html>")
    (tmp_path / "c.txt").write_text(ENGLISH, encoding="utf-8")
    told = problems_of(tmp_path)
    assert len(told) == 2
    assert all("looks as if it weren't English" in line for line in told)


@pytest.mark.parametrize(
    ("n_english", "told"), [(0, " (and 1 more row)"), (10, " (and 1 more row)"), (500, None)]
)
def test_table_is_told_of_once_unless_hardly_a_row_is_foreign(tmp_path, n_english, told):
    rows = [ENGLISH] * n_english + [GERMAN] * 2
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": text, "id": i}) + "\n" for i, text in enumerate(rows)))
    found = problems_of(path)
    if told is None:
        assert found == []
    else:
        (line,) = found
        assert f"line {n_english + 1}: looks as if it weren't English" in line
        assert told in line


@pytest.mark.parametrize(
    ("headline", "is_told"),
    [
        ("Moskau verurteilt neue Sanktionen", True),
        ("Kremlin rejects the charge, and says that it waits", False),
    ],
)
def test_table_of_headlines_is_judged_together(tmp_path, headline, is_told):
    path = tmp_path / "a.csv"
    path.write_text("title\n" + "".join(f'"{headline}, {i}"\n' for i in range(20)))
    assert ["English" in line for line in problems_of(path)] == [True] * is_told
