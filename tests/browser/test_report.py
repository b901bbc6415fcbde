"""The report in a browser: from a file, alone, sorted and filtered, read without JavaScript, and by everyone."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from tests.browser.conftest import HOSTILE

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
SORTED = ("movers", "events", "sources", "articles")

COLUMNS = """id => [...document.getElementById(id).tHead.rows[0].cells].map(
  head => [head.textContent, head.classList.contains("n")])"""

KEYS = """([id, column]) => [...document.getElementById(id).tBodies[0].rows].map(row => {
  const cell = row.cells[column]; return cell.dataset.key ?? cell.textContent; })"""

ORDERED = """keys => keys.every((key, i) => !i || keys[i - 1].localeCompare(key) <= 0)"""

# Every text that is shown: its colour, that of what lies behind, and where it stands.
TEXTS = """() => {
  const parsed = colour => colour.match(/[\\d.]+/g).map(Number);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parsed(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
      if (colour[3] > 0) return null;
    }
    return null;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    found.push([element.tagName, walker.currentNode.data.trim().slice(0, 40),
      parsed(getComputedStyle(element).color).slice(0, 3), behind(element)]);
  }
  return found;
}"""

FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {tag: element.tagName, text: element.textContent.slice(0, 30), line: style.outlineStyle,
    width: parseFloat(style.outlineWidth), colour: style.outlineColor, left: box.left, right: box.right};
}"""


@pytest.fixture(params=["report", "article", "hostile_report", "hostile article"])
def any_page(request):
    if request.param != "hostile article":
        return request.getfixturevalue(request.param)
    folder = request.getfixturevalue("hostile_report").parent / "articles"
    return max(folder.iterdir(), key=lambda path: path.stat().st_size)


@pytest.fixture(params=["report", "article"])
def honest_page(request):
    return request.getfixturevalue(request.param)


def contrast(one, other):
    """Contrast of two colours as WCAG 2 has it, from 1 to 21."""

    def luminance(colour):
        parts = [c / 255 for c in colour]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def keys_of(page, table, column):
    return page.evaluate(KEYS, [table, column])


def is_sorted(page, keys, number):
    if number:
        known = [key for key in keys if key != "–"]  # what has no number stands last, either way
        values = [float(key) for key in known]
        return values == sorted(values) and keys[: len(known)] == known
    return page.evaluate(ORDERED, keys)


def turned(keys):
    """The keys the other way round, but for those without a number, which stay last."""
    known = [key for key in keys if key != "–"]
    return known[::-1] + keys[len(known) :]


def head(page, table, column):
    return page.locator(f"#{table} thead th").nth(column)


def button(page, table, column):
    return head(page, table, column).get_by_role("button")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_opened_from_a_file_is_silent_and_asks_for_nothing(visit, any_page, scheme):
    visited = visit(any_page, color_scheme=scheme)
    visited.page.wait_for_load_state("networkidle")
    assert visited.console == []
    assert visited.errors == []
    assert visited.dialogs == []
    assert visited.requests[0] == any_page.as_uri()
    assert [url[:60] for url in visited.requests[1:] if not url.startswith("data:")] == []


def test_charts_are_drawn(visit, report):
    page = visit(report).page
    sizes = page.locator("img").evaluate_all(
        "images => images.map(i => [i.complete, i.naturalWidth, i.clientWidth])"
    )
    assert len(sizes) == 3
    assert all(complete and natural > 300 and shown > 300 for complete, natural, shown in sizes)


@pytest.mark.parametrize("table", SORTED)
def test_a_click_on_a_header_sorts_and_another_turns_the_order(visit, report, table):
    page = visit(report).page
    columns = page.evaluate(COLUMNS, table)
    before = page.locator(f"#{table} tbody tr").count()
    for column, (name, number) in enumerate(columns):
        button(page, table, column).click()
        assert head(page, table, column).get_attribute("aria-sort") == "ascending", name
        rising = keys_of(page, table, column)
        assert is_sorted(page, rising, number), name
        button(page, table, column).click()
        assert head(page, table, column).get_attribute("aria-sort") == "descending", name
        falling = keys_of(page, table, column)
        assert is_sorted(page, turned(falling), number), name
        assert sorted(rising) == sorted(falling)
        assert page.locator(f"#{table} th[aria-sort]").count() == 1
    assert page.locator(f"#{table} tbody tr").count() == before


def test_periods_are_sorted_by_name_and_by_what_is_never_empty(visit, report):
    page = visit(report).page
    page.locator("summary").click()
    names = [name for name, _ in page.evaluate(COLUMNS, "periods")]
    for name in ("period", "stories", "sources"):
        column = names.index(name)
        button(page, "periods", column).click()
        assert is_sorted(page, keys_of(page, "periods", column), name != "period")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_header_sorts_by_keyboard(visit, report, key):
    page = visit(report).page
    for order in ("ascending", "descending", "ascending"):
        button(page, "articles", 0).focus()
        page.keyboard.press(key)
        assert head(page, "articles", 0).get_attribute("aria-sort") == order
        assert button(page, "articles", 0).evaluate("element => element === document.activeElement")


