"""Does the index say what it should? Dated checks, an event study and the GPR index, beside VADER and a keyword ratio.

    python benchmarks/validity.py [SCORES.parquet]

Needs the data folder ($TENSION_DATA or ../shared/data). Without a file of scores the news is scored first. Nothing here
is tuned on: the events and checks were written before the index was looked at, and half of the events is set aside by
hash for reporting. Figures for docs/index.md.
"""

from __future__ import annotations

import csv
import hashlib
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from tension.index.blocks import moving_rows
from tension.index.build import build_index
from tension.index.correlations import estimate, partial_spearman
from tension.index.events import read_events
from tension.scores.inputs import read_or_score
from tension.text.corpus import read_articles
from tension.training.labelled import data_folder

ROOT = Path(__file__).resolve().parents[1]
CHANNEL_ONE = "1tv (Channel One, machine-translated)"
LEAST_ITEMS, BLOCK, RESAMPLES = 3, 6, 500
CONFRONTATIONAL = re.compile(
    r"\b(sanction|threat|war|attack|expel|accus|condemn|missile|conflict|crisis|tension|aggress|hostil|retaliat|ban)",
    re.I,
)
COOPERATIVE = re.compile(
    r"\b(agree|cooperat|talks|peace|partner|dialogue|negotiat|treaty|meet|visit|friend|joint|deal|improv)",
    re.I,
)


def scores_and_texts(path: str | None) -> tuple[pd.DataFrame, dict[str, str]]:
    """Scores of the news, and the texts of the relevant articles."""
    news = data_folder() / "news"
    frame, _ = read_or_score([path] if path else [str(news / "*.parquet")], jobs=1 if path else 2)
    frame = frame[frame.date.notna()].reset_index(drop=True)
    told = frame[(frame.n_relevant > 0) & frame.tension.notna()]
    wanted = set(zip(told.article_id, told.source, strict=True))
    texts = {
        f"{article.source}|{article.article_id}": article.text
        for article in read_articles([str(news / "*.parquet")], on_problem=lambda problem: None)
        if (article.article_id, article.source) in wanted
    }
    return frame, texts


