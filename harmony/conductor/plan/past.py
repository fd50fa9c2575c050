"""What a run keeps of its own past when it is opened again, and when a step is that step again.

A run that is tried again, goes on under an edited Melody, is forked or has a letter sent again
is planned afresh; every node that is the same as before, and gets the same, has its old end at
once and in silence. What is the same is told by `identity`: the node's own hash, what its
ports hold, and whatever else its expressions name.
"""

from __future__ import annotations

import heapq
import json
from typing import TYPE_CHECKING, Any

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.codes import codes_in
from harmony.conductor.events import Record
from harmony.conductor.plan.scopes import was_of
from harmony.conductor.plan.state import CHECKING, State
from harmony.conductor.plan.table import Spec, Table
from harmony.melody.frozen import thaw
from harmony.melody.hashes import logic_hash, node_hash

if TYPE_CHECKING:
    from harmony.conductor.plan.core import Core, Key

_SEEN = ("inputs", "item", "index", "previous", "iteration", "flow.melody")
"""What a node may name besides its ports."""


class Kept:
    """How a node ended.

    Attributes:
        order: its place among all ends.
        end: completed, skipped (let go, with a gap) or failed.
        handled: of a failure: dead_letter or route; empty if it failed what it stood in.
        identity: see the module; `outputs`, `error`: what came of it.
    """

    __slots__ = ("end", "error", "handled", "identity", "order", "outputs")

    def __init__(self, order: int, state: State, end: str, identity: Any, handled: str = "") -> None:
        self.order = order
        self.end = end
        self.handled = handled
        self.identity = identity
        self.outputs = state.outputs or {}
        self.error = state.error


class Past:
    """All that is known of what was played before.

    Attributes:
        kept: ends by key; `skips`: reason and cause by key; `attempts`: last attempt by key.
        chosen: extension, version and hash of the Players that played a node, and all inside it, by its key.
        lists: keys of the items of a for-each, by its key.
        let_go: `(for-each, pass of an item)` to the error that the others went on without.
        edits: what nodes and items are given instead, by key and port; an empty port is the item.
        gaps, letters, spent, lost, raised, mail: as far as the run had come.
        melodies: hash of all Melodies that nodes may play.
    """

    def __init__(self) -> None:
        self.count = 0
        self.kept: dict[Key, Kept] = {}
        self.skips: dict[Key, tuple[str, str]] = {}
        self.attempts: dict[Key, int] = {}
        self.chosen: dict[Key, frozenset[tuple[str, ...]]] = {}
        self.lists: dict[Key, list[Any]] = {}
        self.let_go: dict[Key, dict[str, Any]] = {}
        self.edits: dict[Key, dict[str, Artifact]] = {}
        self.gaps: list[dict[str, Any]] = []
        self.letters: list[Key] = []
        self.spent: dict[str, float] = {}
        self.lost: dict[str, float] = {}
        self.raised: dict[str, float] = {}
        self.mail: list[tuple[str, Artifact | None]] = []

    def copy(self) -> Past:
        """One to be written on."""
        made = Past()
        made.count = self.count
        for name in ("kept", "skips", "chosen", "lists", "let_go"):
            getattr(made, name).update(getattr(self, name))
        return made

    # --- written while a journal is read ---------------------------------------------------

    def note(self, core: Core, state: State, end: str, handled: str = "") -> None:
        """A node has ended."""
        if state.side is None and state.inputs is not None:
            key = (state.path, state.pass_)
            self.count += 1
            self.kept[key] = Kept(self.count, state, end, identity(core, state), handled)
            if state.alternative and state.options[state.alternative - 1].code:
                self._was_chosen(state, state.options[state.alternative - 1].code)

    def _was_chosen(self, state: State, code: tuple[str, ...]) -> None:
        """A Player has played a node: it is a part of that, and of all that it stands in."""
        found: State | None = state
        while found is not None:
            key = (found.path, found.pass_)
            self.chosen[key] = self.chosen.get(key, frozenset()) | {code}
            found = found.scope.owner

    def undone(self, state: State) -> None:
        """What a node did was undone: it, and all that it stands in, is not what it was."""
        found: State | None = state
        while found is not None:
            self.kept.pop((found.path, found.pass_), None)
            found = found.scope.owner

    # --- made ready for the next time ------------------------------------------------------

    def forget_failures(self) -> None:
        """Drop failures that ended the run, so that they are tried again."""
        for key in [key for key, kept in self.kept.items() if kept.end == "failed" and not kept.handled]:
            if not self._is_let_go(key):
                del self.kept[key]

    def forget_letter(self, node: str, pass_: str) -> None:
        """Drop a dead letter, and the ends of all that it lies in."""
        for key, kept in list(self.kept.items()):
            has_failed = kept.end == "failed" and kept.handled != "route"
            if (has_failed and is_in(key, (node, pass_))) or is_in((node, pass_), key):
                del self.kept[key]
        self.let_go.pop((node, pass_), None)

    def forget_outputs(self, lost: frozenset[str]) -> None:
        """Drop the ends of nodes that gave what is not there any more, and of all that they stand in."""
        gave = [key for key, kept in self.kept.items() if any(a.hash in lost for a in kept.outputs.values())]
        for key in gave:
            for end in range(len(key[0]), 0, -1):
                if key[0][end : end + 1] in ("", "/"):
                    self._forget_around(key[0][:end], key)

    def _forget_around(self, path: str, key: Key) -> None:
        """Drop the ends of a node in the passes that another one stands in."""
        pass_ = key[1]
        while True:
            self.kept.pop((path, pass_), None)
            if not pass_:
                return
            pass_ = pass_.rpartition(".")[0]

    def _is_let_go(self, key: Key) -> bool:
        return any(is_in(key, other) for other in self.let_go)

    # --- asked while the run is planned afresh ---------------------------------------------

    def find(self, core: Core, state: State) -> Kept | None:
        """How the same node, with the same inputs, ended before."""
        kept = self.kept.get(was(state))
        if kept is None or kept.identity != identity(core, state):
            return None
        players = core.setting.players
        if players and any(players.get(name, code) != code for name, *code in self.chosen.get(was(state), ())):
            return None
        return kept

    def place_of(self, state: State, index: int, key: Any) -> str:
        """The pass number that an item of a for-each had before; one of its own if it is new."""
        keys = self.lists.get(was(state))
        if key is None or keys is None or (index < len(keys) and keys[index] == key):
            return str(index)
        return str(keys.index(key)) if key in keys else f"new{index}"


