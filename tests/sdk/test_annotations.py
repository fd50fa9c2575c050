"""Annotations to port types and schemas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from pydantic import BaseModel, Field

from harmony.sdk import Code, DateTime, Duration, File, FilePath, Image, Json, Out, Param, Table
from harmony.sdk.annotations import UnknownAnnotation, port_type, schema, split


class Colour(Enum):
    RED = "red"
    TEAL = "teal"


class Rule(TypedDict):
    """A rule.

    Attributes:
        column: Which column.
    """

    column: str
    least: NotRequired[float]


@dataclass
class Box:
    width: int
    height: int = 1


class Model(BaseModel):
    name: str = Field(description="Who.")


@pytest.mark.parametrize(
    ("annotation", "wanted"),
    [
        (Any, "any"),
        (str, "text"),
        (int, "integer"),
        (float, "number"),
        (int | float, "number"),
        (bool, "boolean"),
        (bytes, "bytes"),
        (Table, "table"),
        (File, "file"),
        (Image, "image"),
        (Path, "path"),
        (FilePath, "path"),
        (DateTime, "datetime"),
        (datetime, "datetime"),
        (Json, "json"),
        (list, "list"),
        (list[Any], "list"),
        (list[FilePath], "list<path>"),
        (Sequence[list[int]], "list<list<integer>>"),
        (tuple[str, ...], "list<text>"),
        (dict[str, int], "json"),
        (Mapping[str, Any], "json"),
        (str | None, "text"),
        (str | Table, "any"),
        (Literal["a", "b"], "text"),
        (Literal[1, "b"], "any"),
        (Rule, "json"),
        (Box, "json"),
        (Model, "json"),
        (Colour, "json"),
        (Annotated[Any, Out("x", type="table")], "table"),
    ],
)
def test_port_types(annotation, wanted):
    assert port_type(annotation) == wanted


@pytest.mark.parametrize("annotation", [object(), complex, set[int], list[complex]])
def test_no_port_type(annotation):
    with pytest.raises(UnknownAnnotation):
        port_type(annotation)


@pytest.mark.parametrize(
    ("annotation", "wanted"),
    [
        (Any, {}),
        (str, {"type": "string"}),
        (Path, {"type": "string", "format": "path"}),
        (FilePath, {"type": "string", "format": "path"}),
        (Code, {"type": "string", "format": "code:python"}),
        (Duration, {"anyOf": [{"type": "string"}, {"type": "number"}], "format": "duration"}),
        (int | float, {"type": "number"}),
        (bool | None, {"type": "boolean"}),
        (list[str], {"type": "array", "items": {"type": "string"}}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Literal[1, "b"], {"enum": [1, "b"]}),
        (Colour, {"type": "string", "enum": ["red", "teal"]}),
        (str | list[str], {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
        (
            Annotated[float, Param(ge=0, lt=1, unit="s")],
            {"type": "number", "minimum": 0, "exclusiveMaximum": 1, "unit": "s"},
        ),
        (Annotated[str, Param(pattern="^x", title="X")], {"type": "string", "pattern": "^x", "title": "X"}),
    ],
)
def test_schemas(annotation, wanted):
    assert schema(annotation) == wanted


def test_records_have_their_fields_help_and_requirements():
    assert schema(Rule) == {
        "type": "object",
        "properties": {"column": {"type": "string", "description": "Which column."}, "least": {"type": "number"}},
        "required": ["column"],
    }
    assert schema(Box)["required"] == ["width"]


def test_a_pydantic_model_brings_its_own_schema():
    assert schema(Model)["properties"]["name"]["description"] == "Who."


def test_marks_of_other_libraries_count():
    class Ge:
        ge = 3

    assert schema(Annotated[int, Ge()]) == {"type": "integer", "minimum": 3}


def test_split_takes_marks_and_none_off_in_any_nesting():
    parts = split(Annotated[Annotated[str, "inner"] | None, "outer"])
    assert (parts.base, set(parts.marks), parts.optional) == (str, {"inner", "outer"}, True)
