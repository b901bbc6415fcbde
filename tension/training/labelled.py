"""Labelled sentences from several hands, brought to one frame with soft targets, one row per distinct text.

``$TENSION_DATA`` (or ``../shared/data`` beside a checkout) holds the files; ``CATALOG.md`` there tells who made each.
The test set ``events_test`` is read by :func:`read_events_test` alone, and every text in it is kept out of training.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tension.errors import InputError
from tension.files import shipped
from tension.training.texts import iso_weeks, joined, normalised, sentence_hash

SOURCES = ("events", "un_reports", "directed_news", "readings")
"""The four sources of other people's texts; each is left out in turn to see what generalises."""

WRITTEN = "written"
"""Sentences of our own, ``seeds/sentences.csv``, written and read under the same codebook; part of every fit."""

DIRECTIONS = "directions"
"""Stratum of those of our own sentences that were written to tell who acts on whom."""

FURTHER = "further_readings"
"""Sentences of the news read later, ``seeds/readings.csv``: codes alone, the texts are found in the data folder."""

CLASSES = ("cooperative", "neutral", "confrontational")

# What a label says of the three classes. A pole of a set without grades is taken as between the mild and the strong
# grade; "mixed" is both poles at once. The numbers are a reading of the codebook, not fitted.
GRADE_TARGETS = {
    -2: (0.94, 0.05, 0.01),
    -1: (0.72, 0.24, 0.04),
    0: (0.08, 0.84, 0.08),
    1: (0.04, 0.24, 0.72),
    2: (0.01, 0.05, 0.94),
}
_POLE_TARGETS = {-1: (0.86, 0.11, 0.03), 0: (0.10, 0.80, 0.10), 1: (0.03, 0.11, 0.86)}
MIXED_TARGET = (0.40, 0.20, 0.40)
NONE_TARGET = (0.02, 0.96, 0.02)

HELD_OUT_FOLDS = 5
"""Weeks of the readings fall into five folds by hash; fold 0 is the held-out fifth that figures are reported on."""


def data_folder(named: Path | None = None) -> Path:
    """Folder of the labelled and news data: the one named, ``$TENSION_DATA``, or ``../shared/data`` beside the checkout.

    Raises
    ------
    InputError
        If there are no labelled data in it.
    """
    variable = os.environ.get("TENSION_DATA")
    folder = named or Path(variable or Path(__file__).resolve().parents[3] / "shared" / "data")
    if not (folder / "labelled").is_dir():
        where = f"TENSION_DATA={variable}" if variable and not named else str(folder)
        remedy = "name" if named else "set it to" if variable else "set TENSION_DATA to"
        raise InputError(
            f"{where}: no labelled data there; {remedy} the folder that holds labelled/ and news/"
        )
    return folder


def data_folder_if_any(named: Path | None, tell: Callable[[str], None]) -> Path | None:
    """As :func:`data_folder`, but None where nobody named any; a wrong ``$TENSION_DATA`` is told."""
    try:
        return data_folder(named)
    except InputError as error:
        if named:
            raise
        if os.environ.get("TENSION_DATA"):
            tell(f"{error}; going on without")
        return None


def fold_of(group: str, folds: int = HELD_OUT_FOLDS) -> int:
    """Fold of a group (a week, a cluster of near-duplicates), by hash: the same for every file and for ever."""
    return int.from_bytes(hashlib.blake2b(group.encode(), digest_size=8).digest(), "big") % folds


def read_labelled(folder: Path | None = None, *, articles: bool = False) -> Any:
    """Read every training sentence once.

    Returns
    -------
    pandas.DataFrame
        Columns ``text, source, group, pole, grade, cooperative, neutral, confrontational, relevant, direction, stratum,
        file, date, row``. ``pole`` is -1, 0, 1; ``grade`` -2..2 for readings, else NaN; the three classes are soft
        targets that add to 1; ``group`` is what folds must not split. A text that occurs in several files is kept
        once, in the order readings, events, un_reports, directed_news, written, further_readings; texts of
        ``events_test`` are dropped.
        ``articles`` adds the short articles that were read whole (source ``article_readings``).
    """
    import pandas as pd

    data = data_folder(folder)
    folder = data / "labelled"
    parts = [_readings(pd.read_parquet(folder / "readings.parquet"), "readings")]
    if articles:
        parts.append(_readings(pd.read_parquet(folder / "article_readings.parquet"), "article_readings"))
    events = pd.read_parquet(folder / "events_train.parquet")
    events = events[events.labels_agree & events.pole.notna()]
    parts.append(_poles(events, "events", "c" + events.cluster.astype(str)))
    un = pd.read_parquet(folder / "un_reports.parquet")
    parts.append(_poles(un, "un_reports", un.text.map(normalised)))
    directed = pd.read_parquet(folder / "directed_news.parquet")
    directed = directed[directed.pole.isin([-1, 1])].drop_duplicates("text")
    parts.append(_poles(directed, "directed_news", directed.text.map(normalised)))
    parts += [read_written(), read_further(data)]
    frame = pd.concat(parts, ignore_index=True)
    key = frame.text.map(normalised)
    test = set(pd.read_parquet(folder / "events_test.parquet").text.map(normalised))
    return frame[~key.duplicated() & ~key.isin(test)].reset_index(drop=True)


