"""Parquet files to raw rows: in small batches, from any row on, so that several readers can share a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from tension.text.encoding import Report, UnreadableError
from tension.text.formats import COLUMNS, Row, columns_of

# So much becomes Python objects at a time: enough to share a batch's cost, little to hold.
_BATCH_BYTES = 2**21
_BATCH_ROWS = 4096
_SAMPLE_ROWS = 64
# Rows of more bytes than this hold articles; a page of them is so large that a sample would cost memory.
_SURELY_TEXT = 1000


def parquet_rows(
    source: str | IO[bytes], report: Report, start: int = 0, stop: int | None = None
) -> Iterator[Row]:
    """Read the rows ``[start, stop)`` of a Parquet file in small batches, only the columns needed."""
    with open_parquet(source) as table:
        names: list[str] = table.schema_arrow.names
        places = columns_of(names)
        for name, place in zip(COLUMNS, places, strict=True):
            kind = None if place is None else table.schema_arrow.types[place]
            if name in ("text", "title") and kind is not None and not _is_text(kind):
                raise UnreadableError(
                    f"holds {kind}, not text, in its column {name}", "store the column as strings"
                )
        wanted = [names[place] for place in places if place is not None]
        if not table.metadata.num_rows:
            raise UnreadableError("has names of columns but no rows", "put a row for each article into it")
        stop = table.metadata.num_rows if stop is None else stop
        groups, before = _row_groups(table, start, stop)
        batches = table.iter_batches(_batch_rows(table, wanted), groups, wanted, use_threads=False)
        while before < stop and (batch := _next(batches, before)) is not None:
            first, last = max(start - before, 0), min(stop - before, len(batch))
            if first < last:
                rows = batch.slice(first, last - first)
                place_of_rows = f"rows {before + first + 1} to {before + last}"
                found = {name: _values(rows[name], place_of_rows, report) for name in wanted}
                nothing = [None] * len(rows)
                lists = [nothing if place is None else found[names[place]] for place in places]
                yield from zip(range(before + first + 1, before + last + 1), *lists, strict=True)
            before += len(batch)


def _next(batches: Iterator[Any], before: int) -> Any:
    try:
        return next(batches, None)
    except (OSError, ValueError) as error:
        reason = f"is damaged ({_first_line(error)})"
        raise UnreadableError(reason, "write it again", f"row {before + 1} and after") from None


def open_parquet(source: str | IO[bytes]) -> Any:
    """Open a ``pyarrow.parquet.ParquetFile`` that reads its pages as they are needed.

    Raises
    ------
    UnreadableError
        If it isn't Parquet.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(source, pre_buffer=False, buffer_size=2**20)
    except pa.ArrowException as error:
        reason = f"isn't a Parquet file ({_first_line(error)})"
        raise UnreadableError(reason, "write it again, or name it by what it is") from None


def parquet_cuts(path: str, n_bytes: int) -> list[int]:
    """Row numbers at which a Parquet file can be cut into parts of about ``n_bytes`` of text each."""
    with open_parquet(path) as table:
        names = table.schema_arrow.names
        wanted = [names[place] for place in columns_of(names) if place is not None]
        step = max(1, round(n_bytes / _bytes_per_row(table, wanted)))
        return list(range(step, table.metadata.num_rows, step))


def _bytes_per_row(table: Any, names: Sequence[str]) -> float:
    """Estimate a row's bytes: by the file's own account, or its first rows where repeats are stored once."""
    about, n_bytes = table.metadata, 0
    for group in map(about.row_group, range(about.num_row_groups)):
        columns = map(group.column, range(group.num_columns))
        n_bytes += sum(column.total_uncompressed_size for column in columns if column.path_in_schema in names)
    by_account = float(n_bytes / max(1, about.num_rows))
    if by_account > _SURELY_TEXT:
        return by_account
    try:
        first = next(table.iter_batches(_SAMPLE_ROWS, columns=names, use_threads=False), None)
    except (OSError, ValueError):  # Damaged, which is told by whoever reads on.
        first = None
    return max(1.0, by_account, float(first.nbytes / len(first)) if first else 0.0)


def _batch_rows(table: Any, names: Sequence[str]) -> int:
    return min(_BATCH_ROWS, max(1, int(_BATCH_BYTES / _bytes_per_row(table, names))))


def _row_groups(table: Any, start: int, stop: int) -> tuple[list[int], int]:
    """Row groups that hold rows of ``[start, stop)``, and the number of rows before the first of them."""
    groups, before, skipped = [], 0, 0
    for group in range(table.num_row_groups):
        after = before + table.metadata.row_group(group).num_rows
        if after <= start:
            skipped = after
        elif before < stop:
            groups.append(group)
        before = after
    return groups, skipped


def _is_text(kind: Any) -> bool:
    import pyarrow.types as types

    if types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        is_kind(kind)
        for is_kind in (types.is_string, types.is_large_string, types.is_string_view, types.is_null)
    )


def _values(column: Any, place: str, report: Report) -> list[Any]:
    """Turn a column into Python objects; every kind of time stamp becomes a calendar date (UTC)."""
    import datetime

    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp(column.type.unit, "UTC")).cast(pa.date32(), safe=False)
    if pa.types.is_date(column.type):
        # Days since 1970. Python has no date after the year 9999: such a one stays a number, to be refused.
        days = column.cast(pa.date32()).cast(pa.int32()).to_pylist()
        epoch, last = datetime.date(1970, 1, 1).toordinal(), datetime.date.max.toordinal()
        of_day = datetime.date.fromordinal
        return [day if day is None or not 0 < day + epoch <= last else of_day(day + epoch) for day in days]
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # The format promises UTF-8, but nobody checks it when it is written.
        report(place, "has bytes that are no UTF-8, which were replaced", "write the table again", False)
        cells = column.cast(pa.large_binary()).to_pylist()
        values = [cell and cell.decode("utf-8", "replace") for cell in cells]
    return values


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].strip().rstrip(".")
