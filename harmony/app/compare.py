"""How two runs of a Melody differ, node by node."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from harmony.app.story import ENDS, STATES, Key, Story
from harmony.conductor.events import Record

SLOWER = 1.5
"""Times as long, from which two times count as different …"""
LEAST_SECONDS = 0.1
"""… if they are also so far apart."""


@dataclass(slots=True)
class Brief:
    """How a node stood in a run.

    Attributes:
        state: as on the board.
        outputs: hash of each port's artifact.
        seconds: from its first start to its end; None where it never started or ended.
        attempts: how many there were.
        text: the reason of a skip, the message of a failure.
    """

    state: str
    outputs: dict[str, str] = field(default_factory=dict)
    seconds: float | None = None
    attempts: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A node that differs.

    Attributes:
        node, pass_: its path and pass.
        what: of `missing state outputs attempts time`, those that differ.
        a, b: how it stood in either run; None where it never came up.
        ports: output ports that differ.
    """

    node: str
    pass_: str
    what: tuple[str, ...]
    a: Brief | None
    b: Brief | None
    ports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs beside each other.

    Attributes:
        first: where they part: the first difference in more than time, in the order of the first run.
        differences: all, in that order.
        same: how many nodes do not differ.
        melody: True if the Melody differs.
        inputs: names of inputs of the run that differ.
    """

    first: Difference | None
    differences: tuple[Difference, ...]
    same: int
    melody: bool = False
    inputs: tuple[str, ...] = ()


def compare(a: Iterable[Record], b: Iterable[Record]) -> Comparison:
    """The differences of two journals, by node, pass and the hashes of what the ports gave."""
    one, two = Story(a), Story(b)
    found = []
    keys = _merged(one, two)
    for key in keys:
        difference = _difference(key, _brief(one, key), _brief(two, key))
        if difference is not None:
            found.append(difference)
    first = next((d for d in found if d.what != ("time",)), None)
    was, now = _admitted(one), _admitted(two)
    return Comparison(
        first,
        tuple(found),
        len(keys) - len(found),
        melody=was.get("hash") != now.get("hash"),
        inputs=_inputs(was.get("inputs", {}), now.get("inputs", {})),
    )


def _merged(one: Story, two: Story) -> list[Key]:
    """Keys of both runs, by their end (or else their last word) in the first; those of the second alone
    stand behind the one that they came after there."""
    rank: dict[Key, float] = {key: float(n) for n, key in enumerate(_in_order(one))}
    before = -1.0
    for key in _in_order(two):
        if key in rank:
            before = rank[key]
        else:
            rank[key] = before + 0.5
    return sorted(rank, key=rank.__getitem__)


def _in_order(story: Story) -> list[Key]:
    return sorted(story.of, key=lambda key: story.of[key][-1].seq)


def _brief(story: Story, key: Key) -> Brief | None:
    records = story.of.get(key)
    if records is None:
        return None
    began: float | None = None
    attempts = 0
    last: Record | None = None
    for record in records:
        if record.kind == "node.started":
            began = record.at if began is None else began
            attempts += 1
        if record.kind in STATES:
            last = record
    if last is None:
        return Brief("idle")
    body = last.body
    return Brief(
        STATES[last.kind],
        {port: artifact["hash"] for port, artifact in body["outputs"].items()} if "outputs" in body else {},
        last.at - began if last.kind in ENDS and began is not None else None,
        attempts,
        str(body["error"].get("message", "")) if body.get("error") else str(body.get("reason", "")),
    )


def _difference(key: Key, a: Brief | None, b: Brief | None) -> Difference | None:
    if a is None or b is None:
        return Difference(*key, ("missing",), a, b)
    what = []
    ports: tuple[str, ...] = ()
    if a.outputs != b.outputs:
        ports = tuple(p for p in dict.fromkeys([*a.outputs, *b.outputs]) if a.outputs.get(p) != b.outputs.get(p))
    if a.state != b.state or (a.state == "skipped" and a.text != b.text):
        what.append("state")
    if ports:
        what.append("outputs")
    if a.attempts != b.attempts:
        what.append("attempts")
    if a.seconds is not None and b.seconds is not None:
        apart = abs(a.seconds - b.seconds)
        if apart > LEAST_SECONDS and apart > (SLOWER - 1) * min(a.seconds, b.seconds):
            what.append("time")
    return Difference(*key, tuple(what), a, b, ports) if what else None


def _admitted(story: Story) -> dict[str, Any]:
    return next((r.body for r in story.run if r.kind == ".admitted"), {})


def _inputs(a: dict[str, Any], b: dict[str, Any]) -> tuple[str, ...]:
    return tuple(n for n in dict.fromkeys([*a, *b]) if _hash(a.get(n)) != _hash(b.get(n)))


def _hash(packed: Any) -> Any:
    """What an input is known by: of a packed artifact its hash."""
    inner = next(iter(packed.values()), None) if isinstance(packed, dict) and len(packed) == 1 else None
    return inner["hash"] if isinstance(inner, dict) and "hash" in inner else packed
