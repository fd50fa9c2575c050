"""The flow nodes' hand-written manifest says what files may rely on."""

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.catalog.manifest import read

EXTENSION, PROBLEMS = read(BUILT_IN / "flow")
EACH = ["concurrency", "on_item_error", "join", "key", "grow", "max_items"]
TYPES = {t.id.removeprefix("flow."): t for t in EXTENSION.nodes}
NONE: list[str] = []


def test_it_has_no_problems_and_needs_no_code():
    assert PROBLEMS == ()
    assert {t.function for t in EXTENSION.nodes} == {""}
    assert all(t.is_flow and t.kind == "flow" and t.isolation == "inline" for t in EXTENSION.nodes)


@pytest.mark.parametrize(
    ("name", "inputs", "is_open", "outputs", "is_dynamic", "params"),
    [
        ("switch", ["value"], True, NONE, True, ["cases", "else", "all"]),
        (
            "each",
            ["items"],
            True,
            ["failed", "report"],
            True,
            ["concurrency", "on_item_error", "join", "key", "grow", "max_items"],
        ),
        ("repeat", NONE, True, ["passes"], True, ["until", "max"]),
        ("melody", NONE, True, NONE, True, ["melody"]),
        ("join", NONE, True, ["all", "late"], True, ["need", "wait", "on_timeout", "late"]),
        ("approve", NONE, True, ["approved", "rejected", "answer"], False, ["form", "wait", "else"]),
        ("wait", ["value"], False, ["value", "event"], False, ["for", "until", "event", "keep"]),
        ("send", ["value"], False, ["value"], False, ["event", "to"]),
        ("fail", NONE, True, NONE, False, ["message"]),
        ("stop", NONE, True, NONE, False, ["message"]),
    ],
)
def test_ports_and_parameters(name, inputs, is_open, outputs, is_dynamic, params):
    found = TYPES[name]
    assert [p.name for p in found.inputs] == inputs
    assert [p.name for p in found.outputs] == outputs
    assert (found.open_inputs, found.dynamic_outputs) == (is_open, is_dynamic)
    assert list(found.params["properties"]) == params


def test_every_parameter_and_port_is_explained():
    for found in EXTENSION.nodes:
        assert found.help
        assert all(p.get("description") and p.get("title") for p in found.params["properties"].values()), found.id
        assert all(port.help for port in (*found.inputs, *found.outputs)), found.id


def test_a_wait_needs_no_value():
    assert not TYPES["wait"].inputs[0].required
    assert TYPES["switch"].inputs[0].required