def test_sorting_leaves_rows_that_tie_in_their_order(visit, report):
    page = visit(report).page
    before = keys_of(page, "articles", 1)
    button(page, "articles", 4).click()
    words, titles = keys_of(page, "articles", 4), keys_of(page, "articles", 1)
    for word in set(words):
        places = [before.index(title) for title, own in zip(titles, words, strict=True) if own == word]
        assert places == sorted(places)


def test_a_table_is_not_sorted_before_anyone_asks(visit, report):
    page = visit(report).page
    assert page.locator("th[aria-sort]").count() == 0
    assert page.locator("th button").count() == page.locator("table[data-sort] th").count()


@pytest.mark.parametrize("wanted", ["moscow", "MOSCOW", "2014-", "no such word", ""])
def test_the_filter_hides_rows_and_tells_how_many_are_shown(visit, report, wanted):
    page = visit(report).page
    rows = page.locator("#articles tbody tr")
    expected = [wanted.lower() in text.lower() for text in rows.all_text_contents()]
    page.get_by_label("Filter:").fill("x")
    page.get_by_label("Filter:").fill(wanted)
    assert [row.is_visible() for row in rows.all()] == expected
    assert page.get_by_role("status").text_content() == f"{sum(expected)} of {len(expected)} shown"


def test_rows_that_are_filtered_out_stay_so_when_the_others_are_sorted(visit, report):
    page = visit(report).page
    page.get_by_label("Filter:").fill("sanctions")
    before = sorted(page.locator("#articles tbody tr:visible").all_text_contents())
    button(page, "articles", 3).click()
    assert 0 < len(before) < page.locator("#articles tbody tr").count()
    assert sorted(page.locator("#articles tbody tr:visible").all_text_contents()) == before


def test_without_javascript_everything_can_be_read(visit, report):
    page = visit(report, java_script_enabled=False).page
    assert page.locator("th button").count() == 0
    assert page.get_by_label("Filter:").is_hidden()
    for table in SORTED:
        assert page.locator(f"#{table} tbody tr").first.is_visible(), table
    assert (
        page.locator("#articles tbody tr:visible").count() == page.locator("#articles tbody tr").count() >= 40
    )
    assert page.locator("#periods tbody tr").first.is_hidden()
    page.locator("summary").click()
    assert page.locator("#periods tbody tr").first.is_visible()
    assert page.locator("img.chart").first.is_visible()


def test_links_of_articles_open_pages_that_lead_back(visit, report):
    visited = visit(report)
    page = visited.page
    links = page.locator("#articles tbody a")
    for i in (0, links.count() - 1):
        title = links.nth(i).text_content()
        links.nth(i).click()
        assert page.locator("h1").text_content() == title
        assert page.url.startswith((report.parent / "articles").as_uri())
        page.get_by_role("link", name="Tension between the United States and Russia").click()
        assert page.url == report.as_uri()
    assert visited.errors == visited.console == []


def test_every_link_of_the_report_leads_to_a_file_or_a_place_in_the_page(visit, report):
    page = visit(report).page
    for address in page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        if address.startswith("#"):
            assert page.locator(address).count() == 1
        else:
            assert (report.parent / address).is_file()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("details", [False, True], ids=["closed", "open"])
def test_the_document_is_no_wider_than_the_window(visit, any_page, width, details):
    page = visit(any_page, viewport={"width": width, "height": 800}).page
    if details:
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_is_cut_off_outside_of_what_scrolls(visit, honest_page, width):
    page = visit(honest_page, viewport={"width": width, "height": 800}).page
    over = """width => [...document.querySelectorAll("main *, header *, footer *")].filter(one =>
      !one.closest(".scroll") && one.getBoundingClientRect().right > width + 1).map(one => one.outerHTML.slice(0, 80))"""
    assert page.evaluate(over, width) == []


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_dark_is_dark_and_print_is_light(visit, honest_page):
    light, dark = (visit(honest_page, color_scheme=scheme).page for scheme in SCHEMES)
    assert background(light) == "rgb(255, 255, 255)"
    assert contrast([int(c) for c in re.findall(r"\d+", background(dark))], (0, 0, 0)) < 1.3
    dark.emulate_media(media="print", color_scheme="dark")
    assert background(dark) == "rgb(255, 255, 255)"


def test_in_print_there_is_no_filter(visit, report):
    page = visit(report).page
    assert page.get_by_label("Filter:").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_label("Filter:").is_hidden()
    assert page.pdf().startswith(b"%PDF")


