"""A teacher's probabilities for the pool and variants of it: what the student learns from beside the labels.

The teacher is a fine-tuned sentence encoder. It's made by a command of its own (``tension teach``) and never needed
again: its probabilities are kept by a hash of the sentence, without the text, one teacher for each fold of the
evaluation, so that nothing that a fold is judged on has taught it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import InputError, OutputError
from tension.files import shipped, whole_file
from tension.model.phrases import tone_words
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable
from tension.text.boundaries import Boundaries
from tension.text.sentences import split_sentences
from tension.text.tokens import blocks_of
from tension.training.encoder import MASK
from tension.training.labelled import read_written
from tension.training.pool import Pool
from tension.training.texts import sentence_hash
from tension.training.variants import read_forms, variants

FOLDS = ("all", "held_out", "events", "un_reports", "directed_news", "readings")
"""Teachers by what they haven't seen: nothing, the held-out weeks of the readings, a source."""

_SHARES = {
    "channel1": 0.18, "kremlin": 0.13, "reddit_worldnews": 0.25, "rss_cnn_bbc_guardian": 0.2, "rt": 0.4, "tass": 0.45,
    "whitehouse_briefings": 0.06, "business_headlines": 1.0,
}  # fmt: skip
"""Share of each file's sentences that are taught on: genres are more alike in number than the files are."""

_VARIANTS = 3
_FEWEST_WORDS, _MOST_WORDS = 4, 45
_SPAN = 1 << 64


def pool_sentences(pool: Pool, boundaries: Boundaries) -> Iterator[tuple[int, str]]:
    """Yield hash and text of the pool's sentences that are taught on: a sample by hash, each text once."""
    seen: set[int] = set()
    for file, text in pool.texts_by_file():
        limit = int(_SHARES.get(file, 0.5) * (_SPAN - 1))
        for start, end in split_sentences(text, boundaries):
            sentence = " ".join(text[start:end].split())
            if not _FEWEST_WORDS <= sentence.count(" ") + 1 <= _MOST_WORDS:
                continue
            number = sentence_hash(sentence)
            if number <= limit and number not in seen:
                seen.add(number)
                yield number, sentence