def read_written() -> Any:
    """Read our own sentences as :func:`read_labelled` gives them; those of one twin are one group."""
    import pandas as pd

    frame = pd.read_csv(shipped("seeds", "sentences.csv"), dtype=str, keep_default_na=False)
    group = [f"twin {twin}" if twin else f"line {i}" for i, twin in enumerate(frame.twin)]
    return _readings(
        _coded(frame.assign(week=group, file="seeds/sentences.csv", date=None, stratum=frame.genre)), WRITTEN
    )


def is_twin(labelled: Any) -> Any:
    """Tell of every row of a labelled frame whether it's one of our own sentences that has an opposite among them."""
    return (labelled.source == WRITTEN) & labelled.group.str.startswith("twin ")


def _coded(frame: Any) -> Any:
    """Bring codes of the codebook to the columns of the readings."""
    return frame.assign(
        grade=[0 if code in "mx" else int(code) for code in frame.code],
        mixed=frame.code == "m",
        none=frame.code == "x",
        relevant=frame.relevant.astype(float),
        direction=frame.direction.where(frame.direction != "", None),
        uid=frame.index,
    )


def read_further(folder: Path | None = None) -> Any:
    """Read the codes of ``seeds/readings.csv`` with the texts that they are of, as :func:`read_labelled` gives them.

    They were chosen where model and teacher disagreed, and all that named both countries and had not been read; none is
    of a reserved or held-out week.

    Raises
    ------
    InputError
        If the news in the data folder aren't those that were read.
    """
    import pandas as pd

    folder = data_folder(folder)
    codes = pd.read_csv(shipped("seeds", "readings.csv"), dtype=str, keep_default_na=False)
    texts: list[str] = []
    dates: list[str] = []
    for file, part in codes.groupby("file", sort=False):
        news = pd.read_parquet(
            folder / "news" / f"{file}.parquet", columns=["id", "date", "title", "text"]
        ).set_index("id")
        news = news[news.index.isin(part.article_id)]
        for row in part.itertuples():
            article = news.loc[row.article_id] if row.article_id in news.index else None
            whole = "" if article is None else joined(article.title or "", article.text or "")
            text = " ".join(whole[int(row.start) : int(row.end)].split())
            if f"{sentence_hash(text):016x}" != row.sentence:
                raise InputError(
                    f"{folder / 'news' / file}.parquet: article {row.article_id} isn't as it was read for "
                    "seeds/readings.csv; use the data that CATALOG.md names"
                )
            texts.append(text)
            dates.append(str(article.date)[:10])  # type: ignore[union-attr]
    return _readings(_coded(codes.assign(text=texts, date=dates, week=iso_weeks(pd.Series(dates)))), FURTHER)


def rows_without(labelled: Any, source: str) -> NDArray[np.intp]:
    """Rows that a fit may see that is judged on a source: with the readings those read later are left out too."""
    hidden = {source, FURTHER} if source == "readings" else {source}
    return np.flatnonzero(~labelled.source.isin(hidden).to_numpy())


def read_events_test(folder: Path | None = None) -> Any:
    """Read the open test set: ``text`` and ``pole`` of the rows on which its labels agree."""
    import pandas as pd

    frame = pd.read_parquet(data_folder(folder) / "labelled" / "events_test.parquet")
    return frame.loc[frame.labels_agree, ["text", "pole"]].reset_index(drop=True)


def _readings(frame: Any, source: str) -> Any:
    targets = [
        MIXED_TARGET if mixed else NONE_TARGET if none else GRADE_TARGETS[int(grade)]
        for grade, mixed, none in zip(frame.grade, frame.mixed, frame.none, strict=True)
    ]
    columns = {
        "text": frame.text,
        "source": source,
        "group": frame.week,
        "pole": np.sign(frame.grade).astype(int),
        "grade": frame.grade.astype(float),
        "relevant": frame.relevant.astype(float),
        "direction": frame.direction,
        "stratum": frame.get("stratum"),
        "file": frame.file,
        "date": frame.date,
        "row": frame.uid.astype(str),
    }
    return _with_targets(columns, np.array(targets))


def _poles(frame: Any, source: str, group: Any) -> Any:
    targets = np.array([_POLE_TARGETS[int(pole)] for pole in frame.pole])
    columns = {
        "text": frame.text,
        "source": source,
        "group": group,
        "pole": frame.pole.astype(int),
        "grade": np.nan,
        "relevant": np.nan,
        "direction": None,
        "stratum": None,
        "file": source,
        "date": frame.get("date"),
        "row": frame.index.astype(str),
    }
    return _with_targets(columns, targets)


def _with_targets(columns: Mapping[str, Any], targets: NDArray[np.float64]) -> Any:
    import pandas as pd

    frame = pd.DataFrame(dict(columns))
    for j, name in enumerate(CLASSES):
        frame[name] = targets[:, j]
    return frame


def reserved_weeks(folder: Path | None = None) -> frozenset[str]:
    """ISO weeks (``2000-W31``) whose news is kept for judging and never learnt from."""
    path = (folder or data_folder()) / "reserved_weeks.csv"
    return frozenset(path.read_text(encoding="utf-8").split()[1:])
