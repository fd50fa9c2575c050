"""Colours code while it is typed: Python, SQL, JSON, YAML, expressions, and `{{ … }}` in all of them.

Patterns, line by line, with the state of texts and comments that go over several lines: what is
coloured is what a person sees at once, so no parser is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from harmony.board import theme

_STRING = r"(\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?)"
_NUMBER = r"(?<![\w.])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])"
WORDS = {
    "python": "and as assert async await break class continue def del elif else except False finally for from global "
    "if import in is lambda None nonlocal not or pass raise return True try while with yield match case",
    "sql": "select from where group by order having limit offset join left right inner outer full on as and or not in "
    "is null case when then else end distinct union all with desc asc between like count sum avg min max over "
    "partition create table insert into values update set delete cast",
    "json": "true false null",
    "expression": "and or not in is if else true false none",
}
"""Words with a meaning, by language."""

_IN_BRACES = "and or not in is if elif else endif for endfor set endset true false none loop"


@dataclass(frozen=True, slots=True)
class Span:
    """Something that may go over several lines, by how it begins and ends."""

    begin: str
    end: str
    tone: str


_SPANS: dict[str, tuple[Span, ...]] = {
    "python": (Span('"""', '"""', "text"), Span("'''", "'''", "text")),
    "sql": (Span("/*", "*/", "comment"),),
}
_BRACES = (Span("{#", "#}", "comment"), Span("{{", "}}", "expression"), Span("{%", "%}", "expression"))


def _rules(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Patterns and the tone of each, later ones over earlier ones."""
    if language == "yaml":
        return [
            (re.compile(_NUMBER), "number"),
            (re.compile(_STRING), "text"),
            (re.compile(r"^\s*(?:- )?[\w./-]+(?=:(?:\s|$))|(?<=[{,]\s)[\w.-]+(?=: )|(?<={)[\w.-]+(?=: )"), "word"),
            (re.compile(r"(?:^|(?<=\s))#.*$"), "comment"),
        ]
    if language not in WORDS:
        return []
    flags = re.IGNORECASE if language == "sql" else 0
    rules = [
        (re.compile(_NUMBER), "number"),
        (re.compile(rf"\b(?:{'|'.join(WORDS[language].split())})\b", flags), "word"),
        (re.compile(_STRING), "text"),
    ]
    comment = {"python": r"#.*$", "sql": r"--.*$"}.get(language)
    return [*rules, (re.compile(comment), "comment")] if comment else rules


class Highlighter(QSyntaxHighlighter):
    """Colours words, numbers, texts and comments of a language, and `{{ … }}` in all of them."""

    def __init__(self, document: QTextDocument, language: str) -> None:
        super().__init__(document)
        self._rules = _rules(language)
        self._spans = (*_SPANS.get(language, ()), *_BRACES)
        self._in_braces = _rules("expression")
        self._in_braces[1] = (re.compile(rf"\b(?:{'|'.join(_IN_BRACES.split())})\b"), "word")
        theme.changes.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        quiet = self._quiet_parts(text)
        for pattern, tone in self._rules:
            for match in pattern.finditer(text):
                self.setFormat(match.start(), match.end() - match.start(), _format(tone))
        self._colour_spans(text, quiet)

    def _quiet_parts(self, text: str) -> list[tuple[int, int]]:
        """Comments of one line: nothing begins in them."""
        comment = next((pattern for pattern, tone in self._rules if tone == "comment"), None)
        return [match.span() for match in comment.finditer(text)] if comment is not None else []

    def _colour_spans(self, text: str, quiet: list[tuple[int, int]]) -> None:
        """Colour what goes over several lines; the state of a line is the span that is open at its end."""
        open_span, at = self.previousBlockState() - 1, 0
        self.setCurrentBlockState(0)
        while True:
            if open_span < 0:
                found = [(text.find(s.begin, at), i) for i, s in enumerate(self._spans)]
                found = [f for f in found if f[0] >= 0 and not any(a <= f[0] < b for a, b in quiet)]
                if not found:
                    return
                start, open_span = min(found)
                inner = start + len(self._spans[open_span].begin)
            else:
                start, inner = at, at
            span = self._spans[open_span]
            end = text.find(span.end, inner)
            stop = len(text) if end < 0 else end + len(span.end)
            self.setFormat(start, stop - start, _format(span.tone))
            if span.tone == "expression":
                self._colour_inside(text, inner, len(text) if end < 0 else end)
            if end < 0:
                self.setCurrentBlockState(open_span + 1)
                return
            open_span, at = -1, stop

    def _colour_inside(self, text: str, start: int, stop: int) -> None:
        """Texts and numbers of an expression."""
        for pattern, tone in self._in_braces:
            if tone != "word":
                for match in pattern.finditer(text, start, stop):
                    self.setFormat(match.start(), match.end() - match.start(), _format(tone))


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
