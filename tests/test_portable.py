"""The same numbers on every processor: other kernels of the same libraries stand in for other processors."""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys

import numpy as np
import pytest

from tension.files import shipped
from tension.portable import exponential, power_of_counts, steadied

OTHER_PROCESSORS = [
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "X86_V4"},
    {"NPY_DISABLE_CPU_FEATURES": "X86_V3,X86_V4,AVX512_ICL"},
]
"""Old ones and new ones: with and without the wide registers that exponentials and products are computed in."""


def test_exponentials_are_right_to_two_units_in_the_last_place():
    x = np.concatenate([np.linspace(-708, 709, 200_001), np.linspace(-1, 1, 20_001), [0.0, -1e-300]])
    wanted = np.array([math.exp(value) for value in x])
    assert (np.abs(exponential(x) - wanted) <= 2 * np.spacing(wanted)).all()


def test_exponentials_far_out_are_those_of_the_ends_and_nothing_is_made_of_nan():
    far = exponential(np.array([-1e9, -np.inf, 1e9, np.inf, np.nan]))
    assert far[0] == far[1] == exponential(np.array([-708.0]))[0]
    assert far[2] == far[3] == exponential(np.array([709.0]))[0]
    assert np.isnan(far[4])


def test_powers_of_counts_are_powers():
    count = np.array([0, 7, 7, 300])
    assert power_of_counts(count, 3.0, 20.0, -0.8) == pytest.approx(((count + 3) / 20) ** -0.8)
    assert power_of_counts(np.zeros(0, dtype=np.int64), 3.0, 20.0, -0.8).shape == (0,)


def test_last_digits_of_products_are_rounded_off_and_zero_has_no_sign():
    assert steadied([0.1 + 0.2, -1e-17]).tolist() == [0.3, 0.0]
    assert math.copysign(1, steadied([-1e-17])[0]) == 1


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="names kernels of x86 alone")
@pytest.mark.parametrize(
    "arguments",
    [("score", "--format", "jsonl", "--explain"), ("index", "--freq", "Q"), ("changes", "--freq", "Y")],
)
def test_every_processor_gives_the_same_bytes(arguments):
    command, *options = arguments
    printed = set()
    for settings in ({}, *OTHER_PROCESSORS):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "from tension.cli.main import main; main()",
                command,
                str(shipped("seeds", "articles")),
                "--quiet",
                *options,
            ],
            env={name: value for name, value in os.environ.items() if not name.startswith("NPY_")} | settings,
            capture_output=True,
            check=True,
        )
        printed.add(done.stdout)
    assert len(printed) == 1
