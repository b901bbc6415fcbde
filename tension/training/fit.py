"""Train a model from labelled sentences and the news pool, step by step, and write its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.dyad.sides import USA_RUS, SideTable, side_table
from tension.files import shipped
from tension.model.folder import DEFAULT_MODEL, TensionModel
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable, compile_actors, read_actors
from tension.text.boundaries import Boundaries
from tension.training.corpus import learn_deviation, learn_repeated
from tension.training.directions import DirectionRows, direction_codes, direction_rows, fit_direction
from tension.training.labelled import (
    CLASSES,
    DIRECTIONS,
    FURTHER,
    WRITTEN,
    data_folder,
    fold_of,
    is_twin,
    read_events_test,
    read_labelled,
)
from tension.training.mixture import (
    CONTEXT_SHARE,
    Mixture,
    Sentences,
    fit_mixture,
    out_of_fold_logits,
    sentences_of,
)
from tension.training.pool import Pool, open_pool
from tension.training.punkt import learn_boundaries, news_texts
from tension.training.relevance import GateMatrix, choose_threshold, fit_gate, gate_matrix
from tension.training.teacher import Taught, read_lessons, taught_by
from tension.training.texts import sentence_hash
from tension.training.tone import Calibration, fit_calibration
from tension.training.vectors import WordVectors, read_vectors
from tension.training.words import learn_vocabulary

Report = Callable[[str], None]

TAUGHT_WEIGHT = 0.5
"""Weight of a sentence that a teacher judged beside one that was read."""

TWIN_WEIGHT = 0.65
"""Weight of one of our own twins: there are many, and at full weight the readings lose what the pairs gain."""

TOLD_APART_WEIGHT, BY_THE_WAY_WEIGHT = 0.8, 0.4
"""Weights for the direction, beside the readings, of our own sentences that were written to tell who acts on whom, and of the
others, of which there are four times as many as of the readings."""

SURENESS = 1.37
"""What the slope that is learnt from fits on labels alone is multiplied by. These are surer of themselves than the fit that
ships, which learns from lessons too: with a source left out its log-odds asked to be stretched by 1.2 to 1.9 (docs/experiments.md)."""

TAUGHT_PARTS = 4
"""Terms get the mean of the weights of as many fits, each on all labels and on its part of the taught sentences."""

THRESHOLD_FOLDS = 3
"""Folds whose unseen probabilities the gate's threshold is chosen on."""


def _silent(_: str) -> None:
    return


@dataclass(frozen=True)
class Learnt:
    """What is learnt without labels.

    Attributes
    ----------
    boundaries : Boundaries
    vocabulary : Vocabulary
    actors : ActorTable
    vectors : WordVectors
    """

    boundaries: Boundaries
    vocabulary: Vocabulary
    actors: ActorTable
    vectors: WordVectors


def learn_from_pool(pool: Pool, *, report: Report = _silent) -> Learnt:
    """Learn sentence boundaries and vocabulary from the pool, and find the words' vectors."""
    report("learning sentence boundaries")
    boundaries = learn_boundaries(news_texts(pool.folder))
    report("learning the vocabulary")
    vocabulary = learn_vocabulary(text for _, text in pool.articles())
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    return Learnt(boundaries, vocabulary, actors, read_vectors(vocabulary))


def targets_of(labelled: Any) -> NDArray[np.float64]:
    """Soft targets of a labelled frame, shape (n, 3)."""
    return np.asarray(labelled[list(CLASSES)].to_numpy(dtype=np.float64))


def weights_of(labelled: Any) -> NDArray[np.float64]:
    """Weights of a labelled frame's rows: our own twins count less than what was read."""
    return np.where(is_twin(labelled), TWIN_WEIGHT, 1.0)


def poles_of_twins(labelled: Any) -> NDArray[np.int64]:
    """Poles of a labelled frame's rows that are twins: they are asked for their sign besides; 0 for all others."""
    return np.where(is_twin(labelled), labelled.pole, 0).astype(np.int64)


def folds_of(groups: Any, n_folds: int = THRESHOLD_FOLDS) -> NDArray[np.intp]:
    """Folds by hash of the group, so that no group is split."""
    return np.array([fold_of(f"fold {group}", n_folds) for group in groups], dtype=np.intp)


