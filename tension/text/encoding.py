"""Bytes to text: whether they are text, in which encoding, and never more than one article may hold."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

MAX_ARTICLE_MB = 20
"""Largest article that is read, in mebibytes.

A long press briefing has 0.1 MB and a thick book 2 MB. What is larger is a dump, a log or many articles run
together: one score for it would say nothing, and holding it would end the promise of flat memory.
"""
MAX_ARTICLE_BYTES = MAX_ARTICLE_MB * 2**20

# Line breaks, tabs, form feeds and escapes occur in real text; the other control characters hardly ever do.
_CONTROL = bytes({*range(9), *range(14, 27), *range(28, 32)})
# With more than this share of them it is no text; compressed or compiled bytes have about a tenth.
_MOST_CONTROL = 0.01
# A few may have strayed into the shortest text.
_STRAY = 4
_BLOCK = 2**16

# The mark of UTF-32 begins with that of UTF-16, so it is looked for first.
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_UTF8_MARK = b"\xef\xbb\xbf"
_SAVE_AS_UTF8 = "save it as UTF-8"
_BINARY = ("is binary, not text", "give text: .txt, .md, .html, .jsonl, .csv or .parquet")

Report = Callable[[str, str, str, bool], None]
"""Tell a problem of one file: ``report(place, reason, remedy, failed)``."""


class UnreadableError(Exception):
    """Why a file, or a place in it, can't be read as text, and what would mend it."""

    def __init__(self, reason: str, remedy: str, place: str = "") -> None:
        super().__init__(reason)
        self.reason, self.remedy, self.place = reason, remedy, place


def open_bytes(path: str, *, zipped: bool = False) -> BinaryIO:
    """Open a file for reading, unpacking gzip on the way."""
    if not zipped:
        return open(path, "rb")
    import gzip

    # A second buffer, because a line read from it costs a tenth of one read from gzip's own object.
    return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, gzip.open(path, "rb")), 2**18))


def read_whole(stream: BinaryIO) -> bytes:
    """Read one article's bytes.

    Raises
    ------
    UnreadableError
        If there are none, or more than :data:`MAX_ARTICLE_MB`; a larger file isn't read to its end.
    """
    if stream.seekable() and isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO):
        refuse_oversize(os.fstat(stream.fileno()).st_size)
    content = stream.read(MAX_ARTICLE_BYTES + 1)
    refuse_oversize(len(content))
    if not content:
        raise UnreadableError("is empty", "put the article's text into it")
    return content


def refuse_oversize(n_bytes: int, place: str = "") -> None:
    """Raise :class:`UnreadableError` for an article of more than :data:`MAX_ARTICLE_MB`."""
    if n_bytes > MAX_ARTICLE_BYTES:
        raise UnreadableError(
            f"has more than {MAX_ARTICLE_MB} MB in one article", "split it into its articles", place
        )


def refuse_binary(block: bytes) -> None:
    """Raise :class:`UnreadableError` where bytes are no text: a picture, a PDF, a compressed file."""
    if block.startswith(b"%PDF"):
        raise UnreadableError("is a PDF, not text", "save its text as .txt")
    if block.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableError(
            "is an office document or an archive, not text", "save its text as .txt, or a table as .csv"
        )
    if block.startswith(b"\x1f\x8b"):
        raise UnreadableError("is compressed with gzip", "give its name the ending .gz")
    head = block[:_BLOCK]
    if len(head) - len(head.translate(None, _CONTROL)) > max(_STRAY, _MOST_CONTROL * len(head)):
        raise UnreadableError(*_BINARY)


def decode(content: bytes) -> tuple[str, str]:
    r"""Turn a whole file into text with ``\n`` for line breaks.

    Returns
    -------
    text, warning : str
        The warning says in which other encoding the bytes were taken to be, and is empty for UTF-8.

    Raises
    ------
    UnreadableError
        If the bytes are no text.
    """
    warning = ""
    if mark := _mark_of(content):
        try:
            text = content.decode(mark)
        except UnicodeError:
            raise UnreadableError(f"begins as {mark.upper()} but isn't", _SAVE_AS_UTF8) from None
        warning = f"was read as {mark.upper()}, by the mark at its beginning"
    else:
        refuse_binary(content)
        try:
            text = content.removeprefix(_UTF8_MARK).decode()
        except UnicodeDecodeError as error:
            warning = (
                f"has bytes that are no UTF-8 (first at byte {error.start + 1}) and was read as Windows-1252"
            )
            text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise UnreadableError(*_BINARY)
    return unix_lines(text), warning


