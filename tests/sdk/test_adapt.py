"""Small changes of form around a call."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from harmony.sdk import Context, DateTime, File, FilePath, Many, StepFailed, Table
from harmony.sdk.adapt import absolute
from harmony.sdk.invoke import invoke_sync

BASE = Path("/melodies/here")


class Colour(Enum):
    RED = "red"


@dataclass
class Box:
    width: int
    height: int = 1


class Model(BaseModel):
    size: int = Field(multiple_of=2)


def call(function, inputs=None, params=None):
    return invoke_sync(function, inputs or {}, params or {}, Context(base=BASE))["value"]


def test_relative_paths_start_at_the_melody():
    def f(at: FilePath, more: list[FilePath], *, path: FilePath = ".") -> Any:
        return [at, more, path]

    assert call(f, {"at": "a.csv", "more": ["/b", "c"]}, {"path": "d"}) == [
        "/melodies/here/a.csv",
        ["/b", "/melodies/here/c"],
        "/melodies/here/d",
    ]


def test_a_default_is_relative_to_the_melody_too_and_none_stays_none():
    def f(*, path: FilePath = "x", other: FilePath = "") -> Any:
        return [path, other]

    assert call(f) == ["/melodies/here/x", ""]


def test_home_is_known(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert absolute("~/x", BASE) == str(tmp_path / "x")


def test_pathlib_where_it_is_asked_for():
    def f(at: Path, more: list[Path], *, to: Path) -> list[Path]:
        return [at, *more, to]

    got = call(f, {"at": "a", "more": ["b"]}, {"to": "c"})
    assert got == ["/melodies/here/a", "/melodies/here/b", "/melodies/here/c"]


def test_rows_become_a_table_both_ways():
    def f(rows: Table) -> Table:
        return [*rows, {"a": 2}]  # type: ignore[return-value]

    assert call(f, {"rows": [{"a": 1}]}).rows() == [{"a": 1}, {"a": 2}]


def test_a_path_becomes_a_file():
    def f(file: File, files: Many[File]) -> Any:
        return [file, list(files)]

    one, more = call(f, {"file": "x.txt", "files": ["y.txt", None]})
    assert one == File(BASE / "x.txt", "x.txt")
    assert more == [File(BASE / "y.txt", "y.txt"), None]


def test_moments():
    def f(at: datetime) -> DateTime:
        return at.replace(hour=1)  # type: ignore[return-value]

    assert call(f, {"at": "2026-01-02T00:00:00"}) == "2026-01-02T01:00:00"


def test_records_models_and_choices_are_made_from_plain_data():
    def f(*, box: Box, boxes: list[Box], model: Model, colour: Colour) -> Any:
        return [box, boxes, model, colour]

    params = {"box": {"width": 2}, "boxes": [{"width": 3}], "model": {"size": 4}, "colour": "red"}
    assert call(f, params=params) == [Box(2), [Box(3)], Model(size=4), Colour.RED]


def test_a_model_that_refuses_is_invalid_input():
    def f(*, model: Model) -> Any:
        return model

    with pytest.raises(StepFailed, match="does not fit") as caught:
        call(f, params={"model": {"size": 3}})
    assert caught.value.error_class == "invalid_input"
