"""`harmony runs show RUN --at …`: a run as it stood at one event, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from harmony.cli.progress import GLYPHS, in_words

if TYPE_CHECKING:
    from harmony.conductor.trail import Trail
    from harmony.store import Database, RunRow

MANY = 8
"""Passes of a node that are shown one by one."""


def trail_of(database: Database, row: RunRow) -> Trail:
    """All states of a stored run.

    Raises:
        RunError: nothing of it is written down yet.
    """
    from harmony.app.moments import Trails
    from harmony.catalog import Catalog
    from harmony.settings import Settings
    from harmony.store import Runs, SqlJournal

    settings = Settings.load()
    catalog = Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")
    journal = SqlJournal(database)
    try:
        return Trails(Runs(database), journal, catalog.find).of(row.id)
    finally:
        journal.close()


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
    what = node.get("why") or (node["error"].get("message", "") if node["state"] == "error" else "")
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
    return text if len(text) <= 60 else text[:59] + "…"
