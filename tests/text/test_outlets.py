import csv
import re
from pathlib import Path

import pytest

from tension.text.outlets import known_outlets, outlet, outlet_at

SEEDS = Path(__file__).parents[2] / "seeds" / "sources.csv"
ROWS = list(csv.DictReader(SEEDS.read_text(encoding="utf-8").splitlines()))
KINDS = {"newspaper", "agency", "broadcaster", "official", "online", "aggregator", "magazine", "wire"}


def test_every_row_is_complete():
    assert len(ROWS) > 150
    for row in ROWS:
        assert row["name"].strip() == row["name"] != ""
        assert re.fullmatch("[A-Z]{3}", row["country"]), row
        assert row["kind"] in KINDS, row
        assert row["all_topics"] in {"0", "1"}, row
        assert re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}|", row["domain"]), row
        assert not (row["kind"] == "official" and row["all_topics"] == "1"), row


def test_no_name_alias_or_domain_stands_for_two_outlets():
    owner = {}
    for row in ROWS:
        for key in {row["name"].lower(), row["domain"], *row["aliases"].lower().split("|")} - {""}:
            assert owner.setdefault(key, row["name"]) == row["name"], key


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The Moscow Times", "The Moscow Times"),
        ("The  Moscow Times", "The Moscow Times"),
        ("moscow times", "The Moscow Times"),
        ("The Wall Street Journal", "The Wall Street Journal"),
        ("AP", "Associated Press"),
        ("1tv (Channel One, machine-translated)", "Channel One Russia"),
        ("http://rss.cnn.com/rss/edition.rss", "CNN"),
        ("Sample Desk Moscow", "Sample Desk Moscow"),
        ("The Moscow Times said", None),
        ("", None),
    ],
)
def test_outlet_by_its_name(words, name):
    assert outlet(words) == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.themoscowtimes.com/2013/04/16/two", "The Moscow Times"),
        ("http://en.kremlin.ru/events", "President of Russia"),
        ("https://edition.cnn.com", "CNN"),
        ("//apnews.com/article/1", "Associated Press"),
        ("https://user@news.example.org:8080/a", "news.example.org"),
        ("https://notcnn.com/a", "notcnn.com"),
        ("../the-press-office/briefing", None),
        ("https://localhost/a", None),
        ("", None),
        (None, None),
    ],
)
def test_outlet_by_its_address(url, name):
    assert outlet_at(url) == name


def test_samples_and_corpora_are_known_with_their_country():
    known = known_outlets()
    assert (known["sample desk washington"].country, known["sample desk moscow"].country) == ("USA", "RUS")
    assert known["sample wire"].kind == "wire"
    assert {known[source].country for source in ("rt", "tass", "en.kremlin.ru")} == {"RUS"}
    assert not known["en.kremlin.ru"].all_topics


@pytest.mark.needs_data
def test_every_source_of_the_corpora_is_known(data_folder):
    pq = pytest.importorskip("pyarrow.parquet")
    for path in sorted((data_folder / "news").glob("*.parquet")):
        for source in pq.read_table(path, columns=["source"])["source"].unique().to_pylist():
            assert source.lower() in known_outlets(), source
