"""What a run is asked for: a form of the Melody's inputs, with the values of last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from harmony.board.panels.properties.form import Form
from harmony.board.widgets.pill import Pill
from harmony.board.widgets.sheet import Sheet
from harmony.board.widgets.text import Label
from harmony.melody.change import MISSING
from harmony.melody.frozen import thaw
from harmony.melody.model import Input, Melody

_TYPES = {"text": "string", "number": "number", "integer": "integer", "boolean": "boolean", "list": "array"}


def input_schema(inputs: Mapping[str, Input]) -> dict[str, Any]:
    """The JSON Schema of a Melody's inputs."""
    properties = {name: _property(name, spec) for name, spec in inputs.items()}
    return {
        "type": "object",
        "x-plain": True,
        "properties": properties,
        "required": [n for n, i in inputs.items() if i.is_required],
    }


def _property(name: str, spec: Input) -> dict[str, Any]:
    made: dict[str, Any] = {"title": name.replace("_", " ").capitalize()}
    if not isinstance(spec.type, str):
        made |= thaw(spec.type)
    elif spec.type in _TYPES:
        made["type"] = _TYPES[spec.type]
    elif spec.type in {"path", "file", "image"}:
        made |= {"type": "string", "format": "path"}
    elif spec.type == "secret":
        made |= {"type": "string", "format": "secret"}
    elif spec.type in {"json", "table"} or spec.type.startswith("list<"):
        made["type"] = "array" if spec.type != "json" else "object"
    else:
        made["type"] = "string"
    if spec.choices is not None:
        made["enum"] = list(spec.choices)
    if spec.description:
        made["description"] = spec.description
    if not spec.is_required:
        made["default"] = thaw(spec.default)
    return made


def missing(melody: Melody, values: Mapping[str, Any]) -> list[str]:
    """Required inputs that have no value."""
    return [n for n, i in melody.inputs.items() if i.is_required and values.get(n) in (None, "")]


def ask_answer(
    window: QWidget, title: str, schema: Mapping[str, Any], answer: Callable[[str, dict[str, Any]], object]
) -> Sheet:
    """Show the form of an approval; `answer("approve" or "reject", values)` is called when a person has decided."""
    sheet = Sheet(window, 480)
    sheet.setObjectName("answer-form")
    sheet.column.addWidget(Label(title, 15, weight=600, wraps=True))
    form = Form({**schema, "x-plain": True})
    given: dict[str, Any] = {n: thaw(p["default"]) for n, p in schema.get("properties", {}).items() if "default" in p}
    form.show_values(given)
    form.edited.connect(lambda name, value: given.pop(name, None) if value is MISSING else given.update({name: value}))
    sheet.column.addWidget(form)
    row = QHBoxLayout()
    row.addStretch(1)
    for word in ("Reject", "Approve"):
        button = Pill(word, look="primary" if word == "Approve" else "plain")
        button.clicked.connect(lambda _on=False, word=word: (sheet.close(), answer(word.lower(), dict(given))))
        row.addWidget(button)
    sheet.column.addLayout(row)
    sheet.open()
    form.focus_field(next(iter(form.fields), ""))
    return sheet


def ask_inputs(
    window: QWidget,
    melody: Melody,
    values: Mapping[str, Any],
    base: Path | None,
    run: Callable[[dict[str, Any]], object],
) -> Sheet:
    """Show the form; `run(values)` is called when Run is pressed and nothing is missing."""
    sheet = Sheet(window, 480)
    sheet.setObjectName("run-form")
    sheet.column.addWidget(Label(f"Run {melody.name}", 15, weight=600))
    if melody.description:
        sheet.column.addWidget(Label(melody.description, 12.5, tone="text_2", wraps=True))
    form = Form(input_schema(melody.inputs), base)
    given = {n: v for n, v in values.items() if n in form.fields}
    form.show_values(given)
    form.edited.connect(lambda name, value: given.pop(name, None) if value is MISSING else given.update({name: value}))
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    form.setObjectName("page")
    area.setWidget(form)
    area.setMinimumHeight(min(420, form.sizeHint().height() + 8))
    sheet.column.addWidget(area, 1)
    row = QHBoxLayout()
    row.addStretch(1)
    cancel, go = Pill("Cancel"), Pill("Run", "play", "primary")
    cancel.clicked.connect(sheet.close)

    def start() -> None:
        lacking = missing(melody, given)
        for name in lacking:
            form.say(name, "Needed")
        if lacking or form.faults():
            form.focus_field(lacking[0] if lacking else next(iter(form.fields)))
            return
        sheet.close()
        run(dict(given))

    go.clicked.connect(start)
    go.setShortcut("Ctrl+Return")
    row.addWidget(cancel)
    row.addWidget(go)
    sheet.column.addLayout(row)
    sheet.open()
    first = next(iter(missing(melody, given)), next(iter(form.fields), ""))
    form.focus_field(first)
    return sheet
