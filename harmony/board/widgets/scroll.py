"""Widgets below one another, that scroll where there is no room for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMargins, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class Scroll(QScrollArea):
    """No frame, no ground of its own, and no stop of the Tab key.

    Args:
        most: it is as high as its parts, also when they grow, up to so many pixels; 0: as high as its room.
    """

    def __init__(self, most: int = 0) -> None:
        super().__init__()
        self._most = most
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def show_parts(self, parts: Sequence[QWidget], margins: QMargins, gap: int = 0) -> None:
        """Show these; what was shown before goes."""
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(margins)
        column.setSpacing(gap)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(page)
        if self._most:
            self._fit(page)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what grows; Qt follows it by the same way."""
        page = self.widget()
        if self._most and page is not None and watched is page and event.type() == QEvent.Type.LayoutRequest:
            self._fit(page)
        return super().eventFilter(watched, event)

    def _fit(self, page: QWidget) -> None:
        self.setFixedHeight(min(self._most, page.sizeHint().height()))
