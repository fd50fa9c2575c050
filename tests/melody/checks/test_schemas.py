# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from harmony.melody.checks.schemas import issues
from harmony.melody.frozen import freeze


def found(value, schema):
    return [(path, message) for path, message, _ in issues(freeze(value), schema, lambda _v, _s: False)]


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ("a", {"type": "string", "minLength": 1, "maxLength": 1, "pattern": "^a$"}), (3, {"type": "integer"}), (3.0, {"type": "integer"}),
        (3, {"type": "number", "minimum": 3, "maximum": 3}), (None, {"type": ["string", "null"]}), (True, {"enum": [True]}),
        ([1, "a"], {"items": {"type": ["integer", "string"]}, "minItems": 2}), ({"a": 1}, {"required": ["a"]}), (1, {}),
        ({"x": 1}, {"type": "object", "additionalProperties": {"type": "integer"}}), ("all", {"anyOf": [{"const": "all"}, {"type": "object"}]}),
        (2, {"exclusiveMinimum": 1, "exclusiveMaximum": 3, "allOf": [{"type": "integer"}]}),
    ],
)  # fmt: skip
def test_what_fits_is_left_alone(value, schema):
    assert found(value, schema) == []


@pytest.mark.parametrize(
    ("value", "schema", "path", "message"),
    [
        (1, {"type": "string"}, (), "this must be text, not the number 1"),
        (True, {"type": "integer"}, (), "this must be a whole number, not `true`"),
        (1.5, {"type": ["integer", "null"]}, (), "this must be a whole number or empty, not the number 1.5"),
        (0, {"minimum": 1}, (), "this must be at least 1, not 0"), (9, {"maximum": 1}, (), "this must be at most 1, not 9"),
        (1, {"exclusiveMinimum": 1}, (), "this must be more than 1, not 1"), (1, {"exclusiveMaximum": 1}, (), "this must be less than 1, not 1"),
        ("", {"minLength": 1}, (), "this text is empty"), ("ab", {"maxLength": 1}, (), "this text has more than 1 characters"),
        ("b", {"pattern": "^a"}, (), "“b” does not have the form that is wanted"), (1, {"const": 2}, (), "this must be the number 2"),
        ("x", {"enum": ["y"]}, (), "the text “x” is none of the choices here"), (1, {"enum": [True]}, (), "the number 1 is none of the choices here"),
        ([], {"minItems": 1}, (), "this list must have at least 1 items"), ([1, 2], {"maxItems": 1}, (), "this list must have at most 1 items"),
        ([1, "a"], {"items": {"type": "integer"}}, (1,), "this must be a whole number, not the text “a”"),
        ({"a": {"b": 1}}, {"properties": {"a": {"properties": {"b": {"type": "string"}}}}}, ("a", "b"), "this must be text, not the number 1"),
        ({}, {"required": ["a"]}, (), "`a` is missing"), ({"b": 1}, {"additionalProperties": False}, ("b",), "unknown key `b`"),
        ({"b": "x"}, {"additionalProperties": {"type": "integer"}}, ("b",), "this must be a whole number, not the text “x”"),
        (1, {"anyOf": [{"type": "string"}, {"type": "array"}]}, (), "this must be text or a list, not the number 1"),
        ({"need": []}, {"anyOf": [{"type": "string"}, {"properties": {"need": {"type": "integer"}}}]}, ("need",), "this must be a whole number, not a list"),
        ("x", {"anyOf": [{"type": "string", "enum": ["y"]}, {"type": "object"}]}, (), "the text “x” is none of the choices here"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_path(value, schema, path, message):
    assert found(value, schema) == [(path, message)]


def test_an_expression_is_not_looked_at():
    assert list(issues("{{ x }}", {"type": "integer"}, lambda v, _s: v == "{{ x }}")) == []
