"""Measure a model: on the open test set, on sources that a fit never saw, and on weeks that a fit never saw.

All that a fold learns, it learns without the rows it is judged on: words, word vectors, weights, calibration
and the gate's threshold. Two things are shared. Sentence boundaries are the given model's, as they carry no
label. And where a source has no text in the pool, one vocabulary and one set of vectors serve every fold.
``events_test`` is only ever judged on, and the reserved weeks are in no pool.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import USA_RUS, side_table
from tension.files import shipped
from tension.model.folder import TensionModel
from tension.model.vocabulary import Vocabulary
from tension.text.actors import compile_actors, read_actors
from tension.text.boundaries import Boundaries
from tension.training import peers
from tension.training.figures import (
    Figure,
    UnseenRelevance,
    UnseenScores,
    peer_figures,
    relevance_figures,
    reliability_of,
    tone_figures,
)
from tension.training.fit import calibrated_tone, folds_of, relevance_of
from tension.training.kept import Arrays, digest, remembered, source_of, training_key
from tension.training.labelled import SOURCES, data_folder, fold_of, read_events_test, read_labelled
from tension.training.pool import Pool, open_pool
from tension.training.relevance import choose_threshold, fit_gate, gate_probabilities
from tension.training.terms import TermMatrix, term_matrix
from tension.training.vectors import learn_vectors
from tension.training.words import learn_vocabulary

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]
Rows = NDArray[np.intp]
Report = Callable[[str], None]

CACHE = Path(".cache", "evaluate")
"""Where folds are kept, under the folder one works in: a second run only reads."""


def _silent(_: str) -> None:
    return


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a model was measured to do.

    Attributes
    ----------
    metrics : dict of Figure
        By name: the set, a slash, the figure (``left_out/events/sign_auc``).
    peers : dict of dict of Figure
        By peer, then as in ``metrics``; same rows, same resamples.
    reliability : dict of (mean, share, size)
        By set: see :func:`tension.training.metrics.reliability`.
    """

    metrics: dict[str, Figure]
    peers: dict[str, dict[str, Figure]]
    reliability: dict[str, tuple[F64, F64, NDArray[np.intp]]]


def evaluate_model(
    model: TensionModel,
    folder: Path | None = None,
    *,
    with_peers: bool = True,
    cache: Path | None = CACHE,
    report: Report = _silent,
) -> Evaluation:
    """Measure a model and the way it is trained.

    Parameters
    ----------
    model : TensionModel
        Judged itself on ``events_test``; the folds are trained anew as it was.
    folder : Path, optional
        The data folder; by default ``$TENSION_DATA`` or ``../shared/data``.
    with_peers : bool
        Also score the rows with :mod:`tension.training.peers`.
    cache : Path, optional
        Folder where folds are kept; None keeps nothing.
    report : callable
        Is told of each step.

    Raises
    ------
    UsageError
        If a peer isn't installed.
    """
    if with_peers:
        peers.check_installed()
    folder = folder or data_folder()
    labelled = read_labelled(folder)
    keep = functools.partial(remembered, cache)
    sets, relevance = unseen_sets(model, folder, labelled, keep=keep, with_peers=with_peers, report=report)
    found: dict[str, Figure] = {}
    for name, scores in sets.items():
        report(f"{name}: figures and intervals")
        found |= {f"{name}/{key}": figure for key, figure in tone_figures(scores).items()}
    found |= {f"held_out/{key}": figure for key, figure in relevance_figures(relevance).items()}
    beside: dict[str, dict[str, Figure]] = {}
    for name, scores in sets.items():
        for peer, figures in peer_figures(scores).items():
            beside.setdefault(peer, {}).update({f"{name}/{key}": figure for key, figure in figures.items()})
    return Evaluation(found, beside, {name: reliability_of(scores) for name, scores in sets.items()})


def unseen_sets(
    model: TensionModel,
    folder: Path,
    labelled: Any,
    *,
    keep: Callable[[str, str, Callable[[], Arrays]], Arrays],
    with_peers: bool,
    report: Report,
) -> tuple[dict[str, UnseenScores], UnseenRelevance]:
    """Score the test set, each source left out and the held-out readings by fits that did not see them."""
    shared = functools.cache(lambda: fold_terms(labelled, open_pool(folder), model.boundaries)[0])
    key = training_key(folder, model.boundaries) + source_of(fold_terms)
    fold_key = digest(key, source_of(left_out_logits), source_of(_matrix_without))
    held_out_key = digest(key, source_of(held_out_scores), source_of(held_out_rows))
    everything = np.arange(len(labelled))
    test = read_events_test(folder)

    def peers_of(name: str, sentences: Sequence[str], seen: Rows) -> dict[str, F64]:
        if not with_peers:
            return {}
        report(f"{name}: peers")
        return peer_scores(name, sentences, labelled.iloc[seen], keep)

    report("events_test: scoring")
    sentences = test.text.tolist()
    sets = {
        "events_test": UnseenScores(
            model_logits(model, sentences),
            test.pole.to_numpy(dtype=int),
            _test_clusters(folder, len(test)),
            peers=peers_of("events_test", sentences, everything),
        )
    }
    for source in SOURCES:
        name = f"left_out/{source}"
        report(f"{name}: fitting on the other sources")
        unseen = np.flatnonzero((labelled.source == source).to_numpy())
        seen = np.setdiff1d(everything, unseen)
        arrays = keep(
            name,
            digest(fold_key, source),
            functools.partial(
                left_out_logits,
                labelled,
                seen,
                unseen,
                functools.partial(_matrix_without, source, folder, labelled, model.boundaries, shared),
            ),
        )
        sets[name] = _unseen(
            labelled, unseen, arrays["logits"], peers_of(name, labelled.text.iloc[unseen].tolist(), seen)
        )
    report("held_out: fitting without a fifth of the weeks")
    unseen = held_out_rows(labelled)
    seen = np.setdiff1d(everything, unseen)
    arrays = keep(
        "held_out",
        held_out_key,
        lambda: held_out_scores(labelled, seen, unseen, folder, model.boundaries),
    )
    sets["held_out"] = _unseen(
        labelled, unseen, arrays["logits"], peers_of("held_out", labelled.text.iloc[unseen].tolist(), seen)
    )
    part = labelled.iloc[unseen]
    relevance = UnseenRelevance(
        said=arrays["gate"] >= arrays["threshold"],
        both=arrays["both"],
        relevant=part.relevant.to_numpy() > 0,
        file=part.file.to_numpy(dtype=str),
        group=part.group.to_numpy(dtype=str),
    )
    return sets, relevance


