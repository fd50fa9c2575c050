"""What happens when a node fails, is slow or gives too little: sentences with fields in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from harmony.board import theme
from harmony.board.panels.properties.choosing import editor_for, wanted
from harmony.board.panels.properties.editors import CodeEditor, Editor
from harmony.board.panels.properties.field import MIXED
from harmony.board.panels.properties.schemas import POLICY
from harmony.board.widgets.flow import Flow
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.text import Label
from harmony.melody.change import MISSING
from harmony.melody.checks.words import COUNTS
from harmony.sdk.schema import fault

# A heading and a sentence; names in braces are properties of POLICY, with their width in pixels.
SENTENCES: tuple[tuple[str, str], ...] = (
    ("When it fails", "Try it {retry.attempts:62} times, with {retry.backoff:116} waits from {retry.delay:58} on."),
    ("", "When nothing helps, {on_error:126} ."),
    ("", "Instead of it: {fallback:0}"),
    ("How long it may take", "One attempt {timeout.attempt:76} at most."),
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

# What is rarely said: behind "More".
REST: tuple[tuple[str, str], ...] = (
    ("Between attempts", "Exponential waits grow by {retry.factor:50} up to {retry.max_delay:58} , with"
     " {retry.jitter:92} jitter."),
    ("", "Only these failures are tried again: {retry.errors:0}"),
    ("", "Later attempts have other parameters: {retry.vary:0}"),
    ("Other time limits", "It may wait {timeout.queue:76} to be started, be silent for {timeout.idle:76} , and take"
     " {timeout.total:76} in all."),
    ("When enough has come", "Its wires will do once {join.when:0}"),
    ("Making it good", "What it could not give, {reconstruct.use:150} makes from {reconstruct.in:0} with"
     " {reconstruct.with:0}"),
    ("Undoing it", "When the run fails, {compensate.use:150} undoes it from {compensate.in:0} with"
     " {compensate.with:0}"),
    ("Turns and resources", "It takes turns by the name {concurrency_key.key:110} : {concurrency_key.limit:50} at once"
     " in one {concurrency_key.scope:106} ."),
    ("", "While it runs, it holds {resources:0}"),
    ("What else it does", "Outside of the run: {effects:122} ."),
    ("", "When it completes, it withdraws {cancels:0}"),
    ("Tags", "{tags:0}"),
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
        editor.faulty.connect(lambda sentence: self.say(name, sentence))
        self.editors[name] = editor
        if isinstance(editor, CodeEditor) and wanted(schema, name) == "condition" and not schema.get("x-no-preview"):
            self.conditions[name] = Condition(name, editor)
            self._flow.addWidget(self.conditions[name])
        else:
            self._flow.addWidget(editor)

    def _edited(self, name: str, value: Any) -> None:
        schema = POLICY["properties"][name]
        value = MISSING if value == "" else value
        problem = "" if value is MISSING else fault(value, schema) or ""
        self.say(name, problem)
        if not problem:
            self.edited.emit(name, value)

    def say(self, name: str, sentence: str) -> None:
        """Mark a field; its tool tip says why."""
        main = self.editors[name].main
        main.setProperty("wrong", bool(sentence))
        main.style().unpolish(main)
        main.style().polish(main)
        help = str(POLICY["properties"][name].get("description", ""))
        self.editors[name].setToolTip(sentence or help)


class Policy(QWidget):
    """The whole form; what is rarely said is made when it is first asked for.

    Attributes:
        fields: those with conditions, for `live.Live`.
        more: shows and hides what is rarely said.

    Signals:
        edited(name, value): as `Form`.
    """

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, Condition] = {}
        self._sentences: dict[str, Sentence] = {}
        self._values: dict[str, Any] = {}
        self._names: list[str] = []
        self._uses = QStringListModel(self)
        self._column = _column(self)
        self._write(SENTENCES, self._column)
        self.more = Pill("More", "chevron-right", "ghost", name="More options")
        self.more.clicked.connect(self._fold)
        self._column.addWidget(self.more)
        self._rest = QWidget()
        self._rest.hide()
        self._column.addWidget(self._rest)
        self.reset = Pill("As the Conductor decides", "restore", "ghost", name="Take every option of this page away")
        self.reset.clicked.connect(self._reset)
        self._column.addWidget(self.reset)

    def _write(self, sentences: tuple[tuple[str, str], ...], column: QVBoxLayout) -> None:
        for heading, text in sentences:
            if heading:
                label = Label(heading, 12.5, weight=600)
                label.setContentsMargins(0, 8 if column.count() else 0, 0, 0)
                column.addWidget(label)
            sentence = Sentence(text)
            sentence.edited.connect(self._edited)
            self.editors |= sentence.editors
            self.fields |= sentence.conditions
            self._sentences |= dict.fromkeys(sentence.editors, sentence)
            column.addWidget(sentence)
            for name, editor in sentence.editors.items():
                if POLICY["properties"][name].get("format") == "node-type":
                    self._offer_uses(editor.main)

    def _offer_uses(self, line: QWidget) -> None:
        assert isinstance(line, QLineEdit)
        completer = QCompleter(self._uses, line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(line.textEdited)
        line.setCompleter(completer)

    def _fold(self) -> None:
        """Show or hide what is rarely said."""
        if not self._rest.layout():
            self._write(REST, _column(self._rest))
            self.set_names(self._names, self._uses.stringList())
            self._show(set(self.editors) - {name for _, text in SENTENCES for name in names_in(text)})
        is_open = self._rest.isHidden()
        self._rest.setVisible(is_open)
        self.more.set_glyph("chevron-down" if is_open else "chevron-right")

    def set_names(self, names: list[str], uses: list[str]) -> None:
        """What conditions can name, and the node types that can be named; offered while typing."""
        self._names = names
        for field in self.fields.values():
            field.editor.code.set_names(names)
        counted = self.editors.get("join.when")
        if isinstance(counted, CodeEditor):
            counted.code.set_names([*sorted(COUNTS), *names])
        if uses != self._uses.stringList():
            self._uses.setStringList(uses)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show what the document holds: a value for each option."""
        news = {n for n in self.editors if n not in self._values or self._values[n] is not values.get(n, MISSING)}
        self._values = dict(values)
        self._show(news)
        said = sum(values.get(name, MISSING) is not MISSING for _, text in REST for name in names_in(text))
        self.more.setText(f"More ({said} set)" if said else "More")
        self.reset.setVisible(any(v is not MISSING for v in values.values()))

    def _show(self, names: Collection[str]) -> None:
        for name in names:
            value = self._values.get(name, MISSING)
            self.editors[name].show_value(MISSING if value is MIXED else value)
        for name, editor in self.editors.items():
            needs = POLICY["properties"][name].get("x-needs")
            editor.setEnabled(not needs or self._values.get(needs, MISSING) is not MISSING)

    def _edited(self, name: str, value: Any) -> None:
        held = (n for n, p in POLICY["properties"].items() if p.get("x-needs") == name)
        if value is MISSING and any(self._values.get(n, MISSING) is not MISSING for n in held):
            # Emptied to type another, it would take along what belongs to it.
            self._sentences[name].say(name, "What follows needs it: take that away first")
            return
        self.edited.emit(name, value)

    def _reset(self) -> None:
        for name, value in list(self._values.items()):
            if value is not MISSING:
                self.edited.emit(name, MISSING)


def names_in(text: str) -> list[str]:
    """The options that a sentence has fields for."""
    return [part.partition(":")[0] for part in re.findall(r"{(.*?)}", text)]


def _column(owner: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(owner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column
