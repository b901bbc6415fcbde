"""Work on pieces, here and on processes."""

from __future__ import annotations

import sys

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
