"""The page of one article: marks are words of its sentences, and what an article holds stays text."""

from __future__ import annotations

import dataclasses
import datetime
import re
from html.parser import HTMLParser

import pytest

from tension.scores.records import article_record
from tension.show.article_page import (
    LONGEST_SENTENCE,
    MOST_SENTENCES,
    MOST_TERMS,
    article_context,
    readable,
    render_article,
    sentence_context,
    web_address,
)
from tension.text.article import Article

COUNTRIES = "the United States and Russia"
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "closing tags": "</span></li></ol></main></body></html>",
    "comment": "<!-- <style> --><!--[if IE]>",
    "image": "<img src=x onerror=alert(1)>",
    "quotes": '"\'`" onmouseover="alert(1)" x=\'',
    "entities": "&lt;script&gt; &amp;amp; &#x3c;b&#x3e; &notin;",
    "template": "{{ 7 * 7 }} {% raw %} {# no #}",
    "address": "javascript:alert(1) data:text/html,<b>x</b>",
    "odd Unicode": "ﬁ Å 𝒜 👩‍👩‍👧 \u200b\ufeff\u2028\u0301\U0010ffff",
}
DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and the text of those that matter here."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.sentences, self.marks, self.texts = [], [], [], [], []
        self._inside = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.attributes += attributes
        if tag in ("meta", "img", "input", "br", "link"):
            return
        if tag == "span" and found.get("class") == "text":
            self.sentences.append("")
        if tag == "mark" and self._within():
            self.marks.append((len(self.sentences) - 1, len(self.sentences[-1]), ""))
        self._inside.append((tag, found.get("class")))

    def handle_endtag(self, tag):
        assert self._inside.pop()[0] == tag

    def handle_data(self, data):
        if ("style", None) not in self._inside:
            self.texts.append(data)
        if self._within():
            self.sentences[-1] += data
            if self._inside[-1][0] == "mark":
                sentence, at, text = self.marks[-1]
                self.marks[-1] = (sentence, at, text + data)

    def _within(self):
        return ("span", "text") in self._inside


def article(text, **facts):
    facts = {"title": "A title", "date": datetime.date(2020, 1, 2), "source": "Wire"} | facts
    return Article("one", text, **facts)


def recorded(scorer, one):
    return article_record(scorer.score_batch([one]), 0, scorer, explain=True)


def page_of(scorer, text, **facts):
    return render_article(recorded(scorer, article(text, **facts)), COUNTRIES)


@pytest.fixture(scope="module")
def seed_records(seeds, scorer):
    return [recorded(scorer, one) for one in list(seeds)[:25]]


def test_sentences_of_the_page_are_those_of_the_article(seed_records):
    for record in seed_records:
        page = Page(render_article(record, COUNTRIES))
        assert page.sentences == [readable(sentence["text"]) for sentence in record["sentences"]]


def test_marks_lie_in_their_sentence_one_after_another(seed_records):
    n = 0
    for record in seed_records:
        end = {}
        for sentence, at, text in Page(render_article(record, COUNTRIES)).marks:
            whole = readable(record["sentences"][sentence]["text"])
            assert text
            assert whole[at : at + len(text)] == text
            assert at >= end.get(sentence, 0)
            end[sentence] = at + len(text)
            n += 1
    assert n > 100


def test_marks_are_terms_of_the_explanation(seed_records):
    for record in seed_records:
        for sentence, at, text in Page(render_article(record, COUNTRIES)).marks:
            whole = record["sentences"][sentence]
            start = whole["start"] + at
            assert (start, start + len(text)) in {(term["start"], term["end"]) for term in whole["terms"]}


def term(start, end, weight, text="word", rule=""):
    return {"start": start, "end": end, "text": text, "rule": rule, "weight": weight}


