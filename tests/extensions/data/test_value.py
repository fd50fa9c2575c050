"""data.set gives what its parameter was rendered to."""

import pytest

from harmony.sdk.testing import play_node


@pytest.mark.parametrize("value", [None, 1, "x", [1, {"a": None}], {"b": 2}])
def test_any_value(value):
    assert play_node("data.set", {"rows": [1]}, {"value": value}) == {"value": value}
