"""Stories and the daily index of a million article scores, on one core: `make bench`.

Fingerprints are random, a fifth of the articles are copies, and one minimum in thirty is shared by chance, as common
phrases are. Each step runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402 - after the number of threads is set
import pandas as pd  # noqa: E402

N = 1_000_000


def scores() -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(0)
    prints = random.integers(0, 65535, (N, 128), dtype=np.uint16)
    common = random.integers(0, 65535, (200, 128), dtype=np.uint16)
    for start in range(0, N, 100_000):
        part = prints[start : start + 100_000]
        shared = random.random(part.shape) < 1 / 30
        part[shared] = common[random.integers(0, len(common), len(part))][shared]
    copies = np.flatnonzero(random.random(N) < 0.2)[100:]
    for rows in np.array_split(copies, 10):
        kept = random.random((len(rows), 128)) < 0.6
        prints[rows] = np.where(kept, prints[rows - random.integers(1, 60, len(rows))], prints[rows])
    days = pd.Timestamp("2000-01-01") + pd.to_timedelta(np.sort(random.integers(0, 9500, N)), "D")
    frame = pd.DataFrame(
        {
            "article_id": np.arange(N).astype(str),
            "date": days,
            "source": random.choice([f"Paper {i}" for i in range(60)], N),
            "n_sentences": 10,
            "n_relevant": 1,
            "tension": np.clip(random.normal(0, 0.4, N), -1, 1),
        }
    )
    return frame, prints


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def stories(place: str) -> None:
    from tension.index.stories import find_stories

    frame, prints = scores()
    frame["fingerprint"] = [row.tobytes() for row in prints]
    del prints
    began = time.perf_counter()
    found = find_stories(frame)
    print(
        f"stories among {N:,} articles: {time.perf_counter() - began:.1f} s, {memory():.2f} GB, {found.nunique():,} stories"
    )
    frame.drop(columns="fingerprint").assign(story=found.to_numpy()).to_parquet(f"{place}/scores.parquet")


def index(place: str) -> None:
    from tension.index.build import build_index

    frame = pd.read_parquet(f"{place}/scores.parquet")
    began = time.perf_counter()
    built = build_index(frame, "D")
    print(
        f"daily index of {N:,} scores, {len(built):,} days: {time.perf_counter() - began:.1f} s, {memory():.2f} GB"
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        {"stories": stories, "index": index}[sys.argv[1]](sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as place:
            for step in ("stories", "index"):
                subprocess.run([sys.executable, __file__, step, place], check=True)
