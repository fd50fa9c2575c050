"""The ground of a page of the panel: it scrolls, and keeps its margins."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class Area(QScrollArea):
    """Holds what a page shows."""

    def __init__(self, inner: QWidget | None = None) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        if inner is not None:
            self.show_inner(inner)

    def show_inner(self, inner: QWidget) -> None:
        """Show this; what was shown before goes."""
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 14, 16, 18)
        column.addWidget(inner)
        column.addStretch(1)
        self.setWidget(page)