def add_peers(told: pd.DataFrame, texts: dict[str, str]) -> pd.DataFrame:
    """Score the same articles by VADER (its sign turned) and by a ratio of keywords."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    text = [texts[f"{source}|{key}"][:5000] for key, source in zip(told.article_id, told.source, strict=True)]
    counts = np.array(
        [(len(CONFRONTATIONAL.findall(one)), len(COOPERATIVE.findall(one))) for one in text], dtype=float
    )
    ratio = (counts[:, 0] - counts[:, 1]) / (counts.sum(axis=1) + 1)
    return told.assign(vader=[-vader.polarity_scores(one)["compound"] for one in text], keywords=ratio)


def given_items(table: pd.DataFrame, column: str) -> str:
    """Rank correlation of a column with log GPR, the item count held fixed, with its 90% interval."""
    rows = moving_rows(len(table), BLOCK, RESAMPLES, np.random.default_rng(0))
    columns = [table[name].to_numpy(dtype=float) for name in (column, "gpr", "n")]
    found = estimate(partial_spearman, columns, rows)
    return f"{found.value:+.2f} [{found.lower:+.2f}, {found.upper:+.2f}]"


def against_gpr(told: pd.DataFrame) -> None:
    gpr = pd.read_csv(data_folder() / "reference" / "gpr_monthly.csv")
    month = next(name for name in gpr.columns if name.lower() in ("month", "date", "period"))
    level = pd.Series(
        np.log(gpr["GPRC_RUS"].to_numpy(dtype=float)),
        index=pd.PeriodIndex(pd.to_datetime(gpr[month]), freq="M"),
    )
    print(
        "\nPartial Spearman with log GPRC_RUS given the number of items, monthly, 90% block-bootstrap intervals"
    )
    print("| items | months | tension | VADER | keyword ratio |\n|---|---|---|---|---|")
    for name, part in (("Channel One", told[told.source == CHANNEL_ONE]), ("all sources", told)):
        by = part.groupby(part.date.dt.to_period("M"))[["tension", "vader", "keywords"]]
        table = by.mean().assign(n=by.size(), gpr=level).dropna()
        table = table[table.n >= LEAST_ITEMS]
        spans = {"2000-2026": table, "before 2022": table.loc[:"2021-12"], "from 2022": table.loc["2022-01":]}
        for span, rows in spans.items():
            figures = " | ".join(given_items(rows, column) for column in ("tension", "vader", "keywords"))
            print(f"| {name}, {span} | {len(rows)} | {figures} |")


def event_study(told: pd.DataFrame) -> None:
    """AUC of the mean score around events, confrontational against cooperative."""
    events = read_events()
    sign = np.where(events.sign == "confrontational", 1, -1)
    heads = told[told.n_sentences <= 4].sort_values("date", kind="stable")
    rows = []
    for i, event in enumerate(events.itertuples()):
        apart = (events.date - event.date).abs().dt.days.to_numpy()
        if ((apart <= 4) & (sign != sign[i])).any():
            continue
        span = heads[
            (heads.date >= event.date - pd.Timedelta(days=1))
            & (heads.date <= event.date + pd.Timedelta(days=3))
        ]
        if len(span) >= LEAST_ITEMS:
            half = hashlib.sha256(f"{event.date:%Y-%m-%d} {event.name}".encode()).digest()[0] % 2
            rows.append((half, sign[i], *span[["tension", "vader", "keywords"]].mean()))
    table = pd.DataFrame(rows, columns=["half", "sign", "tension", "vader", "keywords"])
    print("\nEvent study: AUC of the mean from a day before to three days after, 90% bootstrap intervals")
    print("| events | n | tension | VADER | keyword ratio |\n|---|---|---|---|---|")
    for name, part in (
        ("set aside for reporting", table[table.half == 1]),
        ("the other half", table[table.half == 0]),
    ):
        print(
            f"| {name} | {len(part)} | "
            + " | ".join(_auc(part, c) for c in ("tension", "vader", "keywords"))
            + " |"
        )


def _auc(part: pd.DataFrame, column: str) -> str:
    random = np.random.default_rng(0)
    value, sign = part[column].to_numpy(), part.sign.to_numpy() > 0
    draws = []
    for _ in range(RESAMPLES):
        rows = random.integers(0, len(part), len(part))
        if sign[rows].any() and not sign[rows].all():
            draws.append(roc_auc_score(sign[rows], value[rows]))
    low, high = np.quantile(draws, [0.05, 0.95])
    return f"{roc_auc_score(sign, value):.3f} [{low:.3f}, {high:.3f}]"


def dated_checks(index: Any) -> None:
    """Check what a historian expects, written before the index was looked at."""
    with open(ROOT / "tests" / "index" / "dated_checks.csv", encoding="utf-8") as stream:
        checks = list(csv.DictReader(stream))
    print("\nDated checks (mean of the months' levels)")
    print(
        "| # | period | against | expected | level | against | stories | holds |\n|---|---|---|---|---|---|---|---|"
    )
    n_held = 0
    for check in checks:
        here = index.loc[check["start"] : check["end"]]
        there = index.loc[check["against_start"] : check["against_end"]]
        level, other = here.tension.mean(), there.tension.mean()
        if check["expected"] == "top":
            rolled = index.tension.rolling(3, min_periods=1).mean().loc["2000-01":"2025-12"]
            level, other = rolled.loc[check["end"]], rolled.max()
            held = bool(level >= other)
        else:
            held = bool(level > other) if check["expected"] == "up" else bool(level < other)
        n_held += held
        print(
            f"| {check['number']} | {check['start']}..{check['end']} | {check['against_start']}..{check['against_end']} | "
            f"{check['expected']} | {level:+.2f} | {other:+.2f} | {here.n_stories.sum()}, {there.n_stories.sum()} | "
            f"{'yes' if held else '**no**'} |"
        )
    print(f"\n{n_held} of {len(checks)} hold")


def main() -> None:
    frame, texts = scores_and_texts(sys.argv[1] if len(sys.argv) > 1 else None)
    told = add_peers(frame[(frame.n_relevant > 0) & frame.tension.notna()], texts)
    dated_checks(build_index(frame, "M"))
    event_study(told)
    against_gpr(told)


if __name__ == "__main__":
    main()
