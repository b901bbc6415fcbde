"""Fixtures: a browser, and reports for it to open: of the shipped samples, and of articles that mean harm."""

from __future__ import annotations

import contextlib
import datetime
import shutil
from pathlib import Path

import pytest

import tension
from tension.show.report import write_report
from tension.text.article import Article

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title></style></h1></table></main><script>alert(1)</script>",
    "\"' onmouseover='alert(1)' x=\"",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;",
    "javascript:alert(1)",
    "{{ 7 * 7 }} {% raw %} ${7 * 7}",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "السلام שלום 你好 👩‍👩‍👧 Z̷̡͎͝a̶l̵g̸o̶ 𝒜ﬁÅ\u2028\u0085\ufeff",
    "x" * 1_000_000,
)


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright isn't installed (extra dev)")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is on the path")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=found, args=list(FLAGS))
        yield launched
        launched.close()


class Visit:
    """A page with everything that it did: words in the console, errors, requests, dialogs."""

    def __init__(self, page):
        self.page, self.console, self.errors, self.requests, self.dialogs = page, [], [], [], []
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@pytest.fixture
def visit(browser):
    """Open files, each in a context of its own: ``visit(path, color_scheme="dark")``."""
    with contextlib.ExitStack() as opened:

        def opening(path, **options):
            context = browser.new_context(**options)
            opened.callback(context.close)
            context.set_default_timeout(20_000)
            visited = Visit(context.new_page())
            visited.page.goto(path.as_uri())
            return visited

        yield opening


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seeds") / "report"
    write_report(tension.read_articles([str(SEEDS)]), folder)
    return folder / "index.html"


@pytest.fixture(scope="session")
def article(report):
    """The page of an article with many marks."""
    pages = sorted((report.parent / "articles").iterdir())
    return max(pages, key=lambda path: (path.read_text(encoding="utf-8").count("<mark"), path.name))


@pytest.fixture(scope="session")
def hostile_report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "report"
    articles = [
        Article(
            f"{i} {hostile[:60]}",
            f"Russia condemned the United States and threatened it with sanctions: {hostile}.",
            title=f"Title {hostile}",
            date=datetime.date(2020, 1 + i, 3),
            source=f"Source {hostile[:200]}",
            url=f"javascript:alert({i})",
        )
        for i, hostile in enumerate(HOSTILE)
    ]
    # Ten articles make no scale, and each is of a source of its own.
    alone, short = "share no period with the others", "tension_index is left empty"
    with pytest.warns(UserWarning, match=alone), pytest.warns(UserWarning, match=short):
        write_report(articles, folder)
    return folder / "index.html"
