"""The built site stands alone: every name and command is there, and nothing is asked of another host."""

from __future__ import annotations

import html
import re
import shutil

import pytest

import tension
from tension.cli.main import _COMMANDS
from tests.docs.building import ROOT, build_site, needs_mkdocs


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    needs_mkdocs()
    folder = tmp_path_factory.mktemp("site") / "docs"
    done = build_site(folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "open it in a browser" in done.stdout
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_every_page_of_the_documentation_is_built(pages, site):
    places = {path.relative_to(site).with_suffix("").as_posix() for path in pages}
    sources = {
        path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")
    }
    renamed = {"home": "index", "index": "the-index"}
    assert {renamed.get(source, source) for source in sources} <= places
    assert {"CHANGELOG", "notebooks/list", "models/tension-2/CARD"} <= places


def test_links_and_pictures_lead_to_files_and_anchors_that_are_there(pages, site):
    for path, text in pages.items():
        if path.name == "404.html":  # a server's page: its links begin at the server's root
            continue
        for target in re.findall(r'(?:href|src)="([^"]+)"', text):
            name, _, fragment = html.unescape(target).partition("#")
            if re.match(r"[a-z]+:", name):
                continue
            found = (path.parent / name).resolve() if name else path
            assert found.is_file(), f"{path.relative_to(site)}: {target}"
            if fragment and not fragment.startswith("__"):  # the theme's own
                assert f'id="{fragment}"' in pages[found], f"{path.relative_to(site)}: {target}"


def test_nothing_is_asked_of_another_host(pages, site):
    fetched = r'<(?:script|link|img|iframe|source|object|embed)\b[^>]*(?:src|href|data)="?(?:https?:)?//[^>]*'
    for path, text in pages.items():
        assert re.findall(fetched, text) == [], path.relative_to(site)
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(.?(?:https?:)?//|@import", path.read_text(encoding="utf-8")), path.name


def test_every_public_name_has_its_entry_and_every_command_its_options(pages, site):
    reference = "".join(text for path, text in pages.items() if path.parent.name == "reference")
    named = [f"{home}.{name}" for name, home in tension._HOMES.items()]
    assert [name for name in named if f'id="{name}"' not in reference] == []
    assert "Build an index from scored articles." in words(reference)
    commands = pages[site / "commands.html"]
    assert [name for name in _COMMANDS if f'id="tension-{name}"' not in commands] == []
    assert 'id="tension-audit-sample"' in commands
    assert "--leave-one-out" in words(commands)


def test_docstrings_keep_their_types_and_lose_their_roles(pages):
    reference = "".join(words(text) for path, text in pages.items() if path.parent.name == "reference")
    assert "(array, shape (3,))" in reference
    assert "(str, Path or TensionModel, default: 'tension-2' )" in reference
    assert not re.search(r":(?:func|class|meth|mod|data):|``", reference)


def test_no_page_tells_where_it_was_built(pages, site):
    for path, text in pages.items():
        assert str(ROOT) not in text, path.relative_to(site)
        assert "/tmp" not in text, path.relative_to(site)


def test_same_sources_give_the_same_bytes_and_other_folders_are_left_alone(site, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    refused = build_site(tmp_path)
    assert refused.returncode == 1
    assert "isn't a built site" in refused.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert build_site(site).returncode == 0
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_warning_of_the_build_is_an_error_and_nothing_is_written(tmp_path):
    needs_mkdocs()
    copy = tmp_path / "copy"
    for name in ("docs", "notebooks", "models", "tension"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.npz", "__pycache__"))
    shutil.copy(ROOT / "CHANGELOG.md", copy)
    (copy / "docs" / "glossary.md").write_text("# Glossary\n\n[nowhere](nowhere.md)\n", encoding="utf-8")
    done = build_site(tmp_path / "site", root=copy)
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr
    assert not (tmp_path / "site").exists()
