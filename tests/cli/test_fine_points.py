"""Fine points of play that are seen from outside alone: 7, 17, 45, 47 and 48."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow

HEAD = "format: harmony/1\nname: n\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "n.melody.yaml"
    path.write_text(HEAD + text)
    return path


def last(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


@pytest.mark.parametrize("words", [("-i", "times=many"), ("-i", "whom=me"), ("-i", "times")])
def test_s7_wrong_values_are_wrong_usage_before_anything_is_admitted(
    harmony: Harmony, hello: Path, words: tuple[str, ...]
) -> None:
    assert harmony("run", hello, *words).status == 2
    assert harmony("runs", "list").out.startswith("Nothing has run yet")


CASES = [
    "join: {need: 3}", "join: {need: -1}", "join: {need: 101%}", "join: {need: few}", "merge: {z: list}",
]  # fmt: skip


@pytest.mark.parametrize("more", CASES)
def test_s17_joins_that_cannot_be_meant_are_found_by_check(harmony: Harmony, tmp_path: Path, more: str) -> None:
    node = "  a: {use: data.set@1, with: {value: 1}}\n  b: {use: data.set@1, in: {x: [a, a]}, with: {value: 1}, "
    said = harmony("check", write(tmp_path, f"nodes:\n{node}{more}}}\n"))
    assert said.status == 1 and "error" in said.err + said.out


def test_s17_an_empty_list_of_wires_is_found_and_a_list_of_one_is_a_list(harmony: Harmony, tmp_path: Path) -> None:
    nodes = (
        "  a: {use: data.set@1, with: {value: 7}}\n  b: {use: data.set@1, in: {x: WIRES}, with: {value: '{{ x }}'}}\n"
    )
    assert harmony("check", write(tmp_path, "nodes:\n" + nodes.replace("WIRES", "[]"))).status == 1
    path = write(tmp_path, "outputs: {o: b}\nnodes:\n" + nodes.replace("WIRES", "[a]"))
    assert last(harmony("run", path, "--json").out)["outputs"] == {"o": [7]}


@pytest.mark.parametrize(
    ("expression", "outcome"),
    [
        ("nobody", "failed"), ("x.nobody", "failed"), ("x.nobody | default(3)", 3), ("x.nobody is defined", False),
        ("debug()", "failed"), ("''.__class__.__mro__", "failed"), ("range(99999999) | list | length", "failed"),
        ("'x' * 9000000", "failed"),
    ],
)  # fmt: skip
def test_s45_unknown_names_and_boundless_work_are_errors(
    harmony: Harmony, tmp_path: Path, expression: str, outcome: Any
) -> None:
    nodes = "nodes:\n  s: {use: data.set@1, with: {value: {q: 1}}}\n"
    nodes += f'  a: {{use: data.set@1, in: {{x: s}}, with: {{value: "{{{{ {expression} }}}}"}}}}\n'
    said = harmony("run", write(tmp_path, "outputs: {o: a}\n" + nodes), "--json")
    if outcome == "failed":
        assert said.status == 1
    else:
        assert last(said.out)["outputs"] == {"o": outcome}


def test_s47_only_true_and_false_are_booleans(harmony: Harmony, tmp_path: Path) -> None:
    values = "[no, yes, on, off, true, 12:30, 2026-11-21, 1.5, 0x1F]"
    path = write(tmp_path, f"outputs: {{o: a}}\nnodes:\n  a: {{use: data.set@1, with: {{value: {values}}}}}\n")
    wanted = ["no", "yes", "on", "off", True, "12:30", "2026-11-21", 1.5, 31]
    assert last(harmony("run", path, "--json").out)["outputs"]["o"] == wanted


@pytest.mark.slow
def test_s48_code_that_returns_nothing_delivers_null(harmony: Harmony, tmp_path: Path) -> None:
    code = "  a: {use: python.code@1, with: {code: 'def main(): pass'}}\n"
    code += "  b: {use: data.set@1, in: {x: a}, with: {value: '{{ x is none }}'}}\n"
    said = harmony("run", write(tmp_path, "outputs: {a: a, b: b}\nnodes:\n" + code), "--json")
    assert last(said.out)["outputs"] == {"a": None, "b": True}
