"""One editor a kind of value: what a person types, and the plain value that it means.

Every editor has `edited(value)` for what can be understood, `faulty(sentence)` for what
cannot, and `show_value(value)`, which never emits and never disturbs equal text (the cursor stays).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSlider, QWidget

from harmony.board.panels.properties.marks import marks_of
from harmony.board.widgets.code import CodeEdit, is_history_key
from harmony.board.widgets.combo import Combo
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.switch import Switch
from harmony.board.widgets.text import Label
from harmony.melody.change import MISSING

MARK_MS = 350


class Editor(QWidget):
    """Base of all editors."""

    edited = Signal(object)
    faulty = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)
        self.main: QWidget = self

    def hold(self, main: QWidget) -> None:
        """Take the widget that has the focus and the accessible name."""
        self.main = main
        self.row.addWidget(main, 1)
        self.setFocusProxy(main)

    def show_value(self, value: Any) -> None:
        """Show a value; MISSING is an empty field (or the default, as placeholder)."""
        raise NotImplementedError


class _Line(QLineEdit):
    """Up and down step numbers; undo is the document's."""

    stepped = Signal(int)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window."""
        return False if is_history_key(event) else super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, tenfold with Shift."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            factor = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.stepped.emit(factor if event.key() == Qt.Key.Key_Up else -factor)
            return
        super().keyPressEvent(event)


class TextEditor(Editor):
    """A line of text."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__()
        self.line = _Line()
        self.hold(self.line)
        self.line.setPlaceholderText(_placeholder(schema))
        self.line.textEdited.connect(self._typed)

    def _typed(self, text: str) -> None:
        self.edited.emit(text)

    def show_value(self, value: Any) -> None:
        """The text; other values as JSON writes them."""
        text = "" if value is MISSING or value is None else value if isinstance(value, str) else json.dumps(value)
        if text != self.line.text():
            self.line.setText(text)


class NumberEditor(TextEditor):
    """A number, with its unit; arrow keys step."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__(schema)
        self._whole = schema.get("type") == "integer"
        low, high = schema.get("minimum"), schema.get("maximum")
        self._step = 1 if self._whole or low is None or high is None or high - low > 20 else (high - low) / 20
        self._low, self._high = low, high
        self.line.stepped.connect(self._stepped)
        if schema.get("unit") or schema.get("x-unit"):
            self.row.addWidget(Label(str(schema.get("unit") or schema.get("x-unit")), 12, tone="text_3"))

    def _typed(self, text: str) -> None:
        if not text.strip():
            self.edited.emit(MISSING)
            return
        try:
            value = int(text) if self._whole else float(text.replace(",", "."))
        except ValueError:
            self.faulty.emit("Must be a whole number" if self._whole else "Must be a number")
            return
        if not self._whole and value == int(value) and "." not in text and abs(value) < 1e15:
            value = int(value)
        self.edited.emit(value)

    def _stepped(self, steps: int) -> None:
        try:
            now = float(self.line.text() or self.line.placeholderText() or 0)
        except ValueError:
            return
        value = now + steps * self._step
        value = max(value, self._low) if self._low is not None else value
        value = min(value, self._high) if self._high is not None else value
        self.line.setText(f"{value:g}")
        self._typed(self.line.text())


class RangeEditor(NumberEditor):
    """A number between two bounds: a slider before the field."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__(schema)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys of the field step
        self._least, self._most = float(schema["minimum"]), float(schema["maximum"])
        self._steps = max(1, round((self._most - self._least) / self._step))
        self.slider.setRange(0, self._steps)
        self.line.setFixedWidth(76)
        self.row.insertWidget(0, self.slider, 1)
        self.slider.sliderMoved.connect(self._slid)
        self.show_value(MISSING)

    def _slid(self, position: int) -> None:
        value = self._least + position * (self._most - self._least) / self._steps
        self.line.setText(f"{value:.4g}")
        self._typed(self.line.text())

    def show_value(self, value: Any) -> None:
        """The number, and the slider at it; at the default while there is none."""
        super().show_value(value)
        try:
            shown = float(self.line.text() or self.line.placeholderText() or self._least)
        except ValueError:
            return
        span = max(self._most - self._least, 1e-9)
        self.slider.setValue(round((shown - self._least) / span * self._steps))


