"""A Melody's canvas as picture files, without a window."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from harmony.board import theme


def write_pictures(file: Path, pictures: Iterable[Path], look: str = "dark") -> None:
    """Write the canvas of a Melody.

    Args:
        file: the Melody.
        pictures: files to write; SVG if they are called so, else PNG.
        look: `dark` or `light`.

    Raises:
        HarmonyError: the Melody cannot be read, or a picture cannot be written.
    """
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    from harmony.board.canvas.view import CanvasView
    from harmony.board.document import Document
    from harmony.catalog import Catalog

    before = theme.mode()
    theme.apply(app, look)
    document = Document.open(file, Catalog.discover())
    canvas = CanvasView(document)
    try:
        for path in pictures:
            canvas.export(path)
    finally:
        canvas.deleteLater()
        document.deleteLater()
        theme.apply(app, before)
