from __future__ import annotations

import pytest

from harmony.melody import form
from harmony.melody.text import dump


def test_short_leaves_stand_in_braces_long_ones_in_lines() -> None:
    assert dump.entry("with", {"a": 1, "b": ["p", "q"]}, 4) == ["    with: {a: 1, b: [p, q]}"]
    assert dump.entry("with", {"a": "x" * 60, "b": "y" * 60}, 0) == ["with:", f"  a: {'x' * 60}", f"  b: {'y' * 60}"]
    assert dump.entry("with", {"a": "x\ny\n"}, 0) == ["with:", "  a: |", "    x", "    y"]
    assert dump.entry("a", {}, 0) == ["a: {}"]


def test_lists_of_lines() -> None:
    items = [{"text": "x\ny\n", "at": [1, 2]}, "plain", ["a\nb"], {}]
    assert dump.sequence(items, 2) == [
        "  - text: |",
        "      x",
        "      y",
        "    at: [1, 2]",
        "  - plain",
        "  -",
        "    - |-",
        "      a",
        "      b",
        "  - {}",
    ]


def test_keys_in_the_order_of_the_format() -> None:
    node = {"with": {"b": 1, "a": 2}, "title": "T", "use": "x.y"}
    lines = dump.entry("load", node, 2, form.form_at(("nodes", "n")))
    assert lines == ["  load:", "    use: x.y", "    title: T", "    with: {b: 1, a: 2}"]


def test_a_place_takes_two_lines() -> None:
    assert dump.entry("a", {"at": [300, 60]}, 4, form.form_at(("layout", "nodes", "a"))) == [
        "    a:",
        "      at: [300, 60]",
    ]


def test_a_document_has_room_between_its_parts() -> None:
    data = {"nodes": {"a": {"use": "x.y"}}, "name": "sales", "format": "harmony/1", "run": {"mode": "adaptive"}}
    assert dump.document(data, "\r\n").splitlines() == [
        *("format: harmony/1", "name: sales", "", "run:", "  mode: adaptive", "", "nodes:", "  a:", "    use: x.y"),
    ]


def test_what_is_no_plain_data_is_refused() -> None:
    with pytest.raises(TypeError):
        dump.flow([object()])
