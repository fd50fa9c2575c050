"""Static parts of a plan: wires, what a port is made of, joins and limits in plain numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from harmony.melody.model import Join, Retry, Timeout
from harmony.melody.units import seconds, size_bytes


class Wire(Struct, eq=False, gc=False):
    """One wire from a node to a node.

    Attributes:
        source, target: indexes of the nodes in their table.
        port: output port; None for `after: [node]` and for the node's only output.
        position: place among the wires that the target counts.
        is_after: it orders and brings no value.
        back: how often it may be taken if it goes back; 0 for an ordinary wire.
        leaves: indexes of the regions that it leads out of.
    """

    source: int
    port: str | None
    target: int
    position: int
    is_after: bool
    back: int
    leaves: tuple[int, ...] = ()


class PortPlan:
    """What one input port is made of.

    Attributes:
        name: the port.
        sources: for each forward entry, in the order written: the position of a wire, or the name of an input.
        backs: positions of wires that come back to it.
        is_list: several wires (or one in a list) come to it.
        merge: what becomes of several values.
        type: the wanted type; `any` where nothing says.
    """

    __slots__ = ("backs", "is_list", "merge", "name", "sources", "type")

    def __init__(self, name: str, sources: tuple[int | str, ...], *, is_list: bool, merge: str, type: str) -> None:
        self.name = name
        self.sources = sources
        self.backs: tuple[int, ...] = ()
        self.is_list = is_list
        self.merge = merge
        self.type = type


class JoinPlan:
    """When a node starts, in numbers.

    Attributes:
        needed: deliveries that are enough; `need`: the same as declared.
        when: expression that decides instead, or empty.
        wait: seconds to wait for more from the first delivery; None without.
        on_timeout, late: as in the format.
    """

    __slots__ = ("late", "need", "needed", "on_timeout", "wait", "when")

    def __init__(self, join: str | Join, total: int) -> None:
        self.when, self.wait = "", None
        self.on_timeout, self.late = "fail", "drop"
        self.need = join.need if isinstance(join, Join) else join
        self.needed = needed_of(self.need, total)
        if isinstance(join, Join):
            self.when = join.when or ""
            self.wait = None if join.wait is None else seconds(join.wait)
            self.on_timeout, self.late = join.on_timeout, join.late

    @property
    def is_plain(self) -> bool:
        """True if all wires must deliver and nothing is timed."""
        return not self.when and self.wait is None


def needed_of(need: int | str | None, total: int) -> int:
    """How many of `total` are needed: a count, `any`, `all`, or the ceiling of a percentage."""
    if need is None or need == "all":
        return total
    if isinstance(need, int):
        return need
    if need == "any":
        return 1
    text = need.strip()
    if text.endswith("%"):
        return math.ceil(round(total * float(text[:-1]) / 100, 9))
    return int(text)


class Limits:
    """Time limits in seconds; None where there is none."""

    __slots__ = ("attempt", "idle", "queue", "total")

    def __init__(self, timeout: str | Timeout | None) -> None:
        self.queue: float | None = None
        self.attempt: float | None = None
        self.idle: float | None = None
        self.total: float | None = None
        if isinstance(timeout, str):
            self.attempt = seconds(timeout)
        elif timeout is not None:
            for name in self.__slots__:
                text = getattr(timeout, name)
                setattr(self, name, None if text is None else seconds(text))


class RetryPlan:
    """A declared `retry` in numbers; see `policy.backoff` for what they mean."""

    __slots__ = ("attempts", "backoff", "delay", "errors", "factor", "jitter", "max_delay", "vary")

    def __init__(self, retry: Retry) -> None:
        self.attempts = retry.attempts
        self.backoff = retry.backoff
        self.delay = seconds(retry.delay)
        self.factor = float(retry.factor)
        self.max_delay = seconds(retry.max_delay)
        self.jitter = retry.jitter
        self.errors = None if retry.errors is None else frozenset(retry.errors)
        self.vary: dict[str, Any] = dict(retry.vary)


def amounts_of(given: Mapping[str, Any]) -> dict[str, float]:
    """Resources in numbers; sizes in bytes."""
    return {name: float(size_bytes(v)) if isinstance(v, str) else float(v) for name, v in given.items()}


def has_expression(value: Any) -> bool:
    """True if any text in plain data holds a template."""
    if isinstance(value, str):
        return "{{" in value or "{%" in value
    if isinstance(value, dict):
        return any(has_expression(v) for v in value.values())
    if isinstance(value, list | tuple):
        return any(has_expression(v) for v in value)
    return False
