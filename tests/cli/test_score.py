"""``tension score``: streams, files, exit codes, and bad inputs told in a line each."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tension.cli.main import tension
from tension.errors import TensionError
from tension.files import shipped
from tension.scores.records import ARTICLE_COLUMNS, SENTENCE_COLUMNS

TEXT = (
    "U.S. and Russia agree to extend arms treaty\n\n"
    "Russia and the United States extended the treaty on Tuesday.\n\n"
    "Moscow said it was a constructive step by Washington.\n\nIt rained in Brazil.\n"
)
ANSI = "\x1b["


def run(*arguments, stdin=None, cwd=None, **options):
    """Run the command as a user does, with streams and exit code."""
    script = "from tension.cli.main import main; main()"
    environment = {
        name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "CLICOLOR_FORCE")
    }
    root = str(Path(__file__).resolve().parents[2])
    environment["PYTHONPATH"] = root
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment,
        timeout=120,
        check=False,
        **options,
    )


def call(*arguments, stdin=None):
    """Run the command in this process: much faster."""
    return CliRunner().invoke(tension, ["score", *map(str, arguments)], input=stdin)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "2021-01-26-treaty.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "news.jsonl"
    rows = [
        {
            "id": str(i),
            "date": "2013-04-16",
            "source": "Wire",
            "title": f"Story {i}",
            "text": TEXT.replace("Tuesday", f"day {i}"),
        }
        for i in range(5)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_text_begins_with_the_verdict_in_words(article):
    done = run("score", article)
    assert done.returncode == 0
    assert done.stderr == ""
    first = done.stdout.splitlines()[0]
    assert first.startswith(("Cooperative: tension -", "Strongly cooperative: tension -"))
    assert "90% interval" in first
    assert "3 of 4 sentences concern the United States and Russia" in done.stdout
    assert ANSI not in done.stdout


def test_terminal_gets_colours(article):
    result = CliRunner().invoke(tension, ["score", str(article)], color=True)
    assert result.exit_code == 0
    assert ANSI in result.output
    assert ANSI not in call(article).output


def test_article_without_a_relevant_sentence_has_no_score(tmp_path):
    path = tmp_path / "rain.txt"
    path.write_text("It rained in Brazil.\n")
    result = call(path)
    assert result.output.startswith("No score: no sentence concerns the United States and Russia.")
    assert result.exit_code == 0
    assert json.loads(call(path, "--format", "jsonl").output)["tension"] is None


def test_explanation_tells_why_a_sentence_counts(article):
    output = call(article, "--explain").output
    assert "counts: names both sides" in output
    assert "left out: " in output
    assert "words: " in output


def test_many_articles_are_a_line_each(table):
    lines = call(table).output.splitlines()
    assert lines[0].startswith("tension")
    assert [line.split()[-1] for line in lines[1:]] == [str(i) for i in range(5)]


def test_json_lines_have_an_object_per_article(table):
    records = [json.loads(line) for line in call(table, "--format", "jsonl").output.splitlines()]
    assert [record["article_id"] for record in records] == [str(i) for i in range(5)]
    assert all("terms" not in sentence for record in records for sentence in record["sentences"])
    explained = json.loads(call(table, "--format", "jsonl", "--explain").output.splitlines()[0])
    assert all("terms" in sentence for sentence in explained["sentences"])


@pytest.mark.parametrize(("level", "columns"), [("article", ARTICLE_COLUMNS), ("sentence", SENTENCE_COLUMNS)])
def test_tables_have_the_columns_of_the_contract(table, tmp_path, level, columns):
    printed = list(csv.DictReader(io.StringIO(call(table, "--format", "csv", "--level", level).output)))
    outputs = [tmp_path / name for name in ("scores.csv", "scores.parquet")]
    for output in outputs:
        result = call(table, "--level", level, "--output", output)
        assert (result.exit_code, result.output) == (0, "")
    with open(outputs[0], encoding="utf-8", newline="") as stream:
        written = list(csv.DictReader(stream))
    stored = pq.read_table(outputs[1])
    assert tuple(written[0]) == tuple(stored.column_names) == columns
    assert written == printed
    assert len(written) == stored.num_rows == (5 if level == "article" else len(written))
    tensions = [float(row["tension"]) for row in written]
    assert stored.column("tension").to_pylist() == tensions  # full precision in both


def test_text_file_has_no_colours(article, tmp_path):
    result = CliRunner().invoke(
        tension, ["score", str(article), "--output", str(tmp_path / "x.txt")], color=True
    )
    assert result.exit_code == 0
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == call(article).output


def test_standard_input_file_folder_and_gzip_give_the_same_score(article, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / article.name).write_text(TEXT, encoding="utf-8")
    packed = tmp_path / "2021-01-26-packed.txt.gz"
    packed.write_bytes(gzip.compress(TEXT.encode()))
    outputs = [call(path, "--format", "jsonl").output for path in (article, folder, packed)]
    outputs.append(call("-", "--format", "jsonl", stdin=TEXT).output)
    assert len({json.loads(output)["tension"] for output in outputs}) == 1


def test_other_dyad_changes_what_counts(article):
    counts = [
        json.loads(call(article, "--format", "jsonl", "--dyad", dyad).output) for dyad in ("any", "chn-jpn")
    ]
    assert [record["n_relevant"] for record in counts] == [4, 0]
    assert [record["dyad"] for record in counts] == ["any", "chn-jpn"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output", "x.doc"], "don't know the suffix .doc; use .jsonl"),
        (["--output", "x"], r"don't know the suffix (none); use .jsonl"),
        (["--output", "x.csv", "--format", "jsonl"], "its suffix says csv, --format says jsonl"),
        (["--format", "csv", "--explain"], "--explain: reasons don't fit into csv"),
        (["--level", "sentence"], "--level sentence: text shows the sentences anyway"),
        (["--format", "jsonl", "--level", "sentence"], "--level sentence: jsonl shows the sentences anyway"),
        (["--dyad", "xx"], "--dyad xx: no such dyad"),
        (["--dyad", "absent.toml"], "absent.toml: can't be read"),
        (["--model", "absent-9"], "absent-9: no model there"),
    ],
)
def test_settings_that_cannot_be_used_are_told(article, arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(article, *arguments)
    assert isinstance(result.exception, TensionError)
    assert message in str(result.exception)
    assert "\n" not in str(result.exception)
    assert os.listdir(tmp_path) == [article.name]


@pytest.mark.parametrize(
    "arguments", [[], ["--jobs", "0"], ["--format", "xml"], ["--level", "word"], ["--nonsense"]]
)
def test_wrong_usage_exits_with_2(article, arguments):
    assert call(*([article] if arguments else []), *arguments).exit_code == 2


@pytest.mark.parametrize("number", ["x", "1.5"])
def test_number_that_is_none_is_told_in_words(article, number):
    done = run("score", article, "--jobs", number)
    assert done.returncode == 2
    assert f"'{number}' is not a whole number; see tension score --help" in done.stderr


def content_of(name):
    return {
        "empty.txt": b"",
        "blank.txt": b" \n\n ",
        "binary.txt": bytes(range(256)) * 8,
        "neither.csv": b"a,b\n1,2\n",
        "neither.jsonl": b'{"a": 1}\n',
        "broken.jsonl": b'{"text": \n',
        "false.parquet": b"no parquet at all",
        "false.txt.gz": b"no gzip at all",
        "cut.txt.gz": gzip.compress(TEXT.encode() * 100)[:-20],
        "empty.csv": b"",
        "number.jsonl": b'{"text": 7}\n',
    }[name]


BAD = [
    "empty.txt",
    "blank.txt",
    "binary.txt",
    "neither.csv",
    "neither.jsonl",
    "broken.jsonl",
    "false.parquet",
    "false.txt.gz",
    "cut.txt.gz",
    "empty.csv",
    "number.jsonl",
    "folder",
    "absent.txt",
    "none-*.txt",
]


@pytest.mark.parametrize(
    ("name", "level", "told"),
    [
        *((f"scores{suffix}", "article", "scores, not texts") for suffix in (".csv", ".jsonl", ".parquet")),
        *((f"scores{suffix}", "sentence", "scores of sentences") for suffix in (".csv", ".parquet")),
    ],
)
def test_scores_are_told_from_articles(table, tmp_path, name, level, told):
    made = tmp_path / name
    assert call(table, "--output", made, "--level", level).exit_code == 0
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(made.read_bytes()))
    for path in (made, packed):
        result = call(path)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"tension: {path}: holds {told}")
        assert "; give the articles that were scored; tension index, changes" in result.stderr
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_in_a_line_and_the_rest_is_scored(tmp_path, article, name):
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif name not in ("absent.txt", "none-*.txt"):
        path.write_bytes(content_of(name))
    alone, beside = call(path), call(path, article, "--format", "jsonl")
    assert alone.exit_code == 2
    assert alone.stdout == ""
    assert beside.exit_code == 1
    assert json.loads(beside.stdout)["n_relevant"] == 3
    for result in (alone, beside):
        lines = result.stderr.splitlines()
        assert len(lines) == 1
        assert lines[0].startswith(f"tension: {path}")
        assert "; " in lines[0]


@pytest.mark.parametrize("name", BAD)
def test_nothing_is_written_where_nothing_could_be_read(tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if name == "folder":
        Path(name).mkdir()
    elif name not in ("absent.txt", "none-*.txt"):
        Path(name).write_bytes(content_of(name))
    before = sorted(os.listdir())
    result = call(name, "--output", "x.csv")
    assert isinstance(result.exception, TensionError)
    assert sorted(os.listdir()) == before


def test_broken_line_in_the_middle_is_told_and_the_others_are_scored(table):
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join([*lines[:2], '{"text": \n', *lines[2:]]), encoding="utf-8")
    result = call(table, "--format", "jsonl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 5
    assert result.stderr.startswith(f"tension: {table}, line 3: isn't JSON")
    assert len(result.stderr.splitlines()) == 1


def test_text_without_a_word_is_kept(tmp_path):
    path = tmp_path / "marks.txt"
    path.write_text("... !!! ...", encoding="utf-8")
    result = call(path, "--format", "jsonl")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["tension"] is None


def test_warnings_are_silenced_and_failures_are_not(tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes("Russia’s and America’s “caf\xe9” talks went well.".encode("cp1252"))
    assert "warning: " in call(path).stderr
    quiet = call(path, tmp_path / "absent.txt", "--quiet")
    assert quiet.exit_code == 1
    assert len(quiet.stderr.splitlines()) == 1
    assert "absent.txt: doesn't exist" in quiet.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["absent.txt"], "tension: absent.txt: doesn't exist"),
        (["{article}", "--dyad", "xx"], "tension: --dyad xx: no such dyad"),
        (["{article}", "--output", "absent/x.csv"], "tension: absent/x.csv: can't be written"),
        (["{article}", "--output", "x.doc"], "tension: --output x.doc: don't know the suffix"),
    ],
)
def test_mistake_is_one_line_on_stderr_and_exit_code_2(article, tmp_path, arguments, told):
    done = run("score", *[argument.format(article=article) for argument in arguments], cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(told)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet", ".txt"])
def test_output_that_breaks_off_leaves_nothing(table, tmp_path, suffix):
    output = tmp_path / "out" / f"x{suffix}"
    output.parent.mkdir()
    output.write_text("what stood there")

    def small_files_only():
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

    done = run("score", table, "--output", output, preexec_fn=small_files_only)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"{output}: can't be written (File too large); check the space" in done.stderr
    assert os.listdir(output.parent) == [output.name]
    assert output.read_text() == "what stood there"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_may_not_be_written_is_told(article, tmp_path):
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    result = call(article, "--output", folder / "x.csv")
    assert isinstance(result.exception, TensionError)
    assert "Permission denied" in str(result.exception)
    assert os.listdir(folder) == []


@pytest.mark.parametrize("name", ["file/x.csv", "absent/x.csv", "folder.csv"])
def test_output_in_no_folder_is_told(article, tmp_path, name):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.rglob("*"))
    result = call(article, "--output", tmp_path / name)
    assert isinstance(result.exception, TensionError)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("form", ["text", "jsonl", "csv"])
def test_full_disk_behind_stdout_is_told(article, form):
    script = "from tension.cli.main import main; main()"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", script, "score", str(article), "--format", form],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "tension: standard output: can't be written (No space left on device); check the space there"
    ]


def test_reader_that_leaves_early_is_no_error(table):
    script = "from tension.cli.main import main; main()"
    pipe = subprocess.Popen(
        [sys.executable, "-c", script, "score", str(shipped("seeds", "articles")), "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert pipe.stdout is not None
    assert pipe.stderr is not None
    pipe.stdout.read(10)
    pipe.stdout.close()
    told = pipe.stderr.read()
    pipe.stderr.close()
    assert pipe.wait(120) == 141
    assert told == b""


@pytest.mark.parametrize("arguments", [["--format", "jsonl", "--explain"], ["--format", "csv"]])
def test_same_input_gives_the_same_bytes_with_any_number_of_jobs(arguments, tmp_path):
    folder = shipped("seeds", "articles")
    outputs = [run("score", folder, *arguments, "--jobs", jobs) for jobs in (1, 1, 2)]
    assert {done.returncode for done in outputs} == {0}
    assert len({done.stdout for done in outputs}) == 1
    assert {done.stderr for done in outputs} == {""}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_file_has_the_same_bytes_twice(table, tmp_path, suffix):
    for name in ("one", "two"):
        assert call(table, "--output", tmp_path / f"{name}{suffix}").exit_code == 0
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_output_that_is_an_input_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text(TEXT, encoding="utf-8")
    result = run("score", path, "--output", path)
    assert result.returncode == 2
    assert "one of the inputs, which would be lost" in result.stderr
    assert path.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("jobs", [1, 2])
def test_terminated_run_leaves_nothing_behind(tmp_path, jobs):
    table = tmp_path / "many.jsonl"
    row = json.dumps({"title": "Russia and the United States agree to talk", "text": TEXT}) + "\n"
    table.write_text(row * 150_000, encoding="utf-8")
    command = [sys.executable, "-c", "from tension.cli.main import main; main()", "score", str(table)]
    process = subprocess.Popen(
        [*command, "--jobs", str(jobs), "--output", str(tmp_path / "out.jsonl")],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".out.jsonl.*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 143
    assert [path.name for path in tmp_path.iterdir()] == ["many.jsonl"]


def test_closed_standard_input_is_told():
    script = "from tension.cli.main import main; main()"
    command = f"{sys.executable} -c '{script}' score - <&-"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    result = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=environment, check=False
    )
    assert result.returncode == 2
    assert result.stderr.startswith("tension: -: standard input is closed")


def test_fifo_in_a_folder_is_passed_by(tmp_path, article):
    os.mkfifo(tmp_path / "pipe.txt")
    result = run("score", article.parent, "--format", "csv")
    assert result.returncode == 0
    assert len(list(csv.DictReader(io.StringIO(result.stdout)))) == 1


def test_no_escape_of_an_article_reaches_the_terminal(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(
        "Moscow \x1b]0;evil\x07 warned\u202e the United States on \x1b[31mFriday.\n", encoding="utf-8"
    )
    for options in ([], ["--explain"]):
        shown = CliRunner().invoke(tension, ["score", str(path), *options], color=False).stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "evil" in shown


def test_word_of_a_megabyte_is_shown_by_its_beginning(tmp_path):
    (tmp_path / "a.txt").write_text(f"Russia condemned {'x' * 1_000_000} the United States.")
    done = run("score", tmp_path / "a.txt")
    assert done.returncode == 0
    assert "x… (1,000,036 characters)" in " ".join(done.stdout.split())
    assert len(done.stdout) < 20_000
