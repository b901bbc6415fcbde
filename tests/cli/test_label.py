"""``tension label`` without a terminal and in one: keys in, rows out, and nothing lost however it ends."""

from __future__ import annotations

import errno
import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from tension.cli.label import label
from tension.errors import InputError, OutputError, UsageError
from tension.files import shipped
from tension.training.coding import read_labels

ARTICLES = str(shipped("seeds", "articles"))


def call(*arguments, keys=""):
    return CliRunner().invoke(label, list(map(str, arguments)), input=keys)


@pytest.fixture
def output(tmp_path):
    return tmp_path / "labels.csv"


def label_as(coder, output, keys, *more):
    return call(ARTICLES, "--coder", coder, "--output", output, *more, keys=keys)


def test_keys_from_standard_input_label_sentences(output):
    result = label_as("ann", output, "4y\n1n s x q")
    assert result.exit_code == 0
    assert [(one.label, one.relevant) for one in read_labels(output)] == [
        ("1", "1"),
        ("-2", "0"),
        ("x", "0"),
    ]
    assert result.stdout.rstrip().endswith("go on with the same command.")
    assert "3 labelled, 1 skipped" in result.stdout


def test_end_of_the_keys_is_an_end(output):
    assert label_as("ann", output, "4y5").exit_code == 0
    assert len(read_labels(output)) == 1


def test_session_is_gone_on_with_and_hides_only_the_coder_s_own(output):
    for coder in ("ann", "ann", "ben"):
        assert label_as(coder, output, "xx").exit_code == 0
    labels = read_labels(output)
    texts = {coder: [one.text for one in labels if one.coder == coder] for coder in ("ann", "ben")}
    assert len(set(texts["ann"])) == 4
    assert texts["ben"] == texts["ann"][:2]


def test_given_order_goes_through_the_articles(output):
    label_as("ann", output, "x" * 6, "--order", "given", "--dyad", "any")
    labels = read_labels(output)
    assert [int(one.sentence) for one in labels if one.article_id == labels[0].article_id] == list(
        range(sum(one.article_id == labels[0].article_id for one in labels))
    )


def test_same_seed_asks_the_same(tmp_path):
    texts = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        label_as("ann", tmp_path / f"{name}.csv", "xxxx", "--order", "random", "--seed", seed)
        texts.append([one.text for one in read_labels(tmp_path / f"{name}.csv")])
    assert texts[0] == texts[1] != texts[2]


def test_no_more_than_the_number_is_asked(output):
    result = label_as("ann", output, "xxxxxx", "--number", 2)
    assert "That was the last one." not in result.stdout
    assert len(read_labels(output)) == 2


def test_nothing_left_is_said(tmp_path, output):
    article = tmp_path / "article.txt"
    article.write_text("Moscow expelled ten American diplomats on Monday.", encoding="utf-8")
    call(article, "--coder", "ann", "--output", output, keys="5y")
    result = call(article, "--coder", "ann", "--output", output, keys="5y")
    assert result.exit_code == 0
    assert "ann has labelled all there is here" in result.stdout
    article.write_text("The weather in Lisbon was fine.", encoding="utf-8")
    assert "--all asks about every one" in call(article, "--coder", "ben", "--output", output).stdout
    assert "0 labelled" in call(article, "--coder", "ben", "--output", output, "--all").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((ARTICLES, "--coder", " ", "--output", "x.csv"), "is no name"),
        (("-", "--coder", "ann", "--output", "x.csv"), "articles and keys at once"),
        ((ARTICLES, "--coder", "ann", "--output", "x.txt"), "ends in .csv"),
        ((ARTICLES, "--coder", "ann", "--output", "none/x.csv"), "make the folder"),
        ((ARTICLES, "--coder", "ann", "--output", ARTICLES + "/x.csv"), "would be read as an article"),
        ((ARTICLES, "--coder", "ann", "--output", "x.csv", "--dyad", "zzz"), "no such dyad"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = call(*arguments).exception
    assert isinstance(error, (UsageError, OutputError))
    assert told in str(error)
    assert "\n" not in str(error)
    assert not list(tmp_path.iterdir())


def test_articles_that_are_not_there_are_told(output):
    result = call("nowhere", "--coder", "ann", "--output", output)
    assert result.exit_code == 2
    assert "nowhere: doesn't exist" in result.stderr


def test_file_that_is_no_file_of_labels_is_left_alone(output):
    output.write_text("something,else\n1,2\n", encoding="utf-8")
    assert isinstance(label_as("ann", output, "x").exception, InputError)
    assert output.read_text(encoding="utf-8") == "something,else\n1,2\n"


@pytest.mark.parametrize(
    ("name", "allowed", "told"),
    [
        ("folder.csv", True, "a folder"),
        ("full.csv", True, "a device"),
        ("labels.csv", False, "no permission to write in"),
    ],
)
def test_place_that_takes_no_labels_is_refused_before_the_first_sentence(
    tmp_path, monkeypatch, name, allowed, told
):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "full.csv").symlink_to("/dev/full")
    monkeypatch.setattr(os, "access", lambda path, mode: allowed)
    result = label_as("ann", tmp_path / name, "4y")
    assert isinstance(result.exception, OutputError)
    assert told in str(result.exception)
    assert result.stdout == ""


def test_file_that_may_not_be_written_is_refused_before_the_first_sentence(output, monkeypatch):
    label_as("ann", output, "x")
    monkeypatch.setattr(os, "access", lambda path, mode: os.path.isdir(path))
    result = label_as("ann", output, "x")
    assert isinstance(result.exception, OutputError)
    assert result.stdout == ""


def test_label_that_cannot_be_written_ends_the_session_and_loses_none_before(output, monkeypatch):
    label_as("ann", output, "x")
    before = output.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    result = label_as("ann", output, "xxx")
    assert isinstance(result.exception, OutputError)
    assert "No space left" in str(result.exception)
    assert result.stdout.count("about 500 left") == 1
    assert "0 labelled, 0 skipped" in result.stdout
    assert output.read_bytes() == before


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, output):
        self.parent, child = pty.openpty()
        code = "import sys; from tension.cli.label import label; label(prog_name='label')"
        arguments = [ARTICLES, "--coder", "ann", "--output", str(output)]
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # where tests run under nohup
        )  # fmt: skip
        os.close(child)
        self.seen = ""

    def wait_for(self, text, seconds=60):
        end = time.monotonic() + seconds
        while text not in self.seen and time.monotonic() < end:
            if select.select([self.parent], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.parent, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        assert text in self.seen, self.seen[-2000:]

    def press(self, keys):
        self.seen = ""
        os.write(self.parent, keys.encode())

    def close(self):
        code = self.process.wait(timeout=60)
        os.close(self.parent)
        self.parent = None
        return code

    def give_up(self):
        if self.parent is not None:
            self.process.kill()
            self.close()


@pytest.fixture
def terminal(output):
    opened = Terminal(output)
    yield opened
    opened.give_up()


@pytest.mark.parametrize("end", ["q", "\x03", "\x04", "hangup"])
def test_session_in_a_terminal_keeps_its_labels_however_it_ends(terminal, output, end):
    terminal.wait_for("about 500 left")
    terminal.press("4y")
    terminal.wait_for("1 labelled, 0 skipped, about 499 left")
    terminal.press("\x1b[A5")
    terminal.press("5")
    terminal.wait_for("y ")
    if end == "hangup":
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.close() != 0
    else:
        terminal.press(end)
        terminal.wait_for("1 labelled, 0 skipped;")
        assert terminal.close() == 0
    assert [(one.label, one.relevant) for one in read_labels(output)] == [("1", "1")]
