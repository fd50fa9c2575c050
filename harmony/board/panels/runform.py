"""What a run is asked for: a form of the Melody's inputs, with the values of last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QWidget

from harmony.board.asked import Asked, Choice
from harmony.board.input_sets import keepable
from harmony.board.panels.properties.form import Form
from harmony.board.panels.properties.inputs import input_schema
from harmony.board.panels.sets import Sets, SetsBar
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.scroll import Scroll
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label
from harmony.melody.change import MISSING
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody

SHOWN_HIGH = 240
"""Pixels for what is to be judged, at most."""


def missing(melody: Melody, values: Mapping[str, Any]) -> list[str]:
    """Required inputs that have no value."""
    return [n for n, i in melody.inputs.items() if i.is_required and values.get(n) in (None, "")]


def ask_answer(
    window: QWidget,
    title: str,
    asked: Asked,
    answer: Callable[[str, dict[str, Any]], object],
    shown: Sequence[QWidget] = (),
) -> Sheet:
    """Show the form of what a run asks; `answer(choice, values)` is called when a person has decided.

    Ctrl+Return gives the proposed answer, and so does Return in the last field if it is a line.

    Args:
        window: what it lies over.
        title: of the node that asks.
        asked: the question.
        answer: takes the choice and the form's values.
        shown: what is to be judged, above the form.
    """
    sheet = Sheet(window, 560 if shown else 480)
    sheet.setObjectName("answer-form")
    sheet.column.addWidget(Label(title, 15, weight=600, wraps=True))
    question = f"{asked.question[:1].upper()}{asked.question[1:]}"
    text = f"{asked.text} {question}" if asked.text else question
    sheet.column.addWidget(Label(text, 13, tone="text_2", wraps=True))
    if shown:
        area = Scroll(SHOWN_HIGH)
        area.show_parts(shown, QMargins(0, 0, 8, 0), 12)
        sheet.column.addWidget(area)
    schema = asked.form or {}
    form = Form({**schema, "x-plain": True})
    given: dict[str, Any] = {n: thaw(p["default"]) for n, p in schema.get("properties", {}).items() if "default" in p}
    for field in form.fields.values():
        field.may_reset = False  # it holds what is proposed
    form.show_values(given)
    form.edited.connect(lambda name, value: given.pop(name, None) if value is MISSING else given.update({name: value}))
    sheet.column.addWidget(form)

    def decide(one: Choice) -> None:
        if one is asked.choices[-1] and (faults := form.faults()):
            form.focus_field(faults[0])
        else:
            sheet.close()
            answer(one.choice, dict(given) if one.fills else {})

    _add_answers(sheet, asked, decide, form)
    sheet.open()
    form.focus_field(next(iter(form.fields), ""))
    return sheet


def _add_answers(sheet: Sheet, asked: Asked, decide: Callable[[Choice], None], form: Form) -> None:
    row = QHBoxLayout()
    row.addStretch(1)
    for one in asked.choices:
        button = Pill(one.word, look="primary" if one is asked.choices[-1] else "plain")
        button.clicked.connect(lambda _on=False, one=one: decide(one))
        row.addWidget(button)
    button.setShortcut("Ctrl+Return")
    sheet.column.addLayout(row)
    last = [field.editor.main for field in form.fields.values()][-1:]
    if last and isinstance(last[0], QLineEdit):
        last[0].returnPressed.connect(button.click)


class RunForm(Sheet):
    """The form.

    Args:
        window: what it lies over.
        melody: whose inputs are asked for.
        values: as they are at first.
        base: folder to which paths are relative.
        run: called with the values and the name of the set that is chosen, when Run is pressed
            and nothing is missing.
        sets: named sets of values to choose from.
    """

    def __init__(
        self,
        window: QWidget,
        melody: Melody,
        values: Mapping[str, Any],
        base: Path | None,
        run: Callable[[dict[str, Any], str], object],
        sets: Sets | None = None,
    ) -> None:
        super().__init__(window, 480)
        self.setObjectName("run-form")
        self._melody, self._run = melody, run
        self.form = Form(input_schema(melody.inputs), base)
        self.given = {n: v for n, v in values.items() if n in self.form.fields}
        self.sets = SetsBar(window, sets, lambda: keepable(self.given, melody.inputs)) if sets is not None else None
        self._lay_out()
        self.form.show_values(self.given)
        self.form.edited.connect(self._edited)
        if self.sets is not None:
            self.sets.chosen.connect(self._show_set)

    def _lay_out(self) -> None:
        self.column.addWidget(Label(f"Run {self._melody.name}", 15, weight=600))
        if self._melody.description:
            self.column.addWidget(Label(self._melody.description, 12.5, tone="text_2", wraps=True))
        if self.sets is not None:
            self.column.addWidget(self.sets)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        self.form.setObjectName("page")
        area.setWidget(self.form)
        # Room for what is said at a field that lacks its value.
        area.setMinimumHeight(min(420, self.form.sizeHint().height() + 8 + 20 * len(missing(self._melody, self.given))))
        self.column.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel, go = Pill("Cancel"), Pill("Run", "play", "primary")
        cancel.clicked.connect(self.close)
        go.clicked.connect(self._start)
        go.setShortcut("Ctrl+Return")
        row.addWidget(cancel)
        row.addWidget(go)
        self.column.addLayout(row)

    def open(self) -> None:
        """Show it, the cursor in the first field that lacks a value."""
        super().open()
        self.form.focus_field(next(iter(missing(self._melody, self.given)), next(iter(self.form.fields), "")))

    def _edited(self, name: str, value: Any) -> None:
        if value is MISSING:
            self.given.pop(name, None)
        else:
            self.given[name] = value

    def _show_set(self, chosen: dict[str, Any]) -> None:
        """Show the values of a set; secrets are in none, and stay as they are."""
        secrets = {n: v for n, v in self.given.items() if self._melody.inputs[n].type == "secret"}
        self.given = {n: v for n, v in chosen.items() if n in self.form.fields} | secrets
        self.form.show_values(self.given)

    def _start(self) -> None:
        lacking = missing(self._melody, self.given)
        for name in lacking:
            self.form.say(name, "Needed")
        if faults := self.form.faults():
            self.form.focus_field(faults[0])
            return
        name = self.sets.name if self.sets is not None else ""
        self.close()
        self._run(dict(self.given), name)


def ask_inputs(
    window: QWidget,
    melody: Melody,
    values: Mapping[str, Any],
    base: Path | None,
    run: Callable[[dict[str, Any], str], object],
    sets: Sets | None = None,
) -> RunForm:
    """Show the form; as for `RunForm`."""
    form = RunForm(window, melody, values, base, run, sets)
    form.open()
    return form
