"""Tables as cells of text: delimiters, encodings, decimal commas, and what isn't a table."""

from __future__ import annotations

import pandas as pd
import pytest

from tension.errors import UsageError
from tension.index.tables import number_of, read_table


def written(tmp_path, content, name="made.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_cells_are_read_whatever_the_delimiter_and_encoding(tmp_path, delimiter, encoding):
    text = f"date{delimiter}café\r\n2014-01{delimiter}1.5\r\n\r\n2014-02{delimiter}\r\n"
    table = read_table(written(tmp_path, text.encode(encoding)))
    assert table.columns == {"date": ("2014-01", "2014-02"), "café": ("1.5", "")}
    assert table.places == ("line 2", "line 4")


def test_decimal_commas_are_read_behind_semicolons_alone(tmp_path):
    table = read_table(written(tmp_path, 'date;value;words\n2014-01;1,5;"a,b"\n2014-02;NA;c\n'))
    assert table.columns["value"] == ("1.5", "NA")
    assert table.columns["words"] == ("a,b", "c")


def test_row_with_more_cells_than_columns_is_marked(tmp_path):
    table = read_table(written(tmp_path, "a,b,\n1,x\n1,x,y\n1,x,,\n"))
    assert set(table.columns) == {"a", "b"}
    assert table.overfull == {1}


def test_parquet_is_read_as_text_with_its_index(tmp_path):
    frame = pd.DataFrame({"value": [0.1, None]}, index=pd.Index(["2014-01", "2014-02"], name="period"))
    frame.to_parquet(tmp_path / "made.parquet")
    table = read_table(tmp_path / "made.parquet")
    assert table.columns == {"period": ("2014-01", "2014-02"), "value": ("0.1", "")}


@pytest.mark.parametrize(
    ("cell", "number"), [("1", 1), ("-.5", -0.5), ("1e2", 100), ("1_000", None), ("", None), ("1,5", None)]
)
def test_number_is_what_python_and_tables_agree_on(cell, number):
    assert number_of(cell) == number


WRONG = [
    (b"PK\x03\x04rest", "made.csv", "is a spreadsheet; save it as CSV"),
    (b"\xd0\xcf\x11\xe0rest", "made.dat", "is a spreadsheet; save it as CSV"),
    (b"anything", "made.xlsx", "is a spreadsheet; save it as CSV"),
    (b"PAR1rest", "made.parquet", "can't be read as Parquet"),
    (b"a\0b", "made.csv", "isn't text"),
    (b"", "made.csv", "is empty"),
    (b"\n \n", "made.csv", "is empty"),
    (b"date,value\n", "made.csv", "has no row"),
    (b"1,2\n3,4\n", "made.csv", "line 1: names no columns"),
    (b"a,a\n3,4\n", "made.csv", "has two columns 'a'"),
]


@pytest.mark.parametrize(("content", "name", "told"), WRONG)
def test_what_is_no_table_is_told_in_a_line(tmp_path, content, name, told):
    with pytest.raises(UsageError) as caught:
        read_table(written(tmp_path, content, name))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_absent_file_and_folder_are_told(tmp_path):
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(UsageError, match="can't be read"):
            read_table(path)
