"""Words of a block of sentences as arrays of integers, found in NumPy over the UTF-8 bytes.

Everything that scores text works on these arrays; no Python object is made per word. A word is a run of letters,
digits and inner apostrophes; its possessive ``'s`` is left off, upper and lower case give one hash, and what the
capitals were is kept apart. The hash of a word is the polynomial ``sum(byte[i] * B**i)`` modulo 2**64, brought to the
same power wherever the word stands: the difference of a prefix sum times the inverse of ``B**start``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

BLOCK_CHARACTERS = 1 << 20
"""Text is taken in blocks of about this size: large enough that NumPy's calls cost little, and some 50 MB of arrays."""

LONGEST_SENTENCE = 1 << 16
"""A sentence is judged on its first 65,536 characters; no writer's sentence comes near."""

_MASK = (1 << 64) - 1
_BASE = 0x9E3779B97F4A7C15  # odd, so it has an inverse modulo 2**64
_BASE_INVERSE = pow(_BASE, -1, 1 << 64)
_CLAUSE_MARKS = b',;:()[]{}"!?'

# Typographic characters that matter as marks, each replaced by one ASCII character so that offsets stay.
_PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2032": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2013": ";", "\u2014": ";", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-",
    "\u2026": ".", "\u2022": ";", "\u00b7": ";",
    **dict.fromkeys("\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u205f", " "),
    "\u00a0": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u3000": " ",
    "\u200b": " ", "\u200e": " ", "\u200f": " ", "\ufeff": " ", "\u2028": " ", "\u2029": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tokens:
    """The words of a block of ``m`` sentences, ``n`` words in all.

    Attributes
    ----------
    word : uint64 array, shape (n,)
        Hash of the case-folded word without its possessive.
    start, end : int64 arrays, shape (n,)
        Where the word stands in the block's UTF-8 bytes (the possessive is outside).
    capital : uint8 array, shape (n,)
        0 no capital first letter, 1 a capital first letter, 2 two or more letters and all of them capitals.
    digit : bool array, shape (n,)
        The word begins with a digit.
    clause : int64 array, shape (n,)
        Rises at every comma, colon, bracket, dash or quotation mark: words with equal values share a clause.
    first : int64 array, shape (m + 1,)
        Words of sentence ``i`` are ``first[i]:first[i + 1]``.
    sentence : int64 array, shape (n,)
        The sentence that a word belongs to.
    """

    word: U64
    start: I64
    end: I64
    capital: U8
    digit: Bool
    clause: I64
    first: I64
    sentence: I64

    def __len__(self) -> int:
        return len(self.word)

    def sentences(self, keep: Bool) -> tuple[Tokens, I64]:
        """Return the words of some sentences as a block of its own, and the old row of each word."""
        row = np.flatnonzero(keep[self.sentence])
        number = np.cumsum(keep) - 1
        counts = np.diff(self.first)[keep]
        tokens = Tokens(
            self.word[row],
            self.start[row],
            self.end[row],
            self.capital[row],
            self.digit[row],
            self.clause[row],
            np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)]),
            number[self.sentence[row]],
        )
        return tokens, row


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Block:
    """Sentences of one or several texts as bytes: the unit that is scored.

    Attributes
    ----------
    utf8 : uint8 array
        The texts, typographic marks made plain, joined by line breaks.
    start, end : int64 arrays, shape (m,)
        Byte offsets of the sentences in ``utf8``.
    """

    utf8: U8
    start: I64
    end: I64


def _byte_tables() -> tuple[U8, U8, U8]:
    fold = np.arange(256, dtype=np.uint8)
    fold[65:91] += 32
    letter = np.zeros(256, dtype=np.uint8)
    for low, high in ((48, 58), (65, 91), (97, 123), (128, 256)):
        letter[low:high] = 1
    mark = np.zeros(256, dtype=np.uint8)
    mark[list(_CLAUSE_MARKS)] = 1
    return fold, letter, mark


