import datetime
import gzip
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tension.errors import InputError
from tension.text import corpus
from tension.text.article import Article, blanked
from tension.text.compose import article_of_text, articles_of_rows
from tension.text.corpus import read_articles
from tension.text.encoding import UnreadableError

BODY = "The two sides met in the capital on Monday and agreed to go on talking about arms."


def read(*paths, **options):
    problems = []
    return list(read_articles([str(path) for path in paths], on_problem=problems.append, **options)), problems


def articles_of(*rows, **options):
    problems = []
    table = [(number, *row) for number, row in enumerate(rows, start=1)]
    return list(
        articles_of_rows(iter(table), "row", lambda *problem: problems.append(problem), **options)
    ), problems


def article_of(**cells):
    row = [cells.get(name) for name in ("article_id", "date", "source", "title", "text", "url")]
    (article,), problems = articles_of(row)
    return article, problems


@pytest.mark.parametrize(
    ("title", "body", "text", "span"),
    [
        ("Talks", BODY, f"Talks\n\n{BODY}", (0, 5)),
        (" Talks\n resume ", BODY, f"Talks resume\n\n{BODY}", (0, 12)),
        ("Talks", None, "Talks", (0, 5)),
        ("Talks", "", "Talks", (0, 5)),
        ("", BODY, BODY, None),
        ("Talks", f"Talks\n{BODY}", f"Talks\n{BODY}", (0, 5)),
        ("Talks", f"\n Talks.\n{BODY}", f"\n Talks.\n{BODY}", (2, 8)),
        ("Talks?", f"Talks? {BODY}", f"Talks? {BODY}", (0, 6)),
        ("Talks", "Talks", "Talks", (0, 5)),
        ("Talks", "Talks resume in May.", "Talks resume in May.", None),
        ("Talks", "They met.\r\nThey left.\r", "Talks\n\nThey met.\nThey left.\n", (0, 5)),
        (None, f"Talks resume\n{BODY}", f"Talks resume\n{BODY}", (0, 12)),
        (None, BODY, BODY, None),
    ],
)
def test_text_of_a_row_is_title_blank_line_and_body(title, body, text, span):
    article, problems = article_of(title=title, text=body)
    assert (article.text, article.title_span) == (text, span)
    assert problems == []


def test_title_of_a_row_is_given_without_markup():
    article, _ = article_of(title="[Talks](https://example.com) on R&amp;D *resume*", text=BODY)
    assert article.title == "Talks on R&D resume"
    assert blanked(article)[slice(*article.title_span)].split() == ["Talks", "on", "R", "D", "resume"]


@pytest.mark.parametrize(
    ("cells", "date"),
    [
        ({"date": "2013-04-16"}, "2013-04-16"),
        ({"date": datetime.date(2013, 4, 16)}, "2013-04-16"),
        ({"date": "", "url": "https://example.com/2013/04/16/a"}, "2013-04-16"),
        ({"text": f"Talks\n\nApril 16, 2013\n\n{BODY}"}, "2013-04-16"),
        ({"date": "2012-01-01", "text": f"Talks\n\nApril 16, 2013\n\n{BODY}"}, "2012-01-01"),
        ({"date": "1970-01-01", "url": "https://example.com/2013/04/16/a"}, None),
        ({"date": 1366070400}, None),
        ({}, None),
    ],
)
def test_date_of_a_row(cells, date):
    article, problems = article_of(**({"title": "Talks"} | cells))
    assert article.date == (date and datetime.date.fromisoformat(date))
    assert [failed for *_, failed in problems] == ([] if date or not cells else [False])


@pytest.mark.parametrize(
    ("cells", "source"),
    [
        ({"source": " RT "}, "RT"),
        ({"source": "", "url": "https://www.themoscowtimes.com/a"}, "The Moscow Times"),
        ({"text": f"The Moscow Times\n\nTalks resume\n\n{BODY}"}, "The Moscow Times"),
        ({"source": 7}, "the file"),
        ({}, "the file"),
    ],
)
def test_source_of_a_row(cells, source):
    row = [
        ({"title": "Talks"} | cells).get(name)
        for name in ("article_id", "date", "source", "title", "text", "url")
    ]
    (article,), _ = articles_of(row, default_source="the file")
    assert article.source == source


def test_id_is_the_inputs_own_or_a_hash_of_the_content():
    assert article_of(article_id="a7", title="Talks")[0].article_id == "a7"
    assert article_of(article_id=7, title="Talks")[0].article_id == "7"
    hashed = article_of(title="Talks", text=BODY)[0].article_id
    assert len(hashed) == 16
    assert article_of(article_id="", title="Talks", text=BODY)[0].article_id == hashed
    content = f"Talks\r\n\r\n{BODY}".encode()
    assert article_of_text(content, lambda *problem: None).article_id == hashed


