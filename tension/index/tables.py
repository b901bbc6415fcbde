"""Read a table of dated numbers as cells of text: CSV as sites and spreadsheets write it, or Parquet."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tension.errors import UsageError
from tension.files import readable

_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx and .xls files, whatever their names."""

_DELIMITERS = ",;\t|"
MISSING = frozenset({"", ".", "..", "-", "na", "n/a", "nan", "null", "none", "#n/a"})
"""What stands for no value, in lower case."""


@dataclass(frozen=True)
class Table:
    """A table as text.

    Attributes
    ----------
    name : str
        The file as the user named it.
    columns : mapping of str to tuple of str
        Cells by column, stripped.
    places : tuple of str
        Where each row stands: ``"line 7"`` of a CSV file, ``"row 7"`` of a Parquet file.
    overfull : frozenset of int
        Rows with more cells than there are columns, such as notes with commas in them.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    overfull: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.places)

    def without(self, rows: set[int]) -> Table:
        """Leave rows out."""
        kept = [i for i in range(len(self)) if i not in rows]
        columns = {name: tuple(cells[i] for i in kept) for name, cells in self.columns.items()}
        overfull = frozenset(place for place, i in enumerate(kept) if i in self.overfull)
        return Table(self.name, columns, tuple(self.places[i] for i in kept), overfull)


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read a CSV (``,`` ``;`` tab or ``|``; UTF-8, UTF-16 or Windows-1252) or Parquet file.

    Raises
    ------
    UsageError
        If it isn't there, isn't such a file, or has no names of columns or no rows.
    """
    name = str(path)
    try:
        content = readable(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: can't be read ({error.strerror or error}); name a CSV file") from error
    if content.startswith(_EXCEL) or Path(path).suffix.lower() in (".xls", ".xlsx", ".xlsm", ".ods"):
        raise UsageError(f"{name}: is a spreadsheet; save it as CSV and name that file")
    table = _parquet(name, content) if content.startswith(b"PAR1") else _csv(name, _decoded(name, content))
    if not len(table):
        raise UsageError(f"{name}: has no row; give a table with a row for each period")
    return table


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise UsageError(f"{name}: isn't text; name a CSV or Parquet file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv(name: str, text: str) -> Table:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise UsageError(f"{name}: is empty; give a table with a row for each period")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                lines.append((reader.line_num, [cell.strip() for cell in row]))
    except csv.Error as error:
        raise UsageError(f"{name}, line {reader.line_num}: isn't CSV ({error}); save it again") from error
    header = lines[0][1]
    while header and not header[-1]:
        header = header[:-1]
    named = [cell for cell in header if cell]
    if not any(number_of(cell, delimiter) is None for cell in named):
        raise UsageError(
            f"{name}, line {lines[0][0]}: names no columns; write a first line such as date,value"
        )
    again = next((cell for i, cell in enumerate(named) if cell in named[:i]), None)
    if again is not None:
        raise UsageError(f"{name}: has two columns {again!r}; rename one")
    rows = [(row + [""] * len(header)) for _, row in lines[1:]]
    columns = {cell: tuple(row[i] for row in rows) for i, cell in enumerate(header)}
    if delimiter == ";":
        columns = {cell: _with_points(cells) for cell, cells in columns.items()}
    places = tuple(f"line {number}" for number, _ in lines[1:])
    overfull = frozenset(i for i, (_, row) in enumerate(lines[1:]) if any(row[len(header) :]))
    return Table(name, columns, places, overfull)


def _with_points(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Write decimal commas as points, where every number of the column can be read so."""
    pointed = tuple(cell.replace(",", ".") for cell in cells)
    known = [cell for cell in pointed if cell.lower() not in MISSING]
    return pointed if all(number_of(cell) is not None for cell in known) else cells


def _parquet(name: str, content: bytes) -> Table:
    import pandas as pd
    import pyarrow as pa

    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except (OSError, ValueError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise UsageError(f"{name}: can't be read as Parquet ({reason}); write it again") from error
    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index()
    return table_of(frame, name)


def table_of(frame: Any, name: str) -> Table:
    """Make a table of text of a frame's columns.

    Raises
    ------
    UsageError
        If two columns have one name.
    """
    if not frame.columns.is_unique:
        raise UsageError(
            f"{name}: has two columns {frame.columns[frame.columns.duplicated()][0]!r}; rename one"
        )
    columns = {str(key): tuple(_cell_text(value) for value in frame[key].tolist()) for key in frame.columns}
    return Table(name, columns, tuple(f"row {i + 1}" for i in range(len(frame))))


def _cell_text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def number_of(cell: str, delimiter: str = ",") -> float | None:
    """Read a cell as a number; None where it isn't one.

    Examples
    --------
    >>> number_of("1.5"), number_of("1e3"), number_of("1,5"), number_of("high")
    (1.5, 1000.0, None, None)
    """
    if delimiter == ";":
        cell = cell.replace(",", ".")
    try:
        return float(cell) if "_" not in cell else None  # Python alone takes 1_000
    except ValueError:
        return None
