"""Make the word vectors: what a sentence encoder makes of each word where the pool has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.files import shipped
from tension.model.phrases import tone_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable, compile_actors, read_actors
from tension.text.boundaries import Boundaries
from tension.text.sentences import split_sentences
from tension.text.tokens import I64, U32, Bool, blocks_of
from tension.training.encoder import Encoder
from tension.training.folds import articles_read, held_out_rows
from tension.training.labelled import data_folder, read_labelled
from tension.training.pool import Pool, open_pool
from tension.training.punkt import learn_boundaries, news_texts
from tension.training.texts import sentence_hash
from tension.training.vectors import WordVectors
from tension.training.words import learn_vocabulary

DIMENSIONS = 200
_PLACES = 12
"""Places at which each stem is looked at, where the pool has as many; those in sentences taken for others count too."""

_FEWEST_PLACES = 4
"""A stem that the sentences have less often gets no vector."""

_SHORTEST, _LONGEST = 20, 240
_SMOOTHING = 1e-3
"""The ``a`` of a / (a + share of the words), by which a frequent word's vector is shortened; Arora, Liang & Ma's."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where stems stand in sentences, in the sentences' order.

    Attributes
    ----------
    sentence, start, end : int64 arrays, shape (n,)
        Sentence, and where the word begins and ends in it.
    stem : int64 array, shape (n,)
        Row in ``stems``.
    stems : uint32 array, shape (v,), sorted
    """

    sentence: I64
    start: I64
    end: I64
    stem: I64
    stems: U32


def make_vectors(
    folder: Path | None = None,
    *,
    dimensions: int = DIMENSIONS,
    report: Callable[[str], None] = lambda _: None,
) -> WordVectors:
    """Make the vectors from the pool without any week or article that a figure is reported on.

    One set serves every fold of the evaluation: it is made without labels, the encoder as it comes, and from sentences
    of neither the reserved nor the held-out weeks nor of an article that has a reading.
    """
    folder = data_folder(folder)
    report("learning words and sentence boundaries")
    boundaries = learn_boundaries(news_texts(folder))
    vocabulary = learn_vocabulary(text for _, text in open_pool(folder).articles())
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    labelled = read_labelled(folder)
    held_out = frozenset(labelled.group.iloc[held_out_rows(labelled)])
    sentences = _sentences(open_pool(folder, held_out, articles_read(folder)), boundaries)
    places = _places(sentences, vocabulary, actors)
    often = np.bincount(places.stem)
    taken = _covering(places, often, len(sentences))
    report(f"encoding {taken.sum():,} of {len(sentences):,} sentences")
    mean, found = _mean_states(
        [s for s, t in zip(sentences, taken.tolist(), strict=True) if t], _of(places, taken), report
    )
    kept = np.flatnonzero(found >= _FEWEST_PLACES)
    vector = _principal(mean[kept], np.log1p(often[kept]), dimensions)
    vector *= (_SMOOTHING / (_SMOOTHING + often[kept] / often.sum()))[:, None]
    return WordVectors(places.stems[kept], vector.astype(np.float32))


def _sentences(pool: Pool, boundaries: Boundaries) -> list[str]:
    """Sentences of a pool, each once, in the order of their hashes; those whose bytes are their characters."""
    found: dict[int, str] = {}
    for _, text in pool.articles():
        for start, end in split_sentences(text, boundaries):
            sentence = " ".join(text[start:end].split())
            if _SHORTEST <= len(sentence) <= _LONGEST and sentence.isascii():
                found.setdefault(sentence_hash(sentence), sentence)
    return [found[number] for number in sorted(found)]


def _places(sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable) -> Places:
    """Find the words of the vocabulary that aren't names."""
    parts: list[tuple[NDArray[Any], ...]] = []
    base = 0
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in sentences):
        tokens, words = tone_words(block, vocabulary, actors)
        known = np.flatnonzero(~words.name & (words.row >= 0))
        sentence, token = words.sentence[known], words.token[known]
        begin = block.start[sentence]
        parts.append(
            (sentence + base, tokens.start[token] - begin, tokens.end[token] - begin, words.stem[known])
        )
        base += len(block.start)
    sentence, start, end, stem = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    stems, row = np.unique(stem, return_inverse=True)
    return Places(sentence, start, end, row, stems)


def _covering(places: Places, often: I64, n: int) -> Bool:
    """Choose sentences, one after the other, that have a stem still looked at too seldom."""
    wanted = often >= _FEWEST_PLACES
    first = np.searchsorted(places.sentence, np.arange(n + 1))
    looked = np.zeros(len(places.stems), dtype=np.int64)
    taken = np.zeros(n, dtype=bool)
    for i in range(n):
        stems = places.stem[first[i] : first[i + 1]]
        if ((looked[stems] < _PLACES) & wanted[stems]).any():
            taken[i] = True
            np.add.at(looked, stems, 1)
    return taken


def _of(places: Places, taken: Bool) -> Places:
    """Return the places in some of the sentences, which are numbered anew."""
    kept = np.flatnonzero(taken[places.sentence])
    number = np.cumsum(taken) - 1
    return Places(
        number[places.sentence[kept]], places.start[kept], places.end[kept], places.stem[kept], places.stems
    )


def _mean_states(
    sentences: Sequence[str], places: Places, report: Callable[[str], None]
) -> tuple[NDArray[np.float64], I64]:
    """Mean of the encoder's last layer over the word pieces of each stem, and how many pieces there were."""
    encoder = Encoder()
    total = np.zeros((len(places.stems), encoder.size))
    pieces = np.zeros(len(places.stems), dtype=np.int64)
    first = np.searchsorted(places.sentence, np.arange(len(sentences) + 1))
    done = 0
    for rows, states, starts in encoder.states(sentences):
        for i, state, start in zip(rows.tolist(), states, starts, strict=True):
            if first[i] == first[i + 1]:
                continue
            own = slice(first[i], first[i + 1])
            word = np.searchsorted(places.start[own], start, side="right") - 1
            inside = np.flatnonzero((word >= 0) & (start < places.end[own][np.maximum(word, 0)]))
            stem = places.stem[own][word[inside]]
            np.add.at(total, stem, state[inside])
            np.add.at(pieces, stem, 1)
        done += len(rows)
        if done % 12_800 < len(rows):
            report(f"{done:,} of {len(sentences):,} sentences encoded")
    return total / np.maximum(pieces, 1)[:, None], pieces


def _principal(
    vectors: NDArray[np.float64], weight: NDArray[np.float64], dimensions: int
) -> NDArray[np.float64]:
    """Weighted principal components, every row brought to length 1."""
    share = weight / weight.sum()
    centred = vectors - share @ vectors
    _, axes = np.linalg.eigh((centred * share[:, None]).T @ centred)
    found = centred @ axes[:, ::-1][:, :dimensions]
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))