def test_id_of_several_parts_is_told_and_not_used():
    article, told = article_of(article_id={"$oid": "5f"}, title="Talks", text=BODY)
    assert article.article_id == article_of(title="Talks", text=BODY)[0].article_id
    assert "an id that is no text or number" in str(told[0])


@pytest.mark.parametrize(
    ("cells", "reason", "failed"),
    [
        ({}, "has neither text nor title", True),
        ({"text": 7}, "isn't text but int", True),
        ({"title": 1.5, "text": BODY}, "title that isn't text but float", True),
        ({"text": "a\0b"}, "NUL", True),
        ({"text": "a" * 21_000_000}, "more than 20 MB", True),
        ({"text": ""}, "has no word", False),
        ({"text": "... 123"}, "has no word", False),
        ({"text": BODY, "date": "2144-01-01"}, "in the future", False),
    ],
)
def test_row_with_something_wrong_is_told_and_left_out_only_if_it_failed(cells, reason, failed):
    row = [cells.get(name) for name in ("article_id", "date", "source", "title", "text", "url")]
    articles, problems = articles_of(row, [None, None, None, "Talks", None, None])
    assert len(articles) == 2 - failed
    assert [(place, reason in why, fail) for place, why, _, fail in problems] == [("row 1", True, failed)]


@pytest.mark.parametrize(
    ("content", "reason", "failed"),
    [
        (b"", "is empty", True),
        (b"\n \n", "is empty", True),
        (b"\0\1\2", "is binary", True),
        (b"a" * (20 * 2**20 + 1), "has more than 20 MB", True),
        ("Talks “resume”\n".encode("cp1252"), "was read as Windows-1252", False),
        ("Talks\n".encode("utf-16"), "was read as UTF-16", False),
        (b"...\n", "has no word in it", False),
        (f"Talks\n\nJune 5, 2144\n\n{BODY}".encode(), "2144-06-05 is in the future", False),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".txt.gz"])
def test_text_file_with_something_wrong_is_told_and_the_next_is_read(
    tmp_path, content, reason, failed, suffix
):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
    (tmp_path / "b.txt").write_text(BODY)
    articles, problems = read(tmp_path)
    assert len(articles) == 2 - failed
    assert [(problem.path, problem.failed) for problem in problems] == [(str(path), failed)]
    assert reason in problems[0].reason
    assert problems[0].remedy


def test_failure_raises_by_default_when_it_is_met(tmp_path):
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "b.txt").write_bytes(b"")
    articles = iter(read_articles(tmp_path))
    assert next(articles).text == BODY
    with pytest.raises(InputError, match=r"b\.txt: is empty; put the article's text into it"):
        next(articles)
    with pytest.raises(InputError, match="doesn't exist"):
        read_articles(tmp_path / "c.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_told(tmp_path):
    (tmp_path / "a.txt").touch(mode=0)
    assert "can't be read" in read(tmp_path)[1][0].reason


def test_file_that_is_gone_is_told(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    assert "can't be read (No such file" in read(tmp_path)[1][0].reason


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_an_article_or_a_problem(content):
    problems = []
    try:
        article = article_of_text(content, lambda *problem: problems.append(problem), file_name="a.txt")
    except UnreadableError:
        return
    assert isinstance(article, Article)
    article.text.encode()
    assert len(blanked(article)) == len(article.text)
    assert [place for place, text in enumerate(article.text) if text == "\n"] == [
        place for place, text in enumerate(blanked(article)) if text == "\n"
    ]
    assert article.title_span is None or article.text[slice(*article.title_span)].strip()


CELL = (
    st.none()
    | st.text(max_size=40)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.lists(st.integers(), max_size=2)
)


@given(st.lists(st.tuples(*[CELL] * 6), max_size=5))
def test_any_row_is_an_article_or_a_problem(rows):
    articles, problems = articles_of(*rows)
    n_failed = sum(failed for *_, failed in problems)
    assert len(articles) + n_failed == len(rows)


def corpus_of(folder, n_rows=300):
    rows = [
        {"id": str(i), "date": "2013-04-16", "title": f"Talks {i}", "text": f"{BODY}\n" * (i % 7)}
        for i in range(n_rows)
    ]
    rows[40]["date"], rows[200]["text"] = "1970-01-01", None
    (folder / "a.txt").write_text(f"Talks\n\n{BODY}\n")
    lines = [json.dumps(row) for row in rows]
    lines[100] = "{"
    (folder / "b.jsonl").write_text("\n".join(lines))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress((folder / "b.jsonl").read_bytes()))
    pq.write_table(pa.Table.from_pylist(rows), folder / "c.parquet", row_group_size=77)
    (folder / "d.csv").write_text(
        "id,title\n" + "".join(f"{i},Talks {i} with the others\n" for i in range(n_rows))
    )
    return folder


def test_parts_one_after_the_other_are_the_whole_problems_included(tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "PART_BYTES", 5000)
    articles = read_articles(corpus_of(tmp_path), on_problem=lambda problem: None)
    whole, told = read(tmp_path)
    parts = pickle.loads(pickle.dumps(articles.parts()))
    assert len(parts) > 20
    told_by_parts = []
    assert [article for part in parts for article in part.read(told_by_parts.append)] == whole
    assert told_by_parts == told
    assert {(os.path.basename(p.path), p.place) for p in told} == {
        ("b.jsonl", "line 41"),
        ("b.jsonl", "line 101"),
        ("b.jsonl.gz", "line 41"),
        ("b.jsonl.gz", "line 101"),
        ("c.parquet", "row 41"),
    }
    assert list(articles) == list(articles) == whole


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(max_size=30), max_size=20), st.integers(1, 200))
def test_parts_of_any_size_are_the_whole(tmp_path, texts, n_bytes):
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "PART_BYTES", n_bytes)
        articles = read_articles(path, on_problem=lambda problem: None)
        parts = articles.parts()
    assert [article for part in parts for article in part.read(lambda problem: None)] == list(articles)