_FOLD, _LETTER, _MARK = _byte_tables()
_CAPITAL_OF_TWO_BYTES = np.array([chr(code).isupper() for code in range(1 << 11)])
_powers: list[U64] = []


def _power_tables(size: int) -> tuple[U64, U64]:
    """Powers of the base and of its inverse, at least ``size`` of each; made once and kept."""
    if not _powers or len(_powers[0]) < size:
        size, tables = max(size, 1 << 12), []
        for base in (_BASE, _BASE_INVERSE):
            factors = np.full(size, base, dtype=np.uint64)
            factors[0] = 1
            tables.append(np.cumprod(factors, dtype=np.uint64))
        _powers[:] = tables
    return _powers[0], _powers[1]


def mixed(values: Any) -> U64:
    """Scatter the bits of unsigned 64-bit integers (the finalizer of MurmurHash3, Appleby 2011)."""
    h = np.asarray(values, dtype=np.uint64).copy()
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    h ^= h >> np.uint64(33)
    return h


def plain(text: str) -> str:
    """Replace typographic quotes, dashes and spaces by ASCII ones, one character for one."""
    if not text.isascii():
        for character, replacement in _PLAIN.items():
            if character in text:
                text = text.replace(character, replacement)
    return text


def make_block(texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> Block:
    """Join texts and the character spans of their sentences into one block of bytes.

    Parameters
    ----------
    texts : sequence of str
        One string per article (blanks already overwritten by spaces), or a piece of one.
    spans : sequence of sequences of (int, int)
        The sentences of each text, in order; of a very long sentence the beginning is kept
        (:data:`LONGEST_SENTENCE`).
    """
    joined = plain("\n".join(texts))
    lengths = np.array([len(text) + 1 for text in texts], dtype=np.int64)
    counts = [len(text_spans) for text_spans in spans]
    flat = np.array([edge for text_spans in spans for span in text_spans for edge in span], dtype=np.int64)
    edges = flat.reshape(-1, 2) + np.repeat(np.cumsum(lengths) - lengths, counts)[:, None]
    edges[:, 1] = np.minimum(edges[:, 1], edges[:, 0] + LONGEST_SENTENCE)
    utf8 = np.frombuffer(joined.encode("utf-8", "surrogatepass"), dtype=np.uint8)
    if len(utf8) != len(joined):
        edges = _byte_of_character(utf8)[edges]
    return Block(utf8, np.ascontiguousarray(edges[:, 0]), np.ascontiguousarray(edges[:, 1]))


def sentence_block(sentences: Sequence[str]) -> Block:
    """Make a block of strings that are a sentence each."""
    return make_block(sentences, [[(0, len(sentence))] for sentence in sentences])


def blocks_of(texts: Iterable[tuple[str, Sequence[tuple[int, int]]]]) -> Iterator[Block]:
    """Cut texts with their sentences into blocks of about :data:`BLOCK_CHARACTERS`.

    The sentences of all blocks together are those of the texts, in order. A long text is cut between sentences.
    """
    pieces: list[str] = []
    spans: list[Sequence[tuple[int, int]]] = []
    size = 0
    for text, text_spans in texts:
        for piece, piece_spans in _pieces(text, text_spans):
            pieces.append(piece)
            spans.append(piece_spans)
            size += len(piece)
            if size >= BLOCK_CHARACTERS:
                yield make_block(pieces, spans)
                pieces, spans, size = [], [], 0
    if pieces:
        yield make_block(pieces, spans)


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, Sequence[tuple[int, int]]]]:
    if len(text) <= 2 * BLOCK_CHARACTERS:
        yield text, spans
        return
    at = 0
    while at < len(spans):
        start, upto = spans[at][0], at + 1
        while upto < len(spans) and spans[upto][1] - start <= BLOCK_CHARACTERS:
            upto += 1
        end = min(spans[upto - 1][1], spans[upto - 1][0] + LONGEST_SENTENCE)
        # One character more than the sentences have, so that a word which the limit cuts is seen to be cut.
        moved = [(left - start, min(right, end) - start) for left, right in spans[at:upto]]
        yield text[start : end + 1], moved
        at = upto


