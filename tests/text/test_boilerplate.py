import contextlib
import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.text.article import Article, blanked
from tension.text.boilerplate import find_blanks
from tension.text.compose import article_of_text
from tension.text.encoding import UnreadableError
from tension.text.line_rules import is_boilerplate
from tension.text.metadata import find_metadata

BODY = "The two sides met in the capital on Monday and agreed to go on talking about arms."


def shown(text, **settings):
    return blanked(Article("1", text, blanks=find_blanks(text, **settings)))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("[Nikolai] Patrushev met [Sergei] Lavrov.", "Nikolai Patrushev met Sergei Lavrov."),
        ("a [brief statement](#) said", "a brief statement said"),
        ("a [statement](https://example.com/a_(b) 'What') said", "a statement said"),
        ("a [statement][1] said", "a statement said"),
        ("a ![hand](hand.png) said", "a said"),
        ("he said [1] it was [sic] over", "he said it was over"),
        ("**He** said *it* was __over__ and _done_.", "He said it was over and done ."),
        ("That b*tch and snake_case and it`s stay", "That b*tch and snake_case and it`s stay"),
        ("`He` said", "He said"),
        ("<p class='a'>He</p> said<br/>it <b>was</b>", "He said it was"),
        ("He <!-- <p>not</p> --> said", "He said"),
        ("He <script>var a = 1;</script> said", "He said"),
        ("if a < b and c > d or <unknown> x", "if a < b and c > d or <unknown> x"),
        ("He <!-- never closed said", "He never closed said"),
        ("R&amp;D said&nbsp;it &#39;was&#39; AT&T", "R D said it was AT&T"),
        ("See https://example.com/a?b=c, or www.example.com.", "See , or ."),
        ("Write to jane.doe@example.com, @jane", "Write to , @jane"),
        ("It ended (Read more about it [here](#).) badly.", "It ended badly."),
        ("It ended. (Reporting by Jane Doe; Editing by John Roe)", "It ended."),
        ("It ended. (AP Photo/Jane Doe)", "It ended."),
        ("It ended (see also the treaty of 1994) badly.", "It ended (see also the treaty of 1994) badly."),
        ("It ended (read more than once) badly.", "It ended (read more than once) badly."),
        ("It ended (for the record) badly.", "It ended (for the record) badly."),
    ],
)
def test_marks_go_and_words_stay(text, left):
    assert " ".join(shown(text).split()) == left


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Talks fail",
        "READ MORE",
        "Read more about the talks here.",
        "**Read also:** Talks fail",
        "Also read: Talks fail",
        "See also:",
        "Related articles:",
        "Related: Talks fail",
        "More on this story",
        "Original url:",
        "Watch: Two presidents meet",
        "By Jane Doe",
        "By Jane Doe and John Roe, Staff Writer",
        "Reporting by Jane Doe; editing by John Roe",
        "Additional reporting by Jane Doe in Moscow",
        "Photo: Two presidents shake hands.",
        "Photo by Jane Doe / Reuters",
        "Image source, Getty Images",
        "Image credit: Jane Doe",
        "File photo",
        "AP Photo/Jane Doe",
        "AFP/Getty Images",
        "Sign up for our newsletter",
        "Subscribe to our channel",
        "Follow us on Twitter",
        "Follow Jane Doe on X and Facebook",
        "Share this article",
        "Advertisement",
        "Story continues below advertisement",
        "Continue reading...",
        "Click here to subscribe",
        "© 2013 The Examiner",
        "Copyright 2013 The Examiner. All rights reserved.",
        "All rights reserved.",
        "Updated: April 16, 2013, 10:30 AM",
        "Tags: Moscow, talks",
        "The post Talks fail appeared first on The Examiner.",
        "This article was originally published in The Examiner.",
        "Source: Reuters",
    ],
)
def test_line_that_is_no_part_of_the_article(line):
    assert is_boilerplate(line)
    assert shown(f"{BODY}\n\n{line}\n\n{BODY}").split("\n") == [BODY, "", " " * len(line), "", BODY]


@pytest.mark.parametrize(
    "line",
    [
        "By signing the treaty, the two sides made peace.",
        "By Monday the talks were over.",
        "Photos show the two presidents shaking hands.",
        "Images from the site, taken by satellite, show damage.",
        "Video from the scene shows smoke.",
        "Reporting by state media said the talks were over.",
        "Read more than one treaty and they look alike.",
        "See the treaty of 1994 for its terms.",
        "More on that later, he said.",
        "More than 20 people died.",
        "Related talks on arms were put off.",
        "Original plans for the summit were dropped.",
        "Source codes were stolen.",
        "Listen: you have to read that treaty, it says all that.",
        "Watch what they do, not what they say.",
        "Follow the money, he said.",
        "Sign up or get out, the ministry told them.",
        "Subscribers left.",
        "Share prices fell after the talks.",
        "Copyright law was changed in the capital.",
        "Updated missiles were shown.",
        "First, the two sides will exchange prisoners.",
        "This article of the treaty was broken.",
        "The post was left empty.",
        "Get the troops out, he said.",
        "Top officials met.",
        "Most ministers stayed away.",
        "With that the talks ended.",
        "Advertisements for the army ran on television.",
        "Most of all: peace.",
        "You may also be right, he said.",
        "All sides agreed.",
        "Moscow: a city of spies",
        "Tass reported the launch.",
    ],
)
def test_sentence_that_only_begins_like_boilerplate_stays(line):
    text = f"{BODY}\n\n{line}\n\n{BODY}"
    assert shown(text) == text


