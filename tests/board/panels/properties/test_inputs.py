from __future__ import annotations

import pytest

from harmony.board.panels.properties.inputs import input_schema, value_schema
from harmony.melody.model import Melody

MELODY = Melody.model_validate(
    {
        "format": "harmony/1",
        "name": "m",
        "inputs": {
            "folder": {"type": "path", "description": "Where the files are."},
            "quarter": {"type": "text", "default": "Q3", "choices": ["Q1", "Q3"]},
            "count": {"type": "integer", "default": 3},
        },
        "nodes": {},
    }
)


def test_inputs_become_a_schema() -> None:
    schema = input_schema(MELODY.inputs)
    assert schema["required"] == ["folder"]
    assert schema["properties"]["folder"]["format"] == "path"
    assert schema["properties"]["quarter"]["enum"] == ["Q1", "Q3"]
    assert schema["properties"]["count"]["type"] == "integer"


@pytest.mark.parametrize(
    ("type", "schema"),
    [
        ("datetime", {"type": "string"}),
        ("list<integer>", {"type": "array", "items": {"type": "integer"}}),
        ("table", {"type": "array"}),
        ({"type": "string", "minLength": 2}, {"type": "string", "minLength": 2}),
    ],
)
def test_types_become_schemas(type: object, schema: dict[str, object]) -> None:
    assert value_schema(type) == schema
