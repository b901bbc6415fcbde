import datetime
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.text.bylines import dateline_of, is_byline
from tension.text.metadata import find_metadata, has_full_stop, without_markup

LATEST = datetime.date(2020, 6, 1)
BODY = "The two sides met in the capital on Monday and agreed to go on talking about arms."


def find(text, **settings):
    return find_metadata(text, LATEST, **settings)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Two presidents meet\n\n{BODY}", "Two presidents meet"),
        (f"\n\n  Two presidents meet  \n{BODY}", "Two presidents meet"),
        (f"Will they meet?\n{BODY}", "Will they meet?"),
        (f"Russia bans adoption by the U.S.\n\n{BODY}", "Russia bans adoption by the U.S."),
        (f"Gen. Smith and St. Petersburg\n\n{BODY}", "Gen. Smith and St. Petersburg"),
        (f"# Two *presidents* meet #\n\n{BODY}", "Two presidents meet"),
        (f"## [Two presidents](#) meet. At last.\n\n{BODY}", "Two presidents meet. At last."),
        (f"April 16, 2013\n\nReuters\n\nTwo presidents meet\n\n{BODY}", "Two presidents meet"),
        (f"By Jane Doe\nTwo presidents meet\n{BODY}", "Two presidents meet"),
        (f"Title: Two presidents meet\nDate: April 16, 2013\n\n{BODY}", "Two presidents meet"),
        (f"---\ntitle: 'Two presidents meet'\n---\n{BODY}", "Two presidents meet"),
        ("a " * 24 + f"a\n\n{BODY}", ("a " * 25).strip()),
        ("a " * 25 + f"a\n\n{BODY}", None),
        (f"They met on Monday.\n\n{BODY}", None),
        (f"They met. Talks go on\n\n{BODY}", None),
        ("The two sides met in the\ncapital on Monday and talked.", None),
        ("Two presidents meet", None),
        (f"{BODY}\n\nTwo presidents meet\n\n{BODY}", None),
        ("", None),
    ],
)
def test_title(text, title):
    found = find(text)
    assert found.title == title
    if title:
        begin, end = found.title_span
        assert without_markup(text[begin:end]) == title
        assert text[begin:end] == text[begin:end].strip()


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("April 16, 2013", "2013-04-16"),
        ("**Apr. 16, 2013**", "2013-04-16"),
        ("Tuesday, 16 April 2013", "2013-04-16"),
        ("2013-04-16", "2013-04-16"),
        ("16.04.2013", "2013-04-16"),
        ("Published: April 16, 2013, 10:30 a.m. EDT", "2013-04-16"),
        ("Posted on April 16, 2013 at 22:15 GMT+3", "2013-04-16"),
        ("Date: 2013-04-16T10:00:00Z", "2013-04-16"),
        ("April 16, 2013 | The Moscow Times", "2013-04-16"),
        ("Reuters, April 16, 2013", "2013-04-16"),
        ("By Jane Doe | April 16, 2013 | 4 min read", "2013-04-16"),
        ("April 16, 2013, 14:00, The Kremlin, Moscow", "2013-04-16"),
        ("Moscow, April 16, 2013", "2013-04-16"),
        ("MOSCOW, April 16, 2013 (Reuters) - They met.", "2013-04-16"),
        ("By Jane Doe\n\nApril 16, 2013", "2013-04-16"),
        ("MOSCOW, April 16 (Reuters) - They met.", None),
        ("Original url: https://www.example.com/2013/04/16/two", "2013-04-16"),
        ("04.05.2013", None),
        ("April 2013", None),
        ("On April 16, 2013 they met.", None),
        ("It was signed on April 16, 2013.", None),
        ("He died in 2009, on June 5, 1944 there were landings.", None),
        ("June 5, 1944", None),
        ("June 5, 2044", None),
        ("1970-01-01", None),
        ("Normandy summit December 9, 2019", None),
        ("3 people and 16 April 2013 tickets", None),
        (f"{BODY}\n\n{BODY}\n\nApril 16, 2013", None),
    ],
)
def test_date_is_that_of_a_line_of_its_own_or_of_the_dateline(lines, date):
    found = find(f"Two presidents meet\n\n{lines}\n\n{BODY}")
    assert found.date == (date and datetime.date.fromisoformat(date))
    assert found.title == "Two presidents meet"


