"""The built site stands alone: every link leads somewhere, every command and name is there, nothing is asked of a network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import tension
from tension.cli.main import _COMMANDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    for package in ("griffe", "pygments"):
        pytest.importorskip(package, reason=f"{package} isn't installed (extra docs)")
    folder = tmp_path_factory.mktemp("site") / "docs"
    command = [sys.executable, str(ROOT / "docs" / "site"), "--output", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "open it in a browser" in done.stdout
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}


def test_every_page_of_the_documentation_is_built(pages):
    sources = sorted((ROOT / "docs").rglob("*.md"))
    assert len(pages) == len(sources) + 1  # and the model's card


def test_links_and_pictures_lead_to_files_and_anchors_that_are_there(pages, site):
    for path, text in pages.items():
        for target in re.findall(r'(?:href|src)="([^"]+)"', text):
            name, _, fragment = target.partition("#")
            found = (path.parent / name).resolve() if name else path
            assert found.is_file(), f"{path.relative_to(site)}: {target}"
            if fragment:
                assert f'id="{fragment}"' in pages[found], f"{path.relative_to(site)}: {target}"


def test_nothing_is_asked_of_a_network_and_a_policy_forbids_it(pages, site):
    style = (site / "style.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(|@import", style)
    for text in pages.values():
        assert "default-src 'none'" in text
        assert not re.search(r'(?:href|src)="(?:https?:)?//', text)
        assert "<script" not in text


def test_every_command_has_its_options_and_every_name_its_docstring(pages, site):
    listed = pages[site / "commands.html"]
    assert [name for name in _COMMANDS if f'id="{name}"' not in listed] == []
    assert "<code>--leave-one-out</code>" in listed
    named = pages[site / "python.html"]
    public = [name for name in tension.__all__ if not name.startswith("_")]
    assert [name for name in public if f'id="{name}"' not in named] == []
    assert "Add the band" in listed
    assert "Build an index from scored articles." in named


def test_no_mark_of_a_docstring_is_left_over(pages, site):
    assert not re.search(r":(?:func|class|meth|mod|data):|``", pages[site / "python.html"])


def test_the_same_sources_give_the_same_bytes_and_other_folders_are_left_alone(site, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    command = [sys.executable, str(ROOT / "docs" / "site"), "--output"]
    refused = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "isn't a built site" in refused.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    subprocess.run([*command, str(site)], capture_output=True, check=True)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
