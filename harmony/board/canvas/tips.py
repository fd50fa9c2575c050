"""What the pointer is told on a port or a wire: name, type, help, and what comes of it."""

from __future__ import annotations

from harmony.board.canvas.gestures.base import Press
from harmony.board.canvas.match import PortRef, port
from harmony.board.canvas.plan import Plan
from harmony.board.document import Document
from harmony.melody.wires import WireEnd
from harmony.sdk.types import converts


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
    if link.is_converted:
        wanted = plan.cards[link.target].inputs[link.target_row].type
        return f"{link.type} is converted to {wanted}"
    if not link.type:
        return f"There is no port {key.ref} (any more)"
    if key.back:
        return f"{link.type}, goes back at most {key.max} times"
    return "" if not converts(link.type, link.type) else link.type
