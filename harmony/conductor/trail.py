"""The state of a run at every event of its journal: read once, then looked at anywhere at once.

The journal is replayed into a plan, and what the plan remembers of a node is noted whenever it
changes. So a look at event N costs a search in each node's notes, and a step from one event to
another costs what changed between them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, SupportsIndex

from msgspec import Struct

from harmony.conductor import journal as log
from harmony.conductor.admission import Admission
from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.events import Record
from harmony.conductor.garbage import no_collection
from harmony.conductor.plan.plan import Plan
from harmony.conductor.plan.state import WORDS, Brought, Scope, State
from harmony.conductor.plan.table import FindType, Spec, Table
from harmony.conductor.reopen import History

Key = tuple[str, str]


class Fact(Struct, frozen=True, gc=False):
    """What a plan remembers of a node, from one event to the next that changes it.

    Attributes:
        status: idle, checking, held, running, playing, delayed, waiting; once it has ended
            completed, skipped or failed.
        why: why it does not run, in the plan's own words.
        attempt, alternative: of the try at hand.
        delivered, skipped, failed, total: how the wires that its join counts stand.
        inputs: what its ports hold, once its join has fired; `outputs`: what they gave.
        error: its last failure.
        asks: questions without an answer; `rings`: armed timers, by purpose.
        started_at: of its last attempt.
    """

    status: str
    why: str
    attempt: int
    alternative: int
    delivered: int
    skipped: int
    failed: int
    total: int
    inputs: dict[str, Slot] | None
    outputs: dict[str, Artifact] | None
    error: dict[str, Any] | None
    asks: tuple[str, ...]
    rings: dict[str, float]
    started_at: float


class Line(Struct, frozen=True, gc=False):
    """What a plan remembers of the run as a whole.

    Attributes:
        seq, at: the event that made it so.
        status: running, paused, waiting, completed, failed or cancelled.
        running, queued: steps at work, and those that wait for a slot.
        spent: money, tokens and what else is counted.
        gaps, letters, mail: how many there are.
    """

    seq: int
    at: float
    status: str
    running: int = 0
    queued: int = 0
    spent: dict[str, float] = {}
    gaps: int = 0
    letters: int = 0
    mail: int = 0


def fact_of(plan: Plan, state: State) -> Fact:
    """What a plan remembers of a node now."""
    rings = {p: plan.timers[state.path, state.pass_, p].when for p in state.armed} if state.armed else _NO_RINGS
    return Fact(
        state.end or WORDS[state.status],
        state.why,
        state.attempt,
        state.alternative,
        state.delivered,
        state.skipped,
        state.failed,
        state.total,
        state.inputs,
        state.outputs,
        state.error,
        state.asks,
        rings,
        state.started_at,
    )


_NO_RINGS: dict[str, float] = {}


def line_of(plan: Plan, seq: int, at: float, spent: dict[str, float] | None = None) -> Line:
    """What a plan remembers of its run now, at record `seq`; `spent` is taken where it says the same."""
    is_paused = plan.gates is not None and plan.gates.is_paused
    return Line(
        seq,
        at,
        plan.finished or ("paused" if is_paused else "running"),
        plan.slots.running,
        plan.slots.queued,
        spent if spent == plan.purse.spent and spent is not None else dict(plan.purse.spent),
        len(plan.gaps),
        len(plan.letters),
        len(plan.mail),
    )


class _Wires(list[Brought]):
    """What the wires of a state have brought, and what of it is not noted yet."""

    def __init__(self, items: Iterable[Brought]) -> None:
        super().__init__(items)
        self.key: Key | None = None
        self.moves: list[tuple[int, Brought]] = []

    def __setitem__(self, index: SupportsIndex | slice, value: Any) -> None:
        super().__setitem__(index, value)
        if not isinstance(index, slice):
            self.moves.append((int(index), value))


class _Notes:
    """What is noted of one node in one pass.

    Attributes:
        spec, scope: of the state that was noted last.
        seqs, facts: from when on it was how.
        brought: `(seq, position, value)`; position -1 gives all wires anew.
    """

    __slots__ = ("brought", "facts", "scope", "seqs", "spec")

    def __init__(self) -> None:
        self.spec: Spec
        self.scope: Scope
        self.seqs: list[int] = []
        self.facts: list[Fact | None] = []
        self.brought: list[tuple[int, int, Any]] = []

    def add(self, seq: int, fact: Fact | None) -> None:
        if self.seqs and self.seqs[-1] == seq:
            self.facts[-1] = fact
        else:
            self.seqs.append(seq)
            self.facts.append(fact)

    def at(self, seq: int) -> Fact | None:
        index = bisect_right(self.seqs, seq)
        return self.facts[index - 1] if index else None

    def wires(self, seq: int) -> list[Brought]:
        found: list[Brought] = [None] * self.spec.width
        for when, position, value in self.brought:
            if when > seq:
                break
            if position < 0:
                found = list(value)
            else:
                found[position] = value
        return found


class Trail:
    """All states of one run.

    Args:
        admission: the run as it began; its secrets are not needed.
        records: its journal from the beginning.
        find_type: a node type by what `use` says.

    Attributes:
        last: number of the last record that was read.
        ats: when each record was written, by its number.

    Raises:
        RunError: the journal does not begin with an admission.
    """

    def __init__(self, admission: Admission, records: Sequence[Record], find_type: FindType) -> None:
        self.last = records[-1].seq if records else -1
        self._dirty: dict[State, None] = {}
        self._class = _watched(self._dirty)
        self._of: dict[Key, _Notes] = {}
        self._lines: list[Line] = []
        self._line_seqs: list[int] = []
        self._move_seqs: list[int] = []
        self._moves: list[Key] = []
        self.ats = [record.at for record in records]
        self._ports: dict[int, dict[tuple[int, int], str | None]] = {}
        self._plan: Plan
        with no_collection():
            History(admission, records, find_type, watch=self)

    def extend(self, records: Sequence[Record]) -> bool:
        """Read on; False if the run was opened again meanwhile: then it is to be read from the beginning."""
        if any(record.kind == log.REOPENED for record in records):
            return False
        if records:
            log.replay(self._plan, records, self.handled)
            self.last = records[-1].seq
            self.ats += [record.at for record in records]
        return True

    # --- asked -----------------------------------------------------------------------------

    def line(self, seq: int) -> Line:
        """The run as a whole at an event."""
        index = bisect_right(self._line_seqs, seq)
        return self._lines[max(0, index - 1)]

    def fact(self, key: Key, seq: int) -> Fact | None:
        """One node at an event; None if it was not known then."""
        notes = self._of.get(key)
        return notes.at(seq) if notes is not None else None

    def facts(self, seq: int) -> Iterator[tuple[Key, Fact]]:
        """Every node in every pass that was known at an event."""
        for key, notes in self._of.items():
            fact = notes.at(seq)
            if fact is not None:
                yield key, fact

    def changed(self, after: int, seq: int) -> list[Key]:
        """What differs between two events, whichever is the later."""
        low, high = sorted((after, seq))
        begin, end = bisect_right(self._move_seqs, low), bisect_right(self._move_seqs, high)
        return list(dict.fromkeys(self._moves[begin:end]))

    def wires(self, key: Key, seq: int) -> list[tuple[str, str | None, str, Brought]]:
        """What came to a node: path of the source, its port, the port that it leads to, and what it has brought."""
        notes = self._of[key]
        spec, scope = notes.spec, notes.scope
        ports = {p: name for name, port in spec.ports.items() for p in (*port.sources, *port.backs)}
        of_wires = self._ports_of(scope.table)
        found = []
        for position, brought in enumerate(notes.wires(seq)):
            source = scope.table.specs[spec.sources[position]]
            port = of_wires[spec.index, position]
            found.append((scope.prefix + source.id, port, ports.get(position, ""), brought))
        return found

    def _ports_of(self, table: Table) -> dict[tuple[int, int], str | None]:
        """The port that each wire comes from, by the index of its target and its position there."""
        known = self._ports.get(id(table))
        if known is None:
            known = {(w.target, w.position): w.port for spec in table.specs for w in spec.outs}
            self._ports[id(table)] = known
        return known

    def spec(self, key: Key) -> Spec:
        """The node."""
        return self._of[key].spec

    # --- told while the journal is read ----------------------------------------------------

    def make(self, spec: Spec, scope: Scope) -> State:
        """A state that says when it changes."""
        state = State(spec, scope)
        state.brought = _Wires(state.brought)
        state.__class__ = self._class
        self._dirty[state] = None
        return state

    def began(self, plan: Plan, record: Record) -> None:
        """A part of the run is planned afresh."""
        self._plan = plan
        self.handled(record)

    def handled(self, record: Record) -> None:
        """An event was taken in: note what has changed."""
        plan, seq = self._plan, record.seq
        spent = self._lines[-1].spent if self._lines else None
        self._lines.append(line_of(plan, seq, record.at, spent))
        self._line_seqs.append(seq)
        for state in self._dirty:
            self._note(plan, seq, state)
        self._dirty.clear()

    def _note(self, plan: Plan, seq: int, state: State) -> None:
        key = (state.path, state.pass_)
        notes = self._of.get(key)
        if notes is None:
            notes = self._of[key] = _Notes()
        notes.spec, notes.scope = state.spec, state.scope
        came = state.brought
        if not isinstance(came, _Wires):
            notes.brought = [(seq, -1, tuple(came))]
        elif came.key != key:
            if came.key is not None:  # it was given its place in a back loop: it is no more where it was
                self._of[came.key].add(seq, None)
                self._move_seqs.append(seq)
                self._moves.append(came.key)
            came.key = key
            if notes.brought or any(brought is not None for brought in came):
                notes.brought.append((seq, -1, tuple(came)))
        else:
            notes.brought += [(seq, position, value) for position, value in came.moves]
        if isinstance(came, _Wires):
            came.moves.clear()
        notes.add(seq, fact_of(plan, state))
        self._move_seqs.append(seq)
        self._moves.append(key)


class Glance(Trail):
    """The state of one run at the last of some records alone: read in half the time of a `Trail`."""

    def __init__(self, admission: Admission, records: Sequence[Record], find_type: FindType) -> None:
        super().__init__(admission, records, find_type)
        super().handled(records[-1])

    def make(self, spec: Spec, scope: Scope) -> State:
        """A state that is looked at when all is read."""
        state = State(spec, scope)
        self._dirty[state] = None
        return state

    def handled(self, record: Record) -> None:
        """Nothing is noted before the end, but when the run begins."""
        if not self._lines:
            self._lines.append(line_of(self._plan, record.seq, record.at))
            self._line_seqs.append(record.seq)


def _watched(dirty: dict[State, None]) -> type[State]:
    """The class of states that add themselves to `dirty` when they change."""
    put = object.__setattr__

    class Watched(State):
        __slots__ = ()

        def __setattr__(self, name: str, value: Any) -> None:
            put(self, name, _Wires(value) if name == "brought" else value)
            dirty[self] = None

    return Watched
