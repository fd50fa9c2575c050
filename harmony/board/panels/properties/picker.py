"""The menu that inserts data from upstream: input ports and the fields that their last values had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from harmony.board.bridge import Bridge
from harmony.board.reach import Name, fields

Insert = Callable[[str], object]


def show_picker(parent: QWidget, at: QPoint, found: list[Name], bridge: Bridge | None, insert: Insert) -> QMenu:
    """Show the menu at a global point; `insert(expression)` is called with what is chosen."""
    menu = QMenu(parent)
    menu.setObjectName("picker")
    fill(menu, found, bridge, insert)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(at)
    return menu


def fill(menu: QMenu, found: list[Name], bridge: Bridge | None, insert: Insert) -> None:
    """Put names into a menu; those with fields become menus of their own."""
    if not found:
        menu.addAction("Nothing can be named here: wire an input first").setEnabled(False)
    for name in found:
        label = "\t".join(p for p in (name.expression.replace("&", "&&"), name.sample or name.type) if p)
        if name.inner:
            inner = QMenu(name.expression, menu)
            menu.addMenu(inner)
            _add(inner, label, name.expression, insert)
            inner.addSeparator()
            fill(inner, list(name.inner), bridge, insert)
        elif name.artifact is not None and bridge is not None and name.type in {"table", "json", "list"}:
            menu.addMenu(_asking(menu, name, bridge, insert, label))
        else:
            _add(menu, label, name.expression, insert)


def _add(menu: QMenu, label: str, expression: str, insert: Insert) -> None:
    action = menu.addAction(label)
    action.setData(expression)
    action.triggered.connect(lambda _checked=False: insert(expression))


def _asking(menu: QMenu, name: Name, bridge: Bridge, insert: Insert, label: str) -> QMenu:
    """A menu whose fields are asked for when it is opened: large values do not come with the run."""
    from shiboken6 import isValid

    inner = QMenu(name.expression, menu)
    _add(inner, label, name.expression, insert)
    asked: list[bool] = []

    def done(result: dict[str, Any]) -> None:
        if isValid(inner):
            inner.addSeparator()
            value = result.get("rows", result.get("json"))
            fill(inner, list(fields(name.expression, value)), None, insert)

    def ask() -> None:
        if not asked:
            asked.append(True)
            bridge.request("artifact.preview", {"artifact": name.artifact, "limit": 1}, done)

    inner.aboutToShow.connect(ask)
    return inner
