# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.checks.proof.cases import of_kind

CODE = "proof.conflict"
ROWS = "a: {use: csv.read@1, with: {path: a.csv}}\nb: {use: csv.read@1, with: {path: b.csv}}\n"
TEXT = "a: {use: set}\nb: {use: set}\n"


def write(name, path, more=""):
    return f"{name}: {{use: files.write@1, in: {{content: a}}, with: {{path: {path}}}{more}}}\n"


def each(path, more=""):
    node = f"{{use: files.write@1, with: {{content: x, path: '{path}'}}}}"
    return f"s: {{use: set}}\ne: {{use: flow.each@1, in: {{items: s, day: s}}, body: {{nodes: {{w: {node}}}}}{more}}}"


WRONG = [
    ("2 wires write to port `rows`", ROWS + "c: {use: table.check@1, in: {rows: [a, b]}, with: {rules: []}}"),
    ("holds one value of type table", ROWS + "c: {use: table.write@1, in: {rows: [a.rows, b.rows]}, with: {path: x.csv}}"),
    ("3 wires", ROWS + "c: {use: table.check@1, in: {rows: [a, b, d]}, with: {rules: []}}\nd: {use: csv.read@1, with: {path: d.csv}}"),
    ("given `a` twice", TEXT + "c: {use: set, in: {x: [a, b, a]}}"),
    ("`content` has a wire and a value", TEXT + "c: {use: files.write@1, in: {content: a}, with: {path: x, content: y}}"),
    ("output `failed` of its own", "s: {use: set}\ne: {use: flow.each@1, in: {items: s}, body: {nodes: {n: {use: set}}, outputs: {failed: n.value}}}"),
    ("output `passes` of its own", "e: {use: flow.repeat@1, with: {until: passes, max: 2}, body: {nodes: {n: {use: set}}, outputs: {passes: n.value}}}"),
    ("output `all` of its own", TEXT + "c: {use: flow.join@1, in: {all: a, b: b}}"),
    ("`b` and `c` write the same file", "a: {use: set}\n" + write("b", "out.txt") + write("c", "out.txt")),
    ("write the same file", "inputs: {q: {}}\nnodes:\n  a: {use: set}\n  " + write("b", "'{{ inputs.q }}.txt'") + "  " + write("c", "'{{ inputs.q }}.txt'")),
    ("every item writes the same file", each("out.txt")),
    ("every item writes the same file", each("{{ inputs.day }}.txt")),
]  # fmt: skip

RIGHT = [
    ROWS + "c: {use: table.check@1, in: {rows: [a, b]}, merge: {rows: concat}, with: {rules: []}}",
    ROWS + "c: {use: table.check@1, in: {rows: [a]}, with: {rules: []}}",
    ROWS + "c: {use: sql.query@1, in: {x: a, y: b}, with: {sql: SELECT 1}}",
    TEXT + "c: {use: set, in: {x: [a, b]}}",
    "a: {use: set}\nd: {use: set, in: {x: [a, {from: g.no, back: true, max: 2}]}}\ng: {use: switch, in: {value: d}, with: {cases: [{when: value, to: yes}], else: no}}",
    "a: {use: set}\n" + write("b", "out.txt") + write("c", "out.txt", ", after: b"),
    "a: {use: set}\n" + write("b", "one.txt") + write("c", "two.txt"),
    "a: {use: set}\ng: {use: switch, in: {value: a}, with: {cases: [{when: value, to: x}], else: y}}\n" + write("b", "out.txt", ", after: g.x") + write("c", "out.txt", ", after: g.y"),
    "a: {use: set}\nb: {use: csv.read@1, with: {path: x.csv}}\nc: {use: csv.read@1, with: {path: x.csv}}",
    each("{{ index }}.txt"),
    each("{{ item.name }}.txt"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "text"), WRONG)
def test_several_writers_are_told(said, text):
    found = of_kind(text, CODE)
    assert len(found) == 1, found
    assert said in found[0].message


@pytest.mark.parametrize("text", RIGHT)
def test_one_writer_at_a_time_is_left_alone(text):
    assert of_kind(text, CODE) == []
