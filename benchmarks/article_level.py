"""How sentences become an article's tension: the ways tried, on short articles that were read whole.

    python benchmarks/article_level.py       # needs the labelled data and the news ($TENSION_DATA, or ../shared/data)

Weeks are held out jointly: the model that scores an article has seen no label of its week's fold, and words and vectors
come from a pool without any week that an article stands in. Over all five folds the tone learns from labels alone; on
the held-out fifth also from the teacher that hasn't seen it. Figures are over the texts that readers found to be on the
pair; one that has no score, or no headline, counts as 0. About seven minutes on one core.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tension.dyad.sides import USA_RUS, side_table
from tension.files import shipped
from tension.model.folder import TensionModel, load_model
from tension.scores.run import make_scorer
from tension.text.actors import compile_actors, read_actors
from tension.text.article import Article
from tension.training import fit, metrics
from tension.training.labelled import (
    HELD_OUT_FOLDS,
    data_folder,
    fold_of,
    read_events_test,
    read_labelled,
)
from tension.training.mixture import Sentences, fit_mixture, out_of_fold_logits
from tension.training.peers import score_vader
from tension.training.pool import open_pool
from tension.training.relevance import choose_threshold, fit_gate
from tension.training.teacher import Taught, read_lessons, taught_by
from tension.training.tone import Calibration, fit_calibration
from tension.training.vectors import read_vectors
from tension.training.words import learn_vocabulary

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

CORRELATIONS = (1.0, 0.75, 0.5, 1 / 3, 0.25, 0.2)
CHOSEN = 0.5
"""The largest within two standard errors of the best: no text is worth more than two independent sentences, and what
the model reads wrongly in every sentence of a long one is at most doubled."""

CARRIED = (4, 5, 6, 7)
"""Reasons of the gate by which a sentence counts for what stands before it."""

SHARES = (0.0, 0.25, 0.5)
COUNTS = {"1 sentence": (1, 1), "2": (2, 2), "3-4": (3, 4), "5-8": (5, 8), "9 or more": (9, 999)}


@dataclass(frozen=True)
class Learnt:
    """What all folds share: words and vectors without labels, terms of the rows, a calibration on other weeks."""

    labelled: Any
    fold: Rows
    taught: Taught
    learnt: fit.Learnt
    sentences: Sentences
    calibration: Calibration


@dataclass(frozen=True)
class Scored:
    """Sentences of all articles, each scored by the model that hasn't seen its week."""

    article: NDArray[np.int64]
    probabilities: F64
    relevant: NDArray[np.bool_]
    is_title: NDArray[np.bool_]
    reason: NDArray[np.uint8]
    position: NDArray[np.int64]
    n_articles: int

    @property
    def tension(self) -> F64:
        """Tension of every sentence."""
        return np.asarray(self.probabilities[:, 2] - self.probabilities[:, 0])

    def mean(self, weight: Any, value: F64) -> F64:
        """Weighted mean by article; 0 where nothing has weight."""
        ok = ~np.isnan(value)
        weight = np.where(ok, weight, 0.0)
        total = np.bincount(self.article, weight, self.n_articles)
        sums = np.bincount(self.article, weight * np.where(ok, value, 0.0), self.n_articles)
        return np.asarray(sums / np.where(total > 0, total, 1.0))

    def pooled(self, correlation: float, counted: Any = True) -> F64:
        """Log-odds of (1 + tension) / 2 pooled: sentences that agree add up, as much as their effective number says.

        ``correlation`` is how alike an article's sentences are as evidence, 0 to 1 (Kish 1965; Genest & Zidek 1986).
        """
        counts = self.relevant & counted & ~np.isnan(self.tension)
        odds = self.mean(counts, np.arctanh(np.clip(self.tension, -1 + 1e-6, 1 - 1e-6)))
        n = np.bincount(self.article[counts], minlength=self.n_articles)
        return np.asarray(np.tanh(odds * n / (1 + np.maximum(n - 1, 0) * correlation)))

    def n_relevant(self) -> NDArray[np.int64]:
        """Relevant sentences by article."""
        return np.bincount(self.article[self.relevant], minlength=self.n_articles)


