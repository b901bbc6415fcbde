import os
import socket

import pytest

from tension.errors import InputError, OutputError, Problem, raise_problem
from tension.files import check_file_place, check_folder_place, readable, shipped, whole_file, whole_folder


def test_shipped_seeds_are_found():
    assert shipped("seeds", "sources.csv").is_file()


def test_file_appears_under_its_name_when_all_is_written(tmp_path):
    path = tmp_path / "scores.csv"
    with whole_file(path, "w", encoding="utf-8") as stream:
        stream.write("a,b\n")
        assert not path.exists()
    assert path.read_text() == "a,b\n"
    assert os.listdir(tmp_path) == ["scores.csv"]


def test_failure_leaves_what_stood_there_and_no_part(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("old")

    def write_half():
        with whole_file(path) as stream:
            stream.write(b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["scores.csv"]


@pytest.mark.parametrize(
    ("name", "remedy"), [("absent/scores.csv", "make the folder"), (".", "name a file, not a folder")]
)
def test_remedy_of_a_place_that_cannot_be_written(tmp_path, name, remedy):
    with pytest.raises(OutputError, match=remedy), whole_file(tmp_path / name):
        pass


@pytest.fixture
def oddities(tmp_path):
    """What has a file's name and is none."""
    os.mkfifo(tmp_path / "a named pipe")
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a device").symlink_to("/dev/full")
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind(str(tmp_path / "a socket"))
    return tmp_path


@pytest.mark.parametrize("kind", ["a named pipe", "a folder", "a device", "a socket"])
def test_what_is_no_file_is_neither_read_nor_replaced(oddities, kind):
    path = oddities / kind
    before = path.lstat()
    with pytest.raises(OSError, match=f"it's {kind}, not a file"):
        readable(path)
    with pytest.raises(OutputError, match=f"it's {kind}.; name a file"):
        check_file_place(path)
    with pytest.raises(OutputError, match=f"it's {kind}"), whole_file(path):
        pass
    assert path.lstat() == before


def test_stream_that_is_open_already_is_read():
    reading, writing = os.pipe()
    with open(reading, "rb"), open(writing, "wb") as stream:
        stream.write(b"text,label\n")
        stream.close()
        assert readable(f"/dev/fd/{reading}").read_bytes() == b"text,label\n"


@pytest.mark.parametrize("place", ["a file", "a named pipe", "a file/deep/below"])
def test_folder_is_not_made_where_something_else_stands(oddities, place):
    (oddities / "a file").write_text("old")
    for write in (check_folder_place, lambda path: whole_folder(path).__enter__()):
        with pytest.raises(OutputError, match=r"(it's|is) a (file|named pipe)\); name a folder"):
            write(oddities / place)
    check_folder_place(oddities / "new" / "deep")
    check_folder_place(oddities / "a folder")


def test_place_without_permission_is_refused_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    for check in (check_file_place, check_folder_place):
        with pytest.raises(OutputError, match=r"no permission to write in .*choose another place"):
            check(tmp_path / "scores")


def test_problem_is_one_line_with_place_reason_and_remedy():
    problem = Problem("news.csv", "line 7", "has 2 cells", "quote them")
    assert str(problem) == "news.csv, line 7: has 2 cells; quote them"
    assert str(Problem("a.txt", "", "is empty", "")) == "a.txt: is empty"


def test_failure_raises_and_a_warning_warns():
    with pytest.raises(InputError, match=r"a\.txt: is empty; fill it"):
        raise_problem(Problem("a.txt", "", "is empty", "fill it"))
    with pytest.warns(UserWarning, match="is odd"):
        raise_problem(Problem("a.txt", "", "is odd", "", failed=False))


def test_folder_takes_the_place_of_an_older_one_when_all_is_written(tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "old.txt").write_text("old")
    with whole_folder(tmp_path / "report") as folder:
        (folder / "new.txt").write_text("new")
        assert os.listdir(tmp_path / "report") == ["old.txt"]
    assert os.listdir(tmp_path / "report") == ["new.txt"]
    assert os.listdir(tmp_path) == ["report"]


def test_older_folder_comes_back_where_the_new_one_cannot_take_its_place(tmp_path, monkeypatch):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "old.txt").write_text("old")
    replace, moved = os.replace, []

    def full(source, target):
        moved.append(target)
        if len(moved) == 2:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left"), whole_folder(tmp_path / "report") as folder:
        (folder / "new.txt").write_text("new")
    assert os.listdir(tmp_path / "report") == ["old.txt"]
    assert os.listdir(tmp_path) == ["report"]


def test_file_that_fails_within_a_folder_is_told_by_the_name_it_would_have_had(tmp_path):
    def fill() -> None:
        with whole_folder(tmp_path / "report") as folder, whole_file(folder / "index.html") as stream:
            stream.write(b"<")
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError) as told:
        fill()
    assert str(told.value).startswith(f"{tmp_path / 'report' / 'index.html'}: can't be written")
    assert os.listdir(tmp_path) == []
