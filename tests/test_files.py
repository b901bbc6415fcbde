import os

import pytest

from tension.errors import InputError, OutputError, Problem, raise_problem
from tension.files import shipped, whole_file, whole_folder


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
