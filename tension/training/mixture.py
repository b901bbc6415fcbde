"""The tone as it ships: part of it linear in terms, more of it a convolution over words.

Terms know the words of every label by heart, and carry the rules; the convolution sees how any word stands to its
neighbours. Each errs where the other doesn't: the weighted mean of their logits is better than either on a source left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tension.model.context import ContextNet
from tension.model.linear import LinearTerms
from tension.model.vocabulary import Vocabulary
from tension.text.actors import ActorTable
from tension.text.tokens import I64
from tension.training.convolution import Shape, fit_convolution
from tension.training.convolution_fit import ConvolutionFit
from tension.training.labelled import CLASSES
from tension.training.terms import TermMatrix, term_matrix
from tension.training.tone import Calibration, ToneFit, fit_tone, mean_of
from tension.training.vectors import WordVectors
from tension.training.word_rows import WordRows, word_rows

F64 = NDArray[np.float64]
Rows = NDArray[np.intp]

CONTEXT_SHARE = 0.8
"""Share of the convolution in the logits; the sources left out are as good with half or with all of it, the pairs better
than with half (docs/experiments.md)."""

CONTEXT_SHAPE = Shape(
    size=24,
    layers=2,
    epochs=12,
    rate=4e-3,
    dropped=0.1,
    reference=CLASSES.index("neutral"),
    decay=0.3,
    hidden=64,
    averaged=0.4,
    floor=0.25,
)
"""32 dimensions take nearly twice the products, for pairs hardly better in order (docs/experiments.md)."""


@dataclass(frozen=True, eq=False)
class Sentences:
    """Sentences as the two parts see them, in the same rows; those without content stand behind them.

    Attributes
    ----------
    matrix : TermMatrix
    words : WordRows
    vectors : WordVectors
    """

    matrix: TermMatrix
    words: WordRows
    vectors: WordVectors


def sentences_of(
    texts: Sequence[str], vocabulary: Vocabulary, actors: ActorTable, vectors: WordVectors
) -> Sentences:
    """Count the terms of sentences and find their words."""
    return Sentences(
        term_matrix(texts, vocabulary, actors, vectors), word_rows(texts, vocabulary, actors), vectors
    )


@dataclass(frozen=True, eq=False)
class Mixture:
    """Two fits whose logits are added, each scaled to its share."""

    terms: ToneFit
    context: ConvolutionFit

    @classmethod
    def of(cls, terms: ToneFit, context: ConvolutionFit) -> Mixture:
        """Take the weighted mean of two fits."""
        return cls(
            terms.scaled(Calibration(1 - CONTEXT_SHARE, np.zeros(2))),
            context.scaled(CONTEXT_SHARE),
        )

    def logits(self, sentences: Sentences, rows: Rows) -> F64:
        """Logits of some sentences, shape (n, 2)."""
        return self.terms.logits(sentences.matrix, rows) + self.context.logits(sentences.words, rows)

    def scaled(self, calibration: Calibration) -> Mixture:
        """Fold a calibration in."""
        return Mixture(self.terms.scaled(calibration), self.context.scaled(calibration.slope))

    def linear_terms(self, sentences: Sentences) -> LinearTerms:
        """Return the terms' weights as scoring uses them, with the intercept of both."""
        both = replace(self.terms, intercept=self.terms.intercept + self.context.at_rest)
        return both.terms(sentences.matrix, sentences.vectors)

    def context_net(self, sentences: Sentences) -> ContextNet:
        """Return the convolution as scoring uses it."""
        whole = self.context.whole(sentences.words)
        return ContextNet(whole.net, whole.told, whole.readout())


def fit_mixture(
    sentences: Sentences,
    targets: F64,
    rows: Rows,
    weights: F64,
    parts: Sequence[Rows] = (),
    *,
    poles: I64 | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> Mixture:
    """Fit both parts to soft targets.

    Parameters
    ----------
    sentences : Sentences
    targets : float64 array, shape (n, 3)
    rows : intp array
        Rows that every fit learns from.
    weights : float64 array, shape (n,)
        Weights of the sentences.
    parts : sequence of intp arrays
        Further rows: the terms' weights are the mean of as many fits, each with one part of them at that many times
        its weight; the convolution sees them all.
    poles : int64 array, shape (n,), optional
        Signs that the convolution is to give (:func:`fit_convolution`).
    report : callable
        Is told of the convolution's steps.
    """
    many = weights.copy()
    for part in parts:
        many[part] *= len(parts)
    terms = [fit_tone(sentences.matrix, targets, np.concatenate([rows, part]), many) for part in parts]
    context = fit_convolution(
        sentences.words,
        targets,
        np.concatenate([rows, *parts]),
        sentences.vectors,
        CONTEXT_SHAPE,
        weights,
        poles,
        report=report,
    )
    return Mixture.of(
        mean_of(terms) if terms else fit_tone(sentences.matrix, targets, rows, weights), context
    )


def out_of_fold_logits(
    sentences: Sentences,
    targets: F64,
    rows: Rows,
    folds: NDArray[np.intp],
    weights: F64,
    poles: I64 | None = None,
) -> F64:
    """Logits of every row from a fit that didn't see its fold.

    ``folds`` gives the fold of each of ``rows``, -1 for those that every fit may see and whose logits stay 0; returns
    shape (len(rows), 2).
    """
    logits = np.zeros((len(rows), 2))
    for fold in np.unique(folds[folds >= 0]):
        fit = fit_mixture(sentences, targets, rows[folds != fold], weights, poles=poles)
        logits[folds == fold] = fit.logits(sentences, rows[folds == fold])
    return logits
