"""The open Melody as Qt sees it: edits, selection, problems and the state of the run shown.

A thin QObject around `melody.draft.Draft`, which owns the text and the history. Everything
that changes the Melody goes through `do`, so everything can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal

from harmony.board import opening, templates
from harmony.board.aside import Aside
from harmony.board.checking import Checked, Checking
from harmony.board.counted import WireCount, counted
from harmony.board.filed import Filed
from harmony.board.keeper import Keeper
from harmony.board.melodies import Melodies
from harmony.board.playing import Playing
from harmony.board.tracks import IDLE, NodeState
from harmony.board.wording import said
from harmony.errors import EditRefused
from harmony.melody.change import MISSING, Change, Edit
from harmony.melody.draft import Draft
from harmony.melody.interface import Ports, ports
from harmony.melody.model import Melody, Node
from harmony.melody.problems import Problem
from harmony.melody.wires import WireEnd

if TYPE_CHECKING:
    from harmony.catalog import Catalog
    from harmony.melody.load import Loaded
    from harmony.sdk.manifest import NodeType

CHECK_DELAY_MS = 250


class Document(Filed):
    """One open Melody.

    Signals:
        changed(changes): an edit was made, taken back or made again.
        reset(): everything may be different (another text was read).
        selection_changed(): nodes or wires selected.
        states_changed(ids): nodes whose state in the run is another one; empty set: all.
        problems_changed(): the checks have new findings.
        run_changed(): another run is shown, or it began or ended.
    """

    changed = Signal(object)
    reset = Signal()
    selection_changed = Signal()
    states_changed = Signal(object)
    problems_changed = Signal()
    run_changed = Signal()

    def __init__(self, draft: Draft | Keeper, catalog: Catalog, path: Path | None = None) -> None:
        super().__init__(draft if isinstance(draft, Keeper) else Keeper(draft, path))
        self.catalog = catalog
        self._selection: frozenset[str] = frozenset()
        self._wires: frozenset[WireEnd] = frozenset()
        self._ports: dict[str, tuple[Node, Ports]] = {}
        self._melodies = Melodies()
        self._wires_in = WireCount()
        self.is_opening = False
        self.playing: Playing | None = None
        self.problems: tuple[Problem, ...] = ()
        self._checks: Aside | None = None
        self._timer = QTimer(self, singleShot=True, interval=CHECK_DELAY_MS)
        self._timer.timeout.connect(self.check_now)
        self._timer.start()

    @classmethod
    def new(cls, name: str, catalog: Catalog, edits: Path | None = None) -> Document:
        """An empty Melody that has no file yet; `edits` is the folder of edit journals."""
        return cls(opening.new_document(Draft.new(name), edits), catalog)

    @classmethod
    def begin(cls, template: Path, catalog: Catalog, edits: Path | None = None) -> Document:
        """A copy of a template, that has no file yet.

        Raises:
            MelodyError: the template cannot be read or understood.
        """
        return cls(opening.new_document(templates.begin(template), edits), catalog)

    @classmethod
    def open(cls, path: Path, catalog: Catalog, edits: Path | None = None, loaded: Loaded | None = None) -> Document:
        """The Melody of a file, with what a window that was killed had not saved.

        Raises:
            MelodyError: the file cannot be read, or cannot be understood; carries the problems.
        """
        return cls(opening.open_document(path, edits, loaded), catalog)

    # What it is

    @property
    def melody(self) -> Melody:
        """The Melody of now; frozen."""
        return self._draft.melody

    @property
    def text(self) -> str:
        """The text that saving would write."""
        return self._draft.text

    def lines_of(self, path: tuple[str | int, ...]) -> str | None:
        """The lines of a part of the text, with its comments; None where it does not stand apart."""
        return self._draft.lines_of(path)

    @property
    def title(self) -> str:
        """What its tab says."""
        return self.path.name.removesuffix(".yaml").removesuffix(".melody") if self.path else self.melody.name

    def node(self, node_id: str) -> Node | None:
        """A node by id, or by path for a node in a body (`triage/label`)."""
        nodes, found = self.melody.nodes, None
        for part in node_id.split("/"):
            found = nodes.get(part)
            if found is None:
                return None
            nodes = found.body.nodes if found.body else type(nodes)()
        return found

    def type_of(self, node_id: str) -> NodeType | None:
        """The node type of a node; None if the extension is missing."""
        node = self.node(node_id)
        return self.catalog.find(node.use) if node else None

    def ports_of(self, node_id: str) -> Ports:
        """The ports that a node really has; none if there is no such node."""
        node = self.node(node_id)
        if node is None:
            return Ports((), ())
        known = self._ports.get(node_id)
        if known is None or known[0] is not node:
            found = ports(
                node,
                self.catalog.find(node.use),
                find=self.catalog.find,
                open_melody=self._open_melody,
                players=self.catalog.players,
            )
            known = self._ports[node_id] = (node, found)
        return known[1]

    def _open_melody(self, text: str) -> Melody | None:
        return self._melodies.open(text, self.path.parent if self.path else None)

    @property
    def wire_count(self) -> int | None:
        """Wires at the top level; None while many are still to be counted."""
        return self._wires_in.of(self.melody)

    def title_of(self, node_id: str) -> str:
        """What a person calls the node: its title, else its type's title, else its id."""
        node = self.node(node_id)
        if node is None:
            return node_id
        kind = self.catalog.find(node.use)
        return node.title or (kind.title if kind and kind.title else node_id)

    # Selection

    @property
    def selection(self) -> frozenset[str]:
        """Ids of the selected nodes."""
        return self._selection

    @property
    def wire_selection(self) -> frozenset[WireEnd]:
        """The selected wires."""
        return self._wires

    def select(self, ids: Iterable[str], wires: Iterable[WireEnd] = ()) -> None:
        """Select exactly these."""
        chosen, chosen_wires = frozenset(ids), frozenset(wires)
        if (chosen, chosen_wires) != (self._selection, self._wires):
            self._selection, self._wires = chosen, chosen_wires
            self.selection_changed.emit()

    # Edits

    def do(self, edit: Edit, merge_key: str | None = None) -> bool:
        """Make an edit; every change of the Melody goes this way.

        Args:
            edit: from `harmony.melody.edits`.
            merge_key: edits in a row with the same key within a second are one step of undo.

        Returns:
            False if the edit was refused; `refused` has said why.
        """
        if not self._may_edit():
            return False
        try:
            self._after(self._draft.do(edit, merge_key=merge_key))
        except EditRefused as error:
            self.refused.emit(error.message)
            return False
        return True

    def try_edit(self, build: Callable[..., Edit], *args: Any, merge_key: str | None = None, **kwargs: Any) -> bool:
        """Build an edit from the Melody of now and make it; a refusal while building counts too."""
        try:
            edit = build(self.melody, *args, **kwargs)
        except EditRefused as error:
            self.refused.emit(error.message)
            return False
        return self.do(edit, merge_key)

    def adopt(self, text: str, label: str) -> None:
        """Take another text over as it is typed, comments and all; one step of undo.

        Raises:
            MelodyError: it cannot be understood; carries the problems, and nothing is changed.
        """
        if text != self.text and self._may_edit():
            self._after(self._keeper.adopt(text, label))

    def undo(self) -> None:
        """Take the last edit back; nothing happens when there is none."""
        if self._draft.can_undo and self._may_edit():
            self._after(self._draft.undo())

    def redo(self) -> None:
        """Make the edit again that was taken back last."""
        if self._draft.can_redo and self._may_edit():
            self._after(self._draft.redo())

    @property
    def can_undo(self) -> bool:
        """True if there is an edit to take back."""
        return self._draft.can_undo

    @property
    def can_redo(self) -> bool:
        """True if there is an edit to make again."""
        return self._draft.can_redo

    @property
    def undo_label(self) -> str:
        """What undo would take back."""
        return self._draft.undo_label or ""

    @property
    def redo_label(self) -> str:
        """What redo would make again."""
        return self._draft.redo_label or ""

    @property
    def history(self) -> list[Edit]:
        """The edits that stand, oldest first."""
        return list(self._draft.history)

    @property
    def undone(self) -> list[Edit]:
        """The edits that redo would make again, next first."""
        return [step.edit for step in self._draft.steps[1]]

    @property
    def unsaved(self) -> list[str]:
        """What was edited since it was saved, the last first; what was done again and again is named once."""
        made, back = self._draft.since_saved
        said = [edit.label for edit in reversed(made)] or [f"{edit.label} · taken back" for edit in back]
        return list(dict.fromkeys(said))

    def go_to(self, edits: int) -> None:
        """Undo or redo until so many edits stand."""
        while len(self._draft.history) > edits and self.can_undo:
            self.undo()
        while len(self._draft.history) < edits and self.can_redo:
            self.redo()

    def _after(self, changes: tuple[Change, ...]) -> None:
        gone = {str(c.path[1]) for c in changes if c.path[:1] == ("nodes",) and len(c.path) == 2 and c.after is MISSING}
        for node_id in gone:
            self._ports.pop(node_id, None)
        self._wires_in.follow(changes, self.melody)
        self.changed.emit(changes)
        left = frozenset(i for i in self._selection if self._is_there(i))
        if left != self._selection or (self._wires and gone):
            self.select(left)
        self._timer.start()
        super()._after(changes)

    def _is_there(self, card: str) -> bool:
        """True for a node, and for the card of an input or output (`inputs.folder`)."""
        role, _, name = card.rpartition("/")[2].partition(".")
        if "/" in card and role in {"inputs", "outputs"}:
            owner = self.node(card.rpartition("/")[0])
            return owner is not None and owner.body is not None and name in getattr(owner.body, role)
        if role == "inputs":
            return name in self.melody.inputs
        return name in self.melody.outputs if role == "outputs" else self.node(card) is not None

    def _start_afresh(self) -> None:
        self._ports.clear()
        self._wires_in.forget()
        self.reset.emit()
        self.select(i for i in self._selection if self._is_there(i))
        self._timer.start()
        super()._start_afresh()

    def close(self, *, keep: bool = False) -> None:
        """It is not open any more: its edit journal goes, unless it is to be there at the next start."""
        self._timer.stop()
        self._drop_checks()
        super().close(keep=keep)

    # Problems

    def check_now(self) -> None:
        """Check the Melody on a thread; an answer that is overtaken by an edit is dropped."""
        if self.is_opening:  # a thread beside it would take half of its time
            self._timer.start()
            return
        self._timer.stop()
        self._drop_checks()
        melody, base = self.melody, self.path.parent if self.path else None
        count = None if self._wires_in.is_known else partial(counted, melody)
        work = Checking(melody, self.catalog, str(self.path or ""), base, self._draft.parting(), count)
        self._checks = Aside(work, self._take_checks, self._not_checked, self)

    def _drop_checks(self) -> None:
        """The answer of a check that goes on is not wanted any more."""
        checks, self._checks = self._checks, None
        if checks is not None:
            checks.drop()

    def _take_checks(self, checked: Checked) -> None:
        self._checks = None
        if checked.tree is not None:
            self._draft.take(checked.tree)
        if checked.counts is not None and not self._timer.isActive():  # else an edit came in between
            self._wires_in.take(checked.counts)
            self.problems_changed.emit()
        if checked.problems != self.problems:
            self.problems = checked.problems
            self.problems_changed.emit()

    def _not_checked(self, error: Exception) -> None:
        self._checks = None
        self.told.emit(f"{self.title} could not be checked: {said(error)}", "warning")

    # The run that is shown

    def state(self, node_id: str) -> NodeState:
        """The state of a node (or a node path) in the run that is shown."""
        return self.playing.state(node_id) if self.playing else IDLE

    def show_iteration(self, node_id: str, index: int | None) -> None:
        """Look at one iteration of a node that has a body, everywhere; None: at all again."""
        if self.playing is not None:
            self.playing.choose(node_id, index)
            self.states_changed.emit(frozenset())

    def show_run(self, playing: Playing | None) -> None:
        """Show another run, or none."""
        self.playing = playing
        self.states_changed.emit(frozenset())
        self.run_changed.emit()

    def apply_events(self, events: Iterable[dict[str, Any]]) -> None:
        """Take a batch of events of the run that is shown."""
        if self.playing is None:
            return
        before = self.playing.status
        touched = self.playing.apply(events)
        if touched:
            self.states_changed.emit(touched)
        if self.playing.status != before:
            # The end of a run settles nodes that the batch itself did not name.
            self.states_changed.emit(frozenset())
            self.run_changed.emit()

    def lose_run(self) -> None:
        """The engine is gone; what was live in the run stands still."""
        if self.playing is not None and self.playing.is_live:
            self.playing.lose()
            self.states_changed.emit(frozenset())
            self.run_changed.emit()
