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

from tension.model.folder import TensionModel, load_model
from tension.training import peers
from tension.training.encoder import encoder_installed
from tension.training.figures import (
    Figure,
    UnseenDirections,
    UnseenRelevance,
    UnseenScores,
    direction_figures,
    margins,
    mean_gain,
    peer_figures,
    relevance_figures,
    reliability_of,
    tone_figures,
)
from tension.training.folds import (
    fold_terms,
    held_out_rows,
    held_out_scores,
    left_out_logits,
    terms_without,
)
from tension.training.kept import Arrays, digest, remembered, source_of, training_key
from tension.training.labelled import (
    SOURCES,
    data_folder,
    data_folder_if_any,
    read_events_test,
    read_labelled,
    rows_without,
)
from tension.training.pool import open_pool
from tension.training.teacher import read_lessons

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]
Rows = NDArray[np.intp]
Report = Callable[[str], None]

MEAN_GAIN = "all/sign_auc_gain"
"""Name of the figure that tells how far the model is ahead of a peer over all sets."""

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
    folder = data_folder(folder)
    labelled = read_labelled(folder)
    keep = functools.partial(remembered, cache)
    sets, relevance, directions = unseen_sets(
        model, folder, labelled, keep=keep, with_peers=with_peers, report=report
    )
    found: dict[str, Figure] = {}
    for name, scores in sets.items():
        report(f"{name}: figures and intervals")
        found |= {f"{name}/{key}": figure for key, figure in tone_figures(scores).items()}
    found |= {f"held_out/{key}": figure for key, figure in relevance_figures(relevance).items()}
    found |= {f"held_out/direction/{key}": figure for key, figure in direction_figures(directions).items()}
    beside: dict[str, dict[str, Figure]] = {}
    for name, scores in sets.items():
        for peer, figures in peer_figures(scores).items():
            beside.setdefault(peer, {}).update({f"{name}/{key}": figure for key, figure in figures.items()})
    for peer, figures in beside.items():
        figures[MEAN_GAIN] = mean_gain(sets, peer)
    return Evaluation(found, beside, {name: reliability_of(scores) for name, scores in sets.items()})


def unseen_sets(
    model: TensionModel,
    folder: Path,
    labelled: Any,
    *,
    keep: Callable[[str, str, Callable[[], Arrays]], Arrays],
    with_peers: bool,
    report: Report,
) -> tuple[dict[str, UnseenScores], UnseenRelevance, UnseenDirections]:
    """Score the test set, each source left out and the held-out readings by fits that did not see them."""
    shared = functools.cache(lambda: fold_terms(labelled, open_pool(folder), model.boundaries))
    keys = [training_key(folder, model.boundaries, of_pair=of_pair) for of_pair in (False, True)]
    fold_key = digest(keys[0], *map(source_of, (fold_terms, left_out_logits, terms_without)))
    held_out_key = digest(keys[1], *map(source_of, (fold_terms, held_out_scores, held_out_rows)))
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
            clusters_of_test(folder),
            peers=peers_of("events_test", sentences, everything),
        )
    }
    taught = read_lessons().probability
    for source in SOURCES:
        name = f"left_out/{source}"
        if source not in taught:
            report(f"{name}: not measured, no teacher without it; make one with tension teach")
            continue
        report(f"{name}: fitting on the other sources")
        unseen = np.flatnonzero((labelled.source == source).to_numpy())
        seen = rows_without(labelled, source)
        arrays = keep(
            name,
            digest(fold_key, source),
            functools.partial(
                left_out_logits,
                source,
                labelled,
                seen,
                unseen,
                functools.partial(terms_without, source, folder, labelled, model.boundaries, shared),
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
    directions = UnseenDirections(
        arrays["direction_found"],
        arrays["direction"],
        labelled.group.iloc[arrays["directed"]].to_numpy(dtype=str),
    )
    return sets, relevance, directions


def suite_scorers(
    names: Sequence[str], folder: Path | None = None, *, with_peers: bool = True, report: Report = _silent
) -> dict[str, Callable[[Sequence[str]], F64]]:
    """Scorers of sentences by name, + for confrontational: models, then their peers.

    Peers that learn are left out where there's no data to learn from, and MiniLM where it isn't installed.

    Raises
    ------
    InputError
        If a folder is given and there are no data in it.
    """

    def of_model(name: str) -> Callable[[Sequence[str]], F64]:
        model = load_model(name)
        return lambda sentences: model.score(sentences).tension

    scorers = {name: of_model(name) for name in names}
    if not with_peers:
        return scorers
    peers.check_installed()
    scorers |= peers.LEXICONS
    folder = data_folder_if_any(folder, report)
    if folder is None:
        return scorers
    labelled = read_labelled(folder)
    texts, pole = labelled.text.tolist(), labelled.pole.to_numpy(dtype=int)
    fits = {peers.TFIDF: peers.fit_tfidf} | ({peers.MINILM: peers.fit_minilm} if encoder_installed() else {})
    for name, fit in fits.items():
        logits = fit(texts, pole)
        scorers[name] = lambda sentences, logits=logits: margins(logits(sentences))  # type: ignore[misc]
    return scorers


def model_logits(model: TensionModel, sentences: Sequence[str]) -> F64:
    """Logits of a model as it ships, shape (n, 2); a sentence without a word is neutral."""
    scores = model.score(sentences)
    neutral = np.log(scores.neutral)
    logits = np.column_stack([np.log(scores.cooperative) - neutral, np.log(scores.confrontational) - neutral])
    return np.asarray(np.nan_to_num(logits, nan=0.0))


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
    found[peers.TFIDF] = learnt["score"]
    if encoder_installed():
        encoded = keep(
            f"{name}/{peers.MINILM}",
            digest(source_of(peers.fit_minilm), *sentences, *texts, pole.tobytes()),
            lambda: {"score": peers.fit_minilm(texts, pole)(sentences)},
        )
        found[peers.MINILM] = encoded["score"]
    return found


def _lexicon_scores(score: Callable[[Sequence[str]], F64], sentences: Sequence[str]) -> Arrays:
    return {"score": score(sentences)}


def clusters_of_test(folder: Path | None = None) -> NDArray[Any]:
    """Clusters of near-duplicates of the rows that :func:`read_events_test` gives."""
    import pandas as pd

    path = data_folder(folder) / "labelled" / "events_test.parquet"
    frame = pd.read_parquet(path, columns=["labels_agree", "cluster"])
    return np.asarray(frame.cluster[frame.labels_agree].to_numpy(dtype=str))


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
