# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from harmony.melody.checks.proof.worst import Cost, worst_case
from harmony.melody.load import loads
from tests.melody.checks.proof.cases import HEAD, catalog

SET = "use: data.set@1"
GET = "use: http.request@1, with: {url: 'https://x.y'}, effects: reads"
POST = "use: http.request@1, with: {url: 'https://x.y', method: POST}"


def worst(text, **more):
    head = "" if "\nnodes:" in text else "nodes:\n"
    lines = text if head == "" else "\n".join("  " + line for line in text.splitlines())
    return worst_case(loads(HEAD + head + lines).require(), catalog(), **more)


ATTEMPTS = [
    (f"a: {{{SET}}}", 4),
    (f"a: {{{SET}, importance: recommended}}", 3),
    (f"a: {{{SET}, importance: optional}}", 2),
    (f"a: {{{POST}}}", 1),
    (f"a: {{{SET}, on_error: skip}}", 1),
    (f"a: {{{POST}, retry: {{attempts: 3}}}}", 3),
    (f"a: {{{GET}, retry: {{attempts: 3}}, quality: {{min: 0.5, else: repeat, times: 2}}}}", 5),
    (f"a: {{{GET}, fallback: [{{use: data.set@1}}, {{value: 1}}]}}", 2),
    (f"a: {{{GET}, fallback: [{{value: 1}}, {{use: data.set@1}}]}}", 5),
    (f"a: {{{POST}, reconstruct: {{use: data.set@1, in: {{x: b.value}}}}}}\nb: {{{SET}}}", 6),
    (f"a: {{{SET}, enabled: false}}\nb: {{{SET}, pin: {{value: 1}}}}\nc: {{{SET}, when: false}}", 0),
    (f"r: {{use: flow.repeat@1, with: {{until: x, max: 5}}, body: {{nodes: {{n: {{{SET}}}}}, outputs: {{x: n}}}}}}", 20),
    (f"e: {{use: flow.each@1, with: {{items: [1, 2, 3]}}, retry: {{attempts: 2}}, body: {{nodes: {{n: {{{POST}}}}}}}}}", 6),
    (f"a: {{{POST}, in: {{x: {{from: b, back: true, max: 3}}}}}}\nb: {{{POST}, in: {{x: a}}}}\nc: {{{POST}, in: {{x: b}}}}", 9),
    (f"rules: [{{check: 'a.body', else: {{repeat: a, times: 2}}}}]\nnodes:\n  z: {{{POST}}}\n  a: {{{POST}, in: {{x: z}}}}\n  b: {{{POST}, in: {{x: a}}}}", 7),
    (f"a: {{{POST}}}\nb: {{{POST}}}\nc: {{{POST}, in: {{x: [a, b]}}, join: {{need: 1, late: merge}}}}", 4),
]  # fmt: skip


@pytest.mark.parametrize(("text", "attempts"), ATTEMPTS)
def test_the_attempts_of_the_worst_case(text, attempts):
    found = worst(text)
    assert (found.attempts, found.per) == (attempts, {})


def test_what_a_list_of_unknown_length_multiplies_is_told_apart():
    inner = f"{{use: flow.each@1, with: {{items: '{{{{ item }}}}'}}, body: {{nodes: {{n: {{{SET}}}}}}}}}"
    found = worst(
        f"s: {{{SET}}}\ne: {{use: flow.each@1, in: {{items: s}}, body: {{nodes: {{f: {inner}, g: {{{POST}}}}}}}}}"
    )
    assert found.attempts == 4
    assert found.per == {("e", "e/f"): 4, ("e",): 1}
    assert [n.node for n in found.nodes] == ["s", "e/f/n", "e/g"]


def price(use):
    return Cost(0.25, 1000) if use.startswith("http.request") else None


def test_declared_costs_are_summed_and_the_budget_is_the_limit():
    text = f"run: {{budget: {{usd: 1, tokens: 9000}}}}\nnodes:\n  a: {{{POST}, retry: {{attempts: 6}}}}\n  b: {{{SET}}}"
    found = worst(text, cost_of=price)
    assert (found.usd, found.tokens) == (1.5, 6000)
    assert (found.usd_at_most, found.tokens_at_most) == (1, 6000)
    assert worst(text).usd_at_most == 1
    assert worst(f"b: {{{SET}}}").usd_at_most is None


def test_costs_for_items_of_unknown_number_have_no_sum_but_the_budget():
    text = f"run: {{budget: {{usd: 2}}}}\nnodes:\n  s: {{{SET}}}\n  e: {{use: flow.each@1, in: {{items: s}}, body: {{nodes: {{n: {{{POST}}}}}}}}}"
    found = worst(text, cost_of=price)
    assert (found.usd, found.usd_at_most) == (None, 2)


def test_the_steps_of_a_melody_that_is_played_count():
    inner = loads(f"{HEAD}nodes: {{n: {{{POST}, retry: {{attempts: 3}}}}}}").require()
    text = "m: {use: flow.melody@1, with: {melody: x.yaml}, retry: {attempts: 2}}"
    assert worst(text, open_melody=lambda file: inner).attempts == 6
    assert worst(text).attempts == 2
