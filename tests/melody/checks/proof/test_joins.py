# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.checks.proof.cases import of_kind

CODE = "proof.join"
GATE = "s: {use: set}\ng: {use: switch, in: {value: s}, with: {cases: [{when: value > 5, to: high}, {when: value > 2, to: mid}], else: low}}\n"
ASK = "s: {use: set}\nq: {use: flow.approve@1, in: {x: s}}\n"
TRY = "t: {use: http, with: {url: 'https://x.y'}, on_error: route}\n"
THREE = "a: {use: set}\nb: {use: set}\nc: {use: set}\n"

WRONG = [
    ("`g.high` and `g.low` never deliver in the same run", GATE + "j: {use: set, in: {x: g.high, y: g.low}}"),
    ("`h.value` and `l.value`", GATE + "h: {use: set, in: {x: g.high}}\nl: {use: set, in: {x: g.low}}\nj: {use: set, in: {x: [h.value, l.value]}}"),
    ("never be satisfied", GATE + "j: {use: set, in: {x: g.high, y: g.mid, z: g.low}, join: {need: 2}}"),
    ("never be satisfied", GATE + "h: {use: set, in: {x: g.high}}\nl: {use: set, in: {x: g.low}, after: h}"),
    ("`q` chooses between them", ASK + "j: {use: set, in: {x: q.approved, y: q.rejected}}"),
    ("`t.body` and `t.error`", TRY + "j: {use: set, in: {x: t.body, y: t.error}}"),
    ("`j.b`", GATE + "j: {use: flow.join@1, in: {a: g.high, b: g.low}, with: {need: 1}}\nk: {use: set, in: {x: j.a, y: j.b}}"),
    ("needs nothing", THREE + "j: {use: set, in: {x: [a, b, c]}, join: {need: 0}}"),
    ("needs nothing", THREE + "j: {use: set, in: {x: [a, b, c]}, join: {need: 0%, wait: 5s}}"),
    ("no wire from a node leads here", "a: {use: set, join: any}"),
    ("however the 3 wires end", THREE + "j: {use: set, in: {x: [a, b, c]}, join: {when: completed > 3}}"),
    ("when nothing was delivered", THREE + "j: {use: set, in: {x: [a, b, c]}, join: {when: failed < 2}}"),
    ("has no `wait`", THREE + "j: {use: set, in: {x: [a, b, c]}, join: {need: 2, on_timeout: proceed}}"),
    ("needs 5 items, and there are 2", "e: {use: flow.each@1, with: {items: [1, 2], join: {need: 5}}, body: {nodes: {n: {use: set}}}}"),
    ("empty list satisfies", "s: {use: set}\ne: {use: flow.each@1, in: {items: s}, with: {join: {need: 75%}}, body: {nodes: {n: {use: set}}}}"),
    ("before an item is played", "s: {use: set}\ne: {use: flow.each@1, in: {items: s}, with: {join: {need: 0%, empty: pass}}, body: {nodes: {n: {use: set}}}}"),
]  # fmt: skip

RIGHT = [
    GATE + "j: {use: set, in: {x: g.high, y: g.low}, join: any}",
    GATE + "h: {use: set, in: {x: g.high}}\nl: {use: set, in: {x: g.low}}\nj: {use: set, in: {x: [h, l]}, join: {need: 1}}",
    GATE + "h: {use: set, in: {x: g.high, y: s.value}}\nk: {use: set, in: {x: g.high, y: h.value}}",
    GATE.replace("with: {", "with: {all: true, ") + "j: {use: set, in: {x: g.high, y: g.mid}}",
    GATE + "h: {use: set, in: {x: g.high, y: g.mid}, join: any}\nj: {use: set, in: {x: g.high, y: h.value}}",
    ASK + "j: {use: set, in: {x: q.approved, y: q.answer}}",
    TRY + "j: {use: set, in: {x: t.body, y: t.status}}\nf: {use: set, in: {e: t.error}}\nd: {use: set, in: {x: j.value, y: f.value}, join: any}",
    GATE + "j: {use: set, in: {x: g.high, y: g.low}, join: {wait: 5s, on_timeout: proceed}}",
    THREE + "j: {use: set, in: {x: [a, b, c]}, join: {need: 75%, wait: 30s, on_timeout: proceed}}",
    THREE + "j: {use: set, in: {x: [a, b, c]}, join: {when: completed >= 2 or pending == 0 and completed > 0}}",
    THREE + "j: {use: set, in: {x: [a, b, c]}, join: {when: x | length > 1}}",
    "e: {use: flow.each@1, with: {items: [1, 2], join: {need: 2}}, body: {nodes: {n: {use: set}}}}",
    "s: {use: set}\ne: {use: flow.each@1, in: {items: s}, with: {join: {need: 75%, empty: fail}}, body: {nodes: {n: {use: set}}}}",
    GATE.replace("else: low}", "else: low}, pin: {high: 1, low: 2}") + "j: {use: set, in: {x: g.high, y: g.low}}",
]  # fmt: skip


@pytest.mark.parametrize(("said", "text"), WRONG)
def test_a_join_that_cannot_be_satisfied_or_is_empty_is_told(said, text):
    found = of_kind(text, CODE)
    assert len(found) == 1, found
    assert said in found[0].message


@pytest.mark.parametrize("text", RIGHT)
def test_a_join_that_can_be_satisfied_is_left_alone(text):
    assert of_kind(text, CODE) == []


def test_what_follows_an_impossible_join_is_told_as_well():
    text = GATE + "j: {use: set, in: {x: g.high, y: g.low}}\nk: {use: set, in: {x: j}}"
    assert [p.node for p in of_kind(text, CODE)] == ["j"]