def _byte_of_character(utf8: U8) -> I64:
    """Byte offset of every character, and of the end: continuation bytes are those like 10xxxxxx."""
    return np.append(np.flatnonzero((utf8 & 0xC0) != 0x80), len(utf8))


def character_of_byte(utf8: U8, offsets: I64) -> I64:
    """Turn byte offsets into character offsets, for what is shown."""
    return np.searchsorted(_byte_of_character(utf8), offsets)


def find_tokens(block: Block) -> Tokens:
    """Find the words of a block; words outside its sentences are left out."""
    utf8 = block.utf8
    size = len(utf8)
    inside = np.zeros(size + 2, dtype=np.int8)
    inside[1:-1] = _LETTER[utf8]
    apostrophes = np.flatnonzero(utf8 == 39)
    inner = apostrophes[(inside[apostrophes] & inside[apostrophes + 2]) == 1]
    inside[inner + 1] = 1
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    start, end = edges[0::2], edges[1::2]

    possessive = (end - start > 2) & (utf8[end - 2] == 39) & ((utf8[end - 1] | 32) == 115)
    end = end - 2 * possessive

    first = np.searchsorted(start, np.append(block.start, size))
    sentence = np.repeat(np.arange(-1, len(block.start)), np.diff(first, prepend=0))
    kept = (sentence >= 0) & (end > start)
    if len(block.end):
        kept &= end <= block.end[sentence]
    if not kept.all():
        start, end, sentence = start[kept], end[kept], sentence[kept]
        first = np.searchsorted(start, np.append(block.start, size))

    word = _word_hashes(_FOLD[utf8], start, end)
    lead = utf8[start]
    digit = (lead >= 48) & (lead < 58)
    return Tokens(
        word=word,
        start=start,
        end=end,
        capital=_capitals(utf8, start, end),
        digit=digit,
        clause=_clauses(utf8, start),
        first=first,
        sentence=sentence,
    )


def _word_hashes(folded: U8, start: I64, end: I64) -> U64:
    power, inverse = _power_tables(len(folded) + 1)
    prefix = np.zeros(len(folded) + 1, dtype=np.uint64)
    np.cumsum(folded * power[: len(folded)], out=prefix[1:])
    word = prefix[end]
    word -= prefix[start]
    word *= inverse[start]
    return mixed(word)


def _capitals(utf8: U8, start: I64, end: I64) -> U8:
    upper = (utf8 >= 65) & (utf8 <= 90)
    at = np.flatnonzero((utf8 >= 0xC2) & (utf8 < 0xE0))  # first of two bytes: Latin, Greek, Cyrillic
    upper[at] = _CAPITAL_OF_TWO_BYTES[(utf8[at] & 0x1F).astype(np.uint16) << 6 | utf8[at + 1] & 0x3F]
    first = upper[start]
    leads = np.cumsum((utf8 & 0xC0) != 0x80, dtype=np.int32)
    count = np.cumsum(upper, dtype=np.int32)
    n_letters = leads[end - 1] - leads[start] + 1
    n_upper = count[end - 1] - count[start] + first
    return np.asarray(
        first.astype(np.uint8) + (first & (n_letters > 1) & (n_upper == n_letters)), dtype=np.uint8
    )


def _clauses(utf8: U8, start: I64) -> I64:
    return np.asarray(np.cumsum(_MARK[utf8], dtype=np.int64)[start])


def word_hash(word: str) -> int:
    """Hash of one word as :func:`find_tokens` gives it; the slow, plain version for tables and tests."""
    h, power = 0, 1
    for byte in plain(word).encode("utf-8", "surrogatepass"):
        h += (byte + 32 if 65 <= byte <= 90 else byte) * power
        power = power * _BASE & _MASK
    h &= _MASK
    h ^= h >> 33
    h = h * 0xFF51AFD7ED558CCD & _MASK
    h ^= h >> 33
    h = h * 0xC4CEB9FE1A85EC53 & _MASK
    return h ^ h >> 33
