"""The notebooks: scripts and notebooks agree, they call the library and define nothing, and they run top to bottom."""

from __future__ import annotations

import ast
import re
import time

import nbformat
import pytest

from tests.notebooks.running import FOLDER, notebook_of, run, scripts, texts_of, without_numbers

MOST_BYTES = 2_000_000
"""All notebooks together, pictures and all."""

TOLERANCE = {"rel": 0.05, "abs": 0.03}
"""By how much a number may differ from the one that is kept: another machine rounds otherwise, and fits end elsewhere."""

SCRIPTS = scripts()
every_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)


def kept(script):
    return nbformat.read(script.with_suffix(".ipynb"), as_version=4)


def code_of(script):
    return ast.parse(script.read_text(encoding="utf-8"))


def test_chapters_are_numbered_from_one_without_a_gap():
    assert [int(script.name[:2]) for script in SCRIPTS] == list(range(1, 7))
    assert [path.stem for path in sorted(FOLDER.glob("*.ipynb"))] == [script.stem for script in SCRIPTS]


@every_script
def test_script_and_notebook_have_the_same_cells(script):
    wanted, found = notebook_of(script), kept(script)
    assert [(cell.cell_type, cell.source) for cell in found.cells] == [
        (cell.cell_type, cell.source) for cell in wanted.cells
    ]
    assert [cell.id for cell in found.cells] == [cell.id for cell in wanted.cells]


@every_script
def test_notebook_begins_with_its_number_and_ends_with_what_it_cannot_tell(script):
    cells = kept(script).cells
    assert cells[0].source.startswith(f"# {int(script.name[:2])} · ")
    assert cells[-1].source.startswith("**What this can't tell.**")


@every_script
def test_notebook_defines_nothing(script):
    nodes = list(ast.walk(code_of(script)))
    assert not [node for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    loops = [node for node in nodes if isinstance(node, (ast.For, ast.While))]
    assert all(node.end_lineno - node.lineno < 3 for node in loops)


@every_script
def test_notebook_keeps_no_path_of_a_machine_and_no_time_of_day(script):
    text = script.with_suffix(".ipynb").read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|tmp|root|Users|private|usr)/", text)
    assert not re.search(r"\b\d\d:\d\d:\d\d\b|iopub|execution\":", text)


def test_notebooks_together_are_light():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.ipynb")) < MOST_BYTES


@pytest.mark.slow
@every_script
def test_notebook_runs_and_shows_what_it_keeps(script, tmp_path, capsys):
    began = time.perf_counter()
    notebook = run(script, tmp_path)
    with capsys.disabled():
        print(f"\n{script.stem}: {time.perf_counter() - began:.0f} s")
    for cell, before in zip(notebook.cells, kept(script).cells, strict=True):
        assert not [one for one in cell.get("outputs", []) if one.get("name") == "stderr"]
        shown, old = texts_of(cell), texts_of(before)
        assert len(shown) == len(old), cell.source
        for text, older in zip(shown, old, strict=True):
            (words, numbers), (old_words, old_numbers) = without_numbers(text), without_numbers(older)
            assert words == old_words, cell.source
            assert numbers == pytest.approx(old_numbers, **TOLERANCE), cell.source
        assert sorted(picture_kinds(cell)) == sorted(picture_kinds(before)), cell.source


def picture_kinds(cell):
    return [
        kind
        for output in cell.get("outputs", [])
        for kind in output.get("data", {})
        if kind.startswith("image/")
    ]


@pytest.mark.slow
@pytest.mark.needs_data
@every_script
def test_notebook_runs_with_an_archive_too(script, tmp_path, data_folder):
    if "TENSION_DATA" not in script.read_text(encoding="utf-8"):
        pytest.skip("has no cell for an archive")
    notebook = run(script, tmp_path, data_folder)
    told = [cell for cell in notebook.cells if 'if "TENSION_DATA"' in cell.source]
    assert told
    for cell in told:
        assert cell.outputs, cell.source
        assert not [one for one in cell.outputs if one.get("name") == "stderr"]
