from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.errors import MelodyError
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.draft import Draft
from harmony.melody.edit_log import HEADER, Record, pack, packed, read, restated
from harmony.melody.edits import rename_title
from harmony.melody.load import loads
from harmony.melody.recovery import replay
from harmony.melody.save import text_hash

EDIT = Edit(
    "e1",
    "Do",
    12.5,
    (
        Change(("nodes", "a", "in", 0), None, [2**80, -0.0, "\ud800 ü\0"], follows=None, source="a: 1\n"),
        Change(("x",), MISSING, {"k": True}, follows="y"),
        Change(("x",), {"k": True}, MISSING),
    ),
)
RECORDS = [
    Record("base", path="/x/ü.yaml", sha="ab", text="name: ü\0\r\n"),
    Record("edit", EDIT, "a.title"),
    Record("undo"),
    Record("saved", sha="cd", text=""),
    Record("view", view={"zoom": 1.5}),
]


def test_what_is_packed_can_be_read() -> None:
    data = packed(RECORDS)
    assert read(data).records == tuple(RECORDS)
    assert read(data).size == len(data)


def test_a_missing_side_is_told_from_null() -> None:
    [found] = read(packed([Record("edit", EDIT)])).records
    assert found.edit is not None
    first, second, _ = found.edit.changes
    assert (first.before, first.follows, second.before) == (None, None, MISSING)


@given(st.integers(min_value=0, max_value=len(packed(RECORDS))))
def test_a_torn_tail_is_cut(length: int) -> None:
    log = read(packed(RECORDS)[:length])
    assert log.records == tuple(RECORDS[: len(log.records)])
    assert log.size == (len(packed(log.records)) if length >= len(HEADER) else 0)


@given(st.integers(min_value=len(HEADER), max_value=len(packed(RECORDS)) - 1))
def test_a_wrong_byte_is_noticed(at: int) -> None:
    data = bytearray(packed(RECORDS))
    data[at] ^= 0xFF
    log = read(bytes(data))
    assert len(log.records) < len(RECORDS)
    assert log.records == tuple(RECORDS[: len(log.records)])


def test_another_version_is_refused() -> None:
    with pytest.raises(MelodyError, match="another version"):
        read(b"harmony-edits 9\nxxxx")


def test_nothing_yet_is_an_empty_log() -> None:
    assert read(b"").records == read(HEADER[:5]).records == ()


def test_a_kind_of_the_future_ends_the_log() -> None:
    future = pack(Record("undo")).replace(b'"undo"', b'"wave"')
    assert read(HEADER + future).records == ()


def test_a_log_made_anew_says_the_same() -> None:
    source = "format: harmony/1\nname: x\nnodes:\n  a:\n    use: data.set@1\n"
    draft = Draft.open(loads(source))
    for title in ("12", "12 x", "13"):
        draft.do(rename_title(draft.melody, "a", title), merge_key="typing")
    draft.adopt(loads(source.replace("x", "y")).require(), source.replace("x", "y"), "Read")
    draft.undo()
    draft.mark_saved()
    known = replay(read(packed(restated(draft, "", text_hash(draft.text)))))
    assert known is not None and known.lost == 0
    assert (known.draft.text, known.draft.is_dirty, known.draft.redo_label) == (draft.text, False, "Read")
    known.draft.undo()
    assert known.draft.text == source