def model_logits(model: TensionModel, sentences: Sequence[str]) -> F64:
    """Logits of a model as it ships, shape (n, 2); a sentence without a word is neutral."""
    scores = model.score(sentences)
    neutral = np.log(scores.neutral)
    logits = np.column_stack([np.log(scores.cooperative) - neutral, np.log(scores.confrontational) - neutral])
    return np.asarray(np.nan_to_num(logits, nan=0.0))


def fold_terms(labelled: Any, pool: Pool, boundaries: Boundaries) -> tuple[TermMatrix, Vocabulary]:
    """Learn words and their vectors from a fold's pool, and count the terms of every labelled row."""
    vocabulary = learn_vocabulary(text for _, text in pool.articles())
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    vectors = learn_vectors((text for _, text in pool.articles()), vocabulary, actors, boundaries)
    return term_matrix(labelled.text.tolist(), vocabulary, actors, vectors), vocabulary


def left_out_logits(labelled: Any, seen: Rows, unseen: Rows, matrix: Callable[[], TermMatrix]) -> Arrays:
    """Fit and calibrate on some rows and score the others."""
    terms = matrix()
    tone, _ = calibrated_tone(terms, labelled, seen)
    return {"logits": tone.logits(terms, unseen)}


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
    terms, vocabulary = fold_terms(labelled, open_pool(folder, without_weeks=weeks), boundaries)
    tone, _ = calibrated_tone(terms, labelled, seen)
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    matrix, relevant, _ = relevance_of(labelled, side_table(actors, USA_RUS), vocabulary)
    readings = np.flatnonzero(labelled.relevant.notna().to_numpy())
    rows, held = np.flatnonzero(np.isin(readings, seen)), np.flatnonzero(np.isin(readings, unseen))
    groups = labelled.group.iloc[readings[rows]]
    return {
        "logits": tone.logits(terms, unseen),
        "gate": gate_probabilities(fit_gate(matrix, relevant, rows), matrix, held),
        "threshold": np.array(choose_threshold(matrix, relevant, rows, folds_of(groups))),
        "both": matrix.both[held],
    }


def peer_scores(
    name: str, sentences: Sequence[str], seen: Any, keep: Callable[[str, str, Callable[[], Arrays]], Arrays]
) -> dict[str, F64]:
    """Score sentences by every peer; the one that learns learns from the rows that our fit has seen."""
    texts, pole = seen.text.tolist(), seen.pole.to_numpy(dtype=int)
    found = {
        peer: keep(
            f"{name}/{peer}",
            digest(source_of(score), *sentences),
            functools.partial(_lexicon_scores, score, sentences),
        )["score"]
        for peer, score in peers.LEXICONS.items()
    }
    learnt = keep(
        f"{name}/{peers.TFIDF}",
        digest(source_of(peers.fit_tfidf), *sentences, *texts, pole.tobytes()),
        lambda: {"score": peers.fit_tfidf(texts, pole)(sentences)},
    )
    return found | {peers.TFIDF: learnt["score"]}


def _lexicon_scores(score: Callable[[Sequence[str]], F64], sentences: Sequence[str]) -> Arrays:
    return {"score": score(sentences)}


def _matrix_without(
    source: str, folder: Path, labelled: Any, boundaries: Boundaries, shared: Callable[[], TermMatrix]
) -> TermMatrix:
    """Count a fold's terms; only the readings have texts in the pool, so only they need one of their own."""
    if source != "readings":
        return shared()
    pool = open_pool(folder, without_articles=_articles_read(folder))
    return fold_terms(labelled, pool, boundaries)[0]


def _articles_read(folder: Path) -> frozenset[tuple[str, str]]:
    import pandas as pd

    frame = pd.read_parquet(folder / "labelled" / "readings.parquet", columns=["file", "article_id"])
    return frozenset(zip(frame.file, frame.article_id, strict=True))


def _test_clusters(folder: Path, n: int) -> NDArray[Any]:
    """Clusters of near-duplicates of the rows that :func:`read_events_test` gives."""
    import pandas as pd

    frame = pd.read_parquet(folder / "labelled" / "events_test.parquet", columns=["labels_agree", "cluster"])
    clusters = frame.cluster[frame.labels_agree].to_numpy(dtype=str)
    assert len(clusters) == n
    return np.asarray(clusters)


def _unseen(labelled: Any, rows: Rows, logits: F64, peers: Mapping[str, F64]) -> UnseenScores:
    part = labelled.iloc[rows]
    grade = part.grade.to_numpy(dtype=np.float64)
    return UnseenScores(
        logits,
        part.pole.to_numpy(dtype=int),
        part.group.to_numpy(dtype=str),
        None if np.isnan(grade).any() else grade,
        peers,
    )
