"""What lies in a tab: an open Melody (document, canvas, text, result card), or a file that cannot be one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from harmony.board.canvas.view import CanvasView
from harmony.board.document import Document
from harmony.board.panels.breadcrumbs import Breadcrumbs
from harmony.board.panels.frozen import Frozen
from harmony.board.panels.results import Results
from harmony.board.panels.yaml import YamlPane
from harmony.board.watch import FileWatch
from harmony.errors import HarmonyError
from harmony.melody.load import load
from harmony.melody.problems import Problem

MOST_SHOWN = 2_000_000
"""Characters of a file that cannot be opened which are shown."""


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
        self.results.covers.connect(self.canvas.set_inset)
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

    # What its tab says

    @property
    def title(self) -> str:
        """The document's."""
        return self.document.title

    @property
    def path(self) -> Path | None:
        """The document's file."""
        return self.document.path

    @property
    def is_dirty(self) -> bool:
        """True if there is something to save, or something typed that is no Melody yet."""
        return self.document.is_dirty or (self.yaml is not None and self.yaml.is_unread)

    def take_text(self) -> str:
        """Take over what is typed beside the canvas; why that cannot be done, as the end of a sentence, or nothing."""
        if self.yaml is not None and self.yaml.is_unread:
            self.yaml.take()
            if self.yaml.is_unread:
                return "the text beside the canvas cannot be understood yet. Mend it, or take it back with Ctrl+Z"
        return ""

    def undo(self) -> None:
        """Take back what is typed beside the canvas and could not be understood, else the last edit."""
        if self.yaml is None or not self.yaml.drop():
            self.document.undo()

    @property
    def can_undo(self) -> bool:
        """True if there is anything to take back."""
        return self.document.can_undo or (self.yaml is not None and self.yaml.is_unread)

    def take_focus(self) -> None:
        """Give the keyboard to the canvas."""
        self.canvas.setFocus()

    def end(self) -> None:
        """It is closed."""
        self.document.close()


class FrozenPage(QWidget):
    """A file that cannot be opened: what it holds and what is wrong with it, to look at.

    Nothing here writes to the file. When another program mends it, it opens.

    Signals:
        mended(): it may be good now: it is to be opened again.

    Args:
        path: the file.
        sentence: what is wrong, in one.
        problems: all of it.
        text: what the file holds, as far as it can be shown.
        open_file: opens it in another program.
    """

    mended = Signal()
    is_dirty = False

    def __init__(
        self,
        path: Path,
        sentence: str,
        problems: tuple[Problem, ...],
        text: str,
        open_file: Callable[[str], object],
    ) -> None:
        super().__init__()
        self.path = path
        self.view = Frozen(path, sentence, problems, text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.view.again.clicked.connect(self.mended)
        self.view.elsewhere.clicked.connect(lambda: open_file(str(path)))
        self._watch = FileWatch(self)
        self._watch.follow(path)
        self._watch.touched.connect(self.mended)

    @property
    def title(self) -> str:
        """The name of the file."""
        return self.path.name.removesuffix(".yaml").removesuffix(".melody")

    def take_focus(self) -> None:
        """Give the keyboard to the list of problems."""
        self.view.problems.setFocus()

    def end(self) -> None:
        """It is closed."""
        self._watch.follow(None)


def frozen_parts(path: Path) -> tuple[tuple[Problem, ...], str]:
    """What is wrong with a file, and what of it can be shown."""
    try:
        loaded = load(path)
    except HarmonyError:
        return (), ""
    text = loaded.text
    if not text and path.stat().st_size <= MOST_SHOWN:
        text = path.read_bytes().decode("utf-8", "replace")
    return loaded.problems, text[:MOST_SHOWN]