def read_whole(folder: Path) -> tuple[pd.DataFrame, list[Article]]:
    """Read the labels, and the texts as articles; where a text begins with its news item's title, that's the headline."""
    frame = pd.read_parquet(folder / "labelled" / "article_readings.parquet")
    columns = ["id", "source", "title"]
    parts = [
        pd.read_parquet(folder / "news" / f"{file}.parquet", columns=columns).assign(file=file)
        for file in frame.file.unique()
    ]
    news = pd.concat(parts).drop_duplicates(["file", "id"]).rename(columns={"id": "article_id"})
    frame = frame.merge(news, on=["file", "article_id"], how="left", validate="many_to_one")
    articles = []
    for row in frame.itertuples():
        title = row.title if isinstance(row.title, str) and row.title else None
        span = (0, len(title)) if title and row.text.startswith(title) else None
        day = datetime.date.fromisoformat(row.date)
        articles.append(Article(str(row.uid), row.text, title, day, row.source, None, span))
    return frame, articles


def learn(folder: Path, weeks: frozenset[str]) -> Learnt:
    """Learn all that needs no label of an article's week."""
    boundaries, labelled = load_model().boundaries, read_labelled(folder)
    pool = open_pool(folder, without_weeks=weeks)
    vocabulary = learn_vocabulary(text for _, text in pool.articles())
    actors = compile_actors(read_actors(shipped("seeds", "actors.csv")))
    learnt = fit.Learnt(boundaries, vocabulary, actors, read_vectors(vocabulary))
    readings = (labelled.source == "readings").to_numpy()
    fold = np.array([fold_of(group) for group in labelled.group])
    fold[~readings] = -1
    held_out = frozenset(labelled.group[fold == 0])
    unseen = fit.hashes_of([*labelled.text, *read_events_test(folder).text])
    taught = taught_by(read_lessons(), "held_out", open_pool(folder, weeks | held_out), boundaries, unseen)
    sentences = fit.learnt_sentences(labelled, taught, learnt)

    other = np.flatnonzero(~(readings & labelled.group.isin(weeks).to_numpy()))
    part, targets = labelled.iloc[other], fit.targets_of(labelled)
    _, source = np.unique(part.source.to_numpy(), return_inverse=True)
    weights, signs = fit.weights_of(labelled), fit.poles_of_twins(labelled)
    logits = out_of_fold_logits(sentences, targets, other, source, weights, signs)
    poles = part.pole.to_numpy(dtype=int)
    calibration = fit_calibration(logits, targets[other], poles, part.source.to_numpy())
    return Learnt(labelled, fold, taught, learnt, sentences, calibration)


def model_without(fold: int, known: Learnt, *, taught: bool) -> TensionModel:
    """Fit tone and gate on the other folds' labels, and on what the teacher said where ``taught``."""
    n, more = len(known.labelled), len(known.taught.sentences)
    tone = fit_mixture(
        known.sentences,
        np.vstack([fit.targets_of(known.labelled), known.taught.targets]),
        np.concatenate([np.flatnonzero(known.fold != fold), np.arange(n, n + more * taught)]),
        np.concatenate([fit.weights_of(known.labelled), np.full(more, fit.TAUGHT_WEIGHT)]),
        poles=np.concatenate([fit.poles_of_twins(known.labelled), np.zeros(more, dtype=np.int64)]),
    ).scaled(known.calibration)
    table = side_table(known.learnt.actors, USA_RUS)
    gate, relevant, _ = fit.relevance_of(known.labelled, table, known.learnt.vocabulary)
    readings = np.flatnonzero(fit.gate_rows(known.labelled).to_numpy())
    seen = np.flatnonzero(known.fold[readings] != fold)
    weeks = known.labelled.group.iloc[readings[seen]]
    return replace(
        load_model(),
        vocabulary=known.learnt.vocabulary,
        actors=known.learnt.actors,
        tone=tone.linear_terms(known.sentences),
        context=tone.context_net(known.sentences),
        gate=fit_gate(gate, relevant, seen, known.learnt.vectors),
        gate_threshold=choose_threshold(gate, relevant, seen, fit.folds_of(weeks), known.learnt.vectors),
        direction=None,
    )


