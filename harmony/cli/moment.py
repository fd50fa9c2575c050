"""`harmony runs show RUN --at …`: a run as it stood at one event, for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from harmony.cli.progress import GLYPHS, in_line, in_words

if TYPE_CHECKING:
    from harmony.conductor.trail import Trail
    from harmony.store import Database, RunRow

MANY = 8
"""Passes of a node that are shown one by one."""


def trail_to(database: Database, row: RunRow, at: str) -> tuple[Trail, int]:
    """The state of a stored run at what `--at` means, and the number of its last event.

    Raises:
        RunError: nothing of it is written down yet.
        UsageError: `at` means no event.
    """
    from harmony.app.moments import seq_of
    from harmony.app.rows import beginning_of
    from harmony.catalog import Catalog
    from harmony.conductor.trail import Glance
    from harmony.errors import RunError
    from harmony.settings import Settings
    from harmony.store import SqlJournal

    journal = SqlJournal(database)
    records = journal.read(row.id)
    journal.close()
    if not records:
        raise RunError(f"Run {row.id} has no events yet.")
    settings = Settings.load()
    catalog = Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")
    seq = seq_of([record.at for record in records], at)
    return Glance(beginning_of(row, records[0]), records[: seq + 1], catalog.find), records[-1].seq


def lines(found: dict[str, Any]) -> Iterator[str]:
    """A moment as lines: the run, then its nodes, those of many passes in one line."""
    counts = [f"{found[name]:,} {word}" for name, word in _COUNTED if found[name]]
    counts += [f"{amount:g} {unit}" for unit, amount in found["spent"].items()]
    about = f": {', '.join(counts)}" if counts else ""
    yield f"At event {found['seq']:,} of {found['last']:,}, {found['elapsed']:.2f} s: {found['status']}{about}."
    nodes: dict[str, list[dict[str, Any]]] = {}
    for node in found["nodes"]:
        nodes.setdefault(node["node"], []).append(node)
    for path, passes in nodes.items():
        if len(passes) > MANY:
            yield f"  {path}: {_counted(passes)}"
        else:
            yield from (_line(node) for node in passes)


_COUNTED = (
    ("running", "at work"),
    ("queued", "waiting for a slot"),
    ("gaps", "gaps"),
    ("letters", "dead letters"),
    ("mail", "events kept"),
)


def _counted(passes: list[dict[str, Any]]) -> str:
    states: dict[str, int] = {}
    for node in passes:
        states[node["state"]] = states.get(node["state"], 0) + 1
    return f"{len(passes):,} passes: {', '.join(f'{count:,} {state}' for state, count in states.items())}"


def _line(node: dict[str, Any]) -> str:
    attempt = f" (attempt {node['attempt']})" if node.get("attempt", 1) > 1 else ""
    what = node.get("why") or (in_line(node["error"].get("message", "")) if node["state"] == "error" else "")
    outputs = ", ".join(f"{port} = {_value(value)}" for port, value in node.get("outputs", {}).items())
    said = "; ".join(part for part in (what, outputs) if part)
    return f"  {GLYPHS.get(node['state'], '·')} {_key(node):<24} {node['state']:<9}{attempt} {said}".rstrip()


def details(node: dict[str, Any]) -> Iterator[str]:
    """One node in full: its wires, its inputs, its error."""
    yield _line(node)
    for wire in node.get("wires", ()):
        port = f".{wire['port']}" if wire.get("port") else ""
        to = f" -> {wire['to']}" if wire["to"] else ""
        value = f": {_value(wire['value'])}" if "value" in wire else ""
        yield f"      wire {wire['from']}{port}{to}: {wire['state']}{value}"
    for name, slot in node.get("inputs", {}).items():
        yield f"      in {name} = {_value(slot)}"
    if node.get("error"):
        yield f"      error {node['error'].get('class', '')}: {node['error'].get('message', '')}"


def _key(node: dict[str, Any]) -> str:
    return f"{node['node']}@{node['pass']}" if node["pass"] else str(node["node"])


def _value(slot: Any) -> str:
    if isinstance(slot, list):
        return f"[{', '.join(_value(item) for item in slot[:MANY])}{', …' if len(slot) > MANY else ''}]"
    if slot is None:
        return "none"
    text = in_words(slot["value"]) if "value" in slot else f"{slot['type']}, {slot['size']:,} bytes"
    if not text or "\n" in text:  # one node, one line: as JSON would write it
        text = json.dumps(text, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