class SecretEditor(TextEditor):
    """A text that is shown only when asked."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__(schema)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setPlaceholderText(_placeholder(schema) or "better: {{ secrets.NAME }}")
        self.eye = Pill(glyph="eye-outline", name="Show")
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._show_it)
        self.row.addWidget(self.eye)

    def _show_it(self, on: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.eye.set_glyph("eye-off-outline" if on else "eye-outline")

    def show_value(self, value: Any) -> None:
        """Hidden, unless it only names a secret."""
        super().show_value(value)
        is_name = isinstance(value, str) and "{{" in value
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if is_name else QLineEdit.EchoMode.Password)


class PathEditor(TextEditor):
    """A path, and a button that looks for one."""

    def __init__(self, schema: Mapping[str, Any], base: Path | None = None) -> None:
        super().__init__(schema)
        self._base = base
        self._folders = "folder" in f"{schema.get('title', '')} {schema.get('description', '')}".lower()
        self.browse = Pill(glyph="folder-open-outline", name="Browse…")
        self.browse.clicked.connect(self._browse)
        self.row.addWidget(self.browse)

    def _browse(self) -> None:
        dialog = QFileDialog(
            self, "Choose a folder" if self._folders else "Choose a file", str(self._base or Path.home())
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory if self._folders else QFileDialog.FileMode.AnyFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, name: str) -> None:
        path = Path(name)
        if self._base is not None and path.is_relative_to(self._base):
            path = path.relative_to(self._base)
        self.line.setText(path.as_posix())
        self.edited.emit(path.as_posix())


class CodeEditor(Editor):
    """Text of many lines."""

    def __init__(self, schema: Mapping[str, Any], language: str) -> None:
        super().__init__()
        usual = (4, 16) if language in {"python", "sql"} else (3, 14)
        self.code = CodeEdit(language, schema.get("x-lines", usual))
        self.code.setPlaceholderText(_placeholder(schema))
        self._quiet, self._last = False, ""
        self._language = language
        self.hold(self.code)
        self.code.textChanged.connect(self._typed)
        self._looking = QTimer(self, singleShot=True, interval=MARK_MS)
        self._looking.timeout.connect(self._mark)
        self.code.textChanged.connect(self._looking.start)

    def _mark(self) -> None:
        """Underline what cannot be understood, once typing rests."""
        self.code.show_marks(marks_of(self._language, self.code.toPlainText()))

    def _is_news(self) -> bool:
        """Colours given anew are told as text too: only another text is an edit."""
        before, self._last = self._last, self.code.toPlainText()
        return not self._quiet and self._last != before

    def _typed(self) -> None:
        if self._is_news():
            self.edited.emit(self._last)

    def show_value(self, value: Any) -> None:
        """The text."""
        self._set("" if value is MISSING or value is None else value if isinstance(value, str) else json.dumps(value))

    def _set(self, text: str) -> None:
        if text != self.code.toPlainText():
            self._quiet = True
            self.code.setPlainText(text)
            self._quiet = False


class JsonEditor(CodeEditor):
    """A list or an object, written as JSON."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__(schema, "json")
        self._wanted = {"array": list, "object": dict}.get(str(schema.get("type")))

    def _typed(self) -> None:
        if not self._is_news():
            return
        text = self._last.strip()
        if not text:
            self.edited.emit(MISSING)
            return
        try:
            value = json.loads(text)
        except ValueError as error:
            where = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            self.faulty.emit(f"Not JSON yet: {where}")
            return
        self.edited.emit(value)

    def show_value(self, value: Any) -> None:
        """Pretty, but never over text that means the same."""
        with contextlib.suppress(ValueError):  # no JSON yet: then it means something else
            if value is not MISSING and json.loads(self.code.toPlainText()) == value:
                return
        self._set("" if value is MISSING else _pretty(value))


class BooleanEditor(Editor):
    """A switch."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__()
        self.switch = Switch()
        self._default = bool(schema.get("default", False))
        self.hold(self.switch)
        self.row.setAlignment(self.switch, Qt.AlignmentFlag.AlignLeft)
        self.switch.clicked.connect(lambda on: self.edited.emit(bool(on)))

    def show_value(self, value: Any) -> None:
        """On or off."""
        self.switch.setChecked(self._default if value is MISSING else bool(value))


class ChoiceEditor(Editor):
    """One of some values; with `x-unset`, the word for none of them, it can be taken back too."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        super().__init__()
        unset = schema.get("x-unset")
        self._values = [*([MISSING] if unset else []), *schema.get("enum", ())]
        self._default = schema.get("default", MISSING)
        self.combo = Combo()
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value in self._values:
            word = str(unset) if value is MISSING else "none" if value is None else str(value)
            self.combo.addItem(word.capitalize() if schema.get("x-words") else word)
        self.combo.setPlaceholderText("not set")
        self.hold(self.combo)
        self.combo.activated.connect(lambda i: self.edited.emit(self._values[i]))

    def show_value(self, value: Any) -> None:
        """The value, or the default while there is none."""
        shown = self._default if value is MISSING else value
        index = self._values.index(shown) if shown in self._values else -1
        if index != self.combo.currentIndex():
            self.combo.setCurrentIndex(index)


class ExpressionEditor(Editor):
    """The `=` side of a field: an expression, stored as `{{ … }}`."""

    def __init__(self) -> None:
        super().__init__()
        self.code = CodeEdit("expression", (1, 8))
        self._looking = QTimer(self, singleShot=True, interval=MARK_MS)
        self._looking.timeout.connect(lambda: self.code.show_marks(marks_of("expression", self.code.toPlainText())))
        self.code.setPlaceholderText("an expression, such as inputs.folder")
        self._quiet, self._last = False, ""
        self.hold(self.code)
        self.code.textChanged.connect(self._typed)
        self.code.textChanged.connect(self._looking.start)

    def _typed(self) -> None:
        before, self._last = self._last, self.code.toPlainText()
        text = self._last
        if self._quiet or text == before:
            return
        if not text.strip():
            self.faulty.emit("Write an expression, or switch back to a value")
            return
        self.edited.emit(text if "{{" in text or "{%" in text else "{{ " + text.strip() + " }}")

    def show_value(self, value: Any) -> None:
        """The inner part of one whole expression; other texts as they are."""
        text = bare(value) if isinstance(value, str) else "" if value is MISSING else json.dumps(value)
        now = self.code.toPlainText()
        if text != now.strip():
            self._quiet = True
            self.code.setPlainText(text)
            self._quiet = False


def bare(value: str) -> str:
    """What stands between `{{` and `}}` of one whole expression; any other text as it is."""
    text = value.strip()
    if text.startswith("{{") and text.endswith("}}") and "{{" not in text[2:]:
        return text[2:-2].strip()
    return value


def _pretty(value: Any) -> str:
    """JSON on one line while it is short, else indented."""
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= 36 else json.dumps(value, ensure_ascii=False, indent=2)


def _placeholder(schema: Mapping[str, Any]) -> str:
    if "default" in schema and schema["default"] not in (None, ""):
        value = schema["default"]
        return value if isinstance(value, str) else json.dumps(value)
    return str(schema.get("placeholder") or schema.get("x-placeholder") or "")
