"""Rows to files and to stdout: CSV, JSON lines and Parquet, written as they come and whole or not at all."""

from __future__ import annotations

import contextlib
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import click

from tension.cli.options import told_on_stdout
from tension.errors import UsageError
from tension.files import whole_file
from tension.scores.records import ARTICLE_COLUMNS, SENTENCE_COLUMNS, Columns, base64_text

Write = Callable[[Any], None]

SUFFIXES = (".jsonl", ".csv", ".parquet", ".txt", ".html")


def format_of(output: str) -> str:
    """Format that a file's suffix names.

    Raises
    ------
    UsageError
        If it names none.
    """
    suffix = Path(output).suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"--output {output}: don't know the suffix {suffix or '(none)'}; use {', '.join(SUFFIXES)}"
        )
    return "text" if suffix == ".txt" else suffix[1:]


@contextlib.contextmanager
def open_writer(output: str | None, form: str, level: str) -> Iterator[Write]:
    """Open what takes rendered rows: ``write(columns)`` for tables, ``write(lines)`` for text and JSON lines."""
    columns = ARTICLE_COLUMNS if level == "article" else SENTENCE_COLUMNS
    if form == "parquet":
        with whole_file(output or "-") as stream, _parquet_writer(stream, level) as write:
            yield write
    elif output is None:
        write = told_on_stdout(lambda: _csv_writer(sys.stdout, columns) if form == "csv" else _echo)
        yield lambda rows: told_on_stdout(lambda: write(rows))
    else:
        with whole_file(output, "w", encoding="utf-8", newline="") as stream:
            yield _csv_writer(stream, columns) if form == "csv" else _line_writer(stream)


def _echo(lines: list[str]) -> None:
    for line in lines:
        click.echo(line)


def _line_writer(stream: IO[Any]) -> Write:
    def write(lines: list[str]) -> None:
        stream.writelines(click.unstyle(line) + "\n" for line in lines)

    return write


def _csv_writer(stream: IO[Any], names: tuple[str, ...]) -> Write:
    import csv

    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)

    def write(columns: Columns) -> None:
        writer.writerows(
            zip(*([_csv_value(value) for value in columns[name]] for name in names), strict=True)
        )

    return write


def _csv_value(value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return ""
    return base64_text(value) if isinstance(value, bytes) else value


@contextlib.contextmanager
def _parquet_writer(stream: IO[Any], level: str) -> Iterator[Write]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, real, whole, flag = pa.string(), pa.float64(), pa.int64(), pa.bool_()
    special = {
        "date": pa.date32(), "fingerprint": pa.binary(), "is_title": flag, "relevant": flag, "sentence": whole,
        "start": whole, "end": whole, "n_sentences": whole, "n_relevant": whole, "n_a_to_b": whole, "n_b_to_a": whole,
        **dict.fromkeys(("cooperative", "neutral", "confrontational", "tension", "intensity", "lower", "upper",
                         "tension_a_to_b", "tension_b_to_a"), real),
    }  # fmt: skip
    names = ARTICLE_COLUMNS if level == "article" else SENTENCE_COLUMNS
    schema = pa.schema([(name, special.get(name, text)) for name in names])
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:

        def write(columns: Columns) -> None:
            writer.write_table(pa.table({name: columns[name] for name in names}, schema=schema))

        yield write
