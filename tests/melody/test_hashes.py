from __future__ import annotations

import pytest

from harmony.melody.hashes import logic_hash, node_hash
from harmony.melody.load import loads

TEXT = """\
format: harmony/1
name: x
inputs: {q: {type: text}}
nodes:
  a: {use: data.set@1, with: {value: 1}}
  b: {use: flow.each@1, in: {items: a.value}, body: {nodes: {c: {use: data.set@1}}, outputs: {v: c.value}}}
"""


def melody(text=TEXT):
    return loads(text).require()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: x\n", "name: x\ndescription: about\nversion: '2'\n"),
        ("use: data.set@1, with", "use: data.set@1, title: Hello, notes: n, tags: [t], with"),
        ("{c: {use: data.set@1}}", "{c: {use: data.set@1, title: Inner}}"),
        ("{q: {type: text}}", "{q: {type: text, description: why}}"),
        ("nodes:\n", "layout: {nodes: {a: {at: [1, 2]}}}\nnodes:\n"),
    ],
)
def test_what_is_only_shown_does_not_count(old, new):
    assert logic_hash(melody(TEXT.replace(old, new))) == logic_hash(melody())


@pytest.mark.parametrize(
    ("old", "new"),
    [("value: 1", "value: 2"), ("value: 1", "value: '1'"), ("items: a.value", "items: inputs.q"), ("{c: {", "{d: {"),
     ("name: x\n", "name: x\nrun: {mode: sequential}\n"), ("type: text", "type: path")],
)  # fmt: skip
def test_what_changes_the_run_counts(old, new):
    assert logic_hash(melody(TEXT.replace(old, new).replace("c.value", "c.value"))) != logic_hash(melody())


def test_a_node_is_the_same_whatever_its_title():
    one, other = melody().nodes["a"], melody(TEXT.replace("with:", "title: T, with:")).nodes["a"]
    assert node_hash(one) == node_hash(other)
    assert node_hash(one) != node_hash(melody().nodes["b"])
