"""The open Melodies: a page each of document, canvas and result card; open, save and close them.

Nothing here waits: questions and file dialogs are shown, and go on by callback.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from harmony.board.canvas.view import CanvasView
from harmony.board.document import Document
from harmony.board.edit_file import left_behind
from harmony.board.loading import Loading, is_large
from harmony.board.opening import reopen
from harmony.board.panels.breadcrumbs import Breadcrumbs
from harmony.board.panels.results import Results
from harmony.board.panels.yaml import YamlPane
from harmony.board.recent import Memory
from harmony.board.widgets.question import ask
from harmony.errors import HarmonyError
from harmony.melody import edits

if TYPE_CHECKING:
    from harmony.board.bridge import Bridge
    from harmony.catalog import Catalog
    from harmony.melody.load import Loaded

SUFFIX = ".melody.yaml"
FILES = "Melodies (*.melody.yaml *.yaml *.yml *.json);;All files (*)"
_UNNAMED = re.compile(r"untitled(-\d+)?")
Then = Callable[[], object]


class Page(QWidget):
    """One open Melody."""

    def __init__(self, document: Document, open_artifact: Callable[[Any], object]) -> None:
        super().__init__()
        self.document = document
        document.setParent(self)
        self.canvas = CanvasView(document)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.crumbs = Breadcrumbs()
        self.crumbs.chosen.connect(self._go)
        column.addWidget(self.crumbs)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.canvas)
        self.yaml: YamlPane | None = None
        column.addWidget(self.split, 1)
        self.canvas.scope_changed.connect(self._show_way)
        document.changed.connect(self._show_way)
        self.results = Results(open_artifact, self.canvas.focus_node, self.canvas)
        self.split.splitterMoved.connect(self._place_results)
        document.run_changed.connect(lambda: self.results.show_run(document))

    def show_yaml(self, on: bool) -> None:
        """Show the text beside the canvas, or hide it."""
        if on and self.yaml is None:
            self.yaml = YamlPane(self.document)
            self.split.addWidget(self.yaml)
            self.split.setSizes([self.width() * 3 // 5, self.width() * 2 // 5])
            self.yaml.edit.setFocus()
            QTimer.singleShot(0, self, self._place_results)
        elif not on and self.yaml is not None:
            self.yaml.hide()
            self.yaml.deleteLater()
            self.yaml = None
            self.canvas.setFocus()
            QTimer.singleShot(0, self, self._place_results)

    def _go(self, owners: tuple[str, ...]) -> None:
        self.canvas.show_scope(owners)
        self.canvas.setFocus()

    def _show_way(self, _what: object = None) -> None:
        if self.canvas.scope.owners or not self.crumbs.isHidden():
            self.crumbs.show_trail(self.canvas.trail())
            self.crumbs.setVisible(bool(self.canvas.scope.owners))

    def resizeEvent(self, event: object) -> None:
        """The result card stays in the middle."""
        QTimer.singleShot(0, self, self._place_results)

    def _place_results(self) -> None:
        if self.results.isVisible():
            self.results.layout_now()


class Desk(QObject):
    """What is open, and which of it is shown.

    Signals:
        current_changed(): another page is shown, or none.
        pages_changed(): one was opened or closed, or a title, dot or order is different.
        told(sentence, severity): something to say in the banner.
        closed(document): it is no longer open.
        opened(page): a page was made, and is about to be shown.
        safety_changed(): a document is read-only, or has conflicts, or has not any more.

    Args:
        window: parent of dialogs.
        catalog: node types.
        memory: recent files.
        open_artifact: what Open on a result does.
        edits: folder of edit journals; None: edits are not journalled.

    Attributes:
        folder: where Open and Save begin to look; None: where the shown Melody lies.
    """

    current_changed = Signal()
    pages_changed = Signal()
    told = Signal(str, str)
    closed = Signal(object)
    safety_changed = Signal()
    opened = Signal(object)

    def __init__(
        self,
        window: QWidget,
        catalog: Catalog,
        memory: Memory,
        open_artifact: Callable[[Any], object],
        edits: Path | None = None,
    ) -> None:
        super().__init__(window)
        self._edits = edits
        self.bridge: Bridge | None = None
        self.folder: Path | None = None
        self._loading: set[Path] = set()
        self._window, self._catalog, self._memory = window, catalog, memory
        self._open_artifact = open_artifact
        self.stack = QStackedWidget()
        self.pages: list[Page] = []

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def document(self) -> Document | None:
        """The document that is shown."""
        return self.page.document if self.page else None

    def show_page(self, page: Page) -> None:
        """Turn to a page."""
        self.stack.setCurrentWidget(page)
        self.current_changed.emit()
        page.canvas.setFocus()

    def move_page(self, start: int, end: int) -> None:
        """Tabs were put into another order."""
        self.pages.insert(end, self.pages.pop(start))

    # Opening

    def new(self) -> Page:
        """An empty Melody."""
        taken = {p.document.title for p in self.pages}
        name = next(n for n in ("untitled", *(f"untitled-{k}" for k in range(2, 999))) if n not in taken)
        return self._add(Document.new(name, self._catalog, self._edits))

    def open_path(self, path: Path) -> Page | None:
        """Open a file, or turn to it if it is open.

        Returns:
            Its page; None if it cannot be opened (`told` says why), or is large and opens in a moment.
        """
        path = path.expanduser().absolute()
        for page in self.pages:
            if page.document.path == path:
                self.show_page(page)
                return page
        if self.bridge is not None and self.bridge.status == "ready" and is_large(path):
            self._load(path)
            return None
        return self._open(path)

    def _load(self, path: Path) -> None:
        """Read a large file while the window answers; it opens when it is read."""
        if path in self._loading or self.bridge is None:
            return
        self._loading.add(path)

        def progress(share: float) -> None:
            self.told.emit(f"Opening {path.name}: {share:.0%}", "info")

        def done(loaded: Loaded | None) -> None:
            self._loading.discard(path)
            self.told.emit("", "info")
            self._open(path, loaded)

        Loading(self.bridge, path, progress, done, self)

    def _open(self, path: Path, loaded: Loaded | None = None) -> Page | None:
        try:
            document = Document.open(path, self._catalog, self._edits, loaded)
        except HarmonyError as error:
            self.told.emit(said(error), "error")
            return None
        self._memory.visit(path)
        self._drop_untouched()
        page = self._add(document)
        page.canvas.fit()
        return page

    def reopen_left(self) -> None:
        """Open what a window that was killed had not saved."""
        for name in left_behind(self._edits) if self._edits is not None else ():
            try:
                keeper = reopen(self._edits, name) if self._edits is not None else None
            except (HarmonyError, OSError) as error:
                self.told.emit(said(error), "error")
                continue
            if keeper is not None:
                self._add(Document(keeper, self._catalog)).canvas.fit()

    def ask_open(self) -> None:
        """Ask for a file, then open it."""
        start = self.folder or (self.document.path.parent if self.document and self.document.path else Path.cwd())
        dialog = QFileDialog(self._window, "Open a Melody", str(start), FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open_path(Path(name)))
        dialog.open()

    def _add(self, document: Document) -> Page:
        page = Page(document, self._open_artifact)
        document.saved_changed.connect(self.pages_changed)
        document.told.connect(self.told)
        document.safety_changed.connect(self.safety_changed)
        document.changed.connect(self._renamed)
        self.pages.append(page)
        self.stack.addWidget(page)
        self.opened.emit(page)
        self.pages_changed.emit()
        self.show_page(page)
        if document.notice and not document.is_read_only:
            self.told.emit(document.notice, "warning")
        return page

    def _renamed(self, changes: object) -> None:
        if isinstance(changes, tuple) and any(c.path == ("name",) for c in changes):
            self.pages_changed.emit()

    def _drop_untouched(self) -> None:
        """A new Melody in which nothing was done makes room."""
        for page in list(self.pages):
            if page.document.path is None and not page.document.history and not page.document.melody.nodes:
                self._remove(page)

    # Saving

    def save(self, page: Page | None = None, then: Then | None = None) -> None:
        """Save; asks for a file if there is none yet. `then` is called once it is saved."""
        page = page or self.page
        if page is None:
            return
        if page.document.path is None:
            self.ask_save(page, then)
        else:
            self._write(page, page.document.path, then)

    def ask_save(self, page: Page | None = None, then: Then | None = None) -> None:
        """Ask under which name to save."""
        page = page or self.page
        if page is None:
            return
        document = page.document
        start = document.path or (self.folder or Path.cwd()) / f"{document.melody.name}{SUFFIX}"
        dialog = QFileDialog(self._window, "Save the Melody", str(start), FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(start.name)
        dialog.fileSelected.connect(lambda name: self._write(page, with_suffix(Path(name)), then))
        dialog.open()

    def _write(self, page: Page, path: Path, then: Then | None) -> None:
        is_named = _take_name(page.document, path)
        try:
            page.document.save(path)
        except (HarmonyError, OSError) as error:
            if is_named:
                page.document.undo()
            self.told.emit(said(error), "error")
            return
        self._memory.visit(path)
        self.pages_changed.emit()
        if then is not None:
            then()

    # Closing

    def close(self, page: Page | None = None, then: Then | None = None) -> None:
        """Close a page; asks first when there is something to save."""
        page = page or self.page
        if page is None:
            return

        def gone() -> None:
            self._remove(page)
            if then is not None:
                then()

        if not page.document.is_dirty:
            gone()
            return
        self.show_page(page)
        title = page.document.title
        ask(
            self._window,
            f"Save {title} before it is closed?",
            "What was changed since it was last saved would be lost.",
            [("Save", lambda: self.save(page, gone)), ("Do not save", gone)],
            "unsaved",
        )

    def close_all(self, then: Then) -> None:
        """Close every page, one question at a time; `then` is called once all are closed."""
        if not self.pages:
            then()
            return
        self.close(self.pages[-1], lambda: self.close_all(then))

    def _remove(self, page: Page) -> None:
        self.pages.remove(page)
        page.document.close()
        self.closed.emit(page.document)
        self.stack.removeWidget(page)
        self.pages_changed.emit()
        self.current_changed.emit()
        page.hide()
        page.deleteLater()


def _take_name(document: Document, path: Path) -> bool:
    """Name a Melody that has none of its own after the file that it is saved in for the first time."""
    name = path.name.removesuffix(path.suffix).removesuffix(".melody")
    if document.path is not None or not _UNNAMED.fullmatch(document.melody.name) or name == document.melody.name:
        return False
    return document.try_edit(edits.set_value, ("name",), name, f"Name it {name}")


def said(error: BaseException) -> str:
    """An error as one sentence; the first of its problems with it."""
    problems = getattr(error, "problems", ())
    text = str(error)
    first = f" {problems[0]}" if problems and str(problems[0]) not in text else ""
    return f"{text}{first}"


def with_suffix(path: Path) -> Path:
    """The name with `.melody.yaml`, unless it has a suffix that a Melody may have."""
    if path.suffix in {".yaml", ".yml", ".json"}:
        return path
    return path.with_name(path.name + SUFFIX)
