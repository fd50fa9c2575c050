# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from harmony.melody.check import check
from harmony.melody.load import loads
from tests.melody.types import HEAD as TOP
from tests.melody.types import TYPES, only, problems

HEAD = "nodes:\n  s: {use: data.set@1}\n  a: "
BODY = "body: {nodes: {n: {use: data.set@1}}, outputs: {o: n.value}}"


@pytest.mark.parametrize(
    ("node", "code", "field"),
    [
        ("{use: flow.switch@1, in: {value: s}}", "param.missing", "with"),
        ("{use: flow.switch@1, in: {value: s}, with: {cases: []}}", "switch.cases", "with.cases"),
        ("{use: flow.switch@1, in: {value: s}, with: {cases: [{when: 'zz', to: x}]}}", "expression.scope", "with.cases[0].when"),
        ("{use: flow.switch@1, in: {value: s}, with: {cases: [{when: 'value >', to: x}]}}", "expression.syntax", "with.cases[0].when"),
        ("{use: flow.switch@1, in: {value: s}, with: {cases: [{to: x}]}}", "param.value", "with.cases[0]"),
        ("{use: flow.switch@1, in: {value: s}, with: {cases: [{when: x, to: y, too: z}]}}", "param.value", "with.cases[0].too"),
        ("{use: flow.switch@1, in: {value: s}, with: {cases: [{when: value, to: item}]}}", "id.reserved", "with.cases[0].to"),
        ("{use: flow.switch@1, in: {value: s}, with: {cases: [{when: value, to: x}], else: error}}", "id.reserved", "with.else"),
        ("{use: flow.each@1, in: {items: s}}", "body.missing", ""),
        ("{use: flow.each@1, in: {items: s}, body: {nodes: {}}}", "body.missing", "body"),
        ("{use: flow.each@1, in: {items: s}, with: {grow: x}, %s}".replace("%s", BODY), "each.grow", "with.grow"),
        ("{use: flow.each@1, in: {items: s}, with: {join: {need: 120%%}}, %s}".replace("%s", BODY), "join.need", "with.join.need"),
        ("{use: flow.each@1, in: {items: s}, with: {join: {when: zz}}, %s}".replace("%s", BODY), "expression.scope", "with.join.when"),
        ("{use: flow.each@1, in: {items: s}, with: {concurrency: '{{ item }}'}, %s}".replace("%s", BODY), "expression.scope", "with.concurrency"),
        ("{use: flow.each@1, %s}".replace("%s", BODY), "input.missing", ""),
        ("{use: flow.repeat@1, with: {until: 'zz', max: 2}, %s}".replace("%s", BODY), "expression.scope", "with.until"),
        ("{use: flow.repeat@1, %s}".replace("%s", BODY), "param.missing", "with"),
        ("{use: flow.wait@1}", "wait.what", ""),
        ("{use: data.set@1, %s}".replace("%s", BODY), "body.unused", "body"),
    ],
)  # fmt: skip
def test_a_flow_node_that_cannot_be_played_is_explained(node, code, field):
    found = [
        p
        for p in problems(HEAD + node.replace("%%", "%"))
        if not (code == "param.value" and p.code == "expression.scope")
    ]
    assert [(p.code, p.field, p.node) for p in found] == [(code, field, "a")]
    assert found[0].hint


def test_a_switch_has_only_the_ports_of_its_cases():
    text = "{use: flow.switch@1, in: {value: s}, with: {cases: [{when: value, to: fast}]}}\n  b: {use: data.set@1, in: {x: a.slow}}"
    assert only(HEAD + text).message == "node `a` has no output port `slow`"


def test_what_is_chosen_while_it_plays_is_not_known_here():
    assert (
        problems(HEAD + "{use: flow.choose@1, with: {capability: c}}\n  b: {use: data.set@1, in: {x: a.anything}}")
        == []
    )


OTHER = "format: harmony/1\nname: o\ninputs: {q: {type: text}, r: {default: 1}}\noutputs: {t: n.value}\nnodes: {n: {use: data.set@1}}\n"


def melody(node, folder):
    loaded = loads(TOP + HEAD + node)
    return check(loaded.require(), TYPES, loaded.places, base=folder)


def test_another_melody_is_looked_into(tmp_path):
    (tmp_path / "o.yaml").write_text(OTHER)
    use = "{use: flow.melody@1, with: {melody: ./o.yaml}, in: "
    assert melody(use + "{q: s}}\n  b: {use: data.set@1, in: {x: a.t}}", tmp_path) == []
    assert [p.message for p in melody(use + "{r: s}}", tmp_path)] == ["input port `q` of `flow.melody@1` has no wire"]
    assert [p.code for p in melody(use + "{q: s, zz: s}}", tmp_path)] == ["wire.port"]
    assert [p.code for p in melody(use + "{q: s}}\n  b: {use: data.set@1, in: {x: a.u}}", tmp_path)] == ["wire.nowhere"]


def test_a_melody_that_is_not_there_or_broken_is_told(tmp_path):
    (tmp_path / "bad.yaml").write_text("format: harmony/1\n")
    found = melody("{use: flow.melody@1, with: {melody: ./gone.yaml}}", tmp_path)
    assert [(p.code, p.message) for p in found] == [("melody.file", "`./gone.yaml` is not there")]
    found = melody("{use: flow.melody@1, with: {melody: ./bad.yaml}}", tmp_path)
    assert found[0].hint == "Run `harmony check ./bad.yaml` to see why"


def test_without_a_folder_files_are_not_looked_at():
    assert problems(HEAD + "{use: flow.melody@1, with: {melody: ./gone.yaml}, in: {q: s}}") == []