@dataclass(frozen=True, eq=False)
class Lessons:
    """What the teachers say of the pool.

    Attributes
    ----------
    sentence : uint64 array, shape (n,), sorted
        :func:`sentence_hash` of each sentence.
    probability : mapping of str to uint8 array, shape (n, 2)
        By fold: probabilities of cooperative and confrontational, in steps of 1/255.
    """

    sentence: NDArray[np.uint64]
    probability: Mapping[str, NDArray[np.uint8]]

    def targets(self, fold: str, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Places in ``hashes`` that the fold's teacher has a word on, and the soft targets there, shape (k, 3)."""
        if fold not in self.probability:
            raise InputError(
                f"no teacher {fold!r} among the lessons; make it with tension teach --fold {fold}"
            )
        at = np.minimum(np.searchsorted(self.sentence, hashes), len(self.sentence) - 1)
        there = np.flatnonzero(self.sentence[at] == hashes)
        polar = self.probability[fold][at[there]] / 255.0
        return there, np.column_stack([polar[:, 0], 1 - polar.sum(axis=1), polar[:, 1]]).clip(0, 1)


@dataclass(frozen=True, eq=False)
class Taught:
    """Sentences of a pool that the teachers have judged.

    Attributes
    ----------
    sentences : list of str
    targets : float64 array, shape (n, 3)
        What the fold's teacher says of them.
    """

    sentences: list[str]
    targets: NDArray[np.float64]


def taught_by(
    lessons: Lessons, fold: str, pool: Pool, boundaries: Boundaries, unseen: frozenset[int] = frozenset()
) -> Taught:
    """Find the pool's sentences that the fold's teacher has judged, but for those whose hash is in ``unseen``."""
    found = lesson_sentences(pool, boundaries, unseen)
    texts = list(found.values())
    there, targets = lessons.targets(fold, np.array(list(found), dtype=np.uint64))
    return Taught([texts[i] for i in there.tolist()], targets)


def lesson_sentences(
    pool: Pool, boundaries: Boundaries, unseen: frozenset[int] = frozenset()
) -> dict[int, str]:
    """Sentences that teachers judge, by hash: the pool's, variants of them, and variants of our own sentences.

    Those whose hash is in ``unseen`` are left out, and so are their variants.
    """
    forms = read_forms()
    found = {number: text for number, text in pool_sentences(pool, boundaries) if number not in unseen}
    sources = [(text, 2) for text in found.values()] + [(text, 1) for text in read_written().text]
    for text, fewest in sources:
        for variant in variants(text, forms, _VARIANTS, sentence_hash(text), fewest=fewest):
            number = sentence_hash(variant)
            if number not in unseen:
                found.setdefault(number, variant)
    return found


def masked_text(sentences: Sequence[str], vocabulary: Vocabulary, actors: ActorTable) -> list[str]:
    """Sentences with every name replaced by the encoder's mask, as the student masks them."""
    found: list[str] = []
    for block in blocks_of((sentence, [(0, len(sentence))]) for sentence in sentences):
        tokens, words = tone_words(block, vocabulary, actors)
        content = block.utf8.tobytes()
        names = np.flatnonzero(words.name)
        edges = np.searchsorted(words.sentence[names], np.arange(len(block.start) + 1))
        starts = tokens.start[words.token[names]].tolist()
        ends = tokens.end[words.last[names]].tolist()
        for i, (start, end) in enumerate(zip(block.start.tolist(), block.end.tolist(), strict=True)):
            parts, at = [], start
            for j in range(edges[i], edges[i + 1]):
                parts += [content[at : starts[j]], MASK.encode()]
                at = ends[j]
            found.append(b"".join([*parts, content[at:end]]).decode("utf-8", "replace"))
    return found


def lessons_file() -> Path:
    """Where the shipped model's lessons lie in a checkout."""
    return shipped("seeds", "teacher.npz")


def read_lessons(path: Path | None = None) -> Lessons:
    """Read the teachers' probabilities.

    Raises
    ------
    InputError
        If the file is absent or isn't one of lessons.
    """
    path = path or lessons_file()
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return Lessons(arrays.pop("sentence"), arrays)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{path}: no teacher's probabilities there ({error}); make them with tension teach"
        ) from error


def add_lessons(lessons: Lessons, path: Path) -> Lessons:
    """Write the teachers' probabilities, whole or not at all; other teachers' in the file stay.

    Raises
    ------
    OutputError
        If the file holds lessons on other sentences.
    """
    if path.exists():
        before = read_lessons(path)
        if not np.array_equal(before.sentence, lessons.sentence):
            raise OutputError(
                f"{path}: holds lessons on other sentences, which would be lost; choose another name"
            )
        lessons = Lessons(lessons.sentence, {**before.probability, **lessons.probability})
    write_lessons(lessons, path)
    return lessons


def write_lessons(lessons: Lessons, path: Path) -> None:
    """Write the teachers' probabilities, whole or not at all."""
    with whole_file(path) as stream:
        np.savez_compressed(
            stream, allow_pickle=False, sentence=lessons.sentence, **dict(lessons.probability)
        )


def teach(
    fold: str,
    sentences: Sequence[str],
    targets: Any,
    pool: Sequence[str],
    *,
    epochs: int = 2,
    random_state: int = 0,
    report: Callable[[str], None] = lambda _: None,
) -> NDArray[np.uint8]:
    """Fine-tune the fold's teacher on labelled sentences and let it judge the pool; names masked in both.

    Returns
    -------
    uint8 array, shape (len(pool), 2)
        As in :class:`Lessons`.
    """
    from tension.training.encoder import Encoder

    encoder = Encoder(random_state=random_state)
    encoder.fine_tune(sentences, targets, epochs=epochs, report=lambda step: report(f"{fold}: {step}"))
    report(f"{fold}: judging {len(pool):,} sentences of the pool")
    probability = encoder.probabilities(pool)
    return np.asarray(np.round(probability[:, [0, 2]] * 255), dtype=np.uint8)
