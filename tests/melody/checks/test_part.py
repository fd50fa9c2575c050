from __future__ import annotations

from harmony.melody.checks.part import Facts, Part, Report, Shared, is_literal
from tests.melody.types import TYPES, read


def part(text):
    melody = read(text).require()
    shared = Shared(melody, TYPES, Report(None, "f"), None, lambda _text: None)
    return Part(shared, (), melody.nodes, {}, melody.outputs)


def test_a_part_knows_its_wires_ports_and_loops():
    found = part(
        "nodes: {a: {use: data.set@1, in: {x: {from: b, back: true, max: 1}}}, b: {use: csv.read@1, after: a}}"
    )
    assert [w.source for w in found.wires["a"]] == ["b"]
    assert found.ports("b").outputs[0].name == "rows"
    assert found.looping == {"a", "b"}
    assert found.at("a", "in", "x") == ("nodes", "a", "in", "x")


def test_types_are_looked_up_once():
    asked = []

    class Counting:
        def find(self, use):
            asked.append(use)
            return TYPES.find(use)

        def suggest(self, use):
            return None

    found = part("nodes: {a: {use: data.set@1}, b: {use: data.set@1}}")
    found.shared.types = Counting()
    assert found.type("a") is found.type("b")
    assert asked == ["data.set@1"]


def test_facts_tell_literal_and_simple_parameters():
    facts = Facts(TYPES.find("python.code"))
    assert facts.literal == {"code"}
    assert "delimiter" in Facts(TYPES.find("csv.read")).simple
    assert "timeout" not in Facts(TYPES.find("http.request")).simple
    assert is_literal({"format": "condition"})
    assert not is_literal({"format": "code:sql"})