def calibrated_tone(
    sentences: Sentences,
    labelled: Any,
    rows: NDArray[np.intp],
    taught: Taught,
    *,
    report: Report = _silent,
) -> tuple[Mixture, Calibration]:
    """Fit the tone on some rows and on what a teacher says of the pool, calibrated where neither was seen.

    Parameters
    ----------
    sentences : Sentences
        The labelled sentences and, behind them, those taught.
    labelled : pandas.DataFrame
    rows : intp array
        Labelled rows that may be used.
    taught : Taught
    report : callable
        Is told of each step.

    Notes
    -----
    The calibration is learnt from fits on labels alone, each without the source it's judged on: a teacher that saw a
    source would make the student surer of it than it is of a new one. It isn't judged on our own sentences, of which
    most are twins made to be hard to tell, nor on those read later, which were chosen for being hard: no text is like
    that.
    """
    targets = targets_of(labelled)
    part = labelled.iloc[rows]
    _, source = np.unique(part.source.replace(FURTHER, "readings").to_numpy(), return_inverse=True)
    judged = ~part.source.isin([WRITTEN, FURTHER]).to_numpy()
    read = weights_of(labelled)
    poles = poles_of_twins(labelled)
    folds = np.where(part.source == WRITTEN, -1, source)
    logits = out_of_fold_logits(sentences, targets, rows, folds, read, poles)
    calibration = fit_calibration(
        logits[judged],
        targets[rows[judged]],
        part.pole[judged].to_numpy(dtype=int),
        part.source[judged],
        sureness=SURENESS,
    )
    n_labelled, n_taught = len(labelled), len(taught.sentences)
    fit = fit_mixture(
        sentences,
        np.vstack([targets, taught.targets]),
        rows,
        np.concatenate([read, np.full(n_taught, TAUGHT_WEIGHT)]),
        [np.arange(n_labelled + first, n_labelled + n_taught, TAUGHT_PARTS) for first in range(TAUGHT_PARTS)],
        poles=np.concatenate([poles, np.zeros(n_taught, dtype=np.int64)]),
        report=report,
    )
    return fit.scaled(calibration), calibration


def learnt_sentences(labelled: Any, taught: Taught, learnt: Learnt) -> Sentences:
    """Look at the labelled sentences and at those taught behind them."""
    texts = [*labelled.text.tolist(), *taught.sentences]
    return sentences_of(texts, learnt.vocabulary, learnt.actors, learnt.vectors)


def hashes_of(texts: Iterable[str]) -> frozenset[int]:
    """Hashes of sentences that a pool's must not repeat."""
    return frozenset(map(sentence_hash, texts))


def years_of(labelled: Any) -> NDArray[np.int64]:
    """Years of the rows' dates; 0 where there's none."""
    return np.asarray(labelled.date.str[:4].fillna("0").astype(int).to_numpy(dtype=np.int64))


def gate_rows(labelled: Any) -> Any:
    """Tell of every row whether the gate learns from it."""
    return labelled.relevant.notna() & ~labelled.source.isin([WRITTEN, FURTHER])


def relevance_of(
    labelled: Any, table: SideTable, vocabulary: Vocabulary
) -> tuple[GateMatrix, NDArray[np.bool_], NDArray[np.intp]]:
    """Gate terms of the readings in a labelled frame, whether they're relevant, and their rows in the matrix.

    Our own sentences stay out: on held-out weeks they change nothing, and what they leave out isn't what news does. So do
    those read later: what was left of the sentences that name both sides is odd (a third of it isn't relevant), and a
    gate that knows it makes more errors on the others.
    """
    readings = labelled[gate_rows(labelled)]
    years = years_of(readings)
    matrix = gate_matrix(readings.text.tolist(), years, table, vocabulary)
    return matrix, readings.relevant.to_numpy() > 0, np.arange(len(readings))


def directed_rows(labelled: Any) -> NDArray[np.intp]:
    """Rows of the relevant sentences whose direction was read."""
    return np.flatnonzero(((labelled.relevant > 0) & labelled.direction.notna()).to_numpy())


