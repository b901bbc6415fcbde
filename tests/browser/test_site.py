"""The documentation in a browser: from a file, at desk and phone size, light and dark, with its search, and alone."""

from __future__ import annotations

import pytest

from tests.docs.building import build_site, needs_mkdocs

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    needs_mkdocs()
    folder = tmp_path_factory.mktemp("site") / "docs"
    done = build_site(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_open_from_a_file_and_fit_the_window(site, visit, width, scheme):
    for name in ("index.html", "commands.html", "reference/index-and-charts.html", "experiments.html"):
        visited = visit(site / name, viewport={"width": width, "height": 800}, color_scheme=scheme)
        visited.page.wait_for_selector("h1")
        assert visited.page.evaluate("document.documentElement.scrollWidth") <= width, name
        chosen = visited.page.evaluate("document.body.dataset.mdColorScheme")
        assert chosen == {"light": "default", "dark": "slate"}[scheme]
        assert [url for url in visited.requests if not url.startswith("file:")] == []
        assert (visited.console, visited.errors) == ([], [])


def test_search_works_in_a_page_opened_from_a_file(site, visit):
    visited = visit(site / "tutorial.html", viewport={"width": 1280, "height": 800})
    visited.page.wait_for_timeout(300)
    visited.page.keyboard.press("s")
    visited.page.keyboard.type("fingerprint")
    visited.page.wait_for_selector(".md-search-result__item")
    assert "Glossary" in visited.page.locator(".md-search-result__list").inner_text()
    assert [url for url in visited.requests if not url.startswith("file:")] == []
    assert (visited.console, visited.errors) == ([], [])
