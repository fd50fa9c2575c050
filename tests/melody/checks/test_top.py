# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.types import only, problems

NODES = "\nnodes: {a: {use: table.check@1, with: {rows: []}}}"


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("inputs: {q: {type: txt}}", "input.type", "inputs.q.type"),
        ("inputs: {q: {type: list<txt>}}", "input.type", "inputs.q.type"),
        ("inputs: {item: {}}", "id.reserved", "inputs.item"),
        ("inputs: {q: {type: integer, default: x}}", "input.default", "inputs.q.default"),
        ("inputs: {q: {type: text, default: true}}", "input.default", "inputs.q.default"),
        ("inputs: {q: {default: z, choices: [x, y]}}", "input.default", "inputs.q.default"),
        ("inputs: {q: {choices: []}}", "input.choices", "inputs.q.choices"),
        ("outputs: {run: a.valid}", "id.reserved", "outputs.run"),
        ("secrets: {MY-KEY: {}}", "secret.id", "secrets.MY-KEY"),
        ("rules: [{check: 'a.valid =='}]", "expression.syntax", "rules[0].check"),
        ("rules: [{check: 'b.valid'}]", "expression.scope", "rules[0].check"),
        ("rules: [{check: 'a.vlid'}]", "expression.scope", "rules[0].check"),
        ("rules: [{check: 'a.valid', else: {repeat: b}}]", "wire.nowhere", "rules[0].else.repeat"),
        ("tests: [{name: t, inputs: {z: 1}}]", "test.input", "tests[0].inputs.z"),
        ("tests: [{name: t, expect: {output: {z: 1}}}]", "test.output", "tests[0].expect.output.z"),
    ],
)  # fmt: skip
def test_what_is_wrong_at_the_top_is_explained(text, code, field):
    problem = only(text + NODES)
    assert (problem.code, problem.field, problem.line) == (code, field, 3)
    assert problem.is_error
    assert problem.hint


@pytest.mark.parametrize(
    "text",
    [
        "inputs: {q: {type: list<list<text>>, default: [[x]]}, r: {type: number, default: 1}, s: {type: {type: object}, default: 1}}",
        "inputs: {q: {type: text, default: x, choices: [x, y]}, r: {type: boolean, default: false}}",
        "rules: [{check: 'a.valid | length == a.report.rows and inputs.x'}]", "secrets: {KEY_2: {help: x}}",
    ],
)  # fmt: skip
def test_what_is_right_at_the_top_is_left_alone(text):
    assert problems(text + NODES) == []


def test_places_of_nodes_that_are_gone_are_warnings():
    text = "layout: {nodes: {b: {at: [1, 2]}}, frames: [{nodes: [a, c]}]}" + NODES
    found = problems(text)
    assert [(p.severity, p.field) for p in found] == [
        ("warning", "layout.nodes.b"),
        ("warning", "layout.frames[0].nodes[1]"),
    ]


BODY = "\nnodes: {a: {use: data.set@1}, e: {use: flow.each@1, in: {items: a}, body: {nodes: {n: {use: data.set@1}}}}}"


@pytest.mark.parametrize(
    ("test", "code", "field"),
    [
        ("pins: {b.value: 1}", "test.pin", "pins.b.value"),
        ("pins: {a: 1}", "test.pin", "pins.a"),
        ("pins: {a.vale: 1}", "test.pin", "pins.a.vale"),
        ("pins: {e/m.value: 1}", "test.pin", "pins.e/m.value"),
        ("expect: {states: {b: complete}}", "test.state", "expect.states.b"),
        ("expect: {states: {a: completed}}", "test.state", "expect.states.a"),
    ],
)
def test_what_a_test_says_of_nodes_is_checked(test, code, field):
    problem = only(f"tests: [{{name: t, {test}}}]{BODY}")
    assert (problem.code, problem.field) == (code, f"tests[0].{field}")
    assert problem.hint


def test_nodes_of_bodies_may_be_pinned():
    assert (
        problems(
            f"tests: [{{name: t, pins: {{e/n.value: 1}}, expect: {{states: {{e/n: complete, e: complete}}}}}}]{BODY}"
        )
        == []
    )