def is_in(key: Key, other: Key) -> bool:
    """True if `other` is that node in that pass, or what it stands in."""
    (node, pass_), (outer, around) = key, other
    is_under = node == outer or node.startswith(outer + "/")
    return is_under and (not around or pass_ == around or pass_.startswith(around + "."))


def was(state: State) -> Key:
    """A node's key as it was before lists changed."""
    return state.path, was_of(state)


def identity(core: Core, state: State) -> tuple[Any, ...]:
    """What makes a step that step: two of the same identity give the same."""
    spec, scope = state.spec, state.scope
    if spec.identity is None:
        text = json.dumps(thaw(spec.node), ensure_ascii=False, default=str)
        codes = codes_in(spec.node, core.setting.codes, core.find_type)
        spec.identity = (node_hash(spec.node), codes, frozenset(name for name in _SEEN if name in text))
    hash, codes, seen = spec.identity
    found: list[Any] = [hash, codes, tuple((name, _id(slot)) for name, slot in (state.inputs or {}).items())]
    if "inputs" in seen:
        found.append(tuple((name, _id(slot)) for name, slot in scope.inputs.items()))
    if "item" in seen:
        found.append(_id(scope.item))
    if "index" in seen:
        found.append(scope.index)
    if "previous" in seen and scope.previous is not None:
        found.append(tuple((name, _id(slot)) for name, slot in scope.previous.items()))
    if "previous" in seen and state.before is not None:
        found.append(tuple((name, _id(slot)) for name, slot in state.before.items()))
    if "iteration" in seen:
        found += [scope.iteration, state.iteration]
    if "flow.melody" in seen:
        found += [_hash_of_melodies(core), tuple(sorted((name, *code) for name, code in core.setting.codes.items()))]
    return tuple(found)


def _hash_of_melodies(core: Core) -> tuple[str, ...]:
    if core.memory.melodies is None:
        core.memory.melodies = tuple(logic_hash(melody) for _path, melody in sorted(core.setting.melodies.items()))
    return core.memory.melodies


def _id(slot: Slot) -> Any:
    if isinstance(slot, list):
        return tuple(_id(item) for item in slot)
    return None if slot is None else slot.hash


def take(core: Core, past: Past, state: State) -> bool:
    """True if the node is to have its old end; it has it when it is its turn."""
    if state.spec.flow == "stop" or (state.spec.body is not None and _undoes(state.spec.body)):
        return False
    kept = past.find(core, state)
    if kept is None:
        return False
    core.slots.ticket += 1
    heapq.heappush(core.memory.reused, (kept.order, core.slots.ticket, state, kept))
    return True


def _undoes(table: Table) -> bool:
    """True if something in a body is undone when the run fails: what was done must be known one by one."""
    return any(_has_compensation(spec) for spec in table.specs)


def _has_compensation(spec: Spec) -> bool:
    return spec.node.compensate is not None or (spec.body is not None and _undoes(spec.body))


def pop(core: Core) -> tuple[State, Kept] | None:
    """The next node that has its old end, in the order in which they ended."""
    while core.memory.reused:
        _order, _ticket, state, kept = heapq.heappop(core.memory.reused)
        if state.status == CHECKING:
            return state, kept
    return None


def recall(core: Core, past: Past, state: State) -> None:
    """Take over what is known of a node and of all inside it."""
    key = was(state)
    state.attempt = past.attempts.get(key, 0)
    core.gaps += [gap for gap in past.gaps if is_in((gap["node"], gap["pass"]), key) and gap not in core.gaps]
    core.letters += [letter for letter in past.letters if is_in(letter, key) and letter not in core.letters]


def hush(core: Core, mark: int, state: State) -> None:
    """Take back what was said of a node since `mark`: it was said before."""
    core.out[mark:] = [
        command
        for command in core.out[mark:]
        if not (type(command) is Record and command.node == state.path and command.pass_ == state.pass_)
    ]