def test_part_raises_by_itself_too(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"")
    (part,) = read_articles(tmp_path).parts()
    with pytest.raises(InputError, match="is empty"):
        list(part)


def test_parts_of_what_cannot_be_opened_are_told_when_read(tmp_path):
    (tmp_path / "a.parquet").write_bytes(b"no")
    (part,) = read_articles(tmp_path).parts()
    problems = []
    assert list(part.read(problems.append)) == []
    assert "isn't a Parquet file" in problems[0].reason


def run(code, *arguments):
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_plain_text_waits_for_no_other_format(tmp_path):
    (tmp_path / "a.txt").write_text(f"Talks\n\n{BODY}")
    code = (
        "import sys; from tension.text.corpus import read_articles; list(read_articles(sys.argv[1]));"
        "others = {'json', 'gzip', 'pyarrow', 'trafilatura', 'pandas', 'glob', 'tempfile'};"
        "print(sorted(others & set(sys.modules)))"
    )
    assert run(code, tmp_path / "a.txt") == "[]\n"


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_memory_stays_flat_however_large_the_table(tmp_path, name):
    path = tmp_path / name
    rows = [{"title": f"Talks {i}", "text": f"{i} {BODY} " * 60} for i in range(500)]
    if name.endswith(".parquet"):
        table = pa.Table.from_pylist(rows)
        with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
            for _ in range(24):
                writer.write_table(table)
    else:
        is_csv = name.endswith(".csv")
        lines = [f"{row['title']},{row['text']}" if is_csv else json.dumps(row) for row in rows]
        path.write_text("title,text\n" * is_csv + ("\n".join(lines) + "\n") * 24)
    code = (
        "import resource, sys; import pyarrow.parquet; from tension.text.corpus import read_articles\n"
        "for article in read_articles(sys.argv[1]): break\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "n = sum(len(article.text) for article in read_articles(sys.argv[1]))\n"
        "print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    n_characters, growth = map(int, run(code, path).split())
    assert n_characters > 60_000_000
    assert growth < 30_000  # kilobytes


def test_seed_article(seed_article):
    (article,) = read_articles(seed_article)
    assert article.date == datetime.date(2013, 4, 16)
    lines = [line for line in blanked(article).split("\n") if line.strip()]
    assert lines[0] == article.title == "Putin and Obama Plan 2 Meetings to Tackle Tensions"
    assert lines[-1].startswith("It was not immediately clear")
    gone = ("Read more", "[", "Related", "Rogozin", "Original", "http", "Moscow Times", "April 16")
    assert not [word for word in gone if word in "\n".join(lines)]
    assert " Nikolai  Patrushev" in blanked(article)


def test_sample_articles_are_read_without_a_problem():
    articles = list(read_articles(Path(__file__).parents[2] / "seeds" / "articles"))
    assert len(articles) >= 50
    assert all(article.title and article.date and article.source for article in articles)
    assert len({article.article_id for article in articles}) == len(articles)
