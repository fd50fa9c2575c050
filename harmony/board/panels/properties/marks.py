"""Where a text in a code editor cannot be understood: Python, JSON, expressions. No Qt."""

from __future__ import annotations

import ast
import json
import re

Mark = tuple[int, int, str]
"""Line and column, from 1, and a sentence."""


_VALUE = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)


def marks_of(language: str, text: str) -> list[Mark]:
    """What is wrong in a text; nothing for languages that are not looked at here."""
    if not text.strip():
        return []
    if language == "python":
        return _python(text)
    if language == "json":
        return _json(text)
    return _expression(text, is_bare=language == "expression") if language in {"expression", "template"} else []


def _python(text: str) -> list[Mark]:
    try:
        ast.parse(text)
    except SyntaxError as error:
        return [(error.lineno or 1, error.offset or 1, error.msg)]
    except ValueError as error:
        return [(1, 1, str(error))]
    return []


def _json(text: str) -> list[Mark]:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return [(error.lineno, error.colno, error.msg)]
    return []


def _expression(text: str, *, is_bare: bool) -> list[Mark]:
    from harmony.melody.expressions import Expressions, has_expression

    language = Expressions()
    if is_bare and not has_expression(text):
        problem = language.check_expression(text)
        return [(1, 1, problem)] if problem else []
    whole = language.check_template(text)
    if whole is None:
        return []
    marks: list[Mark] = []
    for match in _VALUE.finditer(text):
        problem = language.check_expression(match[1])
        if problem:
            marks.append((*_place(text, match.start()), problem))
    at = max(text.find("{%") if "{%" in text else text.find("{{"), 0)
    return marks or [(*_place(text, at), whole)]


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column of a place, from 1."""
    before = text[:at]
    return before.count("\n") + 1, at - before.rfind("\n")
