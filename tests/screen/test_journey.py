"""A newcomer's first Melody in a real window, by mouse and keys only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harmony.melody.load import load
from tests.screen.display import MISSING, Board, display

pytestmark = [
    pytest.mark.slow,
    pytest.mark.screen,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)} (make test installs them when root)"),
]
PICTURES = os.environ.get("HARMONY_SCREEN_PICTURES")


def keep(board: Board, name: str) -> None:
    """Keep a picture when someone wants to look."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        board.picture(Path(PICTURES) / f"{name}.png")


def put(board: Board, use: str, across: float, down: float) -> str:
    """Drag a node type from the palette to a place on the canvas; the new node's id."""
    before = board.see()
    board.click(before["widgets"]["Search extensions"])
    board.key("ctrl+a")
    board.type(use.split(".")[-1])
    board.wait_for(lambda m: use in m["types"], f"{use} in the palette")
    now = board.settled()
    left, top, width, height = now["canvas"]
    board.drag(tuple(now["types"][use]), (round(left + width * across), round(top + height * down)))
    now = board.wait_for(lambda m: len(m["nodes"]) == len(before["nodes"]) + 1, f"the node {use}")
    return next(iter(set(now["nodes"]) - set(before["nodes"])))


def fill(board: Board, node: str, field: str, text: str) -> None:
    """Select a node and type into one of its fields."""
    board.click(tuple(board.see()["nodes"][node]))
    board.wait_for(lambda m: m["selection"] == [node] and field in m["widgets"], f"the field {field}")
    now = board.settled()
    board.click(tuple(now["widgets"][field]))
    board.key("ctrl+a")
    board.type(text)


def test_first_melody(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.md"):
        (folder / name).write_text(name)
    saved = tmp_path / "first.melody.yaml"
    with display() as environment:
        board = Board(environment | {"HARMONY_HOME": str(home)}, tmp_path)
        try:
            build(board, folder)
            play(board)
            save(board, saved)
        finally:
            keep(board, "last")
            board.close()
        reopen(environment | {"HARMONY_HOME": str(home)}, tmp_path, saved)
    read_as_a_person(saved)
    play_in_the_terminal(saved)


def build(board: Board, folder: Path) -> None:
    board.key("ctrl+n")
    board.wait_for(lambda m: "canvas" in m and not m["nodes"], "an empty canvas")
    keep(board, "1-empty")
    listing = put(board, "files.list", 0.2, 0.4)
    code = put(board, "python.code", 0.5, 0.4)
    text = put(board, "text.template", 0.8, 0.4)
    assert (listing, code, text) == ("list", "code", "template")
    wire(board, "list>files", "code")
    wire(board, "code>value", "template")
    fill(board, "list", "Path", str(folder))
    fill(board, "list", "Pattern", "*.txt")
    fill(board, "code", "Code", "def main(files): import time; time.sleep(1.5); return len(files)")
    fill(board, "template", "Template", "Found {{ value }} files")
    keep(board, "2-built")


def wire(board: Board, source: str, target: str) -> None:
    """Drag from a port onto a node's body."""
    before = board.settled()
    board.drag(tuple(before["ports"][source]), tuple(before["nodes"][target]))
    board.wait_for(lambda m: m["wires"] == before["wires"] + 1, f"the wire {source} to {target}")


def play(board: Board) -> None:
    board.key("ctrl+Return")
    now = board.wait_for(lambda m: "active" in m["states"].values(), "an active node")
    assert now["states"]["template"] != "complete"
    keep(board, "3-running")
    now = board.wait_for(lambda m: set(m["states"].values()) == {"complete"}, "the end of the run")
    keep(board, "4-complete")


def save(board: Board, path: Path) -> None:
    board.key("ctrl+s")
    board.wait_for(lambda m: any("file" in name.lower() for name in m["widgets"]), "the dialog")
    board.type(str(path))
    keep(board, "5-saving")
    board.key("Return")
    board.wait_for(lambda m: m["path"] == str(path) and not m["dirty"], "the saved file")


def reopen(environment: dict[str, str], folder: Path, path: Path) -> None:
    board = Board(environment, folder, str(path))
    try:
        now = board.wait_for(lambda m: len(m["nodes"]) == 3, "the reopened Melody")
        assert now["text"] == path.read_text()
        keep(board, "6-reopened")
    finally:
        board.close()


def read_as_a_person(path: Path) -> None:
    loaded = load(path)
    assert not loaded.problems
    assert loaded.melody is not None
    nodes = loaded.melody.nodes
    assert [n.use for n in nodes.values()] == ["files.list@1", "python.code@1", "text.template@1"]
    assert nodes["code"].in_ == {"files": "list.files"}


def play_in_the_terminal(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harmony", "run", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "✓ template" in done.stdout
