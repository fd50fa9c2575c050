"""Two journeys of an editing person in a real window: one with mouse and keys, one with keys alone.

Template, change, a node by typing, a wire, a body, another id, undo 20, redo 20, save.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harmony.assets import melody
from harmony.board.actions import TABLE
from harmony.melody.load import load
from tests.screen.display import MISSING, Board, display

pytestmark = [
    pytest.mark.slow,
    pytest.mark.screen,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)} (make test installs them when root)"),
]
PICTURES = os.environ.get("HARMONY_SCREEN_PICTURES")
TEMPLATE = "parallel-data-processing.melody.yaml"
CARD = "Open Parallel data processing"
BACK = 20
MAKE, DISSOLVE = (
    next(c.keys[0].lower() for c in TABLE if c.id == id) for id in ("melody.make_body", "melody.dissolve_body")
)


class Film:
    """A row of pictures, when someone wants to look."""

    def __init__(self, board: Board, name: str) -> None:
        self._board, self._name, self._number = board, name, 0

    def keep(self, what: str) -> None:
        """Keep what the screen shows now."""
        self._number += 1
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self._board.settled()
            self._board.picture(Path(PICTURES) / f"journey-{self._name}-{self._number}-{what}.png")


def save_as(board: Board, path: Path) -> None:
    board.key("ctrl+shift+s")
    board.wait_for(lambda m: any("file" in name.lower() for name in m["widgets"]), "the dialog")
    board.type(str(path))
    board.key("Return")
    board.wait_for(lambda m: m.get("path") == str(path) and not m["dirty"], "the saved file")


def nudge_until(board: Board, edits: int) -> None:
    """Move the selected node by keys until so many edits stand."""
    while board.see()["edits"] < edits:
        now = board.see()["edits"]
        board.key(("ctrl+Right", "ctrl+Down")[now % 2])
        board.wait_for(lambda m, now=now: m["edits"] > now, "the move")


def back_and_forth(board: Board, film: Film) -> None:
    """Undo 20, redo 20: the text is the same as before."""
    before = board.settled()
    for step in range(BACK):
        board.key("ctrl+z")
        board.wait_for(lambda m, step=step: m["edits"] == before["edits"] - step - 1, "one edit less")
    film.keep("undone")
    assert board.see()["text"] != before["text"]
    for step in range(BACK):
        board.key("ctrl+shift+z")
        board.wait_for(lambda m, step=step: m["edits"] == before["edits"] - BACK + step + 1, "one edit more")
    assert board.settled()["text"] == before["text"]


def save(board: Board, path: Path) -> None:
    board.key("ctrl+s")
    now = board.wait_for(lambda m: not m["dirty"], "the saved file")
    assert path.read_text() == now["text"]


def check_file(path: Path, node: str) -> None:
    """What the journey did is there, and every comment of the template still is."""
    loaded, text = load(path), path.read_text()
    assert not [p for p in loaded.problems if p.severity == "error"]
    assert loaded.melody is not None
    nodes = loaded.melody.nodes
    assert nodes[node].in_ == {"value": "analyse.value"}
    assert nodes[node].with_ == {"template": "Load is {{ value.complexity }}"}
    assert loaded.melody.inputs["workers"].default == 8
    assert nodes["mode"].title == "Choose how"
    comments = [line.strip() for line in melody(TEMPLATE).read_text().splitlines() if line.strip().startswith("#")]
    assert [line for line in comments if line not in text] == []


def empty_spot(now: dict) -> tuple[int, int]:
    """A place of the canvas where no card is near."""
    left, top, width, height = now["canvas"]
    spots = ((left + width * x / 12, top + height * y / 12) for y in (9, 8, 7, 3, 2) for x in (4, 6, 8, 3, 9))
    clear = lambda s: all(abs(s[0] - x) > 150 or abs(s[1] - y) > 90 for x, y in now["nodes"].values())  # noqa: E731
    x, y = next(filter(clear, spots))
    return round(x), round(y)


def test_by_mouse_and_keys(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "mine.melody.yaml"
    with display() as environment:
        board = Board(environment | {"HARMONY_HOME": str(home)}, tmp_path)
        film = Film(board, "mouse")
        try:
            board.wait_for(lambda m: CARD in m["widgets"], "the templates")
            film.keep("welcome")
            board.click(tuple(board.settled()["widgets"][CARD]))
            board.wait_for(lambda m: len(m["nodes"]) > 10, "the template")
            save_as(board, path)
            edit_by_mouse(board, film)
            nudge_until(board, BACK + 3)
            back_and_forth(board, film)
            save(board, path)
            film.keep("saved")
        finally:
            film.keep("last")
            board.close()
    check_file(path, "note")


def edit_by_mouse(board: Board, film: Film) -> None:
    retitle(board, "mode", "Choose how")
    board.key("f")  # so near that ports can be told from one another
    film.keep("changed")
    now = board.settled()
    board.click(empty_spot(now))
    board.wait_for(lambda m: not m["selection"], "nothing selected")
    board.type("text te")
    film.keep("typing")
    board.key("Return")
    board.wait_for(lambda m: m["selection"] == ["template"], "the node")
    now = board.settled()
    board.drag(tuple(now["ports"]["analyse>value"]), tuple(now["nodes"]["template"]))
    board.wait_for(lambda m: m["wires"] == now["wires"] + 1, "the wire")
    board.click(tuple(board.see()["nodes"]["template"]))
    now = board.wait_for(lambda m: m["selection"] == ["template"] and "Template" in m["widgets"], "the field")
    board.click(tuple(board.settled()["widgets"]["Template"]))
    board.type("Load is {{ value.complexity }}")
    film.keep("wired")
    look_into_a_body(board, film)
    board.click(tuple(board.settled()["nodes"]["template"]))
    board.key("shift+F2")
    board.wait_for(lambda m: m["focus"].startswith("Change id"), "the question")
    board.type("note")
    film.keep("renaming")
    board.key("Return")
    board.wait_for(lambda m: m["selection"] == ["note"], "the other id")


def retitle(board: Board, node: str, title: str) -> None:
    board.click(tuple(board.settled()["nodes"][node]))
    board.wait_for(lambda m: m["selection"] == [node], "the selection")
    board.key("F2")
    board.wait_for(lambda m: m["focus"] == "Rename title", "the question")
    board.type(title)
    board.key("Return")
    board.wait_for(lambda m: m["focus"] == "Canvas", "the canvas again")


def look_into_a_body(board: Board, film: Film) -> None:
    """Make a body of the new node, look into it, dissolve it again."""
    board.click(tuple(board.settled()["nodes"]["template"]))
    edits = board.see()["edits"]
    board.key(MAKE)
    now = board.wait_for(lambda m: m["edits"] == edits + 1, "the body")
    (owner,) = now["selection"]
    board.click(tuple(board.settled()["nodes"][owner]), times=2)
    board.wait_for(lambda m: m["scope"] == [owner] and "template" in m["nodes"], "the inside")
    film.keep("body")
    board.key("Escape")
    board.wait_for(lambda m: not m["scope"] and m["selection"] == [owner], "the outside")
    board.key(DISSOLVE)
    board.wait_for(lambda m: "template" in m["nodes"] and m["edits"] == edits + 2, "the node again")


def test_by_keys_alone(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "mine.melody.yaml"
    with display() as environment:
        board = Board(environment | {"HARMONY_HOME": str(home)}, tmp_path)
        film = Film(board, "keys")
        try:
            board.wait_for(lambda m: CARD in m["widgets"], "the templates")
            tab_to(board, CARD)
            film.keep("welcome")
            board.key("space")
            board.wait_for(lambda m: len(m["nodes"]) > 10, "the template")
            save_as(board, path)
            edit_by_keys(board, film)
            nudge_until(board, BACK + 3)
            back_and_forth(board, film)
            save(board, path)
            film.keep("saved")
        finally:
            film.keep("last")
            board.close()
    check_file(path, "note")


def tab_to(board: Board, name: str) -> None:
    for _ in range(30):
        if board.settled()["focus"] == name:
            return
        board.key("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def walk_to(board: Board, node: str) -> None:
    """Find a node by its id, and have it selected."""
    board.key("ctrl+k")
    board.wait_for(lambda m: "Search" in m["focus"], "the palette of commands")
    board.type(node)
    board.settled()
    board.key("Return")
    board.wait_for(lambda m: m["selection"] == [node], f"the node {node}")


def edit_by_keys(board: Board, film: Film) -> None:
    walk_to(board, "mode")
    board.key("F2")
    board.wait_for(lambda m: m["focus"] == "Rename title", "the question")
    board.type("Choose how")
    film.keep("changing")
    board.key("Return")
    board.wait_for(lambda m: m["focus"] == "Canvas", "the canvas again")
    board.key("Escape")
    board.wait_for(lambda m: not m["selection"], "nothing selected")
    board.type("text te")
    film.keep("typing")
    board.key("Return")
    board.wait_for(lambda m: m["selection"] == ["template"], "the node")
    board.key("1")
    board.settled()
    wire_by_letters(board, film)
    walk_to(board, "template")
    board.key("Return")
    board.wait_for(lambda m: m["focus"] == "Template", "the field")
    board.type("Load is {{ value.complexity }}")
    film.keep("filled")
    while board.settled()["focus"] != "Canvas":
        board.key("ctrl+F6")
    look_inside_by_keys(board, film)
    board.key("shift+F2")
    board.wait_for(lambda m: m["focus"].startswith("Change id"), "the question")
    board.type("note")
    board.key("Return")
    board.wait_for(lambda m: m["selection"] == ["note"], "the other id")


def wire_by_letters(board: Board, film: Film) -> None:
    walk_to(board, "analyse")
    wires = board.see()["wires"]
    board.key("w")
    now = board.wait_for(lambda m: "analyse>value" in m["letters"], "letters on the ports")
    board.type(now["letters"]["analyse>value"].lower())
    now = board.wait_for(lambda m: "template<" in m["letters"], "letters on what fits")
    film.keep("letters")
    board.type(now["letters"]["template<"].lower())
    board.wait_for(lambda m: m["wires"] == wires + 1, "the wire")


def look_inside_by_keys(board: Board, film: Film) -> None:
    edits = board.see()["edits"]
    board.key(MAKE)
    now = board.wait_for(lambda m: m["edits"] == edits + 1, "the body")
    (owner,) = now["selection"]
    board.key("Return")
    board.wait_for(lambda m: m["scope"] == [owner], "the inside")
    film.keep("body")
    board.key("Escape")
    board.wait_for(lambda m: not m["scope"] and m["selection"] == [owner], "the outside")
    board.key(DISSOLVE)
    now = board.wait_for(lambda m: "template" in m["nodes"] and m["edits"] == edits + 2, "the node again")
    assert now["selection"] == ["template"]