@pytest.mark.parametrize(("line", "reason"), [("June 5, 2044", "future"), ("June 5, 1944", "before 1945")])
def test_refused_date_is_told_and_not_replaced_by_the_file_name(line, reason):
    found = find(f"Two presidents meet\n\n{line}\n\n{BODY}", file_name="2013-04-16-two.txt")
    assert found.date is None
    assert reason in found.refused


def test_date_in_the_file_name_is_the_last_resort():
    assert find(BODY, file_name="2013-04-16-two.txt").date == datetime.date(2013, 4, 16)
    assert find(f"Talks\n\nMay 1, 2012\n\n{BODY}", file_name="2013-04-16.txt").date == datetime.date(
        2012, 5, 1
    )


@pytest.mark.parametrize(
    ("lines", "source"),
    [
        ("The  Moscow Times", "The Moscow Times"),
        ("*Reuters*", "Reuters"),
        ("Source: RIA Novosti", "RIA Novosti"),
        ("Source: A paper nobody knows", "A paper nobody knows"),
        ("RT | April 16, 2013", "RT"),
        ("MOSCOW (AP) — They met.", "Associated Press"),
        ("MOSCOW, April 16. /TASS/. They met.", "TASS"),
        ("https://www.themoscowtimes.com/a", "The Moscow Times"),
        ("https://www.example.org/a", "example.org"),
        ("https://www.themoscowtimes.com/a\n\nMOSCOW (Reuters) - They met.", "The Moscow Times"),
        ("He reads the Moscow Times.", None),
        ("The Moscow Times and Reuters", None),
        ("Source: the diplomat said that he knew nothing of it at all.", None),
    ],
)
def test_source(lines, source):
    assert find(f"Two presidents meet\n\n{lines}\n\n{BODY}").source == source


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        ("https://www.example.com/a", "https://www.example.com/a"),
        ("<https://www.example.com/a>", "https://www.example.com/a"),
        ("URL: https://www.example.com/a", "https://www.example.com/a"),
        ("Original url:\n\n<https://www.example.com/a_(b)>", "https://www.example.com/a_(b)"),
        ("See https://www.example.com/a for more.", None),
    ],
)
@pytest.mark.parametrize("at_end", [False, True])
def test_url_is_that_of_a_line_of_its_own(lines, url, at_end):
    long = "\n\n".join([BODY] * 20)
    text = (
        f"Two presidents meet\n\n{long}\n\n{lines}" if at_end else f"Two presidents meet\n\n{lines}\n\n{long}"
    )
    assert find(text).url == url


def test_front_matter_gives_all_and_is_blanked_but_for_the_title():
    text = (
        '---\ntitle: "Two presidents meet"\ndate: 2013-04-16\nsource: RT\nurl: https://rt.com/a\n'
        "layout: post\n---\n"
        f"\n{BODY}\n"
    )
    found = find(text)
    assert (found.title, found.date, found.source, found.url) == (
        "Two presidents meet",
        datetime.date(2013, 4, 16),
        "RT",
        "https://rt.com/a",
    )
    kept = "".join(c for i, c in enumerate(text) if not any(a <= i < b for a, b in found.spans))
    assert kept.split("\n") == ["Two presidents meet", "", BODY, ""]


def test_heading_that_repeats_the_front_matter_is_the_title():
    text = f"---\ntitle: Two presidents meet\n---\n\n# Two presidents meet\n\n{BODY}"
    assert find(text).title_span == (text.index("# Two") + 2, text.index("\n\nThe"))


