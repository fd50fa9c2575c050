"""What all parts of a plan share: the run's state, what is asked and armed, and what is said.

Parts call downwards; what would be a call upwards is put into one of three queues, which
`Plan.handle` empties. So no chain of nodes, however long, becomes a chain of calls.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.events import Record
from harmony.conductor.plan.commands import Arm, Command, Disarm, Question
from harmony.conductor.plan.holdings import Holdings
from harmony.conductor.plan.lanes import Slots
from harmony.conductor.plan.memory import Memory
from harmony.conductor.plan.purse import Purse
from harmony.conductor.plan.state import ENDED, Scope, State
from harmony.conductor.plan.table import FindType, MakeState, Table
from harmony.melody.model import Melody

if TYPE_CHECKING:
    from harmony.conductor.plan.branches import Branches
    from harmony.conductor.plan.gates import Gates
    from harmony.conductor.plan.loops import Loop
    from harmony.conductor.plan.rules import Watch
    from harmony.conductor.plan.uses import Uses
    from harmony.conductor.policy.breaker import Breaker

Key = tuple[str, str]


class Setting(Struct, kw_only=True):
    """All that a plan is given besides events.

    Attributes:
        melody: what is played.
        inputs: of the run, by name.
        pins: path of a node to its fixed outputs.
        melodies: what `flow.melody` nodes play, by absolute path.
        base: folder of the Melody.
        seed: what draws depend on.
        start, stop: `--from` and `--to`.
        history: seconds that nodes of the top level took before, by id; for the order of ready nodes.
        codes: versions and hashes of the extensions that it is played with; see `conductor.codes`.
        players: the same of Players that were chosen before, as far as what they have done is to be done again
            where it is another.
    """

    melody: Melody
    inputs: dict[str, Slot] = field(default_factory=dict)
    pins: dict[str, dict[str, Artifact]] = field(default_factory=dict)
    melodies: dict[str, Melody] = field(default_factory=dict)
    base: str = ""
    seed: int = 0
    start: str | None = None
    stop: str | None = None
    history: dict[str, float] = field(default_factory=dict)
    codes: dict[str, list[str]] = field(default_factory=dict)
    players: dict[str, list[str]] = field(default_factory=dict)


class Core:
    """The state of a run, and the few things that every part does with it.

    Attributes:
        at: time of the event at hand.
        out: commands of this event.
        top: the Melody's own scope.
        live: nodes that have begun and not ended, by key.
        asked: questions to the loop without an answer yet.
        timers: armed timers.
        todo: nodes whose join has fired; `skips`: nodes to skip; `closing`: scopes all ended;
            `loops`: back loops whose pass has ended; `sides`: side calls that have ended.
        slots, holdings, purse: what steps take up while they run, and what they spend.
        ending: "", failed, cancelled or stopped; `error`: why.
        gaps, letters: for the outcome.
        sought: nodes for which other Players of their capabilities were looked for.
        breakers: of node types that have failed for want of an answer; `branches`: of the adaptive mode.
        memory: what the run keeps from before it was opened again.
        uses: how earlier artifacts fared; None in a run that has nothing to do with scores.
    """

    def __init__(self, setting: Setting, find_type: FindType, make: MakeState = State) -> None:
        self.setting = setting
        self.find_type = find_type
        self.table = Table(setting.melody, setting.base, find_type, setting.history, make)
        self.tables: dict[str, Table] = {}
        self.at = 0.0
        self.began_at = 0.0
        self.out: list[Command] = []
        self.live: dict[Key, State] = {}
        self.asked: dict[tuple[str, str, str], Question] = {}
        self.timers: dict[tuple[str, str, str], Arm] = {}
        self.todo: deque[State] = deque()
        self.skips: deque[tuple[State, str, str]] = deque()
        self.closing: deque[Scope] = deque()
        self.loops: deque[tuple[Scope, Loop]] = deque()
        declared = setting.melody.run
        self.slots = Slots(1 if declared.mode == "sequential" else declared.concurrency)
        self.holdings = Holdings(declared.resources)
        self.purse = Purse()
        self.attempts: dict[Key, int] = {}
        self.mail: list[tuple[str, Artifact | None]] = []
        self.waits: dict[str, list[State]] = {}
        self.loose: dict[int, Scope] = {}
        self.people = 0
        self.gates: Gates | None = None
        self.uses: Uses | None = None
        self.ending = ""
        self.reason = ""
        self.error: dict[str, Any] | None = None
        self.gaps: list[dict[str, Any]] = []
        self.letters: list[Key] = []
        self.breakers: dict[str, Breaker] = {}
        self.branches: Branches | None = None
        self.sought: set[Key] = set()
        self.finished = ""
        self.is_over = False
        self.done_order: list[State] = []
        self.undoing: State | None = None
        self.sides: deque[State] = deque()
        self.watched: list[Watch] = []
        self.ended: deque[State] = deque()
        self.lates: deque[State] = deque()
        self.rebuilding: dict[Key, State] = {}
        self.memory = Memory()
        self.top: Scope = Scope(self.table, None, prefix="", pass_="", inputs=setting.inputs)

    # --- saying and asking ---------------------------------------------------------------

    def tell(self, kind: str, state: State, body: dict[str, Any], attempt: int = 0) -> None:
        """A public record about a node."""
        self.out.append(Record(0, self.at, kind, state.path, state.pass_, attempt, body))

    def tell_at(self, kind: str, path: str, pass_: str, body: dict[str, Any]) -> None:
        """A public record about a node in one of its passes."""
        self.out.append(Record(0, self.at, kind, path, pass_, 0, body))

    def announce(self, kind: str, body: dict[str, Any]) -> None:
        """A public record about the run."""
        self.out.append(Record(0, self.at, kind, "", "", 0, body))

    def ask(self, question: Question) -> None:
        """Ask the loop; the answer comes back as an event."""
        state = question.state
        state.asks += (question.purpose,)
        self.asked[state.path, state.pass_, question.purpose] = question
        self.out.append(question)

    def arm(self, state: State, purpose: str, seconds: float) -> None:
        """Ring for a node after some time."""
        timer = Arm(state.path, state.pass_, purpose, self.at + seconds)
        state.armed += (purpose,)
        self.timers[state.path, state.pass_, purpose] = timer
        self.out.append(timer)

    def disarm(self, state: State, purpose: str) -> None:
        """Take a timer back, if it is armed."""
        if purpose in state.armed:
            state.armed = tuple(p for p in state.armed if p != purpose)
            del self.timers[state.path, state.pass_, purpose]
            self.out.append(Disarm(state.path, state.pass_, purpose))

    def forget(self, state: State) -> None:
        """Drop everything that is asked or armed for a node that has ended."""
        self.live.pop((state.path, state.pass_), None)
        for purpose in state.armed:
            self.disarm(state, purpose)
        for purpose in state.asks:
            del self.asked[state.path, state.pass_, purpose]
        state.asks = ()

    # --- ends ----------------------------------------------------------------------------

    def next_attempt(self, state: State) -> int:
        """The number of a node's next attempt; no two attempts of one key have the same."""
        number = state.attempt + 1
        if state.scope.counts or self.attempts:
            key = (state.path, state.pass_)
            number = max(number, self.attempts.get(key, 0) + 1)
            self.attempts[key] = number
        return number

    def close(self, state: State, end: str) -> None:
        """Mark a node as ended and count it in its scope; the caller tells and settles."""
        state.status = ENDED
        state.end = end
        self.forget(state)
        scope = state.scope
        if self.watched:
            self.ended.append(state)
        if self.branches is not None:
            self.branches.ended(self, state)
        scope.open -= 1
        if state.spec.regions:
            self._close_in_regions(state)
        if scope.open == 0:
            self.closing.append(scope)

    def _close_in_regions(self, state: State) -> None:
        """Count an ended node in the passes of the back loops around it, the innermost first."""
        for region in reversed(state.spec.regions):
            loop = state.scope.loops[region.index]
            loop.open -= 1
            if loop.open == 0:
                self.loops.append((state.scope, loop))

    def waits_for_mail(self) -> bool:
        """True if a node waits for an event by name."""
        return any(self.waits.values())

    def is_pinned(self, state: State) -> bool:
        """True if its outputs are fixed for this run."""
        return bool(self.setting.pins) and state.path in self.setting.pins
