"""Files of figures: the same bytes always, no moment of writing, two pixels per point, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import tension
from tension.errors import OutputError
from tension.show.figure import calendar_figure, draw_figure, index_figure, parts_figure, save_figure
from tests.show.made_up import index_of, wave

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = (".png", ".svg")


def figure(**options):
    index = index_of(wave(40))
    return index_figure(index, events=tension.read_events(), title="Tension", note="40 stories.", **options)


def content(fig, form):
    stream = io.BytesIO()
    draw_figure(fig, stream, form)
    return stream.getvalue()


def chunks(png):
    """Names and contents of the chunks of a PNG file."""
    at, found = 8, {}
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        found[png[at + 4 : at + 8].decode()] = png[at + 8 : at + 8 + length]
        at += length + 12
    return found


@pytest.mark.parametrize("form", ["png", "svg"])
def test_two_figures_of_one_index_have_the_same_bytes(form):
    assert content(figure(), form) == content(figure(), form)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_figure_drawn_twice_has_the_same_bytes(form):
    fig = figure()
    assert content(fig, form) == content(fig, form)


@pytest.mark.parametrize("form", ["png", "svg"])
def test_bytes_do_not_depend_on_settings_of_matplotlib_that_a_user_changed(form):
    import matplotlib

    before = content(figure(), form)
    with matplotlib.rc_context({"font.family": ["monospace"], "svg.hashsalt": "mine", "savefig.dpi": 40}):
        assert content(figure(), form) == before


def test_bytes_do_not_depend_on_the_process(tmp_path):
    script = (
        "import hashlib, io; from tests.show.test_figure import content, figure;"
        "print(*(hashlib.sha256(content(figure(), form)).hexdigest() for form in ('png', 'svg')))"
    )
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Vladivostok", "MPLCONFIGDIR": str(tmp_path),
    }  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=True,
    )
    expected = [hashlib.sha256(content(figure(), form)).hexdigest() for form in ("png", "svg")]
    assert ended.stdout.split() == expected


def test_png_is_two_pixels_per_point_of_a_screen():
    parts = chunks(content(figure(size=(10, 5.6)), "png"))
    assert struct.unpack(">II", parts["IHDR"][:8]) == (2000, 1120)
    per_metre, *_ = struct.unpack(">II", parts["pHYs"][:8])
    assert round(per_metre * 0.0254) == 200


def test_png_tells_neither_date_nor_program():
    assert set(chunks(content(figure(), "png"))) == {"IHDR", "pHYs", "IDAT", "IEND"}


def test_svg_tells_neither_date_nor_program():
    text = content(figure(), "svg").decode()
    assert "<dc:date>" not in text
    assert "<dc:creator>" not in text
    assert not re.search(r"\d\d:\d\d:\d\d", text)
    assert "matplotlib.org" not in text


def test_svg_has_its_words_as_shapes_so_that_it_needs_no_font():
    text = content(figure(), "svg").decode()
    assert "<text" not in text
    assert "font-family" not in text


def test_svg_asks_for_nothing_from_elsewhere():
    addresses = re.findall(r'(?:href|src)="([^"]*)"', content(figure(), "svg").decode())
    assert addresses
    assert all(address.startswith("#") for address in addresses)


@pytest.mark.parametrize(
    ("name", "first"),
    [("a.png", b"\x89PNG"), ("a.PNG", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.SVG", b"<?xml")],
)
def test_suffix_chooses_the_format(tmp_path, name, first):
    save_figure(figure(), tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(first)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_figure_replaces_an_older_file(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")
    save_figure(figure(), path)
    assert path.read_bytes() == content(figure(), suffix[1:])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_where_drawing_fails_the_older_file_stays(tmp_path, monkeypatch, suffix):
    path, fig = tmp_path / f"a{suffix}", figure()
    path.write_bytes(b"old")

    def fail(stream, **options):
        stream.write(b"half")
        raise RuntimeError("no memory")

    monkeypatch.setattr(fig, "savefig", fail)
    with pytest.raises(RuntimeError):
        save_figure(fig, path)
    assert path.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OutputError, match="make the folder"):
        save_figure(figure(), tmp_path / "absent" / "a.png")


def test_attention_is_drawn_below_only_where_it_says_something():
    index = index_of(wave(40))
    assert len(index_figure(index).axes) == 2
    for attention in (1.0, float("nan")):
        assert len(index_figure(index.assign(attention=attention)).axes) == 1


@pytest.mark.parametrize(
    "index", [index_of([0.1]), index_of([float("nan")] * 5), index_of(wave(400))], ids=["one", "NaN", "400"]
)
def test_any_index_becomes_a_file(tmp_path, index):
    save_figure(index_figure(index, events=tension.read_events(), title="T", note="N"), tmp_path / "a.png")
    save_figure(parts_figure({"USA": index, "RUS": index}, index), tmp_path / "b.svg")
    assert min(path.stat().st_size for path in tmp_path.iterdir()) > 1000


def test_a_calendar_grows_by_a_row_a_year_and_has_the_same_bytes_twice():
    one, five = (index_of([0.1] * days, "D") for days in (365, 365 * 5))
    assert content(calendar_figure(five), "png") == content(calendar_figure(five), "png")
    low, high = (calendar_figure(index).get_figheight() for index in (one, five))
    assert 4 * 0.2 < high - low < 4 * 0.4


def test_a_figure_is_no_window_and_leaves_the_current_one_alone():
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    figure()
    parts_figure({"USA": index_of([0.1])})
    assert plt.get_fignums() == before
