"""How NumPy computes in a process: on how many threads, and with which kernels."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_THREADS = "OPENBLAS_NUM_THREADS"


def choose_one_thread() -> None:
    """Let NumPy's products run on one thread in this process and those it starts; to be called before NumPy is loaded."""
    os.environ.setdefault(_THREADS, "1")


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Keep NumPy's products on one thread, and leave the setting as it was.

    The products of scoring are small and gain nothing from threads. Beside other work on the same cores the threads wait
    for each other, which took more than twenty times as long.
    """
    if os.environ.get(_THREADS) == "1":
        yield
        return
    with _threads().limit(limits=1, user_api="blas"):
        yield


@functools.cache
def _threads() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def choose_common_kernels() -> None:
    """Let NumPy compute in this process as it does on any processor with AVX2; to be called before NumPy is loaded.

    For training, whose products can't be rounded one by one: newer kernels give other last digits, which a fit of many steps
    makes another model of. Where the processor is none of these, or isn't known, nothing is chosen.
    """
    try:
        known = " avx2 " in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    if known:
        os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
        os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", "X86_V4")
