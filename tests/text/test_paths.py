import gzip
import io
import os
import sys

import pytest

from tension.text.paths import find_files


def find(*paths):
    problems = []
    files = find_files([str(path) for path in paths], problems.append)
    return files, problems


def write(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Talks\n")


def test_folder_is_walked_in_sorted_order_without_what_cannot_be_read(tmp_path):
    write(
        tmp_path,
        "b.txt",
        "a.md",
        "c/d.csv",
        "c/a.jsonl.gz",
        "README.md",
        ".hidden.txt",
        ".git/e.txt",
        "f.pdf",
        "g.json",
    )
    files, problems = find(tmp_path)
    assert [os.path.relpath(file.path, tmp_path) for file in files] == [
        "a.md",
        "b.txt",
        "c/a.jsonl.gz",
        "c/d.csv",
    ]
    assert [(file.suffix, file.zipped) for file in files][2:] == [(".jsonl", True), (".csv", False)]
    assert problems == []


def test_file_named_twice_is_read_once(tmp_path):
    write(tmp_path, "a.txt", "b.txt")
    files, _ = find(tmp_path / "b.txt", tmp_path, tmp_path / "*.txt", tmp_path / "." / "a.txt")
    assert [os.path.basename(file.path) for file in files] == ["b.txt", "a.txt"]


def test_single_path_needs_no_list(tmp_path):
    write(tmp_path, "a.txt")
    assert len(find_files(tmp_path / "a.txt", lambda problem: None)) == 1


def test_glob_goes_through_folders_too(tmp_path):
    write(tmp_path, "2013/a.txt", "2014/b.txt", "2014/c.pdf")
    files, problems = find(tmp_path / "20*")
    assert [os.path.basename(file.path) for file in files] == ["a.txt", "b.txt"]
    assert [os.path.basename(file.path) for file in find(tmp_path / "**" / "*.txt")[0]] == ["a.txt", "b.txt"]
    assert problems == []


def test_name_with_a_bracket_is_a_file_before_it_is_a_pattern(tmp_path):
    write(tmp_path, "a[1].txt")
    assert len(find(tmp_path / "a[1].txt")[0]) == 1


@pytest.mark.parametrize(
    ("path", "reason", "remedy"),
    [
        ("absent.txt", "doesn't exist", "check the path"),
        ("x*.txt", "matches nothing", "check the pattern"),
        ("*.pdf", "matches nothing that can be read", ".parquet"),
        ("empty", "holds no articles", ".parquet"),
        ("a.pdf", "isn't known", ".txt .md .html"),
        ("a.json", "isn't known", "one object per line, as .jsonl"),
    ],
)
def test_path_without_articles_is_told_with_a_remedy(tmp_path, path, reason, remedy):
    write(tmp_path, "a.pdf", "a.json", "good.txt", "empty/a.pdf")
    files, problems = find(tmp_path / path, tmp_path / "good.txt")
    assert [os.path.basename(file.path) for file in files] == ["good.txt"]
    assert [problem.failed for problem in problems] == [True]
    assert problems[0].path.endswith(path)
    assert reason in problems[0].reason
    assert remedy in problems[0].remedy


def test_named_pipe_is_told_and_not_waited_for(tmp_path):
    write(tmp_path, "folder/good.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "folder" / "pipe.txt")
    for named in (tmp_path / "pipe.txt", tmp_path / "p*.txt"):
        files, problems = find(named, tmp_path / "folder")
        assert [os.path.basename(file.path) for file in files] == ["good.txt"]
        assert [problem.reason for problem in problems] == ["is a named pipe, not a file"]


def test_folder_with_the_name_of_a_file_is_gone_through(tmp_path):
    write(tmp_path, "a.txt/b.txt")
    for named in (tmp_path / "a.txt", tmp_path / "**"):
        files, problems = find(named)
        assert [os.path.basename(file.path) for file in files] == ["b.txt"]
        assert problems == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folder_without_permission_is_told(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    assert "can't be read" in find(tmp_path / "closed")[1][0].reason


@pytest.mark.parametrize(
    ("content", "suffix", "zipped"),
    [
        (b"Talks resume\n\nThey met.", ".txt", False),
        (b'{"text": "They met."}\n', ".jsonl", False),
        (b'[\n {"text": "They met."}]\n', ".jsonl", False),
        (b"<!DOCTYPE html><html></html>", ".html", False),
        (b"date,text\n2013-04-16,They met.\n", ".csv", False),
        (b'\xef\xbb\xbf"title";"date"\n', ".csv", False),
        (b"Title, text and more\n", ".txt", False),
        (b"PAR1", ".parquet", False),
        (gzip.compress(b'{"text": "They met."}'), ".jsonl", True),
        (b"", ".txt", False),
    ],
)
def test_standard_input_is_kept_and_its_format_seen(monkeypatch, content, suffix, zipped):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (file,), problems = find("-")
    assert (file.name, file.suffix, file.zipped) == ("-", suffix, zipped)
    with open(file.path, "rb") as stream:
        assert stream.read() == content
    assert problems == []
