"""What a fold of the evaluation learns and finds: everything without the rows that it's judged on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import USA_RUS, side_table
from tension.files import shipped
from tension.model.vocabulary import Vocabulary
from tension.text.actors import compile_actors, read_actors
from tension.text.boundaries import Boundaries
from tension.training.directions import fit_direction
from tension.training.fit import (
    Learnt,
    calibrated_tone,
    directed_rows,
    directions_of,
    folds_of,
    gate_rows,
    hashes_of,
    learnt_sentences,
    relevance_of,
)
from tension.training.kept import Arrays
from tension.training.labelled import fold_of, read_events_test
from tension.training.mixture import Sentences
from tension.training.pool import Pool, open_pool
from tension.training.relevance import choose_threshold, fit_gate, gate_probabilities
from tension.training.teacher import FOLDS, Lessons, Taught, read_lessons, taught_by
from tension.training.texts import sentence_hash
from tension.training.vectors import read_vectors
from tension.training.words import learn_vocabulary

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class FoldTerms:
    """What a fold's pool gives: words, the teacher's word on its sentences, and the terms of all rows.

    ``taught`` has the sentences in the order of the rows behind the labelled ones; its targets are those of one teacher,
    and :meth:`taught_without` gives another's.
    """

    vocabulary: Vocabulary
    taught: Taught
    sentences: Sentences
    lessons: Lessons

    def taught_without(self, fold: str) -> Taught:
        """Return what the teacher that didn't see a fold says of the same sentences."""
        hashes = np.array([sentence_hash(text) for text in self.taught.sentences], dtype=np.uint64)
        return Taught(self.taught.sentences, self.lessons.targets(fold, hashes)[1])


def fold_terms(labelled: Any, pool: Pool, boundaries: Boundaries) -> FoldTerms:
    """Learn words from a fold's pool, and count the terms of labelled rows and taught sentences."""
    vocabulary = learn_vocabulary(text for _, text in pool.articles())
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    lessons = read_lessons()
    unseen = hashes_of([*labelled.text, *read_events_test(pool.folder).text])
    vectors = read_vectors(vocabulary)
    taught = taught_by(lessons, FOLDS[0], pool, boundaries, unseen)
    sentences = learnt_sentences(labelled, taught, Learnt(boundaries, vocabulary, actors, vectors))
    return FoldTerms(vocabulary, taught, sentences, lessons)


def left_out_logits(
    source: str, labelled: Any, seen: Rows, unseen: Rows, terms: Callable[[], FoldTerms]
) -> Arrays:
    """Fit and calibrate on some rows and score the others."""
    fold = terms()
    tone, _ = calibrated_tone(fold.sentences, labelled, seen, fold.taught_without(source))
    return {"logits": tone.logits(fold.sentences, unseen)}


def held_out_rows(labelled: Any) -> Rows:
    """Rows of the readings whose week falls into the held-out fifth."""
    held = [
        source == "readings" and not fold_of(week)
        for source, week in zip(labelled.source, labelled.group, strict=True)
    ]
    return np.flatnonzero(held)


def held_out_scores(labelled: Any, seen: Rows, unseen: Rows, folder: Path, boundaries: Boundaries) -> Arrays:
    """Learn everything without the held-out weeks, in the pool and among the labels, and score their rows."""
    weeks = frozenset(labelled.group.iloc[unseen])
    fold = fold_terms(labelled, open_pool(folder, without_weeks=weeks), boundaries)
    tone, _ = calibrated_tone(fold.sentences, labelled, seen, fold.taught_without("held_out"))
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    table = side_table(actors, USA_RUS)
    matrix, relevant, _ = relevance_of(labelled, table, fold.vocabulary)
    readings = np.flatnonzero(gate_rows(labelled).to_numpy())
    rows, held = np.flatnonzero(np.isin(readings, seen)), np.flatnonzero(np.isin(readings, unseen))
    groups = labelled.group.iloc[readings[rows]]
    directed = directed_rows(labelled)
    directed_in, directions, weights = directions_of(
        labelled.iloc[directed], table, fold.vocabulary, fold.sentences.vectors
    )
    direction = fit_direction(directed_in, directions, np.flatnonzero(np.isin(directed, seen)), weights)
    judged = np.flatnonzero(np.isin(directed, unseen))
    return {
        "logits": tone.logits(fold.sentences, unseen),
        "directed": directed[judged],
        "direction": directions[judged],
        "direction_found": direction.found(directed_in, judged),
        "gate": gate_probabilities(fit_gate(matrix, relevant, rows, fold.sentences.vectors), matrix, held),
        "threshold": np.array(
            choose_threshold(matrix, relevant, rows, folds_of(groups), fold.sentences.vectors)
        ),
        "both": matrix.both[held],
    }


def terms_without(
    source: str, folder: Path, labelled: Any, boundaries: Boundaries, shared: Callable[[], FoldTerms]
) -> FoldTerms:
    """Count a fold's terms; only the readings have texts in the pool, so only they need one of their own."""
    if source != "readings":
        return shared()
    pool = open_pool(folder, without_articles=articles_read(folder))
    return fold_terms(labelled, pool, boundaries)


def articles_read(folder: Path) -> frozenset[tuple[str, str]]:
    """Articles of the news, by file and id, that have a reading."""
    import pandas as pd

    frame = pd.read_parquet(folder / "labelled" / "readings.parquet", columns=["file", "article_id"])
    return frozenset(zip(frame.file, frame.article_id, strict=True))
