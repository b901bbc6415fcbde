"""Article scores from whatever a user names: files of scores are read, articles are scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tension.errors import InputError, OnProblem, Problem, UsageError, raise_problem
from tension.parallel import run_pieces
from tension.scores.frames import checked_scores, joined
from tension.scores.records import ARTICLE_COLUMNS
from tension.scores.task import ScoreTask, lots
from tension.text.article import Article
from tension.text.corpus import Articles
from tension.text.paths import File, Paths, find_files

_MARKS = ("tension", "n_relevant")
"""A table with these columns holds scores of articles, not articles; one of sentences has ``sentence`` for the second. One of them is enough to tell that the others were lost."""


def read_or_score(
    paths: Paths,
    *,
    model: str = "tension-2",
    dyad: str = "usa-rus",
    jobs: int = 1,
    on_problem: OnProblem = raise_problem,
    watch: Callable[[Iterable[Article]], Iterable[Article]] = iter,
) -> tuple[Any, Articles]:
    """Get the article frame of some files.

    Parameters
    ----------
    paths : path, glob, or several
        Files of scores (a table with ``tension`` and ``n_relevant``) are read, all others are scored.
    model, dyad : str
        To score with; files of scores keep theirs.
    jobs : int
        Processes.
    on_problem : callable
        Is told what can't be read.
    watch : callable
        Is given the articles on their way, to show progress.

    Returns
    -------
    articles : pandas.DataFrame
        As :func:`tension.score_articles` gives it.
    texts : Articles
        The files that were scored, to be gone through again for their texts; empty if all were files of scores.

    Raises
    ------
    UsageError
        If files hold scores of several models or dyads.
    """
    import pandas as pd

    named: list[tuple[str, Any]] = []
    plain = []
    for file in find_files(paths, on_problem):
        if is_scores(file):
            try:
                named.append((file.name, _told(checked_scores(read_scores(file)), file, on_problem)))
            except (OSError, ValueError, KeyError, InputError, UsageError) as error:
                reason = str(error).splitlines()[0] if str(error) else type(error).__name__
                on_problem(Problem(file.name, "", f"can't be read as scores ({reason})", "write it again"))
        else:
            plain.append(file)
    _refuse_mixed(named)
    frames = [frame for _, frame in named]
    texts = Articles(plain, on_problem)
    if plain:
        results = run_pieces(ScoreTask(model, dyad, "article"), lots(watch(texts)), jobs)
        scored = joined(results, ARTICLE_COLUMNS)
        scored["date"] = pd.to_datetime(scored["date"])
        frames.append(scored)
    if not frames:
        return joined([], ARTICLE_COLUMNS), texts
    return (frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)), texts


def _refuse_mixed(named: list[tuple[str, Any]]) -> None:
    """Refuse files of scores of several models or dyads, and say which has which."""
    for name in ("dyad", "model"):
        found = {
            str(value): file
            for file, frame in reversed(named)
            if name in frame
            for value in frame[name].dropna().unique()
        }
        if len(found) > 1:
            told = ", ".join(f"{value} in {file}" for value, file in reversed(found.items()))
            raise UsageError(f"scores of several {name}s are mixed: {told}; use one at a time")


def is_scores(file: File) -> bool:
    """Whether a file is a table of scores, told by its columns alone."""
    if file.zipped or file.suffix not in (".csv", ".parquet", ".jsonl"):
        return False
    try:
        names = _column_names(file)
    except (OSError, ValueError):  # told when it is read as articles
        return False
    return "sentence" in names or ("text" not in names and any(name in names for name in _MARKS))


def _column_names(file: File) -> list[str]:
    if file.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return list(pq.read_schema(file.path).names)
        except pa.ArrowException as error:
            raise ValueError(str(error)) from error
    with open(file.path, encoding="utf-8", errors="replace") as stream:
        line = stream.readline(1 << 16)
    if file.suffix == ".jsonl":
        import json

        try:
            first = json.loads(line)
        except ValueError:
            # A scored article's line is longer than what was read: its keys stand at the beginning.
            return [name for name in _MARKS if f'"{name}":' in line and '"sentences":' in line]
        return list(first) if isinstance(first, dict) else []
    return [name.strip('"\r\n ') for name in line.split(",")]


def read_scores(file: File) -> Any:
    """Read a file of article scores (``tension score --output``) as a frame.

    Raises
    ------
    InputError
        If it holds sentences, not articles.
    """
    import pandas as pd

    if file.suffix == ".parquet":
        frame = pd.read_parquet(file.path)
    elif file.suffix == ".csv":
        frame = pd.read_csv(
            file.path,
            dtype={"article_id": str, "source": str, "title": str, "url": str, "dyad": str, "model": str},
        )
    else:
        import json

        with open(file.path, encoding="utf-8") as stream:
            rows = [json.loads(line) for line in stream if line.strip()]
        frame = pd.DataFrame(
            [{key: value for key, value in row.items() if key != "sentences"} for row in rows]
        )
    if "sentence" in frame:
        raise InputError("it holds sentences; write it with --level article")
    missing = [name for name in ("article_id", "date", "n_relevant", "tension") if name not in frame]
    if missing:
        raise InputError(f"it has no column {missing[0]}")
    return frame


def _told(frame: Any, file: File, on_problem: OnProblem) -> Any:
    """Make dates of the dates, and tell what is wrong with them, or missing."""
    import pandas as pd

    written = frame["date"]
    if not pd.api.types.is_datetime64_any_dtype(written):
        text = written.map(lambda day: None if day is None or day != day else str(day))
        dates = pd.to_datetime(text, errors="coerce", utc=True, format="ISO8601").dt.tz_localize(None)
        bad = (text.notna() & dates.isna()).to_numpy()
        if bad.any():
            row = int(bad.argmax())
            more = f" (and {int(bad.sum()) - 1} more)" if bad.sum() > 1 else ""
            reason = f"has a date that isn't used: {text.iloc[row]!r}{more}"
            on_problem(Problem(file.name, f"row {row + 1}", reason, "write YYYY-MM-DD", failed=False))
        frame = frame.assign(date=dates)
    if "fingerprint" not in frame or frame["fingerprint"].isna().all():
        told = "has no fingerprints, so copies of one text count apart"
        on_problem(Problem(file.name, "", told, "write scores as .parquet or .csv", failed=False))
    return frame
