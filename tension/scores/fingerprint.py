"""MinHash fingerprints of articles, so that copies can be found and verified later without the text (Broder 1997)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tension.text.lookup import upper_half
from tension.text.tokens import I64, U32, U64, Tokens, mixed

N_HASHES = 128
SHINGLE_WORDS = 3
NO_SHINGLE = np.uint32(0xFFFFFFFF)

_seeds = mixed(np.arange(1, 2 * N_HASHES + 1, dtype=np.uint64))
_FACTORS = (_seeds[:N_HASHES] >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
_SUMMANDS = (_seeds[N_HASHES:] >> np.uint64(32)).astype(np.uint32)


def minima(tokens: Tokens, article: I64, n_articles: int) -> U32:
    """Smallest of 128 hashes over the word 3-shingles of each article.

    Parameters
    ----------
    tokens : Tokens
    article : int64 array, shape (m,)
        Article of every sentence, not falling.
    n_articles : int

    Returns
    -------
    uint32 array, shape (n_articles, 128)
        Minima of several blocks join by :func:`numpy.minimum`. Shingles lie within a sentence; a sentence of one or
        two words is one shingle.
    """
    result = np.full((n_articles, N_HASHES), NO_SHINGLE)
    shingles, of = _shingles(tokens, article)
    if not len(shingles):
        return result
    starts = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
    columns = np.empty((N_HASHES, len(starts)), dtype=np.uint32)
    hashed = np.empty_like(shingles)
    for j in range(N_HASHES):
        np.multiply(shingles, _FACTORS[j], out=hashed)
        hashed += _SUMMANDS[j]
        np.minimum.reduceat(hashed, starts, out=columns[j])
    result[of[starts]] = columns.T
    return result


_CHAIN = np.uint64(0xD6E8_FEB8_6659_FD93)


def _chained(left: U64, right: U64) -> U64:
    return mixed((left * _CHAIN) ^ right)


def _shingles(tokens: Tokens, article: I64) -> tuple[U32, I64]:
    word, sentence = tokens.word, tokens.sentence
    last = SHINGLE_WORDS - 1
    chain = _chained(_chained(word[:-last], word[1:-1]), word[last:]) if len(word) > last else word[:0]
    whole = sentence[: len(chain)] == sentence[last : last + len(chain)]
    place = np.flatnonzero(whole)
    short = np.diff(tokens.first)
    ones = tokens.first[:-1][(short == 1) | (short == 2)]
    hashes = np.concatenate([chain[place], word[ones]])
    place = np.concatenate([place, ones])
    order = np.argsort(place, kind="stable")
    return upper_half(hashes[order]), article[sentence[place[order]]]


def fingerprints(smallest: U32) -> NDArray[np.uint16]:
    """Lower 16 bits of the minima: two articles agree in a share of the 128 values that estimates their Jaccard similarity."""
    return (smallest & np.uint32(0xFFFF)).astype(np.uint16)
