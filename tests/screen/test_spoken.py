"""The accessibility tree of a real window, read from another process as a screen reader reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screen import bus
from tests.screen.display import MISSING, Board, display

_LACKING = MISSING + bus.MISSING
pytestmark = [
    pytest.mark.slow,
    pytest.mark.screen,
    pytest.mark.skipif(bool(_LACKING), reason=f"needs {', '.join(_LACKING)}"),
]
NODES = 50


def melody(folder: Path) -> Path:
    """A Melody of 50 nodes in a chain; one of them fails."""
    lines = ["format: harmony/1", "name: fifty", "nodes:"]
    for number in range(NODES):
        wire = f"in: {{before: n{number - 1}.value}}, " if number % 10 else ""
        value = "{{ before.there }}" if number == 49 else str(number)
        lines.append(f"  n{number}: {{use: data.set@1, title: Step {number}, {wire}with: {{value: '{value}'}}}}")
    path = folder / "fifty.melody.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_fifty_nodes_are_named_with_their_states(tmp_path: Path) -> None:
    with display() as plain, bus.bus(plain) as (environment, reader):
        home = {"HARMONY_HOME": str(tmp_path / "home")}
        board = Board(environment | home, tmp_path, str(melody(tmp_path)))
        try:
            board.wait_for(lambda m: len(m["nodes"]) == NODES, "the nodes")
            canvas = reader.find("Canvas", "list")
            children = reader.children(canvas)
            names = [reader.text(one, "Name") for one in children]
            assert names[:NODES] == [f"Step {number}" for number in range(NODES)]
            assert names[NODES] == "value of Step 0 to before of Step 1"
            assert {reader.role(one) for one in children[:5]} == {"list item"}
            assert reader.text(children[7], "Description") == "data.set, idle"
            play(board)
            said = {name: reader.text(one, "Description") for name, one in zip(names, children, strict=True)}
            assert said["Step 7"] == "data.set, complete"
            assert said["Step 49"] == "data.set, error"
            assert len([name for name in names[:NODES] if said[name] == "data.set, complete"]) > 40
            board.click(tuple(board.see()["nodes"]["n7"]))
            board.wait_for(lambda m: m["selection"] == ["n7"], "the selection")
            assert "selected" in reader.states(children[7])
            assert "selected" not in reader.states(children[8])
        finally:
            board.close()


def play(board: Board) -> None:
    """Run, and wait for the end."""
    board.key("F5")
    board.wait_for(lambda m: m["states"]["n49"] == "error" and m["states"]["n7"] == "complete", "the run", 60)
    board.settled()
