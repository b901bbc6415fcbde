"""One article, in whatever way a user gives it, to its scores and their reasons."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path
from typing import Any

from tension.dyad.sides import Dyad
from tension.errors import InputError, Problem, UsageError, raise_problem
from tension.model.folder import DEFAULT_MODEL, TensionModel
from tension.scores.records import article_record
from tension.scores.run import make_scorer
from tension.show.explained import ScoredArticle
from tension.text.article import Article
from tension.text.compose import article_of_text
from tension.text.corpus import read_articles
from tension.text.encoding import UnreadableError, refuse_oversize

_FILE_NAME = re.compile(
    r"[^\n]{1,255}\.(txt|md|html?|jsonl|ndjson|csv|parquet)(\.gz)?", re.IGNORECASE
)  # fmt: skip
"""A text of one line that ends like this is a file's name, not an article."""

_ADDRESS = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)


def score_article(
    text: str | os.PathLike[str] | Article,
    *,
    model: TensionModel | str = DEFAULT_MODEL,
    dyad: Dyad | str = "usa-rus",
) -> ScoredArticle:
    """Score one article, with reasons.

    Parameters
    ----------
    text : str, path or Article
        The text itself (title, date and outlet are looked for in it, as in a file), a :class:`pathlib.Path` of a file
        that holds one article, or an article as :func:`tension.read_articles` gives it.
    model : TensionModel or str
        A model, its name or its folder; by name it's loaded anew at every call.
    dyad : Dyad or str
        ``"usa-rus"``, ``"any"``, two country codes, or a TOML file.

    Returns
    -------
    ScoredArticle
        ``tension`` is in [-1, 1] and up is worse; NaN if no sentence concerns the dyad.

    Raises
    ------
    InputError
        If there's no text to read.
    UsageError
        If it's something else than one article, or there's no such dyad.
    ModelError
        If there's no such model.

    Examples
    --------
    >>> import tension
    >>> scored = tension.score_article("The United States and Russia agreed to extend the treaty.")
    >>> scored.verdict.partition(":")[0], scored.n_relevant
    ('Strongly cooperative', 1)
    """
    article = _article_of(text)
    scorer = make_scorer(model, dyad)
    record = article_record(scorer.score_batch([article]), 0, scorer, explain=True)
    return ScoredArticle(article, record, scorer.dyad.names)


def explain(
    text: str | os.PathLike[str] | Article,
    *,
    model: TensionModel | str = DEFAULT_MODEL,
    dyad: Dyad | str = "usa-rus",
) -> Any:
    """Tell what each sentence's score is made of; parameters and errors as for :func:`score_article`.

    Returns
    -------
    pandas.DataFrame
        A row per term: ``sentence`` (its number, as in the sentence frame), ``text`` (the words as written), ``rule``
        (what was done to them; missing for the words themselves), ``start`` and ``end`` (characters of the article's text)
        and ``weight`` (what the term adds to the logit of confrontational against cooperative; + is confrontational).
        What a sentence starts from is a row of its own, with the rule ``"intercept"`` and no words. The weights of a
        sentence add up to ``log(confrontational / cooperative)``, to 1e-6. Sentences stand in their order, the
        heaviest terms of each first; a sentence without a word has no score, and no row.

    Examples
    --------
    >>> import tension
    >>> reasons = tension.explain("Russia condemned the new sanctions of the United States.")
    >>> "sanctions" in set(reasons.text), bool(reasons.weight.sum() > 0)
    (True, True)
    """
    return score_article(text, model=model, dyad=dyad).reasons


def _article_of(text: object) -> Article:
    if isinstance(text, Article):
        return text
    if isinstance(text, os.PathLike):
        return _only_article(Path(text))
    if not isinstance(text, str):
        raise UsageError(
            f"one article is wanted, not a {type(text).__name__}; give its text, a pathlib.Path or an Article, "
            "and many articles to tension.score_articles"
        )
    if _FILE_NAME.fullmatch(text.strip()):
        raise UsageError(f"{text.strip()}: is a file's name, not a text; give pathlib.Path({text.strip()!r})")
    if _ADDRESS.fullmatch(text.strip()):
        raise UsageError(
            f"{text.strip()}: is an address, and nothing is downloaded; save the page and give its pathlib.Path"
        )
    content = text.encode("utf-8", "replace")  # half a surrogate pair is no character, and can't be read
    try:
        refuse_oversize(len(content))
        return article_of_text(content, _report)
    except UnreadableError as refusal:
        problem = Problem("the text", refusal.place, refusal.reason, refusal.remedy)
    raise InputError(str(problem))


def _report(place: str, reason: str, remedy: str, failed: bool) -> None:
    raise_problem(Problem("the text", place, reason, remedy, failed))


def _only_article(path: Path) -> Article:
    articles = list(itertools.islice(read_articles(path), 2))
    if len(articles) == 1:
        return articles[0]
    held = "more than one article" if articles else "no article"
    raise UsageError(f"{path}: holds {held}; use tension.score_articles(tension.read_articles(...)) for many")
