# Tables of cases read better with one case a line.
from __future__ import annotations

import pytest

from tests.melody.checks.proof.cases import of_kind

CODE = "proof.fallback"
POST = "use: http, with: {url: 'https://x.y', method: POST}"
GET = "use: http, with: {url: 'https://x.y'}"

WRONG = [
    f"a: {{{POST}}}",
    f"a: {{{POST}, importance: essential}}",
    f"a: {{{POST.replace('POST', 'PATCH')}, timeout: 5s}}",
    f"a: {{{GET}, importance: essential}}",
    f"a: {{{GET}, retry: {{attempts: 1}}}}",
    "a: {use: files.read@1, with: {path: x}, importance: essential}",
    "a: {use: py, with: {code: 'def main(): pass'}, importance: essential}",
    f"e: {{use: flow.each@1, with: {{items: [1]}}, body: {{nodes: {{a: {{{POST}}}}}}}}}",
    f"a: {{{POST}, on_error: fail}}",
]

RIGHT = [
    f"a: {{{POST}, fallback: [{{value: {{body: none}}}}]}}",
    f"a: {{{POST}, importance: optional}}",
    f"a: {{{POST}, on_error: route}}\nb: {{use: set, in: {{e: a.error}}}}",
    f"a: {{{POST}, retry: {{attempts: 3, errors: [rate_limit]}}}}",
    f"a: {{{GET}}}",
    "a: {use: set, importance: essential}",
    "a: {use: files.read@1, with: {path: x}}",
    f"a: {{{POST}, enabled: false}}",
    f"a: {{{POST}, pin: {{body: 1}}}}",
    f"a: {{{POST}, reconstruct: {{use: data.set@1, in: {{x: b.value}}}}}}\nb: {{use: set}}",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_an_essential_step_with_nothing_to_fall_back_on_is_noted(text):
    found = of_kind(text, CODE)
    assert [p.severity for p in found] == ["note"]
    assert "one failure of `a` ends the run" in found[0].message


@pytest.mark.parametrize("text", RIGHT)
def test_other_steps_are_left_alone(text):
    assert of_kind(text, CODE) == []
