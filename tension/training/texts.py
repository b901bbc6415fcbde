"""When two texts are the same, and where a text of the news belongs."""

from __future__ import annotations

import hashlib
import re
from typing import Any


def normalised(text: str) -> str:
    """Key under which two texts count as the same: letters and digits only, lower case."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def sentence_hash(text: str) -> int:
    """Hash a sentence by its letters and digits alone."""
    return int.from_bytes(hashlib.blake2b(normalised(text).encode(), digest_size=8).digest(), "big")


def joined(title: str, text: str) -> str:
    """Article as it is read: the title before the text, unless the text begins with it."""
    if not title or text.startswith(title):
        return text
    return f"{title}\n\n{text}" if text else title


def iso_weeks(dates: Any) -> Any:
    """ISO weeks (``2000-W31``) of a series of dates; an empty string where there's no date."""
    import pandas as pd

    calendar = pd.to_datetime(dates.astype(str).str[:10], errors="coerce").dt.isocalendar()
    weeks = calendar.year.astype("string") + "-W" + calendar.week.astype("string").str.zfill(2)
    return weeks.fillna("")
