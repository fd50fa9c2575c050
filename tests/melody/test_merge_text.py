from __future__ import annotations

import pytest

from harmony.melody.load import loads
from harmony.melody.merge import merge
from harmony.melody.merge_text import lines_merged, merged_text

BASE = """\
# top
format: harmony/1
name: x
nodes:
  # first
  a:
    use: data.set@1   # a's type
    with: {value: 1}

  b:
    use: data.set@1
layout:
  nodes:
    a:
      at: [0, 0]
"""


def together(ours: str, theirs: str, base: str = BASE) -> str:
    documents = [loads(text).require() for text in (base, ours, theirs)]
    merged = merge(documents[0], documents[1], documents[2])
    text = merged_text(base, (documents[1], ours), theirs, merged)
    assert loads(text).require() == merged.melody
    return text


def test_comments_of_both_sides_stay() -> None:
    ours = BASE.replace("value: 1}", "value: 2}   # ours")
    theirs = BASE.replace("  b:\n", "  # theirs\n  b:\n").replace("# top", "# their top")
    text = together(ours, theirs)
    assert text == ours.replace("  b:\n", "  # theirs\n  b:\n").replace("# top", "# their top")


def test_only_comments_changed_is_theirs_word_for_word() -> None:
    theirs = BASE.replace("# first", "# the first one\n  # of two")
    assert together(BASE, theirs) == theirs


def test_a_node_that_both_changed_is_edited_in_ours() -> None:
    ours = BASE.replace("value: 1}", "value: 2}   # ours")
    theirs = BASE.replace("use: data.set@1   # a's type", "use: data.set@1   # theirs\n    title: A")
    text = together(ours, theirs)
    assert "# ours" in text and "title: A" in text and "# theirs" not in text  # the lines collide


def test_a_node_that_both_changed_in_other_lines_has_the_comments_of_both() -> None:
    ours = BASE.replace("  b:\n", "  b:   # ours\n")
    theirs = BASE.replace("    use: data.set@1\nlayout", "    use: data.set@1\n    title: B   # theirs\nlayout")
    assert together(ours, theirs) == theirs.replace("  b:\n", "  b:   # ours\n")


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        ("x\nb\nc\n", "a\nb\ny\n", "x\nb\ny\n"),
        ("a\nb\nc\n", "", ""),
        ("x\nb\nc\n", "x\nb\nc\n", "x\nb\nc\n"),
        ("x\nb\nc\n", "y\nb\nc\n", None),
        ("a\nx\nb\nc\n", "a\ny\nb\nc\n", None),
        ("a\nb\nc\nd\n", "0\na\nb\nc\n", "0\na\nb\nc\nd\n"),
    ],
)
def test_lines(ours: str, theirs: str, wanted: str | None) -> None:
    assert lines_merged("a\nb\nc\n", ours, theirs) == wanted


def test_an_added_node_keeps_its_comments() -> None:
    theirs = BASE.replace("layout:", "  # new\n  c:\n    use: data.set@1   # why\nlayout:")
    text = together(BASE.replace("name: x", "name: y"), theirs)
    assert text == theirs.replace("name: x", "name: y")


def test_json_and_flow_files_merge_too() -> None:
    base = '{"format": "harmony/1", "name": "x", "nodes": {"a": {"use": "data.set@1"}, "b": {"use": "data.set@1"}}}'
    ours = base.replace('"x"', '"y"')
    theirs = base.replace('"b": {', '"b": {"title": "B", ')
    assert loads(together(ours, theirs, base)).require().nodes["b"].title == "B"