def context_of(text, terms, start=0):
    return sentence_context(
        {
            "start": start, "end": start + len(text), "text": text, "relevant": True, "tension": 0.5, "intensity": 0.6,
            "cooperative": 0.05, "neutral": 0.4, "confrontational": 0.55, "terms": terms, "reason": "names both",
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "marked"),
    [
        ([], []),
        ([term(0, 2, 0.5)], [("ab", "conf", "+0.50")]),
        ([term(0, 2, -0.5)], [("ab", "coop", "-0.50")]),
        ([term(0, 2, 0.04)], []),  # too light
        ([term(0, 2, 0.3), term(0, 2, 0.4)], [("ab", "conf", "+0.70")]),  # one span, two terms
        (
            [term(0, 2, 0.3), term(0, 5, -0.4)],
            [("ab cd", "coop", "-0.40")],
        ),  # the heavier of two that overlap
        ([term(0, 4, 0.4), term(3, 8, 0.3)], [("ab c", "conf", "+0.40")]),
        (
            [term(0, 2, 0.3), term(2, 5, 0.3)],
            [("ab", "conf", "+0.30"), (" cd", "conf", "+0.30")],
        ),  # neighbours
        ([term(6, 8, 0.3), term(0, 2, -0.3)], [("ab", "coop", "-0.30"), ("ef", "conf", "+0.30")]),
        ([term(0, 9, 0.3), term(-1, 2, 0.3), term(3, 3, 0.3)], []),  # beyond the sentence, or of no width
    ],
)
def test_pieces_of_a_sentence(terms, marked):
    text = "ab cd ef"
    pieces = context_of(text, terms)["pieces"]
    assert "".join(piece["text"] for piece in pieces) == text
    assert [(p["text"], p["sign"], p["weight"]) for p in pieces if p["sign"]] == marked


def test_offsets_of_terms_are_those_of_the_article():
    pieces = context_of("ab cd", [term(103, 105, 0.5)], start=100)["pieces"]
    assert [(piece["text"], piece["sign"]) for piece in pieces] == [("ab ", ""), ("cd", "conf")]


def test_the_heaviest_words_are_listed_up_to_a_number():
    assert (
        len(context_of("ab", [term(0, 2, 0.5) | {"rule": f"rule {i}"} for i in range(20)])["terms"])
        == MOST_TERMS
    )


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_stays_text(scorer, hostile):
    plain = Page(page_of(scorer, "Russia condemned the United States.", url=None))
    text = f"Russia condemned the United States {hostile} and threatened sanctions."
    page = Page(page_of(scorer, text, title=f"Title {hostile}", source=f"Source {hostile}", url=hostile))
    assert set(page.tags) == set(plain.tags)
    assert page.tags.count("html") == page.tags.count("ol") == page.tags.count("h1") == 1
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert [value for name, value in page.attributes if name in ("href", "src")] == ["#main"]
    assert readable(text) in " ".join(page.sentences)
    for start in ("Title ", "Source "):
        assert f"{start}{hostile}" in page.texts


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://news.example/a?b=c&d=e", True),
        ("http://news.example/", True),
        (None, False),
        ("", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//news.example/", False),
        ('https://news.example/"onclick="alert(1)', False),
        ("https://news.example/<b>", False),
        ("https://news.example/\njavascript:alert(1)", False),
    ],
)
def test_only_an_address_of_the_web_is_linked(scorer, url, linked):
    assert bool(web_address(url)) == linked
    page = Page(page_of(scorer, "Russia condemned the United States.", url=url))
    links = [value for name, value in page.attributes if name == "href" and value != "#main"]
    assert links == ([url] if linked else [])


@pytest.mark.parametrize("mark", DIRECTION, ids=[f"U+{ord(mark):04X}" for mark in DIRECTION])
def test_marks_that_turn_the_direction_of_a_sentence_are_made_visible(scorer, mark):
    text = page_of(scorer, f"Russia condemned {mark}the United States.")
    assert mark not in text
    assert "Russia condemned �the United States." in Page(text).sentences


@pytest.mark.parametrize("code", [0, 1, 7, 8, 27, 31, 127])
def test_control_characters_of_a_sentence_become_spaces(scorer, code):
    text = page_of(scorer, f"Russia condemned{chr(code)}the United States.")
    assert chr(code) not in text
    assert Page(text).sentences[0].startswith("Russia condemned the")


