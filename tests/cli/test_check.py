"""Every kind of wrong file is told with its place and the way out, and stays untouched."""
# ruff: noqa: E501

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

HEAD = "format: harmony/1\nname: x\n"
NODES = HEAD + "nodes:\n"
A = '  a: {use: text.template@1, with: {template: "hi"}}\n'

# name: (text, what the message must say: place, node, field, the way out)
WRONG = {
    "not_yaml": (HEAD + "nodes: [\n", r":\d+:\d+: error"),
    "a_list": ("- 1\n- 2\n", r":1:1: error.*"),
    "empty": ("", r"error"),
    "wrong_type": (NODES + "  a: {use: text.template@1, retry: {attempts: many}}\n", r":4:\d+: error.*attempts"),
    "unknown_key": (HEAD + "nodess: {}\n", r":3:1: error.*nodess.*nodes"),
    "unknown_node_key": (NODES + "  a: {use: text.template@1, retyr: {}}\n", r":4:\d+: error.*retyr.*retry"),
    "missing_use": (NODES + "  a: {title: A}\n", r":4:\d+: error.*use"),
    "missing_format": ("name: x\nnodes: {}\n", r"error.*format"),
    "doubled_id": (NODES + A + A, r":5:3: error.*a"),
    "reserved_id": (NODES + "  inputs: {use: text.template@1, with: {template: x}}\n", r":4:\d+: error.*inputs"),
    "wire_to_nowhere": (
        NODES + A + "  b: {use: text.template@1, in: {t: aa.text}, with: {template: x}}\n",
        r":5:\d+: error.*aa.*a",
    ),
    "wire_to_no_port": (
        NODES + A + "  b: {use: text.template@1, in: {t: a.txt}, with: {template: x}}\n",
        r":5:\d+: error.*txt.*text",
    ),
    "types_do_not_fit": (
        NODES
        + "  s: {use: shell.run@1, with: {command: [ls]}}\n  c: {use: table.check@1, in: {rows: s.code}, with: {rules: []}}\n",
        r":5:\d+: error.*(integer.*table|table.*integer)",
    ),
    "cycle": (
        NODES
        + "  a: {use: text.template@1, in: {x: b.text}, with: {template: x}}\n  b: {use: text.template@1, in: {x: a.text}, with: {template: x}}\n",
        r"error.*(a.*b.*a|b.*a.*b)",
    ),
    "back_without_bound": (
        NODES + "  a: {use: text.template@1, in: {x: {from: a.text, back: true}}, with: {template: x}}\n",
        r":4:\d+: error.*max",
    ),
    "bad_expression": (
        NODES + '  a: {use: text.template@1, with: {template: "{{ 1 + }}"}}\n',
        r":4:\d+: error.*template",
    ),
    "unknown_name": (NODES + '  a: {use: text.template@1, with: {template: "{{ whom }}"}}\n', r":4:\d+: error.*whom"),
    "unquoted_braces": (NODES + "  a: {use: data.set@1, with: {value: {{ inputs.x }}}}\n", r":4:\d+: error.*quot"),
    "newer_format": ("format: harmony/9\nname: x\nnodes: {}\n", r":1:\d+: error.*harmony/9"),
    "tag": (HEAD + "nodes: !!python/object {}\n", r":3:\d+: error.*tag"),
    "alias_bomb": (
        HEAD + "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nnodes: {}\n",
        r"error.*(alias|anchor|unknown)",
    ),
    "deep": (HEAD + "nodes: " + "[" * 70 + "]" * 70 + "\n", r"error.*64"),
    "conflict": (NODES + "<<<<<<< ours\n" + A + "=======\n" + A + ">>>>>>> theirs\n", r":4:\d+: error.*conflict"),
    "missing_param": (NODES + "  a: {use: sql.query@1}\n", r":4:\d+: error.*sql"),
    "bad_duration": (
        NODES + '  a: {use: text.template@1, with: {template: x}, timeout: "soon"}\n',
        r":4:\d+: error.*soon",
    ),
    "need_too_large": (
        NODES + A + "  b: {use: text.template@1, in: {t: a.text}, join: {need: 3}, with: {template: x}}\n",
        r":5:\d+: error.*need",
    ),
    "wrong_outputs": (HEAD + "outputs: {r: nobody.text}\nnodes:\n" + A, r":3:\d+: error.*nobody"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_files(harmony: Harmony, tmp_path: Path, kind: str) -> None:
    text, said = WRONG[kind]
    path = tmp_path / f"{kind}.melody.yaml"
    path.write_text(text)
    result = harmony("check", path)
    assert result.status == 1
    assert re.search(said, result.out, re.IGNORECASE), result.out
    assert re.search(rf"{kind}\.melody\.yaml(:\d+:\d+)?: error: ", result.out), result.out
    assert "Traceback" not in result.out + result.err
    assert path.read_text() == text


def test_a_right_file(harmony: Harmony, hello: Path) -> None:
    result = harmony("check", hello)
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith("hello.melody.yaml: 1 node, no errors, no warnings\n")


def test_an_extension_that_is_not_there_is_a_warning(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "x.melody.yaml"
    path.write_text(NODES + "  a: {use: acme.magic@1}\n")
    result = harmony("check", path)
    assert result.status == 0
    assert "warning" in result.out
    assert "acme.magic" in result.out


def test_problems_as_json(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "x.melody.yaml"
    path.write_text(NODES + "  a: {use: sql.query@1}\n")
    result = harmony("check", path, "--json")
    problem = json.loads(result.out.splitlines()[0])
    assert (problem["severity"], problem["node"], problem["line"]) == ("error", "a", 4)


def test_a_file_that_is_not_there(harmony: Harmony, tmp_path: Path) -> None:
    result = harmony("check", tmp_path / "none.melody.yaml")
    assert result.status == 1
    assert "none.melody.yaml" in result.out + result.err
