"""Makes `docs/states.md` and its picture from the table of states: `python packaging/states_sheet.py`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from smaller import save_small

from harmony.board import theme
from harmony.board.canvas.look import Look
from harmony.board.canvas.picture import draw_card
from harmony.board.canvas.states import TABLE, State

ROOT = Path(__file__).resolve().parent.parent
COLUMNS, CELL_WIDTH, CELL_HEIGHT = 3, 232, 112
INTRO = """\
# How a node looks

Every state of a node has a word, a shape in its badge, a border and a colour, so that none is told by colour alone.
The last four come from the document, the others from the run that is shown.

![Every state, dark and light](pictures/states.png)

| state | badge | border | what it means |
|---|---|---|---|
"""


def look_of(state: State) -> Look:
    """A card in that state."""
    look = Look(
        "node", 200, 80, title=state.label, subtitle="text.template", icon="text", kind="operator",
        inputs=(("value", "table"),), outputs=(("text", "text"),), footer="" if state.word == "idle" else state.label,
    )  # fmt: skip
    return replace(look, marks=frozenset({state.word})) if state.is_mark else replace(look, state=state.word)


def main() -> None:
    """Write both."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    rows = -(-len(TABLE) // COLUMNS)
    width, height = COLUMNS * CELL_WIDTH + 16, rows * CELL_HEIGHT + 16
    image = QImage(4 * width, 2 * height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(2, 2)
    for side, name in enumerate(("dark", "light")):
        theme.apply(app, name)
        painter.fillRect(side * width, 0, width, height, theme.current().canvas)
        for number, state in enumerate(TABLE):
            painter.save()
            at = QPointF(24 + (number % COLUMNS) * CELL_WIDTH, 24 + (number // COLUMNS) * CELL_HEIGHT)
            painter.translate(at + QPointF(side * width, 0))
            draw_card(painter, look_of(state))
            painter.restore()
    painter.end()
    small = image.scaledToWidth(2 * width, Qt.TransformationMode.SmoothTransformation)
    save_small(small.convertToFormat(QImage.Format.Format_RGB32), ROOT / "docs" / "pictures" / "states.png")
    lines = [f"| {s.label} | {s.glyph} | {s.border} | {s.means} |" for s in TABLE]
    (ROOT / "docs" / "states.md").write_text(INTRO + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
