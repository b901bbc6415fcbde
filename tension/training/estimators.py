"""The classifier as a scikit-learn estimator: texts and labels in, calibrated probabilities and a model out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from tension.model.explain import Explanation
from tension.model.folder import DEFAULT_MODEL, TensionModel
from tension.model.linear import class_probabilities
from tension.training.label_rows import LEAST_LABELS, check_enough, checked_weights, label_rows
from tension.training.labelled import CLASSES
from tension.training.lexicons import Lexicon, base_model, terms_model
from tension.training.refit import FOLDS, refitted
from tension.training.text_rows import SettingValueError, check_paired, check_worded, of_texts, text_rows
from tension.training.tone import INVERSE_PENALTY

F64 = NDArray[np.float64]


class TensionClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tell cooperative, neutral and confrontational sentences apart, learning from labels of one's own.

    The terms are words, stems, pairs of words, the lexicon's and what rules make of them, with every
    name masked. Their weights are fitted on the labels given, and on nothing else. A text is a sentence or a headline.

    Parameters
    ----------
    model : str, Path or TensionModel
        Where words, names and rules come from; its weights aren't used.
    lexicon : mapping, str or Path, optional
        One's own polarities in place of the shipped ones, + confrontational
        (:func:`tension.training.lexicons.read_polarity`).
    inverse_penalty : float
        scikit-learn's ``C``: larger fits the labels more closely.
    calibration_folds : int
        Folds on whose unseen logits the calibration is learnt, 2 or more; 0 leaves the logits as they were fitted.
    labels : sequence, length 3, optional
        What ``y`` calls cooperative, neutral and confrontational, where it has neither names nor -1, 0, 1.

    Attributes
    ----------
    classes_ : array, shape (3,)
        What ``y`` calls cooperative, neutral and confrontational, in this order, which the columns of probabilities
        have too.
    model_ : TensionModel
        What was fitted; see :meth:`to_model`.

    Notes
    -----
    *Calibration.* Slope and shift of the logits are learnt where the fit didn't see the text, by
    :func:`tension.training.tone.fit_calibration`: the probabilities hold for a mix of .3 cooperative, .4 neutral and
    .3 confrontational texts, whatever the mix of the labels. There every label counts alike, without its weight.

    *Text without content* (names, days, function words; no word at all) is neutral to every fit: its tension is
    within .05 of 0. A text without a word gets the intercept's probabilities, where a model's scores are NaN.

    *Order of the classes.* Scorers and ensembles of scikit-learn that read probabilities (``neg_log_loss``,
    ``roc_auc_ovr``, ``VotingClassifier``) take columns in sorted order, which the names aren't in: give -1, 0, 1 to
    them. Those that number the classes by themselves (``cross_val_predict`` of probabilities, ``StackingClassifier``)
    need labels 0, 1, 2, and ``labels=(0, 1, 2)``.

    Examples
    --------
    >>> names = ["Moscow", "Paris", "London", "Berlin", "Tokyo", "Beijing", "Rome", "Madrid", "Kyiv", "Ankara"]
    >>> said = ["welcomed the talks", "spoke on Monday", "condemned the attack"]
    >>> texts = [f"{name} {what}." for name in names for what in said]
    >>> classifier = TensionClassifier().fit(texts, [-1, 0, 1] * 10)
    >>> classifier.predict(["Canada has welcomed talks.", "It was the attack that Mexico condemned."]).tolist()
    [-1, 1]
    """

    def __init__(
        self,
        *,
        model: TensionModel | str | Path = DEFAULT_MODEL,
        lexicon: Lexicon | None = None,
        inverse_penalty: float = INVERSE_PENALTY,
        calibration_folds: int = FOLDS,
        labels: Sequence[Any] | None = None,
    ) -> None:
        self.model = model
        self.lexicon = lexicon
        self.inverse_penalty = inverse_penalty
        self.calibration_folds = calibration_folds
        self.labels = labels

    @classmethod
    def from_model(cls, model: TensionModel | str | Path = DEFAULT_MODEL) -> TensionClassifier:
        """Make a fitted classifier of a model as it is; ``fit`` would learn its weights anew.

        Examples
        --------
        >>> TensionClassifier.from_model().predict(["Moscow expelled ten diplomats."]).tolist()
        ['confrontational']
        """
        made = cls(model=model)
        made.model_, made.classes_ = base_model(model), np.array(CLASSES)
        return made

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> TensionClassifier:
        """Fit weights and calibration.

        Parameters
        ----------
        X : list, array, Series or frame of str, length n
            A frame has a column ``text`` or ``title``, or one column only.
        y : sequence, length n, or array or frame, shape (n, 3)
            Names of the classes, or -1, 0, 1 for cooperative, neutral, confrontational, or what ``labels`` says; or
            probabilities of the three classes.
        sample_weight : sequence of float, length n, optional
            1 is the usual weight; a text of weight 0 is left out. A weight of 2 isn't a text given twice: that shows
            a term twice, and terms that one text alone has are given no weight of their own.
        groups : sequence, length n, optional
            What the folds of the calibration mustn't split, such as weeks or stories.

        Raises
        ------
        InputValueError
            If texts or labels can't be used, fewer than 30 texts have a word, or the labels lack a pole.
        SettingValueError
            If a setting can't be used.
        """
        _check_settings(self.inverse_penalty, self.calibration_folds)
        rows = text_rows(X)
        for name, given in (("y", y), ("sample_weight", sample_weight), ("groups", groups)):
            if given is not None or name == "y":
                check_paired(rows, given, name)
        found = label_rows(y, self.labels)
        weights = checked_weights(sample_weight, len(rows.text))
        check_enough(found, weights > 0)
        check_worded(rows.text, weights > 0, LEAST_LABELS)
        model = refitted(
            terms_model(self.model, self.lexicon),
            rows.text,
            found,
            weights,
            groups=None if groups is None else list(groups),
            inverse_penalty=self.inverse_penalty,
            folds=self.calibration_folds,
        )
        self.model_, self.classes_ = model, found.classes
        return self

    def predict_proba(self, X: Any) -> F64:
        """Probabilities of cooperative, neutral and confrontational, shape (n, 3); rows add to 1."""
        check_is_fitted(self, "model_")
        return probabilities(self.model_, text_rows(X).text)

    def decision_function(self, X: Any) -> F64:
        """Logits of the classes against neutral, shape (n, 3); the column of neutral is 0."""
        logarithm = np.log(self.predict_proba(X))
        return np.asarray(logarithm - logarithm[:, [CLASSES.index("neutral")]])

    def predict(self, X: Any) -> NDArray[Any]:
        """Likeliest class of every text, as ``y`` called it; shape (n,)."""
        place = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[place])

    def predict_frame(self, X: Any) -> Any:
        """Put probabilities, tension and intensity in a frame with the index of the texts.

        Returns
        -------
        pandas.DataFrame
            ``cooperative, neutral, confrontational, tension, intensity``; tension is in [-1, 1], up is worse. Where a
            frame is given they stand behind its own columns, in place of those of the same name. A missing text has
            NaN in all five.
        """
        import pandas as pd

        rows = text_rows(X, missing=True)
        found = pd.DataFrame(self.predict_proba(rows.text), columns=list(CLASSES), index=rows.index)
        found = found.assign(
            tension=found.confrontational - found.cooperative,
            intensity=found.confrontational + found.cooperative,
        )
        found[rows.missing] = np.nan
        return (
            X.assign(**{name: found[name].to_numpy() for name in found}) if hasattr(X, "columns") else found
        )

    def explain(self, text: str) -> Explanation:
        """Tell which words made the score of one text; see :meth:`tension.TensionModel.explain`."""
        check_is_fitted(self, "model_")
        return self.model_.explain(text_rows([text]).text[0])

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Share of the texts whose likeliest class is that of ``y``; of soft labels the likeliest counts."""
        rows = text_rows(X)
        check_paired(rows, y, "y")
        hit = self.predict_proba(rows.text).argmax(axis=1) == label_rows(y, self.labels).targets.argmax(
            axis=1
        )
        return float(np.average(hit, weights=checked_weights(sample_weight, len(hit))))

    def to_model(self, name: str) -> TensionModel:
        """Return what was fitted as a model that scores alike, and that ``write_model`` writes.

        Parameters
        ----------
        name : str
            Name of the model, which its folder will have too.

        Notes
        -----
        What tells relevance and direction, sentence ends and the pooled deviation within articles are those of the
        model that words and names came from.
        """
        check_is_fitted(self, "model_")
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
            raise SettingValueError(
                f"name={name!r}: letters, digits, dots, hyphens and underscores are wanted, such as 'mine-1'"
            )
        return replace(self.model_, name=name)

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that texts are wanted, and labels with them."""
        return of_texts(super().__sklearn_tags__())


def probabilities(model: TensionModel, texts: Sequence[str]) -> F64:
    """Probabilities of texts, shape (n, 3); a text without a word has those of the intercept."""
    scores = model.score(texts)
    found = np.column_stack([scores.cooperative, scores.neutral, scores.confrontational])
    found[np.isnan(found[:, 0])] = class_probabilities(model.tone.intercept[None, :])
    return found


def _check_settings(inverse_penalty: Any, calibration_folds: Any) -> None:
    if not isinstance(inverse_penalty, Real) or not 0 < float(inverse_penalty) < np.inf:
        raise SettingValueError(
            f"inverse_penalty={inverse_penalty!r}: a number above 0 is wanted, such as 1.0"
        )
    if not isinstance(calibration_folds, Integral) or calibration_folds < 0 or calibration_folds == 1:
        raise SettingValueError(
            f"calibration_folds={calibration_folds!r}: 2 or more are wanted, or 0 for none"
        )
