"""Article scores for the commands that build on them: files of scores are read, articles scored with progress."""

from __future__ import annotations

import gc
from typing import Any

from tension.cli.options import Problems
from tension.cli.progress import counted
from tension.dyad.sides import USA_RUS, load_dyad
from tension.errors import UsageError
from tension.scores.inputs import read_or_score


def article_scores(
    paths: tuple[str, ...], *, model: str, dyad: str, jobs: int, quiet: bool, problems: Problems
) -> tuple[Any, Any]:
    """Return the article frame of some paths, and the texts behind it (empty if all were files of scores).

    Raises
    ------
    UsageError
        If there was nothing to read.
    """
    gc.freeze()
    gc.enable()  # see cli.main: from here on the work may be long
    watching: list[counted] = []

    def watch(articles: Any) -> Any:
        watching.append(counted(articles, quiet))
        return watching[-1]

    try:
        frame, texts = read_or_score(
            list(paths), model=model, dyad=dyad, jobs=jobs, on_problem=problems, watch=watch
        )
    finally:
        for one in watching:
            one.close()
    if not len(frame):
        raise UsageError("nothing could be read; give articles, or scores made by tension score --output")
    if dyad != USA_RUS.name and "dyad" in frame:
        wanted = load_dyad(dyad).name
        for found in frame.dyad.dropna().unique().tolist():
            if found != wanted:
                raise UsageError(
                    f"--dyad {dyad}: the scores are those of {found}; score the articles again for it"
                )
    return frame, texts
