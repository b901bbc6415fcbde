"""Measure from news text how cooperative or confrontational the relations of two countries are, and how surely.

>>> import tension
>>> model = tension.load_model()
>>> scores = model.score(["The two presidents agreed to extend the treaty."])
>>> bool(scores.tension[0] < 0)
True
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

_HOMES = {
    "Article": "tension.text.article",
    "Sentence": "tension.text.article",
    "read_articles": "tension.text.corpus",
    "TensionModel": "tension.model.folder",
    "load_model": "tension.model.folder",
    "load_dyad": "tension.dyad.sides",
    "score_articles": "tension.scores.frames",
    "score_frame": "tension.scores.frames",
    "score_sentences": "tension.scores.frames",
    "ScoredArticle": "tension.show.explained",
    "score_article": "tension.show.one_article",
    "explain": "tension.show.one_article",
    "TensionClassifier": "tension.training.estimators",
    "TermFeatures": "tension.training.term_features",
    "DyadFilter": "tension.training.dyad_filter",
    "keep_relevant": "tension.training.dyad_filter",
    "next_to_label": "tension.training.next_sentences",
    "coder_agreement": "tension.training.agreement",
    "train_on_labels": "tension.training.own_labels",
    "read_pairs": "tension.training.pairs",
    "pair_scores": "tension.training.pairs",
    "pair_figures": "tension.training.pairs",
    "build_index": "tension.index.build",
    "build_index_by": "tension.index.variants",
    "level_difference": "tension.index.differences",
    "compare_index": "tension.index.compare",
    "read_reference": "tension.index.references",
    "draw_articles": "tension.index.audit.sample",
    "correct_index": "tension.index.audit.correct",
    "summarize_audit": "tension.index.audit.summary",
    "render_audit": "tension.index.audit.summary",
    "find_stories": "tension.index.stories",
    "read_events": "tension.index.events",
    "plot_index": "tension.show.plot",
    "plot_attention": "tension.show.plot",
    "plot_calendar": "tension.show.plot",
    "plot_parts": "tension.show.plot",
    "plot_sentences": "tension.show.plot",
    "plot_corrected": "tension.show.audit_plot",
    "write_report": "tension.show.report",
    "TensionError": "tension.errors",
}

__all__ = [*_HOMES, "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load a public name when it's first asked for (PEP 562), so that ``import tension`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'tension' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


_shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
if _shell is not None:  # a notebook, or a shell of its kind: a model shows its card there
    importlib.import_module("tension.show.display").register(_shell)
