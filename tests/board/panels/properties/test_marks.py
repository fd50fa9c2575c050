from __future__ import annotations

import pytest

from harmony.board.panels.properties.marks import marks_of


@pytest.mark.parametrize(
    ("language", "text", "line"),
    [
        ("python", "def main():\n  return (", 2),
        ("json", '{"a": 1,\n "b" 2}', 2),
        ("expression", "quality >", 1),
        ("template", "Dear\n{{ name", 2),
    ],
)
def test_the_place_of_a_fault_is_found(language: str, text: str, line: int) -> None:
    found = marks_of(language, text)
    assert found[0][0] == line
    assert found[0][2]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "async def main(): ..."),
        ("json", "[1]"),
        ("expression", "a > 1"),
        ("template", "{{ a }}"),
        ("sql", "?"),
    ],
)
def test_good_texts_have_no_marks(language: str, text: str) -> None:
    assert marks_of(language, text) == []
