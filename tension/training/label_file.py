"""The file of labels as it's added to: line by line, and a label taken back.

A label is on disk as soon as it's given, so that a session which breaks off loses nothing. Only taking one back writes
the file anew, whole or not at all.
"""

from __future__ import annotations

import contextlib
import csv
import io
import os
from collections.abc import Iterable
from io import FileIO
from pathlib import Path

from tension.errors import OutputError, UsageError
from tension.files import check_file_place, whole_file
from tension.training.coding import COLUMNS, Label, label_of, table_rows


class LabelFile:
    """A file that coders' labels are added to.

    Parameters
    ----------
    path : path
        Made when the first label is given. Columns that aren't ours are kept.

    Raises
    ------
    InputError, UsageError, OutputError
        If there's a file that isn't one of labels, or labels can't be written there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._names: list[str] = list(COLUMNS)
        self._labels: list[Label] = []
        if self.path.suffix.lower() != ".csv":
            raise UsageError(f"{path}: labels are kept as CSV; give the file a name that ends in .csv")
        check_file_place(self.path)
        if self.path.exists() and not os.access(self.path, os.W_OK):
            raise OutputError(f"{path}: can't be written; check its permissions, or choose another file")
        if _size(self.path):
            self._names, rows = table_rows(self.path, COLUMNS)
            self._labels = [label_of(row, place, path) for place, row in rows]

    def labels(self) -> list[Label]:
        """Labels in the file, in the order in which they were given."""
        return list(self._labels)

    def append(self, label: Label) -> None:
        """Add a label to the end of the file; when this returns it's on disk.

        Raises
        ------
        OutputError
            If it can't be written.
        """
        lines = [] if _size(self.path) else [self._names]
        lines.append([getattr(label, name, "") for name in self._names])
        try:
            # Without a buffer, which would write again what it couldn't when the file is cut back or closed.
            with open(self.path, "a+b", buffering=0) as stream:
                _add(stream, _csv_bytes(lines))
        except OSError as error:
            raise OutputError(
                f"{self.path}: can't be written ({error.strerror}); check the space and the permissions there"
            ) from error
        self._labels.append(label)

    def remove(self, label: Label) -> None:
        """Take the last row that says this out of the file; the others stay as they are, whoever added them."""
        names, rows = table_rows(self.path, COLUMNS)
        found = [i for i, (place, row) in enumerate(rows) if label_of(row, place, self.path) == label]
        if found:
            del rows[found[-1]]
        with whole_file(self.path) as stream:
            stream.write(_csv_bytes([names, *([row[name] for name in names] for _, row in rows)]))
        self._labels = [label_of(row, place, self.path) for place, row in rows]


def _add(stream: FileIO, content: bytes) -> None:
    """Write at the end of a file: all of it, or, where the disk is full, nothing."""
    end = stream.seek(0, os.SEEK_END)
    if end:
        stream.seek(end - 1)
        if stream.read(1) not in (b"\n", b"\r"):  # an editor left the last line without its end
            content = b"\n" + content
    try:
        left = memoryview(content)
        while left:
            left = left[stream.write(left) :]
        os.fsync(stream.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            stream.truncate(end)
        raise


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _csv_bytes(lines: Iterable[Iterable[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue().encode("utf-8", "replace")
