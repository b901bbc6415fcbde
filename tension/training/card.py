"""The model's card: figures put into ``card.json``, and ``CARD.md`` for people rendered from it alone."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tension.files import whole_file
from tension.training.evaluate import MEAN_GAIN, Evaluation
from tension.training.figures import Figure

SETS = {
    "events_test": "open test set",
    "left_out/events": "events left out",
    "left_out/un_reports": "un_reports left out",
    "left_out/directed_news": "directed_news left out",
    "left_out/readings": "readings left out",
    "held_out": "held-out weeks of the readings",
}
"""What the figures are measured on, in the words of the card."""

_SOURCES = {
    "events": (
        "Event sentences labelled by experts and research groups: PLOVER gold records, CAMEO codebook "
        "examples and the ConfliBERT and Zero-Shot-PLOVER sets, merged and without duplicates",
        "mixed upstream: CC BY-SA 4.0, MIT, GPL-3, and some state none",
    ),
    "un_reports": (
        "Sentences of UN peacekeeping reports on which several human raters agreed (keep_it_local)",
        "MIT",
    ),
    "directed_news": (
        "News sentences with sentiment between two entities, labelled by a crowd (Park, Pan & Joo 2021); "
        "those with a sentiment",
        "free to use with citation",
    ),
    "readings": (
        "Headlines and sentences of briefings, speeches and news, 1999-2026, read line by line by "
        "language-model readers under a written codebook",
        "the labels are this project's; the texts belong to the news outlets and are not shipped",
    ),
    "further_readings": (
        "Sentences of the same news read later under the same codebook: those that name both countries and had not "
        "been read, and those on which model and teacher disagreed",
        "the codes are this project's, shipped as `seeds/readings.csv` without the texts",
    ),
    "written": (
        "Sentences of this project's own in the manner of news, events, speeches and Council debates, many of "
        "them twins that differ in what is done to the same thing; written and read by language models under "
        "the same codebook",
        "this project's; shipped as `seeds/sentences.csv`",
    ),
}
"""Sources of labels: what they are, and the terms of use found upstream."""

_POOL = (
    "Words and sentence ends come from more than a quarter of a million unlabelled news texts "
    "of 1999-2026 (Channel One, RT and TASS headlines; CNN, BBC and Guardian feeds; Kremlin documents, CC BY "
    "4.0; White House briefings, public domain; a world-news forum; some Reuters, Guardian and WSJ "
    "headlines), without the weeks reserved for judging. Word vectors are the means of a sentence encoder "
    "(MiniLM-L6) over 70,000 sentences of the same news. No sentence of the pool or of the labelled sets is "
    "in the model: it holds hashes of terms, their weights, and lists of single words."
)

_WITH_CONTEXT = ", and beside it a small network that sees words with their neighbours, and weighs more"
_USE = """\
A linear model over words, phrases and their shifters{also}. It scores an English sentence with three probabilities, cooperative, neutral and confrontational, that add
to 1; **tension** is the last less the first, from -1 to 1, and **up is worse**. A linear model of its own,
the gate, tells which sentences that name both the United States and Russia speak of dealings between them.

## What it's for

Following over months and years how cooperative or confrontational the language of news and official
statements about U.S.-Russia relations is: averages of many sentences, compared in time or between
sources.

## What it isn't for

- It doesn't say who is right, who began, or whether a statement is true. It reads words, not events.
- It isn't sentiment: bad news needn't be confrontation. And it isn't a forecast of conflict.
- A single sentence can be read wrongly; decide nothing about a person or an outlet by single scores.
- It reads English. Much of the Russian material it learnt from is headlines of state outlets translated
  by machine: their slant and the translator's habits are in the words it knows.
- The readings that it mostly learns from were made by language-model readers. They agree with themselves
  more than people would agree with them; figures on readings show how well the model follows those
  readers, and the other sets, labelled by people, are the check on that.
