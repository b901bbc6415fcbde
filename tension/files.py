"""Where the shipped models and seeds lie, and writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tension.errors import OutputError

_PACKAGE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """Path of something the project ships, such as ``shipped("seeds", "actors.csv")``.

    An installation carries ``models/`` and ``seeds/`` inside the package; a checkout has them beside it.
    """
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _PACKAGE.parent.joinpath(*parts)


@contextlib.contextmanager
def whole_file(path: str | os.PathLike[str], mode: str = "wb", **options: object) -> Iterator[IO[Any]]:
    """Open a file that appears under its name only when everything was written.

    The bytes go to a hidden neighbour first, which then takes the name's place in one step; where anything
    fails the neighbour is removed and whatever stood there before is left as it was.

    Raises
    ------
    OutputError
        If the folder is absent or not writable, or the disk is full.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, mode, **options) as stream:  # type: ignore[call-overload]
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({error.strerror or error}); {_remedy(path)}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


@contextlib.contextmanager
def whole_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Fill a folder that appears under its name only when everything was written, in place of one that was there.

    Raises
    ------
    OutputError
        If it can't be written; what stood there is left as it was.
    """
    import shutil
    import tempfile

    path = Path(os.path.realpath(path))
    part = old = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
        part.chmod(0o755)
        yield part
        if path.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{path.name}.old.", dir=path.parent))
            os.replace(path, old)
        try:
            os.replace(part, path)
        except BaseException:
            if old is not None:
                os.replace(old, path)
            raise
    except OSError as error:
        raise OutputError(
            f"{path}: can't be written ({error.strerror or error}); "
            "check the space and the permissions there, or choose another place with --output"
        ) from error
    finally:
        for left in (part, old):
            if left is not None:
                shutil.rmtree(left, ignore_errors=True)


def _remedy(path: Path) -> str:
    if not path.parent.is_dir():
        return f"make the folder {path.parent} first"
    if path.is_dir():
        return "name a file, not a folder"
    return "check the space and the permissions there, or choose another place with --output"
