from __future__ import annotations

from pathlib import Path

import pytest

from harmony.errors import EditRefused
from harmony.melody import plain
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.draft import Draft
from harmony.melody.frozen import thaw
from harmony.melody.load import load, loads
from harmony.melody.text import blocks
from harmony.melody.write import Text, dump
from tests.melody.random_edits import RandomEdits

FILES = sorted((Path(__file__).parent / "files").glob("*.melody.*"))
EDITS = 200


def test_there_are_thirty_files() -> None:
    assert len(FILES) == 30


def pieces(text: str) -> dict[tuple[str, ...], list[str]]:
    """The lines of each block of a text, taken apart afresh."""
    tree = blocks.split(text)
    leaves = [((), "", tree)] if isinstance(tree, str) else blocks.leaves(tree)
    return {(*map(str, group), key): block.splitlines() for group, key, block in leaves}


def is_touched(block: tuple[str, ...], changes: tuple[Change, ...]) -> bool:
    """True if a block or its group's head is what a change is about."""
    path = block[:-1] if block[-1] == "" else block
    return any(path == c.path[: len(path)] or c.path == path[: len(c.path)] for c in changes)


def check_untouched(before: str, after: str, changes: tuple[Change, ...]) -> None:
    """Every line outside the changed blocks is there as it was, in its order."""
    there = iter(after.splitlines())
    for block, lines in pieces(before).items():
        if not is_touched(block, changes):
            for line in lines:
                assert line in there, f"{block}: {line}"


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])
def test_random_edits_touch_only_their_lines_and_undo_to_the_first_file(path: Path) -> None:
    loaded = load(path)
    draft, made = Draft.open(loaded, clock=lambda: 0.0), RandomEdits(sum(path.name.encode()))
    format = "json" if path.suffix == ".json" else None
    for number in range(EDITS):
        edit, before = made.edit(draft.melody), draft.text
        had_anchors = number == 0 and draft.has_anchors
        draft.do(edit)
        if not had_anchors:  # the first edit writes anchors out, wherever they are
            check_untouched(before, draft.text, edit.changes)
        if number % 8 == 0 or number == EDITS - 1:
            again = loads(draft.text, format=format)  # type: ignore[arg-type]
            assert plain.same(thaw(again.require()), thaw(draft.melody))
            assert list(again.require().nodes) == list(draft.melody.nodes)
    last = draft.text
    while draft.can_undo:
        draft.undo()
    assert draft.text == loaded.text
    assert plain.same(thaw(draft.melody), thaw(loaded.require()))
    while draft.can_redo:
        draft.redo()
    assert draft.text == last


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])
def test_dump_of_any_document_reads_as_the_same(path: Path) -> None:
    melody = load(path).require()
    again = loads(dump(melody), format="yaml").require()
    assert plain.same(thaw(again), thaw(melody))
    assert list(again.nodes) == list(melody.nodes)


SOURCE = """\
format: harmony/1
name: small
nodes:
  # reads
  load:
    use: csv.read@1   # pinned
    with: {path: 'a.csv', delimiter: ","}   # options

  # asks
  ask:
    use: llm.chat@1
    in: {rows: load.rows}
    with:
      prompt: >
        Folded
        text.
    notes: end
"""


def edited(source: str, *changes: Change) -> str:
    text = Text(source)
    text.apply(changes)
    return text.source


def test_quotes_flow_style_and_comments_stay() -> None:
    after = edited(SOURCE, Change(("nodes", "load", "with", "path"), "a.csv", "b.csv"))
    assert after == SOURCE.replace("'a.csv'", "'b.csv'")


def test_a_comment_keeps_its_column() -> None:
    after = edited(SOURCE, Change(("nodes", "load", "use"), "csv.read@1", "json.read@12"))
    assert "    use: json.read@12  # pinned\n" in after
    after = edited(SOURCE, Change(("nodes", "load", "use"), "csv.read@1", "a.b@1"))
    assert "    use: a.b@1        # pinned\n" in after


def test_a_folded_text_stays_folded() -> None:
    change = Change(("nodes", "ask", "with", "prompt"), "Folded text.\n", "One.\nTwo.\n")
    assert "      prompt: >\n        One.\n\n        Two.\n" in edited(SOURCE, change)


def test_keys_go_to_their_canonical_place() -> None:
    after = edited(SOURCE, Change(("nodes", "ask", "retry"), MISSING, {"attempts": 2, "delay": "1s"}))
    assert "        text.\n    retry: {attempts: 2, delay: 1s}\n    notes: end\n" in after


def test_a_value_becomes_a_block_and_keeps_the_comment() -> None:
    after = edited(SOURCE, Change(("nodes", "load", "use"), "csv.read@1", "two\nlines\n"))
    assert "    use: |  # pinned\n      two\n      lines\n    with:" in after