- Other languages, other pairs of countries and other genres are unmeasured, beyond what the sources left
  out show."""

_FIGURES = """\
Every figure is on sentences that the fit behind it never saw; in brackets the 95% interval of 1,000
resamples, whole weeks or clusters of near-duplicates at a time. *Open test set*: the shipped model on
`events_test`, which is never trained or tuned on. *Left out*: trained without that source (of the
readings without the further ones too), on the other three and on what was written here, then judged on it. *Held-out weeks*: trained without a fifth of the readings' weeks. Those five learn
weights and calibration anew, and words from a pool without the articles or weeks judged on; the word vectors
are made without labels, from sentences of none of them. The sign AUC is the chance that a confrontational sentence gets the higher score than a cooperative one (.5 is
guessing); macro F1 is over the three classes; Spearman is with the grade."""

_PEERS = """\
The same sentences, in the same run: sign AUC, Spearman with the grade, and how far this model's sign AUC is
ahead on the mean of all sets, with a paired interval. The lexicons are untrained and their signs turned;
TF-IDF (words and characters) and MiniLM's sentence embeddings, each with a logistic regression, are untuned
and trained on the same rows as this model."""

_CALIBRATION = """\
P(confrontational) among the two poles, on rows with a pole. The calibration error is the expected one in
15 bins of equal count, less what a perfectly calibrated score would show by chance; a slope under 1 says
too sure, over 1 not sure enough. The probabilities hold for the mix of classes given under Settings;
where the mix is another, they are off by a shift.

![Stated probability against what came](reliability.png)"""

_GATE = """\
On the held-out weeks of the readings, sentence by sentence, with the threshold chosen on the other weeks.
*Both named*: taking every sentence that names both sides. The readings hold all sentences that name both
sides and only a sample of the rest, so recall is among the sentences read, not in the news as a whole. A
file that spans few weeks (TASS) has an interval that is too narrow."""


_DIRECTION = """\
Who acts on whom, in the relevant sentences of the held-out weeks, by a fit that didn't see them: by terms and, where these leave
doubt, a small convolution. Nearly no reading says that neither acts, and the model hardly ever does either."""


def measured(card: Mapping[str, Any], evaluation: Evaluation) -> dict[str, Any]:
    """Return a card with the figures of an evaluation in place of any it had; all else is kept.

    ``metrics`` and ``peers`` hold ``{"value", "lower", "upper", "n"}`` by name; figures are rounded to 4
    digits, and those that can't be told (NaN) are left out.
    """
    kept = {key: value for key, value in card.items() if key not in ("metrics", "peers")}
    peers = {peer: _plain(figures) for peer, figures in evaluation.peers.items()}
    return kept | {"metrics": _plain(evaluation.metrics)} | ({"peers": peers} if peers else {})


def _plain(figures: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    return {
        name: {key: round(value, 4) for key, value in asdict(figure).items()}
        for name, figure in figures.items()
        if not any(math.isnan(value) for value in asdict(figure).values())
    }


def write_card(card: Mapping[str, Any], folder: Path) -> None:
    """Write ``card.json`` and ``CARD.md``: same card, same bytes.

    Raises
    ------
    OutputError
        If the folder can't be written.
    """
    with whole_file(folder / "card.json", "w", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(card, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
    with whole_file(folder / "CARD.md", "w", encoding="utf-8", newline="\n") as stream:
        stream.write(render_card(card))


def render_card(card: Mapping[str, Any]) -> str:
    """Render a card as Markdown."""
    parts = [
        f"# {card['name']}",
        _USE.format(also=_WITH_CONTEXT if "context_share" in card.get("settings", {}) else ""),
        "## Learnt from",
        _sources(card.get("training", {})),
        _POOL,
        "## Settings",
        table(("setting", "value"), _settings(card)),
        render_figures(card),
        "## Files",
        table(
            ("file", "what"),
            [
                ("`model.npz`", f"plain arrays, {card['bytes']:,} bytes, SHA-256 `{card['sha256']}`"),
                ("`card.json`", "this card for programs, and the hash that loading checks"),
                ("`reliability.png`", "stated probability against what came"),
            ],
        ),
        "Measured by `tension evaluate`, which renders this file from `card.json`.",
    ]
    return "\n\n".join(parts) + "\n"


def render_figures(card: Mapping[str, Any]) -> str:
    """Render the tables of figures as Markdown; a card that wasn't measured says so."""
    found = card.get("metrics", {})
    if not found:
        return "## Figures\n\nNot measured yet: run `tension evaluate`."
    tone, calibration = (
        ("sign_auc", "macro_f1", "spearman"),
        ("calibration_error", "brier", "calibration_slope"),
    )
    parts = ["## Figures", _FIGURES, _by_set(found, tone, ("sign AUC", "macro F1", "Spearman"))]
    if card.get("peers"):
        parts += ["### Beside others", _PEERS, _beside(card)]
    parts += ["### Calibration", _CALIBRATION]
    parts += [_by_set(found, calibration, ("calibration error", "Brier score", "slope"))]
    parts += ["### Relevance", _GATE, _gate(found)]
    if "held_out/direction/macro_f1" in found:
        parts += ["### Direction", _DIRECTION, _direction(found)]
    return "\n\n".join(parts)


