"""Speed beside the usual tools, each pair in one run on one core: `make bench`.

Prints ratios; absolute times depend on the machine. Without the data folder the sample articles are the text.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = sorted((ROOT / "seeds" / "articles").glob("*.txt"))
MEGABYTES = 6


def corpus_file(folder: Path) -> Path:
    """Write the benchmark's text, some megabytes of articles as JSON lines: the sample articles over and over."""
    path = folder / "articles.jsonl"
    size, turn = 0, 0
    with open(path, "w", encoding="utf-8") as stream:
        while size < MEGABYTES * 1_000_000:
            for article in ARTICLES:
                title, _, source, text = article.read_text(encoding="utf-8").split("\n\n", 3)
                row = {
                    "id": f"{article.stem}-{turn}",
                    "date": article.stem[:10],
                    "source": source,
                    "title": title,
                    "text": text,
                }
                stream.write(json.dumps(row) + "\n")
                size += len(text)
            turn += 1
    return path


def seconds(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def against_vader(path: Path) -> None:
    from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from tension.scores.run import make_scorer
    from tension.text.corpus import read_articles

    scorer = make_scorer()
    trainer = PunktTrainer()
    trainer.train("\n\n".join(article.read_text(encoding="utf-8") for article in ARTICLES))
    punkt, vader = PunktSentenceTokenizer(trainer.get_params()), SentimentIntensityAnalyzer()

    def ours() -> int:
        return sum(len(batch.span) for batch in scorer.batches(read_articles([str(path)])))

    def theirs() -> int:
        n = 0
        with open(path, encoding="utf-8") as stream:
            for line in stream:
                for sentence in punkt.tokenize("{title}\n\n{text}".format(**json.loads(line))):
                    vader.polarity_scores(sentence)
                    n += 1
        return n

    size = path.stat().st_size / 1e6
    rounds = [(seconds(ours, 1), seconds(theirs, 1)) for _ in range(5)]
    mine, other = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(
        f"file to scores, one core, {size:.1f} MB: tension {size / mine:.1f} MB/s, VADER behind Punkt {size / other:.2f} MB/s: {other / mine:.1f} x"
    )


def against_imports() -> None:
    ours = [str(Path(sys.executable).with_name("tension")), "score", str(ARTICLES[0])]
    theirs = [sys.executable, "-c", "import nltk, sklearn.linear_model"]
    # As an installed package runs: compiled once, whatever this shell says of that.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(ours, check=True, stdout=subprocess.DEVNULL, env=environment)
    ratios = []
    for _ in range(9):
        pair = []
        for command in (ours, theirs):
            began = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            pair.append(time.perf_counter() - began)
        ratios.append(pair[0] / pair[1])
    print(
        f"tension score FILE, whole process, beside `import nltk, sklearn.linear_model`: {statistics.median(ratios):.3f} x"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        against_imports()
        against_vader(corpus_file(Path(folder)))
