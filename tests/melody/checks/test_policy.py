# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.types import only, problems

HEAD = "nodes:\n  s: {use: data.set@1}\n  a: "


@pytest.mark.parametrize(
    ("node", "code", "field"),
    [
        ("{use: data.set@1, in: {p: [s, s]}, join: {need: 3}}", "join.need", "join.need"),
        ("{use: data.set@1, in: {p: s}, join: {need: -1}}", "join.need", "join.need"),
        ("{use: data.set@1, in: {p: s}, join: {need: 101%}}", "join.need", "join.need"),
        ("{use: data.set@1, in: {p: s}, join: {need: most}}", "join.need", "join.need"),
        ("{use: data.set@1, in: {p: s}, join: {need: -5%}}", "join.need", "join.need"),
        ("{use: data.set@1, in: {p: []}}", "wire.empty", "in.p"),
        ("{use: data.set@1, in: {p: s}, merge: {q: sum}}", "merge.port", "merge.q"),
        ("{use: data.set@1, cancels: [z]}", "wire.nowhere", "cancels[0]"),
        ("{use: data.set@1, cancels: [a]}", "cancels.self", "cancels[0]"),
        ("{use: data.set@1, retry: {errors: [timeuot]}}", "retry.errors", "retry.errors[0]"),
        ("{use: data.set@1, fallback: [{}]}", "fallback.shape", "fallback[0]"),
        ("{use: data.set@1, fallback: [{use: data.set@1, value: 1}]}", "fallback.shape", "fallback[0]"),
        ("{use: data.set@1, reconstruct: {use: data.set@1, in: {x: z.value}}}", "wire.nowhere", "reconstruct.in.x"),
        ("{use: data.set@1, compensate: {use: data.set@1, in: {x: s.zz}}}", "wire.nowhere", "compensate.in.x"),
        ("{use: data.set@1, pin: {vlaue: 1}}", "pin.port", "pin.vlaue"),
        ("{use: flow.join@1, in: {x: s}, with: {need: 2}}", "join.need", "with.need"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_kept_is_explained(node, code, field):
    problem = only(HEAD + node)
    assert (problem.code, problem.field, problem.node) == (code, field, "a")
    assert problem.is_error
    assert problem.hint


@pytest.mark.parametrize(
    "node",
    [
        "{use: data.set@1, in: {p: [s, s]}, join: {need: 2}}", "{use: data.set@1, in: {p: s, q: s}, after: [s], join: {need: 3}}",
        "{use: data.set@1, in: {p: s}, join: {need: 62.5%}}", "{use: data.set@1, in: {p: [s]}, merge: {p: sum}}",
        "{use: data.set@1, fallback: [{value: null}, {use: text.template@1, with: {template: x}}]}", "{use: data.set@1, pin: {value: 1}}",
        "{use: data.set@1, quality: {min: 0.5, by: table.check@1}}", "{use: data.set@1, cancels: [s]}",
    ],
)  # fmt: skip
def test_a_rule_that_can_be_kept_is_left_alone(node):
    assert problems(HEAD + node) == []


def test_wires_from_inputs_are_not_counted():
    text = "inputs: {q: {}}\n" + HEAD + "{use: data.set@1, in: {p: s, q: inputs.q}, join: {need: 2}}"
    assert "only one wire leads here" in only(text).message


def test_reserved_ids_are_refused():
    problem = only("nodes: {item: {use: data.set@1}}")
    assert (problem.code, problem.node, problem.column) == ("id.reserved", "item", 9)


@pytest.mark.parametrize(
    ("node", "code", "hint"),
    [
        ("{use: data.st@1}", "type.missing", "Did you mean `data.set`?"),
        ("{use: quite.other@1}", "type.missing", "Install its extension, or use another node type"),
        ("{use: data.set@7}", "type.missing", "Did you mean `data.set`?"),
        ("{use: data.set}", "type.unpinned", "Write `use: data.set@1`"),
        ("{use: data.set@1, quality: {min: 0.5}}", "quality.by", "Say what scores it, as in `by: llm.judge`"),
        ("{use: data.set@1, quality: {min: 0.5, by: no.judge@1}}", "type.missing", "Install its extension"),
    ],
)  # fmt: skip
def test_what_can_still_be_played_is_a_warning(node, code, hint):
    problem = only(HEAD + node)
    assert (problem.severity, problem.code) == ("warning", code)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize(
    ("use", "value", "severity", "hint"),
    [
        ("text.template", "{text: x}", "error", "without `text:`"),
        ("data.set", "{value: x}", "warning", "without `value:`"),
        ("http.request", "x", "error", "{body: …, status: …}"),
        ("http.request", "{body: x, stattus: 1}", "error", "status"),
    ],
)
def test_s35_a_fixed_value_that_means_something_else_is_explained(use, value, severity, hint):
    found = [
        p
        for p in problems(
            f"nodes:\n  a: {{use: {use}@1, with: {{template: t, value: v, url: u}}, fallback: [{{value: {value}}}]}}\n"
        )
        if p.code == "fallback.value"
    ]
    assert len(found) == 1 and found[0].severity == severity and hint in found[0].hint


@pytest.mark.parametrize(
    ("use", "value"),
    [
        ("text.template", "x"),
        ("text.template", "'{{ inputs }}'"),
        ("data.set", "{other: x}"),
        ("http.request", "{body: x}"),
    ],
)
def test_s35_a_fixed_value_that_is_right(use, value):
    found = problems(
        f"nodes:\n  a: {{use: {use}@1, with: {{template: t, value: v, url: u}}, fallback: [{{value: {value}}}]}}\n"
    )
    assert not [p for p in found if p.code == "fallback.value"]
