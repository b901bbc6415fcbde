"""Keep arrays that took long to make, under a hash of everything they follow from."""

from __future__ import annotations

import ast
import functools
import hashlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import OutputError
from tension.files import shipped, whole_file
from tension.text.boundaries import Boundaries

Arrays = dict[str, NDArray[Any]]

_TONE_CODE = {
    "training": (
        "convolution",
        "convolution_fit",
        "convolution_passes",
        "counts",
        "fit",
        "labelled",
        "mixture",
        "pool",
        "softmax",
        "teacher",
        "terms",
        "texts",
        "tone",
        "variants",
        "vectors",
        "word_rows",
        "words",
    ),
    "model": ("arrays", "context", "convolution", "features", "linear", "phrases", "readout", "vocabulary"),
    "text": ("actors", "boundaries", "sentences", "tokens"),
    "": ("portable",),
}
_PAIR_CODE = {
    "training": ("directions", "relevance"),
    "model": ("direction",),
    "dyad": ("direction", "sides", "standing", "terms"),
}
"""What a fold's tone depends on, and beside that its relevance and direction."""

_SEEDS = (
    "actors.csv",
    "exchanged.csv",
    "lexicon.csv",
    "readings.csv",
    "sentences.csv",
    "shifters.csv",
    "teacher.npz",
    "vectors.npz",
)


def remembered(cache: Path | None, name: str, key: str, make: Callable[[], Arrays]) -> Arrays:
    """Read the arrays kept under a name and key, or make and keep them."""
    if cache is None:
        return make()
    path = cache / f"{''.join(c if c.isalnum() else '_' for c in name)}-{key}.npz"
    if not path.is_file():
        arrays = make()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{path.parent}: can't be made ({error.strerror}); run it elsewhere") from error
        with whole_file(path) as stream:
            np.savez(stream, allow_pickle=False, **arrays)
    with np.load(path, allow_pickle=False) as stored:
        return {array: stored[array] for array in stored.files}


def training_key(folder: Path, boundaries: Boundaries, *, of_pair: bool) -> str:
    """Hash all that a fold's tone follows from, and where asked for what its relevance and direction do.

    Code but for comments, seeds, boundaries, data files.
    """
    root = Path(__file__).resolve().parents[1]
    rooms = [*_TONE_CODE.items(), *(_PAIR_CODE.items() if of_pair else ())]
    code = [root / room / f"{name}.py" for room, names in rooms for name in names]
    arrays = boundaries.to_arrays()
    return digest(
        *(_without_words(path.read_text(encoding="utf-8")) for path in code),
        *(shipped("seeds", name).read_bytes() for name in _SEEDS),
        *(part for name in sorted(arrays) for part in (name, arrays[name].tobytes())),
        *_data_files(folder),
    )


def digest(*parts: str | bytes) -> str:
    """Hash of texts and bytes, one after another, 24 hexadecimal digits."""
    found = hashlib.blake2b(digest_size=12)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()


def _data_files(folder: Path) -> Iterator[str]:
    for path in sorted(
        [*folder.glob("labelled/*.parquet"), *folder.glob("news/*.parquet"), folder / "reserved_weeks.csv"]
    ):
        stat = path.stat()
        yield f"{path.name} {stat.st_size} {stat.st_mtime_ns}"


@functools.cache
def source_of(function: Callable[..., Any]) -> str:
    """Code of a function as it enters a key; read once, so that an edit during a run doesn't matter."""
    return _without_words(inspect.getsource(function))


def _without_words(source: str) -> str:
    """Code as a tree, so that a comment, a docstring or a new line break doesn't cost a run."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            node.body = [
                part
                for part in node.body
                if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
            ]
    return ast.dump(tree)
