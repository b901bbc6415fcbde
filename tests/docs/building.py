"""How tests build the site: as ``make docs`` does, in a process of its own."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def needs_mkdocs() -> None:
    """Skip the test where the extra isn't installed."""
    for package in ("mkdocs", "material", "mkdocstrings_handlers"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} isn't installed (extra docs)")


def build_site(folder: Path, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Build the site of a checkout into a folder."""
    command = [sys.executable, str(root / "docs" / "site"), "--output", str(folder)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
