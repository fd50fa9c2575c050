from __future__ import annotations

from typing import Any

import pytest

from harmony.errors import EditRefused
from harmony.melody.apply import apply
from harmony.melody.dissolve import dissolve_body
from harmony.melody.draft import Draft
from harmony.melody.frozen import thaw
from harmony.melody.load import loads
from harmony.melody.model import Melody
from tests.conductor.kit import World, melody_of

SOURCE = """\
format: harmony/1
name: x
inputs: {who: text}
nodes:
  first: {use: t.echo}
  pair:
    use: flow.repeat
    in: {a: first.value, name: inputs.who, many: [first.value, other.value]}
    after: [other]
    with: {max: 1, fixed: 7}
    body:
      inputs: {a: {type: any}, fixed: {type: integer}}
      nodes:
        # says hello
        first: {use: t.echo, in: {x: inputs.a}, with: {text: "{{ inputs.name }} {{ inputs.a }} 'inputs.a'"}}
        second: {use: t.echo, in: {x: first.value, n: inputs.fixed, all: inputs.many}}
      outputs: {out: second.value, same: inputs.a}
  other: {use: t.echo}
  end: {use: t.echo, in: {x: pair.out, y: pair.same}, after: [pair], cancels: [pair]}
layout:
  nodes:
    pair:
      at: [100, 100]
    pair/first:
      at: [300, 40]
    pair/second:
      at: [600, 60]
  inputs:
    pair/a:
      at: [0, 0]
  frames:
    - {title: It, nodes: [pair, end]}
"""
SOURCE = SOURCE.replace("inputs: {who: text}", "inputs: {who: {type: text}}")


def dissolved(melody: Melody, node: str = "pair", is_open: bool = True) -> dict[str, Any]:
    return thaw(apply(melody, dissolve_body(melody, node, lambda _path: is_open).changes))


def test_wires_values_and_names_come_out() -> None:
    nodes = dissolved(loads(SOURCE).require())["nodes"]
    assert list(nodes) == ["first", "first_2", "second", "other", "end"]
    first = nodes["first_2"]
    assert first["in"] == {"x": "first.value"} and first["after"] == ["other"]
    assert first["with"]["text"] == "{{ inputs.who }} {{ x }} 'inputs.a'"
    second = nodes["second"]
    assert second["in"] == {"x": "first_2.value", "all": ["first.value", "other.value"]}
    assert second["with"] == {"n": 7}
    assert nodes["end"]["in"] == {"x": "second.value", "y": "first.value"}
    assert nodes["end"]["after"] == ["second"] and nodes["end"]["cancels"] == ["first_2", "second"]


def test_places_and_frames_come_out() -> None:
    layout = dissolved(loads(SOURCE).require())["layout"]
    assert layout["nodes"] == {"first_2": {"at": [100, 100]}, "second": {"at": [400, 120]}}
    assert layout["frames"][0]["nodes"] == ["first_2", "second", "end"]
    assert "inputs" not in layout


def test_text_and_document_agree_and_undo_gives_the_text_back() -> None:
    draft = Draft.open(loads(SOURCE))
    draft.do(dissolve_body(draft.melody, "pair", lambda _path: True))
    assert loads(draft.text).require() == draft.melody
    draft.undo()
    assert draft.text == SOURCE


BODY = {"nodes": {"a": {"use": "t.echo", "in": {"x": "inputs.v"}}}, "outputs": {"out": "a.value"}}
REFUSED: dict[str, dict[str, Any]] = {
    "more than once": {"with": {"max": 2}},
    "has settings": {"retry": {"attempts": 2}},
    "has no body": {"use": "t.echo", "body": None},
    "only Pair itself gives": {"end": "pair.passes"},
    "that of the body": {"node": {"use": "t.echo", "with": {"value": "{{ previous }}"}}},
    "could not be named": {"node": {"use": "t.echo", "with": {"value": "{{ inputs.v }}"}}},
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_is_refused_with_a_sentence(said: str) -> None:
    more = dict(REFUSED[said])
    body = {**BODY, "nodes": {"a": more.pop("node", BODY["nodes"]["a"])}}  # type: ignore[index]
    end = {"use": "t.echo", "in": {"x": more.pop("end", "pair.out")}}
    pair = {"use": "flow.repeat", "title": "Pair", "in": {"v": "start"}, "with": {"max": 1}, "body": body, **more}
    melody = melody_of({"start": {"use": "t.echo"}, "pair": {k: v for k, v in pair.items() if v}, "end": end})
    with pytest.raises(EditRefused, match=said):
        dissolve_body(melody, "pair", lambda _path: False)


def test_it_plays_as_before() -> None:
    nodes = {
        "start": {"use": "t.echo", "with": {"value": 3}},
        "pair": {"use": "flow.repeat", "in": {"v": "start"}, "with": {"max": 1}, "body": BODY},
        "end": {"use": "t.add", "in": {"x": "pair.out", "y": "start"}},
    }
    after = dissolved(melody_of(nodes, {"out": "end.value"}))
    assert World().play(nodes, {"out": "end.value"}).outputs == {"out": 6}
    assert World().play(after["nodes"], after["outputs"]).outputs == {"out": 6}
