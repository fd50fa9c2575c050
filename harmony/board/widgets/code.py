"""A text field for code, templates and JSON: mono, lightly highlighted, as high as its text."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QSyntaxHighlighter, QTextCharFormat, QTextDocument, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from harmony.board import theme

_EXPRESSION = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)")
_STRING = r"(\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?)"
_NUMBER = r"(?<![\w.])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])"
_WORDS = {
    "python": "and as assert async await break class continue def del elif else except False finally for from global "
    "if import in is lambda None nonlocal not or pass raise return True try while with yield match case",
    "sql": "select from where group by order having limit offset join left right inner outer full on as and or not in "
    "is null case when then else end distinct union all with desc asc between like count sum avg min max over "
    "partition create table insert into values update set delete cast",
    "json": "true false null",
    "expression": "and or not in is if else true false none",
}


def _rules(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Patterns and the tone of each, later ones over earlier ones."""
    rules: list[tuple[re.Pattern[str], str]] = []
    if language in _WORDS:
        flags = re.IGNORECASE if language == "sql" else 0
        rules.append((re.compile(_NUMBER), "number"))
        rules.append((re.compile(rf"\b(?:{'|'.join(_WORDS[language].split())})\b", flags), "word"))
        rules.append((re.compile(_STRING), "text"))
        comment = {"python": r"#.*$", "sql": r"--.*$"}.get(language)
        if comment:
            rules.append((re.compile(comment), "comment"))
    return rules


class Highlighter(QSyntaxHighlighter):
    """Colours words, numbers and strings of a language, and `{{ … }}` in all of them."""

    def __init__(self, document: QTextDocument, language: str) -> None:
        super().__init__(document)
        self._rules = _rules(language)
        theme.changes.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        for pattern, tone in self._rules:
            for match in pattern.finditer(text):
                self.setFormat(match.start(), match.end() - match.start(), _format(tone))
        for match in _EXPRESSION.finditer(text):
            self.setFormat(match.start(), match.end() - match.start(), _format("expression"))


def _format(tone: str) -> QTextCharFormat:
    look = theme.current()
    colour = {
        "expression": look.kind("instrument"),
        "word": look.accent,
        "number": look.type("number"),
        "text": look.type("text"),
        "comment": look.text_3,
    }[tone]
    made = QTextCharFormat()
    made.setForeground(colour)
    return made


def is_history_key(event: QEvent) -> bool:
    """True for the question whether a field wants Ctrl+Z for itself: the document's history has it."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
        event.ignore()
        return True
    return False


class CodeEdit(QPlainTextEdit):
    """A mono text field.

    Args:
        language: python, sql, json, expression, or anything else for templates.
        lines: least and greatest height, in lines.
    """

    def __init__(
        self, language: str = "template", lines: tuple[int, int] = (3, 14), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._lines = lines
        self.is_line = lines[1] == 1
        self.setFont(theme.font(13) if language == "prose" else theme.mono(12))
        self.setTabChangesFocus(language in {"expression", "json", "template", "text", "prose"})
        self.setUndoRedoEnabled(False)
        self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * 4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        wrap = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        self.setWordWrapMode(wrap)
        self.highlighter = Highlighter(self.document(), language)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_now)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit.start())
        self._fit_now()

    def _fit_now(self) -> None:
        least, most = self._lines
        rows = max(least, min(most, int(self.document().size().height())))
        height = rows * self.fontMetrics().lineSpacing() + 24
        if height != self.height():
            self.setFixedHeight(height)
        needed = self.document().size().height() > most
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window."""
        return False if is_history_key(event) else super().event(event)

    def sizeHint(self) -> QSize:
        """As wide as may be."""
        return QSize(160, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In one-line fields Return does nothing; indents are spaces."""
        if self.is_line and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Tab:
            if self.tabChangesFocus():
                event.ignore()
            else:
                self.insertPlainText("    ")
            return
        super().keyPressEvent(event)
