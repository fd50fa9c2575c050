from __future__ import annotations

import pytest

from harmony.melody.text.quick import moved, place, without

PLAIN = ["  a:\n    at: [1, -20]\n", "\n  # c\n  a:\n    at: [0, 7]   # here\n\n", "  a:\r\n    at: [1, 2]\r\n"]


@pytest.mark.parametrize("block", PLAIN)
def test_plain_places_are_read_and_moved(block: str) -> None:
    found = place(block, "a")
    assert found is not None
    for index in (0, 1):
        new = moved(block, "a", index, -345)
        assert new == block.replace(f"[{found[0]}," if index == 0 else f" {found[1]}]", ("[-345,", " -345]")[index])
        assert place(new, "a") == ((-345, found[1]), (found[0], -345))[index]


@pytest.mark.parametrize(
    "block",
    [
        "  a: {at: [1, 2]}\n",
        "  a:\n    at: [1,2]\n",
        "  a:\n    at: [01, 2]\n",
        "  a:\n    at: [1.0, 2]\n",
        "  a:\n    at: [1, 2]#x\n",
        "  a:\n  at: [1, 2]\n",
        "  b:\n    at: [1, 2]\n",
        "  a:\n    at: [1, 2]\n    more: 1\n",
        '  "a":\n    at: [1, 2]\n',
        "  a:\n    at:\n      - 1\n      - 2\n",
    ],
)
def test_all_else_is_left_to_a_parser(block: str) -> None:
    assert place(block, "a") is None
    assert moved(block, "a", 0, 5) is None


def test_only_whole_numbers_are_written() -> None:
    assert moved(PLAIN[0], "a", 0, True) is None
    assert moved(PLAIN[0], "a", 2, 5) is None


NODE = "  # above\n  load:\n    use: a.b@1\n    in: {x: y.z}\n    with: {v: 1}   # said\n    title: It\n"


@pytest.mark.parametrize(
    ("block", "key", "expected"),
    [
        (NODE, "in", NODE.replace("    in: {x: y.z}\n", "")),
        (NODE, "title", NODE.replace("    title: It\n", "")),
        (NODE, "with", None),  # a comment beside it
        (NODE, "gone", None),
        (NODE.replace("    in", "    # why\n    in"), "in", None),
        (NODE.replace("{x: y.z}", "{x: y.z,\n      a: b.c}"), "in", None),
        (NODE.replace("{x: y.z}", "\n      x: y.z"), "in", None),
        (NODE.replace("    with", "\n    with"), "in", None),
        (NODE + "    in: {x: y.z}\n", "in", None),
        ("  load: {use: a, in: {x: y}}\n", "in", None),
        ("  load:\n    with:\n      in: {x: y}\n", "in", None),
    ],
)
def test_a_key_on_a_line_of_its_own_is_taken_out(block: str, key: str, expected: str | None) -> None:
    assert without(block, key) == expected
