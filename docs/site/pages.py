"""Markdown pages to HTML: headings get anchors, links lead to built pages, code is coloured."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

HOME = "home.md"
LEXERS = {"sh": "console", "": "text"}
_SHELL = ("sh", "console")


@dataclass(frozen=True)
class Page:
    """A page of the documentation: where it comes from, where it goes, its title and its HTML."""

    source: str
    place: str
    title: str
    body: str
    heads: tuple[tuple[str, str], ...]
    pictures: tuple[str, ...]


def place_of(source: str) -> str:
    """Name of the built page; the site begins at ``index.html``, which is made of :data:`HOME`."""
    if source == HOME:
        return "index.html"
    if source.startswith("../"):  # a card of a model
        return f"card-{PurePosixPath(source).parent.name}.html"
    path = PurePosixPath(source).with_suffix(".html")
    return "the-index.html" if str(path) == "index.html" else str(path)


def read_page(folder: Path, source: str) -> Page:
    """Read a Markdown page of a folder and make HTML of it.

    Parameters
    ----------
    folder : Path
    source : str
        Name within the folder, with slashes.

    Returns
    -------
    Page
        ``heads`` are the anchors and texts of second-level headings; ``pictures`` what it shows, relative to the folder.
    """
    markdown = MarkdownIt("commonmark", {"highlight": coloured}).enable("table")
    tokens = markdown.parse((folder / source).read_text(encoding="utf-8"))
    heads: list[tuple[str, str]] = []
    pictures: list[str] = []
    title = ""
    for token, inside in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and inside is not None:
            text = _plain(inside)
            token.attrSet("id", anchor(text))
            if token.tag == "h1" and not title:
                title = text
            elif token.tag in ("h1", "h2"):
                heads.append((anchor(text), text))
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _link(str(child.attrGet("href")), source))
            elif child.type == "image":
                pictures.append(_within(str(child.attrGet("src")), source))
                child.attrSet("src", up_from(place_of(source)) + "pictures/" + picture_name(pictures[-1]))
    body = _options_whole(markdown.renderer.render(tokens, markdown.options, {}))
    body = body.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    return Page(source, place_of(source), title, body, tuple(heads), tuple(pictures))


def _options_whole(body: str) -> str:
    """Keep an option (``--freq``) in one piece where a line of code breaks."""
    return re.sub(
        r"<code>[^<]*</code>",
        lambda code: re.sub(r"(--[a-z-]+)", r'<span class="whole">\1</span>', code[0]),
        body,
    )


def with_links(body: str, names: dict[str, str]) -> str:
    """Let the first cells of tables lead on: what stands there in code, to the anchor that it has in ``names``."""

    def linked(cell: re.Match[str]) -> str:
        place = next(
            (
                names[name]
                for name in names
                if re.fullmatch(rf"(tension )?{re.escape(name)}( .*)?", _text(cell[1]))
            ),
            "",
        )
        return f'<td><a href="#{place}"><code>{cell[1]}</code></a></td>' if place else cell[0]

    return re.sub(r"<td><code>(.*?)</code></td>", linked, body)


def _text(body: str) -> str:
    return re.sub(r"<[^>]*>", "", body)


def anchor(text: str) -> str:
    """Anchor of a heading, as the usual hosts make it.

    Examples
    --------
    >>> anchor("How good is it?")
    'how-good-is-it'
    """
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def coloured(code: str, language: str, _: str = "") -> str:
    """Code with spans that the style sheet colours; shell lines get a prompt's look by their own class."""
    name = LEXERS.get(language, language)
    if language in _SHELL:
        code = "".join(
            line if line.startswith(("$ ", "  ")) else f"$ {line}" for line in code.splitlines(True)
        )
    try:
        lexer = get_lexer_by_name(name)
    except ClassNotFound:
        return html.escape(code)
    return str(highlight(code, lexer, HtmlFormatter(nowrap=True)))


def inline(text: str) -> str:
    """HTML of a line of text in which names stand between backquotes, single or double."""
    plain = re.sub(r":(?:func|class|meth|mod|data):`~?([^`]+)`", r"`\1`", text).replace("``", "`")
    return str(MarkdownIt("commonmark", {"html": False}).render(plain))


def picture_name(path: str) -> str:
    """One file name for a picture, wherever it lies."""
    return path.replace("../", "").replace("/", "-")


def up_from(place: str) -> str:
    """Return the steps from a built page up to the site's folder."""
    return "../" * place.count("/")


def _within(target: str, source: str) -> str:
    """Where a relative target lies, seen from the folder of the documentation."""
    parts: list[str] = []
    for part in (PurePosixPath(source).parent / target).parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _link(target: str, source: str) -> str:
    path, mark, fragment = target.partition("#")
    if not path or re.match(r"[a-z]+:", target):
        return target
    found = _within(path, source)
    if not found.endswith(".md"):
        raise ValueError(f"{source}: {target} isn't a page; link a page, or name the file without a link")
    return up_from(place_of(source)) + place_of(found) + mark + fragment


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))
