"""`harmony runs show --at`: how a run stood at one of its events."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Harmony

MANY = """\
format: harmony/1
name: many
outputs: {o: e.o}
nodes:
  e:
    use: flow.each@1
    with: {items: "{{ range(12) | list }}"}
    body:
      nodes:
        n: {use: data.set@1, with: {value: "{{ item }}"}}
      outputs: {o: n.value}
"""


def test_show_at(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    before, after = harmony("runs", "show", "last", "--at", "0"), harmony("runs", "show", "last", "--at", "-1")
    assert "greet" in before.out and "idle" in before.out and ": running" in before.out
    assert "complete" in after.out and ": completed" in after.out and "Hello you!" in after.out


def test_a_node_is_one_line_whatever_it_gave(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "lines.melody.yaml"
    node = '{use: text.template@1, with: {template: "a\\nb{{ inputs.x }}"}}'
    path.write_text(f"format: harmony/1\nname: lines\ninputs: {{x: {{default: c}}}}\nnodes: {{a: {node}}}\n")
    harmony("run", path)
    assert r'text = "a\nbc"' in harmony("runs", "show", "last", "--at", "-1").out


def test_show_at_as_json_has_wires_and_values(harmony: Harmony, hello: Path) -> None:
    harmony("run", hello)
    found = json.loads(harmony("runs", "show", "last", "--at", "-1", "--json").out)
    assert found["seq"] == found["last"] and found["spent"] == {}
    assert found["nodes"][0]["outputs"]["text"]["value"] == "Hello you!"


def test_a_node_of_many_passes_is_one_line(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "many.melody.yaml"
    path.write_text(MANY)
    harmony("run", path)
    shown = harmony("runs", "show", "last", "--at", "-1").out
    assert "e/n: 12 passes: 12 complete" in shown
    assert "e/n@7" in harmony("runs", "show", "last", "--at", "-1", "--node", "e/n@7").out
    assert harmony("runs", "show", "last", "--at", "-1", "--node", "nobody").status == 2
    assert harmony("runs", "show", "last", "--at", "never").status == 2
