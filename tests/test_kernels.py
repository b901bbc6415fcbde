"""Threads and kernels of NumPy's, chosen before it's loaded or for a while."""

from __future__ import annotations

import subprocess
import sys

import pytest

THREADS = """
import os
os.environ.pop("OPENBLAS_NUM_THREADS", None)
from tension.kernels import choose_one_thread, one_thread
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


KERNELS = """
import os
os.environ.pop("OPENBLAS_CORETYPE", None)
from tension.kernels import choose_common_kernels
choose_common_kernels()
print(os.environ.get("OPENBLAS_CORETYPE"))
import numpy
numpy.ones((9, 9)) @ numpy.exp(numpy.ones((9, 9)))
"""


def test_common_kernels_are_chosen_where_the_processor_has_them():
    done = subprocess.run([sys.executable, "-c", KERNELS], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("Haswell", "None")
    assert done.stderr == ""
