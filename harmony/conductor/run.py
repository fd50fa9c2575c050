"""A run at play: carries out what its plan commands, and feeds back what happens."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from harmony.conductor import journal
from harmony.conductor.acts import Act, event_of
from harmony.conductor.admission import Outcome
from harmony.conductor.artifacts import Artifact, to_public
from harmony.conductor.carry import beyond
from harmony.conductor.events import EPHEMERAL, Record
from harmony.conductor.hands import Hands
from harmony.conductor.plan.commands import Arm, Build, Command, Disarm, Evaluate, Finish, Post, Start, Stop
from harmony.conductor.plan.messages import Answered, Began, Cancelled, Event, Reopened, Resumed, Sent, Shared
from harmony.conductor.plan.plan import Plan
from harmony.conductor.plan.run import WAITS_FOR_PEOPLE
from harmony.conductor.timers import Timers
from harmony.conductor.waits import first_of, wait_durable, wait_either, writes
from harmony.errors import RunError
from harmony.sdk import codec

if TYPE_CHECKING:
    from harmony.conductor.stage import Stage

_log = logging.getLogger(__name__)
Tell = Callable[[list[Record]], None]
LOG_LINES = 100
"""Log lines of a step that are journalled; more are only told."""
EVENTS_A_TURN = 1000
OUTPUT_BYTES = 64 * 1024
Key = tuple[str, str]


class Run:
    """One run, played by this process; made by `Conductor.play` and `Conductor.resume`.

    Attributes:
        id: of the run.
        plan: its state; to be looked at, never changed.
    """

    def __init__(self, stage: Stage, plan: Plan, tell: Tell, next_seq: int) -> None:
        self.id = stage.run
        self.plan = plan
        self._stage = stage
        self._tell = tell
        self._seq = next_seq
        self._inbox: deque[Event] = deque()
        self._said: list[Record] = []
        self._is_due = False
        self._starts: list[Start] = []
        self._must_be_durable = False
        self._hands = Hands(
            stage.clock,
            play=stage.attempts.play,
            report=self._report,
            done=self._inbox.append,
            turn=self._turn,
            wake=self._wake,
        )
        self._timers = Timers(stage.clock, plan, self.feed)
        self._logged: dict[Key, int] = {}
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[str] = self._loop.create_future()
        self._outcome: asyncio.Future[Outcome] = self._loop.create_future()
        self._group: asyncio.TaskGroup | None = None
        self._slots: dict[str, int] | None = None
        self._early: list[Event] | None = []
        self._carry: dict[type, Callable[[Any], None]] = {
            **beyond(stage, plan, self.feed, self._inbox.append),
            Start: self._starts.append,
            Stop: self._stop,
            Evaluate: self._ask,
            Build: self._ask,
            Arm: self._timers.arm,
            Disarm: self._timers.disarm,
            Finish: self._finish,
            Post: self._post,
        }

    # --- for others ----------------------------------------------------------------------

    async def wait(self) -> Outcome:
        """How the run stands when it stops playing.

        Raises:
            HarmonyError: the journal or the store failed; what was written can be resumed.
            CancelledError: the Conductor was closed while it played.
        """
        return await asyncio.shield(self._outcome)

    def cancel(self, reason: str = "") -> None:
        """Cancel the run; running steps are stopped."""
        self.feed(Cancelled(self._stage.clock.now(), reason))

    def stop(self, error: Exception) -> None:
        """Play no further and write nothing more: `wait` raises `error`; the run can be resumed."""
        if not self._ended.done():
            self._ended.set_exception(error)

    def answer(self, node: str, pass_: str, choice: str, value: Any = None) -> None:
        """Answer a node that waits for a person or is paused.

        Raises:
            RunError: it does not wait; the first answer counts.
        """
        state = self.plan.live.get((node, pass_))
        if state is None or state.why not in WAITS_FOR_PEOPLE:
            raise RunError(f"`{node}` does not wait for an answer{f' in pass {pass_}' if pass_ else ''}.")
        artifact = None if value is None else self._stage.values.put(value, "any")
        self.feed(Answered(self._stage.clock.now(), node, pass_, choice, artifact))

    def send(self, name: str, value: Any = None, mail: int = 0) -> None:
        """Send the run an event by name; `value` is plain data or an artifact, `mail` its number in the store."""
        is_made = value is None or isinstance(value, Artifact)
        artifact = value if is_made else self._stage.values.put(value, "any")
        event = Sent(self._stage.clock.now(), name, artifact, mail)
        if self._early is not None:
            self._early.append(event)  # not before it goes on: what it sets free would be started twice
        else:
            self.feed(event)

    def share(self, slots: dict[str, int]) -> None:
        """Say how many threads and processes the run may hold from now on, or when it begins."""
        if self._group is None:
            self._slots = slots
        else:
            self.feed(Shared(self._stage.clock.now(), slots))

    def debug(self, action: str, node: str = "", pass_: str = "", *, on: bool = True, outputs: Any = None) -> None:
        """Pause, step, set a breakpoint; see `plan.gates` for the actions.

        Raises:
            RunError: that cannot be done now; says why.
        """
        act = Act(action, node, pass_, on, outputs or {})
        self.feed(event_of(act, self.plan, self._stage.values, self._stage.clock.now()))

    # --- playing -------------------------------------------------------------------------

    async def play(self, first: list[Event], owed: list[Record]) -> None:
        """Play to the end; everything that was started ends with this call.

        Args:
            first: events to begin with.
            owed: records to be durable before anything else: the admission, or what a
                process that went on with a run finds to be missing.
        """
        stage = self._stage
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                self._hands.begin(group)
                if owed:
                    said: list[Record] = []
                    self._carry_out(list(owed), said)
                    self._write(said)
                    await self._wait_durable()
                if self.plan.holdings.tokens:
                    regain = stage.broker.regain(self.id, self.plan.holdings.tokens)
                    await wait_either(group.create_task(regain, name=f"tokens {self.id}"), self._ended)
                if self.plan.finished and self.plan.finished != "waiting" and not self._ended.done():
                    self._ended.set_result(self.plan.finished)
                for event in first:
                    if self._slots is not None and isinstance(event, Began | Reopened | Resumed):
                        event.slots = self._slots
                    self.feed(event)
                early, self._early = self._early or [], None
                for event in early:
                    self.feed(event)
                try:
                    status = await self._ended
                finally:
                    self._end_all()
            await self._wait_durable()
            self._settle(Outcome(status, *self._results()))
        except BaseExceptionGroup as group_error:
            self._fail(first_of(group_error))
        except asyncio.CancelledError:
            self._outcome.cancel()
            raise
        except Exception as error:
            self._fail(error)
        finally:
            self._hands.ended()
            stage.broker.drop(self.id)
            stage.forget(self)

    def _settle(self, outcome: Outcome) -> None:
        if not self._outcome.done():
            self._outcome.set_result(outcome)

    def _fail(self, error: BaseException) -> None:
        if not self._outcome.done():
            self._outcome.set_exception(error)
            self._outcome.exception()  # whoever waits is told; nobody waiting is no warning

    def _results(self) -> tuple[dict[str, Artifact | None], tuple[dict[str, Any], ...], Any, dict[str, float]]:
        plan = self.plan
        outputs = dict(plan.top.result) or dict.fromkeys(plan.top.table.outputs)
        return outputs, tuple(plan.gaps), plan.error if plan.finished == "failed" else None, dict(plan.purse.spent)

    def _end_all(self) -> None:
        """Stop what still runs and take back every timer."""
        self._hands.close()
        self._timers.clear()

    def feed(self, event: Event) -> None:
        """Take an event in; it is handled within this turn of the loop."""
        self._inbox.append(event)
        self._wake()

    def _wake(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        """Handle what has come in, write it down, tell it, and start what is to start."""
        self._is_due = False
        try:
            records = self._said
            self._said = []
            self._handle_all(records)
            if records:
                self._write(records)
            if self._starts:
                self._launch_when_durable()
        except BaseException as error:
            if not self._ended.done():
                self._ended.set_exception(error)
            if not isinstance(error, Exception):
                raise
        if self._inbox:
            self._wake()

    def _handle_all(self, records: list[Record]) -> None:
        inbox = self._inbox
        handle = self.plan.handle
        left = EVENTS_A_TURN
        while inbox and left:
            left -= 1
            event = inbox.popleft()
            commands = handle(event)
            record = journal.write(event, commands)
            if record is not None:
                records.append(record)
            self._carry_out(commands, records)

    def _carry_out(self, commands: list[Command], records: list[Record]) -> None:
        carry = self._carry
        for command in commands:
            kind = type(command)
            if kind is Record:
                records.append(command)  # type: ignore[arg-type]
                if command.kind in _DURABLE:  # type: ignore[union-attr]
                    self._must_be_durable = True
                    if command.kind == "run.completed":  # type: ignore[union-attr]
                        self._name_outputs(command)  # type: ignore[arg-type]
            else:
                carry[kind](command)

    def _write(self, records: list[Record]) -> None:
        """Number, keep and tell records."""
        seq = self._seq
        for record in records:
            if record.seq != EPHEMERAL:
                record.seq = seq
                seq += 1
        self._seq = seq
        self._stage.journal.append(self.id, records)
        try:
            self._tell(records)
        except Exception:  # a listener's fault ends no run
            _log.exception("a listener of run %s failed", self.id)

    def _name_outputs(self, record: Record) -> None:
        """Give the outputs of a completed run by value up to 64 KB, and all as references beside them."""
        top = self.plan.top.result
        record.body["artifacts"] = record.body["outputs"]
        record.body["outputs"] = {name: self._named(artifact) for name, artifact in top.items()}

    def _named(self, artifact: Artifact | None) -> Any:
        if artifact is None:
            return None
        if artifact.inline is not UNSET:
            return artifact.inline
        is_plain = artifact.type not in codec.BULKY and not codec.is_compound(artifact.type)
        if artifact.size <= OUTPUT_BYTES and is_plain:
            return self._stage.values.load(artifact)
        return to_public(artifact)

    # --- commands ------------------------------------------------------------------------

    def _launch_when_durable(self) -> None:
        starts = self._starts[:]
        self._starts.clear()
        future = None
        if self._stage.durability == "step" and (self._must_be_durable or any(writes(s) for s in starts)):
            self._must_be_durable = False
            future = self._stage.journal.durable(self.id)
        if future is None:
            self._launch(starts)
            return
        self._stage.clock.hold()
        future.add_done_callback(lambda done: self._kept(done, starts))

    def _kept(self, done: asyncio.Future[None], starts: list[Start]) -> None:
        if done.cancelled() or done.exception() is not None:
            if not self._ended.done():
                self._ended.set_exception(done.exception() or asyncio.CancelledError())
        else:
            self._launch(starts)
        self._stage.clock.release()

    def _launch(self, starts: list[Start]) -> None:
        """Start attempts that are still wanted."""
        if not self._ended.done():
            self._hands.put(starts)

    def _report(self, start: Start, kind: str, body: dict[str, Any]) -> None:
        """Progress, log lines and chunks of a step on their way to whoever listens."""
        state = start.state
        key = (state.path, state.pass_)
        now = self._stage.clock.now()
        self._timers.active_at[key] = now
        seq = EPHEMERAL
        if kind == "log":
            lines = self._logged[key] = self._logged.get(key, 0) + 1
            seq = 0 if lines <= LOG_LINES else EPHEMERAL
        name = {"progress": "node.progress", "log": "log", "chunk": "node.output"}.get(kind)
        if name is not None:
            self._said.append(Record(seq, now, name, *key, start.attempt, body))
            self._wake()

    def _stop(self, stop: Stop) -> None:
        self._hands.stop((stop.node, stop.pass_), stop.attempt)

    def _ask(self, question: Evaluate | Build) -> None:
        """Answer at once if little is looked at, else from a thread."""
        stage = self._stage
        if stage.answers.is_small(question, stage.language):
            self._inbox.append(stage.answers.answer(question, stage.clock.now(), stage.language))
        elif self._group is not None:
            stage.clock.hold()
            task = self._group.create_task(self._answer(question), name=f"answer {question.state.path}")
            task.add_done_callback(stage.released)

    async def _answer(self, question: Evaluate | Build) -> None:
        stage = self._stage
        event = await asyncio.to_thread(stage.answer_in_thread, question, stage.clock.now())
        event.at = stage.clock.now()
        self.feed(event)

    def _post(self, post: Post) -> None:
        self._stage.post(self.id, post)

    def _finish(self, finish: Finish) -> None:
        if finish.status == "paused":
            self._loop.call_soon(self._leave)  # an act that is in already may let something go on
        elif not self._ended.done():
            self._ended.set_result(finish.status)

    def _leave(self) -> None:
        """End a run that still stands where a debugger holds it, if it is not to be kept at hand."""
        gates = self.plan.gates
        if self._stage.leaves and gates is not None and gates.stands and not (self._inbox or self._ended.done()):
            self._ended.set_result("paused")

    def _wait_durable(self) -> Coroutine[Any, Any, None]:
        return wait_durable(self._stage.journal.durable(self.id))


_DURABLE = frozenset({"node.completed", "node.failed", "node.cached", "node.skipped", "run.completed"})
