from __future__ import annotations

import pytest

from harmony.errors import MelodyError
from harmony.melody.build import Builder, back
from harmony.melody.load import loads

TEXT = """\
format: harmony/1
name: greet
description: Says hello
inputs: {names: {type: list, default: [a, b]}}
outputs: {all: greet.text}
nodes:
  load: {use: data.set@1, in: {names: inputs.names}, with: {value: "{{ names }}"}}
  greet:
    use: flow.each@1
    in: {items: load.value}
    retry: {attempts: 2}
    body:
      nodes: {say: {use: text.template@1, with: {template: "Hello {{ item }}"}}}
      outputs: {text: say.text}
  last: {use: data.set@1, in: {draft: [load.value, {from: greet.text, back: true, max: 3}]}, after: [greet]}
"""


def test_a_melody_built_in_python_equals_the_one_in_yaml():
    greet = Builder("greet", description="Says hello")
    names = greet.input("names", "list", default=["a", "b"])
    load = greet.node("load", "data.set@1", wires={"names": names}, value="{{ names }}")
    each = greet.node("greet", "flow.each@1", wires={"items": load["value"]}, options={"retry": {"attempts": 2}})
    body = greet.body(each)
    body.output("text", body.node("say", "text.template@1", template="Hello {{ item }}")["text"])
    greet.node("last", "data.set@1", wires={"draft": [load["value"], back(each["text"], 3)]}, after=[each])
    assert greet.output("all", each["text"]).melody() == loads(TEXT).require()


def test_a_node_itself_stands_for_its_only_output():
    build = Builder("x")
    first = build.node("a", "data.set@1")
    build.node("b", "data.set@1", wires={"p": first}, options={"with": {"class": 1}})
    assert build.melody().nodes["b"].in_["p"] == "a"
    assert build.melody().nodes["b"].with_["class"] == 1


def test_taken_and_reserved_ids_are_refused_at_once():
    build = Builder("x")
    build.node("a", "data.set@1")
    with pytest.raises(ValueError, match="taken"):
        build.node("a", "data.set@1")
    with pytest.raises(ValueError, match="reserved"):
        build.node("item", "data.set@1")


def test_what_the_format_does_not_know_is_told_as_a_problem():
    build = Builder("x")
    build.node("a", "data.set@1", options={"retyr": 1})
    with pytest.raises(MelodyError, match="Did you mean `retry`") as caught:
        build.melody()
    assert caught.value.problems[0].node == "a"
