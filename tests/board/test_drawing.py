from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QMenu

from harmony.board import theme
from harmony.board.playing import Playing
from tests.board.parts import TEXT, Tape, artifact, write

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
Key = Qt.Key
BODY = TEXT + (
    "  each:\n    use: flow.each@1\n    title: Every one\n    in: {items: numbers.value}\n    body:\n      nodes:\n"
    "        inner: {use: text.template@1, with: {template: x}}\n"
)


@pytest.fixture
def page(make_window, tmp_path: Path):
    window = make_window(write(tmp_path, BODY))
    found = window.desk.page
    found.window_ = window
    found.canvas.setFocus()
    yield found
    theme.prefer(wires="curved", motion=True)


def press(page, key, keys=NONE):
    from PySide6.QtTest import QTest

    QTest.keyClick(page.canvas, key, keys)


def menu_named(page, name):
    return next(m for m in page.window_.findChildren(QMenu) if m.objectName() == name and m.isVisible())


def test_a_wire_is_led_and_its_value_pinned_by_keys(page) -> None:
    page.canvas.choose(["numbers"])
    press(page, Key.Key_W, SHIFT)
    press(page, Key.Key_K)
    press(page, Key.Key_V)
    wires = page.document.melody.layout.wires
    assert [(len(w.via), w.badge) for w in wires.values()] == [(1, True)]
    page.window_.actions_.refresh()
    assert page.window_.actions_.action("edit.pin_value").isChecked()
    press(page, Key.Key_K, SHIFT)
    press(page, Key.Key_V)
    assert not page.document.melody.layout.wires


def test_every_command_has_a_place_in_a_menu_and_is_found(page) -> None:
    actions = page.window_.actions_
    page.canvas.choose(["numbers"])
    page.canvas.next_wire()
    for id, words in {
        "edit.add_point": "reroute", "edit.pin_value": "badge", "view.lens_cost": "cost", "melody.add_note": "note",
        "view.wires_orthogonal": "orthogonal", "view.focus_mode": "focus", "file.export_picture": "svg",
        "view.minimap": "minimap",
    }.items():  # fmt: skip
        assert actions.commands[id].menu
        page.canvas.choose(["numbers"]) if "focus" in id else None
        assert id in [c.id for c in actions.search(words)], id


@pytest.mark.parametrize(("key", "name"), [(2, "duration"), (3, "quality"), (4, "cost")])
def test_lenses_have_keys(page, key, name) -> None:
    tape = Tape()
    page.document.show_run(Playing("r1"))
    page.document.apply_events(
        [
            tape("node.started", "numbers", attempt=1),
            tape("node.completed", "numbers", spent={"usd": 0.004}, outputs={"value": artifact("json", quality=0.5)}),
            tape("node.started", "greet", attempt=1),
            tape("node.completed", "greet", after=2.0, spent={"usd": 0.2}),
        ]
    )
    press(page, Key(Key.Key_0 + key), ALT)
    assert page.canvas.lens.name == name
    look = page.canvas.stage.look(page.canvas.plan.cards["numbers"])
    assert look.footer == {"duration": "100 ms", "quality": "quality 0.50", "cost": "$0.004"}[name]
    assert look.lens.startswith("#")
    assert page.window_.actions_.action(f"view.lens_{name}").isEnabled()
    press(page, Key.Key_1, ALT)
    assert page.canvas.lens is None


def test_the_view_menu_has_lenses_and_wires_within(page) -> None:
    view = next(a for a in page.window_.top.menus.actions() if a.text().replace("&", "") == "View").menu()
    inner = {a.text(): [b.text() for b in a.menu().actions()] for a in view.actions() if a.menu()}
    assert inner["Colour by"] == ["Colour by state", "Colour by duration", "Colour by quality", "Colour by cost"]
    assert inner["Wires"] == ["Curved wires", "Straight wires", "Right-angled wires"]
    assert len(inner["Appearance"]) == 3


def test_the_style_of_wires_is_kept(page) -> None:
    page.window_.actions_.run("view.wires_straight")
    assert page.canvas.plan.style == "straight"
    assert page.window_.memory.get("wires") == "straight"
    assert page.window_.actions_.action("view.wires_straight").isChecked()
    assert not page.window_.actions_.action("view.wires_curved").isChecked()


