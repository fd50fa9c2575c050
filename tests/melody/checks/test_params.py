# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.types import only, problems


@pytest.mark.parametrize(
    ("node", "code", "field", "message"),
    [
        ("{use: text.template@1}", "param.missing", "with", "parameter `template` of `text.template` is missing"),
        ("{use: text.template@1, with: {template: 3}}", "param.value", "with.template", "this must be text, not the number 3"),
        ("{use: csv.read@1, with: {pth: x}}", "param.unknown", "with.pth", "`csv.read` has no parameter `pth`"),
        ("{use: csv.read@1, with: {limit: 0}}", "param.value", "with.limit", "this must be at least 1, not 0"),
        ("{use: csv.read@1, with: {limit: 'a {{ 1 }}'}}", "param.value", "with.limit", "this must be a whole number, not the text “a {{ 1 }}”"),
        ("{use: http.request@1, with: {timeout: soon}}", "param.value", "with.timeout", "“soon” is no duration"),
        ("{use: table.check@1, with: {rows: [], rules: [{expression: 'a >'}]}}", "expression.syntax", "with.rules[0].expression", "a value is expected, not the end"),
        ("{use: no.x@1, fallback: [{use: csv.read@1, with: {limit: x}}]}", "param.value", "fallback[0].with.limit", "this must be a whole number, not the text “x”"),
        ("{use: csv.read@1, compensate: {use: text.template@1}}", "param.missing", "compensate.with", "parameter `template` of `text.template` is missing"),
    ],
)  # fmt: skip
def test_a_parameter_that_is_wrong_is_explained(node, code, field, message):
    found = [p for p in problems(f"nodes: {{a: {node}}}") if p.is_error]
    assert [(p.code, p.field, p.message) for p in found] == [(code, field, message)]
    assert found[0].node == "a"


@pytest.mark.parametrize(
    "node",
    [
        "{use: csv.read@1, with: {limit: '{{ 3 }}', path: 'a {{ 1 }}', files: []}}", "{use: no.such@1, with: {x: 1}}",
        "{use: http.request@1, with: {timeout: '{{ 1 }}s'}}", "{use: python.code@1, with: {code: 'x = {{}}'}}",
        "{use: data.set@1, with: {value: {any: [thing]}}}",
    ],
)  # fmt: skip
def test_a_parameter_that_is_right_or_not_known_yet_is_left_alone(node):
    assert [p for p in problems(f"nodes: {{a: {node}}}") if p.is_error] == []


def test_a_misspelt_parameter_is_recognised():
    assert only("nodes: {a: {use: csv.read@1, with: {delimeter: x}}}").hint == "Did you mean `delimiter`?"


@pytest.mark.parametrize(
    "node",
    [
        "{use: text.template@1, with: {template: 'Hello {{ name }}', name: Ada}}",
        "{use: text.template@1, with: {template: '{{ n }} and {{ m }}', n: 1, m: '{{ inputs }}'}}",
        "{use: python.code@1, with: {code: 'def main(n): return n', n: 5}}",
    ],
)
def test_an_open_port_may_be_given_a_value_that_something_mentions(node):
    assert problems(f"nodes:\n  a: {node}\n") == []


@pytest.mark.parametrize(
    ("node", "code"),
    [
        ("{use: text.template@1, with: {template: 'Hello', name: Ada}}", "param.unknown"),
        ("{use: text.template@1, with: {template: 'Hello {{ name }}', nmae: Ada}}", "param.unknown"),
        ("{use: text.template@1, with: {template: '{{ a }}', a: '{{ b }}', b: 1}}", "expression.scope"),
    ],
)
def test_a_value_that_nothing_mentions_is_a_slip(node, code):
    found = problems(f"nodes:\n  a: {node}\n")
    assert code in [p.code for p in found] and all(p.hint for p in found)
