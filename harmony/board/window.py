"""The window: what is connected with what, what is shown when, and its coming and going.

Its parts and the ways between them are in `board.shell`; what commands do is bound in `board.binding`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QRect, Qt
from PySide6.QtGui import QCloseEvent

from harmony.board import dropped, safety
from harmony.board.binding import bind, prefer
from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.facts import show_facts, show_status
from harmony.board.menus import NODE, popup, show_menu
from harmony.board.page import Page
from harmony.board.panels.outline import OWN_KEYS
from harmony.board.playing_on import answer
from harmony.board.refactoring import visit_usage
from harmony.board.shell import Shell, open_path
from harmony.board.wording import count
from harmony.errors import HarmonyError

if TYPE_CHECKING:
    from harmony.catalog import Catalog
    from harmony.settings import Settings

STATE_VERSION = 1


def first_place(screen: QRect) -> QRect:
    """Where the window stands at its first start: nine tenths of the screen, at most 1680 by 1050, centred."""
    place = QRect(0, 0, min(1680, screen.width() * 9 // 10), min(1050, screen.height() * 9 // 10))
    place.moveCenter(screen.center())
    return place


class Window(Shell):
    """The one window; it is made as a `Shell` is."""

    def __init__(
        self, settings: Settings, catalog: Catalog, bridge: Bridge, open_file: Callable[[str], object] = open_path
    ) -> None:
        super().__init__(settings, catalog, bridge, open_file)
        bind(self)
        prefer(self)
        self._connect()
        self.restore()
        self.show_current()

    def _connect(self) -> None:
        desk, top = self.desk, self.top
        desk.current_changed.connect(self.show_current)
        desk.pages_changed.connect(self.show_tabs)
        desk.bridge = self.bridge
        desk.told.connect(self._told)
        desk.closed.connect(self.player.forget)
        desk.opened.connect(self._page_opened)
        safety.bind(self)
        top.tabs.currentChanged.connect(self._turn)
        top.tabs.tabMoved.connect(desk.move_page)
        top.tabs.close_asked.connect(lambda index: desk.close(desk.tabs[index]))
        self.palette_.add_asked.connect(self.add_node)
        self.properties.open_asked.connect(self.open_artifact)
        self.properties.visit.connect(self.visit)
        self.bottom.visit.connect(self.visit)
        self.bottom.visit_field.connect(self.visit_field)
        self.bottom.usages.chosen.connect(lambda usage: visit_usage(self, usage))
        self.bottom.preview.connect(self._preview)
        self.bottom.runs_asked.connect(self._list_runs)
        self.bottom.run_chosen.connect(self._show_stored)
        self.left.outline.visit.connect(self.visit)
        self.left.outline.customContextMenuRequested.connect(self._outline_menu)
        self.keymap.listen_on(self.left.outline, OWN_KEYS)
        self.player.refused.connect(self._run_refused)
        self.player.changed.connect(lambda _document: self.show_run())
        self.bridge.status_changed.connect(self._engine)
        self.soon.timeout.connect(self.show_run)
        self.telling.timeout.connect(lambda: show_status(self))

    def _outline_menu(self, at: QPoint) -> None:
        """The menu that the node has on the canvas."""
        outline = self.left.outline
        if outline.itemAt(at) is not None:
            popup(self, NODE, outline.viewport().mapToGlobal(at))

    def _told(self, text: str, severity: str) -> None:
        """Something to know; an empty text takes back what was said of progress."""
        if text:
            self.banner.say(text, severity, "progress" if severity == "info" else "")
        else:
            self.banner.dismiss("progress")

    def _page_opened(self, page: Page) -> None:
        """Connect a new canvas with what the window has for it."""
        canvas = page.canvas
        self.keymap.listen_on(canvas)
        canvas.menu_asked.connect(lambda point, card: show_menu(self, canvas, point, card))
        canvas.files_dropped.connect(lambda data, at: self.take_files(dropped.paths_of(data), at))
        canvas.scope_changed.connect(self.look_again)
        page.results.answered.connect(lambda *what: answer(self, page.document, *what))
        canvas.opened.connect(lambda path: self.open_node(path))

    # What is shown

    def show_current(self) -> None:
        """Let every panel follow the document that is shown now."""
        page = self.desk.page
        document = page.document if page else None
        if self.desk.shown is None:
            self.welcome.show_recent(self.memory.recent)
            self.desk.stack.setCurrentWidget(self.welcome)
            self.welcome.sample.setFocus()
        self.set_aside(document is None)
        self.properties.set_document(document)
        self.bottom.set_document(document)
        self.left.outline.set_document(document)
        if document is not None:
            for signal in (
                document.changed,
                document.selection_changed,
                document.run_changed,
                document.problems_changed,
            ):
                signal.connect(self.look_again, Qt.ConnectionType.UniqueConnection)
            document.states_changed.connect(self._tell_soon, Qt.ConnectionType.UniqueConnection)
            document.refused.connect(self._refused, Qt.ConnectionType.UniqueConnection)
        self.show_tabs()

    def _tell_soon(self, _ids: object) -> None:
        if not self.telling.isActive():
            self.telling.start()

    def _refused(self, sentence: str) -> None:
        self.banner.say(sentence, "warning", "edit")

    def _run_refused(self, document: Document, error: HarmonyError) -> None:
        """Say why it does not run; findings are listed in the panel that is made for them."""
        errors = sum(p.severity == "error" for p in getattr(error, "problems", ()))
        if errors:
            text = f"{document.title} has {count(errors, 'error')} and cannot be played."
            self.banner.say(text, "error", "run", Show_problems=lambda: self.actions_.run("view.problems"))
            document.check_now()
        else:
            self.banner.say(str(error), "error", "run")

    def show_tabs(self) -> None:
        """Bring the tabs up to date with what is open."""
        tabs, pages = self.top.tabs, self.desk.tabs
        blocked = tabs.blockSignals(True)
        while tabs.count() > len(pages):
            tabs.removeTab(tabs.count() - 1)
        for index, page in enumerate(pages):
            if index >= tabs.count():
                tabs.addTab("")
            tabs.setTabText(index, page.title)
            tabs.setTabToolTip(index, str(page.path or "not saved yet"))
            tabs.set_dirty(index, page.is_dirty)
        if self.desk.shown in pages:
            tabs.setCurrentIndex(pages.index(self.desk.shown))
        tabs.blockSignals(blocked)
        tabs.setVisible(bool(pages))
        document = self.desk.document
        title = self.desk.shown.title if self.desk.shown is not None else ""
        self.setWindowTitle(f"{title}[*] - Harmony Board" if title else "Harmony Board")
        self.setWindowModified(bool(document and document.is_dirty))
        self.show_run()

    def show_run(self) -> None:
        """Bring buttons, budget and status bar up to date with the run."""
        show_facts(self)
        self.actions_.refresh()

    def _turn(self, index: int) -> None:
        if 0 <= index < len(self.desk.tabs):
            self.desk.show_page(self.desk.tabs[index])

    def _engine(self, status: str) -> None:
        if status == "lost":
            document = self.desk.document
            if self.player.can_resume(document) and document is not None:
                self.banner.say(
                    "Engine lost. Finished steps are kept.", "error", "engine", Resume=lambda: self.resume()
                )
            else:
                self.banner.say(f"Engine lost. {self.bridge.problem}", "error", "engine", Start_again=self.bridge.start)
        elif status == "ready":
            self.banner.dismiss("engine")
        self.show_run()

    def _preview(self, item: dict[str, Any]) -> None:
        self.visit(item["node"])
        self.properties.tabs.setCurrentIndex(3)

    def _list_runs(self) -> None:
        self.bridge.request("runs.list", {"limit": 200}, lambda answer: self.bottom.show_runs(answer["runs"]))

    def _show_stored(self, row: dict[str, Any]) -> None:
        """Show a stored run on its Melody, which is opened if need be."""
        path, document = row.get("path"), self.desk.document
        if path and Path(path).is_file() and (document is None or document.path != Path(path)):
            page = self.desk.open_path(Path(path))
            document = page.document if page else None
        if document is not None:
            self.player.show_stored(document, row["id"])

    # Coming and going

    def restore(self) -> None:
        """Put window and panels where they were."""
        geometry, state = self.memory.get("geometry"), self.memory.get("panels")
        self.setGeometry(first_place(self.screen().availableGeometry()))
        self.size_panels()
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if isinstance(state, str):
            self.restoreState(QByteArray.fromBase64(state.encode()), STATE_VERSION)

    def remember(self) -> None:
        """Keep where window and panels are, as they are while a Melody is shown."""
        self.set_aside(False)
        self.memory.put("geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.memory.put("panels", bytes(self.saveState(STATE_VERSION).toBase64().data()).decode())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes first; the engine ends by itself once its runs have ended."""
        if self.desk.pages:
            self.memory.put("open", [str(p.path) for p in self.desk.pages if p.path])
        if any(page.is_dirty for page in self.desk.pages):
            event.ignore()
            self.desk.close_all(self.close)
            return
        self.remember()
        self.desk.leave()
        self.bridge.close()
        event.accept()

    def open_or_new(self, path: str | None) -> None:
        """Open a file at start, and what was not saved when a window was killed; else show the welcome page."""
        self.desk.reopen_left()
        if path is not None:
            self.desk.open_path(Path(path))
        elif self.memory.get("open_last"):
            for name in self.memory.get("open", []):
                if Path(name).is_file():
                    self.desk.open_path(Path(name))
