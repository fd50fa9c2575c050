"""Starts the board: application, look, window, loop; and ends it well, also by Ctrl+C."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QRectF, Qt, QTimer
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from harmony.board import glyphs, theme
from harmony.board.bridge import Bridge, Client
from harmony.board.recent import Memory
from harmony.board.single import Single, wish
from harmony.board.window import Window
from harmony.catalog import Catalog
from harmony.settings import Settings

INTERRUPTED = 130

SWITCH_S = 0.0005
"""So long a thread (checks, the engine's messages) may keep Qt's thread waiting; Python's own is ten times that."""


def make_app(arguments: list[str]) -> QApplication:
    """The application, named and with its icon."""
    QCoreApplication.setApplicationName("Harmony Board")
    QCoreApplication.setOrganizationName("Harmony")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, True)
    app = QApplication.instance() or QApplication(arguments)
    assert isinstance(app, QApplication)
    app.setDesktopFileName("harmony-board")
    app.setWindowIcon(icon())
    return app


def icon() -> QIcon:
    """The program's icon: a note on a rounded tile, drawn in the sizes that desktops ask for."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.LIGHT.accent)
        painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.22, side * 0.22)
        inner = side * 0.66
        glyphs.paint(painter, QRectF((side - inner) / 2, (side - inner) / 2, inner, inner), "music", theme.LIGHT.panel)
        painter.end()
        made.addPixmap(picture)
    return made


def connect(settings: Settings) -> Client:
    """An engine process of its own, connected."""
    from harmony.engine.client import EngineClient

    return EngineClient.spawn(settings)


def make_window(app: QApplication, settings: Settings) -> Window:
    """The window in the look that was chosen, its engine starting."""
    chosen = settings.theme if settings.theme != "system" else Memory(settings.config / "board.json").get("theme")
    theme.apply(app, chosen if chosen in {"dark", "light"} else "system")
    catalog = Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")
    bridge = Bridge(lambda: connect(settings))
    window = Window(settings, catalog, bridge)
    bridge.setParent(window)
    return window


def main(settings: Settings, path: str | None = None, options: Mapping[str, Any] | None = None) -> int:
    """Show the board until it is closed.

    Args:
        settings: folders and preferences.
        path: a Melody to open.
        options: `run`: play it at once; `apart`: a window of its own, whatever else is open.

    Returns:
        The exit status: 0, or 130 after Ctrl+C.
    """
    sys.setswitchinterval(SWITCH_S)
    app = make_app(sys.argv[:1])
    single = Single(settings.data, app)
    options = options or {}
    if not options.get("apart") and not single.begin() and single.hand_over(wish(path, options)):
        print("It is open in the window that is there already.")
        return 0
    try:
        return _show(app, single, settings, path, options)
    finally:
        single.close()


def _show(app: QApplication, single: Single, settings: Settings, path: str | None, options: Mapping[str, Any]) -> int:
    """Show a window until it is closed."""
    import qasync

    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    window = make_window(app, settings)
    window.show()
    status = {"code": 0}
    _heed_interrupts(app, window, status)
    single.asked.connect(lambda message: _answer(window, message))
    QTimer.singleShot(0, lambda: _begin(window, path, options))
    app.aboutToQuit.connect(loop.stop)
    with loop:
        loop.run_forever()
    window.bridge.close()
    return status["code"]


def _begin(window: Window, path: str | None, options: Mapping[str, Any]) -> None:
    """After the first picture: open the file, start the engine."""
    window.open_or_new(path)
    window.bridge.start()
    if options.get("run"):
        window.actions_.run("run.play")


def _answer(window: Window, message: Mapping[str, Any]) -> None:
    """Another start of the board has a wish: come to the front, open its file."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
    if isinstance(message.get("path"), str):
        page = window.desk.open_path(Path(message["path"]))
        if page is not None and message.get("run"):
            window.actions_.run("run.play")


def _heed_interrupts(app: QApplication, window: Window, status: dict[str, int]) -> None:
    """Ctrl+C ends the board; where that would lose edits, the second one does."""

    def end(number: int, _frame: object) -> None:
        again = status["code"] == INTERRUPTED
        status["code"] = INTERRUPTED
        if number == signal.SIGINT and not again and any(p.document.is_dirty for p in window.desk.pages):
            print("There are unsaved changes: answer in the window, or press Ctrl+C again.", file=sys.stderr)
            window.close()
            return
        window.bridge.close()
        app.exit(INTERRUPTED)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    # Python must come to run now and then to notice a signal.
    waker = QTimer(app, interval=250)
    waker.timeout.connect(lambda: None)
    waker.start()
