from __future__ import annotations

from typing import Any

import pytest

from harmony.errors import EditRefused
from harmony.melody import refs
from harmony.melody.apply import apply
from harmony.melody.check import check
from harmony.melody.dissolve import dissolve_body
from harmony.melody.draft import Draft
from harmony.melody.extract import extract_body
from harmony.melody.frozen import thaw
from harmony.melody.interface import ports
from harmony.melody.load import loads
from harmony.melody.model import Melody
from tests.conductor.kit import World, melody_of

SOURCE = """\
format: harmony/1
name: sums
inputs:
  start: {type: integer, default: 4, description: Where to begin.}
outputs:
  total: sum.value
  side: double.value
rules:
  - {check: "double.value > 0", message: small}
tests:
  - {name: one, pins: {double.value: 3}, expect: {states: {sum: complete, last: complete}}}
nodes:
  first:
    use: t.echo
    with: {value: "{{ inputs.start }}"}
  # twice as much
  double:
    use: t.add
    in: {a: first.value, b: first.value}   # both
  sum:
    use: t.add
    title: Sum
    in: {a: double, c: inputs.start}
    with: {note: "{{ a }} and {{ inputs.start }} of {{ run.id }}"}
    after: [first]
  last:
    use: t.echo
    in: {value: sum.value}
    after: [double]
layout:
  nodes:
    first:
      at: [0, 0]
    double:
      at: [300, 40]
    sum:
      at: [600, 100]
    last:
      at: [900, 0]
  frames:
    - {title: All, nodes: [first, double, sum]}
    - {title: Middle, nodes: [double, sum]}
"""
WORLD = World()


def port_of(melody: Melody) -> Any:
    def find(path: str, port: str | None) -> Any:
        node = refs.find_node(melody, path)
        return ports(node, WORLD.find(node.use), find=WORLD.find).output(port) if node else None

    return find


def extracted(text: str, *nodes: str) -> Draft:
    draft = Draft.open(loads(text))
    draft.do(extract_body(draft.melody, nodes, port_of(draft.melody)))
    assert loads(draft.text).require() == draft.melody
    return draft


def test_wires_across_the_edge_become_typed_ports() -> None:
    nodes = thaw(extracted(SOURCE, "double", "sum").melody)["nodes"]
    assert list(nodes) == ["first", "group", "last"]
    group = nodes["group"]
    assert group["use"] == "flow.repeat" and group["with"] == {"max": 1}
    assert group["in"] == {"start": "inputs.start", "value": "first.value"}
    assert group["after"] == ["first"]
    assert group["body"]["inputs"] == {
        "start": {"type": "integer", "description": "Where to begin."},
        "value": {"type": "any"},
    }
    inner = group["body"]["nodes"]
    assert inner["double"]["in"] == {"a": "inputs.value", "b": "inputs.value"}
    assert inner["sum"]["in"] == {"a": "double", "c": "inputs.start"} and "after" not in inner["sum"]
    assert inner["sum"]["with"] == {"note": "{{ a }} and {{ inputs.start }} of {{ run.id }}"}
    assert group["body"]["outputs"] == {"value": "sum.value", "double_value": "double.value"}
    assert nodes["last"]["in"] == {"value": "group.value"} and nodes["last"]["after"] == ["group.double_value"]


def test_outputs_rules_tests_frames_and_places_follow() -> None:
    data = thaw(extracted(SOURCE, "double", "sum").melody)
    assert data["outputs"] == {"total": "group.value", "side": "group.double_value"}
    assert data["rules"][0]["check"] == "group.double_value > 0"
    assert data["tests"][0]["pins"] == {"group/double.value": 3}
    assert data["tests"][0]["expect"]["states"] == {"group/sum": "complete", "last": "complete"}
    layout = data["layout"]
    assert [f["nodes"] for f in layout["frames"]] == [["first", "group"], ["group/double", "group/sum"]]
    assert list(layout["nodes"]) == ["first", "group", "group/double", "group/sum", "last"]
    (x, y), (x2, y2) = layout["nodes"]["group/double"]["at"], layout["nodes"]["group/sum"]["at"]
    assert (x2 - x, y2 - y) == (300, 60)
    assert list(layout["inputs"]) == ["group/start", "group/value"]


def test_it_is_one_step_and_undo_gives_the_very_text_back() -> None:
    draft = extracted(SOURCE, "double", "sum")
    after = draft.text
    draft.undo()
    assert draft.text == SOURCE and not draft.can_undo
    draft.redo()
    assert draft.text == after


def test_dissolving_is_the_way_back() -> None:
    draft = extracted(SOURCE, "double", "sum")
    draft.do(dissolve_body(draft.melody, "group", lambda _path: True))
    before = thaw(loads(SOURCE).require())
    data = thaw(draft.melody)
    assert list(data["nodes"]) == list(before["nodes"])
    before["nodes"]["double"]["after"] = ["first"]  # the body waited as a whole
    before["nodes"]["sum"]["in"]["a"] = "double"
    del before["nodes"]["sum"]["after"]
    before["nodes"]["last"]["after"] = ["double.value"]
    assert data["nodes"] == before["nodes"]
    assert data["outputs"] == before["outputs"]


