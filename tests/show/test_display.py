"""What a notebook shows: HTML that is safe and keeps to itself, from the templates and colours of the report."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tension.show import display
from tension.show.article_page import render_article
from tension.show.display import MOST_SENTENCES, article_html, model_html, register
from tension.show.one_article import score_article

COUNTRIES = "the United States and Russia"
TEMPLATES = Path(display.__file__).with_name("templates")
HOSTILE = (
    "<script>alert(1)</script>",
    "</style></div></details><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)'",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;script&gt; &amp;",
    "\u202eturned\u202c \u2066alone\u2069",
    "x" * 100_000,
)


class Part(HTMLParser):
    """Elements, attributes and texts of a part of a page, whose elements must close in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts, self._open = [], [], [], []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" not in self._open:
            self.texts.append(data)


class Formatter:
    def __init__(self):
        self.known = {}

    def for_type_by_name(self, module, name, function):
        self.known[module, name] = function


class Shell:
    def __init__(self):
        self.display_formatter = self
        self.formatters = {"text/html": Formatter()}


def outer_selectors(style):
    """Selectors that stand in no other rule."""
    depth, start, found = 0, 0, []
    for at, sign in enumerate(style):
        if sign == "{":
            if depth == 0:
                found.append(style[start:at].strip())
            depth += 1
        elif sign == "}":
            depth -= 1
            start = at + 1
    assert depth == 0
    return found


def style_of(html):
    return re.search("<style>(.*?)</style>", html, re.DOTALL)[1]


def html_of(hostile):
    text = f"T {hostile}\n\nRussia condemned the United States.\n\nRussia {hostile} threatened it with sanctions."
    return score_article(text)._repr_html_()


@pytest.fixture(scope="module")
def wire(seeds):
    return score_article(next(iter(seeds)))


@pytest.mark.filterwarnings("ignore:.*looks as if it weren't English")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile):
    tags = [Part(html_of("")).tags, Part(html_of(hostile)).tags]
    assert tags[0].count("div") == tags[1].count("div")
    assert set(tags[0]) == set(tags[1])
    html = html_of(hostile)
    assert not [name for name, _ in Part(html).attributes if name.startswith("on") or name in ("src", "href")]
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert len(html) < 30_000


def test_every_rule_of_the_style_is_within_the_view(wire, model):
    for html in (wire._repr_html_(), model_html(model)):
        selectors = outer_selectors(style_of(html))
        assert len(selectors) == 3
        assert all(re.search(r"(^| )\.tension-view$", selector) for selector in selectors)
        assert "@import" not in html
        assert "url(" not in html


def test_sentences_are_styled_as_on_the_page(wire):
    rules = (TEMPLATES / "sentences.css").read_text(encoding="utf-8")
    assert rules in style_of(wire._repr_html_())
    assert rules in render_article(dict(wire.record), COUNTRIES)


def test_colours_of_light_and_dark_are_those_of_the_page():
    page = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    own = (TEMPLATES / "notebook.css").read_text(encoding="utf-8")
    both = re.findall(r"(--\w+): light-dark\((#\w+), (#\w+)\)", own)
    assert len(both) == 7
    for name, light, dark in both:
        assert re.findall(rf"{name}: (#\w+)", page)[:2] == [light, dark]


def test_every_sentence_has_its_words_folded_away(wire):
    part = Part(wire._repr_html_())
    assert part.tags.count("li") == wire.n_sentences
    assert part.tags.count("summary") == wire.sentences.tension.notna().sum() + 1
    assert ("title", "+0.65") in part.attributes or any(
        "." in str(v) for k, v in part.attributes if k == "title"
    )


def test_verdict_and_interval_are_shown(wire):
    assert wire.verdict in Part(wire._repr_html_()).texts


def test_of_many_sentences_the_first_are_shown_and_the_others_counted():
    text = " ".join(f"Russia condemned the United States on day {i} again." for i in range(300))
    html = score_article(text)._repr_html_()
    assert Part(html).tags.count("li") == MOST_SENTENCES
    assert f"{300 - MOST_SENTENCES} more sentences aren't shown; its frame .sentences shows all." in html
    assert len(html) < 100_000


