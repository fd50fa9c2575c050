"""Which card, port row and type the end of a wire is; and changes of routes, a wire at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harmony.board.canvas.scope import INPUTS, input_card
from harmony.melody import routes
from harmony.melody.change import Change
from harmony.melody.model import Input
from harmony.melody.wires import WireEnd
from harmony.sdk.manifest import Port
from harmony.sdk.types import is_type


def apart(changes: Iterable[Change]) -> Iterator[Change]:
    """Changes with those of all routes taken apart: one for each wire."""
    for change in changes:
        if change.path != routes.PATH:
            yield change
            continue
        before, after = change.before or {}, change.after or {}
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                yield Change((*routes.PATH, key), before.get(key), after.get(key))


def source_card(end: WireEnd) -> str:
    """The card at which a wire begins."""
    return input_card(end.source_port or "") if end.source == INPUTS else end.source


def row_of(ports: tuple[Port, ...], name: str | None, *, is_output: bool) -> tuple[int, str]:
    """Row and type of a port; the header and no type when it does not exist."""
    if name is None:
        return (0, ports[0].type) if ports else (-1, "")
    for row, port in enumerate(ports):
        if port.name == name:
            return row, port.type
    return (len(ports) - 1 if is_output and ports else -1), ""


def type_text(one: Input) -> str:
    """The type of an input as a port shows it."""
    return one.type if isinstance(one.type, str) and is_type(one.type) else "json"
