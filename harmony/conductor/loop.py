"""The Conductor: admits runs, plays them beside one another, and goes on with stopped ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Self

from msgspec import structs

from harmony.conductor import journal as log
from harmony.conductor.acts import Act, event_of
from harmony.conductor.admission import Admission
from harmony.conductor.broker import Broker
from harmony.conductor.codes import codes_of
from harmony.conductor.evaluate import Language
from harmony.conductor.events import Record
from harmony.conductor.garbage import Calm, no_collection
from harmony.conductor.machine import cores, free_cpu, memory
from harmony.conductor.plan.commands import Post, Trip
from harmony.conductor.plan.core import Setting
from harmony.conductor.plan.messages import Began, Event, Reopened, Resumed, Tripped
from harmony.conductor.plan.plan import Plan
from harmony.conductor.players import FindPlayers, Players
from harmony.conductor.policy.share import share
from harmony.conductor.ports import Artifacts, Breakers, Cache, Clock, Journal, Learnt, Mailer, Runner, Tokens, Uses
from harmony.conductor.reopen import History, cut_before, documents, letters_in
from harmony.conductor.run import Run, Tell
from harmony.conductor.stage import FindType, House, Stage, inputs_of, pins_of
from harmony.conductor.uses import Fortune
from harmony.conductor.values import Values
from harmony.errors import RunError
from harmony.melody.frozen import thaw
from harmony.melody.hashes import plain_hash

Answer = tuple[str, str, str, Any]


class Conductor:
    """Plays runs. Used as `async with conductor:`; leaving it stops what still plays.

    Args:
        journal, artifacts, runner, clock: see `conductor.ports`.
        find_type: a node type by what `use` says.
        process_workers, io_threads: steps that the runner runs at once in processes and threads;
            more are queued. By default as many as there are cores, and 16.
        cache: what steps gave before; without one every step is played.
        leaves: a run that a debugger holds ends here as paused, and is resumed by the next act.
        mailer: takes events for other runs; without it they reach those that play here.
        find_players: the active Players that have all of some capabilities; without it there are none.
        learnt: what was learnt of Players; without it nothing is.
        tokens: tokens of the machine; without it each run has its own.
        breakers: where circuit breakers are kept over runs; without it they begin as new.
        uses: where it is kept how artifacts fared; without it no score depends on that.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        artifacts: Artifacts,
        runner: Runner,
        clock: Clock,
        find_type: FindType,
        process_workers: int | None = None,
        io_threads: int = 16,
        cache: Cache | None = None,
        leaves: bool = False,
        mailer: Mailer | None = None,
        find_players: FindPlayers | None = None,
        learnt: Learnt | None = None,
        tokens: Tokens | None = None,
        breakers: Breakers | None = None,
        uses: Uses | None = None,
    ) -> None:
        self._mailer = mailer
        self._slots = {"process": process_workers or cores(), "thread": io_threads, "cpu": cores()} | memory()
        self._find_type = find_type
        self._clock = clock
        self._values = Values(artifacts)
        self._broker = Broker(tokens, breakers, clock)
        self._fortune = Fortune(uses, find_type)
        self._house = House(
            journal=journal,
            runner=runner,
            clock=clock,
            cache=cache,
            values=self._values,
            players=Players(find_players, learnt),
            broker=self._broker,
            fortune=self._fortune,
            language=Language(),
            leaves=leaves,
        )
        self._group: asyncio.TaskGroup | None = None
        self._runs: dict[str, Run] = {}
        self._admissions: dict[str, Admission] = {}
        self._shares: dict[str, dict[str, int]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._calm = Calm()

    async def __aenter__(self) -> Self:
        self._calm.begin()
        self._group = asyncio.TaskGroup()
        await self._group.__aenter__()
        return self

    async def __aexit__(self, *exc: Any) -> None:
        assert self._group is not None
        for task in list(self._tasks.values()):
            task.cancel()
        try:
            await self._group.__aexit__(*exc)
        finally:
            self._group = None
            self._calm.end()
            self._broker.close()

    @no_collection()
    def play(self, admission: Admission, tell: Tell, acts: Sequence[Act] = ()) -> Run:
        """Admit a run and start it.

        Args:
            acts: of a debugger, before anything begins.
            tell: gets every record, public and private, in order, one list a turn of the loop.

        Raises:
            UsageError: an input or a pin cannot be used.
            RunError: an act names a node that is not there.
        """
        inputs = inputs_of(admission, self._values)
        pins = pins_of(admission, self._find_type, self._values)
        setting = Setting(
            melody=admission.melody,
            inputs=inputs,
            pins=pins,
            melodies=dict(admission.melodies),
            base=admission.base,
            seed=admission.seed,
            start=admission.start,
            stop=admission.stop,
            history=dict(admission.history),
            codes=codes_of(admission.melody, admission.melodies, self._find_type),
        )
        plan = Plan(setting, self._find_type)
        document = thaw(admission.melody)
        body = {
            "melody": document,
            "hash": plain_hash(document),
            "inputs": log.pack(inputs),
            "pins": log.pack(pins),
            "seed": admission.seed,
            "base": admission.base,
            "start": admission.start,
            "stop": admission.stop,
            "history": dict(admission.history),
            "extensions": setting.codes,
        }
        if admission.melodies:
            body["melodies"] = documents(admission.melodies)
        now = self._clock.now()
        admitted = Record(0, now, log.ADMITTED, body=body)
        first = [*self._acts(acts, plan, now), self._began(admission, now)]
        return self._start(admission, plan, tell, 0, first, [admitted])

    @no_collection()
    def resume(
        self,
        admission: Admission,
        records: Sequence[Record],
        tell: Tell,
        answers: Sequence[Answer] = (),
        acts: Sequence[Act] = (),
        *,
        keep_code: bool = True,
        lost: Sequence[str] = (),
    ) -> Run:
        """Go on with a run: finished steps are not played again, started ones as a new attempt.

        A failed run tries its failed nodes again. If `admission` has another Melody than was
        played, what is the same as before is kept, and what is new or changed, and what
        follows it, is played.

        Args:
            admission: as the run was admitted, or under an edited Melody; inputs and pins are
                taken from `records`.
            records: its journal from the beginning.
            answers: `(node, pass, choice, value)` that people gave while nobody played it.
            acts: of a debugger.
            keep_code: what was played stays, though other versions of its extensions are there now.
            lost: hashes of artifacts that are not there any more: what gave them is played again.

        Raises:
            RunError: there is no admission in `records`, the run is completed or cancelled, or an
                act cannot be done as it stands.
        """
        if not records:
            return self.play(admission, tell, acts)
        history = self._history(admission, records, keep_code=keep_code)
        plan = history.plan
        if plan.finished in ("completed", "cancelled") and not history.owed:
            raise RunError(f"Run {admission.run} is {plan.finished}: there is nothing to go on with.")
        if (plan.finished == "failed" or history.is_edited or lost) and not acts:
            why = "melody" if history.is_edited else "failed" if plan.finished == "failed" else "damaged"
            inputs_of(admission, self._values)  # stored again, if that is what was lost
            return self._reopen(admission, history, records, tell, why, lost=list(lost))
        now = max(self._clock.now(), plan.at)
        done = self._acts(acts, plan, now)
        first: list[Event] = [*done, self._began(admission, now)]
        if len(records) > 1:
            first = [Resumed(now, self._given(answers), self._slots_of(admission), self._broker.breakers()), *done]
        return self._start(admission, plan, tell, records[-1].seq + 1, first, history.owed, _processes(records))

    def event_of(self, admission: Admission, records: Sequence[Record], act: Act) -> Event:
        """The event that an act on a run is that nobody plays, to be written down.

        Raises:
            RunError: it cannot be done to a run that stands so.
        """
        plan = self._history(admission, records).plan
        return event_of(act, plan, self._values, max(self._clock.now(), plan.at))

    def _acts(self, acts: Sequence[Act], plan: Plan, now: float) -> list[Event]:
        return [event_of(act, plan, self._values, now) for act in acts]

    @no_collection()
    def retry_letters(
        self,
        admission: Admission,
        records: Sequence[Record],
        tell: Tell,
        node: str | None = None,
        pass_: str | None = None,
        *,
        only: list[list[str]] | None = None,
        edits: Sequence[list[Any]] = (),
    ) -> Run:
        """Send dead letters of a run that has ended again, each at its old key as a new attempt.

        What follows is played again as far as it gets something else than before.

        Args:
            admission, records: as for `resume`.
            node, pass_: which letters; without them all.
            only: `[node, pass]` of those that are meant, where that is known.
            edits: what they are given instead: `[node, pass, port, artifact]`, an empty port for the item.

        Raises:
            RunError: the run has not ended, or there is no such letter.
        """
        history = self._history(admission, records)
        if history.plan.finished not in ("completed", "failed"):
            raise RunError(f"Run {admission.run} has not ended: its letters can be sent again when it has.")
        drop = only or letters_in(records, node, pass_)
        return self._reopen(admission, history, records, tell, "letters", drop=drop, edits=list(edits))

    @no_collection()
    def fork(
        self,
        admission: Admission,
        records: Sequence[Record],
        tell: Tell,
        node: str,
        pass_: str | None = None,
    ) -> Run:
        """A new run with the past of another up to the first start of a node; both stay.

        Args:
            admission: of the new run; its Melody may be an edited one.
            records: the journal of the old run from the beginning.
            node, pass_: where the past ends; without a pass at the first one.

        Raises:
            RunError: the node has not begun in the old run.
        """
        copied = [structs.replace(record) for record in cut_before(records, node, pass_)]
        copied[0].body = copied[0].body | {"forked": {"node": node, "pass": pass_}}
        history = self._history(admission, copied)
        return self._reopen(admission, history, copied, tell, "fork", copied=copied)

    def _history(self, admission: Admission, records: Sequence[Record], *, keep_code: bool = True) -> History:
        if not records or records[0].kind != log.ADMITTED:
            raise RunError(f"The journal of run {admission.run} does not begin with its admission.")
        with no_collection():
            return History(admission, records, self._find_type, keep_code=keep_code)

    def _reopen(
        self,
        admission: Admission,
        history: History,
        records: Sequence[Record],
        tell: Tell,
        why: str,
        copied: list[Record] | None = None,
        **fields: Any,
    ) -> Run:
        """Plan a run afresh with what is kept of its past; `fields` are those of `Reopened`."""
        now = max(self._clock.now(), history.plan.at)
        fields |= {"breakers": self._broker.breakers(), "uses": self._fortune.known(admission)}
        event = Reopened(now, why, free_cpu(), self._slots_of(admission), **fields)
        plan = history.again(event)
        next_seq = 0 if copied is not None else records[-1].seq + 1
        owed = history.owed if copied is None else copied
        return self._start(admission, plan, tell, next_seq, [event], owed, _processes(records))

    def _began(self, admission: Admission, now: float) -> Began:
        uses = self._fortune.known(admission)
        return Began(now, free_cpu(), self._slots_of(admission), self._broker.breakers(), uses)

    def _slots_of(self, admission: Admission) -> dict[str, int]:
        """The share of threads and processes that a run has beside the others."""
        others = {id: other.melody.run.priority for id, other in self._admissions.items() if id != admission.run}
        return {name: share(total, admission.melody.run.priority, others) for name, total in self._slots.items()}

    def _share(self) -> None:
        """Runs came or went: tell those whose share is another now."""
        for id, run in self._runs.items():
            slots = self._slots_of(self._admissions[id])
            if slots != self._shares.get(id):
                self._shares[id] = slots
                run.share(slots)

    def _given(self, answers: Sequence[Answer]) -> list[list[Any]]:
        put = self._values.put
        return [[n, p, choice, None if value is None else put(value, "any")] for n, p, choice, value in answers]

    def _start(
        self,
        admission: Admission,
        plan: Plan,
        tell: Tell,
        next_seq: int,
        first: list[Event],
        owed: list[Record],
        attempt: int = 1,
    ) -> Run:
        if self._group is None:
            raise RuntimeError("the Conductor is not open: use `async with conductor:`")
        stage = Stage(
            self._house,
            admission,
            plan,
            forget=self._forget,
            post=self._post,
            find=self._find,
            trip=self._trip,
            attempt=attempt,
        )
        self._house.journal.configure(admission.run, admission.melody.run.durability)
        self._calm.admitted(len(admission.melody.nodes))
        run = Run(stage, plan, tell, next_seq)
        self._runs[run.id] = run
        self._admissions[run.id] = admission
        self._shares[run.id] = self._slots_of(admission)
        self._share()
        self._tasks[run.id] = self._group.create_task(run.play(first, owed), name=f"run {run.id}")
        return run

    def _forget(self, run: Run) -> None:
        self._tasks.pop(run.id, None)
        self._runs.pop(run.id, None)
        admission = self._admissions.pop(run.id, None)
        if admission is not None:
            self._calm.ended(len(admission.melody.nodes))
        self._shares.pop(run.id, None)
        self._share()

    def _trip(self, sender: str, trip: Trip) -> None:
        """A run has seen a circuit breaker change: keep it, and tell the others that play here."""
        if self._broker.trip(trip):
            for run in list(self._runs.values()):
                if run.id != sender:
                    run.feed(Tripped(self._clock.now(), trip.name, trip.failures, trip.until))

    def _find(self, run: str, name: str) -> tuple[str, bool] | None:
        """How a run stands that an event is for, and whether it hears it; None if there is none."""
        if self._mailer is not None:
            return self._mailer.find(run, name)
        found = self._runs.get(run)
        return None if found is None else (found.plan.finished or "running", True)

    def _post(self, sender: str, post: Post) -> None:
        """Pass an event on to another run, or to all of them."""
        if self._mailer is not None:
            self._mailer.send(sender, post.to, post.name, post.value, key=f"{sender}/{post.node}@{post.pass_}")
            return
        for run in list(self._runs.values()):
            if run.id != sender and post.to in ("all", run.id):
                run.send(post.name, post.value)


def _processes(records: Sequence[Record]) -> int:
    """Which process goes on with a run now, from 2."""
    return 2 + sum(1 for record in records if record.kind in (".resumed", log.REOPENED))