def test_list_of_links_under_its_heading_goes_to_the_next_sentence():
    links = "- [Talks fail](#)\n- Talks resume\n* https://example.com/a"
    text = f"{BODY}\n\nRelated articles:\n\n{links}\n\n{BODY}\n- A point."
    assert shown(text).split() == f"{BODY} {BODY} A point.".split()


def test_headlines_right_under_their_heading_go_to_the_end_of_the_paragraph():
    text = f"{BODY}\nSee also\nTalks fail\nTalks resume\nHe said they would meet again.\n{BODY}"
    assert shown(text).split() == f"{BODY} He said they would meet again. {BODY}".split()


def test_dated_headlines_go_while_they_are_dated():
    links = "Visit to Paris May 1, 2013\nVisits to Rome May 2 − 3, 2013"
    text = f"{BODY}\nSee also\n{links}\nOn the way home\n{BODY}"
    assert shown(text).split() == f"{BODY} On the way home {BODY}".split()


def test_headlines_after_a_blank_line_go_only_if_nothing_else_follows():
    text = f"{BODY}\n\nRead also:\n\nTalks fail\n\nTalks resume"
    assert shown(text).split() == BODY.split()
    text += f"\n\n{BODY}"
    assert shown(text).split() == f"{BODY} Talks fail Talks resume {BODY}".split()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Talks\n\nMOSCOW, April 3 (RIA Novosti) - They met.", "Talks They met."),
        ("Talks\n\nWASHINGTON (AP) — They met.", "Talks They met."),
        ("Talks\n\nThey met.\n\nNATO - the alliance - met.", "Talks They met. NATO - the alliance - met."),
        ("## Talks\n\n- one\n> two\n\n* * *\n---\n", "Talks one two"),
    ],
)
def test_dateline_and_marks_at_the_beginning_of_lines_go(text, left):
    assert " ".join(shown(text).split()) == left


def test_title_keeps_its_words_whatever_they_are():
    text = f"Video: talks *fail*\n\n{BODY}"
    assert shown(text, title_span=(0, 19)) == f"Video: talks  fail \n\n{BODY}"


def test_text_of_one_line_is_never_boilerplate_as_a_whole():
    assert shown("Video: Two presidents meet") == "Video: Two presidents meet"


def test_lines_that_gave_metadata_are_blanked():
    text = (
        f"Talks\n\nApril 16, 2013\n\nThe  Moscow Times\n\n{BODY}\n\nOriginal url:\n\n<https://example.com/a>"
    )
    found = find_metadata(text, datetime.date(2020, 1, 1))
    assert shown(text, title_span=found.title_span, known=found.spans).split() == f"Talks {BODY}".split()


@given(st.text(alphabet="aB .\n[](<>)*_`#&;@-:/pwRead more", max_size=200))
def test_blanks_are_sorted_disjoint_and_lie_in_the_text(text):
    blanks = find_blanks(text)
    places = [place for span in blanks for place in span]
    assert places == sorted(places)
    assert all(begin < end for begin, end in blanks)
    assert not places or (places[0] >= 0 and places[-1] <= len(text))
    assert [line.count("\n") for line in (text, shown(text))] == [text.count("\n")] * 2


CHARACTERS = list("a([<#\n*_`&@- \t\r>|]éA1.")
FRAGMENTS = [
    *[
        "[a](",
        "](",
        "![](",
        "<a ",
        "<!--",
        "<script>",
        "<p>",
        "(read more ",
        "a\n",
        "#\n",
        "\n\n",
        "a@a.",
        "@a",
        "a_",
        "_a",
    ],
    *[
        "www.",
        "http://",
        "://",
        "http://a.b/(",
        "By A ",
        "A, ",
        "(A) - ",
        "April ",
        "MOSCOW, ",
        "MOSCOW - ",
        "2013-",
    ],
    *[
        "See also\nA\n",
        "related\n\na\n",
        "Photo: \n",
        "get the ",
        "&amp;",
        "Jan. 1, 2013\n",
        "title: a\n",
        "A-",
        "---\n",
    ],
]


@pytest.mark.parametrize("before", ["", "Two presidents meet\n\n"], ids=["alone", "titled"])
@pytest.mark.parametrize(
    ("unit", "n_bytes"),
    # A square law would take minutes for either size; the fragments make many more spans than any text has.
    [*((unit, 1_000_000) for unit in CHARACTERS), *((unit, 250_000) for unit in FRAGMENTS)],
)
def test_hostile_text_is_read_in_a_moment(unit, n_bytes, before):
    content = (before + unit * (n_bytes // len(unit))).encode()
    begun = time.process_time()
    with contextlib.suppress(UnreadableError):
        article_of_text(content, lambda *problem: None)
    assert time.process_time() - begun < 1.0
