"""Commands that need the document alone."""

import json
from pathlib import Path

from tests.cli.conftest import Harmony

TWO = """\
format: harmony/1
name: two
nodes:
  a: {use: text.template@1, title: First, with: {template: x}}
  b: {use: text.template@1, in: {t: a.text}, with: {template: "{{ t }}"}}
outputs: {text: b.text}
"""


def two(tmp_path: Path) -> Path:
    path = tmp_path / "two.melody.yaml"
    path.write_text(TWO)
    return path


def test_show_as_text(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("show", two(tmp_path))
    assert said.status == 0
    assert "node b: text.template@1  <- a" in said.out
    assert "out  text: b.text" in said.out


def test_show_as_mermaid(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("show", two(tmp_path), "--mermaid")
    assert said.out.startswith("flowchart LR")
    assert "a -->|text| b" in said.out


def test_export_as_json_plays_alike(harmony: Harmony, tmp_path: Path) -> None:
    said = harmony("export", two(tmp_path))
    assert json.loads(said.out)["nodes"]["a"]["title"] == "First"
    copy = tmp_path / "two.melody.json"
    copy.write_text(said.out)
    assert "text: x" in harmony("run", copy).out


def test_export_as_yaml_is_the_same_document(harmony: Harmony, tmp_path: Path) -> None:
    copy = tmp_path / "copy.melody.yaml"
    copy.write_text(harmony("export", two(tmp_path), "--to", "yaml").out)
    said = harmony("diff", two(tmp_path), copy)
    assert (said.status, said.out) == (0, "No differences.\n")


def test_diff_names_node_and_field(harmony: Harmony, tmp_path: Path) -> None:
    other = tmp_path / "other.melody.yaml"
    other.write_text(TWO.replace("template: x", "template: y"))
    said = harmony("diff", two(tmp_path), other)
    assert said.status == 1
    assert "a" in said.out
    assert "template" in said.out


def test_schema_is_json_schema(harmony: Harmony) -> None:
    schema = json.loads(harmony("schema").out)
    assert {"format", "nodes", "layout"} <= set(schema["properties"])


def test_a_file_that_cannot_be_read(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "bad.melody.yaml"
    path.write_text("nodes: [")
    said = harmony("show", path)
    assert said.status == 1
    assert "bad.melody.yaml:2:1: error: this is no YAML" in said.err