@pytest.mark.parametrize("text", ["", "abc", "Ärger", "你好 мир", "a\u200eb\u200fc", "👩‍👩‍👧"])
def test_readable_leaves_honest_text_as_it_is(text):
    assert readable(text) == text


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "Russia condemned the U.S. " + "x" * 1_000_000, "sanctions " * 100_000]
)
def test_a_sentence_of_a_million_letters_is_cut_with_an_ellipsis(scorer, text):
    page = page_of(scorer, text)
    assert len(page) < 60_000
    longest = max(Page(page).sentences, key=len)
    assert len(longest) <= LONGEST_SENTENCE + 2
    assert longest.endswith(" …")


def test_a_sentence_of_the_greatest_length_is_whole():
    text = "x" * LONGEST_SENTENCE
    assert context_of(text, [])["pieces"] == [{"text": text, "sign": ""}]


def test_a_term_of_many_letters_is_cut():
    assert context_of("ab", [term(0, 2, 0.5, text="x" * 1000)])["terms"][0]["text"] == "x" * 80


def test_of_400_sentences_the_first_are_shown_and_the_others_counted(scorer):
    text = " ".join(f"Russia condemned the United States on day {i} again." for i in range(400))
    page = page_of(scorer, text)
    assert len(Page(page).sentences) == MOST_SENTENCES
    assert f"{400 - MOST_SENTENCES} more sentences aren't shown" in page
    assert "400 of 400 sentences count" in page


def test_as_many_sentences_as_fit_have_no_note(seed_records):
    assert "more sentences" not in render_article(seed_records[0], COUNTRIES)


def test_an_article_without_a_relevant_sentence_has_no_score_and_says_so(scorer):
    page = page_of(scorer, "It rained in Brazil. The harvest was good.")
    assert "No sentence concerns the two countries, so there is no score." in page
    assert 'class="bar"' not in page
    assert Page(page).sentences == ["It rained in Brazil.", "The harvest was good."]
    assert page.count('<li class="aside"') == 2
    assert not re.search(r"\bnan\b|\bNone\b", page)


def test_an_article_without_title_date_and_source_says_so(scorer):
    page = Page(page_of(scorer, "Russia condemned the United States.", title=None, date=None, source=None))
    text = " ".join(page.texts)
    assert all(words in text for words in ("(no title)", "no date", "unknown source"))


def test_an_empty_article_has_a_page(scorer):
    assert Page(page_of(scorer, "")).sentences == []


def test_verdict_tells_word_tension_and_interval(scorer):
    record = recorded(scorer, article("Russia condemned the United States and imposed sanctions."))
    verdict = article_context(record, COUNTRIES)["verdict"]
    assert re.fullmatch(
        r"(Strongly c|C)onfrontational: tension \+[01]\.\d\d, 90% interval [+-]\d\.\d\d to [+-]\d\.\d\d\.",
        verdict,
    )
    assert f"tension {record['tension']:+.2f}" in verdict


def test_shares_fill_the_bar(seed_records):
    for record in seed_records:
        widths = [float(part["width"]) for part in article_context(record, COUNTRIES)["bar"]]
        assert len(widths) in (0, 3)
        assert not widths or sum(widths) == pytest.approx(100, abs=0.02)


@pytest.mark.parametrize(("home", "links"), [("", 0), ("../index.html", 1)])
def test_only_a_page_of_a_report_has_a_way_home(scorer, home, links):
    record = recorded(scorer, article("Russia condemned the United States."))
    page = render_article(record, COUNTRIES, home=home, home_title="Tension & <more>")
    assert page.count('href="../index.html"') == links
    assert page.count("Tension &amp; &lt;more&gt;") == links


def test_a_record_without_explanation_has_a_page(scorer):
    record = article_record(scorer.score_batch([article("Russia condemned the United States.")]), 0, scorer)
    page = Page(render_article(record, COUNTRIES))
    assert page.sentences == ["Russia condemned the United States."]
    assert page.marks == []


def test_page_needs_nothing_else(scorer):
    page = page_of(scorer, "Russia condemned the United States.", url="https://news.example/a")
    assert not re.search(r"<(script|link|img|iframe|object|embed|base|form)\b", page)
    assert "url(" not in page
    assert "@import" not in page
    assert page.count("https:") == 1


def test_page_is_the_same_twice(scorer):
    one = article("Russia condemned the United States. It rained.")
    first, again = (render_article(recorded(scorer, dataclasses.replace(one)), COUNTRIES) for _ in range(2))
    assert first == again
