from __future__ import annotations

from harmony.board.panels.properties.schemas import MELODY, POLICY, value_at
from harmony.melody.model import Call, ConcurrencyKey, Join, Melody, Node, Quality, Retry, RunOptions, Timeout

LONG = {"retry": Retry, "timeout": Timeout, "join": Join, "quality": Quality, "reconstruct": Call, "compensate": Call}
LONG["concurrency_key"] = ConcurrencyKey

# Why a field of the model is not on the policy page.
ELSEWHERE = {
    "use": "what the node is: chosen when it is added",
    "title": "written on the card",
    "in": "drawn as wires, listed on the wiring page",
    "after": "drawn as wires, listed on the wiring page",
    "merge": "on the wiring page, at its port",
    "with": "the parameters page",
    "body": "edited by entering the node",
    "enabled": "a key and a menu entry of the canvas",
    "bypass": "a key and a menu entry of the canvas",
    "pin": "a key and a menu entry of the canvas, with the last run's data",
    "join.empty": "says something of a for-each alone, where `join` is a parameter",
}


def _named(model: type, head: str = "") -> set[str]:
    return {f"{head}{field.alias or name}" for name, field in model.model_fields.items()}


def test_every_option_of_a_node_is_on_the_page_or_known_to_be_elsewhere() -> None:
    options = (_named(Node) - set(LONG)).union(*(_named(model, f"{head}.") for head, model in LONG.items()))
    assert options == set(POLICY["properties"]) | set(ELSEWHERE)
    assert not set(POLICY["properties"]) & set(ELSEWHERE)


def test_every_field_of_the_melody_exists_in_the_model() -> None:
    for name in MELODY["properties"]:
        head, _, rest = name.partition(".")
        assert head in Melody.model_fields
        assert head != "run" or rest.split(".")[0] in RunOptions.model_fields


def test_values_are_found_by_dotted_paths() -> None:
    plain = {"retry": {"attempts": 3}, "timeout": "30s"}
    assert value_at(plain, "retry.attempts", None) == 3
    assert value_at(plain, "retry.delay", None) is None
    assert value_at(plain, "timeout.attempt", None) is None
