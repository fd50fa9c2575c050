# Tables of cases read better with one case a line.
# ruff: noqa: E501
"""The list of "Bad files": each names file, line, column, node, field and the way out."""

from __future__ import annotations

import copy
import json
import random
import time

import pytest

from harmony.melody.check import check, opener
from harmony.melody.load import load, loads
from harmony.melody.reading import read_yaml
from tests.melody.types import HEAD, TYPES, only, problems, read

BAD = {
    "a wrong type": ("nodes:\n  a: {use: data.set@1, tags: x}\n", 4, 30, "a", "tags"),
    "an unknown key": ("nodes:\n  a: {use: data.set@1, titel: x}\n", 4, 24, "a", "titel"),
    "a missing id": ("nodes:\n  '': {use: data.set@1}\n", 4, 3, "", ""),
    "a doubled id": ("nodes:\n  a: {use: data.set@1}\n  a: {use: data.set@1}\n", 5, 3, "a", ""),
    "a wire to nowhere": ("nodes:\n  lode: {use: data.set@1}\n  b: {use: data.set@1, in: {x: load.value}}\n", 5, 32, "b", "in.x"),
    "types that do not fit": (
        "nodes:\n  a: {use: csv.read@1}\n  b: {use: image.show@1, in: {image: a.rows}}\n", 5, 38, "b", "in.image",
    ),
    "a cycle": (
        "nodes:\n  a: {use: data.set@1, in: {x: c}}\n  b: {use: data.set@1, in: {x: a}}\n  c: {use: data.set@1, in: {x: b}}\n",
        4, 32, "a", "in.x",
    ),
    "a back wire without a bound": (
        "nodes:\n  a: {use: data.set@1, in: {x: {from: b, back: true}}}\n  b: {use: data.set@1, in: {x: a}}\n",
        4, 32, "a", "in.x",
    ),
    "an expression that does not parse": ("nodes:\n  a:\n    use: data.set@1\n    with: {value: '{{ 1 + }}'}\n", 6, 19, "a", "with.value"),
    "an extension that is not installed": ("nodes:\n  a: {use: data.sett@1}\n", 4, 12, "a", "use"),
    "an unquoted expression": ("nodes:\n  a:\n    use: data.set@1\n    with: {value: {{ x }} }\n", 6, 19, "a", "with.value"),
    "a YAML tag": ("nodes:\n  a:\n    use: !x data.set@1\n", 5, 10, "a", "use"),
    "a newer format": ("", 1, 9, "", "format"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_told_with_place_node_field_and_way_out(kind, tmp_path):
    text, line, column, node, field = BAD[kind]
    file = tmp_path / "bad.melody.yaml"
    file.write_text("format: harmony/2\nname: x\n" if kind == "a newer format" else HEAD + text)
    before = file.read_bytes()
    loaded = load(file)
    found = list(loaded.problems) or check(loaded.require(), TYPES, loaded.places, str(file))
    assert len(found) == 1, "\n".join(map(str, found))
    problem = found[0]
    assert (problem.line, problem.column, problem.node, problem.field) == (line, column, node, field), str(problem)
    assert problem.file == str(file)
    assert problem.hint or "must be" in problem.message
    assert problem.is_error is (kind != "an extension that is not installed")
    assert file.read_bytes() == before


def test_the_path_of_a_cycle_is_shown():
    assert "a -> b -> c -> a" in only(BAD["a cycle"][0]).message


def test_both_types_are_named():
    message = only(BAD["types that do not fit"][0]).message
    assert "table" in message
    assert "image" in message


def test_all_problems_come_at_once_in_the_order_of_the_file():
    text = "nodes:\n  a: {use: data.set@1, in: {x: q}, when: 'zz'}\n  b: {use: csv.read@1, with: {limit: 0, pth: x}}\n"
    found = problems(text)
    assert [p.code for p in found] == ["wire.nowhere", "expression.scope", "param.value", "param.unknown"]


def test_a_body_is_checked_like_a_melody():
    text = (
        "nodes:\n  s: {use: data.set@1}\n  e:\n    use: flow.each@1\n    in: {items: s, q: s}\n    body:\n      nodes:\n"
        "        i: {use: data.set@1, in: {a: inputs.q, b: inputs.z, c: s}, with: {value: '{{ item }}{{ q }}'}}\n"
    )
    found = problems(text)
    assert [(p.node, p.field, p.code) for p in found] == [
        ("e/i", "in.b", "wire.nowhere"),
        ("e/i", "in.c", "wire.nowhere"),
        ("e/i", "with.value", "expression.scope"),
    ]


def test_without_places_problems_have_no_line():
    melody = read("nodes: {a: {use: no.such@1}}").require()
    assert check(melody, TYPES)[0].line == 0


def test_nothing_is_wrong_with_a_good_melody():
    assert problems(GOOD) == []


GOOD = """\
inputs:
  folder: {type: path, default: data}
  quarter: {type: text, default: Q3, choices: [Q1, Q2, Q3]}
outputs: {report: write.text, all: triage.label}
secrets: {KEY: {help: ask}}
rules: [{check: "load.rows | length == check.report.count", else: gap}]
nodes:
  load: {use: csv.read@1, with: {path: "{{ inputs.folder }}", delimiter: ","}}
  check:
    use: table.check@1
    in: {rows: load.rows}
    with: {rules: [{column: amount, min: 0, expression: "amount > 0"}]}
    quality: {min: 0.9, else: repeat, times: 2}
  gate:
    use: flow.switch@1
    in: {value: check.valid}
    with: {cases: [{when: "quality > 0.8 and meta.value.rows > 1", to: fast}, {when: "value", to: slow}], else: rest}
  write:
    use: text.template@1
    in: {facts: gate.fast, more: [gate.slow, gate.rest]}
    merge: {more: first}
    join: {need: 1, wait: 30s, on_timeout: route}
    with: {template: "{{ inputs.quarter }} {{ facts }} {{ run.attempt }}"}
    fallback: [{use: text.template@1, with: {template: "{{ error.message }}"}}, {value: none}]
    retry: {attempts: 3, errors: [rate_limit, timeout]}
  triage:
    use: flow.each@1
    in: {items: load, note: write.text}
    with: {key: "{{ item.id }}", concurrency: "{{ 2 + 2 }}", join: {need: 75%, when: "failed < 3"}}
    body:
      inputs: {note: {type: text}}
      nodes:
        label: {use: text.template@1, with: {template: "{{ item.subject }} {{ index }} {{ inputs.note }}"}}
      outputs: {label: label.text}
  again:
    use: flow.repeat@1
    in: {seed: write.text}
    with: {until: "draft == seed or iteration > 2", max: 3}
    body:
      nodes: {w: {use: data.set@1, with: {value: "{{ previous.draft }} {{ inputs.seed }}"}}}
      outputs: {draft: w.value}
  fetch: {use: http.request@1, after: [write], with: {url: "https://x/{{ secrets.KEY }}", timeout: 10s}}
  failed: {use: data.set@1, in: {e: write.error}}
layout:
  nodes: {load: {at: [1, 2]}, triage/label: {at: [3, 4]}}
  frames: [{title: t, nodes: [load]}]
"""


@pytest.mark.slow
def test_ten_thousand_nodes_are_loaded_and_checked_soon():
    lines = ["nodes:"]
    for n in range(10_000):
        wire = f"in: {{x: n{n - 1}.value}}" if n % 10 else "tags: [a]"
        lines.append(
            f'  n{n}:\n    use: data.set@1\n    {wire}\n    with:\n      value: "{{{{ {"x" if n % 10 else 1} }}}}"'
        )
    text = HEAD + "\n".join(lines)
    start = time.process_time()
    loaded = loads(text)
    assert check(loaded.require(), TYPES, loaded.places) == []
    assert time.process_time() - start < 3


ODD = [None, 1, -1, "x", "{{ zz }}", "{{ x", "load.rows", [], {}, "inputs", True, ["load"], {"from": "write", "back": True},
       "item", 0.5, {"need": 9}, "flow.each@1", "flow.melody", "{% if %}", "75%"]  # fmt: skip


@pytest.mark.slow
def test_no_document_makes_the_checks_raise():
    chance = random.Random(7)
    whole = read_yaml(HEAD + GOOD).data
    for _ in range(120):
        data = copy.deepcopy(whole)
        for _ in range(3):
            holder, key = chance.choice(list(_spots(data)))
            if chance.random() < 0.25:
                del holder[key]
            else:
                holder[key] = copy.deepcopy(chance.choice(ODD))
        loaded = loads(json.dumps(data, indent=1), "a.json")
        found = loaded.problems or check(loaded.require(), TYPES, loaded.places, "a.json")
        assert all(p.line > 0 and str(p).startswith("a.json:") for p in found)


def _spots(data):
    """Every place in plain data: what holds it, and its key."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(items):
        yield data, key
        yield from _spots(value)


def test_a_melody_that_is_played_is_read_again_only_when_it_changes(tmp_path):
    file = tmp_path / "inner.yaml"
    file.write_text(f"{HEAD}nodes: {{}}\n")
    first = opener(tmp_path)("inner.yaml")
    assert opener(tmp_path)("inner.yaml") is first
    file.write_text(f"{HEAD}inputs: {{a: {{}}}}\nnodes: {{}}\n")
    assert "a" in opener(tmp_path)("inner.yaml").inputs
    file.unlink()
    assert opener(tmp_path)("inner.yaml") is None
