"""What the pointer is told on a port or a wire: name, type, help, and what comes of it."""

from __future__ import annotations

from typing import Any

from harmony.board.canvas.gestures.base import Press
from harmony.board.canvas.match import PortRef, port
from harmony.board.canvas.plan import Plan
from harmony.board.document import Document
from harmony.board.wording import artifact, count, short, size
from harmony.melody.wires import WireEnd

_NOTHING = object()


def tip_at(document: Document, plan: Plan, press: Press) -> str:
    """The line for what lies under a point; empty for cards and ground."""
    if press.port is not None:
        return port_tip(plan, press.port)
    if press.wire is not None and press.card is None:
        return wire_tip(document, plan, press.wire)
    return ""


def port_tip(plan: Plan, ref: PortRef) -> str:
    """Name, type and help of a port."""
    one = port(plan, ref)
    words = f"{one.name}: {one.type}" + (" (several)" if one.many else "")
    if ref.side == "in" and not one.required:
        words += ", optional"
    return f"{words}\n{one.help}" if one.help else words


def wire_tip(document: Document, plan: Plan, key: WireEnd) -> str:
    """From where to where a wire leads, and the conversion on it."""
    link = plan.links.get(key)
    if link is None:
        return ""
    if link.kind == "after":
        return f"{document.title_of(link.target)} waits for {document.title_of(link.source)}"
    last = value_words(document, plan, key)
    if link.is_converted:
        return f"{link.type} is converted to {link.wanted}" + (f"\n{last}" if last else "")
    if not link.type:
        return f"There is no port {key.ref} (any more)"
    if key.back:
        return f"{link.type}, goes back at most {key.max} times" + (f"\n{last}" if last else "")
    return last or link.type


def value_words(document: Document, plan: Plan, key: WireEnd) -> str:
    """What came along a wire last: type, rows, size and a small value, and how many came; empty without a run."""
    given, came = last_value(document, plan, key)
    if given is None:
        return ""
    parts = []
    if isinstance(given, dict) and "hash" in given:
        parts = [str(given.get("type", ""))]
        if given.get("rows") is not None:
            parts.append(count(int(given["rows"]), "row"))
        if given.get("size") is not None:
            parts.append(size(given["size"]))
        given = given.get("value", _NOTHING)
    if given is not _NOTHING:
        parts.append(short(given, 60))
    if came > 1:
        parts.append(f"the last of {came:,}")
    return "  ·  ".join(parts)


def badge_words(document: Document, plan: Plan, key: WireEnd) -> str:
    """The last value of a wire in a few words, for its badge."""
    given, came = last_value(document, plan, key)
    if given is None:
        return ""
    return artifact(given) + (f" ×{came:,}" if came > 1 else "")


def last_value(document: Document, plan: Plan, key: WireEnd) -> tuple[Any, int]:
    """What came along a wire last in the run that is shown, as an event tells it, and how often something came."""
    link = plan.links.get(key)
    if link is None or document.playing is None:
        return None, 0
    if key.is_input:
        return _input_value(document, plan, key), 1
    outputs = plan.cards[link.source].outputs
    port_name = key.source_port or (outputs[0].name if outputs else "")
    return document.playing.output(plan.scope.key(key.source), port_name)


def _input_value(document: Document, plan: Plan, key: WireEnd) -> Any:
    """What the run was given for an input of the Melody, else its default."""
    ran = document.playing.ran if document.playing is not None else None
    name = key.source_port or ""
    if plan.scope.owners:
        return None
    if ran is not None and name in ran.inputs:
        return ran.inputs[name]
    one = document.melody.inputs.get(name)
    return one.default if one is not None and not one.is_required else None
