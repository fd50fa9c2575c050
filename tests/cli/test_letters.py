import json
from pathlib import Path

import pytest

from tests.cli.conftest import Harmony

pytestmark = pytest.mark.slow

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
    assert "after 1 attempt\n" in shown
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


def test_an_edited_item_is_sent_again_into_the_same_run(letters: Harmony) -> None:
    said = letters("letters", "edit", "last", "each@1", "--set", '="a"')
    assert said.status == 0 and "letters retry" in said.out, said.err
    assert 'to be sent again with item: "a"' in letters("letters", "show", "last", "each@1").out
    assert ", edited)" not in letters("letters").out and "(edited)" in letters("letters").out
    again = letters("letters", "retry", "last", "each@1", "--json")
    told = [json.loads(line) for line in again.out.splitlines()]
    done = [e for e in told if e["kind"] == "node.completed"]
    assert [e["pass"] for e in done if e["node"] == "each/label"] == ["1"]
    ended = next(e for e in done if e["node"] == "each")
    assert ended["outputs"]["label"]["value"] == [1, 1, 3]
    assert listed(letters, "letters", "list") == ["each@3"]
    # Sent again once more, another letter finds the first one's item as it was edited.
    letters("letters", "edit", "last", "each@3", "--set", "=c")
    last = [json.loads(line) for line in letters("letters", "retry", "last", "--json").out.splitlines()]
    assert next(e for e in last if e.get("node") == "each" and "outputs" in e)["outputs"]["label"]["value"] == [
        1,
        1,
        3,
        3,
    ]
    assert not [e for e in last if e.get("node") == "each/label" and e["pass"] == "1"]


NODE = """\
format: harmony/1
name: one
outputs: {v: b.value}
nodes:
  a: {use: data.set@1, with: {value: {lines: [{count: none}]}}}
  b:
    use: python.code@1
    isolation: inline
    in: {order: a.value}
    on_error: dead_letter
    with: {code: "def main(order): return order['lines'][0]['count'] + 1"}
"""


def test_a_part_of_a_nodes_input_is_edited(harmony: Harmony, tmp_path: Path) -> None:
    path = tmp_path / "m.melody.yaml"
    path.write_text(NODE)
    harmony("run", path)
    assert 'order: {"lines":[{"count":"none"}]}' in harmony("letters", "show", "last").out
    for wrong, says in (
        ("order.lines[3]=1", "there is no `3`; there are 1 items"),
        ("order.rows.x=1", "there is no `rows`; there are lines"),
        ("amount=1", "`b` has no port `amount`; it has order"),
        ("nothing", "--set takes PATH=VALUE"),
    ):
        said = harmony("letters", "edit", "last", "b", "--set", wrong)
        assert said.status == 2 and says in said.err
    assert harmony("letters", "edit", "last", "b").status == 2
    assert harmony("letters", "edit", "last", "b", "--set", "order.lines[0].count=41").status == 0
    again = harmony("letters", "retry", "last")
    assert again.status == 0 and "v: 42" in again.out
    assert harmony("letters").out == "There are no dead letters.\n"


def test_the_whole_input_comes_from_a_file(harmony: Harmony, tmp_path: Path) -> None:
    path, new = tmp_path / "m.melody.yaml", tmp_path / "new.json"
    path.write_text(NODE)
    harmony("run", path)
    new.write_text('{"order": {"lines": [{"count": 6}]}}')
    assert harmony("letters", "edit", "last", "b", "--from", new).status == 0
    assert "v: 7" in harmony("letters", "retry", "last").out


def test_letters_are_found_by_what_a_person_calls_them(letters: Harmony) -> None:
    assert letters("letters", "classify", "last", "each@1", "typing").out == "1 held to be typing.\n"
    assert listed(letters, "letters", "list", "--class", "typing") == ["each@1"]
    assert listed(letters, "letters", "list", "--class", "bug") == ["each@3"]
    assert letters("letters", "list", "--class", "none").out == "There are no dead letters of class none.\n"


def test_an_alarm_when_too_many_lie_open(letters: Harmony, tmp_path: Path) -> None:
    assert letters("letters").err == ""
    asked = letters("letters", "list", "--alarm", "1")
    assert asked.status == 1 and asked.err == "2 dead letters lie open, more than 1.\n"
    assert letters("letters", "list", "--alarm", "2").status == 0
    (tmp_path / "home" / "settings.toml").write_text("letters_alarm = 1\n")
    assert "more than 1" in letters("letters").err


@pytest.mark.slow
def test_what_comes_back_for_ever_is_held_back(letters: Harmony) -> None:
    letters("letters", "discard", "last", "each@3")
    for _ in range(3):
        assert letters("letters", "retry", "last").status == 0
    assert "sent again 3 times" in letters("letters").out
    held = letters("letters", "retry", "last")
    assert held.status == 1 and "came back each time: edit what it is given" in held.err
    assert letters("letters", "retry", "last", "--force").status == 0
    letters("letters", "edit", "last", "each@1", "--set", "=c")
    assert letters("letters", "retry", "last").status == 0
    assert letters("letters").out == "There are no dead letters.\n"
