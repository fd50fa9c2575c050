"""Types of ports and what fits into what."""

import pytest

from harmony.sdk.types import converts, fits, is_type, item_type


@pytest.mark.parametrize(
    ("name", "wanted"), [("text", True), ("list<list<path>>", True), ("list<x>", False), ("", False)]
)
def test_what_is_a_type(name, wanted):
    assert is_type(name) is wanted


def test_items():
    assert (item_type("list<path>"), item_type("list"), item_type("text")) == ("path", None, None)


@pytest.mark.parametrize(
    ("given", "wanted", "fit"),
    [
        ("text", "text", True),
        ("any", "table", True),
        ("table", "any", True),
        ("table", "text", True),
        ("text", "integer", True),
        ("boolean", "number", False),
        ("table", "file", False),
        ("list<path>", "list", True),
        ("list<text>", "list<integer>", True),
        ("list<boolean>", "list<number>", False),
        ("list<json>", "table", True),
        ("secret", "text", False),
        ("text", "secret", False),
    ],
)
def test_what_fits(given, wanted, fit):
    assert fits(given, wanted) is fit


def test_the_same_type_is_no_conversion():
    assert not converts("table", "table")
    assert converts("text", "integer")
