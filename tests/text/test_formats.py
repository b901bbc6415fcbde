import csv
import datetime
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.text.corpus import read_articles
from tension.text.encoding import UnreadableError
from tension.text.formats import columns_of, csv_rows, jsonl_cuts, jsonl_rows


def read(path):
    problems = []
    return list(read_articles(path, on_problem=problems.append)), problems


def write(folder, name, content):
    path = folder / name
    content = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize(
    ("names", "places"),
    [
        (["id", "date", "source", "title", "text", "url"], (0, 1, 2, 3, 4, 5)),
        (["TEXT", " Date ", "ID", "other"], (2, 1, None, None, 0, None)),
        (["id", "article_id", "title"], (1, None, None, 2, None, None)),
        (["note", "note", "text"], (None, None, None, None, 2, None)),
    ],
)
def test_columns_are_found_whatever_their_case(names, places):
    assert columns_of(names) == places


def test_table_without_text_or_title_names_the_columns_it_has():
    with pytest.raises(UnreadableError, match="columns found: headline, body"):
        columns_of(["headline", "body"])


ROW = {
    "id": "7",
    "date": "2013-04-16",
    "source": "RT",
    "title": "Talks",
    "text": "They met.",
    "url": "https://rt.com/a",
}
VALUES = ("7", "2013-04-16", "RT", "Talks", "They met.", "https://rt.com/a")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_from_any_spreadsheet(separator, encoding):
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, ROW, delimiter=separator)
    writer.writeheader()
    writer.writerow(ROW)
    writer.writerow(ROW | {"text": 'He said: "yes";\nthen, he\tleft.'})
    problems = []
    rows = csv_rows(io.BytesIO(table.getvalue().encode(encoding)), lambda *problem: problems.append(problem))
    assert [row[0] for row in rows] == [2, 3]
    assert [failed for *_, failed in problems] == [False] * (encoding == "utf-16")


@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cc", "Cs"])), st.text('a\n,;\t" é')), min_size=1
    )
)
def test_csv_that_was_written_is_read_back(cells):
    table = io.StringIO(newline="")
    csv.writer(table).writerows([("title", "text"), *cells])
    stream = io.BytesIO(table.getvalue().encode())
    rows = (
        [(row[4], row[5]) for row in csv_rows(stream, lambda *problem: pytest.fail(str(problem)))]
        if any(map(any, cells))
        else []
    )
    assert rows == [cell for cell in cells if any(cell)]


@pytest.mark.parametrize(
    ("table", "texts", "problems"),
    [
        ("text\nThey met.\n\nThey left.\n", ["They met.", "They left."], []),
        ("\ntext,date\nThey met.,\n,\n", ["They met."], []),
        ("text,date\nThey met,talked,2013-04-16\nThey left.,\n", ["They left."], ["line 2: has 3 cells"]),
        ("text,date\nThey met.\nThey left.,\n", ["They left."], ["line 2: has 1 cells"]),
        ("text,date\nThey met.,2013-04-16,,\n", ["They met."], []),
        ('text,date\nThey left.,\n"They met.,\nThey talked.,\n', ["They left."], ["line 3: opens a quote"]),
        ("text,date\nThey m\0et.,\nThey left.,\n", ["They left."], ["line 2: has NUL bytes"]),
        ("text,date\nThey met.,2044-01-01\n", ["They met."], ["line 2: has a date that isn't used"]),
        ("text,date\n" + "a and the " * 20_000 + "b,\n", ["a and the " * 20_000 + "b"], []),
        ("text,date\n", [], [": has names of columns but no rows"]),
        ("text,Text,date\nThey met.,They left.,\n", [], [": has two columns text"]),
        ("headline,date\nThey met.,\n", [], [": has neither a column text nor title"]),
        ("", [], [": is empty"]),
        ("\n \n", [], [": is empty"]),
        ("text\rThey met.\r", [], [": has a first line that isn't CSV"]),
    ],
)
def test_csv_with_something_wrong(tmp_path, table, texts, problems):
    articles, told = read(write(tmp_path, "news.csv", table))
    assert [article.text for article in articles] == texts
    for problem, start in zip(told, problems, strict=True):
        assert f"{problem.place}: {problem.reason}".startswith(start)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "isn't JSON (Expecting property name"),
        ('{"text": "a"}}', "isn't JSON (Extra data)"),
        ("They met.", "isn't JSON"),
        ("[" * 100_000, "isn't JSON"),
        ('["They met."]', "is JSON, but not an object"),
        ("null", "is JSON, but not an object"),
        ('{"headline": "They met."}', "has neither a column text nor title (columns found: headline)"),
        ('{"text": 7}', "has a text that isn't text but int"),
        ('{"title": ["a"], "text": "a"}', "has a title that isn't text but list"),
        ('{"text": null, "title": null}', "has neither text nor title"),
        ('{"text": "a\\u0000b"}', "has NUL bytes"),
    ],
)
@pytest.mark.parametrize("name", ["news.jsonl", "news.ndjson.gz"])
def test_broken_line_is_told_and_the_others_are_read(tmp_path, line, problem, name):
    path = write(tmp_path, name, f'{{"text": "They met."}}\n{line}\n\n{{"Title": "They left"}}')
    articles, told = read(path)
    assert [article.text for article in articles] == ["They met.", "They left"]
    assert [(p.place, p.failed) for p in told] == [("line 2", True)]
    assert told[0].reason.startswith(problem)
    assert told[0].remedy


def test_jsonl_rows_hold_what_stood_there():
    rows = list(jsonl_rows(io.BytesIO(json.dumps(ROW).encode()), lambda *problem: pytest.fail(str(problem))))
    assert rows == [(1, *VALUES)]