def unix_lines(text: str) -> str:
    """Replace Windows' and old Macintosh line breaks, as Python does when it opens a text file, and mend what print left.

    Hyphens that show only where a line breaks, joiners, marks that set the direction of a word, and letters joined to one
    character: a word with one in it is no other word.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return plainly_spelt(text)


def plainly_spelt(text: str) -> str:
    """Drop soft hyphens, joiners, marks without width and those of direction (not overrides); part ligatures; turn accents within words.

    Examples
    --------
    >>> plainly_spelt("\u200bcon\u00addemned by \u2068Russia\u2069, o\ufb03cially; it can`t")
    "condemned by Russia, officially; it can't"
    """
    if not text.isascii() and _ODD.search(text) is not None:
        text = text.translate(_ODD_SPELT)
    return _ACCENT.sub("'", text) if "`" in text or "\u00b4" in text else text


_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_UNSEEN = "\xad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c\ufeff"
_ODD_SPELT = dict.fromkeys(map(ord, _UNSEEN)) | _LIGATURES
_ODD = re.compile(f"[{''.join(map(chr, _ODD_SPELT))}]")
_ACCENT = re.compile(r"(?<=[^\W_])[`\u00b4](?=[^\W_])")
"""An accent that stands for an apostrophe."""


def read_lines(
    stream: BinaryIO, report: Report, stop: int | None = None, n_before: int = 0
) -> Iterator[tuple[int, str]]:
    """Go through a text file line by line, in flat memory.

    Parameters
    ----------
    stream : binary file
        Standing at the beginning of a line.
    report : callable
        Is told of lines that are longer than an article may be (left out) and, once, of bytes that are no
        UTF-8 (the line is read as Windows-1252).
    stop : int, optional
        Offset in the file; lines that begin there or later are left to another reader.
    n_before : int
        Number of lines before the first one here.

    Yields
    ------
    number, line : int, str
        Numbers count from 1; the line break is kept.
    """
    at = 0 if stop is None else stream.tell()
    number, is_utf8 = n_before, True
    while (stop is None or at < stop) and (raw := stream.readline(MAX_ARTICLE_BYTES)):
        number += 1
        at += len(raw)
        if len(raw) == MAX_ARTICLE_BYTES and not raw.endswith(b"\n"):
            while (rest := stream.readline(MAX_ARTICLE_BYTES)) and not rest.endswith(b"\n"):
                at += len(rest)
            at += len(rest)
            report(
                f"line {number}", f"is longer than {MAX_ARTICLE_MB} MB", "split it into its articles", True
            )
            continue
        try:
            line = raw.decode()
        except UnicodeDecodeError:
            line = raw.decode("cp1252", "replace")
            if is_utf8:
                report(
                    f"line {number}",
                    "has bytes that are no UTF-8 and was read as Windows-1252",
                    _SAVE_AS_UTF8,
                    False,
                )
            is_utf8 = False
        yield number, line


def skip_mark(stream: BinaryIO, report: Report) -> BinaryIO:
    """Check the beginning of a text table, and return a stream of its UTF-8 without a byte-order mark.

    Raises
    ------
    UnreadableError
        If it is empty or binary.
    """
    head = stream.read(_BLOCK)
    stream.seek(0)
    if not head.strip():
        raise UnreadableError("is empty", "put a table with a column text or title into it")
    if mark := _mark_of(head):
        import codecs

        report("", f"was read as {mark.upper()}, by the mark at its beginning", _SAVE_AS_UTF8, False)
        return cast(BinaryIO, codecs.EncodedFile(stream, "utf-8", mark))
    refuse_binary(head)
    stream.seek(len(_UTF8_MARK) if head.startswith(_UTF8_MARK) else 0)
    return stream


def has_mark(head: bytes) -> bool:
    """Whether bytes begin with the mark of UTF-16 or UTF-32."""
    return _mark_of(head) != ""


def _mark_of(head: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")
