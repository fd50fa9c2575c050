"""Where the canvas looks: into bodies and out of them, to nodes, and back to places that were visited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, Signal

from harmony.board.canvas.live import LiveSheet
from harmony.board.canvas.scope import split
from harmony.board.canvas.visited import Place, Visited


class TravelSheet(LiveSheet):
    """A live sheet that can be travelled.

    Signals:
        opened(path): a card without a body was to be opened.
    """

    opened = Signal(str)
    _visited: Visited | None = None
    _is_jumping = False

    @property
    def visited(self) -> Visited:
        """Where one has been."""
        if self._visited is None:  # Qt lays the view out before it is made
            self._visited = Visited()
        return self._visited

    def place(self) -> Place:
        """What is shown now."""
        left, top, right, bottom = self.seen()
        return Place(self.scope.owners, self.zoom_percent, (left + right) / 2, (top + bottom) / 2)

    @contextmanager
    def _jump(self) -> Iterator[None]:
        """What is done inside may lead far away: remember from where, once."""
        if self._is_jumping:
            yield
            return
        before, self._is_jumping = self.place(), True
        try:
            yield
        finally:
            self._is_jumping = False
        if not self.place().is_like(before):
            self.visited.leave(before)

    def fit(self) -> None:
        """Show everything, at 100 % at most."""
        self._is_near = False
        if self._is_fresh or not self._is_alive:
            super().fit()
            return
        with self._jump():
            super().fit()

    def fit_selection(self) -> None:
        """Show the selected cards; everything when none is selected."""
        with self._jump():
            super().fit_selection()

    def focus_node(self, node_id: str) -> None:
        """Bring a node into the middle and select it, in whichever body it stands."""
        with self._jump():
            super().focus_node(node_id)

    def show_scope(self, owners: Iterable[str]) -> None:
        """Show the body of the innermost of these nodes, seen from where it was left."""
        with self._jump():
            super().show_scope(owners)

    def go_back(self) -> bool:
        """Show the place before the last jump; False at the first."""
        return self._go(self.visited.back(self.place()))

    def go_forth(self) -> bool:
        """Show the place from which one came back; False at the last."""
        return self._go(self.visited.forth(self.place()))

    def look_at(self, place: Place) -> None:
        """Show a place as it was seen before; no jump that one goes back from."""
        self._is_fresh = False
        self._go(place)

    def _go(self, place: Place | None) -> bool:
        if place is None:
            return False
        self._is_jumping = True
        try:
            self.show_scope(place.owners)
            self._place(place.percent, QPointF(place.x, place.y), QPointF(self.viewport().rect().center()))
        finally:
            self._is_jumping = False
        return True

    # Bodies

    def open_card(self, card_id: str) -> None:
        """Enter a card's body; without one it is for the window to open."""
        if not self.enter(card_id):
            self.opened.emit(self.scope.key(card_id))

    def enter(self, card_id: str) -> bool:
        """Show the body of a card; False if it has none."""
        node = self.scope.nodes(self.document.melody).get(card_id) if split(card_id)[0] == "node" else None
        if node is None or node.body is None:
            return False
        self.show_scope((*self.scope.owners, card_id))
        return True

    def leave(self) -> bool:
        """Show what is around the body, with its owner selected; False at the top level."""
        if not self.scope.owners:
            return False
        owner = self.scope.owners[-1]
        self.show_scope(self.scope.owners[:-1])
        self.choose([owner])
        return True

    def trail(self) -> list[tuple[str, tuple[str, ...]]]:
        """The way to what is shown: title and owners of each level, the Melody first."""
        owners = self.scope.owners
        steps = [(self.document.title_of("/".join(owners[:k])), owners[:k]) for k in range(1, len(owners) + 1)]
        return [(self.document.title, ()), *steps]

    # The minimap

    def show_map(self, is_shown: bool) -> None:
        """Show or hide the minimap."""
        self.overlay.has_map, self.overlay.yields = is_shown, False
        self.viewport().update()
