from __future__ import annotations

from harmony.board.panels.properties.schemas import MELODY, POLICY, value_at
from harmony.melody.model import Melody, Node, RunOptions


def test_every_field_exists_in_the_model() -> None:
    for name in POLICY["properties"]:
        assert name.split(".")[0] in {f.alias or n for n, f in Node.model_fields.items()}
    for name in MELODY["properties"]:
        head, _, rest = name.partition(".")
        assert head in Melody.model_fields
        assert head != "run" or rest.split(".")[0] in RunOptions.model_fields


def test_values_are_found_by_dotted_paths() -> None:
    plain = {"retry": {"attempts": 3}, "timeout": "30s"}
    assert value_at(plain, "retry.attempts", None) == 3
    assert value_at(plain, "retry.delay", None) is None
    assert value_at(plain, "timeout.attempt", None) is None
