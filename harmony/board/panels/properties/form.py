"""A form made from a JSON Schema: a label, an editor, help and the error of each property.

The form shows values and says what was edited; it knows nothing of nodes or documents. It is
never rebuilt while somebody types: new values are put into the fields that differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from harmony.board.panels.properties.field import Field
from harmony.melody.change import MISSING

FIRST, GROW_MS = 2, 16
"""So many fields are made at once, where the others may come later; and how long after one the next comes."""


class Form(QWidget):
    """All properties of a schema, in its order.

    Args:
        schema: an object's JSON Schema.
        base: folder that paths start from.
        is_slow: fields are made one a frame, so that a long form never holds a picture up;
            who asks for `fields` has them all.

    Signals:
        edited(name, value): MISSING as value takes the property away.
        pick_asked(name), wide_asked(name): of a field.
    """

    edited = Signal(str, object)
    pick_asked = Signal(str)
    wide_asked = Signal(str)

    def __init__(
        self,
        schema: Mapping[str, Any],
        base: Path | None = None,
        parent: QWidget | None = None,
        *,
        is_slow: bool = False,
    ) -> None:
        super().__init__(parent)
        self._base = base
        self._fields: dict[str, Field] = {}
        self._values: Mapping[str, Any] | None = None
        self._said: dict[str, str] = {}
        self._names: list[str] | None = None
        self._only_changed = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(14)
        self._required = frozenset(schema.get("required", ()))
        self._plain = {"x-plain": True} if schema.get("x-plain") else {}
        self._to_come = list(reversed(schema.get("properties", {}).items()))
        self.is_empty = not self._to_come
        self._growing = QTimer(self, interval=GROW_MS)
        self._growing.timeout.connect(self._grow)
        if is_slow:
            for _ in range(FIRST):
                self._grow()
            self._growing.start()
        else:
            self._finish()

    @property
    def fields(self) -> dict[str, Field]:
        """All fields, by name."""
        self._finish()
        return self._fields

    def _finish(self) -> None:
        while self._to_come:
            self._grow()

    def _grow(self) -> None:
        """Make the next field, and tell it what the others know."""
        if not self._to_come:
            self._growing.stop()
            return
        name, part = self._to_come.pop()
        field = Field(name, {**part, **self._plain}, required=name in self._required, base=self._base)
        field.edited.connect(self.edited)
        field.pick_asked.connect(self.pick_asked)
        field.wide_asked.connect(self.wide_asked)
        self._fields[name] = field
        self._layout.addWidget(field)
        if self._names is not None:
            field.names = self._names
            field.offer()
        if self._values is not None:
            self._show(name, field, self._values)
        if self._said.get(name):
            self._hint(name, field)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what the document holds; fields that are equal are left alone."""
        self._values, self._said = values, {}
        for name, field in self._fields.items():
            self._show(name, field, values)

    def _show(self, name: str, field: Field, values: Mapping[str, Any]) -> None:
        field.show_value(values.get(name, MISSING))
        is_in_use = field.editor.isAncestorOf(QApplication.focusWidget() or self)
        field.setVisible(not self._only_changed or field.is_changed or is_in_use)

    def show_only_changed(self, is_on: bool) -> None:
        """Hide the fields that have their defaults, or show all."""
        self._only_changed = is_on
        for field in self._fields.values():
            field.setVisible(not is_on or field.is_changed)

    def set_names(self, names: list[str]) -> None:
        """What can be named here, for completion."""
        self._names = names
        for field in self._fields.values():
            field.names = names
            field.offer()

    def hint(self, name: str, sentence: str) -> None:
        """Show what the document's checks say of a field, unless it says something itself."""
        self._said[name] = sentence
        if name in self._fields:
            self._hint(name, self._fields[name])

    def _hint(self, name: str, field: Field) -> None:
        if not field.problem:
            field.say(self._said[name])

    def say(self, name: str, sentence: str) -> None:
        """Show an error at a field."""
        if name in self.fields:
            self.fields[name].say(sentence)

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field."""
        if name in self.fields:
            self.fields[name].editor.main.setFocus()

    def faults(self) -> list[str]:
        """Names of fields with an error, in form order."""
        return [name for name, field in self.fields.items() if field.problem]
