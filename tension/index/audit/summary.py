"""An audit in words and numbers: a dict of all figures, and the same as a text for people."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from tension.errors import UsageError
from tension.index.audit import figures
from tension.index.audit.correct import LabelledIndex
from tension.index.audit.inference import LEAST_LABELS
from tension.index.audit.labels import TENSIONS, read_labels
from tension.index.audit.sample import key_of
from tension.index.sums import UNKNOWN_SOURCE

Summary = dict[str, Any]


def summarize_audit(found: LabelledIndex, labels: Any, sentences: Any = None) -> Summary:
    """Gather all that an audit says.

    Parameters
    ----------
    found : LabelledIndex
    labels : path or pandas.DataFrame
        As :func:`tension.correct_index` took them.
    sentences : pandas.DataFrame, optional
        Sentence scores (``tension score --level sentence``) of the labelled articles, for the figures of sentences.

    Returns
    -------
    dict
        Ready for JSON but for NaN; figures are dicts of ``value, lower, upper, n`` with 90% intervals.
    """
    labels, labelled = read_labels(labels), found.labelled
    said = ((found.articles.n_relevant > 0) & found.articles.tension.notna()).to_numpy()
    year = labelled.date.dt.year.astype(str)
    summary: Summary = {
        "dyad": _only(found.articles, "dyad"),
        "model": _only(found.articles, "model"),
        "n_articles": len(said),
        "n_sampled": int(labels.attrs.get("n_rows", len(labelled))),
        "n_labelled": len(labelled),
        "n_relevant": int(labelled.label_relevant.sum()),
        "scale": {**TENSIONS, "x": None},
        "articles": _figures(labelled, float(said.sum()), float((~said).sum())),
        "by_source": _parts(labelled, labelled.source.fillna(UNKNOWN_SOURCE)),
        "by_period": _parts(labelled, year),
        "correction": _correction(found),
    }
    if sentences is not None:
        summary["sentences"] = _sentence_figures(labels, sentences)
    return summary


def _figures(rows: Any, n_said: float, n_unsaid: float) -> Summary:
    weight = (1 / rows.probability).to_numpy(dtype=float)
    said, relevant = rows.said.to_numpy(dtype=bool), rows.label_relevant.to_numpy(dtype=bool)
    both = said & relevant
    score, label = rows.tension.to_numpy(dtype=float)[both], rows.label_tension.to_numpy(dtype=float)[both]
    result = figures.relevance(said, relevant, weight, n_said, n_unsaid)
    result["error"] = figures.mean_error(score, label, weight[both])
    result |= figures.agreement(score, label, weight[both])
    if "confrontational" in rows and "cooperative" in rows:
        poles = rows[["confrontational", "cooperative"]].to_numpy(dtype=float)[both]
        found = figures.calibration(poles[:, 0], poles[:, 1], label)
        result |= {f"calibration_{name}": one for name, one in found.items()}
    return {name: asdict(one) for name, one in result.items()}


def _parts(labelled: Any, names: Any) -> list[Summary]:
    """Figures of every part; only the number of labels where that is less than 30."""
    parts = []
    for name in sorted(names.unique()):
        rows = labelled[(names == name).to_numpy()]
        both = (rows.said & rows.label_relevant).to_numpy(dtype=bool)
        part: Summary = {"name": name, "n": len(rows), "n_both": int(both.sum())}
        if both.sum() >= LEAST_LABELS:
            weight = (1 / rows.probability).to_numpy(dtype=float)
            score, label = rows.tension.to_numpy(dtype=float), rows.label_tension.to_numpy(dtype=float)
            said = rows.said.to_numpy(dtype=bool)
            part["precision"] = asdict(
                figures.rate(rows.label_relevant.to_numpy(dtype=bool)[said], weight[said])
            )
            part["error"] = asdict(figures.mean_error(score[both], label[both], weight[both]))
            agreed = figures.agreement(score[both], label[both], weight[both])
            part |= {key: asdict(agreed[key]) for key in ("spearman", "sign")}
        parts.append(part)
    return parts


def _correction(found: LabelledIndex) -> Summary:
    one = found.correction
    if one is None:
        return {"made": False, "reason": found.reason}
    constant, slope = one.coefficient.tolist()
    errors = np.sqrt(np.diag(one.covariance)).tolist()
    alone = int((found.index.corrected_by == "period").sum())
    return {
        "made": True, "n": one.n, "constant": constant, "constant_error": errors[0], "slope": slope, "slope_error": errors[1],
        "level": one.centre, "degrees": one.degrees, "periods_alone": alone,
    }  # fmt: skip


def _sentence_figures(labels: Any, sentences: Any) -> Summary:
    rows = labels[labels.unit == "sentence"]
    if not len(rows):
        raise UsageError(
            "sentence scores are given but no sentence is labelled; fill in rows whose unit is sentence"
        )
    missing = [name for name in ("article_id", "sentence", "relevant", "tension") if name not in sentences]
    if missing:
        raise UsageError(
            f"the sentence scores have no column {missing[0]!r}; make them with tension score --level sentence"
        )
    scored = sentences.assign(key=sentences.article_id.map(key_of), said=sentences.relevant.astype(bool))
    scored = scored.drop(columns=["relevant", "text"], errors="ignore")
    kept = rows[["key", "sentence", "relevant", "tension", "probability", "sentence_probability"]].rename(
        columns={"relevant": "label_relevant", "tension": "label_tension"}
    )
    joined = kept.merge(scored, on=["key", "sentence"], how="left")
    if joined.said.isna().any():
        raise UsageError(
            f"{int(joined.said.isna().sum())} of {len(joined)} labelled sentences aren't in the sentence scores; give those of the "
            "same articles"
        )
    said = joined.said.to_numpy(dtype=bool) & joined.tension.notna().to_numpy()
    joined = joined.assign(said=said, probability=joined.probability * joined.sentence_probability)
    weight = (1 / joined.probability).to_numpy()
    return _figures(joined, float(weight[said].sum()), float(weight[~said].sum()))


def _only(frame: Any, name: str) -> str | None:
    values = frame[name].dropna().unique().tolist() if name in frame else []
    return str(values[0]) if values else None


_WORDS = {
    "precision": "of what the model finds relevant, so does the coder",
    "recall": "of what the coder finds relevant, so does the model",
    "missed": "of what the model leaves out, the coder finds relevant",
    "spearman": "rank correlation of score and label",
    "sign": "of labels with a pole, the score has its sign",
    "kappa": "cooperative, middling, confrontational (quadratic weights)",
    "slope": "of label on score; above 1 the model tells too little of a difference",
    "error": "mean of label less score; + is more confrontational",
    "calibration_error": "of P(confrontational) among the two poles, chance taken off",
    "calibration_logit_slope": "the same; below 1 is too sure",
}


def render_audit(summary: Summary) -> str:
    """Render a summary as Markdown that reads as plain text too."""
    lines = [
        f"# Audit of {summary['model'] or 'a model'} ({summary['dyad'] or 'no dyad named'})",
        "",
        f"{summary['n_labelled']} of {summary['n_sampled']} articles drawn from {summary['n_articles']:,} are labelled; the coder finds "
        f"{summary['n_relevant']} relevant.",
        "Every label counts one over its probability of being drawn; intervals are 90%.",
        "",
        *_table("articles", summary["articles"]),
    ]
    if "sentences" in summary:
        lines += ["", *_table("sentences", summary["sentences"])]
    for name, title in (("by_source", "source"), ("by_period", "year")):
        lines += ["", *_part_table(title, summary[name])]
    return "\n".join([*lines, "", *_correction_lines(summary["correction"], summary["scale"]), ""])


def _table(title: str, found: Summary) -> list[str]:
    names = [name for name in _WORDS if name in found]
    width = max(map(len, [*names, title]))
    rows = [
        f"| {title:{width}} |                          |    n | what it is |",
        f"|{'-' * (width + 2)}|{'-' * 26}|-----:|------------|",
    ]
    return rows + [
        f"| {name:{width}} | {_told(found[name], name):24} | {found[name]['n']:4d} | {_WORDS[name]} |"
        for name in names
    ]


def _part_table(title: str, parts: list[Summary]) -> list[str]:
    shown = [part for part in parts if "error" in part]
    rest = len(parts) - len(shown)
    few = f"{rest} {title}{'s' if rest != 1 else ''} with fewer than {LEAST_LABELS} articles that both find relevant: no figures."
    if not shown:
        return [few]
    width = max(len(title), *(len(part["name"]) for part in shown))
    lines = [
        f"| {title:{width}} |    n | precision            | label less score        | Spearman                |",
        f"|{'-' * (width + 2)}|-----:|{'-' * 22}|{'-' * 25}|{'-' * 25}|",
    ]
    for part in shown:
        told = [_told(part[name], name) for name in ("precision", "error", "spearman")]
        lines.append(
            f"| {part['name']:{width}} | {part['n']:4d} | {told[0]:20} | {told[1]:23} | {told[2]:23} |"
        )
    return lines + ([few] if rest else [])


def _told(one: Summary, name: str) -> str:
    if math.isnan(one["value"]):
        return "too few labels"
    sign = "+" if name in ("error", "spearman", "kappa") else ""
    return f"{one['value']:{sign}.3f} [{one['lower']:{sign}.3f}, {one['upper']:{sign}.3f}]"


def _correction_lines(one: Summary, scale: Summary) -> list[str]:
    if not one["made"]:
        return [f"Index not corrected: {one['reason']}."]
    graded = ", ".join(f"{grade}: {scale[grade]:+.2f}" for grade in ("-2", "-1", "0", "1", "2"))
    lines = [
        f"Index corrected by {one['n']} labels: {one['constant']:+.3f} (standard error {one['constant_error']:.3f}) at a level of "
        f"{one['level']:+.3f}, and {one['slope']:+.2f} ({one['slope_error']:.2f}) times a level's distance from it.",
        f"A label is taken as a tension of {graded}; mixed is 0.",
        "What the model misses is taken to be alike in all periods, but for that slope.",
    ]
    if one["periods_alone"]:
        lines.append(
            f"{one['periods_alone']} periods with {LEAST_LABELS} labels or more are corrected by their own alone."
        )
    return lines
