import gzip
import io

import pytest

from tension.text import encoding
from tension.text.encoding import (
    UnreadableError,
    decode,
    open_bytes,
    read_lines,
    read_whole,
    skip_mark,
    unix_lines,
)


@pytest.mark.parametrize(
    ("content", "text", "warning"),
    [
        (b"Talks", "Talks", ""),
        ("Кремль é".encode(), "Кремль é", ""),
        (b"\xef\xbb\xbfTalks", "Talks", ""),
        ("Кремль".encode("utf-16"), "Кремль", "UTF-16"),
        (b"\xfe\xff" + "Talks".encode("utf-16-be"), "Talks", "UTF-16"),
        ("Talks".encode("utf-32"), "Talks", "UTF-32"),
        ("“Talks” – café".encode("cp1252"), "“Talks” – café", "byte 1"),
        (b"Talk\x81s", "Talk\ufffds", "byte 5"),
        (b"a\r\nb\rc\n", "a\nb\nc\n", ""),
    ],
)
def test_bytes_are_decoded_and_a_guess_is_told(content, text, warning):
    decoded, told = decode(content)
    assert decoded == text
    assert (warning in told) if warning else told == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Ta\0lks", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x7fELF\x01\x02\x03" * 9, "binary"),
        ("Talks".encode("utf-16-le"), "binary"),
        (b"%PDF-1.7 text", "PDF"),
        (b"PK\x03\x04text", "archive"),
        (gzip.compress(b"Talks"), "gzip"),
        (b"\xff\xfea", "begins as UTF-16"),
    ],
)
def test_bytes_that_are_no_text_are_refused(content, reason):
    with pytest.raises(UnreadableError, match=reason):
        decode(content)


def lines_of(content, **settings):
    problems = []
    stream = io.BytesIO(content)
    stream.seek(settings.pop("at", 0))
    return list(read_lines(stream, lambda *problem: problems.append(problem), **settings)), problems


def test_lines_have_numbers_and_keep_their_breaks():
    assert lines_of(b"a\n\nb") == ([(1, "a\n"), (2, "\n"), (3, "b")], [])


def test_lines_before_the_stop_are_read_whole():
    assert lines_of(b"aaa\nbbb\nccc\n", at=4, stop=5, n_before=1) == ([(2, "bbb\n")], [])


def test_first_line_that_is_no_utf8_is_told_once():
    lines, problems = lines_of(b"a\ncaf\xe9\nna\xefve\n")
    assert [line for _, line in lines] == ["a\n", "café\n", "naïve\n"]
    assert [(place, failed) for place, _, _, failed in problems] == [("line 2", False)]


def test_line_longer_than_an_article_is_left_out_and_the_next_ones_are_read(monkeypatch):
    monkeypatch.setattr(encoding, "MAX_ARTICLE_BYTES", 10)
    lines, problems = lines_of(b"a\n" + b"b" * 35 + b"\nc\n" + b"d" * 10 + b"\n")
    assert lines == [(1, "a\n"), (3, "c\n")]
    assert [(place, failed) for place, _, _, failed in problems] == [("line 2", True), ("line 4", True)]


def test_file_larger_than_an_article_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 11)
    monkeypatch.setattr(encoding, "MAX_ARTICLE_BYTES", 10)
    with open_bytes(str(path)) as stream, pytest.raises(UnreadableError, match="more than 20 MB"):
        read_whole(stream)


def test_packed_file_is_unpacked_only_up_to_an_article(tmp_path):
    path = tmp_path / "bomb.txt.gz"
    path.write_bytes(gzip.compress(b"a" * (encoding.MAX_ARTICLE_BYTES + 1)))
    with (
        open_bytes(str(path), zipped=True) as stream,
        pytest.raises(UnreadableError, match="more than 20 MB"),
    ):
        read_whole(stream)


@pytest.mark.parametrize(
    ("content", "rest", "n_told"),
    [(b"\xef\xbb\xbfa\n", b"a\n", 0), (b"a\n", b"a\n", 0), ("a\nb\n".encode("utf-16"), b"a\n", 1)],
)
def test_mark_of_a_table_is_skipped(content, rest, n_told):
    told = []
    stream = skip_mark(io.BytesIO(content), lambda *problem: told.append(problem))
    assert stream.readline() == rest
    assert len(told) == n_told


def test_what_nobody_sees_is_dropped_and_what_acts_is_kept():
    assert unix_lines("con\u00addemned\r\nby \u2068Russia\u2069") == "condemned\nby Russia"
    assert (
        unix_lines("\ufeffmen\u00ad in Israel\u200bi jails\u200b,\u200e too") == "men in Israeli jails, too"
    )
    assert unix_lines("life \u2013 good\u202e") == "life \u2013 good\u202e"


def test_joiners_within_words_are_dropped():
    assert unix_lines("con\u200cdem\u200dned \u061cthem") == "condemned them"


def test_ligatures_of_print_are_spelt_out():
    assert (
        unix_lines("o\ufb03cials \ufb01red, sta\ufb00ed, \ufb02ew; caf\u00e9")
        == "officials fired, staffed, flew; caf\u00e9"
    )


def test_accents_within_words_are_apostrophes():
    assert (
        unix_lines("Bush`s and Brazil\u00b4s `envoys\u00b4, as `x_`y")
        == "Bush's and Brazil's `envoys\u00b4, as `x_`y"
    )
