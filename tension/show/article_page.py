"""One article as a page: its sentences with the words that made each score."""

from __future__ import annotations

from typing import Any

from tension.show.hidden import readable
from tension.show.palette import COLOURS, colour_of, word_for
from tension.show.reasons import put_together
from tension.show.templating import render
from tension.text.outlets import outlet

MOST_SENTENCES, LONGEST_SENTENCE, LONGEST_TITLE, MOST_TERMS = 250, 1500, 300, 6
_LEAST_WEIGHT, _LEAST_MARKED = 0.05, 0.15


def render_article(record: dict[str, Any], dyad_words: str, *, home: str = "", home_title: str = "") -> str:
    """Render a record (:func:`tension.scores.records.article_record`, explained) as a page that needs nothing else."""
    return render(
        "article.html", article_context(record, dyad_words) | {"home": home, "home_title": home_title}
    )


def article_context(
    record: dict[str, Any], dyad_words: str, *, most: int = MOST_SENTENCES, folded: bool = False,
    shown_by: str = "tension score",
) -> dict[str, Any]:  # fmt: skip
    """Put together what the templates show of an article.

    Parameters
    ----------
    record : dict
        As :func:`tension.scores.records.article_record` gives it, explained.
    dyad_words : str
        The two sides, as people write them.
    most : int
        Sentences shown.
    folded : bool
        Whether reasons are folded away until they're asked for.
    shown_by : str
        What shows the sentences beyond ``most``.
    """
    shown = record["sentences"][:most]
    tension = record["tension"]
    context = {
        "title": readable((record["title"] or "(no title)")[:LONGEST_TITLE]),
        "date": record["date"] or "no date",
        "source": readable(shown_name(record["source"] or "unknown source")[:LONGEST_TITLE]),
        "url": web_address(record["url"]),
        "dyad": dyad_words,
        "model": record["model"],
        "sentences": [sentence_context(sentence) for sentence in shown],
        "n_left_out": len(record["sentences"]) - len(shown),
        "folded": folded,
        "shown_by": shown_by,
        "page_title": readable(f"{(record['title'] or 'Article')[:LONGEST_TITLE]} – tension"),
        "colour": COLOURS["neutral"],
        "verdict": verdict_of(record),
        "bar": [],
    }
    if tension is None:
        return context
    shares = {name: record[name] for name in ("cooperative", "neutral", "confrontational")}
    colours = (COLOURS["cooperative"], COLOURS["neutral"], COLOURS["confrontational"])
    return context | {
        "colour": colour_of(tension),
        "shares": ", ".join(f"{name} {100 * share:.0f}%" for name, share in shares.items()),
        "counted": f"{record['n_relevant']} of {record['n_sentences']} sentences count",
        "bar": [
            {"width": f"{100 * share:.2f}", "colour": colour}
            for share, colour in zip(shares.values(), colours, strict=True)
        ],
    }  # fmt: skip


def verdict_of(record: dict[str, Any]) -> str:
    """Tell an article's score in a sentence: in words, as a number, and with its interval."""
    if record["tension"] is None:
        return "No sentence concerns the two countries, so there is no score."
    word = word_for(record["tension"], record["intensity"])
    interval = f"90% interval {record['lower']:+.2f} to {record['upper']:+.2f}"
    return f"{word.capitalize()}: tension {record['tension']:+.2f}, {interval}."


def shown_name(source: str) -> str:
    """Name of a source as it's shown: that of a known outlet where an alias or an address was given."""
    return outlet(source) or source


def web_address(url: str | None) -> str:
    """Return the URL if it's one of the web that a reader may be sent to, else an empty string."""
    return (
        url if url and url.startswith(("https://", "http://")) and not any(c in url for c in ' "<>\n') else ""
    )


def sentence_context(sentence: dict[str, Any]) -> dict[str, Any]:
    """Put together what the template shows of a sentence: its text in pieces, of which some are marked."""
    tension, terms = sentence["tension"], sentence.get("terms", [])
    text = sentence["text"]
    cut = len(text) > LONGEST_SENTENCE
    heavy = [term for term in put_together(terms) if abs(term["weight"]) >= _LEAST_WEIGHT]
    return {
        "relevant": sentence["relevant"],
        "colour": COLOURS["neutral"] if tension is None else colour_of(tension),
        "score": "–" if tension is None else f"{tension:+.2f}",
        "word": "not scored" if tension is None else word_for(tension, sentence["intensity"]),
        "shares": ""
        if tension is None
        else ", ".join(f"{name} {sentence[name]:.2f}" for name in ("cooperative", "neutral", "confrontational")),
        "reason": sentence.get("reason", "counts" if sentence["relevant"] else "doesn't count")
        + (f"; {sentence['direction']}" if sentence.get("direction") else ""),
        "pieces": _pieces(text[:LONGEST_SENTENCE], sentence["start"], terms) + ([{"text": " …", "sign": ""}] if cut else []),
        "terms": [
            {"text": readable(term["text"][:80]), "rule": term["rule"], "weight": f"{term['weight']:+.2f}"}
            for term in heavy[:MOST_TERMS]
        ],
    }  # fmt: skip


def _pieces(text: str, start: int, terms: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Cut a sentence into marked words and what is between; the heavier of overlapping terms is marked."""
    total: dict[tuple[int, int], float] = {}
    for term in terms:
        span = (term["start"] - start, term["end"] - start)
        total[span] = total.get(span, 0.0) + term["weight"]
    kept: list[tuple[int, int]] = []
    for span in sorted(total, key=lambda one: (-abs(total[one]), one)):
        if abs(total[span]) < _LEAST_MARKED:
            break
        if 0 <= span[0] < span[1] <= len(text) and all(span[1] <= a or span[0] >= b for a, b in kept):
            kept.append(span)
    pieces, at = [], 0
    for begin, end in sorted(kept):
        pieces.append({"text": readable(text[at:begin]), "sign": ""})
        weight = total[begin, end]
        pieces.append(
            {
                "text": readable(text[begin:end]),
                "sign": "conf" if weight > 0 else "coop",
                "weight": f"{weight:+.2f}",
            }
        )
        at = end
    pieces.append({"text": readable(text[at:]), "sign": ""})
    return [piece for piece in pieces if piece["text"]]
