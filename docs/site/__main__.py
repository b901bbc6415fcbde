"""Build the documentation: ``python docs/site``. Pages are Markdown, the reference is made from docstrings and help.

The built pages ask no network for anything; a policy in each forbids it.
"""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path
from typing import Any

import commands
import reference
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pages import HOME, Page, picture_name, read_page, up_from, with_links
from pygments.formatters import HtmlFormatter

HERE = Path(__file__).resolve().parent
DOCS, ROOT = HERE.parent, HERE.parents[1]

SECTIONS = {
    "Start": (HOME, "tutorial.md"),
    "How to": (
        "how-to/score-a-folder.md", "how-to/own-table.md", "how-to/send-a-report.md", "how-to/read-the-intervals.md",
        "how-to/compare-with-gpr.md", "how-to/another-pair.md", "how-to/label-sentences.md",
        "how-to/train-on-own-labels.md", "how-to/audit-the-index.md", "how-to/scikit-learn.md",
        "how-to/reproducible-runs.md",
    ),
    "Reference": ("commands.md", "python.md", "glossary.md"),
    "How good it is": ("validity.md", "index.md", "dyads.md", "experiments.md", "../models/tension-2/CARD.md"),
}  # fmt: skip
"""The pages in the order in which they're offered; a page that isn't here isn't built, and the build says so."""

TITLES = {
    HOME: "Overview", "index.md": "What the index shows", "dyads.md": "Dyads: the file, the gate",
    "../models/tension-2/CARD.md": "The model's card",
}  # fmt: skip
"""Where a page's heading isn't what to call it among the others."""

ADDED = {
    "commands.md": ("Every command", commands.commands),
    "python.md": ("Every name", lambda: reference.reference(ROOT)),
}
"""What is generated at a page's end, and its heading."""


def build(output: Path) -> list[Path]:
    """Write the site into a folder, which is emptied before, and return its pages.

    Raises
    ------
    ValueError
        If a page of ``docs`` is in no section, or the folder holds something else than a site.
    """
    listed = [source for sources in SECTIONS.values() for source in sources]
    left_out = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - set(listed)
    if left_out:
        raise ValueError(
            f"{sorted(left_out)[0]}: is in no section; add it to SECTIONS in docs/site/__main__.py"
        )
    if output.is_file():
        raise ValueError(f"{output}: is a file; name a folder")
    if output.exists() and any(output.iterdir()) and not (output / "style.css").exists():
        raise ValueError(f"{output}: isn't a built site; choose a new or empty folder")
    shutil.rmtree(output, ignore_errors=True)
    found = {source: read_page(DOCS, source) for source in listed}
    written = [_write(page, output, found) for page in found.values()]
    for picture in {picture for page in found.values() for picture in page.pictures}:
        (output / "pictures").mkdir(exist_ok=True)
        shutil.copyfile(DOCS / picture, output / "pictures" / picture_name(picture))
    (output / "style.css").write_text(
        (HERE / "style.css").read_text(encoding="utf-8") + _code_colours(), encoding="utf-8"
    )
    return written


def _write(page: Page, output: Path, pages: dict[str, Page]) -> Path:
    head, make = ADDED.get(page.source, ("", str))
    added = make()
    anchors = re.findall(r'<h3 id="([\w-]+)">', added)
    body = with_links(
        page.body, {name.replace("-", " "): name for name in sorted(anchors, key=len, reverse=True)}
    )
    place = output / page.place
    place.parent.mkdir(parents=True, exist_ok=True)
    content = _template().render(
        page=page, title=TITLES.get(page.source, page.title), up=up_from(page.place), body=Markup(body),
        added_head=head, added=Markup(added), sections=_sections(pages),
    )  # fmt: skip
    place.write_text(content, encoding="utf-8")
    return place


def _sections(pages: dict[str, Page]) -> dict[str, list[tuple[str, str]]]:
    return {
        name: [(pages[source].place, TITLES.get(source, pages[source].title)) for source in sources]
        for name, sources in SECTIONS.items()
    }


def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("page.html")


def _code_colours() -> str:
    light = HtmlFormatter(style="xcode").get_style_defs("pre")
    dark = HtmlFormatter(style="github-dark").get_style_defs("pre")
    return f"\n{light}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def main() -> None:
    """Build, and say where to look."""
    parser = argparse.ArgumentParser(prog="python docs/site", description="Build the documentation.")
    parser.add_argument("--output", type=Path, default=Path("build/docs"), help="folder of the site")
    try:
        written = build(parser.parse_args().output)
    except ValueError as error:
        raise SystemExit(f"docs: {error}") from error
    print(f"{written[0]}: {len(written)} pages; open it in a browser")


if __name__ == "__main__":
    main()
