"""Reads YAML text into plain data and the place of every value.

A small builder on PyYAML's C events: YAML 1.2 scalars, doubled keys, tags, alias bombs and
deep nesting refused, each with its line and column. It knows nothing of Melodies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import AliasEvent, CSafeLoader, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from harmony.melody.places import Places, Position
from harmony.melody.scalars import STARTS, NoSuchNumber, resolve

MAX_DEPTH = 64
MAX_ALIASED = 100_000
"""How many values all aliases of a file may stand for together."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong in the text itself.

    Attributes:
        code, message, hint: as of a Problem.
        line, column: from 1.
        path: keys that lead to it, as far as they are known.
    """

    code: str
    message: str
    line: int
    column: int
    hint: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(slots=True)
class Reading:
    """What a text holds.

    Attributes:
        data: plain data; None when the text cannot be read at all.
        places: where its values stand.
        flaws: in file order; empty if the text is sound.
        is_broken: the text could not be read to its end.
    """

    data: Any = None
    places: Places = field(default_factory=Places)
    flaws: list[Flaw] = field(default_factory=list)
    is_broken: bool = False


class _Stop(Exception):
    """Reading cannot go on."""


def read_yaml(text: str) -> Reading:
    """Read one YAML document; never raises for what the text holds."""
    builder = _Builder(text)
    reading = Reading(flaws=builder.flaws)
    try:
        reading.data, tree, root = builder.document()
        reading.places = Places(tree, root)
    except _Stop:
        reading.is_broken = True
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        builder.flaws.append(_explain(error, text))
        reading.is_broken = True
    finally:
        builder.close()
    return reading


class _Builder:
    """Builds data and places from events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flaws: list[Flaw] = []
        self.loader = CSafeLoader(text)
        self.next: Callable[[], Any] = self.loader.get_event
        self.anchors: dict[str, tuple[Any, Any, int]] = {}
        self.aliased = 0
        # Most files hold neither sign: then no scalar needs to be asked for its tag and anchor.
        self.may_be_marked = "!" in text or "&" in text
        self.path: list[str | int] = []

    def close(self) -> None:
        """Give the parser's memory back."""
        self.loader.dispose()

    def document(self) -> tuple[Any, Any, Position]:
        """Data, places and position of the only document."""
        self.next()
        event = self.next()
        if type(event) is yaml.StreamEndEvent:
            return None, None, 0
        event = self.next()
        result = self.value(event, 0)
        root = event.start_mark
        self.next()
        after = self.next()
        if type(after) is not yaml.StreamEndEvent:
            self.flaw("yaml.documents", "the file holds more than one YAML document", after.start_mark)
        return result[0], result[1], root

    def flaw(self, code: str, message: str, mark: Any, hint: str = "") -> None:
        """Note something wrong."""
        self.flaws.append(Flaw(code, message, mark.line + 1, mark.column + 1, hint, tuple(self.path)))

    def value(self, event: Any, depth: int) -> tuple[Any, Any]:
        """Data and places of the value that begins with `event`."""
        kind = type(event)
        data: Any
        tree: Any
        if kind is ScalarEvent:
            data, tree = self.scalar(event), None
        elif kind is AliasEvent:
            return self.alias(event)
        elif depth >= MAX_DEPTH:
            self.flaw("yaml.deep", f"values are nested deeper than {MAX_DEPTH} levels", event.start_mark, _SPLIT)
            raise _Stop
        elif kind is MappingStartEvent:
            data, tree = self.mapping(depth + 1)
        else:
            data, tree = self.sequence(depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = (data, tree, _count(data))
        if event.tag is not None:
            self.flaw(
                "yaml.tag",
                f"the YAML tag `{event.tag}` is not allowed",
                event.start_mark,
                "Write the plain value; quote it if it is meant as text",
            )
        return data, tree

    def scalar(self, event: Any) -> Any:
        """The value of a scalar."""
        text = event.value
        if not event.implicit[0] or (text and text[0] not in STARTS):
            return text
        try:
            return resolve(text)
        except NoSuchNumber as error:
            self.flaw("yaml.number", str(error), event.start_mark, "Quote it if it is meant as text")
            return text

    def alias(self, event: Any) -> tuple[Any, Any]:
        """What an alias stands for; shared, not copied."""
        found = self.anchors.get(event.anchor)
        if found is None:
            self.flaw(
                "yaml.alias",
                f"the alias `*{event.anchor}` stands for nothing that is complete before it",
                event.start_mark,
                f"Put the anchor `&{event.anchor}` before it, outside of itself",
            )
            raise _Stop
        self.aliased += found[2]
        if self.aliased > MAX_ALIASED:
            self.flaw(
                "yaml.aliases", f"aliases blow up to more than {MAX_ALIASED:,} values", event.start_mark, "Write it out"
            )
            raise _Stop
        return found[0], found[1]

    def sequence(self, depth: int) -> tuple[list[Any], list[Any]]:
        """A list."""
        data: list[Any] = []
        tree: list[Any] = []
        following, may_be_marked = self.next, self.may_be_marked
        event = following()
        while type(event) is not SequenceEndEvent:
            if type(event) is ScalarEvent and not (may_be_marked and (event.tag or event.anchor)):
                item, inside = event.value, None
                if (not item or item[0] in STARTS) and event.implicit[0]:
                    item = self.plain(event, len(data))
            else:
                self.path.append(len(data))
                item, inside = self.value(event, depth)
                self.path.pop()
            data.append(item)
            tree.append((event.start_mark, inside))
            event = following()
        return data, tree

    def mapping(self, depth: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """A mapping; keys are text as they are written."""
        data: dict[str, Any] = {}
        tree: dict[str, Any] = {}
        merged: set[str] = set()
        following, may_be_marked = self.next, self.may_be_marked
        key_event = following()
        while type(key_event) is not MappingEndEvent:
            key = key_event.value if type(key_event) is ScalarEvent else self.strange_key(key_event, depth)
            event = following()
            if type(event) is ScalarEvent and not (may_be_marked and (event.tag or event.anchor)):
                item, inside = event.value, None
                if (not item or item[0] in STARTS) and event.implicit[0]:
                    item = self.plain(event, key)
            else:
                self.path.append(key)
                item, inside = self.value(event, depth)
                self.path.pop()
            if key == "<<" and key_event.implicit[0]:
                merged |= self.merge(data, tree, item, inside, event.start_mark)
            elif key in data and key not in merged:
                self.doubled(key, key_event.start_mark, tree)
            else:
                merged.discard(key)
                data[key] = item
                tree[key] = (key_event.start_mark, event.start_mark, inside)
            key_event = following()
        return data, tree

    def plain(self, event: Any, key: str | int) -> Any:
        """The value of a plain scalar under a key."""
        try:
            return resolve(event.value)
        except NoSuchNumber as error:
            self.path.append(key)
            self.flaw("yaml.number", str(error), event.start_mark, "Quote it if it is meant as text")
            self.path.pop()
            return event.value

    def doubled(self, key: str, mark: Any, tree: dict[str, Any]) -> None:
        """Note a key that was there before; the first one stays."""
        hint = f"The first one is in line {tree[key][0].line + 1}; remove one"
        self.path.append(key)
        self.flaw("yaml.doubled", f"the key `{key}` is there twice", mark, hint)
        self.path.pop()

    def strange_key(self, event: Any, depth: int) -> str:
        """A key that is no text: most often `{{` without quotes."""
        mark = event.start_mark
        if isinstance(event, AliasEvent):
            self.flaw("yaml.key", "an alias cannot be a key", mark, "Write the key out")
            raise _Stop
        lines = self.text.split("\n", mark.line + 1)
        line = lines[mark.line] if mark.line < len(lines) else ""
        # The outer brace of `{{` began the mapping; this key begins at the inner one.
        if mark.column > 0 and line[mark.column - 1 : mark.column + 1] == "{{":
            self.flaws.append(_unquoted(line, mark.line, mark.column - 1, tuple(self.path)))
        else:
            self.flaw("yaml.key", "a key must be text", mark, "Quote it")
        path, flaws = list(self.path), len(self.flaws)
        self.value(event, depth)
        self.path[:] = path
        del self.flaws[flaws:]
        return f"{{}}{mark.line}:{mark.column}"

    def merge(self, data: dict[str, Any], tree: dict[str, Any], item: Any, inside: Any, mark: Any) -> set[str]:
        """Take the keys of `<<: *anchor`, and tell which; keys that are written win, before or after."""
        taken: set[str] = set()
        items = list(zip(item, (t[1] for t in inside), strict=True)) if isinstance(item, list) else [(item, inside)]
        for one, places in items:
            if not isinstance(one, dict):
                self.flaw("yaml.merge", "`<<` takes a mapping, or a list of mappings", mark, "Write the keys out")
                continue
            for key, value in one.items():
                if key not in data:
                    data[key] = value
                    tree[key] = places[key]
                    taken.add(key)
        return taken


_SPLIT = "Move the inner part into a Melody of its own and play it with flow.melody"


def _count(data: Any) -> int:
    """How many values there are in `data`, itself included (aliases counted in full)."""
    stack, total = [data], 0
    while stack and total <= MAX_ALIASED:
        value = stack.pop()
        total += 1
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return total


def _unquoted(line: str, number: int, column: int, path: tuple[str | int, ...] = ()) -> Flaw:
    """The flaw of an expression without quotes; `number` and `column` from 0."""
    rest = line[column:].split(" #")[0].rstrip().rstrip(",")
    example = rest if len(rest) <= 60 and "}}" in rest else "{{ … }}"
    quoted = f"'{example}'" if '"' in example else f'"{example}"'
    return Flaw(
        "yaml.unquoted",
        "an expression at the start of a value needs quotes: YAML takes `{{` for the start of a mapping",
        number + 1,
        column + 1,
        f"Write {quoted}",
        path,
    )


def _explain(error: Exception, text: str) -> Flaw:
    """What a parser's error means for the person who wrote the text."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return _bad_character(error, text)
    lines = text.splitlines()
    for at in (mark, getattr(error, "context_mark", None)):
        line = lines[at.line] if at is not None and at.line < len(lines) else ""
        column = _bare_braces(line)
        if at is not None and column is not None:
            return _unquoted(line, at.line, column)
    line = lines[mark.line] if mark.line < len(lines) else ""
    problem = str(getattr(error, "problem", "") or error)
    hint = "Check the indentation, the quotes and the colons of this line and the one before"
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in problem:
        problem, hint = "a tab is not allowed for indentation", "Use spaces"
    elif line.lstrip()[:1] in ("@", "`", "%"):
        hint = "Quote the value: it starts with a character that YAML keeps for itself"
    elif "mapping values are not allowed" in problem:
        problem, hint = "a colon where none can stand", "Quote the text that holds the colon, or mend the indentation"
    elif "did not find expected key" in problem or "block end" in problem:
        hint = "Mend the indentation: keys of one mapping start in the same column"
    return Flaw("yaml.syntax", f"this is no YAML: {problem}", mark.line + 1, mark.column + 1, hint)


def _is_bad(character: str) -> bool:
    return (character < " " and character not in "\t\n\r") or "\ud800" <= character <= "\udfff"


def _bare_braces(line: str) -> int | None:
    """Column of a `{{` that begins a value without quotes."""
    for lead in (": {{", "- {{", "[{{", ", {{", "[ {{", ":  {{"):
        found = line.find(lead)
        if found >= 0:
            return found + lead.index("{{")
    return None


def _bad_character(error: Exception, text: str) -> Flaw:
    """A character that YAML does not allow."""
    index = getattr(error, "position", None)
    if not isinstance(index, int):
        index = next((i for i, c in enumerate(text) if _is_bad(c)), 0)
    index = min(index, len(text))
    line = text.count("\n", 0, index)
    column = index - (text.rfind("\n", 0, index) + 1)
    return Flaw(
        "yaml.character",
        "a character that no text file may hold",
        line + 1,
        column + 1,
        "Delete it, or write it as \\u…",
    )