def _sources(training: Mapping[str, int]) -> str:
    rows = [
        (f"`{source}`", f"{n:,}", *_SOURCES.get(source, ("not described", "not stated")))
        for source, n in sorted(training.items())
    ]
    return table(("source", "sentences", "what and by whom", "terms of use"), rows, "lrll")


def _settings(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = []
    for name, value in sorted(card.get("settings", {}).items()):
        stated = (
            ", ".join(f"{key} {part}" for key, part in value.items())
            if isinstance(value, dict)
            else str(value)
        )
        rows.append((name.replace("_", " "), stated))
    versions = ", ".join(
        f"{package} {version}" for package, version in sorted(card.get("versions", {}).items())
    )
    return [*rows, ("versions", versions)] if versions else rows


def _by_set(found: Mapping[str, Any], figures: Sequence[str], titles: Sequence[str]) -> str:
    rows = [
        (
            words,
            *(_shown(found.get(f"{name}/{figure}")) for figure in figures),
            _n(found.get(f"{name}/{figures[0]}")),
        )
        for name, words in SETS.items()
        if f"{name}/{figures[0]}" in found
    ]
    return table(("measured on", *titles, "sentences with a pole"), rows, "l" + "r" * (len(titles) + 1))


def _beside(card: Mapping[str, Any]) -> str:
    columns = [f"{name}/sign_auc" for name in SETS] + ["held_out/spearman"]
    columns = [column for column in columns if column in card["metrics"]]
    titles = [
        SETS[column.rpartition("/")[0]] + (", Spearman" if column.endswith("spearman") else "")
        for column in columns
    ]
    scorers = [(f"**{card['name']}**", card["metrics"]), *card["peers"].items()]
    rows = [
        (peer, *(_shown(figures.get(column)) for column in columns), _shown(figures.get(MEAN_GAIN)))
        for peer, figures in scorers
    ]
    return table(
        ("scorer", *titles, "this model's lead, mean of all sets"), rows, "l" + "r" * (len(columns) + 1)
    )


def _gate(found: Mapping[str, Any]) -> str:
    places = [name.rpartition("/")[2] for name in found if name.startswith("held_out/both_named/recall/")]
    rows = []
    for place in ("", *sorted(places)):
        end = f"/{place}" if place else ""
        cells = [
            found.get(f"held_out/{rule}/{figure}{end}")
            for rule in ("gate", "both_named")
            for figure in ("precision", "recall")
        ]
        rows.append((f"`{place}`" if place else "all", *map(_shown, cells), _n(cells[3])))
    titles = (
        "gate: precision",
        "gate: recall",
        "both named: precision",
        "both named: recall",
        "relevant sentences",
    )
    return table(("file", *titles), rows, "lrrrrr")


def _direction(found: Mapping[str, Any]) -> str:
    names = {
        "macro_f1": "macro F1: a on b, b on a, mutual",
        "macro_f1_of_four": "macro F1, with neither as a fourth class",
        "accuracy": "accuracy",
    }
    rows = [
        (words, _shown(found.get(f"held_out/direction/{name}")), _n(found.get(f"held_out/direction/{name}")))
        for name, words in names.items()
    ]
    return table(("figure", "value", "relevant sentences"), rows, "lrr")


def _shown(figure: Mapping[str, float] | None) -> str:
    if figure is None:
        return "–"
    return f"{figure['value']:.3f} [{figure['lower']:.3f}, {figure['upper']:.3f}]"


def _n(figure: Mapping[str, float] | None) -> str:
    return "–" if figure is None else f"{int(figure['n']):,}"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], align: str = "") -> str:
    """Render a table as Markdown; ``align`` has an l or r for every column."""
    marks = {"l": "---", "r": "---:"}
    rule = [marks[side] for side in (align or "l" * len(titles))]
    return "\n".join("| " + " | ".join(row) + " |" for row in (titles, rule, *rows))