def directions_of(
    labelled: Any, table: SideTable, vocabulary: Vocabulary, vectors: WordVectors
) -> tuple[DirectionRows, NDArray[np.uint8], NDArray[np.float64]]:
    """Rows of a labelled frame as the direction sees them, their directions as numbers, and their weights."""
    rows = direction_rows(labelled.text.tolist(), years_of(labelled), table, vocabulary, vectors)
    own = np.where(labelled.stratum == DIRECTIONS, TOLD_APART_WEIGHT, BY_THE_WAY_WEIGHT)
    weights = np.where(labelled.source == WRITTEN, own, 1.0)
    return rows, direction_codes(labelled.direction.tolist()), weights


def train_model(
    folder: Path | None = None, *, name: str = DEFAULT_MODEL, report: Report = _silent
) -> TensionModel:
    """Train a model.

    Parameters
    ----------
    folder : Path, optional
        The data folder; by default ``$TENSION_DATA`` or ``../shared/data``.
    name : str
        Name of the model.
    report : callable
        Is told of each step.

    Returns
    -------
    TensionModel
        Its card tells the training sources; figures are added by ``tension evaluate``.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in one order whatever the machine: the same bytes
        return _train(data_folder(folder), name, report)


def _train(folder: Path, name: str, report: Report) -> TensionModel:
    pool = open_pool(folder)
    learnt = learn_from_pool(pool, report=report)
    labelled = read_labelled(folder)
    unseen = hashes_of([*labelled.text, *read_events_test(folder).text])
    taught = taught_by(read_lessons(), "all", pool, learnt.boundaries, unseen)
    report(f"fitting the tone on {len(labelled):,} labelled and {len(taught.sentences):,} taught sentences")
    sentences = learnt_sentences(labelled, taught, learnt)
    everything = np.arange(len(labelled))
    tone, calibration = calibrated_tone(sentences, labelled, everything, taught, report=report)
    report("fitting the gate")
    table = side_table(learnt.actors, USA_RUS)
    gate_terms, relevant, rows = relevance_of(labelled, table, learnt.vocabulary)
    weeks = labelled.group[gate_rows(labelled)]
    threshold = choose_threshold(gate_terms, relevant, rows, folds_of(weeks), learnt.vectors)
    report("fitting the direction")
    directed = directed_rows(labelled)
    directed_in, directions, weights = directions_of(
        labelled.iloc[directed], table, learnt.vocabulary, learnt.vectors
    )
    direction = fit_direction(directed_in, directions, np.arange(len(directed)), weights)
    model = TensionModel(
        name=name,
        boundaries=learnt.boundaries,
        vocabulary=learnt.vocabulary,
        actors=learnt.actors,
        tone=tone.linear_terms(sentences),
        context=tone.context_net(sentences),
        gate=fit_gate(gate_terms, relevant, rows, learnt.vectors),
        direction=direction.model(directed_in),
        gate_threshold=threshold,
        repeated=np.zeros(0, dtype=np.uint32),
        deviation=0.0,
        deviation_weight=1.0,
        card=_card(labelled, calibration, threshold),
    )
    report("learning what articles have in common")
    model = learn_deviation(model, pool.articles())
    return replace(model, repeated=learn_repeated(pool.articles(), learnt.boundaries))


def _card(labelled: Any, calibration: Calibration, threshold: float) -> dict[str, Any]:
    from importlib.metadata import version

    from tension.training.tone import INVERSE_PENALTY, REFERENCE_MIX

    return {
        "training": {source: int(n) for source, n in labelled.source.value_counts().sort_index().items()},
        "settings": {
            "inverse_penalty": INVERSE_PENALTY,
            "context_share": CONTEXT_SHARE,
            "reference_mix": dict(zip(CLASSES, REFERENCE_MIX, strict=True)),
            "calibration_sureness": SURENESS,
            "calibration_slope": round(calibration.slope, 6),
            "calibration_shift": round(float(calibration.shift[0]), 6),
            "gate_threshold": threshold,
        },
        "versions": {
            package: version(package) for package in ("numpy", "scipy", "scikit-learn", "nltk", "pandas")
        },
    }
