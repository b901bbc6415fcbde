"""Work on pieces, here and on processes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tension.parallel import run_pieces


def double(piece):
    return 2 * piece


def test_pieces_come_back_in_order_here_and_on_processes():
    assert (
        list(run_pieces(double, range(20), 1))
        == list(run_pieces(double, range(20), 2))
        == list(range(0, 40, 2))
    )


def test_one_piece_starts_no_process(monkeypatch):
    monkeypatch.setitem(sys.modules, "joblib", None)  # importing it would raise
    assert list(run_pieces(double, [21], 8)) == [42]
    assert list(run_pieces(double, [], 8)) == []


THREADS = """
import os
os.environ.pop("OPENBLAS_NUM_THREADS", None)
from tension.parallel import choose_one_thread, one_thread
{chosen}
import numpy, threadpoolctl
def threads():
    return {{pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}}
numpy.ones((2, 2)) @ numpy.ones((2, 2))
threadpoolctl.threadpool_limits({limit}, "blas")
before = threads()
with one_thread():
    within = threads()
print(before == threads(), within)
"""


@pytest.mark.parametrize(("chosen", "limit"), [("", "2"), ("choose_one_thread()", "None")])
def test_products_run_on_one_thread_and_the_setting_is_left_as_it_was(chosen, limit):
    done = subprocess.run(
        [sys.executable, "-c", THREADS.format(chosen=chosen, limit=limit)], capture_output=True, text=True
    )
    assert done.stdout.split("\n")[0] in ("True {1}", "True set()"), done.stderr
