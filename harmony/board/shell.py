"""The window's parts and the ways between them, for everything that acts on a window.

Commands, menus and the banner are given a `Shell`; only `window` knows how they come together.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from harmony.assets import melodies
from harmony.board import dropped
from harmony.board.actions import Actions
from harmony.board.bridge import Bridge
from harmony.board.canvas.scope import split
from harmony.board.desk import Desk
from harmony.board.keymap import Keymap
from harmony.board.panels.bottom import Bottom
from harmony.board.panels.left import Left
from harmony.board.panels.palette import Palette
from harmony.board.panels.properties.panel import Properties
from harmony.board.panels.topbar import StatusLine, TopBar
from harmony.board.panels.welcome import Welcome
from harmony.board.player import Player
from harmony.board.recent import Memory
from harmony.board.widgets.banner import Banner
from harmony.board.wording import said
from harmony.melody.interface import melody_file

if TYPE_CHECKING:
    from harmony.catalog import Catalog
    from harmony.settings import Settings


TELL_MS = 250
ASIDE = ("properties", "bottom")
"""Panels that have nothing to show while no Melody is."""


def open_path(path: str) -> None:
    """Open a file in the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))


class Shell(QMainWindow):
    """A window whose commands do nothing yet.

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
        self.settings, self.catalog, self.bridge, self.open_file = settings, catalog, bridge, open_file
        self.memory = Memory(settings.config / "board.json")
        self.setObjectName("window")
        self.setMinimumSize(860, 560)
        self.setDockNestingEnabled(True)
        self.setAcceptDrops(True)
        self.actions_ = Actions(self)
        self.keymap = Keymap(self.actions_, settings.config / "keys.toml")
        self.player = Player(bridge, self)
        self.desk = Desk(self, catalog, self.memory, self.open_artifact, open_file, settings.edits)
        # Menus and buttons are looked at again when the loop is idle, not once for every signal.
        self.soon = QTimer(self, singleShot=True, interval=0)
        # What goes on in a run is read, not watched: a few times a second.
        self.telling = QTimer(self, singleShot=True, interval=TELL_MS)
        self._make_parts()
        self._make_docks()

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
        folded = self.memory.get("folded")
        self.palette_ = Palette(
            self.catalog, self.actions_.key("extensions.find"), folded if isinstance(folded, list) else ()
        )
        self.palette_.folded.connect(lambda headings: self.memory.put("folded", headings))
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
        self._aside: list[QDockWidget] | None = None
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
        self._aside = None
        self.size_panels()

    def size_panels(self) -> None:
        """The first sizes of the panels: the canvas has most of the window, also of a small one."""
        docks = self.docks
        self.resizeDocks([docks["palette"], docks["properties"]], [236, 318], Qt.Orientation.Horizontal)
        self.resizeDocks([docks["bottom"]], [min(260, max(160, self.height() * 26 // 100))], Qt.Orientation.Vertical)

    def set_aside(self, is_aside: bool) -> None:
        """Hide the panels that follow a Melody while none is shown, and bring them back as they were."""
        if is_aside and self._aside is None:
            self._aside = [self.docks[name] for name in ASIDE if not self.docks[name].isHidden()]
            for dock in self._aside:
                dock.hide()
        elif not is_aside and self._aside is not None:
            shown, self._aside = self._aside, None
            for dock in shown:
                dock.show()

    def look_again(self, _what: object = None) -> None:
        """What menus, buttons and the status bar say may be different."""
        self.soon.start()

    def event(self, event: QEvent) -> bool:
        """A key that comes before the loop was idle finds the commands as they are now."""
        if event.type() == QEvent.Type.ShortcutOverride and self.soon.isActive():
            self.actions_.refresh()
        return super().event(event)

    # Ways

    def show_bottom(self, page: str) -> None:
        """Show a page of the panel at the bottom."""
        self.docks["bottom"].show()
        self.bottom.show_page(page)

    def visit(self, node_id: str) -> None:
        """Select a node, in whichever body it stands, or the card of an input or an output, and bring it into view."""
        page = self.desk.page
        if page is None or not node_id:
            return
        owner, _, card = node_id.rpartition("/")
        if split(card)[0] != "node":
            page.canvas.show_scope(owner.split("/") if owner else ())
            page.canvas.focus_node(card)
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

    def resume(self) -> None:
        """Go on with the run that is shown."""
        if self.desk.document is not None:
            self.banner.dismiss("engine")
            self.player.resume(self.desk.document)

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
