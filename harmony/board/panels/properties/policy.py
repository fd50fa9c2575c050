"""What happens when a node fails, is slow or gives too little: sentences with fields in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.panels.properties.choosing import editor_for
from harmony.board.panels.properties.editors import CodeEditor, Editor
from harmony.board.panels.properties.form import MIXED
from harmony.board.panels.properties.schemas import POLICY
from harmony.board.widgets.flow import Flow
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from harmony.melody.change import MISSING
from harmony.sdk.schema import fault

# A heading and a sentence; names in braces are properties of POLICY, with their width in pixels.
SENTENCES: tuple[tuple[str, str], ...] = (
    ("When it fails", "Try it {retry.attempts:62} times, with {retry.backoff:116} waits from {retry.delay:58} on."),
    ("", "When nothing helps, {on_error:126} ."),
    ("", "Instead of it: {fallback:0}"),
    ("How long it may take", "One attempt {timeout:76} at most."),
    ("How much it matters", "It is {importance:138} to the run."),
    ("How good it must be", "Let it pass from a quality of {quality.min:70} on, scored by {quality.by:130} ."),
    ("", "Below that {quality.else:112} up to {quality.times:62} times."),
    ("When it is played", "Once {join.need:70} of its wires have come, and more within {join.wait:70} ."),
    ("", "Too few by then: {join.on_timeout:100} . What comes later: {join.late:100} ."),
    ("", "Only when {when:0}"),
    ("Earlier results", "Reuse them: {cache:100} ."),
    ("Where it runs", "In {isolation:122} ."),
    ("Notes", "{notes:0}"),
)  # fmt: skip


class Condition(QWidget):
    """The field of a condition, and below it what it gives with the data of the run that is shown."""

    def __init__(self, name: str, editor: CodeEditor) -> None:
        super().__init__()
        self.name, self.editor = name, editor
        self.result = Label("", 11.5, tone="text_2", is_mono=True)
        self.result.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(editor)
        column.addWidget(self.result)

    def expression(self) -> str | None:
        """The condition; None while there is none."""
        return self.editor.code.toPlainText().strip() or None

    def show_result(self, text: str, is_good: bool = True) -> None:
        """Show what it gives; nothing when empty."""
        self.result.setText(text)
        self.result.set_tone("text_2" if is_good else "error")
        self.result.setToolTip(text)
        self.result.setVisible(bool(text))


class Sentence(QWidget):
    """Words and editors on lines.

    Signals:
        edited(name, value): MISSING takes the option away.
    """

    edited = Signal(str, object)

    def __init__(self, text: str) -> None:
        super().__init__()
        self.editors: dict[str, Editor] = {}
        self.conditions: dict[str, Condition] = {}
        self._flow = Flow(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for part in text.replace("{", "\0{").replace("}", "\0").split("\0"):
            if part.startswith("{"):
                self._add(*part[1:].split(":"))
            else:
                for word in part.split():
                    self._flow.addWidget(Label(word, 13, tone="text_2"))

    def _add(self, name: str, width: str) -> None:
        schema = POLICY["properties"][name]
        editor = editor_for(schema, name)
        editor.main.setAccessibleName(str(schema["title"]))
        editor.setToolTip(str(schema.get("description", "")))
        if int(width):
            editor.setFixedWidth(round(int(width) * max(1.0, theme.text_scale())))
        else:
            editor.setMinimumWidth(290)
        editor.edited.connect(lambda value: self._edited(name, value))
        editor.faulty.connect(lambda sentence: self._say(name, sentence))
        self.editors[name] = editor
        if isinstance(editor, CodeEditor) and schema.get("format") == "condition":
            self.conditions[name] = Condition(name, editor)
            self._flow.addWidget(self.conditions[name])
        else:
            self._flow.addWidget(editor)

    def _edited(self, name: str, value: Any) -> None:
        schema = POLICY["properties"][name]
        value = MISSING if value == "" else value
        problem = "" if value is MISSING else fault(value, schema) or ""
        self._say(name, problem)
        if not problem:
            self.edited.emit(name, value)

    def _say(self, name: str, sentence: str) -> None:
        """Mark a field; its tool tip says why."""
        main = self.editors[name].main
        main.setProperty("wrong", bool(sentence))
        main.style().unpolish(main)
        main.style().polish(main)
        help = str(POLICY["properties"][name].get("description", ""))
        self.editors[name].setToolTip(sentence or help)


class Policy(QWidget):
    """The whole form.

    Attributes:
        fields: those with conditions, for `live.Live`.

    Signals:
        edited(name, value): as `Form`.
    """

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, Condition] = {}
        self._values: dict[str, Any] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for heading, text in SENTENCES:
            if heading:
                label = Label(heading, 12.5, weight=600)
                label.setContentsMargins(0, 8 if self.editors else 0, 0, 0)
                column.addWidget(label)
            sentence = Sentence(text)
            sentence.edited.connect(self.edited)
            self.editors |= sentence.editors
            self.fields |= sentence.conditions
            column.addWidget(sentence)
        self._uses = QStringListModel(self)
        line = self.editors["quality.by"].main
        assert isinstance(line, QLineEdit)
        completer = QCompleter(self._uses, line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(line.textEdited)
        line.setCompleter(completer)
        self.reset = Pill("As the Conductor decides", "restore", "ghost", name="Take every option of this page away")
        self.reset.clicked.connect(self._reset)
        column.addWidget(self.reset)

    def set_names(self, names: list[str], uses: list[str]) -> None:
        """What conditions can name, and the node types that can score; offered while typing."""
        for field in self.fields.values():
            field.editor.code.set_names(names)
        if uses != self._uses.stringList():
            self._uses.setStringList(uses)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what the document holds."""
        for name, editor in self.editors.items():
            value = values.get(name, MISSING)
            if name not in self._values or self._values[name] is not value:
                editor.show_value(MISSING if value is MIXED else value)
        self._values = dict(values)
        self.reset.setVisible(any(v is not MISSING for v in values.values()))

    def _reset(self) -> None:
        for name, value in list(self._values.items()):
            if value is not MISSING:
                self.edited.emit(name, MISSING)
