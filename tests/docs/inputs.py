"""What the pages' examples read: the sample articles in several forms, labels and made-up numbers."""

from __future__ import annotations

import csv
import gzip
import json
import math
import shutil
from pathlib import Path

from tension.text.corpus import read_articles

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "articles"
_N_MOST = 27
"""Of the eighty sample articles a third is enough for a table: pages of articles take most of the time."""

_LABEL_COLUMNS = (
    "text", "label", "relevant", "direction", "coder", "article_id", "sentence", "date", "source", "model",
    "probability",
)  # fmt: skip
_MONTHS = [f"{year}-{month:02}" for year in range(2009, 2027) for month in range(1, 13)]


ENVIRONMENT = {"MPLBACKEND": "Agg", "TENSION_DATA": "no-data"}
"""Pages run without a screen, and without the data folder, which their readers needn't have."""


def write_inputs(folder: Path) -> None:
    """Write the files under the names that the pages use."""
    shutil.copytree(SAMPLES, folder / "articles")
    shutil.copy(SAMPLES / "2013-04-15-donilon-visit-wire.txt", folder / "article.txt")
    rows = [
        {"id": article.article_id, "date": str(article.date), "source": article.source, "text": article.text}
        for article in read_articles(SAMPLES)
    ]
    few, others = rows[:: max(len(rows) // _N_MOST, 1)], rows[1 :: max(len(rows) // _N_MOST, 1)]
    _write_csv(folder / "news.csv", few)
    _write_parquet(folder / "news.parquet", few)
    (folder / "news").mkdir()
    _write_parquet(folder / "news" / "part.parquet", few[::2])
    with gzip.open(folder / "news" / "part.jsonl.gz", "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in others)
    _write_csv(folder / "gpr.csv", [
        {"month": f"{month}-01", "GPR": 100 + 20 * math.sin(i / 9), "GPRC_RUS": 1 + 0.5 * math.sin(i / 7 + i % 5)}
        for i, month in enumerate(_MONTHS)
    ])  # fmt: skip
    labels = _labels()
    _write_csv(folder / "labels.csv", labels)
    for coder in ("ann", "ben"):
        _write_csv(folder / f"{coder}.csv", [row for row in labels if row["coder"] == coder])
    shutil.copytree(SAMPLES, folder / "seeds" / "articles")


def _labels() -> list[dict[str, str]]:
    """Sentences of our own as two coders read them: every 12th of those that were read twice."""
    with open(ROOT / "seeds" / "sentences.csv", encoding="utf-8", newline="") as stream:
        twice = [row for row in csv.DictReader(stream) if row["second_code"] and len(row["text"]) > 30][::12]
    return [
        dict.fromkeys(_LABEL_COLUMNS, "")
        | {"text": row["text"], "label": row[code], "relevant": row[relevant], "coder": coder}
        for coder, code, relevant in (("ann", "code", "relevant"), ("ben", "second_code", "second_relevant"))
        for row in twice
    ]


def _write_csv(path: Path, rows: list[dict]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _write_parquet(path: Path, rows: list[dict]) -> None:
    import pandas as pd

    pd.DataFrame(rows).to_parquet(path, index=False)
