"""A form made from a JSON Schema: a label, an editor, help and the error of each property.

The form shows values and says what was edited; it knows nothing of nodes or documents. It is
never rebuilt while somebody types: new values are put into the fields that differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from harmony.board.panels.properties.choosing import editor_for, takes_expressions
from harmony.board.panels.properties.editors import Editor, ExpressionEditor
from harmony.board.widgets.code import CodeEdit
from harmony.board.widgets.dragging import unpack
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from harmony.board.wording import plain
from harmony.melody.change import MISSING
from harmony.sdk.schema import fault


def is_expression_text(value: Any) -> bool:
    """True if a value is text with an expression in it."""
    return isinstance(value, str) and ("{{" in value or "{%" in value)


class _Mixed:
    """Stands for a property that several things have with different values."""

    def __repr__(self) -> str:
        return "MIXED"


MIXED = _Mixed()
_LITERAL = frozenset({"condition", "expression"})


class Field(QWidget):
    """One property.

    Signals:
        edited(name, value): what the person wants it to be; MISSING takes it away.
        pick_asked(name): the person wants to choose from what can be named.
        wide_asked(name): the text shall be shown in a wide window.
    """

    edited = Signal(str, object)
    pick_asked = Signal(str)
    wide_asked = Signal(str)

    def __init__(self, name: str, schema: Mapping[str, Any], *, required: bool, base: Path | None) -> None:
        super().__init__()
        self.name, self.schema, self._required, self._base = name, schema, required, base
        self._value: Any = MISSING
        self._is_expression = False
        self.names: list[str] = []
        self.editor: Editor = editor_for(schema, name, base)
        title = str(schema.get("title") or name.replace("_", " ").capitalize())
        self.label = Label(title, 12.5, tone="text_2", weight=500)
        self.kind = Label(_kind(schema), 10.5, tone="text_3", is_mono=True)
        self.reset = Pill(glyph="restore", look="ghost", name=f"Reset {title}")
        self.reset.setToolTip("Back to the default")
        self.switch = Pill(glyph="equal", look="ghost", name=f"{title}: value or expression")
        self.switch.setCheckable(True)
        self.switch.setToolTip("Switch between a value and an expression")
        for button in (self.reset, self.switch):
            button.setFixedSize(22, 20)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.help = Label(plain(str(schema.get("description", ""))), 11, tone="text_3", wraps=True)
        # Never shown before it has a parent: it would be a window of its own for a moment.
        if not self.help.text():
            self.help.hide()
        self.error = Label("", 11.5, tone="error", wraps=True)
        self.error.hide()
        self.result = Label("", 11.5, tone="text_2", is_mono=True)
        self.result.hide()
        self.pick = Pill(glyph="code-braces", look="ghost", name=f"{title}: insert data from upstream")
        self.pick.setFixedSize(22, 20)
        self.pick.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.wide = Pill(glyph="arrow-expand", look="ghost", name=f"{title}: edit in a wide window")
        self.wide.setFixedSize(22, 20)
        self.wide.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAcceptDrops(True)
        self._lay_out()
        self._wire(title)

    def _lay_out(self) -> None:
        if self.schema.get("x-beside"):
            self._lay_out_beside(int(self.schema["x-beside"]))
            return
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(4)
        top.addWidget(self.label)
        top.addWidget(self.kind, 1)
        top.addWidget(self.reset)
        top.addWidget(self.wide)
        top.addWidget(self.pick)
        top.addWidget(self.switch)
        self.kind.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addLayout(top)
        self.column.addWidget(self.editor)
        self.column.addWidget(self.error)
        self.column.addWidget(self.result)
        self.column.addWidget(self.help)

    def _lay_out_beside(self, width: int) -> None:
        """Label and help at the left, the editor at the right, so wide."""
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.label)
        words.addWidget(self.help)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.editor)
        self.editor.setFixedWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addLayout(row)
        for part in (self.error, self.result, self.kind, self.reset, self.wide, self.pick, self.switch):
            self.column.addWidget(part)
        self.kind.hide()

    def _wire(self, title: str) -> None:
        self.title = title
        self._join(self.editor)
        self.reset.clicked.connect(lambda: self._set(MISSING))
        self.switch.clicked.connect(self._switched)
        plain = bool(self.schema.get("x-plain"))
        self.switch.setVisible(not takes_expressions(self.schema, self.name) and not plain)
        self.pick.setVisible(self.can_name)
        self.pick.clicked.connect(lambda: self.pick_asked.emit(self.name))
        self.wide.setVisible(self.code is not None and self.can_name)
        self.wide.clicked.connect(lambda: self.wide_asked.emit(self.name))
        self._marks()

    @property
    def can_name(self) -> bool:
        """True if what is typed here can name data."""
        return not self.schema.get("x-plain") or self.schema.get("format") in _LITERAL

    def expression(self) -> str | None:
        """The expression that stands here; None for plain values."""
        if is_expression_text(self._value):
            return str(self._value)
        is_bare = self.schema.get("format") == "condition"
        return self._value if is_bare and isinstance(self._value, str) and self._value.strip() else None

    @property
    def code(self) -> CodeEdit | None:
        """The text field of many lines, if that is how it is edited."""
        found = getattr(self.editor, "code", None)
        return found if isinstance(found, CodeEdit) else None

    def insert(self, expression: str) -> None:
        """Put an expression where the cursor is; a field of plain values takes it as its whole."""
        line = getattr(self.editor, "line", None)
        is_code = str(self.schema.get("format", "")).startswith("code:")
        is_text = self._is_expression or is_code or takes_expressions(self.schema, self.name)
        if self.code is not None and (is_text or self.schema.get("format") in _LITERAL):
            self.code.insert_name(expression)
        elif isinstance(line, QLineEdit) and is_text:
            line.insert("{{ " + expression + " }}")
            line.textEdited.emit(line.text())
        else:
            self._replace(True)
            self.editor.show_value("{{ " + expression + " }}")
            self._set("{{ " + expression + " }}")
        self.editor.main.setFocus()

    def show_result(self, text: str, is_good: bool = True) -> None:
        """Show what the expression gives; nothing when empty."""
        self.result.setText(text)
        self.result.set_tone("text_2" if is_good else "error")
        self.result.setToolTip(text)
        self.result.setVisible(bool(text))

    @property
    def is_changed(self) -> bool:
        """True if the property is set."""
        return self._value is not MISSING

    def offer(self) -> None:
        """Hand the names on to the editor."""
        if self.code is not None and self.can_name:
            self.code.set_names(self.names)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Expressions are welcome where data can be named."""
        event.setAccepted(self.can_name and bool(unpack(event.mimeData())))

    def dropEvent(self, event: QDropEvent) -> None:
        """Take an expression."""
        event.acceptProposedAction()
        self.insert(unpack(event.mimeData()))

    def _join(self, editor: Editor) -> None:
        editor.main.setAccessibleName(self.title)
        editor.main.setAccessibleDescription(self.help.text())
        self.label.setBuddy(editor.main)
        editor.edited.connect(self._edited)
        editor.faulty.connect(self.say)

    def show_value(self, value: Any) -> None:
        """Show what the document holds."""
        if value is not MISSING and value == self._value and type(value) is type(self._value):
            return
        self._value = value
        self.kind.setText("several values" if value is MIXED else _kind(self.schema))
        if value is MIXED:
            self.editor.show_value(MISSING)
            self.say("")
            self._marks()
            return
        wants = is_expression_text(value) and not takes_expressions(self.schema, self.name)
        if wants != self._is_expression and not (self._is_expression and self.editor.main.hasFocus()):
            self._replace(wants)
        self.editor.show_value(value)
        self._judge(value, is_calm=value is MISSING)

    def say(self, sentence: str, *, is_calm: bool = False) -> None:
        """Show an error at the field; empty takes it away. Calm: nobody has done anything wrong yet."""
        self.error.setText(plain(sentence))
        self.error.set_tone("text_3" if is_calm else "error")
        self.error.setVisible(bool(sentence))
        main, is_wrong = self.editor.main, bool(sentence) and not is_calm
        if bool(main.property("wrong")) != is_wrong:
            main.setProperty("wrong", is_wrong)
            main.style().unpolish(main)
            main.style().polish(main)

    def _edited(self, value: Any) -> None:
        if value == "" and not self._required and "default" not in self.schema:
            value = MISSING
        self._set(value)

    def _set(self, value: Any) -> None:
        self._value = value
        self.kind.setText(_kind(self.schema))
        if value is MISSING:
            if self._is_expression:
                self._replace(False)
            if not self.editor.main.hasFocus():
                self.editor.show_value(MISSING)
        self._judge(value)
        self.edited.emit(self.name, value)

    def _judge(self, value: Any, *, is_calm: bool = False) -> None:
        self._marks()
        if value is MISSING:
            self.say("Needed" if self._required and "default" not in self.schema else "", is_calm=is_calm)
        elif is_expression_text(value):
            self.say("")
        else:
            found = fault(value, self.schema)
            self.say(found[:1].upper() + found[1:] if found else "")

    def _marks(self) -> None:
        self.reset.setVisible(self._value is not MISSING and not self._required)
        self.switch.setChecked(self._is_expression)

    def _switched(self) -> None:
        to_expression = not self._is_expression
        value = self._value
        self._replace(to_expression)
        if to_expression:
            self.editor.show_value(value if value is not MISSING else self.schema.get("default", MISSING))
        else:
            self._set(MISSING)
        self.editor.main.setFocus()

    def _replace(self, with_expression: bool) -> None:
        """Put the other kind of editor in place."""
        old = self.editor
        self.editor = ExpressionEditor() if with_expression else editor_for(self.schema, self.name, self._base)
        self._is_expression = with_expression
        self._join(self.editor)
        self.offer()
        self.column.replaceWidget(old, self.editor)
        old.hide()
        old.deleteLater()
        self._marks()


