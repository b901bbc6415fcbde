"""Make the teachers, one for each fold of the evaluation, and let each judge the pool; what is done is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tension.files import shipped
from tension.text.actors import compile_actors, read_actors
from tension.training.fit import hashes_of, targets_of
from tension.training.folds import held_out_rows
from tension.training.kept import digest, remembered
from tension.training.labelled import data_folder, read_events_test, read_labelled, rows_without
from tension.training.pool import open_pool
from tension.training.punkt import learn_boundaries, news_texts
from tension.training.teacher import Lessons, lesson_sentences, masked_text, teach
from tension.training.words import learn_vocabulary

CACHE = Path(".cache", "teach")
"""Where teachers' words are kept, under the folder one works in."""


def teach_folds(
    folder: Path | None,
    folds: Sequence[str],
    *,
    epochs: int = 2,
    random_state: int = 0,
    cache: Path | None = CACHE,
    report: Callable[[str], None] = lambda _: None,
) -> Lessons:
    """Fine-tune a teacher for each fold, on what the fold may see, and let it judge the pool.

    Parameters
    ----------
    folder : Path, optional
        The data folder.
    folds : sequence of str
        Of :data:`tension.training.teacher.FOLDS`.
    epochs, random_state : int
    cache : Path, optional
        Folder where what a teacher said is kept under a hash of all that it follows from.
    report : callable
        Is told of each step.

    Notes
    -----
    One teacher judges sentences of all weeks but the reserved ones; that a fold's student doesn't learn from sentences
    of its held-out weeks is seen to where the student learns.
    """
    folder = data_folder(folder)
    labelled = read_labelled(folder)
    pool = open_pool(folder)
    report("learning words and sentence boundaries")
    boundaries = learn_boundaries(news_texts(folder))
    vocabulary = learn_vocabulary(text for _, text in pool.articles())
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    unseen = hashes_of([*labelled.text, *read_events_test(folder).text])
    found = lesson_sentences(pool, boundaries, unseen)
    hashes = sorted(found)
    report(f"masking names in {len(labelled) + len(hashes):,} sentences")
    texts = masked_text([found[number] for number in hashes], vocabulary, actors)
    read = masked_text(labelled.text.tolist(), vocabulary, actors)
    targets = targets_of(labelled)
    probability = {}
    for fold in folds:
        rows = _seen(labelled, fold)
        key = digest(
            fold, str(epochs), str(random_state), *texts, *(read[i] for i in rows), targets[rows].tobytes()
        )
        probability[fold] = remembered(
            cache,
            fold,
            key,
            lambda fold=fold, rows=rows: {  # type: ignore[misc]
                "probability": teach(
                    fold,
                    [read[i] for i in rows],
                    targets[rows],
                    texts,
                    epochs=epochs,
                    random_state=random_state,
                    report=report,
                )
            },
        )["probability"]
    return Lessons(np.array(hashes, dtype=np.uint64), probability)


def _seen(labelled: Any, fold: str) -> list[int]:
    """Rows that a fold's teacher may see."""
    if fold == "all":
        return list(range(len(labelled)))
    if fold == "held_out":
        return list(np.setdiff1d(np.arange(len(labelled)), held_out_rows(labelled)))
    return list(rows_without(labelled, fold))