def scored(articles: Sequence[Article], models: Mapping[int, TensionModel], fold: Rows) -> Scored:
    """Score the articles of each fold with its model."""
    parts = []
    for number, model in models.items():
        which = np.flatnonzero(fold == number)
        batch = make_scorer(model).score_batch([articles[i] for i in which])
        position = np.arange(len(batch.article)) - batch.first[batch.article]
        parts.append(
            (
                which[batch.article],
                batch.probabilities,
                batch.relevant,
                batch.is_title,
                batch.reason,
                position,
            )
        )
    return Scored(*map(np.concatenate, zip(*parts, strict=True)), n_articles=len(articles))


def ways(said: Scored) -> dict[str, F64]:
    """Every way tried, by name; shape (n_articles,)."""
    t, counts = said.tension, said.relevant.astype(float)
    logits = np.log(said.probabilities / said.probabilities[:, 1:2])
    cooperative, confrontational = (np.exp(said.mean(counts, logits[:, k])) for k in (0, 2))
    polar = 1 - said.probabilities[:, 1]
    title, carried = said.is_title, np.isin(said.reason, CARRIED)
    n = said.n_relevant()
    plain = said.mean(counts, t)
    return {
        "plain mean of relevant sentences": plain,
        "headline alone": said.mean(title, t),
        "mean of all sentences": said.mean(np.ones(len(t)), t),
        "headline twice": said.mean(counts * np.where(title, 2, 1), t),
        "headline always, relevant or not": said.mean((said.relevant | title) & (n > 0)[said.article], t),
        "lead, 1 / (1 + position)": said.mean(counts / (1 + said.position), t),
        "carried over, half": said.mean(counts * np.where(carried, 0.5, 1), t),
        "other sentences, a quarter": said.mean(np.where(said.relevant, 1, 0.25) * (n > 0)[said.article], t),
        "weight 1 - neutral (not monotone)": said.mean(counts * polar, t),
        "mean of logits (not monotone)": (confrontational - cooperative)
        / (1 + cooperative + confrontational),
        "mean of signed squares": said.mean(counts, t * np.abs(t)),
        "two most polar": two_most_polar(said),
        "shrunk by two neutral sentences": plain * n / (n + 2),
    } | {f"pooled, correlation {correlation:.2f}": said.pooled(correlation) for correlation in CORRELATIONS}


def two_most_polar(said: Scored) -> F64:
    """Mean of the two relevant sentences that are farthest from 0."""
    size = np.where(said.relevant, np.abs(np.nan_to_num(said.tension)), -1.0)
    order = np.lexsort((-size, said.article))
    edges = np.searchsorted(said.article[order], np.arange(said.n_articles))
    among = np.zeros(len(order))
    among[order] = np.arange(len(order)) - edges[said.article[order]] < 2
    return said.mean(among * said.relevant, said.tension)


def chosen_within(table: Mapping[str, F64], grade: F64, fold: Rows, on: NDArray[np.bool_]) -> F64:
    """Of each fold, the pooling that does best on the mean of the other four."""
    pooled = [value for name, value in table.items() if name.startswith("pooled")]
    found = np.zeros(len(grade))
    for k in range(HELD_OUT_FOLDS):
        others = [on & (fold == j) for j in range(HELD_OUT_FOLDS) if j != k]
        best = max(pooled, key=lambda x: np.mean([metrics.spearman(x[rows], grade[rows]) for rows in others]))
        found[fold == k] = best[fold == k]
    return found


def with_interval(statistic: Callable[[Rows], float], groups: NDArray[Any], sign: str = "") -> str:
    lower, upper = metrics.bootstrap_interval(statistic, len(groups), groups)
    return f"{statistic(np.arange(len(groups))):{sign}.3f} [{lower:{sign}.3f}, {upper:{sign}.3f}]"