def test_removing_a_node_takes_its_own_comment_only() -> None:
    node = thaw(loads(SOURCE).require().nodes["load"])
    after = edited(SOURCE, Change(("nodes", "load"), node, MISSING))
    assert after == SOURCE[: SOURCE.index("  # reads")] + SOURCE[SOURCE.index("\n  # asks") :]


def test_a_removed_block_comes_back_by_its_source() -> None:
    text = Text(SOURCE)
    lines = text.block(("nodes", "load"))
    node = thaw(loads(SOURCE).require().nodes["load"])
    gone = Change(("nodes", "load"), node, MISSING, follows=None, source=lines)
    text.apply([gone])
    text.apply([gone.inverse()])
    assert text.source == SOURCE


def test_the_last_node_leaves_an_empty_mapping_and_back() -> None:
    source = "format: harmony/1\nname: x\nnodes:   # all\n  a: {use: b.c}\noutputs: {}\n"
    text = Text(source)
    text.apply([Change(("nodes", "a"), {"use": "b.c"}, MISSING)])
    assert text.source == "format: harmony/1\nname: x\nnodes: {}   # all\noutputs: {}\n"
    text.apply([Change(("nodes", "z"), MISSING, {"use": "b.c"})])
    assert text.source == "format: harmony/1\nname: x\nnodes:  # all\n  z:\n    use: b.c\noutputs: {}\n"


def test_anchors_are_written_out_with_their_comments() -> None:
    path = next(path for path in FILES if path.name.startswith("13"))
    text = Text(path.read_text())
    assert text.has_anchors
    text.apply([Change(("nodes", "b", "with", "temperature"), 0.2, 0.9)])
    assert not text.has_anchors
    assert "  # the second asks the same model\n  # same\n  b:\n" in text.source
    assert "with: {model: ollama/llama3.2, temperature: 0.9}" in text.source


def test_a_change_that_does_not_fit_changes_nothing() -> None:
    text = Text(SOURCE)
    wrong = [Change(("name",), "small", "big"), Change(("nodes", "gone", "use"), "a", "b")]
    with pytest.raises(EditRefused):
        text.apply(wrong)
    assert text.source == SOURCE


def test_json_stays_json() -> None:
    path = next(path for path in FILES if path.name.startswith("14"))
    source = path.read_text()
    after = edited(source, Change(("nodes", "c"), MISSING, {"use": "data.set@1"}, follows="a"))
    assert '    },\n    "c": {\n      "use": "data.set@1"\n    },\n    "b": {' in after
    assert loads(after, format="json").require().nodes["c"].use == "data.set@1"


def test_dump_is_what_a_person_would_write() -> None:
    data = {
        "name": "sales",
        "format": "harmony/1",
        "nodes": {"a": {"with": {"code": "def main():\n    pass\n"}, "use": "python.code@1", "in": {"x": "b.rows"}}},
        "layout": {"nodes": {"a": {"at": [1, 2]}}},
    }
    assert dump(data) == (
        "format: harmony/1\nname: sales\n\nnodes:\n  a:\n    use: python.code@1\n    in: {x: b.rows}\n    with:\n"
        "      code: |\n        def main():\n            pass\n\nlayout:\n  nodes:\n    a:\n      at: [1, 2]\n"
    )


TRICKY = """\
format: harmony/1
name: tricky
nodes:
  a: {use: data.set@1,
  title: 'not
  a: key'}
  b: {use: data.set@1}
"""


def test_lines_that_only_look_like_keys_are_none() -> None:
    draft = Draft.open(loads(TRICKY))
    draft.do(Edit("", "", 0.0, (Change(("nodes", "a", "title"), "not a: key", "other"),)))
    draft.do(Edit("", "", 0.0, (Change(("nodes", "c"), MISSING, {"use": "x.y"}, follows="a"),)))
    assert list(loads(draft.text).require().nodes) == ["a", "c", "b"]
    assert edited(TRICKY, Change(("name",), "tricky", "plain")) == TRICKY.replace("tricky", "plain")
    assert "title: 'other'}" in edited(TRICKY, Change(("nodes", "a", "title"), "not a: key", "other"))


def test_a_text_is_taken_apart_when_that_is_first_needed() -> None:
    source = "format: harmony/1\nname: x\nnodes: {}\n"
    loaded = loads(source)
    draft = Draft.open(loaded)
    part = draft.parting()
    assert part is not None and draft.text == source
    draft.take(part())
    assert draft.parting() is None and draft.text == source
    draft.do(Edit("", "Name it", 0.0, (Change(("name",), "x", "z"),)))
    draft.take(part())
    assert draft.text == source.replace("name: x", "name: z")
