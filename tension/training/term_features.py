"""Terms as a scikit-learn transformer: texts in, a column for each term out, with a name that can be read."""

from __future__ import annotations

from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn import get_config
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from tension.model.folder import DEFAULT_MODEL, TensionModel
from tension.text.lookup import find_keys
from tension.training.lexicons import Lexicon, terms_model
from tension.training.term_names import term_names
from tension.training.terms import term_matrix
from tension.training.text_rows import InputValueError, SettingValueError, TextRows, of_texts, text_rows

F64 = NDArray[np.float64]


class TermFeatures(TransformerMixin, BaseEstimator, auto_wrap_output_keys=None):  # type: ignore[misc, call-arg]
    """Count terms that tone can be judged on, as columns for any estimator.

    Words, stems, pairs (which the shipped tone leaves to its convolution; and triples and pairs with a gap, where the model
    knows them), the lexicon's words and what the phrase rules make of them, with every name masked. A value is how often a
    term occurs, times the factor by which a longer sentence's terms count less (:func:`tension.model.linear.length_scale`),
    as scoring has it.

    Parameters
    ----------
    model : str, Path or TensionModel
        Where words, names and rules come from.
    lexicon : mapping, str or Path, optional
        One's own polarities in place of the shipped ones, + confrontational.
    min_sentences : int
        Terms in fewer of the texts than this get no column.
    max_features : int, optional
        Keep those that are in the most texts.

    Attributes
    ----------
    key_ : uint32 array, shape (f,)
        Hashes of the terms, in the order of the columns.
    model_ : TensionModel

    Notes
    -----
    ``set_output(transform="pandas")`` gives a frame of sparse columns with the index of the texts. Beside dense columns,
    in a ``ColumnTransformer``, scikit-learn makes them dense and warns of it: keep them few with ``max_features``.

    Examples
    --------
    >>> features = TermFeatures().fit(["No threat to Russia.", "No threat to France, he said."])
    >>> features.get_feature_names_out()[:4].tolist()
    ['negated: threat', 'negated: to', 'no', 'no threat']
    """

    def __init__(
        self,
        *,
        model: TensionModel | str | Path = DEFAULT_MODEL,
        lexicon: Lexicon | None = None,
        min_sentences: int = 2,
        max_features: int | None = None,
    ) -> None:
        self.model = model
        self.lexicon = lexicon
        self.min_sentences = min_sentences
        self.max_features = max_features

    def fit(self, X: Any, y: Any = None) -> TermFeatures:
        """Find the terms of some texts and their names.

        Parameters
        ----------
        X : list, array, Series or frame of str
            A frame has a column ``text`` or ``title``, or one column only.
        y : ignored

        Raises
        ------
        InputValueError
            If texts can't be used, or no term is in enough of them.
        SettingValueError
            If a setting can't be used.
        """
        _check_count("min_sentences", self.min_sentences, optional=False)
        _check_count("max_features", self.max_features, optional=True)
        text = text_rows(X).text
        base = terms_model(self.model, self.lexicon)
        matrix = term_matrix(text, base.vocabulary, base.actors, None)
        n_texts = np.bincount(matrix.values[: len(text)].indices, minlength=len(matrix.key))
        columns = np.flatnonzero(n_texts >= self.min_sentences)
        if self.max_features is not None and len(columns) > self.max_features:
            columns = np.sort(columns[np.argsort(-n_texts[columns], kind="stable")[: self.max_features]])
        if not len(columns):
            raise InputValueError(
                f"no term is in {self.min_sentences} of the {len(text)} texts; give more, or a lower min_sentences"
            )
        key = matrix.key[columns]
        names = np.array(term_names(text, base.vocabulary, base.actors, key), dtype=object)
        order = np.argsort(names, kind="stable")
        self.key_, self._names, self.model_ = key[order], names[order], base
        return self

    def transform(self, X: Any) -> Any:
        """Count terms: a csr matrix, shape (n, f), or a frame where pandas was asked for."""
        check_is_fitted(self, "key_")
        rows = text_rows(X)
        matrix = term_matrix(rows.text, self.model_.vocabulary, self.model_.actors, None)
        at = find_keys(matrix.key, self.key_)
        column = np.flatnonzero(at >= 0)
        shape = (len(matrix.key), len(self.key_))
        picked = sparse.csr_matrix((np.ones(len(column)), (at[column], column)), shape)
        values = sparse.csr_matrix(matrix.values[: len(rows.text)] @ picked)
        return values if self._output() == "default" else self._frame(values, rows)

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[Any]:
        """Names of the columns (:func:`tension.training.term_names.term_names`), in their alphabetical order."""
        check_is_fitted(self, "key_")
        return np.asarray(self._names.copy())

    def set_output(self, *, transform: str | None = None) -> TermFeatures:
        """Choose what ``transform`` gives: ``"default"``, a csr matrix, or ``"pandas"``, a frame of sparse columns."""
        if transform not in (None, "default", "pandas"):
            raise SettingValueError(f"transform={transform!r}: 'default' or 'pandas' is wanted")
        if transform is not None:
            self._sklearn_output_config = {"transform": transform}
        return self

    def _output(self) -> str:
        own = getattr(self, "_sklearn_output_config", {})
        return str(own.get("transform", get_config()["transform_output"]))

    def _frame(self, values: Any, rows: TextRows) -> Any:
        import pandas as pd

        return pd.DataFrame.sparse.from_spmatrix(values, index=rows.index, columns=self._names)

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that texts come in, and a sparse matrix goes out."""
        return of_texts(super().__sklearn_tags__())


def _check_count(name: str, count: Any, *, optional: bool) -> None:
    if optional and count is None:
        return
    if not isinstance(count, Integral) or count < 1:
        raise SettingValueError(f"{name}={count!r}: a whole number from 1 on is wanted")