def print_table(table: Mapping[str, F64], grade: F64, weeks: NDArray[Any]) -> None:
    """Spearman of every way with the grade, and its gain on the first of them, intervals by week."""
    base = next(iter(table.values()))
    print("| way | Spearman | gain |\n| --- | --- | --- |")
    for name, x in table.items():
        figure = with_interval(lambda r, x=x: metrics.spearman(x[r], grade[r]), weeks)
        gain = with_interval(
            lambda r, x=x: metrics.spearman(x[r], grade[r]) - metrics.spearman(base[r], grade[r]),
            weeks,
            "+",
        )
        print(f"| {name} | {figure} | {gain} |")


def print_slopes(table: Mapping[str, F64], n: NDArray[np.int64], grade: F64) -> None:
    """Grades that a unit of tension stands for, by number of relevant sentences: alike in a score that means one thing."""
    print(f"\n| grades per unit of tension | {' | '.join(COUNTS)} |")
    print(f"| --- |{' --- |' * len(COUNTS)}")
    for name, x in table.items():
        groups = [(n >= low) & (n <= high) for low, high in COUNTS.values()]
        slopes = " | ".join(f"{np.polyfit(x[rows], grade[rows], 1)[0]:.2f}" for rows in groups)
        print(f"| {name} | {slopes} |")


def print_sizes(table: Mapping[str, F64], has_score: NDArray[np.bool_], on: NDArray[np.bool_]) -> None:
    """How far from 0 texts are that we score, those on the pair and those that should have had no score."""
    print("\n| mean distance from 0 | on the pair | not on the pair |\n| --- | --- | --- |")
    for name, x in table.items():
        sizes = (f"{np.abs(x[has_score & rows]).mean():.2f}" for rows in (on, ~on))
        print(f"| {name} | {' | '.join(sizes)} |")


def print_relevance(said: Scored, on: NDArray[np.bool_], weeks: NDArray[Any]) -> None:
    share = said.n_relevant() / np.maximum(np.bincount(said.article, minlength=said.n_articles), 1)
    print("\n| on the pair, by share of relevant sentences | precision | recall |\n| --- | --- | --- |")
    for least in SHARES:
        found = share > least
        figures = (
            with_interval(lambda r, m=measure, f=found: m(f[r], on[r]), weeks)
            for measure in (metrics.precision, metrics.recall)
        )
        print(f"| more than {least:.2f} | {' | '.join(figures)} |")


def main() -> None:
    """Train the folds and print the tables."""
    folder = data_folder()
    frame, articles = read_whole(folder)
    fold = np.array([fold_of(week) for week in frame.week])
    grade, weeks = frame.grade.to_numpy(dtype=float), frame.week.to_numpy(dtype=str)
    on, vader = frame.relevant.to_numpy(dtype=bool), score_vader(frame.text.tolist())
    known = learn(folder, frozenset(frame.week))

    said = scored(articles, {k: model_without(k, known, taught=False) for k in range(HELD_OUT_FOLDS)}, fold)
    table = ways(said) | {"VADER on the whole text": vader}
    table["pooled, correlation chosen within"] = chosen_within(table, grade, fold, on)
    unscored = int((said.n_relevant()[on] == 0).sum())
    print(f"All five folds, labels alone: {on.sum()} texts on the pair, {unscored} of them without a score")
    print_table({name: x[on] for name, x in table.items()}, grade[on], weeks[on])
    names = ("plain mean of relevant sentences", f"pooled, correlation {CHOSEN:.2f}")
    print_slopes({name: table[name][on] for name in names}, said.n_relevant()[on], grade[on])
    print_sizes({name: table[name] for name in names}, said.n_relevant() > 0, on)
    print_relevance(said, on, weeks)

    held = on & (fold == 0)
    said = scored(articles, {0: model_without(0, known, taught=True)}, fold)
    table = ways(said) | {"VADER on the whole text": vader}
    print(f"\nHeld-out fifth, labels and teacher: {held.sum()} texts on the pair")
    print_table({name: x[held] for name, x in table.items()}, grade[held], weeks[held])


if __name__ == "__main__":
    main()
