"""table.write: the suffix says which kind."""

import json

import pytest

from harmony.sdk import StepFailed
from harmony.sdk.parquet import read
from harmony.sdk.testing import play_node

ROWS = [{"id": 1, "name": "Ada, Countess"}, {"id": 2, "name": None}]


def write(tmp_path, path, **with_):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    return play_node("table.write", {"rows": ROWS}, {"path": path} | with_, base=tmp_path, folder=scratch)["path"]


def test_csv(tmp_path):
    assert write(tmp_path, "out/x.csv") == str(tmp_path / "out" / "x.csv")
    assert (tmp_path / "out" / "x.csv").read_text() == 'id,name\n1,"Ada, Countess"\n2,\n'


def test_csv_options(tmp_path):
    write(tmp_path, "x.csv", delimiter=";", header=False)
    assert (tmp_path / "x.csv").read_text() == "1;Ada, Countess\n2;\n"
    write(tmp_path, "x.tsv")
    assert (tmp_path / "x.tsv").read_text().startswith("id\tname\n")


def test_parquet(tmp_path):
    write(tmp_path, "x.parquet")
    assert read(tmp_path / "x.parquet") == ROWS


def test_json_document_and_lines(tmp_path):
    write(tmp_path, "x.json")
    assert json.loads((tmp_path / "x.json").read_text()) == ROWS
    write(tmp_path, "x.out", format="lines")
    assert [json.loads(line) for line in (tmp_path / "x.out").read_text().splitlines()] == ROWS


def test_what_is_there_is_replaced_and_nothing_else_left(tmp_path):
    (tmp_path / "x.csv").write_text("old")
    write(tmp_path, "x.csv")
    assert "old" not in (tmp_path / "x.csv").read_text()
    assert {p.name for p in tmp_path.iterdir()} == {"x.csv", "scratch"}


def test_an_unknown_suffix_says_which_there_are(tmp_path):
    with pytest.raises(StepFailed, match=r"x.doc should be is not known: end it in .csv"):
        write(tmp_path, "x.doc")
