from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from harmony.assets import melodies
from harmony.board.panels.thumb import picture
from harmony.board.panels.welcome import Template
from harmony.melody.load import load, loads
from tests.board.parts import TEXT, write


def test_every_shipped_melody_is_a_template_with_a_picture(make_window, qtbot) -> None:
    window = make_window()
    cards = window.welcome.templates
    assert [c.path for c in cards] == melodies()
    qtbot.waitUntil(lambda: all(c.melody is not None for c in cards))
    assert all(not c._picture.isNull() for c in cards)


def test_a_template_opens(make_window, qtbot) -> None:
    window = make_window()
    card = next(c for c in window.welcome.templates if c.path.name.startswith("code-health"))
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    document = window.desk.document
    assert document.title == "code-health"
    assert document.path is None
    assert not document.is_dirty


def test_the_file_menu_has_the_templates(make_window, qtbot) -> None:
    window = make_window()
    menu = next(m for m in window.top.menus.findChildren(QMenu) if m.title() == "New from a template")
    menu.actions()[0].trigger()
    assert [a.text() for a in menu.actions()] == [c.text() for c in window.welcome.templates]
    assert window.desk.document.path is None


def test_a_picture_shows_nodes_in_the_colours_of_their_kinds(qapp, look, catalog) -> None:
    image = picture(load(melodies()[0]).require(), catalog, 230, 116).toImage()
    inks = {image.pixel(x, y) for x in range(230) for y in range(116)}
    assert len(inks) > 20
    empty = picture(loads("format: harmony/1\nname: x\nnodes: {}\n").require(), catalog, 20, 20).toImage()
    assert {empty.pixel(x, x) for x in range(20)} == {0}


def test_a_file_that_cannot_be_read_has_no_picture(qtbot, look, catalog, tmp_path: Path) -> None:
    card = Template(write(tmp_path, TEXT.replace("use:", "uses:")), catalog)
    qtbot.addWidget(card)
    card.read()
    assert card.melody is None
