"""The open Melodies: a page each of document, canvas and result card; open, save and close them.

Nothing here waits: questions and file dialogs are shown, and go on by callback.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from harmony.assets import is_installed
from harmony.board.choosing import choose_file, choose_name
from harmony.board.coming import Coming
from harmony.board.document import Document
from harmony.board.edit_file import left_behind, name_for
from harmony.board.habits import Learnt
from harmony.board.names import SUFFIX, take_name
from harmony.board.opening import open_document, reopen, takes_long
from harmony.board.page import FrozenPage, Page, frozen_parts
from harmony.board.reading import is_large
from harmony.board.recent import Memory
from harmony.board.viewing import View
from harmony.board.widgets.question import ask_to_save
from harmony.board.wording import said
from harmony.errors import HarmonyError

if TYPE_CHECKING:
    from harmony.board.bridge import Bridge
    from harmony.catalog import Catalog
    from harmony.melody.change import Change
    from harmony.melody.load import Loaded

Then = Callable[[], object]


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
        open_file: opens a file in another program.
        edits: folder of edit journals; None: edits are not journalled.

    Attributes:
        folder: where Open and Save begin to look; None: where the shown Melody lies.
        left: files whose tabs were closed, the last one last.
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
        open_file: Callable[[str], object],
        edits: Path | None = None,
    ) -> None:
        super().__init__(window)
        self._edits = edits
        self.bridge: Bridge | None = None
        self.folder: Path | None = None
        self._window, self._catalog, self._memory = window, catalog, memory
        self._learnt = Learnt(memory)
        self._open_artifact, self._open_file = open_artifact, open_file
        self.stack = QStackedWidget()
        self.tabs: list[Page | FrozenPage] = []
        self.left: list[Path] = []
        self._views: dict[Page, View] = {}
        self._coming = Coming(self)
        self._coming.told.connect(self.told)
        self._coming.read.connect(self._open)
        self._coming.nothing.connect(self._open)
        self._coming.back.connect(lambda keeper: self._opened(Document(keeper, self._catalog)))
        self._coming.failed.connect(self._not_back)

    @property
    def pages(self) -> list[Page]:
        """The open Melodies, in the order of the tabs."""
        return [page for page in self.tabs if isinstance(page, Page)]

    @property
    def shown(self) -> Page | FrozenPage | None:
        """What is shown; None for the welcome page."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page | FrozenPage) else None

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def document(self) -> Document | None:
        """The document that is shown."""
        return self.page.document if self.page else None

    def show_page(self, page: Page | FrozenPage) -> None:
        """Turn to a page."""
        self.stack.setCurrentWidget(page)
        self.current_changed.emit()
        page.take_focus()

    def turn(self, by: int) -> None:
        """Turn to the tab so many further on, from the last to the first."""
        if self.shown in self.tabs:
            self.show_page(self.tabs[(self.tabs.index(self.shown) + by) % len(self.tabs)])

    def reopen_closed(self) -> None:
        """Open the file again whose tab was closed last."""
        while self.left:
            path = self.left.pop()
            if path.exists():
                self.open_path(path)
                return

    def move_page(self, start: int, end: int) -> None:
        """Tabs were put into another order."""
        self.tabs.insert(end, self.tabs.pop(start))

    # Opening

    def new(self) -> Page:
        """An empty Melody."""
        taken = {p.document.title for p in self.pages}
        name = next(n for n in ("untitled", *(f"untitled-{k}" for k in range(2, 999))) if n not in taken)
        return self._add(Document.new(name, self._catalog, self._edits))

    def begin(self, template: Path) -> Page | None:
        """A copy of a template, to be saved wherever it shall be; None if the template cannot be read (it is told)."""
        try:
            document = Document.begin(template, self._catalog, self._edits)
        except HarmonyError as error:
            self.told.emit(said(error), "error")
            return None
        self._drop_untouched()
        page = self._add(document)
        self._views[page].restore()
        return page

    def open_path(self, path: Path) -> Page | None:
        """Open a file, or turn to it if it is open.

        Returns:
            Its page; None if it cannot be opened (`told` says why), or is large and opens in a moment.
        """
        path = path.expanduser().absolute()
        for page in self.tabs:
            # By other ways too: a link, or `..` in the path that a node plays.
            if page.path is not None and os.path.realpath(page.path) == os.path.realpath(path):
                self.show_page(page)
                return page if isinstance(page, Page) else None
        if self._coming.has(path):
            return None
        if self.bridge is not None and self.bridge.status == "ready" and is_large(path):
            self._coming.load(self.bridge, path)
            return None
        return self._open(path)

    def _open(self, path: Path, loaded: Loaded | None = None) -> Page | None:
        name = name_for(path)
        if takes_long(self._edits, name):
            self._coming.bring_back(name, path.name, lambda: open_document(path, self._edits, loaded), path)
            return None
        try:
            document = Document.open(path, self._catalog, self._edits, loaded)
        except HarmonyError as error:
            self._freeze(path, error)
            return None
        return self._opened(document)

    def _opened(self, document: Document) -> Page:
        if document.path is not None:
            self._memory.visit(document.path)
        self._drop_untouched()
        page = self._add(document)
        self._views[page].restore()
        return page

    def _not_back(self, path: Path | None, error: Exception) -> None:
        """A document cannot be brought back; the file that was wanted is shown as it is."""
        if path is not None and isinstance(error, HarmonyError):
            self._freeze(path, error)
        else:
            self.told.emit(said(error), "error")

    def _freeze(self, path: Path, error: HarmonyError) -> None:
        """Show a file that cannot be opened, with all that is wrong with it; a file that is not there is told."""
        if not os.path.lexists(path):  # `exists` raises where the folder may not be looked into
            self.told.emit(said(error), "error")
            return
        problems, text = frozen_parts(path)
        page = FrozenPage(path, said(error), problems, text, self._open_file)
        page.mended.connect(lambda: self._thaw(page))
        self._put(page)

    def _thaw(self, page: FrozenPage) -> None:
        """Open a file again that could not be opened; it stays as it is if nothing is better."""
        try:
            document = Document.open(page.path, self._catalog, self._edits)
        except HarmonyError as error:
            page.view.show_file(said(error), *frozen_parts(page.path))
            return
        at, is_shown = self.tabs.index(page), self.shown is page
        self._memory.visit(page.path)
        made = self._add(document, at, is_shown=is_shown)
        self._remove(page)
        if is_shown:
            self.show_page(made)
        self._views[made].restore()

    def reopen_left(self) -> None:
        """Open what a window that was killed had not saved."""
        folder = self._edits
        for name in left_behind(folder) if folder is not None else ():
            assert folder is not None
            if takes_long(folder, name):
                self._coming.bring_back(name, "a Melody", partial(reopen, folder, name))
                continue
            try:
                keeper = reopen(folder, name)
            except (HarmonyError, OSError) as error:
                self.told.emit(said(error), "error")
                continue
            if keeper is not None:
                self._views[self._add(Document(keeper, self._catalog))].restore()

    def ask_open(self) -> None:
        """Ask for a file, then open it."""
        start = self.folder or (self.document.path.parent if self.document and self.document.path else Path.cwd())
        choose_file(self._window, start, self.open_path)

    def _add(self, document: Document, at: int | None = None, *, is_shown: bool = True) -> Page:
        page = Page(document, self._open_artifact)
        self._views[page] = View(page, self._memory)
        document.saved_changed.connect(self.pages_changed)
        document.told.connect(self.told)
        document.safety_changed.connect(self.safety_changed)
        document.changed.connect(self._renamed)
        document.changed.connect(partial(self._learn, document))
        page.canvas.learnt = self._learnt
        self._put(page, at, is_shown=is_shown)
        if document.notice and not document.is_read_only:
            self.told.emit(document.notice, "warning")
        return page

    def _put(self, page: Page | FrozenPage, at: int | None = None, *, is_shown: bool = True) -> None:
        """Give a page its tab."""
        self.tabs.insert(len(self.tabs) if at is None else at, page)
        self.stack.addWidget(page)
        if isinstance(page, Page):
            self.opened.emit(page)
        self.pages_changed.emit()
        if is_shown:
            self.show_page(page)

    def leave(self) -> None:
        """The window closes: nothing is asked any more, all that is open is left as it is."""
        for page in self.tabs:
            if isinstance(page, Page):
                self._views[page].end()
            page.end()
        self._learnt.keep()

    def _renamed(self, changes: object) -> None:
        if isinstance(changes, tuple) and any(c.path == ("name",) for c in changes):
            self.pages_changed.emit()

    def _learn(self, document: Document, changes: tuple[Change, ...]) -> None:
        self._learnt.learn(changes, document.node)

    def _drop_untouched(self) -> None:
        """A new Melody in which nothing was done makes room."""
        for page in list(self.pages):
            if page.document.path is None and not page.document.history and not page.document.melody.nodes:
                self._remove(page)

    # Saving

    def save(self, page: Page | None = None, then: Then | None = None) -> None:
        """Save; asks for a file if there is none yet, or only the one that ships. `then` is called once it is saved."""
        page = page or self.page
        if page is None:
            return
        if page.document.path is None or is_installed(page.document.path):
            self.ask_save(page, then)
        else:
            self._write(page, page.document.path, then)

    def ask_save(self, page: Page | None = None, then: Then | None = None) -> None:
        """Ask under which name to save."""
        page = page or self.page
        if page is None:
            return
        document = page.document
        own = document.path if document.path is None or not is_installed(document.path) else None
        start = own or (self.folder or Path.cwd()) / f"{document.melody.name}{SUFFIX}"
        choose_name(self._window, start, lambda path: self._write(page, path, then))

    def _write(self, page: Page, path: Path, then: Then | None) -> None:
        why = page.take_text()
        if why:
            self.told.emit(f"{path.name} was not saved: {why}", "error")
            return
        is_named = take_name(page.document, path)
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

    def close(self, page: Page | FrozenPage | None = None, then: Then | None = None) -> None:
        """Close a page; asks first when there is something to save."""
        page = page or self.shown
        if page is None:
            return

        def gone() -> None:
            self._remove(page)
            if then is not None:
                then()

        if not isinstance(page, Page) or not page.is_dirty:
            gone()
            return
        self.show_page(page)
        unsaved = page.document.unsaved
        ask_to_save(self._window, page.document.title, unsaved, lambda: self.save(page, gone), gone)

    def close_all(self, then: Then) -> None:
        """Close every page, one question at a time; `then` is called once all are closed."""
        if not self.tabs:
            then()
            return
        self.close(self.tabs[-1], lambda: self.close_all(then))

    def _remove(self, page: Page | FrozenPage) -> None:
        self.tabs.remove(page)
        if page.path is not None:
            self.left = [*(path for path in self.left if path != page.path), page.path][-20:]
        if isinstance(page, Page):
            self._views.pop(page).end()
            self._learnt.keep()
        page.end()
        if isinstance(page, Page):
            self.closed.emit(page.document)
        self.stack.removeWidget(page)
        self.pages_changed.emit()
        self.current_changed.emit()
        page.hide()
        page.deleteLater()
