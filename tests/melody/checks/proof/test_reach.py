# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.checks.proof.cases import of_kind

CODE = "proof.unreachable"

# What is said, the field that is named, and the nodes.
WRONG = [
    ("`a` is never played, and so `b` is never", "when", "a: {use: set, when: false}\nb: {use: set, in: {x: a}}"),
    ("`when` is never true", "when", "a: {use: set, when: 'false'}"),
    ("`when` is never true", "when", "a: {use: set, when: 1 > 2 or not true}"),
    ("`b` and `c` are never played", "enabled", "a: {use: set, enabled: false}\nb: {use: set, in: {x: a}}\nc: {use: set, after: b}"),
    ("never true, and so `b`", "with.cases[0]", "a: {use: switch, in: {value: s}, with: {cases: [{when: 1 == 2, to: x}], else: y}}\ns: {use: set}\nb: {use: set, in: {v: a.x}}"),
    ("`true` before it always holds", "with.cases[1]", "a: {use: switch, in: {value: s}, with: {cases: [{when: 'true', to: x}, {when: quality > 0.5, to: y}]}}\ns: {use: set}"),
    ("holds whenever this does", "with.cases[1]", "a: {use: switch, in: {value: s}, with: {cases: [{when: quality > 0.5, to: x}, {when: quality >= 0.8, to: y}]}}\ns: {use: set}"),
    ("`else` is never chosen", "with.else", "a: {use: switch, in: {value: s}, with: {cases: [{when: 1 < 2, to: x}], else: y}}\ns: {use: set}"),
    ("between 0 and 1", "with.cases[0]", "a: {use: switch, in: {value: s}, with: {cases: [{when: quality > 1, to: x}], else: y}}\ns: {use: set}"),
    ("the same condition", "with.cases[1]", "a: {use: switch, in: {value: s}, with: {cases: [{when: value.ok, to: x}, {when: value.ok, to: y}]}}\ns: {use: set}"),
    ("pinned without `status`", "in.x", "a: {use: http, with: {url: 'https://x.y'}, pin: {body: 1}}\nb: {use: set, in: {x: a.status}}"),
    ("ends the run", "after", "a: {use: flow.stop@1}\nb: {use: set, after: a}"),
    ("stays empty", "when", "outputs: {r: b.value}\nnodes:\n  a: {use: set, when: false}\n  b: {use: set, in: {x: a}}"),
]  # fmt: skip

RIGHT = [
    "a: {use: set, when: true}\nb: {use: set, in: {x: a}}",
    "a: {use: set, enabled: false}",
    "a: {use: set, enabled: false}\nb: {use: set, in: {x: a, y: s}, join: any}\ns: {use: set}",
    "a: {use: set, when: quality > 0.5}\nb: {use: set, in: {x: a}}",
    "a: {use: switch, in: {value: s}, with: {cases: [{when: quality > 0.8, to: x}, {when: quality > 0.5, to: y}], else: z}}\ns: {use: set}\nb: {use: set, in: {v: a.z}}",
    "a: {use: switch, in: {value: s}, with: {all: true, cases: [{when: quality > 0.5, to: x}, {when: quality > 0.8, to: y}]}}\ns: {use: set}\nb: {use: set, in: {v: a.y}}",
    "a: {use: switch, in: {value: s}, with: {cases: [{when: value > 5, to: x}, {when: value.other > 8, to: y}, {when: value < 0, to: x}]}}\ns: {use: set}\nb: {use: set, in: {v: a.x}}",
    "a: {use: http, with: {url: 'https://x.y'}, pin: {body: 1}}\nb: {use: set, in: {x: a.body}}",
    "a: {use: flow.stop@1, after: b}\nb: {use: set}",
    "a: {use: switch, in: {value: s}, with: {cases: [{when: 'false', to: x}, {when: value, to: y}]}, bypass: true}\ns: {use: set}\nb: {use: set, in: {v: a.y}}",
]  # fmt: skip


@pytest.mark.parametrize(("said", "field", "text"), WRONG)
def test_what_is_never_played_is_told(said, field, text):
    found = of_kind(text, CODE)
    assert len(found) == 1, found
    assert found[0].field == field
    assert said in found[0].message
    assert found[0].severity == "warning"


@pytest.mark.parametrize("text", RIGHT)
def test_what_may_be_played_is_left_alone(text):
    assert of_kind(text, CODE) == []


def test_all_that_follows_is_named_once_at_its_cause():
    rest = "\n".join(f"n{i}: {{use: set, in: {{x: {f'n{i - 1}' if i else 'a'}}}}}" for i in range(9))
    found = of_kind(f"a: {{use: set, when: false}}\n{rest}", CODE)
    assert len(found) == 1
    assert "`n0`, `n1`, `n2`, `n3`, `n4` and 4 more are never played" in found[0].message


def test_bodies_are_looked_at_too():
    text = "e:\n  use: flow.each@1\n  with: {items: [1]}\n  body: {nodes: {a: {use: set, when: false}}}"
    assert [p.node for p in of_kind(text, CODE)] == ["e/a"]
