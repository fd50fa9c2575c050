"""Files and folders from the desktop: Melodies open, data becomes nodes that read it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMimeData, QPointF

from harmony.board.canvas import measures as m
from harmony.board.canvas.view import CanvasView
from harmony.board.wording import count
from harmony.melody import edits
from harmony.melody.edits import Step, together

READERS: Final[dict[str, str]] = {
    **dict.fromkeys((".csv", ".tsv"), "csv.read"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "json.read"),
    **dict.fromkeys((".parquet", ".pq"), "parquet.read"),
    **dict.fromkeys(
        (".txt", ".md", ".rst", ".log", ".xml", ".html", ".htm", ".yaml", ".yml", ".toml", ".ini", ".py", ".sql"),
        "files.read",
    ),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".svg", ".pdf"), "files.list"),
}
"""Suffix to the node type that reads such files; what is no text or table is handed on as a path."""

_MELODIES: Final = (".melody.yaml", ".melody.yml", ".melody.json")
_HEAD: Final = 4096
_MOST: Final = 200
_GAP: Final = 2 * m.GRID


@dataclass(slots=True)
class Dropped:
    """What became of files.

    Attributes:
        melodies: to open.
        reads: path, node type and parameters of those that a node reads.
        unknown: those that nothing reads.
    """

    melodies: list[Path] = field(default_factory=list)
    reads: list[tuple[Path, str, dict[str, Any]]] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)


def paths_of(data: QMimeData) -> list[Path]:
    """Files and folders of this machine among what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def sort_out(paths: Iterable[Path], base: Path | None) -> Dropped:
    """Say what becomes of files.

    Args:
        paths: files and folders.
        base: folder of the Melody, to which paths are relative; None: they stay absolute.
    """
    found = Dropped()
    for path in paths:
        use = READERS.get(path.suffix.lower())
        if path.is_dir():
            found.reads.append((path, "files.list", {"path": _relative(path, base)}))
        elif is_melody(path):
            found.melodies.append(path)
        elif use == "files.list":
            pattern = "".join(f"[{c}]" if c in "*?[" else c for c in path.name)
            found.reads.append((path, use, {"path": _relative(path.parent, base), "pattern": pattern}))
        elif use is not None and path.exists():
            found.reads.append((path, use, {"path": _relative(path, base)} | _more(path)))
        else:
            found.unknown.append(path)
    return found


def is_melody(path: Path) -> bool:
    """True for a Melody by its name, or by how its text begins."""
    if path.name.lower().endswith(_MELODIES):
        return True
    if path.suffix.lower() not in {".yaml", ".yml", ".json"}:
        return False
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return b"harmony/" in head and b"format" in head


def _more(path: Path) -> dict[str, Any]:
    return {"delimiter": "\t"} if path.suffix.lower() == ".tsv" else {}


def _relative(path: Path, base: Path | None) -> str:
    if base is None:
        return path.as_posix()
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def add_reads(canvas: CanvasView, found: Dropped, at: QPointF) -> bool:
    """Add the nodes that read, in a column whose first header is under a scene point, as one step; select them."""
    document, scope = canvas.document, canvas.scope
    x, y = m.snap(at.x() - m.NODE_WIDTH / 2), m.snap(at.y() - m.HEADER / 2)
    steps: list[Step] = []
    taken: list[str] = []
    for path, use, params in found.reads[:_MOST]:
        kind = document.catalog.find(use)
        name = edits.fresh_id(document.melody, _id_for(path) or use, scope.owner, taken)
        taken.append(name)
        pinned = f"{use}@{kind.major}" if kind is not None else use
        steps.append(_adding(scope.key(name), pinned, (x, y), path.name, params))
        y += m.snap(m.node_height(len(kind.inputs), len(kind.outputs)) if kind else m.node_height(1, 1)) + _GAP
    what = found.reads[0][0].name if len(found.reads) == 1 else count(len(found.reads), "file")
    done = bool(steps) and document.try_edit(lambda melody: together(melody, f"Add {what}", steps))
    if done:
        document.select(scope.key(name) for name in taken)
    return done


def _adding(node: str, use: str, at: tuple[int, int], title: str, params: dict[str, Any]) -> Step:
    return lambda melody: edits.add_node(melody, node, use, at=at, title=title, with_=params)


def _id_for(path: Path) -> str:
    """An id made of the name of a file: letters, digits and `_`."""
    text = re.sub(r"[^a-z0-9]+", "_", path.name.partition(".")[0].lower()).strip("_")
    return text if text[:1].isalpha() else ""


def said(unknown: Sequence[Path]) -> str:
    """What a person is told of files that nothing reads; empty for none."""
    if not unknown:
        return ""
    names = ", ".join(path.name for path in unknown[:3]) + (f" and {len(unknown) - 3} more" if unknown[3:] else "")
    return (
        f"No node reads {names}. CSV, JSON, Parquet, text, pictures and folders can be dropped, and Melodies: "
        "for other files wire a `files.list` to your own code"
    )
