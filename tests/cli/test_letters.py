import json
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

MELODY = """\
format: harmony/1
name: tickets
nodes:
  list: {use: data.set@1, with: {value: [a, bad, c, worse]}}
  each:
    use: flow.each@1
    in: {items: list.value}
    with: {on_item_error: dead_letter}
    body:
      nodes:
        label:
          use: python.code@1
          isolation: inline
          in: {word: word.value}
          with: {code: "def main(word): return {'a': 1, 'c': 3}[word]"}
        word: {use: data.set@1, with: {value: "{{ item }}"}}
      outputs: {label: label.value}
"""


@pytest.fixture
def letters(harmony: Harmony, tmp_path: Path) -> Harmony:
    path = tmp_path / "m.melody.yaml"
    path.write_text(MELODY)
    assert harmony("run", path).status == 0
    return harmony


def listed(harmony: Harmony, *words: str) -> list[str]:
    found = [json.loads(line) for line in harmony(*words, "--json").out.splitlines()]
    return [f"{one['node']}@{one['pass']}" for one in found]


def test_list_and_show(letters: Harmony, hello: Path) -> None:
    shown = letters("letters", "show", "last").out
    assert 'item: "bad"' in shown
    assert "'worse'" in shown
    letters("run", hello)
    found = listed(letters, "letters", "list")
    assert len(found) == 2
    run = letters("letters").out.split()[0]
    assert letters("letters", "show", run, found[0]).out.count("item:") == 1


def test_discard_puts_away(letters: Harmony) -> None:
    first, second = listed(letters, "letters", "list")
    assert letters("letters", "discard", "last", first).out == "1 put away.\n"
    assert listed(letters, "letters", "list", "last") == [second]
    assert letters("letters", "discard", "last", first).status == 1
    assert letters("letters", "discard", "last").out == "1 put away.\n"
    assert letters("letters", "list").out == "There are no dead letters.\n"
    assert letters("runs", "show", "last", "--json").out.count('"kind":"letter"') == 2


def test_what_is_not_there(letters: Harmony, hello: Path) -> None:
    assert letters("letters", "show", "last", "nobody").status == 1
    letters("run", hello)
    result = letters("letters", "show", "last")
    assert (result.status, result.err) == (1, "The run has no dead letters.\n")


def test_retry_sends_again_and_what_follows_plays(harmony: Harmony, tmp_path: Path) -> None:
    path, fixed = tmp_path / "m.melody.yaml", tmp_path / "fixed"
    known = f"{{'bad': 2}} if os.path.exists('{fixed}') else {{}}"
    code = f"def main(word):\\n  import os\\n  return {{'a': 1, 'c': 3, **({known})}}[word]"
    text = MELODY.replace("def main(word): return {'a': 1, 'c': 3}[word]", code)
    path.write_text(text + "  total: {use: data.set@1, in: {all: each.label}, with: {value: '{{ all | sum }}'}}\n")
    path.write_text(path.read_text().replace("nodes:", "outputs: {total: total.value}\nnodes:", 1))
    assert json.loads(harmony("run", path, "--json").out.splitlines()[-1])["outputs"] == {"total": 4}
    assert harmony("letters", "discard", "last", "each@3").status == 0
    fixed.touch()
    again = harmony("letters", "retry", "last", "--json")
    assert again.status == 0, again.err
    told = [json.loads(line) for line in again.out.splitlines()]
    assert told[-1]["outputs"] == {"total": 6}
    assert [e["pass"] for e in told if e["kind"] == "node.started" and e["node"] == "each/label"] == ["1"]
    assert harmony("letters").out == "There are no dead letters.\n"
    assert harmony("letters", "retry", "last").status == 1


def test_what_fails_again_lies_there_again(letters: Harmony) -> None:
    again = letters("letters", "retry", "last", "each@1", "--strict")
    assert again.status == 1
    assert "2 dead letters" in again.out
    assert len(listed(letters, "letters", "list")) == 2
