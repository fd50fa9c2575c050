from __future__ import annotations

from harmony.board.canvas.readers import mentioned, taken_from


def test_ports_are_known_by_who_takes_them(document):
    assert taken_from(document.melody, ["check", "write", "loose"]) == {
        "check": ("valid",), "write": ("report",), "loose": (),
    }  # fmt: skip


def test_inputs_in_texts_are_found(document):
    assert mentioned(document.melody.nodes["load"], document.melody.inputs) == {"folder"}
    assert mentioned(document.melody.nodes["check"], document.melody.inputs) == set()
