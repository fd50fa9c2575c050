"""How runs share what a process can do at once."""

import pytest

from harmony.conductor.policy.share import share


@pytest.mark.parametrize(
    ("total", "priority", "others", "own"),
    [
        (8, "normal", [], 8),
        (8, "normal", ["normal"], 4),
        (8, "critical", ["normal", "normal"], 6),
        (8, "background", ["normal"], 1),
        (8, "background", ["background"], 4),
        (2, "low", ["normal"] * 9, 1),
    ],
)
def test_shares(total: int, priority: str, others: list[str], own: int) -> None:
    assert share(total, priority, {str(i): other for i, other in enumerate(others)}) == own