def test_lone_half_of_a_surrogate_pair_is_replaced_and_a_pair_is_kept(tmp_path):
    articles, _ = read(write(tmp_path, "a.jsonl", '{"text": "a \\ud83d b"}\n{"text": "a \\ud83d\\ude00 b"}'))
    assert [article.text for article in articles] == ["a \ufffd b", "a 😀 b"]


def test_array_over_several_lines_is_told_once(tmp_path):
    _, told = read(write(tmp_path, "a.jsonl", '[\n{"text": "a"},\n{"text": "b"}\n]\n'))
    assert ["array" in problem.reason for problem in told] == [True]


@given(
    st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=30),
    st.integers(1, 60),
)
def test_cuts_of_lines_lie_at_their_beginnings_and_count_them(lines, n_bytes):
    content = b"".join(line + b"\n" for line in lines)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:4] == b"\0\0\xfe\xff":
        return
    for offset, n_before in jsonl_cuts(io.BytesIO(content), n_bytes):
        assert content[:offset].count(b"\n") == n_before
        assert content[offset - 1 : offset] == b"\n"
        assert 0 < offset < len(content)


def parquet(folder, columns, **settings):
    path = folder / "news.parquet"
    pq.write_table(pa.table(columns), path, **settings)
    return path


def test_parquet_rows_of_every_kind_of_string_and_time_stamp(tmp_path):
    moment = datetime.datetime(2013, 4, 16, 22, 30)
    kinds = [
        (pa.array(["2013-04-16"]), "2013-04-16"),
        (pa.array([datetime.date(2013, 4, 16)]), "2013-04-16"),
        (pa.array([moment], pa.timestamp("us")), "2013-04-16"),
        (pa.array([moment], pa.timestamp("ns")), "2013-04-16"),
        (pa.array([moment], pa.timestamp("ms", "America/New_York")), "2013-04-16"),
        (
            pa.array(
                [datetime.datetime(2013, 4, 16, 20, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))],
                pa.timestamp("s", "America/New_York"),
            ),
            "2013-04-17",
        ),
        (pa.array([None], pa.date32()), None),
        (pa.array(["2013-04-16"]).dictionary_encode(), "2013-04-16"),
    ]
    for dates, day in kinds:
        for text in (pa.array(["They met."], pa.large_string()), pa.array(["They met."]).dictionary_encode()):
            articles, problems = read(parquet(tmp_path, {"Text": text, "date": dates, "id": [7]}))
            assert [(a.article_id, a.text, a.date and a.date.isoformat()) for a in articles] == [
                ("7", "They met.", day)
            ]
            assert problems == []


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"headline": ["a"]}, "has neither a column text nor title (columns found: headline)"),
        ({"text": [7]}, "holds int64, not text, in its column text"),
        ({"text": pa.array([], pa.string())}, "has names of columns but no rows"),
        ({"text": ["a"], "date": [1366070400]}, "has a date that isn't used: 1366070400 is a number"),
        (
            {"text": ["a"], "date": pa.array([10**11], pa.int64()).cast(pa.timestamp("s"))},
            "has a date that isn't used",
        ),
        ({"text": pa.array([None], pa.string()), "title": pa.nulls(1)}, "has neither text nor title"),
    ],
)
def test_parquet_with_something_wrong(tmp_path, columns, reason):
    _, problems = read(parquet(tmp_path, columns))
    assert [problem.reason.startswith(reason) for problem in problems] == [True]


@pytest.mark.parametrize("number", [1366070400000, "1366070400000", 1366070400000.0])
def test_dates_that_are_numbers_are_told_once_with_their_count(tmp_path, number):
    columns = {
        "text": [f"They met {i} times with us, and left." for i in range(1200)],
        "date": [number] * 1200,
    }
    articles, problems = read(parquet(tmp_path, columns))
    assert len(articles) == 1200
    assert [(problem.place, problem.failed) for problem in problems] == [("row 1", False)]
    assert f"{number} is a number that may count" in problems[0].reason
    assert problems[0].reason.endswith("(and 1,199 more rows)")


def test_false_and_damaged_parquet_are_told(tmp_path):
    path = parquet(tmp_path, {"text": [f"They met {i} times." for i in range(5000)]}, compression="zstd")
    content = path.read_bytes()
    assert "isn't a Parquet file" in read(write(tmp_path, "a.parquet", b"PAR1 no"))[1][0].reason
    assert "isn't a Parquet file" in read(write(tmp_path, "b.parquet", content[:-100]))[1][0].reason
    damaged = content[:200] + bytes(len(content) - 2200) + content[-2000:]
    assert "is damaged" in read(write(tmp_path, "c.parquet", damaged))[1][0].reason
    assert len(read(write(tmp_path, "d.parquet.gz", content))[0]) == 5000


def test_parquet_with_bytes_that_are_no_utf8_is_read_with_a_warning(tmp_path):
    text = pa.array([b"They met.", b"caf\xe9"], pa.binary())
    path = tmp_path / "news.parquet"
    pq.write_table(pa.table({"text": pa.Array.from_buffers(pa.string(), 2, text.buffers())}), path)
    articles, problems = read(path)
    assert [article.text for article in articles] == ["They met.", "caf\ufffd"]
    assert [(problem.place, problem.failed) for problem in problems] == [("rows 1 to 2", False)]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.parquet.gz", "a.html.gz"])
def test_false_and_broken_gzip_are_told(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"no gzip at all")
    assert "gzip" in str(read(path)[1][0])
    path.write_bytes(gzip.compress(b'{"text": "They met."}\n' * 9999)[:-30])
    assert "gzip file that breaks off" in str(read(path)[1][-1])
    path.write_bytes(gzip.compress(b"text\nThey met.\n" * 99)[:20] + b"\xff" * 40)
    assert "gzip" in str(read(path)[1][-1])
