"""What the pointer is told on a port or a wire: name, type, help, and what comes of it."""

from __future__ import annotations

from harmony.board.canvas.gestures.base import Press
from harmony.board.canvas.match import PortRef, port
from harmony.board.canvas.plan import Plan
from harmony.board.document import Document
from harmony.board.wording import count, short
from harmony.melody.wires import WireEnd


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
    """What came along a wire last: type, rows or size, and a small value; empty without a run."""
    link = plan.links.get(key)
    track = document.playing.tracks.get(plan.scope.key(key.source)) if document.playing and link else None
    if track is None or link is None:
        return ""
    outputs = plan.cards[link.source].outputs
    port_name = key.source_port or (outputs[0].name if outputs else "")
    given = track.outputs.get(port_name)
    if given is None:
        return ""
    if not isinstance(given, dict) or "hash" not in given:
        return short(given, 60)
    parts = [str(given.get("type", ""))]
    if given.get("rows") is not None:
        parts.append(count(int(given["rows"]), "row"))
    elif given.get("size") is not None:
        parts.append(f"{given['size']:,} bytes")
    if "value" in given:
        parts.append(short(given["value"], 60))
    return "  ·  ".join(parts)
