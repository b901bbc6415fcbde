"""Measure a model: on the open test set, on sources that a fit never saw, and on weeks that a fit never saw.

All that a fold learns, it learns without the rows it is judged on: words, word vectors, weights, calibration
and the gate's threshold. Two things are shared. Sentence boundaries are the given model's: they carry no label.
And where a source has no text in the pool, one vocabulary and one set of vectors serve every such fold.
``events_test`` is only ever judged on, and the reserved weeks are in no pool.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
from tension.training import metrics, peers
from tension.training.fit import calibrated_tone, folds_of, relevance_of
from tension.training.labelled import SOURCES, data_folder, fold_of, read_events_test, read_labelled
from tension.training.pool import Pool, open_pool
from tension.training.relevance import choose_threshold, fit_gate, gate_probabilities
from tension.training.terms import TermMatrix, term_matrix
from tension.training.vectors import learn_vectors
from tension.training.words import learn_vocabulary

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]
Rows = NDArray[np.intp]
Arrays = dict[str, NDArray[Any]]
Report = Callable[[str], None]

CACHE = Path(".cache", "evaluate")
"""Where folds are kept, under the folder one works in: a second run only reads."""

_CODE = (
    *(
        f"training/{name}.py"
        for name in ("fit", "labelled", "pool", "relevance", "terms", "tone", "vectors", "words")
    ),
    *("model/*.py", "dyad/*.py"),
    *(f"text/{name}.py" for name in ("actors", "boundaries", "sentences", "tokens")),
)
"""What a fold's result depends on."""

_SEEDS = ("actors.csv", "lexicon.csv", "shifters.csv")


def _silent(_: str) -> None:
    return


@dataclass(frozen=True)
class Figure:
    """A figure, its 95% interval by resampling, and the number of rows it rests on."""

    value: float
    lower: float
    upper: float
    n: int


@dataclass(frozen=True, eq=False)
class UnseenScores:
    """Scores of rows that the fit behind them did not see.

    Attributes
    ----------
    logits : float64 array, shape (n, 2)
        Of cooperative and confrontational against neutral, calibrated.
    pole : int array, shape (n,)
        -1, 0 or 1.
    group : str array, shape (n,), or None
        What resampling must not split.
    grade : float64 array, shape (n,), or None
        -2 to 2, where the rows were graded.
    peers : mapping
        Others' scores of the same rows, + being confrontational: shape (n,), or logits of shape (n, 2).
    """

    logits: F64
    pole: NDArray[Any]
    group: NDArray[Any] | None
    grade: F64 | None = None
    peers: Mapping[str, F64] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class UnseenRelevance:
    """The gate's word on readings it did not see.

    Attributes
    ----------
    said, both, relevant : bool array, shape (n,)
        The gate lets the sentence pass; the sentence names both sides; the reader found it relevant.
    file, group : str array, shape (n,)
        News file and week.
    """

    said: Bool
    both: Bool
    relevant: Bool
    file: NDArray[Any]
    group: NDArray[Any]


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
    return Evaluation(found, beside, {name: _reliability(scores) for name, scores in sets.items()})


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
    key = training_key(folder, model.boundaries)
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
            digest(key, _source_of(left_out_logits, fold_terms), source),
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
        digest(key, _source_of(held_out_scores, fold_terms, held_out_rows)),
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
            digest(_source_of(score), *sentences),
            functools.partial(_lexicon_scores, score, sentences),
        )["score"]
        for peer, score in peers.LEXICONS.items()
    }
    learnt = keep(
        f"{name}/{peers.TFIDF}",
        digest(_source_of(peers.fit_tfidf), *sentences, *texts, pole.tobytes()),
        lambda: {"score": peers.fit_tfidf(texts, pole)(sentences)},
    )
    return found | {peers.TFIDF: learnt["score"]}


def _lexicon_scores(score: Callable[[Sequence[str]], F64], sentences: Sequence[str]) -> Arrays:
    return {"score": score(sentences)}


def tone_figures(scores: UnseenScores) -> dict[str, Figure]:
    """Measure the tone: sign and calibration on polar rows, classes on all, ranks where there are grades."""
    polar = np.flatnonzero(scores.pole != 0)
    positive = scores.pole[polar] > 0
    margin = margins(scores.logits)[polar]
    probability = 1 / (1 + np.exp(-margin))
    simulated = metrics.simulated_labels(probability)
    group = None if scores.group is None else scores.group[polar]
    figures = {
        name: figure_of(statistic, len(polar), group)
        for name, statistic in {
            "sign_auc": lambda rows: metrics.sign_auc(margin[rows], positive[rows]),
            "calibration_error": lambda rows: metrics.debiased_calibration_error(
                probability[rows], positive[rows], simulated[rows]
            ),
            "brier": lambda rows: metrics.brier(probability[rows], positive[rows]),
            "calibration_slope": lambda rows: metrics.calibration_slope(margin[rows], positive[rows]),
        }.items()
    }
    if (scores.pole == 0).any():
        predicted = (
            np.column_stack([scores.logits[:, 0], np.zeros(len(scores.pole)), scores.logits[:, 1]]).argmax(
                axis=1
            )
            - 1
        )
        figures["macro_f1"] = figure_of(
            lambda rows: metrics.macro_f1(predicted[rows], scores.pole[rows]), len(predicted), scores.group
        )
    if scores.grade is not None:
        figures["spearman"] = _rank_figure(tensions(scores.logits), scores)
    return figures


