"""csv.read on real files."""

import datetime

import pytest

from harmony.sdk import File, StepFailed
from harmony.sdk.testing import play_node


@pytest.fixture
def read(tmp_path):
    def call(*texts, inputs=None, **with_):
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        (tmp_path / "scratch").mkdir(exist_ok=True)
        with_ = {"path": "."} | with_ if inputs is None else with_
        return play_node("csv.read", inputs, with_, base=tmp_path, folder=tmp_path / "scratch")

    return call


@pytest.mark.slow  # the first use imports DuckDB
def test_types_are_found_in_all_rows(read):
    rows = read("id,amount,day\n1,2.5,2026-01-02\n2,,2026-01-03\n")["rows"].rows()
    assert rows[0] == {"id": 1, "amount": 2.5, "day": datetime.date(2026, 1, 2)}
    assert rows[1]["amount"] is None


def test_files_of_a_folder_stand_below_each_other_whatever_the_order_of_columns(read):
    assert read("a,b\n1,2\n", "b,a\n4,3\n")["rows"].rows() == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_the_delimiter_is_found_in_the_first_line(read, sign):
    assert read(f"a{sign}b\n1{sign}x,y\n")["rows"].rows() == [{"a": 1, "b": "x,y"}]


def test_quoted_cells_may_hold_anything(read):
    assert read('a,b\n"x, ""y""\nz",2\n')["rows"].rows() == [{"a": 'x, "y"\nz', "b": 2}]


def test_what_comes_by_the_port(read, tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n")
    assert len(read(inputs={"files": [str(tmp_path / "x.csv"), File(tmp_path / "x.csv")]})["rows"]) == 2


def test_columns_are_chosen_and_ordered(read):
    assert read("a,b,c\n1,2,3\n", columns=["c", "a"])["rows"].columns == ["c", "a"]


def test_told_types_null_decimal_and_encoding(read):
    options = {"types": {"zip": "text"}, "null": "-", "decimal": ",", "delimiter": ";", "encoding": "latin-1"}
    rows = read("zip;name;sum\n01234;Jürgen;1,5\n-;-;-\n".encode("latin-1"), **options)["rows"].rows()
    assert rows == [{"zip": "01234", "name": "Jürgen", "sum": 1.5}, {"zip": None, "name": None, "sum": None}]


def test_a_missing_column_is_named_with_those_there_are(read):
    with pytest.raises(StepFailed, match=r"0.csv has no column `price`; it has a, b.") as caught:
        read("a,b\n1,2\n", columns=["price"])
    assert caught.value.error_class == "invalid_input"


def test_files_that_do_not_agree_are_named(read):
    with pytest.raises(StepFailed, match=r"1.csv has no column `b`, but .*0.csv has one"):
        read("a,b\n1,2\n", "a\n1\n")


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("a,b\n1,2\n3\n", {}, r"0.csv, line 3: .*The line is `3`"),
        ("a,b\n1,2\nx,2\n", {"types": {"a": "integer"}}, r"0.csv, line 3: .*`x,2`"),
        ("", {}, "0.csv is empty"),
        ("a\nü\n", {"encoding": "ascii"}, "0.csv"),
        ("a\n1\n", {"encoding": "nonsense"}, "cannot be read as nonsense"),
    ],
)
def test_bad_files_say_where(read, text, options, said):
    with pytest.raises(StepFailed, match=said) as caught:
        read(text, **options)
    assert caught.value.error_class == "invalid_input"


def test_bad_rows_can_be_left_out_and_are_logged(read):
    played = read("a,b\n1,2\n3\n5,6\n", bad_rows="skip")
    assert played["rows"].rows() == [{"a": 1, "b": 2}, {"a": 5, "b": 6}]
    assert "line 3" in played.log[0]
