# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from tests.melody.types import only, problems

HEAD = "inputs: {q: {}, key: {type: secret}}\nsecrets: {KEY: {}}\nnodes:\n  s: {use: data.set@1}\n  a: "


@pytest.mark.parametrize(
    ("node", "code", "message", "hint"),
    [
        ("{use: data.set@1, with: {value: '{{ s }}'}}", "expression.scope", "`s` is not known here", "A node's output comes by a wire: `in: {s: s.PORT}`"),
        ("{use: data.set@1, with: {value: '{{ q }}'}}", "expression.scope", "`q` is not known here", "Write `inputs.q`"),
        ("{use: data.set@1, with: {value: '{{ item }}'}}", "expression.scope", "`item` is not known here", "It is known only in the body of flow.each"),
        ("{use: data.set@1, in: {rows: s}, with: {value: '{{ rws }}'}}", "expression.scope", "`rws` is not known here", "Did you mean `rows`?"),
        ("{use: data.set@1, with: {value: '{{ inputs.zz }}'}}", "expression.scope", "`inputs` has no `zz`", "`inputs` has: `q`, `key`"),
        ("{use: data.set@1, with: {value: '{{ run.atempt }}'}}", "expression.scope", "`run` has no `atempt`", "Did you mean `attempt`?"),
        ("{use: data.set@1, in: {p: s}, with: {value: '{{ meta.r.rows }}'}}", "expression.scope", "`meta` has no `r`", "`meta` has: `p`"),
        ("{use: data.set@1, when: 'x >'}", "expression.syntax", "“x >” cannot be read: a value is expected, not the end", "Write it as in `rows | length > 3`"),
        ("{use: data.set@1, when: '{{ q }}'}", "expression.syntax", "“{{ q }}” cannot be read: a condition is written without `{{ }}`", "Write it as in `rows | length > 3`"),
        ("{use: data.set@1, in: {p: s}, join: {when: 'complete > 1'}}", "expression.scope", "`complete` is not known here", "Did you mean `completed`?"),
        ("{use: data.set@1, with: {value: '{{ secrets.KEY }}'}}", "secret.type", "`data.set` may not use secrets (`secrets.KEY`)", "Use it in a node type that declares secrets, such as http.request"),
        ("{use: http.request@1, with: {url: '{{ secrets.KEI }}'}}", "secret.unknown", "the secret `KEI` is not declared", "Did you mean `KEY`?"),
        ("{use: http.request@1, with: {url: '{{ secrets }}'}}", "secret.name", "`secrets` names one of them", "Write `secrets.NAME`"),
        ("{use: http.request@1, when: 'secrets.KEY'}", "secret.place", "`secrets` can be used in `with` only", "Give it to the step in `with`"),
        ("{use: data.set@1, with: {value: '{{ inputs.key }}'}}", "secret.type", "`data.set` may not use secrets (`inputs.key`)", "Use it in a node type that declares secrets, such as http.request"),
        ("{use: data.set@1, concurrency_key: '{{ zz }}'}", "expression.scope", "`zz` is not known here", "In scope: `inputs`, `run`"),
        ("{use: data.set@1, compensate: {use: data.set@1, with: {value: '{{ vale }}'}}}", "expression.scope", "`vale` is not known here", "Did you mean `value`?"),
        ("{use: data.set@1, fallback: [{value: ['{{ zz }}']}]}", "expression.scope", "`zz` is not known here", "In scope: `error`, `inputs`, `run`"),
    ],
)  # fmt: skip
def test_an_expression_that_is_wrong_is_explained(node, code, message, hint):
    problem = only(HEAD + node)
    assert (problem.code, problem.message) == (code, message)
    assert problem.hint.startswith(hint)
    assert problem.node == "a"


@pytest.mark.parametrize(
    "node",
    [
        "{use: data.set@1, in: {p: s}, when: 'p and quality', with: {value: '{{ p }}{{ meta.p.rows }}{{ run.id }}{{ inputs.q }}'}}",
        "{use: http.request@1, with: {url: '{{ secrets.KEY }}{{ inputs.key }}'}}",
        "{use: data.set@1, with: {value: '{% for i in inputs.q %}{{ i }}{{ loop.index }}{% endfor %}'}}",
        "{use: csv.read@1, with: {path: '{{ files }}', files: [x]}}",
        "{use: data.set@1, in: {p: s}, join: {when: 'completed > 1 or pending == 0'}}",
        "{use: data.set@1, in: {p: {from: b, back: true, max: 2}}, with: {value: '{{ iteration }}{{ previous }}'}}\n  b: {use: data.set@1, after: a, when: run.attempt < 9}",
        "{use: data.set@1, compensate: {use: data.set@1, with: {value: '{{ value }}{{ error.message }}'}}}",
        "{use: python.code@1, with: {code: 'd = {{}}'}}",
    ],
)  # fmt: skip
def test_an_expression_that_is_right_is_left_alone(node):
    assert problems(HEAD + node) == []


def test_secrets_need_no_node_type_that_is_not_installed():
    found = problems(HEAD + "{use: no.such@1, with: {url: '{{ secrets.KEY }}', body: '{{ url }}'}}")
    assert [p.code for p in found] == ["type.missing"]


HYPHEN = "nodes:\n  s: {use: data.set@1}\n  a: {use: data.set@1, in: {%s}, with: {value: '%s'}}\n"


@pytest.mark.parametrize(
    ("ports", "text", "severity"),
    [
        ("a-b: s", "{{ a-b }}", "error"),
        ("a-b: s, a: s, b: s", "{{ a-b }}", "warning"),
        ("a-b: s, a: s, b: s", "{% if a-b %}x{% endif %}", "warning"),
    ],
)
def test_a_port_with_a_hyphen_cannot_be_named(ports, text, severity):
    problem = only(HYPHEN % (ports, text))
    assert (problem.code, problem.severity) == ("expression.hyphen", severity)
    assert "`a_b`" in problem.hint


def test_a_hyphen_elsewhere_is_left_alone():
    assert problems(HYPHEN % ("a-b: s, c: s", 'a-b {{ c - 1 }} {{ "a-b" }}')) == []
    assert 'inputs["x-y"]' in only("inputs: {x-y: {}, y: {}}\n" + HYPHEN % ("y: s", "{{ inputs.x-y }}")).hint


@pytest.mark.parametrize(
    ("template", "severity"),
    [
        ("nobody: {{ nobody | default(3) }}", "warning"),
        ("{{ nobody | d('nobody') }} {% if nobody is not defined %}none{% endif %}", "warning"),
        ("{{ nobody | default(3) }} {{ nobody }}", "error"),
        ("{{ nobody }}", "error"),
    ],
)
def test_s45_a_name_that_is_looked_for_need_not_be_there(template, severity):
    (found,) = problems(f'nodes:\n  a: {{use: text.template@1, with: {{template: "{template}"}}}}\n')
    assert (found.code, found.severity) == ("expression.scope", severity)
