"""The menu of the canvas: what can be done with the node, the wire or the ground under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QMenu

from harmony.board.canvas import ground
from harmony.board.shell import Shell

if TYPE_CHECKING:
    from harmony.board.canvas.gestures.base import Press
    from harmony.board.canvas.view import CanvasView

LINE = ""
NODE = (
    "melody.open_body", LINE, "edit.rename", "edit.change_id", "edit.change_type", "edit.usages", LINE, "edit.cut",
    "edit.copy", "edit.duplicate", "edit.delete", "edit.delete_heal", LINE, "edit.enable", "edit.bypass", "edit.pin",
    LINE, "run.to_here", "run.from_here", "run.only", LINE, "run.skip_node", "run.retry_node",
    "run.cancel_node", LINE, "melody.add_output", "melody.make_body",
    "melody.dissolve_body", "melody.tidy_selection", "view.fit_selection",
)  # fmt: skip
GROUND = (
    "melody.add_node", "melody.add_note", "melody.add_input", LINE, "edit.paste", "edit.paste_wired", "edit.select_all",
    LINE, "melody.tidy", "view.fit_all", "view.zoom_100", LINE, "melody.leave_body",
)  # fmt: skip
WIRE = ("edit.pin_value", LINE, "edit.add_point", "edit.straighten", LINE, "edit.delete")
PIECE = ("melody.frame_colour", LINE, "edit.delete")
"""For a frame or a note."""


def show_menu(window: Shell, canvas: CanvasView, point: QPoint, card: str) -> QMenu:
    """Show the menu for a card, or for what else lies there; returns at once.

    What it is about stays `canvas.menu_target` until a choice was made: a key that is pressed later
    means the selection.
    """
    target = canvas.menu_target
    if not card and target is not None and target.port is not None:
        card = target.port.card
        canvas.choose([card])
    menu = popup(window, NODE if card else _beside_cards(canvas, target), point)

    def forget() -> None:
        if canvas.menu_target is target:
            canvas.menu_target = None

    # A menu hides before what was chosen in it is done.
    menu.aboutToHide.connect(lambda: QTimer.singleShot(0, canvas, forget))
    return menu


def _beside_cards(canvas: CanvasView, target: Press | None) -> tuple[str, ...]:
    """The menu for a wire, a frame or a note (which is selected), or the ground."""
    if target is None:
        return GROUND
    if target.wire is not None:
        return WIRE
    piece = ground.piece_at(canvas.document, canvas.plan, target.scene.x(), target.scene.y())
    canvas.choose_ground(piece)
    return GROUND if piece is None else PIECE


def popup(window: Shell, ids: tuple[str, ...], point: QPoint) -> QMenu:
    """Commands as a menu at a global point; those that cannot be used now are left out."""
    actions = window.actions_
    actions.refresh()
    menu = QMenu(window)
    menu.setObjectName("canvas-menu")
    is_line_due = False
    for id in ids:
        if id == LINE:
            is_line_due = bool(menu.actions())
            continue
        if not actions.action(id).isEnabled():
            continue
        if is_line_due:
            menu.addSeparator()
            is_line_due = False
        menu.addAction(actions.action(id))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(point)
    return menu
