# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.types import only, problems

PAIR = "nodes:\n  a: {use: table.check@1, in: {rows: r.rows}}\n  r: {use: csv.read@1}\n  b: "


@pytest.mark.parametrize(
    ("node", "code", "message", "hint"),
    [
        ("{use: data.set@1, in: {x: aa.valid}}", "wire.nowhere", "`aa.valid` comes from a node that is not there", "Did you mean `a`?"),
        ("{use: data.set@1, in: {x: a.vlid}}", "wire.nowhere", "node `a` has no output port `vlid`", "Did you mean `valid`?"),
        ("{use: data.set@1, in: {x: a}}", "wire.unclear", "node `a` has several output ports: say which", "Write one of `a.valid`, `a.rejected`, `a.report`"),
        ("{use: data.set@1, in: {x: a.error}}", "wire.nowhere", "node `a` has no output port `error`", "A node has an `error` port only with `on_error: route`"),
        ("{use: data.set@1, in: {x: inputs.q}}", "wire.nowhere", "there is no input `q`", "Add it under `inputs`: `q: {}`"),
        ("{use: data.set@1, in: {x: inputs}}", "wire.unclear", "a wire from `inputs` names one of them", "Write `inputs.NAME`"),
        ("{use: csv.read@1, in: {flies: r}}", "wire.port", "`csv.read@1` has no input port `flies`", "Did you mean `files`?"),
        ("{use: csv.read@1, in: {path: r}}", "wire.port", "`csv.read@1` has no input port `path`", "`path` is a parameter: give it in `with`, as in `path: '{{ PORT }}'`"),
        ("{use: table.check@1}", "input.missing", "input port `rows` of `table.check@1` has no wire", "Wire it (`in: {rows: NODE.PORT}`) or give it a value in `with`"),
        ("{use: image.show@1, in: {image: r.rows}}", "wire.type", "`r.rows` gives table, and port `image` wants image: there is no conversion", "Put a node between that makes image of it, such as data.set or python.code"),
        ("{use: data.set@1, after: [c]}", "wire.nowhere", "`c` comes from a node that is not there", "Nodes here: `a`, `r`, `b`"),
        ("{use: data.set@1, after: [a.q]}", "wire.nowhere", "node `a` has no output port `q`", "Its outputs: `valid`, `rejected`, `report`"),
        ("{use: data.set@1, in: {item: r}}", "id.reserved", "`item` is reserved", "Use another name"),
    ],
)  # fmt: skip
def test_a_wire_that_is_wrong_is_explained(node, code, message, hint):
    problem = only(PAIR + node)
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)
    assert problem.node == "b"


@pytest.mark.parametrize(
    "node",
    [
        "{use: data.set@1, after: [a, r]}", "{use: data.set@1, after: a.valid}", "{use: table.check@1, in: {rows: r}}",
        "{use: table.check@1, with: {rows: [{a: 1}]}}", "{use: text.join@1, in: {parts: [r.rows, a.report]}}",
        "{use: text.join@1}", "{use: data.set@1, in: {x: [a.valid, r]}}", "{use: no.such@1, in: {x: r, y: a.valid}}",
    ],
)  # fmt: skip
def test_a_wire_that_is_right_is_left_alone(node):
    assert [p for p in problems(PAIR + node) if p.is_error] == []


def test_a_list_of_wires_gives_a_list():
    one = "nodes: {t: {use: text.template@1, with: {template: x}}, i: {use: image.show@1, in: {image: [t.text]}}}"
    assert problems(one) == []
    joined = "nodes: {t: {use: csv.read@1}, i: {use: text.join@1, in: {parts: [t.rows, t.rows]}}}"
    assert problems(joined) == []


def test_a_merged_port_gets_what_the_strategy_makes():
    text = "nodes: {t: {use: csv.read@1}, i: {use: image.show@1, in: {image: [t.rows, t.rows]}, merge: {image: %s}}}"
    assert only(text.replace("%s", "first").replace("[t.rows, t.rows]", "[t.rows]")).code == "wire.type"
    assert problems(text.replace("%s", "union")) == []


def test_an_output_names_a_port_that_is_there():
    assert only("outputs: {o: a.x}\nnodes: {a: {use: data.set@1}}").field == "outputs.o"
    assert only("outputs: {o: b}\nnodes: {a: {use: data.set@1}}").code == "wire.nowhere"
    assert only("outputs: {o: inputs.q}\nnodes: {a: {use: data.set@1}}").code == "wire.nowhere"
    assert problems("outputs: {o: a, p: inputs.q}\ninputs: {q: {}}\nnodes: {a: {use: data.set@1}}") == []


def test_an_input_that_is_meant_as_a_wire_is_recognised():
    problem = only("inputs: {q: {}}\nnodes: {a: {use: data.set@1, in: {x: q}}}")
    assert problem.hint == "An input is written `inputs.q`"


def test_a_wrong_port_is_offered_for_the_missing_one():
    found = problems("nodes: {r: {use: csv.read@1}, a: {use: table.check@1, in: {row: r}}}")
    assert [p.code for p in found] == ["input.missing", "wire.port"]


def test_a_secret_goes_only_where_secrets_may():
    text = "inputs: {k: {type: secret}}\nnodes: {a: {use: %s, in: {k: inputs.k}}}"
    assert only(text % "data.set@1").code == "secret.type"
    assert problems(text % "http.request@1") == []


def test_inputs_of_a_body_are_inputs_of_its_node():
    body = (
        "body: {inputs: {note: {type: text}, more: {default: 1}}, nodes: {n: {use: data.set@1, in: {x: inputs.note}}}}"
    )
    text = "nodes: {s: {use: csv.read@1}, e: {use: flow.each@1, in: {items: s%s}, BODY}}".replace("BODY", body)
    assert only(text % "").message == "input port `note` of `flow.each@1` has no wire"
    assert problems(text % ", note: s") == []


def test_a_node_that_does_not_run_needs_no_inputs():
    assert problems("nodes: {a: {use: table.check@1, enabled: false}}") == []
    assert problems("nodes: {a: {use: table.check@1, pin: {valid: []}}}") == []