def test_focus_mode_by_key(page) -> None:
    page.canvas.choose(["greet"])
    press(page, Key.Key_F, SHIFT)
    assert page.canvas.stage.focus == {"numbers", "greet"}
    press(page, Key.Key_F, SHIFT)
    assert page.canvas.stage.focus is None


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_frame_its_colour_and_its_end_by_keys(page, qapp) -> None:
    page.canvas.choose(["numbers", "greet"])
    press(page, Key.Key_G, CTRL)
    page.canvas.setFocus()
    piece = page.canvas.ground_chosen
    assert piece is not None
    press(page, Key.Key_C)
    menu = menu_named(page, "frame-colours")
    assert menu.actions()[0].isChecked()
    next(a for a in menu.actions() if a.text() == "Violet").trigger()
    menu.close()
    assert page.document.melody.layout.frames[0].color == "violet"
    page.canvas.choose(())
    page.canvas.setFocus()
    page.canvas.choose_ground(piece)
    press(page, Key.Key_Delete)
    assert not page.document.melody.layout.frames
    page.document.undo()
    page.document.undo()
    assert page.document.melody.layout.frames[0].color == "teal"


def test_a_note_by_key_in_a_body_too(page) -> None:
    press(page, Key.Key_N, CTRL | SHIFT)
    assert page.document.melody.layout.notes[0].body == ""
    page.canvas.setFocus()
    page.canvas.enter("each")
    press(page, Key.Key_N, CTRL | SHIFT)
    assert page.document.melody.layout.notes[1].body == "each"
    assert page.canvas.ground_chosen is not None
    page.canvas.setFocus()
    page.canvas.show_scope(())
    from harmony.board.canvas import ground

    assert ground.rect_of(page.document, page.canvas.plan, ground.Piece("notes", 1)).isEmpty()
    assert not ground.rect_of(page.document, page.canvas.plan, ground.Piece("notes", 0)).isEmpty()


def test_the_minimap_by_key(page) -> None:
    page.window_.resize(1280, 1000)
    assert page.canvas.overlay.has_map
    press(page, Key.Key_M, ALT)
    assert not page.canvas.overlay.has_map
    press(page, Key.Key_M, ALT)
    assert page.canvas.overlay.has_map


def test_back_to_the_last_place_and_forward_again(page) -> None:
    canvas = page.canvas
    canvas.zoom_to(100)
    canvas.centre_at(2000, 900)
    start = canvas.place()
    canvas.focus_node("numbers")
    canvas.enter("each")
    assert canvas.scope.owners == ("each",)
    press(page, Key.Key_Left, ALT)
    assert canvas.scope.owners == ()
    press(page, Key.Key_Left, ALT)
    assert canvas.place().is_like(start)
    press(page, Key.Key_Right, ALT)
    press(page, Key.Key_Right, ALT)
    assert canvas.scope.owners == ("each",)
    assert not canvas.go_forth()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_canvas_is_exported(page, tmp_path, kind) -> None:
    page.window_.actions_.run("file.export_picture")
    dialog = page.window_.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / f"out.{kind}"))
    dialog.close()
    data = (tmp_path / f"out.{kind}").read_bytes()
    assert (b"<svg" in data[:400]) if kind == "svg" else data.startswith(b"\x89PNG")
    assert page.window_.banner.isVisible()


def test_an_export_that_fails_says_so(page, tmp_path) -> None:
    from harmony.board.drawing import write_picture

    write_picture(page.window_, page.canvas, tmp_path / "no" / "where.svg")
    assert "cannot be written" in page.window_.banner.text.text()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_of_a_wire_and_of_a_frame(page, qtbot) -> None:
    canvas = page.canvas
    link = next(k for k in canvas.plan.links.values() if k.kind == "data")
    from harmony.board.canvas.curves import middle

    x, y = middle(link.curve)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=canvas.view_point(x, y))
    menu = menu_named(page, "canvas-menu")
    assert [a.objectName() for a in menu.actions() if a.objectName()][:2] == ["edit.pin_value", "edit.add_point"]
    menu.close()
    canvas.choose(["numbers"])
    piece = canvas.add_frame()
    canvas.setFocus()
    from harmony.board.canvas import ground

    rect = ground.rect_of(page.document, canvas.plan, piece)
    spot = canvas.view_point(rect.left() + 30, rect.top() + 12)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=QPoint(spot))
    menu = menu_named(page, "canvas-menu")
    assert [a.objectName() for a in menu.actions() if a.objectName()] == ["melody.frame_colour", "edit.delete"]
    menu.close()


def test_a_frame_in_a_body(page) -> None:
    from harmony.board.canvas import ground

    page.canvas.enter("each")
    page.canvas.choose(["inner"])
    press(page, Key.Key_G, CTRL)
    assert page.document.melody.layout.frames[0].nodes == ("each/inner",)
    piece = ground.Piece("frames", 0)
    assert not ground.rect_of(page.document, page.canvas.plan, piece).isEmpty()
    page.canvas.setFocus()
    page.canvas.show_scope(())
    assert ground.rect_of(page.document, page.canvas.plan, piece).isEmpty()
