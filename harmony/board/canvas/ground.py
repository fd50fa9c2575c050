"""Frames and notes: where they are, what lies under a point, and the edits that make and change them.

Frames and notes of `layout` have no ids: they are named by kind and position in their list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QRectF

from harmony.board.canvas.backdrop import FRAME_COLOURS, frame_rect, note_rect
from harmony.board.canvas.scope import split
from harmony.errors import EditRefused
from harmony.melody import edits
from harmony.melody.change import MISSING
from harmony.melody.frozen import thaw

if TYPE_CHECKING:
    from harmony.board.canvas.plan import Plan
    from harmony.board.document import Document

_TITLE = 40
Items = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A frame or a note of the scope that is shown."""

    kind: Literal["frames", "notes"]
    index: int


def rect_of(document: Document, plan: Plan, piece: Piece) -> QRectF:
    """Where it is; empty if it is not there."""
    layout = document.melody.layout
    if piece.kind == "frames" and piece.index < len(layout.frames):
        return frame_rect(plan, layout.frames[piece.index])
    if piece.kind == "notes" and piece.index < len(layout.notes):
        note = layout.notes[piece.index]
        return note_rect(note) if note.body == plan.scope.owner else QRectF()
    return QRectF()


def piece_at(document: Document, plan: Plan, x: float, y: float) -> Piece | None:
    """The note, or the frame by its title, under a point."""
    layout = document.melody.layout
    notes = [Piece("notes", i) for i in range(len(layout.notes))]
    for note in reversed(notes):
        if rect_of(document, plan, note).contains(x, y):
            return note
    frames = [Piece("frames", i) for i in range(len(layout.frames))]
    for frame in reversed(frames):
        rect = rect_of(document, plan, frame)
        rect.setHeight(min(rect.height(), _TITLE))
        if rect.contains(x, y):
            return frame
    return None


def nodes_in(document: Document, plan: Plan, piece: Piece) -> frozenset[str]:
    """The cards that a frame is around."""
    frames = document.melody.layout.frames
    return plan.scope.mine(frames[piece.index].nodes) & plan.cards.keys() if piece.index < len(frames) else frozenset()


def add_frame(document: Document, plan: Plan, ids: Iterable[str]) -> Piece | None:
    """Put a frame around nodes; None without any."""
    names = [plan.scope.key(i) for i in plan.cards if i in set(ids) and split(i)[0] == "node"]
    if not names:
        return None
    colour = list(FRAME_COLOURS)[len(document.melody.layout.frames) % len(FRAME_COLOURS)]
    made = {"title": "Frame", "nodes": names, "color": colour}
    done = _change(document, "frames", "Add a frame", lambda items: items.append(made))
    return Piece("frames", len(document.melody.layout.frames) - 1) if done else None


def add_note(document: Document, plan: Plan, at: tuple[int, int], text: str = "Note") -> Piece | None:
    """Put a note on the canvas."""
    made: dict[str, Any] = {"text": text, "at": list(at)}
    if plan.scope.owners:
        made["body"] = plan.scope.owner
    done = _change(document, "notes", "Add a note", lambda items: items.append(made))
    return Piece("notes", len(document.melody.layout.notes) - 1) if done else None


def set_value(document: Document, piece: Piece, key: str, value: Any) -> bool:
    """Change the title or colour of a frame, the text or place of a note."""
    word = "a frame" if piece.kind == "frames" else "a note"
    label = f"Move {word}" if key == "at" else f"Change {word}"
    if not _is_there(document, piece):
        return False
    return _change(document, piece.kind, label, lambda items: items[piece.index].update({key: value}))


def keep_text(document: Document, piece: Piece, was: str, text: str) -> bool:
    """Keep what was typed for a frame's title or a note, unless that is gone or another one by now.

    Args:
        document: where.
        piece: what was edited.
        was: its text when editing began.
        text: its text from now on.
    """
    key = "title" if piece.kind == "frames" else "text"
    now = getattr(getattr(document.melody.layout, piece.kind)[piece.index], key) if _is_there(document, piece) else None
    if now != was:
        word = "frame" if piece.kind == "frames" else "note"
        document.refused.emit(f"The {word} was changed or taken away meanwhile; what was typed was not kept: {text}")
        return False
    return set_value(document, piece, key, text)


def remove(document: Document, piece: Piece) -> bool:
    """Take a frame away, its nodes stay; or a note."""
    label = "Remove a frame" if piece.kind == "frames" else "Remove a note"
    return _is_there(document, piece) and _change(document, piece.kind, label, lambda items: items.pop(piece.index))


def _is_there(document: Document, piece: Piece) -> bool:
    """False once an undo, or another program, took it away."""
    return piece.index < len(getattr(document.melody.layout, piece.kind))


def _change(document: Document, kind: str, label: str, act: Callable[[Items], object]) -> bool:
    items: Items = [thaw(item) for item in getattr(document.melody.layout, kind)]
    act(items)
    try:
        made = edits.set_value(document.melody, ("layout", kind), items or MISSING, label)
    except EditRefused as error:
        document.refused.emit(error.message)
        return False
    return document.do(made)