def test_hostile_text_is_shown_as_text(visit, hostile_report):
    visited = visit(hostile_report)
    page = visited.page
    titles = page.locator("#articles tbody td.title").all_text_contents()
    for hostile in HOSTILE[:7]:
        assert f"Title {hostile}" in titles
    assert page.locator("script").count() == 1
    assert page.locator("img:not(.chart)").count() == 0
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
        )
        == []
    )
    assert page.evaluate("[...document.links].filter(link => link.protocol !== 'file:').length") == 0
    page.mouse.move(300, 300)
    for table in ("articles", "sources"):
        button(page, table, 1).click()
    assert visited.dialogs == visited.errors == visited.console == []


def test_hostile_articles_are_shown_as_text(visit, hostile_report):
    pages = sorted((hostile_report.parent / "articles").iterdir())
    assert len(pages) == len(HOSTILE)
    visited = visit(pages[0])
    page = visited.page
    for path in pages:
        page.goto(path.as_uri())
        assert page.locator("script, img, iframe, object").count() == 0
        assert page.locator("h1").count() == page.locator("main").count() == 1
        assert page.evaluate("[...document.links].filter(link => link.protocol !== 'file:').length") == 0
        assert (
            page.locator(".sentences .text")
            .first.text_content()
            .startswith("Russia condemned the United States")
        )
    assert visited.dialogs == visited.errors == visited.console == []


def test_marks_that_turn_the_direction_do_not_reach_the_neighbours(visit, hostile_report):
    page = visit(hostile_report).page
    cell = page.locator("#articles td.title", has_text="isolated")
    assert "\ufffd" in cell.text_content()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.locator("#articles").text_content())
    styles = page.locator("#articles .title, #articles .source").evaluate_all(
        "cells => cells.map(cell => getComputedStyle(cell).unicodeBidi)"
    )
    assert set(styles) == {"isolate"}


def test_headings_go_down_a_step_at_a_time_from_one_h1(visit, any_page):
    page = visit(any_page).page
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "all => all.map(one => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_pages_have_language_title_main_and_a_way_to_it(visit, any_page):
    page = visit(any_page).page
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title()
    assert page.locator("main").count() == 1
    page.keyboard.press("Tab")
    focus = page.evaluate(FOCUS)
    assert focus["text"] == "Skip to the content"
    assert focus["left"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_pictures_headers_fields_and_regions_have_words(visit, report):
    page = visit(report).page
    words = page.locator("img").evaluate_all("images => images.map(image => image.alt)")
    assert len(words) == 3
    assert all(len(alt) > 20 for alt in words)
    assert all(text.strip() for text in page.locator("th").all_text_contents())
    assert all(
        page.locator("[role=region]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    )
    assert page.get_by_role("searchbox", name="Filter:").count() == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_has_a_contrast_of_four_and_a_half(visit, honest_page, scheme):
    page = visit(honest_page, color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    texts = page.evaluate(TEXTS)
    tags = {tag for tag, *_ in texts}
    assert {"A", "P", "H1", "H2"} <= tags
    assert tags & {"MARK", "TD"}
    assert all(back is not None for *_, back in texts)
    low = min(texts, key=lambda one: contrast(one[2], one[3]))
    assert contrast(low[2], low[3]) >= 4.5, low


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_has_the_focus_has_a_ring_in_sight(visit, honest_page, scheme):
    page = visit(honest_page, color_scheme=scheme).page
    paper = [int(c) for c in re.findall(r"\d+", background(page))]
    seen = set()
    for _ in range(page.locator("a, button, input, summary, [tabindex]").count()):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["tag"] == "BODY":
            break
        seen.add(focus["tag"])
        assert focus["line"] == "solid", focus
        assert focus["width"] >= 2, focus
        assert contrast([int(c) for c in re.findall(r"\d+", focus["colour"])[:3]], paper) >= 3, focus
    assert seen >= ({"A", "BUTTON", "INPUT", "SUMMARY", "DIV"} if page.locator("table").count() else {"A"})


def test_words_may_be_twice_as_large(visit, honest_page):
    page = visit(honest_page, viewport={"width": 640, "height": 800}).page
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.body.style.fontSize = '32px'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_contrast_is_that_of_wcag():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.478, abs=0.001)
    assert math.isclose(contrast((9, 9, 9), (9, 9, 9)), 1)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_serious_violation(visit, honest_page, scheme):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python isn't installed"
    )
    page = visit(honest_page, color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    violations = axe.Axe().run(page).response["violations"]
    grave = {
        one["id"]: [node["html"][:100] for node in one["nodes"]]
        for one in violations
        if one["impact"] in ("serious", "critical")
    }
    assert grave == {}
