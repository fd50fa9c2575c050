"""The line of the Run form that chooses among named sets of values: choose, save, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from harmony.board.widgets.combo import Combo
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.question import ask_text
from harmony.board.widgets.text import Label

LAST, DEFAULTS = "Values of last time", "Defaults"


class Sets(Protocol):
    """Where sets are kept: `input_sets.InputSets` is one."""

    last: dict[str, Any]
    chosen: str

    @property
    def names(self) -> list[str]:
        """The names of the sets."""

    def get(self, name: str) -> dict[str, Any]:
        """The values of a set."""

    def save(self, name: str, values: dict[str, Any]) -> None:
        """Keep values under a name."""

    def rename(self, name: str, new: str) -> bool:
        """Give a set another name."""

    def delete(self, name: str) -> dict[str, Any]:
        """Forget a set."""


class SetsBar(QWidget):
    """The line.

    Signals:
        chosen(values): these values shall be shown.

    Args:
        window: what questions lie over.
        sets: where they are kept.
        values: gives the values of the form, those that may be kept.
    """

    chosen = Signal(object)

    def __init__(self, window: QWidget, sets: Sets, values: Callable[[], dict[str, Any]]) -> None:
        super().__init__()
        self._window, self._sets, self._values = window, sets, values
        self._gone: tuple[str, dict[str, Any]] | None = None
        self.combo = Combo()
        self.combo.setAccessibleName("Set of values")
        self.save = Pill(glyph="content-save-outline", look="ghost", name="Save these values under a name")
        self.pen = Pill(glyph="pencil-outline", look="ghost", name="Rename this set")
        self.bin = Pill(glyph="trash-can-outline", look="ghost", name="Delete this set")
        self.said, self.back = Label("", 12, tone="text_3"), Pill("Bring it back", look="ghost")
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.combo, 1)
        for button in (self.save, self.pen, self.bin):
            row.addWidget(button)
        below = QHBoxLayout()
        below.addWidget(self.said, 1)
        below.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(below)
        self.combo.activated.connect(lambda _index: self._take())
        self.save.clicked.connect(self._save)
        self.pen.clicked.connect(self._rename)
        self.bin.clicked.connect(self._delete)
        self.back.clicked.connect(self._bring_back)
        self._say("")
        # A name above other values than its own would lie.
        self._fill(sets.chosen if sets.get(sets.chosen) == values() else "")

    @property
    def name(self) -> str:
        """The set that is chosen; empty for none."""
        return str(self.combo.currentData() or "")

    def _fill(self, name: str) -> None:
        self.combo.clear()
        self.combo.addItem(LAST, "")
        self.combo.addItem(DEFAULTS, "")
        for one in self._sets.names:
            self.combo.addItem(one, one)
        self.combo.setCurrentIndex(max(0, self.combo.findData(name)) if name else 0)
        self._look()

    def _look(self) -> None:
        self.pen.setEnabled(bool(self.name))
        self.bin.setEnabled(bool(self.name))

    def _say(self, text: str, *, can_undo: bool = False) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        self.back.setVisible(can_undo)

    def _take(self) -> None:
        self._look()
        self._say("")
        is_last = self.combo.currentText() == LAST and not self.name
        self.chosen.emit(self._sets.get(self.name) if self.name else dict(self._sets.last) if is_last else {})

    def _save(self) -> None:
        def keep(name: str) -> None:
            if name.strip():
                self._sets.save(name.strip(), self._values())
                self._fill(name.strip())
                self._say(f"Kept as “{name.strip()}”.")

        ask_text(self._window, "Save the values under the name", self.name or "Values", keep)

    def _rename(self) -> None:
        before = self.name

        def change(name: str) -> None:
            if name.strip() == before or self._sets.rename(before, name.strip()):
                self._fill(name.strip())
                self._say("")
            else:
                self._say(f"There is a set “{name.strip()}” already: choose another name.")

        ask_text(self._window, "Rename the set", before, change)

    def _delete(self) -> None:
        self._gone = (self.name, self._sets.delete(self.name))
        self._fill("")
        self._say(f"“{self._gone[0]}” is deleted.", can_undo=True)

    def _bring_back(self) -> None:
        if self._gone is not None:
            self._sets.save(*self._gone)
            self._fill(self._gone[0])
            self._say("")
            self._gone = None