def faults(melody: Melody) -> set[str]:
    class Types:
        find = staticmethod(WORLD.find)

        @staticmethod
        def suggest(_use: str) -> None: ...

    return {p.code for p in check(melody, Types())}


@pytest.mark.parametrize("names", [["double"], ["double", "sum"], ["first", "double", "sum", "last"]])
def test_checks_find_nothing_new_afterwards(names: list[str]) -> None:
    assert faults(extracted(SOURCE, *names).melody) == faults(loads(SOURCE).require())


@pytest.mark.parametrize("names", [["double"], ["double", "sum"], ["first", "double"], ["first", "double", "sum"]])
def test_it_plays_as_before(names: list[str]) -> None:
    nodes = thaw(loads(SOURCE).require())["nodes"]
    nodes["first"]["with"] = {"value": 4}
    nodes["sum"] = {"use": "t.add", "in": {"a": "double", "b": "first"}}
    outputs = {"total": "sum.value", "side": "double.value"}
    before = World().play(nodes, outputs)
    melody = Melody.model_validate({"format": "harmony/1", "name": "x", "nodes": nodes, "outputs": outputs})
    data = thaw(apply(melody, extract_body(melody, names, port_of(melody)).changes))
    after = World().play(data["nodes"], data["outputs"])
    assert before.outputs == after.outputs == {"total": 12, "side": 8}


def test_in_a_body_too() -> None:
    text = (
        SOURCE.split("rules:")[0].replace("outputs:\n  total: sum.value\n  side: double.value\n", "")
        + """\
nodes:
  each:
    use: flow.each
    with: {items: [1, 2]}
    body:
      nodes:
        a: {use: t.echo, with: {value: "{{ item }}"}}
        b: {use: t.echo, in: {v: a.value}}
      outputs: {out: b.value}
"""
    )
    draft = extracted(text, "each/a", "each/b")
    body = thaw(draft.melody)["nodes"]["each"]["body"]
    assert body["outputs"] == {"out": "group.value"}
    assert body["nodes"]["group"]["body"]["nodes"]["a"]["with"] == {"value": "{{ item }}"}
    assert World().play(thaw(draft.melody)["nodes"], {"out": "each.out"}).outputs == {"out": [1, 2]}


SWITCH = {"use": "flow.switch", "in": {"value": "a"}, "with": {"cases": [{"when": "true", "to": "up"}], "else": "down"}}
BACK = {"in": {"x": {"from": "b.value", "back": True, "max": 2}}}
COUNTED = {"with": {"value": "{{ iteration }}"}}
REFUSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "comes after one": ({"a": {}, "b": {"in": {"x": "a"}}, "c": {"in": {"x": "b"}}}, ["a", "c"]),
    "goes back from": ({"a": BACK, "b": {"in": {"x": "a"}}}, ["b"]),
    "cancels `b`, which is not": ({"a": {"cancels": ["b"]}, "b": {}}, ["a"]),
    "cancels `b`, which would": ({"a": {"cancels": ["b"]}, "b": {}}, ["b"]),
    "counts its wires": ({"a": {}, "b": {}, "c": {"in": {"x": "a", "y": "b"}, "join": "any"}}, ["c"]),
    "not come together": (
        {"a": {}, "s": SWITCH, "b": {"in": {"x": "s.up"}}, "c": {"in": {"x": "s.down"}}},
        ["b", "c"],
    ),
    "that of the loop": ({"a": BACK, "c": {"in": {"x": "a"}} | COUNTED, "b": {"in": {"x": "c"}}}, ["c"]),
    "takes from a node": ({"a": {"reconstruct": {"use": "t.echo", "in": {"x": "b.value"}}}, "b": {}}, ["a"]),
}


def small(nodes: dict[str, Any]) -> Melody:
    return melody_of({name: {"use": "t.echo"} | node for name, node in nodes.items()})


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(said: str) -> None:
    nodes, names = REFUSED[said]
    melody = small(nodes)
    with pytest.raises(EditRefused, match=said):
        extract_body(melody, names, port_of(melody))


def test_a_whole_loop_goes_into_a_body() -> None:
    melody = small({"a": BACK | COUNTED, "b": {"in": {"x": "a"}}})
    made = apply(melody, extract_body(melody, ["a", "b"], port_of(melody)).changes)
    assert thaw(made)["nodes"]["group"]["body"]["nodes"]["a"]["in"]["x"]["back"] is True


def test_nodes_of_two_bodies_make_none() -> None:
    with pytest.raises(EditRefused, match="beside each other"):
        extract_body(loads(SOURCE).require(), ["first", "other/last"], lambda *_: None)
