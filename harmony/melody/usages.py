"""Where a node, one of its ports, or an input is used: wires, order, outputs, expressions, rules, tests.

The same walk serves "Find usages" and the renaming of inputs, so that neither knows a place that
the other one forgets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from harmony.melody import refs
from harmony.melody.change import Path
from harmony.melody.model import Join, Melody, Node, RepeatRule

_BARE = {("when",), ("join", "when")}
_INSIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = r"""(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""


@dataclass(frozen=True, slots=True)
class Usage:
    """One place that names a thing.

    Attributes:
        path: of the text in the document.
        kind: `wire`, `order`, `output`, `expression`, `rule` or `test`.
        node: path of the node it is in (`triage/label`); empty at the top.
        text: what stands there.
    """

    path: Path
    kind: str
    node: str
    text: str


def node_usages(melody: Melody, node: str) -> list[Usage]:
    """Where a node is named, in the order of the document; layout and frames do not count.

    Args:
        melody: the document.
        node: path of ids; it may have been removed.
    """
    owner, name = refs.split_node(node)
    return [*_by_ref(melody, owner, name), *(() if owner else _by_top(melody, name, None))]


def port_usages(melody: Melody, node: str, port: str) -> list[Usage]:
    """Where an output port of a node is used."""
    owner, name = refs.split_node(node)
    found = [u for u in _by_ref(melody, owner, name) if u.text == f"{name}.{port}"]
    return [*found, *(() if owner else _by_top(melody, name, port))]


def input_usages(melody: Melody, name: str, owner: str = "") -> list[Usage]:
    """Where an input is used: wires, templates, conditions, values of tests.

    Args:
        melody: the document.
        name: the input.
        owner: the node whose body's input it is; empty: an input of the Melody.
    """
    found = [u for u in _by_ref(melody, owner, "inputs") if u.text == f"inputs.{name}"]
    prefix = owner + "/" if owner else ""
    for key, node in refs.nodes_of(melody, owner).items():
        place = refs.node_path(prefix + key)
        for path, text in texts_of(node):
            if renamed_input(text, name, name + "_", is_bare=is_bare(node, path)) != text:
                found.append(Usage((*place, *path), "expression", prefix + key, text))
    if not owner:
        for at, rule in enumerate(melody.rules):
            if renamed_input(rule.check, name, name + "_", is_bare=True) != rule.check:
                found.append(Usage(("rules", at, "check"), "rule", "", rule.check))
        tests = enumerate(melody.tests)
        found += [
            Usage(("tests", at, "inputs", name), "test", "", test.name) for at, test in tests if name in test.inputs
        ]
    return found


def _by_ref(melody: Melody, owner: str, name: str) -> Iterator[Usage]:
    prefix = owner + "/" if owner else ""
    for key, node in refs.nodes_of(melody, owner).items():
        for path, ref in refs.named_by(node):
            if refs.head(ref) == name:
                kind = "order" if path[0] in ("after", "cancels") else "wire"
                yield Usage((*refs.node_path(prefix + key), *path), kind, prefix + key, ref)
    part = refs.scope(melody, owner)
    for key, ref in part.outputs.items() if part is not None else ():
        if refs.head(ref) == name:
            yield Usage((*refs.scope_path(owner), "outputs", key), "output", owner, ref)


def _by_top(melody: Melody, name: str, port: str | None) -> Iterator[Usage]:
    """Rules and tests, which name nodes of the top alone."""
    for at, rule in enumerate(melody.rules):
        hit = _names(rule.check, name, port)
        if hit or (port is None and isinstance(rule.else_, RepeatRule) and rule.else_.repeat == name):
            yield Usage(("rules", at, "check"), "rule", "", rule.check)
    for at, test in enumerate(melody.tests):
        for key in test.pins:
            if key == f"{name}.{port}" or (port is None and refs.head(key) == name):
                yield Usage(("tests", at, "pins", key), "test", "", key)
        for key in test.expect.states if port is None else ():
            if key.partition("/")[0] == name:
                yield Usage(("tests", at, "expect", "states", key), "test", "", key)


def _names(expression: str, name: str, port: str | None) -> bool:
    if port is None:
        return refs.in_expression(expression, name, name + "_") != expression
    pattern = re.compile(rf"{_QUOTED}|(?<![\w.-]){re.escape(name)}\s*\.\s*{re.escape(port)}(?!\w)")
    return any(match["quoted"] is None for match in pattern.finditer(expression))


def is_bare(node: Node, path: Path) -> bool:
    """True for texts that are expressions as a whole; in all others they stand in braces."""
    kind = node.use.partition("@")[0]
    if kind == "flow.switch" and path[:2] == ("with", "cases") and path[-1] == "when":
        return True
    return path in _BARE or (kind == "flow.repeat" and path == ("with", "until"))


def texts_of(node: Node) -> Iterator[tuple[Path, str]]:
    """The texts of a node that may hold expressions, its body's left out."""
    if isinstance(node.when, str):
        yield ("when",), node.when
    if isinstance(node.join, Join) and node.join.when is not None:
        yield ("join", "when"), node.join.when
    yield from _strings(node.with_, ("with",))
    for at, other in enumerate(node.fallback):
        yield from _strings(other.with_, ("fallback", at, "with"))
        yield from _strings(other.value, ("fallback", at, "value"))
    for key, call in (("reconstruct", node.reconstruct), ("compensate", node.compensate)):
        if call is not None:
            yield from _strings(call.with_, (key, "with"))
    lane = node.concurrency_key
    if isinstance(lane, str):
        yield ("concurrency_key",), lane
    elif lane is not None:
        yield ("concurrency_key", "key"), lane.key


def _strings(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _strings(item, (*path, key))
    elif isinstance(value, list | tuple):
        for at, item in enumerate(value):
            yield from _strings(item, (*path, at))


def renamed_input(text: str, old: str, new: str, *, is_bare: bool) -> str:
    """A text in whose expressions `inputs.old` (or `inputs["old"]`) became `inputs.new`; texts in quotes stay.

    Args:
        text: of a field.
        old: name of the input.
        new: its new name.
        is_bare: the text is an expression as a whole, else they stand in `{{ }}` and `{% %}`.
    """
    return with_inputs(text, {old: f"inputs.{new}" if new.isidentifier() else f'inputs["{new}"]'}, is_bare=is_bare)


def with_inputs(text: str, written: Mapping[str, str], *, is_bare: bool) -> str:
    """A text in whose expressions inputs are written otherwise, all at once; texts in quotes stay.

    Args:
        text: of a field.
        written: name of an input -> the expression in its place.
        is_bare: as for `renamed_input`.
    """
    if "inputs" not in text or not written:
        return text
    look_up = _look_up(tuple(written))

    def put(match: re.Match[str]) -> str:
        if match["quoted"] is not None:
            return match[0]
        return written[match["dotted"] or match["named"]]

    if is_bare:
        return look_up.sub(put, text)
    return _INSIDE.sub(lambda match: look_up.sub(put, match[0]), text)


@lru_cache(maxsize=64)
def _look_up(names: tuple[str, ...]) -> re.Pattern[str]:
    spelled = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    dotted = rf"\.\s*(?P<dotted>{spelled})(?!\w|-[A-Za-z_])"
    in_brackets = rf"""\[\s*(?P<mark>["'])(?P<named>{spelled})(?P=mark)\s*\]"""
    return re.compile(rf"(?<![\w.-])inputs\s*(?:{dotted}|{in_brackets})|{_QUOTED}")
