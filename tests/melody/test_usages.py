from __future__ import annotations

import pytest

from harmony.melody.load import loads
from harmony.melody.usages import input_usages, node_usages, port_usages, renamed_input

SOURCE = """\
format: harmony/1
name: x
inputs:
  folder: {type: path}
  limit: {type: integer, default: 3}
outputs: {rows: load.rows}
rules:
  - {check: "load.rows | length < inputs.limit"}
tests:
  - name: small
    inputs: {limit: 1}
    pins: {load.rows: []}
    expect: {states: {load: complete}}
nodes:
  load:
    use: csv.read@1
    with: {path: "{{ inputs.folder }}/*.csv"}
  pick:
    use: flow.switch@1
    in: {value: load.rows}
    with:
      cases: [{when: "value | length > inputs.limit", to: many}]
  each:
    use: flow.each@1
    in: {items: load.rows, limit: inputs.limit}
    after: load
    body:
      inputs: {limit: {type: integer}}
      nodes:
        say:
          use: text.template@1
          in: {n: inputs.limit}
          with: {template: "{{ n }} of {{ inputs.limit }}"}
      outputs: {text: say.text}
"""
MELODY = loads(SOURCE).require()


def test_where_a_node_is_named() -> None:
    found = [(u.kind, u.node or u.path[0]) for u in node_usages(MELODY, "load")]
    assert found == [
        ("wire", "pick"),
        ("wire", "each"),
        ("order", "each"),
        ("output", "outputs"),
        ("rule", "rules"),
        ("test", "tests"),
        ("test", "tests"),
    ]
    assert [u.path[-1] for u in node_usages(MELODY, "each/say")] == ["text"]
    assert node_usages(MELODY, "nobody") == []


def test_where_a_port_is_used() -> None:
    assert [u.kind for u in port_usages(MELODY, "load", "rows")] == ["wire", "wire", "output", "rule", "test"]
    assert port_usages(MELODY, "load", "row") == []


def test_where_an_input_is_used() -> None:
    assert [u.text for u in input_usages(MELODY, "folder")] == ["{{ inputs.folder }}/*.csv"]
    assert [(u.kind, u.node) for u in input_usages(MELODY, "limit")] == [
        ("wire", "each"),
        ("expression", "pick"),
        ("rule", ""),
        ("test", ""),
    ]
    assert [(u.kind, u.node) for u in input_usages(MELODY, "limit", "each")] == [
        ("wire", "each/say"),
        ("expression", "each/say"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("inputs.a + inputs . a", "inputs.b + inputs.b"),
        ("inputs['a'] ~ inputs[\"a\"]", "inputs.b ~ inputs.b"),
        ("'inputs.a' ~ inputs.a", "'inputs.a' ~ inputs.b"),
        ("inputs.ab + x.inputs.a + my_inputs.a", "inputs.ab + x.inputs.a + my_inputs.a"),
        ("inputs.a.b[inputs.a-1]", "inputs.b.b[inputs.b-1]"),
        ("inputs.a-b", "inputs.a-b"),
    ],
)
def test_expressions(text: str, wanted: str) -> None:
    assert renamed_input(text, "a", "b", is_bare=True) == wanted
    assert renamed_input(f"inputs.a {{{{ {text} }}}}", "a", "b", is_bare=False) == f"inputs.a {{{{ {wanted} }}}}"


def test_a_name_that_is_no_identifier_goes_in_brackets() -> None:
    assert renamed_input("inputs.a", "a", "b-c", is_bare=True) == 'inputs["b-c"]'
