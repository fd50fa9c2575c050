# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.checks.proof.cases import of_kind

CODE = "proof.effects"
POST = "use: http, with: {url: 'https://x.y', method: POST}"
GET = "use: http, with: {url: 'https://x.y'}"
CODE_ = "use: py, with: {code: 'def main(): pass'}"
TWICE = "retry: {attempts: 2}"


def each(node, more):
    return f"s: {{use: set}}\ne: {{use: flow.each@1, in: {{items: s}}, {more}, body: {{nodes: {{n: {{{node}}}}}}}}}"


WRONG = [
    ("warning", f"a: {{{POST}, {TWICE}}}"),
    ("warning", f"a: {{{POST.replace('POST', 'PATCH')}, retry: {{attempts: 5, errors: [timeout, rate_limit]}}}}"),
    ("warning", f"a: {{{CODE_}, effects: writes, {TWICE}}}"),
    ("warning", "a: {use: shell.run@1, with: {command: [rm, x]}, effects: writes, retry: {}}"),
    ("warning", f"a: {{{POST}, quality: {{min: 0.5, by: set@1, else: repeat, times: 2}}}}".replace("set@1", "data.set@1")),
    ("warning", each(POST, TWICE)),
    ("warning", f"a: {{use: flow.send@1, with: {{event: done}}, {TWICE}}}"),
    ("warning", f"rules: [{{check: 'a.status == 200', else: {{repeat: a, times: 2}}}}]\nnodes:\n  a: {{{POST}}}"),
    ("warning", f"a: {{use: set}}\nb: {{use: set}}\nc: {{use: set, in: {{x: [a, b]}}, join: {{need: 1, late: merge}}}}\nd: {{{POST}, in: {{x: c}}}}"),
    ("note", f"a: {{{CODE_}, {TWICE}}}"),
]  # fmt: skip

RIGHT = [
    f"a: {{{GET}, {TWICE}}}",
    f"a: {{{POST}}}",
    f"a: {{{POST}, retry: {{attempts: 1}}}}",
    f"a: {{{POST}, retry: {{attempts: 3, errors: [rate_limit]}}}}",
    f"a: {{{POST.replace('method', 'headers: {Idempotency-Key: k}, method')}, {TWICE}}}",
    f"a: {{{POST.replace('POST', 'PUT')}, {TWICE}}}",
    f"a: {{{CODE_}, effects: none, {TWICE}}}",
    f"a: {{{CODE_}, effects: reads, quality: {{min: 0, else: repeat, times: 2}}}}",
    f"a: {{use: files.write@1, with: {{path: x, content: y}}, {TWICE}}}",
    each(GET, TWICE),
    f"a: {{{POST}, {TWICE}, pin: {{body: 1}}}}",
    f"a: {{{POST}, fallback: [{{value: {{body: none}}}}]}}",
]  # fmt: skip


@pytest.mark.parametrize(("severity", "text"), WRONG)
def test_an_effect_that_may_come_twice_is_told(severity, text):
    found = of_kind(text, CODE)
    assert [p.severity for p in found] == [severity], found


@pytest.mark.parametrize("text", RIGHT)
def test_what_may_be_tried_again_is_left_alone(text):
    assert of_kind(text, CODE) == []
