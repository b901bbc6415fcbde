import datetime

import pytest

from tension.errors import InputError
from tension.text.article import blanked
from tension.text.compose import article_of_page
from tension.text.encoding import UnreadableError

BODY = """
<p>The two presidents met in the capital on Monday and agreed to go on talking about arms.</p>
<p>They will meet again in June, said a spokesman for one of them, who gave no details of the plan.</p>
<p>Observers called the meeting a first step, since none had taken place for more than a year.</p>
"""


def page(head="", body=BODY, title="Two presidents meet", before=""):
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>{before}"
        f"<article><h1>{title}</h1>{body}</article>"
        "<footer>Copyright 2011 The Examiner</footer></body></html>"
    )


def read(markup, **settings):
    problems = []
    content = markup if isinstance(markup, bytes) else markup.encode()
    return article_of_page(content, lambda *problem: problems.append(problem), **settings), problems


def test_article_is_its_title_and_paragraphs_and_nothing_around_them():
    article, problems = read(page())
    assert article.title == "Two presidents meet"
    assert article.text[slice(*article.title_span)] == "Two presidents meet"
    assert article.text.count("Two presidents meet") == 1
    assert "agreed to go on talking" in article.text
    assert "They will meet again" in article.text
    assert not any(word in article.text for word in ("Home", "World", "Copyright"))
    assert problems == []


@pytest.mark.parametrize(
    ("head", "before", "date"),
    [
        ("<meta property='article:published_time' content='2013-04-16T22:30:00-04:00'>", "", "2013-04-17"),
        ("<meta name='date' content='April 16, 2013'>", "", "2013-04-16"),
        (
            '<script type="application/ld+json">{"datePublished": "2013-04-16"}</script>',
            "",
            "2013-04-16",
        ),
        ("<link rel='canonical' href='https://www.example.com/2013/04/16/two'>", "", "2013-04-16"),
        ("", "<time datetime='2013-04-16'>yesterday</time>", "2013-04-16"),
        ("", "<time datetime='2013-04-16'></time><time datetime='2013-05-01'></time>", None),
        ("", "<p>Updated site: May 1, 2012</p><!-- 2012-05-01 -->", None),
        ("<meta property='article:modified_time' content='2013-04-16'>", "", None),
        ("", "", None),
    ],
)
def test_date_is_taken_from_what_says_when_it_was_published_and_never_made_up(head, before, date):
    article, _ = read(page(head=head, before=before))
    assert article.date == (date and datetime.date.fromisoformat(date))


def test_date_that_cannot_be_is_refused():
    article, problems = read(page(head="<meta property='article:published_time' content='2144-04-16'>"))
    assert article.date is None
    assert [("in the future" in reason, failed) for _, reason, _, failed in problems] == [(True, False)]


@pytest.mark.parametrize(
    ("head", "source", "url"),
    [
        ("<meta property='og:site_name' content='The Examiner'>", "The Examiner", None),
        (
            "<link rel='canonical' href='https://www.themoscowtimes.com/a'>",
            "The Moscow Times",
            "https://www.themoscowtimes.com/a",
        ),
        ("", "a file", None),
    ],
)
def test_source_and_address(head, source, url):
    article, _ = read(page(head=head), default_source="a file")
    assert (article.source, article.url) == (source, url)


def test_byline_and_dateline_of_the_page_are_blanked():
    body = f"<p>By Jane Doe</p><p>MOSCOW, April 16, 2013 (Reuters) - They met.</p>{BODY}"
    article, _ = read(page(body=body))
    assert "Jane" not in blanked(article)
    assert "MOSCOW" not in blanked(article)
    assert article.date == datetime.date(2013, 4, 16)


def test_page_in_the_encoding_that_it_declares():
    markup = page(
        title="Президенты",
        body=BODY
        + "<p>"
        + "Встреча прошла в столице, стороны договорились о новых переговорах. " * 9
        + "</p>",
    )
    article, problems = read(markup.replace("utf-8", "windows-1251").encode("windows-1251"))
    assert "Встреча" in article.text
    ((_, reason, *_),) = problems
    assert reason.startswith("looks as if it weren't English")


@pytest.mark.parametrize(
    "markup",
    [
        "<html></html>",
        "<html><body><script>var a = 1</script></body></html>",
        "<p>",
        "<" * 9999,
        "<div>" * 9999,
        "no markup",
        "\0",
    ],
    ids=["empty", "script", "tag", "brackets", "deep", "text", "binary"],
)
def test_page_without_an_article_is_refused(markup):
    with pytest.raises(UnreadableError):
        read(markup)


def test_page_is_read_the_same_each_time():
    assert read(page()) == read(page())


def test_page_in_a_folder(tmp_path):
    from tension.text.corpus import read_articles

    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    assert [article.title for article in read_articles(tmp_path)] == ["Two presidents meet"]
    (tmp_path / "a.html").write_text("<html></html>", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.html: "):
        list(read_articles(tmp_path))
