"""Frames made up for the tests of what is shown: an index of any length, and scores of any number of articles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tension.index.build import INDEX_COLUMNS
from tension.index.periods import FREQUENCIES


def index_of(levels, freq="M", first="2010-01-01", half=0.1, stories=10):
    """Make an index with these levels; NaN is a period without a story."""
    level = np.array(levels, dtype=float)
    empty = np.isnan(level)
    frame = pd.DataFrame(
        index=pd.period_range(first, periods=len(level), freq=FREQUENCIES[freq]).rename("period")
    )
    for name in ("tension", "filtered", "smoothed"):
        lower = "lower" if name == "tension" else f"{name}_lower"
        frame[name], frame[lower] = level, level - half
        frame[lower.replace("lower", "upper")] = level + half
    frame["tension_index"] = 100 + 20 * level
    frame["tension_index_lower"], frame["tension_index_upper"] = 98 + 20 * level, 102 + 20 * level
    frame["attention"] = np.where(empty, np.nan, 0.2)
    for name in ("n_articles", "n_relevant", "n_stories", "n_sources"):
        frame[name] = np.where(empty, 0, stories)
    frame[["a_to_b", "b_to_a"]] = np.nan
    return frame[list(INDEX_COLUMNS)]


def wave(n):
    """Levels that rise and fall, with a gap of three periods where there are twenty or more."""
    levels = 0.5 * np.sin(np.arange(n) / 7)
    if n >= 20:
        levels[10:13] = np.nan
    return levels


def scores_of(n, *, sources=("Wire", "Desk"), first="2015-01-01", days=1500, seed=0, relevant=0.7):
    """Make article scores: days, sources and tensions by chance, each article a story of its own."""
    chance = np.random.default_rng(seed)
    tension = np.clip(chance.normal(0.1, 0.4, n), -0.98, 0.98)
    tension = np.where(chance.random(n) < relevant, tension, np.nan)
    return pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(n)],
            "date": pd.Timestamp(first) + pd.to_timedelta(chance.integers(0, days, n), "D"),
            "source": [sources[i] for i in chance.integers(0, len(sources), n)],
            "title": [f"Headline {i}" for i in range(n)],
            "story": np.arange(n),
            "n_sentences": 10,
            "n_relevant": np.where(np.isnan(tension), 0, 3),
            "tension": tension,
            "intensity": np.abs(tension),
            "lower": np.clip(tension - 0.2, -1, 1),
            "upper": np.clip(tension + 0.2, -1, 1),
            "dyad": "usa-rus",
            "model": "tension-2",
        }
    )