def test_an_article_without_a_relevant_sentence_says_so():
    html = score_article("It rained in Brazil.")._repr_html_()
    assert "there is no score" in html
    assert not re.search(r"\bnan\b|\bNone\b", html)


def test_nothing_of_a_notebook_is_a_heading_that_it_would_list(wire, model):
    for html in (wire._repr_html_(), model_html(model)):
        assert not re.search("<h[1-6]", html)


def test_the_same_article_has_the_same_html(wire):
    assert wire._repr_html_() == article_html(dict(wire.record), COUNTRIES)


def test_a_model_shows_its_figures_its_sources_and_no_address(model):
    part = Part(model_html(model))
    told = " ".join(part.texts)
    assert model.name in part.texts
    assert f"{model.card['metrics']['events_test/sign_auc']['value']:.3f}" in told
    assert all(source in told for source in model.card["training"])
    assert not [name for name, _ in part.attributes if name in ("src", "href")]


@pytest.fixture
def stored(model, tmp_path, monkeypatch):
    """A model that is stored under a name of its own, with a card of a few lines."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "models" / "mine-1"
    folder.mkdir(parents=True)
    card = dict(model.card) | {"name": "mine-1"}
    (folder / "card.json").write_text("{}", encoding="utf-8")

    def storing(text):
        (folder / "CARD.md").write_text(text.replace("SHA", card["sha256"]), encoding="utf-8")
        return dataclasses.replace(model, name="mine-1", card=card)

    return storing


def test_the_whole_card_is_folded_away(stored):
    html = model_html(
        stored("# mine-1\n\n## Sources\n\n| source | terms |\n| --- | ---: |\n| a | MIT |\n\n`SHA`\n")
    )
    assert "<summary>The whole card" in html
    assert '<p class="part">Sources</p>' in html
    assert '<td style="text-align:right">MIT</td>' in html
    Part(html)


def test_a_card_of_another_model_is_not_shown(stored):
    assert "<summary>" not in model_html(stored("# mine-1\n\nOf a fit before.\n"))


def test_a_hostile_card_stays_text(stored):
    html = model_html(
        stored(
            "<script>alert(1)</script> ![a](https://x.example/a.png) [b](javascript:alert(1)) <https://x.example>\n\nSHA"
        )
    )
    part = Part(html)
    assert "script" not in part.tags
    assert not {"img", "a"} & set(part.tags)
    assert "<script>alert(1)</script>" in " ".join(part.texts)


def test_a_model_that_was_never_stored_or_measured_says_so(model):
    html = model_html(dataclasses.replace(model, name="<b>new", card={}))
    assert "Not measured yet" in html
    assert "&lt;b&gt;new" in html
    assert "<summary>" not in html


def test_registering_names_the_model_and_imports_nothing():
    shell = Shell()
    register(shell)
    known = shell.formatters["text/html"].known
    assert known == {("tension.model.folder", "TensionModel"): model_html}


def test_a_shell_that_formats_nothing_is_left_alone():
    shell = Shell()
    shell.display_formatter = None
    register(shell)
    register(object())


def test_reading_the_module_imports_nothing_that_is_shown():
    code = "import sys, tension.show.display; print(*(m for m in sys.modules if m.startswith('tension')), 'jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["tension", "tension.show", "tension.show.display", "False"]


def test_ipython_shows_a_model_and_an_article(model, wire):
    shell = pytest.importorskip("IPython.core.formatters", reason="IPython isn't installed (extra notebook)")
    formatter = shell.DisplayFormatter()
    stand_in = Shell()
    stand_in.display_formatter = formatter
    register(stand_in)
    for shown, html in ((model, model_html(model)), (wire, wire._repr_html_())):
        formats, _ = formatter.format(shown)
        assert formats == {"text/plain": repr(shown), "text/html": html}
