from __future__ import annotations

import pytest

from harmony.melody.text import blocks

SOURCE = """\
# top

format: harmony/1
nodes:   # all
  # first
  a: {use: x}

  # apart

  # second
  b:
    use: y
    with: {t: |-
# end
layout:
  nodes:
    a:
      at: [0, 0]
"""
GOOD = SOURCE.replace("{t: |-", "{t: 1}")


def test_a_file_is_taken_apart_and_joined() -> None:
    tree = blocks.split(GOOD)
    assert blocks.join(tree) == GOOD
    assert [key for _, key, _ in blocks.leaves(tree)] == ["", "format", "", "a", "b", "", "", "a"]
    assert tree["nodes"]["a"] == "  # first\n  a: {use: x}\n\n  # apart\n"
    assert tree["nodes"]["b"].startswith("\n  # second\n  b:\n")
    assert tree["layout"][""] == "# end\nlayout:\n"


@pytest.mark.parametrize(
    "source",
    [
        "{a: 1}\n",
        "a: 1\n...\n",
        "a: 1\n---\nb: 2\n---\n",
        "a: 1\rb: 2\r",
        "a:\n\tb: 1\n",
        "a: 1\na: 2\n",
        "? a\n: 1\n",
        "",
        "a: '\nb: 1\nc'\nb: x\n",
    ],
)
def test_what_is_not_plain_block_style_stays_in_one_piece(source: str) -> None:
    assert blocks.split(source) == source


def test_a_kept_text_keeps_its_blank_lines() -> None:
    tree = blocks.split("a: |+\n  x\n\n\nb: 1\n")
    assert tree["a"] == "a: |+\n  x\n\n\n"


def test_a_group_loses_its_last_child() -> None:
    assert blocks.empty_head("# c\nnodes:  # all\n") == "# c\nnodes: {}  # all\n"


def test_comments_below_go_with_what_follows() -> None:
    text = "  a: 1\n    # of a\n\n  # section\n"
    assert blocks.cut_tail(text, 2) == ("  a: 1\n    # of a\n", "\n  # section\n")
    assert blocks.cut_tail("  a: 1\n\n", 2) == ("  a: 1\n\n", "")


def test_new_blocks_stand_apart_where_others_do() -> None:
    apart = blocks.Group({"": "nodes:\n", "a": "  a: 1\n", "b": "\n  b: 1\n"})
    close = blocks.Group({"": "nodes:\n", "a": "  a: 1\n", "b": "  b: 1\n"})
    assert blocks.spaced(apart, "  c: 1\n", "\n", is_first=False) == "\n  c: 1\n"
    assert blocks.spaced(apart, "  c: 1\n", "\n", is_first=True) == "  c: 1\n\n"
    assert blocks.spaced(close, "  c: 1\n", "\n", is_first=False) == "  c: 1\n"
