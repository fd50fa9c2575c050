"""Commands about how the canvas is drawn: wires and their points, frames and notes, lenses, pictures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QCursor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QMenu

from harmony.board import theme
from harmony.board.canvas.backdrop import FRAME_COLOURS
from harmony.board.canvas.curves import STYLES
from harmony.board.canvas.lens import NAMES, Name
from harmony.board.canvas.plan import Link
from harmony.board.canvas.view import CanvasView
from harmony.board.editing import chosen, on_canvas
from harmony.board.shell import Shell
from harmony.errors import HarmonyError

PICTURES = "Scalable picture (*.svg);;Picture (*.png)"
_SWATCH = 14


def bind_drawing(window: Shell) -> None:
    """Bind the commands."""
    for part in (_wires, _ground, _look, _travel, _conflicts):
        part(window)
    window.actions_.bind("file.export_picture", lambda: export_picture(window), lambda: window.desk.page is not None)


def _canvas(window: Shell) -> CanvasView | None:
    return window.desk.page.canvas if window.desk.page is not None else None


def _holds(window: Shell, test: Callable[[CanvasView], object]) -> Callable[[], bool]:
    """A condition on the canvas that is shown; false without one."""

    def holds() -> bool:
        canvas = _canvas(window)
        return canvas is not None and bool(test(canvas))

    return holds


def _wires(window: Shell) -> None:
    bind, tick = window.actions_.bind, window.actions_.tick
    on, holds = partial(on_canvas, window), partial(_holds, window)
    has_wires = holds(lambda c: c.document.wire_selection)
    bind("edit.next_wire", on(CanvasView.next_wire), holds(lambda c: c.chosen or c.document.wire_selection))
    bind("edit.wire_letters", on(CanvasView.show_letters), holds(lambda c: c.chosen))
    bind("edit.add_point", on(lambda c: c.add_point()), holds(lambda c: len(c.document.wire_selection) == 1))
    bind("edit.straighten", on(CanvasView.straighten), holds(lambda c: any(k.via for k in _chosen_wires(c))))
    bind("edit.pin_value", on(CanvasView.toggle_badges), has_wires)
    tick("edit.pin_value", holds(lambda c: _chosen_wires(c) and all(k.has_badge for k in _chosen_wires(c))))
    for style in STYLES:
        bind(f"view.wires_{style}", partial(prefer_wires, window, style))
        tick(f"view.wires_{style}", partial(_is_style, style))


def _is_style(style: str) -> bool:
    return theme.wires() == style


def _chosen_wires(canvas: CanvasView) -> list[Link]:
    links = canvas.plan.links
    return [links[w] for w in canvas.document.wire_selection if w in links and links[w].kind == "data"]


def prefer_wires(window: Shell, style: str) -> None:
    """Draw wires in another style from now on, on every canvas."""
    theme.prefer(wires=style)
    window.memory.put("wires", style)
    window.actions_.refresh()


def _ground(window: Shell) -> None:
    bind, on, holds = window.actions_.bind, partial(on_canvas, window), partial(_holds, window)
    bind("melody.add_frame", on(CanvasView.add_frame), lambda: bool(chosen(window)))
    bind("melody.add_note", on(lambda c: c.add_note(_spot(c))), holds(lambda _c: True))
    bind("melody.frame_colour", on(lambda c: pick_colour(window, c)), holds(lambda c: c.frame_chosen))


def _spot(canvas: CanvasView) -> QPointF | None:
    """Where a note is wanted: at the menu that asked for it, or under the pointer; None elsewhere."""
    if canvas.menu_target is not None:
        return canvas.menu_target.scene
    at = canvas.viewport().mapFromGlobal(QCursor.pos())
    is_over = canvas.viewport().rect().contains(at) and canvas.underMouse()
    return canvas.scene_pos(QPointF(at)) if is_over else None


def pick_colour(window: Shell, canvas: CanvasView) -> QMenu | None:
    """Show the colours that a frame can have; arrows and Return choose one too."""
    piece = canvas.frame_chosen
    if piece is None:
        return None
    now = canvas.document.melody.layout.frames[piece.index].color
    menu = QMenu(window)
    menu.setObjectName("frame-colours")
    for name, value in FRAME_COLOURS.items():
        action = menu.addAction(_swatch(value), name.capitalize())
        action.setCheckable(True)
        action.setChecked(name == now)
        action.triggered.connect(partial(_colour, canvas, name))
    menu.aboutToHide.connect(menu.deleteLater)
    corner = canvas.view_point(*canvas.frame_corner())
    menu.popup(canvas.viewport().mapToGlobal(corner))
    return menu


def _colour(canvas: CanvasView, name: str, _checked: bool = False) -> None:
    canvas.colour_frame(name)


def _swatch(value: str) -> QIcon:
    picture = QPixmap(QSize(_SWATCH, _SWATCH))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(value))
    painter.drawRoundedRect(picture.rect().adjusted(1, 1, -1, -1), 3, 3)
    painter.end()
    return QIcon(picture)


def _look(window: Shell) -> None:
    bind, tick = window.actions_.bind, window.actions_.tick
    on, holds = partial(on_canvas, window), partial(_holds, window)
    is_open = holds(lambda _c: True)
    for name in NAMES:
        bind(f"view.lens_{name}", on(partial(_set_lens, name)), is_open)
        tick(f"view.lens_{name}", holds(partial(_has_lens, name)))
    bind(
        "view.focus_mode",
        on(lambda c: c.show_focus(c.stage.focus is None)),
        holds(lambda c: c.chosen or c.stage.focus is not None),
    )
    tick("view.focus_mode", holds(lambda c: c.stage.focus is not None))
    has_loops = holds(lambda c: c.document.playing is not None and c.document.playing.strips)
    bind("view.next_iteration", on(lambda c: c.step_iteration(1)), has_loops)
    bind("view.previous_iteration", on(lambda c: c.step_iteration(-1)), has_loops)
    bind("view.minimap", on(lambda c: c.show_map(not c.overlay.has_map)), is_open)
    tick("view.minimap", holds(lambda c: c.overlay.has_map))


def _set_lens(name: Name, canvas: CanvasView) -> None:
    canvas.set_lens(name)


def _has_lens(name: Name, canvas: CanvasView) -> bool:
    return (canvas.lens.name if canvas.lens is not None else "state") == name


def _conflicts(window: Shell) -> None:
    bind, on, holds = window.actions_.bind, partial(on_canvas, window), partial(_holds, window)
    bind("edit.next_conflict", on(lambda c: c.next_conflict()), holds(lambda c: c.document.conflicts))


def _travel(window: Shell) -> None:
    bind, on, holds = window.actions_.bind, partial(on_canvas, window), partial(_holds, window)
    bind("view.back", on(CanvasView.go_back), holds(lambda c: c.visited.can_go_back))
    bind("view.forth", on(CanvasView.go_forth), holds(lambda c: c.visited.can_go_forth))


def export_picture(window: Shell) -> QFileDialog | None:
    """Ask for a file and write the whole canvas to it as a picture."""
    page = window.desk.page
    if page is None:
        return None
    folder = page.document.path.parent if page.document.path else Path.cwd()
    start = folder / f"{page.document.title}.svg"
    dialog = QFileDialog(window, "Export the canvas as a picture", str(start), PICTURES)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(start.name)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix("png" if "png" in kind else "svg"))
    dialog.setDefaultSuffix("svg")
    dialog.fileSelected.connect(lambda name: write_picture(window, page.canvas, Path(name)))
    dialog.open()
    return dialog


def write_picture(window: Shell, canvas: CanvasView, path: Path) -> None:
    """Write the picture and say so."""
    try:
        canvas.export(path)
    except (HarmonyError, OSError) as error:
        window.banner.say(str(error), "error", "export")
        return
    window.banner.say(f"The canvas is in {path}.", "info", "export", Show=lambda: window.open_file(str(path)))
