"""One property of a form: a label, an editor, help and what is wrong with the value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

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

    Attributes:
        problem: what is wrong with the value, as a sentence; empty if nothing is.
        may_reset: whether it offers to take a value away.

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
        self.problem, self.may_reset = "", True
        self.editor: Editor = editor_for(schema, name, base)
        self.title = str(schema.get("title") or name.replace("_", " ").capitalize())
        self._about = plain(str(schema.get("description", "")))
        self.label = Label(self.title, 12.5, tone="text_2", weight=500)
        self._buttons, self._resets, self._kinds = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._buttons.setSpacing(4)
        self.setAcceptDrops(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        beside = schema.get("x-beside")
        if beside:
            self._lay_out_beside(int(beside))
        else:
            self._lay_out()
        self._join(self.editor)
        self._add_buttons()
        self._say_kind(_kind(schema))
        self._marks()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(4)
        top.addWidget(self.label)
        top.addStretch(1)
        for part in (self._kinds, self._resets, self._buttons):
            top.addLayout(part)
        self.column.addLayout(top)
        self.column.addWidget(self.editor)
        if self._about:
            self.column.addWidget(self.help)

    def _lay_out_beside(self, width: int) -> None:
        """Label and help at the left, the editor at the right, so wide."""
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.label)
        if self._about:
            words.addWidget(self.help)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.editor)
        self.editor.setFixedWidth(width)
        self.column.addLayout(row)
        self.column.addLayout(self._resets)

    # Parts that few fields show: a form is made in half the time without them.

    @cached_property
    def help(self) -> Label:
        """What the property means."""
        return Label(self._about, 11, tone="text_3", wraps=True)

    @cached_property
    def kind(self) -> Label:
        """The right end of the label: the format or the unit."""
        made = Label("", 10.5, tone="text_3", is_mono=True)
        self._kinds.addWidget(made)
        return made

    @cached_property
    def error(self) -> Label:
        """What is wrong with the value."""
        return self._below(Label("", 11.5, tone="error", wraps=True))

    @cached_property
    def result(self) -> Label:
        """What the expression gives."""
        return self._below(Label("", 11.5, tone="text_2", is_mono=True))

    def _below(self, label: Label) -> Label:
        """Put a line below the editor."""
        at = self.column.indexOf(self.editor)
        self.column.insertWidget(at + 1 if at >= 0 else 1, label)
        return label

    @cached_property
    def reset(self) -> Pill:
        """Takes the value away."""
        made = self._button("restore", f"Reset {self.title}", self._resets)
        made.setToolTip("Back to the default")
        made.clicked.connect(lambda: self._set(MISSING))
        return made

    @cached_property
    def switch(self) -> Pill:
        """Between a value and an expression."""
        made = self._button("equal", f"{self.title}: value or expression", self._buttons)
        made.setCheckable(True)
        made.setToolTip("Switch between a value and an expression")
        made.clicked.connect(self._switched)
        return made

    @cached_property
    def pick(self) -> Pill:
        """Shows what can be named."""
        made = self._button("code-braces", f"{self.title}: insert data from upstream", self._buttons)
        made.clicked.connect(lambda: self.pick_asked.emit(self.name))
        return made

    @cached_property
    def wide(self) -> Pill:
        """Opens the wide window."""
        made = self._button("arrow-expand", f"{self.title}: edit in a wide window", self._buttons)
        made.clicked.connect(lambda: self.wide_asked.emit(self.name))
        return made

    def _button(self, glyph: str, name: str, row: QHBoxLayout) -> Pill:
        made = Pill(glyph=glyph, look="ghost", name=name)
        made.setFixedSize(22, 20)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(made)
        return made

    def _add_buttons(self) -> None:
        can_switch = not takes_expressions(self.schema, self.name) and not self.schema.get("x-plain")
        wanted = {"wide": self.code is not None and self.can_name, "pick": self.can_name, "switch": can_switch}
        for part in (part for part, is_wanted in wanted.items() if is_wanted):
            getattr(self, part)

    def _has(self, part: str) -> bool:
        return part in self.__dict__

    def _say_kind(self, text: str) -> None:
        if (text or self._has("kind")) and not self.schema.get("x-beside"):
            self.kind.setText(text)

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
        if not text and not self._has("result"):
            return
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
        editor.main.setAccessibleDescription(self._about)
        self.label.setBuddy(editor.main)
        editor.edited.connect(self._edited)
        editor.faulty.connect(self.say)

    def show_value(self, value: Any) -> None:
        """Show what the document holds."""
        if value is not MISSING and value == self._value and type(value) is type(self._value):
            return
        self._value = value
        self._say_kind("several values" if value is MIXED else _kind(self.schema))
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
        self.problem = plain(sentence)
        if sentence or self._has("error"):
            self.error.setText(self.problem)
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
        self._say_kind(_kind(self.schema))
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
        can_reset = self.may_reset and self._value is not MISSING and not self._required
        if can_reset or self._has("reset"):
            self.reset.setVisible(can_reset)
        if self._has("switch"):
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


def _kind(schema: Mapping[str, Any]) -> str:
    """What the right end of the label says: the format or the unit."""
    wish = str(schema.get("format", "")).removeprefix("code:")
    if wish == "prose" or schema.get("unit") or schema.get("x-unit"):
        return ""  # plain to see, or said behind the field
    return wish or {"array": "list", "object": "object"}.get(str(schema.get("type", "")), "")
