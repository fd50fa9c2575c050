from __future__ import annotations

from harmony.melody.interface import capabilities_of, has_error_port, melody_file, ports
from harmony.melody.load import loads
from harmony.melody.model import Node
from harmony.sdk.manifest import NodeType, Port
from tests.melody.types import TYPES


def real(use, *, open_melody=None, **fields):
    """The ports of a node."""
    if "in_" in fields:
        fields["in"] = fields.pop("in_")
    if "with_" in fields:
        fields["with"] = fields.pop("with_")
    node = Node.model_validate({"use": use, **fields})
    return ports(node, TYPES.find(use), find=TYPES.find, open_melody=open_melody)


def names(found):
    return [p.name for p in found]


def typed(found):
    return {p.name: p.type for p in found}


def test_a_plain_type_has_the_ports_it_declares():
    found = real("csv.read")
    assert names(found.inputs) == ["files"]
    assert typed(found.outputs) == {"rows": "table"}
    assert not found.open_inputs


def test_open_inputs_are_those_that_are_wired():
    found = real("data.set", in_={"a": "x.y", "b": ["x.y"]})
    assert names(found.inputs) == ["a", "b"]
    assert [p.many for p in found.inputs] == [False, True]
    assert found.open_inputs


def test_a_switch_has_an_output_for_each_case():
    cases = [{"when": "x", "to": "fast"}, {"when": "y", "to": "slow"}, {"when": "z", "to": "fast"}]
    assert names(real("flow.switch", with_={"cases": cases, "else": "rest"}).outputs) == ["fast", "slow", "rest"]
    assert names(real("flow.switch", with_={"cases": "{{ x }}"}).outputs) == []


BODY = {
    "inputs": {"path": {"type": "path"}, "n": {"type": "integer", "default": 1}},
    "nodes": {"say": {"use": "text.template@1", "with": {"template": "x"}}},
    "outputs": {"text": "say.text", "same": "inputs.n", "lost": "gone.x"},
}


def test_an_each_gives_lists_of_what_its_body_gives():
    found = real("flow.each", in_={"items": "a.b", "more": "a.c"}, body=BODY)
    assert names(found.inputs) == ["items", "path", "n", "more"]
    assert typed(found.outputs) == {
        "text": "list<text>", "same": "list<integer>", "lost": "list<any>", "failed": "list", "report": "json",
    }  # fmt: skip
    assert found.input("n").required is False


def test_a_repeat_gives_what_its_body_gives_and_counts():
    assert typed(real("flow.repeat", body=BODY).outputs)["text"] == "text"
    assert names(real("flow.repeat").outputs) == ["passes"]


def test_a_join_carries_its_names_through():
    assert names(real("flow.join", in_={"a": "x.y", "b": "z.y"}).outputs) == ["a", "b", "all", "late"]


def test_a_melody_has_the_ports_of_its_file():
    other = loads(
        "format: harmony/1\nname: o\ninputs: {q: {type: text}, r: {default: 1}}\noutputs: {t: s.text}\n"
        "nodes: {s: {use: text.template@1, with: {template: x}}}\n"
    ).require()
    found = real("flow.melody", with_={"melody": "./o.yaml"}, in_={"q": "a.b"}, open_melody={"./o.yaml": other}.get)
    assert typed(found.inputs) == {"q": "text", "r": "any"}
    assert typed(found.outputs) == {"t": "text"}
    assert (found.open_inputs, found.open_outputs) == (False, False)


def test_a_melody_whose_file_is_not_known_may_give_anything():
    found = real("flow.melody", with_={"melody": "./o.yaml"}, in_={"q": "a.b"})
    assert names(found.inputs) == ["q"]
    assert found.open_outputs


def test_a_type_that_is_not_installed_has_the_ports_that_are_used():
    found = real("no.such", in_={"a": "x.y"}, on_error="route")
    assert names(found.inputs) == ["a"]
    assert names(found.outputs) == ["error"]
    assert found.open_outputs


def test_errors_that_are_routed_have_a_port():
    for fields in (
        {"on_error": "route"},
        {"quality": {"min": 0.5, "else": "route"}},
        {"join": {"need": 1, "wait": "1s", "on_timeout": "route"}},
    ):
        assert names(real("data.set", **fields).outputs) == ["value", "error"]
    assert names(real("flow.join", with_={"on_timeout": "route"}).outputs)[-1] == "error"
    assert names(real("flow.each", with_={"join": {"on_timeout": "route"}}).outputs)[-1] == "error"
    assert not has_error_port(Node(use="data.set", on_error="skip"))


def test_the_only_output_can_be_meant_without_its_name():
    assert real("csv.read", on_error="route").output(None).name == "rows"
    assert real("table.check").output(None) is None
    assert real("table.check").output("valid").name == "valid"


def test_a_bypassed_node_gives_what_it_is_given():
    assert real("csv.read", bypass=True).outputs[0].type == "any"


def test_the_file_of_a_melody_node():
    assert melody_file(Node.model_validate({"use": "flow.melody", "with": {"melody": "./a.yaml"}})) == "./a.yaml"
    assert melody_file(Node(use="flow.melody")) is None


def test_a_choice_has_the_ports_that_all_its_players_share():
    one = NodeType("a.sum", inputs=(Port("text", "text"),), outputs=(Port("sum", "text"), Port("more")))
    two = NodeType("b.sum", inputs=(Port("text", "json"), Port("how")), outputs=(Port("sum", "text"),))
    node = Node.model_validate({"use": "flow.choose", "in": {"x": "a"}, "with": {"capability": ["sum", "up"]}})
    asked = []

    def players(capabilities):
        asked.append(capabilities)
        return (one, two)

    found = ports(node, TYPES.find("flow.choose"), players=players)
    assert asked == [("sum", "up")] and typed(found.outputs) == {"sum": "text", "player": "text"}
    assert [(p.name, p.type, p.required) for p in found.inputs] == [
        ("text", "any", True),
        ("how", "any", False),
        ("x", "any", True),
    ]
    assert found.open_inputs and not found.open_outputs


def test_a_choice_that_only_play_can_make_has_open_outputs():
    for capability in ("{{ inputs.what }}", ["sum", "{{ x }}"], None):
        node = Node.model_validate({"use": "flow.choose", "with": {"capability": capability}})
        assert capabilities_of(node) == ()
        assert ports(node, TYPES.find("flow.choose"), players=lambda names: ()).open_outputs
