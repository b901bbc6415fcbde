"""Relevance as a scikit-learn transformer: texts in, whether they concern a dyad out, or the rows that do."""

from __future__ import annotations

from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from tension.dyad.gate import find_sides
from tension.dyad.sides import ANY, USA_RUS, Dyad, SideTable, load_dyad, side_table
from tension.model.folder import DEFAULT_MODEL, TensionModel
from tension.text.actors import find_actors
from tension.text.tokens import blocks_of, find_tokens
from tension.training.lexicons import base_model
from tension.training.text_rows import SettingValueError, TextRows, of_texts, text_rows

F64 = NDArray[np.float64]

COLUMNS = ("relevant", "probability", "n_a", "n_b")
"""What :class:`DyadFilter` tells of a text."""


class DyadFilter(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Tell which texts concern both sides of a dyad: columns for an estimator, or the rows that do.

    Every text stands alone, a sentence or a headline; articles are judged by :func:`tension.score_sentences`, which
    also sees what a sentence carries on.

    Parameters
    ----------
    model : str, Path or TensionModel
        Whose names and gate are used.
    dyad : str, Path or Dyad
        ``"usa-rus"``, ``"any"``, two country codes, or a TOML file.
    threshold : float, optional
        Probability from which a text counts; the model's own where None.

    Attributes
    ----------
    model_ : TensionModel
    table_ : SideTable
    threshold_ : float

    Notes
    -----
    The columns are ``relevant`` (1 or 0), ``probability`` that a text that names both sides speaks of dealings between
    them (0 for one that doesn't name both), and ``n_a`` and ``n_b``, how often the sides are named. A frame's
    column ``date`` is used: a person counts from two years before office.

    Examples
    --------
    >>> texts = ["Russia and the United States signed a treaty.", "It rained in Brazil."]
    >>> DyadFilter().fit().keep(texts)
    ['Russia and the United States signed a treaty.']
    """

    def __init__(
        self,
        *,
        model: TensionModel | str | Path = DEFAULT_MODEL,
        dyad: Dyad | str | Path = USA_RUS.name,
        threshold: float | None = None,
    ) -> None:
        self.model = model
        self.dyad = dyad
        self.threshold = threshold

    def fit(self, X: Any = None, y: Any = None) -> DyadFilter:
        """Load the model and the dyad; nothing is learnt from the texts, which may be left out.

        Raises
        ------
        InputValueError
            If texts are given and can't be used.
        UsageError
            If there's no such dyad, or a setting can't be used.
        """
        if X is not None:
            text_rows(X)
        threshold: Any = self.threshold
        if threshold is not None and not (isinstance(threshold, Real) and 0 <= float(threshold) <= 1):
            raise SettingValueError(f"threshold={threshold!r}: a probability is wanted, such as 0.75")
        base = base_model(self.model)
        dyad = self.dyad
        if not isinstance(dyad, Dyad):
            if not isinstance(dyad, (str, Path)):
                raise SettingValueError(f"dyad={dyad!r}: a dyad or its name is wanted, such as 'usa-rus'")
            dyad = load_dyad(dyad, base.actors.codes.tolist())
        self.model_, self.dyad_, self.table_ = base, dyad, side_table(base.actors, dyad)
        self.threshold_ = base.gate_threshold if threshold is None else float(threshold)
        return self

    def transform(self, X: Any) -> F64:
        """Judge texts: float64 array, shape (n, 4), with the columns of :data:`COLUMNS`."""
        check_is_fitted(self, "table_")
        rows = text_rows(X)
        return relevance_columns(rows, self.model_, self.dyad_, self.table_, self.threshold_)

    def keep(self, X: Any) -> Any:
        """Return the rows that concern the dyad, in what they came in, with their index and all columns."""
        check_is_fitted(self, "table_")
        columns = relevance_columns(text_rows(X), self.model_, self.dyad_, self.table_, self.threshold_)
        relevant = np.flatnonzero(columns[:, 0])
        if hasattr(X, "iloc"):
            return X.iloc[relevant]
        return X[relevant] if isinstance(X, np.ndarray) else [X[i] for i in relevant.tolist()]

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """Names of the columns."""
        return np.array(COLUMNS, dtype=object)

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that texts come in."""
        return of_texts(super().__sklearn_tags__())


def keep_relevant(
    X: Any,
    *,
    model: TensionModel | str | Path = DEFAULT_MODEL,
    dyad: Dyad | str | Path = USA_RUS.name,
    threshold: float | None = None,
) -> Any:
    """Keep the sentences or headlines that concern a dyad; parameters as for :class:`DyadFilter`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"title": ["Moscow and Washington sign a treaty", "Rain in Brazil"]}, index=[7, 9])
    >>> keep_relevant(frame).index.tolist()
    [7]
    """
    return DyadFilter(model=model, dyad=dyad, threshold=threshold).fit().keep(X)


def relevance_columns(
    rows: TextRows, model: TensionModel, dyad: Dyad, table: SideTable, threshold: float
) -> F64:
    """Judge texts that stand alone; shape (n, 4), with the columns of :data:`COLUMNS`."""
    found, at = [np.zeros((0, len(COLUMNS)))], 0
    for block in blocks_of((text, [(0, len(text))]) for text in rows.text):
        tokens = find_tokens(block)
        years = rows.years[at : at + len(block.start)]
        mentions = find_actors(tokens, table.actors)
        said = find_sides(block, tokens, mentions, table, model.vocabulary, model.gate, years).said
        relevant = said.dealings >= threshold  # NaN, where not both are named, is no
        found.append(np.column_stack([relevant, np.nan_to_num(said.dealings), said.n_a, said.n_b]))
        at += len(block.start)
    columns = np.concatenate(found).astype(np.float64)
    if dyad.name == ANY:
        columns[:, :2] = 1.0
    return columns
