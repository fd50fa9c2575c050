"""Reads JSON text into plain data; finds the place of a value when it is asked for."""

from __future__ import annotations

import json
import re
from json.decoder import JSONDecodeError
from typing import Any, NoReturn

from harmony.melody.places import WIDTH, Places
from harmony.melody.reading import MAX_DEPTH, Flaw, Reading

_SPACE = re.compile(r"[ \t\n\r]*")
_ATOM = re.compile(r"[^\s,\]}]+")


def read_json(text: str) -> Reading:
    """Read one JSON document; never raises for what the text holds."""
    doubled: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(items)
        if len(result) != len(items):
            doubled.append("")
        return result

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse)
        scan = _Scan(text)
        if _is_deep(data):
            return _broken(_too_deep(text))
    except JSONDecodeError as error:
        hint = "Check the quotes, commas and brackets before this place"
        return _broken(Flaw("json.syntax", f"this is no JSON: {error.msg}", error.lineno, error.colno, hint))
    except RecursionError:
        return _broken(_too_deep(text))
    except ValueError:
        return _broken(_no_number(text))
    places = Places(lambda: scan.tree()[1])
    flaws = scan.doubles() if doubled else []
    return Reading(data, places, flaws)


def _broken(flaw: Flaw) -> Reading:
    return Reading(None, Places(), [flaw], is_broken=True)


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{\]}]|-?Infinity|NaN|-?\d{4300,}')
"""What the search for a place must tell apart: texts, brackets, and numbers that JSON has not."""


def _too_deep(text: str) -> Flaw:
    depth, at = 0, 0
    for match in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            at = match.start()
            break
    message = f"values are nested deeper than {MAX_DEPTH} levels"
    return Flaw("json.deep", message, *_place(text, at), "Keep data of this kind in a file of its own")


def _no_number(text: str) -> Flaw:
    match = next((m for m in _TOKEN.finditer(text) if m[0][-1] in "yN0123456789"), None)
    word = match[0] if match else "this"
    shown = word if len(word) < 20 else f"a number of {len(word)} digits"
    line, column = _place(text, match.start() if match else 0)
    return Flaw(
        "json.number", f"{shown} is no number that a Melody can hold", line, column, "Write it as text, or null"
    )


def _place(text: str, at: int) -> tuple[int, int]:
    """Line and column of a position, from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _is_deep(data: Any) -> bool:
    level, depth = [data], 0
    while level:
        depth += 1
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        level = [v for v in inner if isinstance(v, dict | list)]
    return depth > MAX_DEPTH


_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def _string(text: str, at: int) -> tuple[str, int]:
    """The string that begins at `at`, and its end."""
    match = _TEXT.match(text, at)
    assert match is not None
    return json.loads(match[0]), match.end()


class _Scan:
    """Walks a text that is known to be sound JSON and notes where values stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.line = 0
        self.flaws: list[Flaw] = []
        self.path: list[str | int] = []

    def tree(self) -> tuple[int, Any]:
        """End of the value, and the places as `Places` wants them."""
        return self._value(self._skip(0))

    def doubles(self) -> list[Flaw]:
        """A flaw for each key that is there twice."""
        self.tree()
        return self.flaws

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _position(self, at: int) -> int:
        starts = self.starts
        while self.line + 1 < len(starts) and starts[self.line + 1] <= at:
            self.line += 1
        return self.line * WIDTH + at - starts[self.line]

    def _value(self, at: int) -> tuple[int, Any]:
        first = self.text[at]
        if first == "{":
            return self._mapping(self._skip(at + 1))
        if first == "[":
            return self._list(self._skip(at + 1))
        if first == '"':
            return _string(self.text, at)[1], None
        match = _ATOM.match(self.text, at)
        return (match.end() if match else at + 1), None

    def _mapping(self, at: int) -> tuple[int, dict[str, Any]]:
        tree: dict[str, Any] = {}
        while self.text[at] != "}":
            key_at = self._position(at)
            key, at = _string(self.text, at)
            at = self._skip(self._skip(at) + 1)
            value_at = self._position(at)
            self.path.append(key)
            if key in tree:
                self._double(key, key_at, tree[key][0])
            at, inside = self._value(at)
            self.path.pop()
            tree[key] = (key_at, value_at, inside)
            at = self._skip(at)
            if self.text[at] == ",":
                at = self._skip(at + 1)
        return at + 1, tree

    def _double(self, key: str, at: int, first: int) -> None:
        message = f"the key `{key}` is there twice"
        hint = f"The first one is in line {first // WIDTH + 1}; remove one"
        self.flaws.append(Flaw("json.doubled", message, at // WIDTH + 1, at % WIDTH + 1, hint, tuple(self.path)))

    def _list(self, at: int) -> tuple[int, list[Any]]:
        tree: list[Any] = []
        while self.text[at] != "]":
            item_at = self._position(at)
            self.path.append(len(tree))
            at, inside = self._value(at)
            self.path.pop()
            tree.append((item_at, inside))
            at = self._skip(at)
            if self.text[at] == ",":
                at = self._skip(at + 1)
        return at + 1, tree
