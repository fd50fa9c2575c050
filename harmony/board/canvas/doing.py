"""What can be asked of a canvas, by keys, menus and the window: add, copy, remove, lay out, travel.

Each makes one edit through `acts`, or none; gestures and events are in `view`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from harmony.board import theme
from harmony.board.canvas import acts, clipboard, ground, leading
from harmony.board.canvas import measures as m
from harmony.board.canvas.curves import middle
from harmony.board.canvas.export import to_png, to_svg
from harmony.board.canvas.glide import Glide
from harmony.board.canvas.hits import Dot
from harmony.board.canvas.laying import Laying
from harmony.board.canvas.match import reach
from harmony.board.canvas.room import free_spot
from harmony.board.canvas.scope import input_card, output_card
from harmony.board.canvas.travel import TravelSheet
from harmony.board.canvas.walk import next_wire
from harmony.board.habits import Learnt
from harmony.errors import EditRefused
from harmony.melody import routes
from harmony.melody.wires import WireEnd


class DoingSheet(TravelSheet):
    """A sheet with the commands of the canvas.

    Attributes:
        learnt: what is usual in all Melodies; None: only what stands here is known.
    """

    learnt: Learnt | None = None
    ground_chosen: ground.Piece | None = None
    glide: Glide
    laying: Laying
    _dot: Dot | None = None

    # Add

    def add_at(self, use: str, scene_pos: QPointF) -> str | None:
        """Add a node with its header under a scene point; gives its id and selects it."""
        place = m.snap(scene_pos.x() - m.NODE_WIDTH / 2), m.snap(scene_pos.y() - m.HEADER / 2)
        name = acts.add_node(self.document, self.plan, use, place)
        if name is not None:
            self.choose([name])
        return name

    def add_free(self, use: str, scene_pos: QPointF) -> str | None:
        """Add a node as near to a scene point as no other card stands in its way; gives its id and selects it."""
        kind = self.document.catalog.find(use)
        height = m.node_height(len(kind.inputs), len(kind.outputs)) if kind else m.node_height(1, 1)
        corner = scene_pos - QPointF(m.NODE_WIDTH / 2, m.HEADER / 2)
        x, y = free_spot(self.plan, corner.x(), corner.y(), height)
        return self.add_at(use, scene_pos + QPointF(x, y) - corner)

    def add_input(self, at: QPointF | None = None, name: str = "input", type: str = "any") -> str | None:
        """Add an input of the Melody, or of the body that is shown, as a card; gives its name."""
        made = acts.add_input(self.document, self.plan, name, type, self._spot(at))
        if made is not None:
            self.choose([input_card(made)])
        return made

    def add_output(self, ref: str, at: QPointF | None = None, name: str = "") -> str | None:
        """Give `node.port` back as an output, as a card; gives its name."""
        wanted = name or ref.partition(".")[2] or ref
        made = acts.add_output(self.document, self.plan, wanted, ref, self._spot(at))
        if made is not None:
            self.choose([output_card(made)])
        return made

    def add_note(self, at: QPointF | None = None, text: str = "Note") -> ground.Piece | None:
        """Put a note on the canvas and edit it in place."""
        made = ground.add_note(self.document, self.plan, self._spot(at), text)
        if made is not None:
            self.choose_ground(made)
            self.edit_ground(made)
        return made

    def add_frame(self) -> ground.Piece | None:
        """Put a frame around the selected nodes and edit its title in place."""
        made = ground.add_frame(self.document, self.plan, self.chosen)
        if made is not None:
            self.choose_ground(made)
            self.edit_ground(made)
        return made

    def edit_ground(self, piece: ground.Piece) -> object:
        """Edit a frame or a note in place: the view does."""

    def choose_ground(self, piece: ground.Piece | None) -> bool:
        """Select a frame or a note, or none; False if none was selected before either."""
        before, self.ground_chosen = self.ground_chosen, piece
        if before != piece:
            self.viewport().update()
        return before is not None

    # Wires

    @property
    def dot_chosen(self) -> Dot | None:
        """The selected point of a wire; None when it is not there any more."""
        link = self.plan.links.get(self._dot.wire) if self._dot is not None else None
        return self._dot if link is not None and self._dot and self._dot.index < len(link.via) else None

    def choose_dot(self, dot: Dot | None) -> bool:
        """Select a point of a wire, or none; False if none was selected before either."""
        before, self._dot = self.dot_chosen, dot
        if before != dot:
            self.viewport().update()
        return before is not None

    def paint_dot(self, painter: QPainter) -> None:
        """Draw the ring around the selected point."""
        dot = self.dot_chosen
        if dot is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*self.plan.links[dot.wire].via[dot.index]), m.DOT + 3.5, m.DOT + 3.5)

    def add_point(self, wire: WireEnd | None = None, at: QPointF | None = None) -> bool:
        """Lead a wire (the selected one) through a point (where it is half way), and select that."""
        wires = list(self.document.wire_selection)
        wire = wire or (wires[0] if len(wires) == 1 else None)
        link = self.plan.links.get(wire) if wire is not None else None
        if link is None or link.kind == "mention":
            return False
        spot = (at.x(), at.y()) if at is not None else middle(link.curve)
        dot, points = leading.with_point(self.plan, link.key, spot)
        self.choose((), [link.key])
        done = leading.lead(self.document, self.plan, link.key, points)
        self.choose_dot(dot)
        return done

    def move_point(self, dx: int, dy: int) -> bool:
        """Move the selected point of a wire; False if none is."""
        dot = self.dot_chosen
        if dot is None:
            return False
        points = list(self.plan.links[dot.wire].via)
        x, y = points[dot.index]
        points[dot.index] = (x + dx, y + dy)
        return leading.lead(self.document, self.plan, dot.wire, points)

    def straighten(self) -> bool:
        """Lead the selected wires straight to their ends."""
        return leading.straighten(self.document, self.plan, self.document.wire_selection)

    def toggle_badges(self) -> bool:
        """Show the last value of the selected wires on them, or no more if all of them do."""
        wires = [self.plan.links[w] for w in self.document.wire_selection if w in self.plan.links]
        wires = [k for k in wires if k.kind == "data"]
        if not wires:
            return False
        keys = [routes.key_of(k.key, self.scope.owner) for k in wires]
        return self.document.do(routes.set_badge(self.document.melody, keys, not all(k.has_badge for k in wires)))

    def next_wire(self) -> bool:
        """Select the next wire of the selected card, or the next one of the card that the selected wire comes from."""
        found = next_wire(self.plan, self.chosen, self.document.wire_selection)
        if found is None:
            return False
        self.choose((), [found])
        return True

    # Iterations

    def show_cell(self, card_id: str, cell: int) -> None:
        """Look at the first iteration of a cell of a card's strip; at all again if it is looked at already."""
        path, playing = self.scope.key(card_id), self.document.playing
        strip = playing.strips.get(path) if playing is not None else None
        if playing is None or strip is None:
            return
        is_held = playing.chosen is not None and playing.chosen[0] == path
        same = is_held and playing.chosen is not None and playing.chosen[1] // strip.width == cell
        self.document.show_iteration(path, None if same else cell * strip.width)

    def step_iteration(self, by: int) -> bool:
        """Look at the next or the one before of the selected card's iterations, or of the body that is shown."""
        playing = self.document.playing
        if playing is None:
            return False
        paths = [*(self.scope.key(i) for i in self.chosen), self.scope.owner]
        path = next((p for p in paths if p in playing.strips and playing.strips[p].count > 1), None)
        if path is None:
            return False
        held = playing.chosen[1] if playing.chosen is not None and playing.chosen[0] == path else None
        count = playing.strips[path].count
        index = (0 if by > 0 else count - 1) if held is None else held + by
        self.document.show_iteration(path, index if 0 <= index < count else None)
        return True

    @property
    def frame_chosen(self) -> ground.Piece | None:
        """The selected frame; None when none is, or a note."""
        piece = self.ground_chosen
        if piece is None or piece.kind != "frames":
            return None
        return None if ground.rect_of(self.document, self.plan, piece).isEmpty() else piece

    def frame_corner(self) -> tuple[float, float]:
        """The left end of the selected frame's title, in scene units."""
        corner = ground.rect_of(self.document, self.plan, self.frame_chosen or ground.Piece("frames", 0)).topLeft()
        return corner.x() + 12, corner.y() + 36

    def colour_frame(self, colour: str) -> bool:
        """Give the selected frame another colour, by its name."""
        piece = self.frame_chosen
        return piece is not None and ground.set_value(self.document, piece, "color", colour)

    def show_focus(self, is_on: bool) -> bool:
        """Dim all but the selected cards and everything up and down the wires from them.

        Returns:
            False if nothing was changed.
        """
        ids: frozenset[str] | None = None
        if is_on and self.chosen:
            ids = frozenset[str]().union(*(reach(self.plan, i, is_up=up) for i in self.chosen for up in (True, False)))
        if ids == self.stage.focus:
            return False
        self.stage.set_focus(ids)
        self.under.clear()
        self.viewport().update()
        return True

    def _spot(self, at: QPointF | None) -> tuple[int, int]:
        point = at if at is not None else self.scene_pos(QPointF(self.viewport().rect().center()))
        return m.snap(point.x() - m.CARD_WIDTH / 2), m.snap(point.y() - m.CARD_HEIGHT / 2)

    # Copy

    def copy_selection(self) -> str:
        """The selected nodes as a piece of a Melody file; empty when there are none."""
        return clipboard.copied(self.document.melody, self.scope, self.chosen)

    def cut_selection(self) -> str:
        """The selected nodes as text; they are removed."""
        text = self.copy_selection()
        if text:
            self.delete_selection()
        return text

    def paste(self, text: str, at: QPointF | None = None, *, keep_wires: bool = False) -> bool:
        """Add the nodes of a text and select them.

        Args:
            text: of a copy, or lines of a Melody file.
            at: scene point for their left top corner; None: beside the originals if those are in view, else
                in the middle of the view.
            keep_wires: wires from nodes and inputs that were not copied are kept.
        """
        try:
            piece = clipboard.read_piece(text)
        except EditRefused as error:
            self.document.refused.emit(error.message)
            return False
        spot = (m.snap(at.x()), m.snap(at.y())) if at is not None else self._beside(piece)
        return acts.make_and_select(
            self.document,
            self.plan,
            lambda melody: clipboard.pasted(melody, self.scope, piece, spot, keep_wires=keep_wires),
        )

    def _beside(self, piece: clipboard.Piece) -> tuple[int, int] | None:
        """None where a step aside of the first place is in view and free, else the middle of the view."""
        seen = self.seen()
        tops = [p for k, p in piece.places.items() if "/" not in k]
        left, top = min(p[0] for p in tops), min(p[1] for p in tops)
        step = 2 * m.GRID
        for _ in range(20):
            left, top = left + step, top + step
            if not any((c.x, c.y) == (left, top) for c in self.plan.cards.values()):
                break
        if seen[0] <= left <= seen[2] - m.NODE_WIDTH and seen[1] <= top <= seen[3] - m.HEADER:
            return m.snap(left), m.snap(top)
        width = max(p[0] for p in tops) - min(p[0] for p in tops) + m.NODE_WIDTH
        return m.snap((seen[0] + seen[2] - width) / 2), m.snap((seen[1] + seen[3]) / 2 - m.HEADER)

    def duplicate_selection(self) -> None:
        """Copy the selected nodes beside themselves."""
        acts.duplicate(self.document, self.plan, self.chosen, (2 * m.GRID, 2 * m.GRID))

    # Remove and lay out

    def delete_selection(self, *, heal: bool = False) -> None:
        """Remove what is selected; `heal` joins the wires around it."""
        if self.ground_chosen is not None:
            ground.remove(self.document, self.ground_chosen)
            self.choose_ground(None)
        elif self.dot_chosen is not None:
            leading.remove(self.document, self.plan, self.dot_chosen)
            self.choose_dot(None)
        elif heal and self.chosen:
            acts.remove_and_heal(self.document, self.plan, self.chosen)
        else:
            acts.remove(self.document, self.plan, self.chosen, self.document.wire_selection)

    def tidy(self) -> None:
        """Lay out everything, in one step of undo."""
        self.laying.start()

    def tidy_selection(self) -> None:
        """Lay out the selected cards where they are."""
        if self.chosen:
            self.laying.start(self.chosen)

    def _tidy(self, places: dict[str, tuple[int, int]]) -> None:
        before = {i: (self.plan.cards[i].x, self.plan.cards[i].y) for i in places}
        moved = {i: p for i, p in places.items() if p != before[i]}
        if self.laying.is_long(len(moved)):
            self.laying.move(moved, self.fit)
        elif moved and acts.move(self.document, moved, self.scope):
            self.fit()
            self.glide.start({i: before[i] for i in moved})

    def select_all(self) -> None:
        """Select every card."""
        self.choose(self.plan.cards)

    def export(self, path: Path) -> None:
        """Write the canvas as a picture: SVG if the file is called so, else PNG.

        Raises:
            HarmonyError: it cannot be written.
        """
        (to_svg if path.suffix.lower() == ".svg" else to_png)(self, path)
