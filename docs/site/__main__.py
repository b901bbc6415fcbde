"""Build the documentation: ``python docs/site``. Pages are laid out as MkDocs wants them, the reference is added, MkDocs builds.

The built site works from a folder without a server, and asks no other host for anything.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import tempfile
from pathlib import Path

try:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException
except ImportError as error:
    raise SystemExit(f"docs: {error.name} isn't installed; pip install 'tension-index[docs]'") from error
from reference import add_commands, add_names

HERE = Path(__file__).resolve().parent
DOCS, ROOT = HERE.parent, HERE.parents[1]
BESIDE = ("CHANGELOG.md", "notebooks/README.md", "notebooks/*.ipynb", "models/tension-2/CARD.md",
          "models/tension-2/*.png", "reports/example/*.png")  # fmt: skip
"""What pages lead to outside ``docs``."""

RENAMED = {"index.md": "the-index.md", "home.md": "index.md", "notebooks/README.md": "notebooks/list.md"}
"""A site begins at its ``index``, which here is the page about the index; a README would begin a section."""


def lay_out(pages: Path) -> None:
    """Copy what the site is made of into a folder, with links that hold there, and add the reference."""
    shutil.copytree(DOCS, pages, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.md", "site"))
    for name in ("site.css", "iframe-worker.js"):
        shutil.copy(HERE / name, pages)
    for path in (path for pattern in BESIDE for path in sorted(ROOT.glob(pattern))):
        name = path.relative_to(ROOT).as_posix()
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, pages / RENAMED.get(name, name))
    for path in sorted(DOCS.rglob("*.md")):
        text = re.sub(r"\]\(\.\./((?:\.\./)*(?:models|notebooks|reports)/)", r"](\1", path.read_text("utf-8"))
        text = re.sub(r"\]\(((?:\.\./)?)(index|home)\.md", lambda m: f"]({m[1]}{RENAMED[m[2] + '.md']}", text)
        name = path.relative_to(DOCS).as_posix()
        (pages / RENAMED.get(name, name)).write_text(text, "utf-8")
    add_commands(pages / "commands.md")
    add_names(pages / "python.md")


def main() -> None:
    """Build, and say where to look."""
    parser = argparse.ArgumentParser(prog="python docs/site", description="Build the documentation.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "docs", help="folder of the site")
    output = parser.parse_args().output.absolute()
    if output.is_file():
        raise SystemExit(f"docs: {output}: is a file; name a folder")
    if output.exists() and not (output / "objects.inv").exists() and any(output.iterdir()):
        raise SystemExit(f"docs: {output}: isn't a built site; choose a new or empty folder")
    logging.basicConfig(level=logging.WARNING, format="docs: %(message)s")
    os.environ.update(SOURCE_DATE_EPOCH="0", NO_MKDOCS_2_WARNING="1")  # the same bytes at any time
    with tempfile.TemporaryDirectory() as folder:
        pages, site = Path(folder, "pages"), Path(folder, "site")
        lay_out(pages)
        try:
            build(load_config(str(HERE / "mkdocs.yml"), docs_dir=str(pages), site_dir=str(site), strict=True))
        except MkDocsException as error:
            raise SystemExit(f"docs: {error}") from error
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(site, output)
    print(f"{output / 'index.html'}: open it in a browser")


if __name__ == "__main__":
    main()
