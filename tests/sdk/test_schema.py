"""Values against the schemas of parameters."""

import pytest

from harmony.sdk.schema import fault, shown, with_texts

RULE = {
    "type": "object",
    "properties": {"column": {"type": "string"}, "min": {"type": "number"}},
    "required": ["column"],
}


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ("x", {}),
        ("x", {"type": "string"}),
        (1, {"type": "number", "minimum": 1}),
        (1.5, {"type": "number", "exclusiveMaximum": 2}),
        (True, {"type": "boolean"}),
        (None, {"anyOf": [{"type": "integer"}, {"type": "null"}]}),
        ([{"column": "a"}], {"type": "array", "items": RULE, "minItems": 1}),
        ("abc", {"type": "string", "pattern": "b"}),
        ({"a": 1}, {"type": "object", "additionalProperties": {"type": "integer"}}),
        ({"a": 1}, {"$ref": "#/$defs/Model"}),
    ],
)
def test_fits(value, schema):
    assert fault(value, schema) == ""


@pytest.mark.parametrize(
    ("value", "schema", "said"),
    [
        (1, {"type": "string"}, "must be text, not 1"),
        ("1", {"type": "integer"}, "must be a whole number, not '1'"),
        (True, {"type": "integer"}, "must be a whole number, not True"),
        (1.0, {"type": "integer"}, "must be a whole number"),
        (0, {"type": "integer", "minimum": 1}, "must be at least 1, not 0"),
        (3, {"type": "integer", "maximum": 2}, "must be at most 2"),
        (0, {"type": "number", "exclusiveMinimum": 0}, "must be more than 0"),
        (2, {"type": "number", "exclusiveMaximum": 2}, "must be less than 2"),
        ("c", {"type": "string", "enum": ["a", "b"]}, "must be one of a, b, not 'c'"),
        ("x", {"type": "string", "pattern": "^y"}, "must match `^y`"),
        ([], {"type": "array", "minItems": 1}, "must have at least 1 entries"),
        ([{"column": "a"}, {"min": 1}], {"type": "array", "items": RULE}, "entry 2 needs `column`"),
        ({"column": "a", "min": "x"}, RULE, "`min` must be a number, not 'x'"),
        ({"a": "x"}, {"type": "object", "additionalProperties": {"type": "integer"}}, "`a` must be a whole number"),
        ([], {"anyOf": [{"type": "string"}, {"type": "number"}]}, "must be text or a number, not []"),
        (None, {"type": "string"}, "must be text, not nothing"),
    ],
)
def test_says_what_is_wrong(value, schema, said):
    assert fault(value, schema).startswith(said)


def test_long_values_are_cut():
    assert len(shown("x" * 500)) == 58


@pytest.mark.parametrize(
    ("value", "schema", "text"),
    [
        (3, {"type": "string"}, "3"),
        (True, {"type": "string"}, "true"),
        ([{"a": "ü"}], {"type": "string"}, '[{"a":"ü"}]'),
        (["echo", 3], {"type": "array", "items": {"type": "string"}}, ["echo", "3"]),
        ({"X": 1.5}, {"type": "object", "additionalProperties": {"type": "string"}}, {"X": "1.5"}),
        (2, {"anyOf": [{"type": "string"}, {"type": "null"}]}, "2"),
        (None, {"type": "string"}, None),
        ([1], {"type": "array", "items": {"type": "integer"}}, [1]),
    ],
)
def test_what_is_no_text_is_written_as_one(value, schema, text):
    assert with_texts(value, schema) == text
