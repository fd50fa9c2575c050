"""Numbers and cells as people read them."""

import pytest

from harmony.catalog.discover import BUILT_IN
from harmony.sdk.loading import load_module

figures = load_module(BUILT_IN / "report", "figures")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (0, "0"),
        (1234567, "1,234,567"),
        (-1234.5, "-1,234.5"),
        (2.0, "2"),
        (0.12345, "0.123"),
        (0.1, "0.1"),
        (0.00001234, "1.23e-05"),
        (1e20, "1e+20"),
        (float("nan"), "nan"),
    ],
)
def test_numbers(value, wanted):
    assert figures.number(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"), [(None, ""), (True, "yes"), (3, "3"), ({"a": "ü"}, '{"a": "ü"}'), ("x", "x")]
)
def test_cells(value, wanted):
    assert figures.cell(value) == wanted


def test_labels():
    assert figures.label("largest_functions") == "Largest functions"
