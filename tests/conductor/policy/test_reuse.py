"""When an earlier result may stand for a step."""

import pytest

from harmony.conductor.policy import reuse


@pytest.mark.parametrize(
    ("cache", "effects", "deterministic", "is_inline", "may"),
    [
        ("auto", "none", True, False, True),
        ("auto", "reads", True, False, False),
        ("auto", "none", False, False, False),
        ("auto", "none", True, True, False),
        ("always", "writes", False, True, True),
        ("off", "none", True, False, False),
    ],
)
def test_may_look(cache: str, effects: str, *, deterministic: bool, is_inline: bool, may: bool) -> None:
    asked = reuse.may_look(cache, effects=effects, deterministic=deterministic, is_inline=is_inline)
    assert asked is may


def test_little_work_is_kept_only_when_told_to() -> None:
    assert not reuse.is_worth_keeping("auto", 0.01) and reuse.is_worth_keeping("auto", 0.1)
    assert reuse.is_worth_keeping("always", 0.0)
