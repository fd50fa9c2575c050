"""Which files a reading node reads."""

from pathlib import Path

import pytest

from harmony.sdk import File, StepFailed
from harmony.sdk.paths import chosen


@pytest.fixture
def folder(tmp_path):
    for name in ("b.csv", "a.csv", "notes.txt", "inner/c.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x\n")
    return tmp_path


def names(found, folder):
    return [p.relative_to(folder).as_posix() for p in found]


def test_a_folder_stands_for_its_files_of_the_kind(folder):
    assert names(chosen(None, str(folder), suffixes=(".csv",)), folder) == ["a.csv", "b.csv"]


def test_a_pattern(folder):
    assert names(chosen(None, str(folder / "**" / "*.csv"), suffixes=(".csv",)), folder) == [
        "a.csv",
        "b.csv",
        "inner/c.csv",
    ]


def test_what_comes_by_the_port_counts_more(folder):
    given = [str(folder / "b.csv"), File(folder / "notes.txt"), folder / "inner"]
    assert names(chosen(given, "elsewhere", suffixes=(".csv",)), folder) == ["b.csv", "notes.txt", "inner/c.csv"]


@pytest.mark.parametrize(
    ("files", "path", "said"),
    [(None, "", "wire `files`, or set `path`"), (None, "/gone.csv", "no file /gone.csv"), ([], "", "no .csv file")],
)
def test_nothing_to_read_is_invalid_input(files, path, said):
    with pytest.raises(StepFailed, match=said):
        chosen(files, path, suffixes=(".csv",))


def test_an_empty_folder_is_named(tmp_path):
    with pytest.raises(StepFailed, match=str(tmp_path)):
        chosen(None, str(Path(tmp_path)), suffixes=(".csv",))