class Form(QWidget):
    """All properties of a schema, in its order.

    Signals:
        edited(name, value): MISSING as value takes the property away.
        pick_asked(name), wide_asked(name): of a field.
    """

    edited = Signal(str, object)
    pick_asked = Signal(str)
    wide_asked = Signal(str)

    def __init__(self, schema: Mapping[str, Any], base: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self._only_changed = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        required = frozenset(schema.get("required", ()))
        plain = {"x-plain": True} if schema.get("x-plain") else {}
        for name, part in schema.get("properties", {}).items():
            field = Field(name, {**part, **plain}, required=name in required, base=base)
            field.edited.connect(self.edited)
            field.pick_asked.connect(self.pick_asked)
            field.wide_asked.connect(self.wide_asked)
            self.fields[name] = field
            layout.addWidget(field)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what the document holds; fields that are equal are left alone."""
        for name, field in self.fields.items():
            field.show_value(values.get(name, MISSING))
            is_in_use = field.editor.isAncestorOf(QApplication.focusWidget() or self)
            field.setVisible(not self._only_changed or field.is_changed or is_in_use)

    def show_only_changed(self, is_on: bool) -> None:
        """Hide the fields that have their defaults, or show all."""
        self._only_changed = is_on
        for field in self.fields.values():
            field.setVisible(not is_on or field.is_changed)

    def set_names(self, names: list[str]) -> None:
        """What can be named here, for completion."""
        for field in self.fields.values():
            field.names = names
            field.offer()

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
        return [name for name, field in self.fields.items() if field.error.text()]


def _kind(schema: Mapping[str, Any]) -> str:
    """What the right end of the label says: the format or the unit."""
    wish = str(schema.get("format", "")).removeprefix("code:")
    if wish == "prose" or schema.get("unit") or schema.get("x-unit"):
        return ""  # plain to see, or said behind the field
    return wish or {"array": "list", "object": "object"}.get(str(schema.get("type", "")), "")