def test_title_that_is_known_is_not_looked_for_again():
    found = find(f"Two presidents meet\n\nReuters\n\n{BODY}", title_span=(0, 19))
    assert (found.title, found.title_span, found.source) == (None, (0, 19), "Reuters")


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Doe",
        "BY JANE DOE",
        "By Jane Doe and John Roe, Staff Writers",
        "*By Jane van der Doe | Special to The Examiner*",
        "By J. R. Doe Jr.",
        "By Reuters",
    ],
)
def test_byline(line):
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "By signing the treaty, the two sides made peace",
        "By Monday the talks were over.",
        "By Monday, Talks Were Over.",
        "By the end",
        "Byron Doe",
        "By all means!",
        "By",
        "By John Doe: a life",
    ],
)
def test_no_byline(line):
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("line", "day", "agency"),
    [
        ("MOSCOW, April 3 (RIA Novosti) - They", "April 3", "RIA Novosti"),
        ("MOSCOW, April 3 (RIA Novosti, Jane Doe) – They", "April 3", "RIA Novosti"),
        ("MOSCOW. April 3 (Interfax) - They", "April 3", "Interfax"),
        ("MOSCOW, 3 April 2013 (Reuters) -- They", "3 April 2013", "Reuters"),
        ("MOSCOW, June 5. /TASS/. They", "June 5", "TASS"),
        ("MOSCOW/WASHINGTON (Reuters) - They", "", "Reuters"),
        ("KYIV, Ukraine (AP) — They", "", "Associated Press"),
        ("WASHINGTON, D.C. — They", "", ""),
        ("BERLIN — They", "", ""),
        ("Moscow (AFP) - They", "", "Agence France-Presse"),
        ("Moscow (CNN) They", "", "CNN"),
        ("(CNN) They", "", "CNN"),
        ("Washington, April 5: They", "April 5", ""),
    ],
)
@pytest.mark.parametrize("rest", ["", " met"])
def test_dateline(line, day, agency, rest):
    found = dateline_of(line + rest)
    assert (found.day, found.agency) == (day, agency)
    assert (line + rest)[found.length :].lstrip() == "They" + rest


@pytest.mark.parametrize(
    "line",
    [
        "NATO - the alliance - met.",
        "UEFA -- the body of football -- met.",
        "RUSSIA — The country met.",
        "MR. DOE: Good afternoon.",
        "Putin (right) said",
        "The International Atomic Energy Agency (IAEA) said",
        "On October 21–22, 2010 they met",
        "The trail of September 11 – What happened",
        "Talks - he said - went on",
        "Q -- They met",
        "President Doe: I met him on April 3 - he was well",
        "",
    ],
)
def test_no_dateline(line):
    assert dateline_of(line) is None


def test_full_stop_is_none_in_abbreviations_and_ellipses():
    cases = {
        "They met.": True,
        "They met": False,
        "U.S.": False,
        "He was ill... Then": False,
        "Russia v. U.S": False,
    }
    assert {words: has_full_stop(words) for words in cases} == cases


@given(st.text(alphabet="aB.\n -:#*_[]()/0129,April MOSCOW—", max_size=200))
def test_spans_lie_in_the_text_whatever_it_is(text):
    found = find(text)
    spans = [*found.spans, *([found.title_span] if found.title_span else [])]
    assert all(0 <= begin <= end <= len(text) for begin, end in spans)
    assert found.date is None or datetime.date(1945, 1, 1) <= found.date <= LATEST


def test_seed_article():
    data = Path(os.environ.get("TENSION_DATA", Path(__file__).parents[3] / "shared" / "data"))
    path = data.parent / "seeds" / "000_755a1c414bd3479e.txt"
    if not path.is_file():
        pytest.skip(f"no seed article at {path}")
    found = find(path.read_text(encoding="utf-8"))
    assert found.title == "Putin and Obama Plan 2 Meetings to Tackle Tensions"
    assert (found.date, found.source) == (datetime.date(2013, 4, 16), "The Moscow Times")
    assert found.url.endswith("/2013/04/16/putin-and-obama-plan-2-meetings-to-tackle-tensions-a-23295")


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[2].glob("seeds/articles/*.txt")), ids=lambda p: p.stem
)
def test_sample_articles_name_title_date_and_source(path):
    text = path.read_text(encoding="utf-8")
    found = find_metadata(text, datetime.date(2100, 1, 1))
    assert found.title == text.strip().partition("\n")[0]
    assert path.name.startswith(found.date.isoformat())
    assert found.source.startswith("Sample ")
