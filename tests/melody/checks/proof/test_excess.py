# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from harmony.melody.check import check
from harmony.melody.checks.proof.worst import Cost
from harmony.melody.load import loads
from tests.melody.checks.proof.cases import HEAD, catalog

CODE = "proof.worst"
GET = "use: http.request@1, with: {url: 'https://x.y'}"


def found(text, price=None):
    loaded = loads(HEAD + text)
    cost_of = (lambda use: price if use.startswith("http") else None) if price else None
    problems = check(loaded.require(), catalog(), loaded.places, notes=True, cost_of=cost_of)
    assert all(p.line > 2 and p.hint for p in problems)
    return [p.severity for p in problems if p.code == CODE]


def one(more, run="", prefix=""):
    return f"{run}nodes:\n  a: {{{prefix}{GET}, {more}}}\n"


def nested(attempts, passes, node=GET):
    return (
        f"nodes:\n  r: {{use: flow.repeat@1, with: {{until: x, max: {passes}}}, body: {{nodes: {{n: {{{node}, "
        f"retry: {{attempts: {attempts}}}}}}}, outputs: {{x: n.body}}}}}}\n"
    )


CHEAP = Cost(0.01, 100)
WRONG = [
    ("warning", one("retry: {attempts: 20000}"), None),
    ("warning", nested(200, 60), None),
    ("warning", nested(11, 1000), None),
    ("warning", "nodes:\n  e: {use: flow.each@1, with: {items: [1, 2]}, retry: {attempts: 100}, body: {nodes: {n: {use: http.request@1, with: {url: 'https://x.y'}, retry: {attempts: 100}}}}}\n", None),
    ("warning", one("quality: {min: 0.5, by: data.set@1, else: repeat, times: 10001}"), None),
    ("note", one("retry: {attempts: 60}", "run: {budget: {usd: 0.5}}\n"), CHEAP),
    ("note", one("retry: {attempts: 60}", "run: {budget: {tokens: 5000}}\n"), CHEAP),
    ("note", "run: {budget: {usd: 0.09}}\n" + nested(2, 5), CHEAP),
]  # fmt: skip
RIGHT = [
    (one("retry: {attempts: 20}"), None),
    (nested(100, 100), None),
    (nested(4, 1000), None),
    (one("retry: {attempts: 20000}, enabled: false"), None),
    (one("retry: {attempts: 20000}, pin: {body: 1}"), None),
    (one("retry: {attempts: 60}", "run: {budget: {usd: 0.6}}\n"), CHEAP),
    (one("retry: {attempts: 60}", "run: {budget: {tokens: 6000}}\n"), CHEAP),
    (one("retry: {attempts: 60}", "run: {budget: {usd: 0.01}}\n"), None),
    ("run: {budget: {usd: 0.1}}\n" + nested(2, 5), CHEAP),
]  # fmt: skip


@pytest.mark.parametrize(("severity", "text", "price"), WRONG)
def test_a_worst_case_out_of_proportion_is_told(severity, text, price):
    assert found(text, price) == [severity]


@pytest.mark.parametrize(("text", "price"), RIGHT)
def test_other_worst_cases_are_left_alone(text, price):
    assert found(text, price) == []
