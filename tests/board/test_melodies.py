from __future__ import annotations

import os
from pathlib import Path

from harmony.board.melodies import Melodies
from tests.board.parts import TEXT, open_document, write

INNER = TEXT.replace("nodes:", "inputs:\n  who: {type: text}\noutputs:\n  letter: greet.text\nnodes:", 1)
OUTER = TEXT + "  whole:\n    use: flow.melody@1\n    with: {melody: inner.melody.yaml}\n"


def test_a_node_has_the_ports_of_the_melody_that_it_plays(tmp_path: Path, catalog, qapp) -> None:
    write(tmp_path, INNER, "inner.melody.yaml")
    document = open_document(tmp_path, catalog, OUTER)
    ports = document.ports_of("whole")
    assert [p.name for p in ports.inputs] == ["who"]
    assert [(p.name, p.type) for p in ports.outputs] == [("letter", "text")]


def test_it_is_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    path, melodies = write(tmp_path, INNER, "inner.melody.yaml"), Melodies()
    first = melodies.open(path.name, tmp_path)
    assert first is not None
    assert melodies.open(path.name, tmp_path) is first
    write(tmp_path, INNER.replace("small", "other"), path.name)
    os.utime(path, ns=(1, 1))
    assert melodies.open(path.name, tmp_path).name == "other"


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    write(tmp_path, "nonsense", "bad.yaml")
    assert Melodies().open("missing.yaml", tmp_path) is None
    assert Melodies().open("bad.yaml", tmp_path) is None
    assert Melodies().open("{{ inputs.file }}", tmp_path) is None
    assert Melodies().open("inner.yaml", None) is None
