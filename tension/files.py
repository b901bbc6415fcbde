"""Where the shipped models and seeds lie, what may be read and written where, and writing whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tension.errors import OutputError

_PACKAGE = Path(__file__).resolve().parent
_ELSEWHERE = "check the space and the permissions there, or choose another place with --output"


def shipped(*parts: str) -> Path:
    """Path of something the project ships, such as ``shipped("seeds", "actors.csv")``.

    An installation carries ``models/`` and ``seeds/`` inside the package; a checkout has them beside it.
    """
    inside = _PACKAGE.joinpath(*parts)
    return inside if inside.exists() else _PACKAGE.parent.joinpath(*parts)


_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_OPEN_ALREADY = ("/dev/stdin", "/dev/fd/", "/proc/")
"""Where a program's own streams stand, such as what a shell's ``<(command)`` names."""


def kind_of(path: str | os.PathLike[str]) -> str:
    """Say what something is that isn't a file, links followed: ``"a folder"``, ``"a named pipe"``; empty otherwise."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return ""
    return next((kind for is_kind, kind in _KINDS if is_kind(mode)), "")


def unreadable_kind(path: str | os.PathLike[str]) -> str:
    """As :func:`kind_of`, but a stream that's open already may be read: opening any other may wait for ever."""
    kind = kind_of(path)
    places = (os.path.abspath(path), os.path.realpath(path))
    return "" if kind != "a folder" and any(place.startswith(_OPEN_ALREADY) for place in places) else kind


def readable(path: str | os.PathLike[str]) -> Path:
    """Hand on the path of a file that is to be read.

    Raises
    ------
    OSError
        If it's a folder, a named pipe, a socket or a device; ``strerror`` says which.
    """
    if kind := unreadable_kind(path):
        raise OSError(errno.EINVAL, f"it's {kind}, not a file", str(path))
    return Path(path)


def check_file_place(path: str | os.PathLike[str]) -> None:
    """Refuse, before any work, a place where no file can be written.

    Raises
    ------
    OutputError
        If something stands there that isn't a file, or its folder is absent or may not be written.
    """
    path = Path(path)
    if kind := kind_of(path):
        remedy = "name a file, not a folder" if path.is_dir() else "name a file"
        raise OutputError(f"{path}: can't be written (it's {kind}); {remedy}")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: can't be written; make the folder {path.parent} first")
    _check_permission(path, path.parent)


def check_folder_place(path: str | os.PathLike[str]) -> None:
    """Refuse, before any work, a place where no folder can be made or filled.

    Raises
    ------
    OutputError
        If something stands there, or above, that isn't a folder, or may not be written.
    """
    path = Path(path)
    there = next(one for one in (path, *path.absolute().parents) if os.path.lexists(one))
    if not there.is_dir():
        what = "it's" if there == path else f"{there} is"
        raise OutputError(f"{path}: can't be written ({what} {kind_of(there) or 'a file'}); name a folder")
    _check_permission(path, there)


def _check_permission(path: Path, folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: can't be written (no permission to write in {folder}); {_ELSEWHERE}")


@contextlib.contextmanager
def whole_file(path: str | os.PathLike[str], mode: str = "wb", **options: object) -> Iterator[IO[Any]]:
    """Open a file that appears under its name only when everything was written.

    The bytes go to a hidden neighbour first, which then takes the name's place in one step; where anything
    fails the neighbour is removed and whatever stood there before is left as it was.

    Raises
    ------
    OutputError
        If no file can be written there, or the disk is full.
    """
    check_file_place(path)
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, mode, **options) as stream:  # type: ignore[call-overload]
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({error.strerror or error}); {_ELSEWHERE}") from error
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

    check_folder_place(path)
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
        raise OutputError(f"{path}: can't be written ({error.strerror or error}); {_ELSEWHERE}") from error
    except OutputError as error:  # of a file in it, by the name that it would have had
        raise OutputError(str(error).replace(str(part), str(path))) from error
    finally:
        for left in (part, old):
            if left is not None:
                shutil.rmtree(left, ignore_errors=True)
