"""Progress of long work, on stderr of a terminal, once it has taken more than a moment."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from tension.text.article import Article

_PATIENCE = 1.5
"""Seconds before a progress line appears; quick work shows none and loads nothing for it."""


class counted:  # noqa: N801 - used like a function around an iterable
    """Count articles on their way, and show how far one is."""

    def __init__(self, articles: Iterable[Article], quiet: bool) -> None:
        self.articles = articles
        self.n = 0
        self._shown: Any = None
        self._show = not quiet and sys.stderr.isatty()

    def __iter__(self) -> Iterator[Article]:
        began, characters = time.monotonic(), 0
        for article in self.articles:
            self.n += 1
            characters += len(article.text)
            if self._show and not self.n % 16:
                taken = time.monotonic() - began
                if taken > _PATIENCE:
                    self._tell(
                        f"{self.n:,} articles, {characters / 1e6:,.1f} million characters, {characters / 1e6 / taken:.1f} a second"
                    )
            yield article

    def _tell(self, text: str) -> None:
        if self._shown is None:
            from rich.console import Console

            self._shown = Console(stderr=True).status(text)
            self._shown.start()
        self._shown.update(text)

    def close(self) -> None:
        """Take the line away."""
        if self._shown is not None:
            self._shown.stop()
