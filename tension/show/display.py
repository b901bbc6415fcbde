"""How articles and models show themselves in a notebook: as HTML that touches nothing around it.

Nothing is imported here but what is shown: this file is read as soon as the package meets a notebook.
"""

from __future__ import annotations

from typing import Any

MOST_SENTENCES = 40
"""Sentences shown in a notebook, where an output stays in the file."""

MAIN_FIGURES = {
    "events_test/sign_auc": "sign AUC, open test set",
    "left_out/events/sign_auc": "sign AUC, events left out",
    "left_out/un_reports/sign_auc": "sign AUC, un_reports left out",
    "left_out/directed_news/sign_auc": "sign AUC, directed_news left out",
    "left_out/readings/sign_auc": "sign AUC, readings left out",
    "held_out/sign_auc": "sign AUC, held-out weeks",
    "held_out/spearman": "Spearman with the grade, held-out weeks",
    "held_out/gate/precision": "relevance: precision, held-out weeks",
    "held_out/gate/recall": "relevance: recall, held-out weeks",
    "held_out/direction/macro_f1": "direction: macro F1, held-out weeks",
}
"""Figures that are told without opening the card, in words."""


def register(ip: Any) -> None:
    """Tell IPython how a model shows itself; articles carry their own HTML.

    Parameters
    ----------
    ip : IPython.core.interactiveshell.InteractiveShell
        As ``get_ipython()`` gives it; one that formats nothing is left alone. Neither the model nor a template is
        imported until a model is displayed.
    """
    formatter = getattr(ip, "display_formatter", None)
    if formatter is not None:
        formatter.formatters["text/html"].for_type_by_name("tension.model.folder", "TensionModel", model_html)


def article_html(record: dict[str, Any], dyad_words: str) -> str:
    """Render an article's record as a part of a page.

    Parameters
    ----------
    record : dict
        As :func:`tension.scores.records.article_record` gives it, explained.
    dyad_words : str
        The two sides as people write them.

    Returns
    -------
    str
        HTML with styles of its own, which reach nothing else; the first :data:`MOST_SENTENCES` sentences.
    """
    from tension.show.article_page import article_context
    from tension.show.templating import render

    context = article_context(
        record, dyad_words, most=MOST_SENTENCES, folded=True, shown_by="its frame .sentences"
    )
    return render("notebook_article.html", context)


def model_html(model: Any) -> str:
    """Render a model's card as a part of a page: main figures, sources, and the whole card folded away.

    Parameters
    ----------
    model : TensionModel

    Returns
    -------
    str
        HTML with styles of its own, which reach nothing else.
    """
    from tension.show.templating import render

    return render("notebook_model.html", model_context(model))


def model_context(model: Any) -> dict[str, Any]:
    """Put together what the template shows of a model."""
    card = model.card
    facts = [f"{len(model.tone.key):,} terms"]
    if "bytes" in card:
        facts += [f"{card['bytes'] / 1e6:.1f} MB", f"SHA-256 {card['sha256'][:12]}…"]
    figures = card.get("metrics", {})
    return {
        "name": model.name,
        "facts": " · ".join(facts),
        "figures": [
            {
                "words": words,
                "value": f"{figures[name]['value']:.3f}",
                "interval": f"{figures[name]['lower']:.3f} to {figures[name]['upper']:.3f}",
                "n": f"{figures[name]['n']:,.0f}",
            }
            for name, words in MAIN_FIGURES.items()
            if name in figures
        ],
        "sources": ", ".join(
            f"{source} ({n:,} sentences)" for source, n in sorted(card.get("training", {}).items())
        ),
        "card": _whole_card(model),
    }


def _whole_card(model: Any) -> Any:
    """Render the ``CARD.md`` of the model's folder, if it speaks of the model at hand; an empty string if not."""
    from tension.errors import ModelError
    from tension.model.folder import find_model

    try:
        text = (find_model(model.name) / "CARD.md").read_text(encoding="utf-8")
    except (ModelError, OSError, ValueError):
        return ""
    stored = model.card.get("sha256")
    return _markdown(text) if stored and stored in text else ""


def _markdown(text: str) -> Any:
    """Render Markdown without pictures, links or HTML, and without headings that a notebook would list as its own."""
    from markdown_it import MarkdownIt
    from markupsafe import Markup

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.disable(["link", "image", "autolink", "html_block", "html_inline"])
    kept = "\n".join(line for line in text.split("\n") if not line.startswith(("![", "# ")))
    tokens = reader.parse(kept)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "p"
            if token.nesting == 1:
                token.attrSet("class", "part")
    return Markup(reader.renderer.render(tokens, reader.options, {}))
