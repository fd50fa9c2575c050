"""What is done to the selected nodes as a whole: switched off, bypassed, pinned, called otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harmony.board.bridge import Bridge
from harmony.board.document import Document
from harmony.board.wording import count, has_value
from harmony.melody import edits
from harmony.melody.change import MISSING
from harmony.melody.edits import together

MOST_ROWS = 1000
"""A pin is a part of the file: larger values belong into files of their own."""


def selected(document: Document | None) -> list[str]:
    """Paths of the selected nodes."""
    return sorted(i for i in document.selection if document.node(i)) if document else []


def set_all(document: Document, paths: list[str], key: str, value: Any, label: str) -> bool:
    """Set an option of several nodes in one step of undo."""
    steps = [lambda m, p=path: edits.set_field(m, p, key, value) for path in paths]
    return document.try_edit(lambda m: together(m, label, steps))


def _named(document: Document, paths: list[str]) -> str:
    return document.title_of(paths[0]) if len(paths) == 1 else count(len(paths), "node")


def is_disabled(document: Document | None) -> bool:
    """True if all selected nodes are switched off."""
    return _all(document, lambda node: not node.enabled)


def is_bypassed(document: Document | None) -> bool:
    """True if all selected nodes are bypassed."""
    return _all(document, lambda node: node.bypass)


def is_pinned(document: Document | None) -> bool:
    """True if all selected nodes are pinned."""
    return _all(document, lambda node: node.pin is not None)


def _all(document: Document | None, test: Callable[[Any], bool]) -> bool:
    paths = selected(document)
    return bool(document and paths) and all(test(document.node(p)) for p in paths) if document else False


def toggle_enabled(document: Document) -> None:
    """Switch the selected nodes off, or on again if all are off."""
    paths, off = selected(document), is_disabled(document)
    word = "Enable" if off else "Disable"
    if paths:
        set_all(document, paths, "enabled", MISSING if off else False, f"{word} {_named(document, paths)}")


def toggle_bypass(document: Document) -> None:
    """Bypass the selected nodes, or play them again if all are bypassed."""
    paths, on = selected(document), is_bypassed(document)
    label = f"{'Play' if on else 'Bypass'} {_named(document, paths)}" if paths else ""
    if paths:
        set_all(document, paths, "bypass", MISSING if on else True, label)


def toggle_pin(document: Document, bridge: Bridge) -> None:
    """Pin what the selected nodes gave in the run that is shown; unpin them if all are pinned."""
    paths = selected(document)
    if is_pinned(document):
        set_all(document, paths, "pin", MISSING, f"Unpin {_named(document, paths)}")
        return
    found: dict[str, dict[str, Any]] = {}
    waiting: list[tuple[str, str, Any]] = []
    for path in paths:
        track = document.playing.tracks.get(path) if document.playing else None
        if track is None or not track.outputs:
            document.refused.emit(f"{document.title_of(path)} has no output to pin: run it first")
            return
        found[path] = {}
        for port, artifact in track.outputs.items():
            if has_value(artifact):
                found[path][port] = artifact["value"]
            else:
                waiting.append((path, port, artifact))
    _fetch(document, bridge, found, waiting)


def _fetch(
    document: Document, bridge: Bridge, found: dict[str, dict[str, Any]], waiting: list[tuple[str, str, Any]]
) -> None:
    """Ask for the values that did not come with the run, one after the other; then pin."""
    if not waiting:
        paths = list(found)
        steps = [lambda m, p=path: edits.set_field(m, p, "pin", found[p]) for path in paths]
        document.try_edit(lambda m: together(m, f"Pin {_named(document, paths)}", steps))
        return
    path, port, artifact = waiting[0]

    def done(result: dict[str, Any]) -> None:
        value = result.get("rows", result.get("json", result.get("text")))
        total = result.get("total")
        if value is None or (total is not None and total > len(value)):
            document.refused.emit(f"`{port}` of {document.title_of(path)} is too large to be kept in the file")
            return
        found[path][port] = value
        _fetch(document, bridge, found, waiting[1:])

    bridge.request(
        "artifact.preview",
        {"artifact": artifact, "limit": MOST_ROWS},
        done,
        lambda error: document.refused.emit(str(error)),
    )
