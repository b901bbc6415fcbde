"""Run a function over pieces of work, here or on several processes, and give the results in order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def run_pieces(
    function: Callable[[Piece], Result], pieces: Iterable[Piece], jobs: int = 1
) -> Iterator[Result]:
    """Yield ``function(piece)`` for every piece, in order.

    Parameters
    ----------
    function : callable
        Picklable where ``jobs`` is more than 1.
    pieces : iterable
        Gone through lazily.
    jobs : int
        Number of processes; 1 runs here. A few pieces per process are under way at a time, so memory stays flat.
    """
    pieces = iter(pieces)
    first = list(itertools.islice(pieces, 2))
    if jobs <= 1 or len(first) < 2:  # one piece isn't worth starting processes for
        yield from map(function, itertools.chain(first, pieces))
        return
    from joblib import Parallel, delayed

    run = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs", batch_size=1)
    finished = False
    try:
        yield from run(delayed(function)(piece) for piece in itertools.chain(first, pieces))
        finished = True
    finally:
        if not finished:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor().shutdown(wait=False, kill_workers=True)
