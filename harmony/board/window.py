"""The window: assembly only. What commands do is bound in `board.binding`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPointF, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from harmony.assets import melodies
from harmony.board import dropped, safety
from harmony.board.actions import Actions
from harmony.board.bridge import Bridge
from harmony.board.desk import Desk, Page, said
from harmony.board.document import Document
from harmony.board.keymap import Keymap
from harmony.board.menus import show_menu
from harmony.board.panels.bottom import Bottom
from harmony.board.panels.left import Left
from harmony.board.panels.palette import Palette
from harmony.board.panels.properties.panel import Properties
from harmony.board.panels.topbar import StatusLine, TopBar
from harmony.board.panels.welcome import Welcome
from harmony.board.player import Player
from harmony.board.playing_on import answer
from harmony.board.recent import Memory
from harmony.board.refactoring import visit_usage
from harmony.board.widgets.banner import Banner
from harmony.board.wording import count
from harmony.errors import HarmonyError
from harmony.melody.interface import melody_file

if TYPE_CHECKING:
    from harmony.catalog import Catalog
    from harmony.settings import Settings

STATE_VERSION = 1


def open_path(path: str) -> None:
    """Open a file in the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def first_place(screen: QRect) -> QRect:
    """Where the window stands at its first start: nine tenths of the screen, at most 1680 by 1050, centred."""
    place = QRect(0, 0, min(1680, screen.width() * 9 // 10), min(1050, screen.height() * 9 // 10))
    place.moveCenter(screen.center())
    return place


class Window(QMainWindow):
    """The one window.

    Args:
        settings: folders and preferences.
        catalog: node types.
        bridge: the engine, started or not.
        open_file: opens a result; the system's program by default.
    """

    def __init__(
        self, settings: Settings, catalog: Catalog, bridge: Bridge, open_file: Callable[[str], object] = open_path
    ) -> None:
        super().__init__()
        from harmony.board.binding import bind, prefer

        self.settings, self.catalog, self.bridge, self.open_file = settings, catalog, bridge, open_file
        self.memory = Memory(settings.config / "board.json")
        self.setObjectName("window")
        self.setMinimumSize(860, 560)
        self.setDockNestingEnabled(True)
        self.setAcceptDrops(True)
        self.actions_ = Actions(self)
        self.keymap = Keymap(self.actions_, settings.config / "keys.toml")
        self.player = Player(bridge, self)
        self.desk = Desk(self, catalog, self.memory, self.open_artifact, settings.edits)
        self._make_parts()
        self._make_docks()
        bind(self)
        prefer(self)
        self._connect()
        self.restore()
        self.show_current()

    def _make_parts(self) -> None:
        self.top, self.status, self.banner = TopBar(), StatusLine(), Banner()
        self.setMenuWidget(self.top)
        self.welcome = Welcome(self.catalog, melodies())
        self.desk.stack.addWidget(self.welcome)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self.desk.stack, 1)
        self.setCentralWidget(middle)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addPermanentWidget(self.status, 1)

    def _make_docks(self) -> None:
        self.palette_ = Palette(self.catalog, self.actions_.key("extensions.find"))
        self.properties = Properties(self.bridge)
        self.bottom, self.left = Bottom(), Left(self.palette_)
        areas = Qt.DockWidgetArea
        self.docks = {
            "palette": self._dock("Extensions", self.left, areas.LeftDockWidgetArea, self.left.bar),
            "properties": self._dock("Properties", self.properties, areas.RightDockWidgetArea, self.properties.header),
            "bottom": self._dock("Run", self.bottom, areas.BottomDockWidgetArea, self.bottom.bar),
        }
        self.setCorner(Qt.Corner.BottomLeftCorner, areas.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, areas.BottomDockWidgetArea)
        self.reset_panels()

    def _dock(self, title: str, panel: QWidget, area: Qt.DockWidgetArea, bar: QWidget) -> QDockWidget:
        """A dock whose title bar is the panel's own head: it is dragged there."""
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock {title}")
        dock.setTitleBarWidget(bar)
        dock.setWidget(panel)
        self.addDockWidget(area, dock)
        return dock

    def reset_panels(self) -> None:
        """All panels where they belong, in their first sizes."""
        areas = Qt.DockWidgetArea
        places = {"palette": areas.LeftDockWidgetArea, "properties": areas.RightDockWidgetArea}
        for name, dock in self.docks.items():
            dock.setFloating(False)
            self.addDockWidget(places.get(name, areas.BottomDockWidgetArea), dock)
            dock.show()
        self.resizeDocks([self.docks["palette"], self.docks["properties"]], [236, 318], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["bottom"]], [246], Qt.Orientation.Vertical)

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
        top.tabs.close_asked.connect(lambda index: desk.close(desk.pages[index]))
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
        self.player.refused.connect(self._run_refused)
        self.player.changed.connect(lambda _document: self.show_run())
        self.bridge.status_changed.connect(self._engine)
        # Menus and buttons are looked at again when the loop is idle, not once for every signal.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.show_run)

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
        canvas.scope_changed.connect(self._later)
        page.results.answered.connect(lambda *what: answer(self, page.document, *what))
        canvas.opened.connect(lambda path: self.open_node(path))

    # What is shown

    def show_current(self) -> None:
        """Let every panel follow the document that is shown now."""
        page = self.desk.page
        document = page.document if page else None
        if page is None:
            self.welcome.show_recent(self.memory.recent)
            self.desk.stack.setCurrentWidget(self.welcome)
            self.welcome.sample.setFocus()
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
                signal.connect(self._later, Qt.ConnectionType.UniqueConnection)
            document.refused.connect(self._refused, Qt.ConnectionType.UniqueConnection)
        self.show_tabs()

    def _later(self, _what: object = None) -> None:
        self._soon.start()

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
        tabs, pages = self.top.tabs, self.desk.pages
        blocked = tabs.blockSignals(True)
        while tabs.count() > len(pages):
            tabs.removeTab(tabs.count() - 1)
        for index, page in enumerate(pages):
            if index >= tabs.count():
                tabs.addTab("")
            tabs.setTabText(index, page.document.title)
            tabs.setTabToolTip(index, str(page.document.path or "not saved yet"))
            tabs.set_dirty(index, page.document.is_dirty)
        if self.desk.page is not None:
            tabs.setCurrentIndex(pages.index(self.desk.page))
        tabs.blockSignals(blocked)
        tabs.setVisible(bool(pages))
        document = self.desk.document
        self.setWindowTitle(f"{document.title}[*] - Harmony Board" if document else "Harmony Board")
        self.setWindowModified(bool(document and document.is_dirty))
        self.show_run()

    def show_run(self) -> None:
        """Bring buttons, budget and status bar up to date with the run."""
        from harmony.board.facts import show_facts

        show_facts(self)
        self.actions_.refresh()

    def _turn(self, index: int) -> None:
        if 0 <= index < len(self.desk.pages):
            self.desk.show_page(self.desk.pages[index])

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

    def resume(self) -> None:
        """Go on with the run that is shown."""
        if self.desk.document is not None:
            self.banner.dismiss("engine")
            self.player.resume(self.desk.document)

    def show_bottom(self, page: str) -> None:
        """Show a page of the panel at the bottom."""
        self.docks["bottom"].show()
        self.bottom.show_page(page)

    def visit(self, node_id: str) -> None:
        """Select a node, in whichever body it stands, and bring it into view."""
        page = self.desk.page
        if page is None or not node_id:
            return
        while node_id and page.document.node(node_id) is None:
            node_id = node_id.rpartition("/")[0]
        if node_id:
            page.canvas.focus_node(node_id)
        else:
            page.document.select(())

    def open_node(self, node_id: str) -> None:
        """A card without a body was double-clicked: open the Melody that it plays, or its parameters."""
        document = self.desk.document
        node = document.node(node_id) if document else None
        if document is None or node is None:
            return
        text = melody_file(node)
        if text is not None and document.path is not None and "{{" not in text:
            self.desk.open_path(document.path.parent / text)
            return
        self.docks["properties"].show()
        self.properties.focus_first()

    def visit_field(self, node_id: str, field: str) -> None:
        """Select a node and put the cursor into a field of it."""
        self.visit(node_id)
        if field:
            self.properties.focus_field(field.removeprefix("with.").split(".")[0])

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

    def add_node(self, use: str) -> None:
        """Add a node in the middle of the canvas, or a new Melody with it if none is open."""
        page = self.desk.page or self.desk.new()
        canvas = page.canvas
        canvas.add_free(use, canvas.mapToScene(canvas.viewport().rect().center()))

    def take_files(self, paths: list[Path], at: QPointF | None = None) -> None:
        """Files of the desktop: Melodies open, for others nodes that read them are added, at a scene point."""
        page = self.desk.page
        base = page.document.path.parent if page and page.document.path else None
        found = dropped.sort_out(paths, base)
        if found.reads:
            canvas = (page or self.desk.new()).canvas
            middle = canvas.scene_pos(QPointF(canvas.viewport().rect().center()))
            dropped.add_reads(canvas, found, at if page is not None and at is not None else middle)
        if found.unknown:
            self.banner.say(dropped.said(found.unknown), "warning", "files")
        for path in found.melodies:
            self.desk.open_path(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files from the desktop may be dropped anywhere."""
        event.setAccepted(bool(dropped.paths_of(event.mimeData())))

    def dropEvent(self, event: QDropEvent) -> None:
        """Take them; what becomes a node stands in the middle of the canvas."""
        event.acceptProposedAction()
        self.take_files(dropped.paths_of(event.mimeData()))

    def open_artifact(self, artifact: Any) -> None:
        """Open a file that a run gave."""
        if isinstance(artifact, dict) and artifact.get("type") == "path" and isinstance(artifact.get("value"), str):
            self.open_file(artifact["value"])
            return
        if isinstance(artifact, str):
            self.open_file(artifact)
            return
        self.bridge.request(
            "artifact.path",
            {"artifact": artifact},
            lambda answer: self.open_file(answer["path"]),
            lambda error: self.banner.say(said(error), "error"),
        )

    # Coming and going

    def restore(self) -> None:
        """Put window and panels where they were."""
        geometry, state = self.memory.get("geometry"), self.memory.get("panels")
        self.setGeometry(first_place(self.screen().availableGeometry()))
        if isinstance(geometry, str):
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if isinstance(state, str):
            self.restoreState(QByteArray.fromBase64(state.encode()), STATE_VERSION)

    def remember(self) -> None:
        """Keep where window and panels are, and which files are open."""
        self.memory.put("geometry", bytes(self.saveGeometry().toBase64().data()).decode())
        self.memory.put("panels", bytes(self.saveState(STATE_VERSION).toBase64().data()).decode())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes first; the engine ends by itself once its runs have ended."""
        if self.desk.pages:
            self.memory.put("open", [str(p.document.path) for p in self.desk.pages if p.document.path])
        if any(page.document.is_dirty for page in self.desk.pages):
            event.ignore()
            self.desk.close_all(self.close)
            return
        self.remember()
        for page in self.desk.pages:
            page.document.close()
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
