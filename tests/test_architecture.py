"""The structure: rooms import only from rooms above them, files only from files before them, and names say things."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "tension"

ROOMS = ("", "text", "model", "dyad", "scores", "training", "index", "show", "cli")
TOP = ("errors", "files", "kernels", "parallel", "portable")
NAMELESS = {"utils", "util", "helpers", "core", "base", "common", "config", "constants", "misc"}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def room_of(module: str) -> int:
    parts = module.split(".")
    return 0 if len(parts) <= 1 or parts[1] in TOP else ROOMS.index(parts[1])


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tension"):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("tension")}
    return found


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_room_imports_only_from_rooms_above(path: Path) -> None:
    here = room_of(name_of(path))
    for target in imports(path):
        assert room_of(target) <= here, f"{name_of(path)} imports {target}"


def test_files_of_a_room_import_each_other_one_way() -> None:
    edges = {name_of(path): imports(path) for path in modules()}

    def reaches(start: str, goal: str, seen: set[str]) -> bool:
        for target in edges.get(start, set()):
            if target == goal or (target not in seen and reaches(target, goal, seen | {target})):
                return True
        return False

    circular = [name for name in edges if reaches(name, name, {name})]
    assert not circular


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_module_says_its_purpose_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= 350
    assert path.stem not in NAMELESS


HEAVY = ("sklearn", "nltk", "pandas", "matplotlib", "joblib", "rich", "pyarrow", "trafilatura", "scipy")


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_tension_loads_nothing_heavy() -> None:
    assert not loaded_by("import tension") & {*HEAVY, "numpy", "click"}


def test_scoring_a_text_file_loads_none_of_the_heavy_packages() -> None:
    article = next((PACKAGE.parent / "seeds" / "articles").glob("*.txt"))
    code = (
        f"sys.argv = ['tension', 'score', {str(article)!r}, '--explain', '--format', 'jsonl']\n"
        "import contextlib, io\nfrom tension.cli.main import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try:\n        main()\n    except SystemExit as stop:\n        assert not stop.code, stop.code\n"
    )
    assert not loaded_by(code) & set(HEAVY)
