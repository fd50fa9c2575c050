"""What the commands of the Edit menu do in a window, and those that act on the selected nodes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from harmony.board import nodes
from harmony.board.canvas.view import CanvasView
from harmony.board.document import Document
from harmony.board.panels.find import open_find
from harmony.board.shell import Shell
from harmony.board.widgets.question import ask_text
from harmony.melody import edits


def on_document(window: Shell, call: Callable[[Document], object]) -> Callable[[], object]:
    """What a command does with the document that is shown; nothing without one."""

    def act() -> object:
        return call(window.desk.document) if window.desk.document is not None else None

    return act


def on_canvas(window: Shell, call: Callable[[CanvasView], object]) -> Callable[[], object]:
    """Commands that the canvas itself carries out, whatever has the focus."""

    def act() -> None:
        page = window.desk.page
        if page is not None:
            page.canvas.setFocus()
            call(page.canvas)

    return act


def selected(window: Shell) -> int:
    """How many nodes and wires are selected."""
    document = window.desk.document
    return len(document.selection) + len(document.wire_selection) if document else 0


def chosen(window: Shell) -> list[str]:
    """Paths of the selected nodes."""
    return nodes.selected(window.desk.document)


def bind_edit(window: Shell) -> None:
    """Bind the Edit menu."""
    bind, desk = window.actions_.bind, window.desk
    on, canvas = partial(on_document, window), partial(on_canvas, window)
    is_open = lambda: desk.page is not None  # noqa: E731
    bind("edit.undo", lambda: desk.page.undo() if desk.page else None, lambda: bool(desk.page and desk.page.can_undo))
    bind("edit.redo", on(Document.redo), lambda: bool(desk.document and desk.document.can_redo))
    bind("edit.select_all", canvas(CanvasView.select_all), is_open)
    bind("edit.delete", canvas(CanvasView.delete_selection), lambda: _can_delete(window))
    bind("edit.delete_heal", canvas(lambda c: c.delete_selection(heal=True)), lambda: bool(chosen(window)))
    bind("edit.duplicate", canvas(CanvasView.duplicate_selection), lambda: bool(chosen(window)))
    bind("edit.copy", canvas(_copy), lambda: bool(chosen(window)))
    bind("edit.cut", canvas(lambda c: _put(c.cut_selection())), lambda: bool(chosen(window)))
    bind("edit.paste", canvas(_paste), is_open)
    bind("edit.paste_wired", canvas(lambda c: _paste(c, keep_wires=True)), is_open)
    bind("edit.find", lambda: open_find(window, desk.document, window.visit), is_open)
    bind("edit.replace", lambda: open_find(window, desk.document, window.visit, replaces=True), is_open)
    _bind_nodes(window)


def _bind_nodes(window: Shell) -> None:
    bind, desk = window.actions_.bind, window.desk
    on = partial(on_document, window)
    is_one = lambda: len(chosen(window)) == 1  # noqa: E731
    is_some = lambda: bool(chosen(window))  # noqa: E731
    bind("edit.rename", lambda: rename(window), is_one)
    bind("edit.change_type", on_canvas(window, CanvasView.ask_type), is_one)
    bind("edit.code", lambda: window.properties.open_wide(), lambda: bool(window.properties.code_fields()))
    bind("edit.enable", on(nodes.toggle_enabled), is_some)
    bind("edit.bypass", on(nodes.toggle_bypass), is_some)
    bind("edit.pin", on(lambda d: nodes.toggle_pin(d, window.bridge)), is_some)
    tick = window.actions_.tick
    tick("edit.enable", lambda: nodes.is_disabled(desk.document))
    tick("edit.bypass", lambda: nodes.is_bypassed(desk.document))
    tick("edit.pin", lambda: nodes.is_pinned(desk.document))


def _can_delete(window: Shell) -> bool:
    """Frames and notes are selected on the canvas alone."""
    page = window.desk.page
    return page is not None and (selected(window) > 0 or page.canvas.ground_chosen is not None)


def _put(text: str) -> None:
    if text:
        QApplication.clipboard().setText(text)


def _copy(canvas: CanvasView) -> None:
    _put(canvas.copy_selection())


def _paste(canvas: CanvasView, keep_wires: bool = False) -> None:
    """Under the pointer if it is over the canvas."""
    text = QApplication.clipboard().text()
    if not text.strip():
        canvas.document.refused.emit("The clipboard is empty: copy nodes, or lines of a Melody file, first")
        return
    at = canvas.viewport().mapFromGlobal(QCursor.pos())
    is_over = canvas.viewport().rect().contains(at) and canvas.underMouse()
    canvas.paste(text, canvas.scene_pos(QPointF(at)) if is_over else None, keep_wires=keep_wires)


def rename(window: Shell) -> None:
    """Ask for another title of the selected node."""
    document, paths = window.desk.document, chosen(window)
    if document is None or not paths:
        return
    ask_text(
        window,
        "Rename title",
        document.title_of(paths[0]),
        lambda title: document.try_edit(edits.rename_title, paths[0], title),
    )