def peer_figures(scores: UnseenScores) -> dict[str, dict[str, Figure]]:
    """Sign AUC, and rank correlation where there are grades, of every peer on the same rows and resamples."""
    polar = np.flatnonzero(scores.pole != 0)
    positive = scores.pole[polar] > 0
    group = None if scores.group is None else scores.group[polar]
    figures: dict[str, dict[str, Figure]] = {}
    for peer, score in scores.peers.items():
        margin = (margins(score) if score.ndim == 2 else score)[polar]
        figures[peer] = {"sign_auc": figure_of(_auc_statistic(margin, positive), len(polar), group)}
        if scores.grade is not None:
            figures[peer]["spearman"] = _rank_figure(tensions(score) if score.ndim == 2 else score, scores)
    return figures


def relevance_figures(scores: UnseenRelevance) -> dict[str, Figure]:
    """Precision and recall of the gate, and of naming both sides, over all files and by file."""
    figures = {}
    for rule, said in (("gate", scores.said), ("both_named", scores.both)):
        for place in ("", *np.unique(scores.file)):
            here = np.flatnonzero(scores.file == place) if place else np.arange(len(said))
            end = f"/{place}" if place else ""
            for name, measure, base in (
                ("precision", metrics.precision, said),
                ("recall", metrics.recall, scores.relevant),
            ):
                statistic = _relevance_statistic(measure, said[here], scores.relevant[here])
                figure = figure_of(statistic, len(here), scores.group[here])
                figures[f"{rule}/{name}{end}"] = Figure(
                    figure.value, figure.lower, figure.upper, int(base[here].sum())
                )
    return figures


def figure_of(statistic: Callable[[Rows], float], n: int, group: NDArray[Any] | None) -> Figure:
    """Value of a statistic on all rows, with its interval."""
    return Figure(statistic(np.arange(n)), *metrics.bootstrap_interval(statistic, n, group), n)


def margins(logits: F64) -> F64:
    """Logit of P(confrontational) / (P(confrontational) + P(cooperative)), shape (n,)."""
    return np.asarray(logits[:, 1] - logits[:, 0])


def tensions(logits: F64) -> F64:
    """P(confrontational) - P(cooperative), shape (n,)."""
    highest = np.maximum(logits.max(axis=1), 0)
    odds = np.exp(logits - highest[:, None])
    return np.asarray((odds[:, 1] - odds[:, 0]) / (odds.sum(axis=1) + np.exp(-highest)))


def remembered(cache: Path | None, name: str, key: str, make: Callable[[], Arrays]) -> Arrays:
    """Read the arrays kept under a name and key, or make and keep them."""
    if cache is None:
        return make()
    path = cache / f"{''.join(c if c.isalnum() else '_' for c in name)}-{key}.npz"
    if not path.is_file():
        from tension.files import whole_file

        arrays = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as stream:
            np.savez(stream, allow_pickle=False, **arrays)  # type: ignore[arg-type]
    with np.load(path, allow_pickle=False) as stored:
        return {array: stored[array] for array in stored.files}


def training_key(folder: Path, boundaries: Boundaries) -> str:
    """Hash all that a fold's result follows from: code without its comments, seeds, boundaries, data files."""
    root = Path(__file__).resolve().parents[1]
    code = sorted(path for pattern in _CODE for path in root.glob(pattern))
    arrays = boundaries.to_arrays()
    return digest(
        *(_without_words(path.read_text(encoding="utf-8")) for path in code),
        *(shipped("seeds", name).read_bytes() for name in _SEEDS),
        *(part for name in sorted(arrays) for part in (name, arrays[name].tobytes())),
        *_data_files(folder),
    )


def digest(*parts: str | bytes) -> str:
    """Hash of texts and bytes, one after another, 24 hexadecimal digits."""
    import hashlib

    found = hashlib.blake2b(digest_size=12)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()


def _data_files(folder: Path) -> Iterator[str]:
    for path in sorted(
        [*folder.glob("labelled/*.parquet"), *folder.glob("news/*.parquet"), folder / "reserved_weeks.csv"]
    ):
        stat = path.stat()
        yield f"{path.name} {stat.st_size} {stat.st_mtime_ns}"


def _source_of(*functions: Callable[..., Any]) -> str:
    return "\n".join(_without_words(inspect.getsource(function)) for function in functions)


def _without_words(source: str) -> str:
    """Code as a tree, so that a comment, a docstring or a new line break doesn't cost a run."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            node.body = [
                part
                for part in node.body
                if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
            ]
    return ast.dump(tree)


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


def _reliability(scores: UnseenScores) -> tuple[F64, F64, NDArray[np.intp]]:
    polar = scores.pole != 0
    return metrics.reliability(1 / (1 + np.exp(-margins(scores.logits)[polar])), scores.pole[polar] > 0)


def _rank_figure(tension: F64, scores: UnseenScores) -> Figure:
    grade = scores.grade
    assert grade is not None
    return figure_of(lambda rows: metrics.spearman(tension[rows], grade[rows]), len(tension), scores.group)


def _auc_statistic(margin: F64, positive: Bool) -> Callable[[Rows], float]:
    return lambda rows: metrics.sign_auc(margin[rows], positive[rows])


def _relevance_statistic(
    measure: Callable[[Bool, Bool], float], said: Bool, relevant: Bool
) -> Callable[[Rows], float]:
    return lambda rows: measure(said[rows], relevant[rows])
