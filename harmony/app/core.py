"""`App`: the one place where concrete classes are chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import msgspec

from harmony.app import answers
from harmony.app import inputs as run_inputs
from harmony.app.assembly import conductor_of
from harmony.app.damage import Lost, lost, was_met
from harmony.app.hold import Hold
from harmony.app.letters import chosen, edits_of, letters, sendable
from harmony.app.lookup import Lookup
from harmony.app.mail import Post, hears
from harmony.app.moments import Trails
from harmony.app.notes import UNFINISHED, note, open_run, unfinished
from harmony.app.played import Listener, Played
from harmony.app.request import PlayRequest, check_names, find_secrets, included, new_run_id, new_seed, read
from harmony.app.rows import admission_of, fork_of, row_of
from harmony.app.versions import Changed, Consent, agree, changed
from harmony.catalog import Catalog
from harmony.conductor import Admission, Run
from harmony.conductor.acts import SETS, Act
from harmony.conductor.artifacts import Artifact
from harmony.conductor.clock import RealClock
from harmony.conductor.events import Record
from harmony.conductor.plan.messages import Event, Resumed
from harmony.conductor.ports import Clock
from harmony.conductor.run import Tell
from harmony.errors import RunError
from harmony.settings import Settings
from harmony.store import Database, FileArtifacts, Runs, SqlJournal
from harmony.store.mailbox import Mailbox

OUTPUT_BYTES = 64 * 1024


class App:
    """Settings, catalog, store, runners and Conductor, started and stopped together.

    Args:
        settings: folders and preferences.
        clock: of the runs; by default the real one.
        endpoint: address under which this process can be reached, for those who look for its runs.
        leaves: a run that a debugger holds ends here, as paused; the next act goes on with it.
    """

    def __init__(
        self, settings: Settings, *, clock: Clock | None = None, endpoint: str = "", leaves: bool = False
    ) -> None:
        self.settings = settings
        self.catalog = Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")
        self.endpoint = endpoint
        self.clock = clock or RealClock()
        self._leaves = leaves
        self._stack = AsyncExitStack()
        self._listeners: list[Listener] = []

    async def start(self) -> None:
        """Open the store and start the Conductor.

        Raises:
            StoreError: the data folder cannot be used; names it.
        """
        stack = self._stack
        database = Database(self.settings.database)
        database.open()
        stack.callback(database.close)
        self.runs = Runs(database)
        self.artifacts = FileArtifacts(self.settings.artifacts)
        # What the journal names is on disk before the journal is.
        self.journal = SqlJournal(
            database,
            full=self.settings.durability == "full",
            sync=self.artifacts.sync,
            is_synced=lambda: self.artifacts.is_synced,
        )
        stack.callback(self.journal.close)
        self._post = Post(Mailbox(database), self.runs, lambda: self._hold.playing)
        self._conductor = conductor_of(
            self.settings,
            self.catalog,
            database,
            journal=self.journal,
            artifacts=self.artifacts,
            clock=self.clock,
            stack=stack,
            leaves=self._leaves,
            mailer=self._post,
        )
        # Left in the other order: the Conductor stops what plays, then its followers end.
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        await stack.enter_async_context(self._conductor)
        self._hold = Hold(
            self.runs,
            self.journal,
            clock=self.clock,
            tasks=tasks,
            value_of=self.value_of,
            endpoint=self.endpoint,
            listeners=self._listeners,
            post=self._post,
        )
        self.trails = Trails(self.runs, self.journal, self.catalog.find)

    async def stop(self) -> None:
        """End what plays (it can be resumed) and close everything."""
        if hasattr(self, "_hold"):
            self._hold.close()
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self.stop()

    def listen(self, listener: Listener) -> None:
        """Call `listener` with the events of every run."""
        self._listeners.append(listener)

    def unlisten(self, listener: Listener) -> None:
        """Take a listener away."""
        self._listeners.remove(listener)

    @property
    def playing(self) -> Mapping[str, Played]:
        """Runs that this process plays now, by id."""
        return self._hold.playing

    def lookup_of(self, run_id: str) -> Lookup | None:
        """The nodes of a run that plays here."""
        played = self._hold.playing.get(run_id)
        admission = played.admission if played is not None else None
        return None if admission is None else Lookup(admission.melody, admission.base, admission.melodies)

    async def play(self, request: PlayRequest, listener: Listener | None = None) -> Played:
        """Check, admit and start a run.

        Raises:
            MelodyError: the Melody has errors; carries its problems.
            UsageError: an input or a secret is missing or wrong, or a node that is named is not there.
        """
        melody, problems = read(request, self.catalog)
        values = run_inputs.gather(melody, request.inputs, base=request.base, cwd=request.cwd, as_text=request.as_text)
        melodies = included(melody, request.base, self.catalog)
        check_names(request, Lookup(melody, str(request.base), melodies), self.catalog)
        admission = Admission(
            run=new_run_id(),
            melody=melody,
            inputs=values,
            base=str(request.base),
            pins=dict(request.pins),
            start=request.start,
            stop=request.stop,
            secrets=find_secrets(melody, request.environment),
            melodies=melodies,
            seed=new_seed(),
            file=str(request.path.absolute()) if request.path else "",
        )
        played = self._hold.handle(admission.run, listener)
        played.warnings = problems
        played.admission = admission
        row = row_of(admission, created=self.clock.now(), endpoint=self.endpoint)
        return self._hold.admit(played, lambda: self._conductor.play(admission, played.tell, request.acts), row)

    async def resume(
        self, run_id: str, listener: Listener | None = None, file: Path | None = None, *, extensions: Consent = "ask"
    ) -> Played:
        """Go on with a run where it stopped; a failed one tries again what failed.

        What finished with an extension that has changed since is played again; the run's
        `warnings` say what and why.

        Args:
            run_id: the run.
            listener: gets its new events.
            file: an edited Melody to go on under; what is as it was is kept.
            extensions: whether steps run again whose extension has changed: see `versions.Consent`.

        Raises:
            RunNotFound: there is none of that id.
            RunOwned: another living process plays it.
            RunError: it is completed or cancelled, or `extensions` is to be said.
            MelodyError: the file has errors.
        """
        row = unfinished(self.runs, run_id)
        admission = admission_of(row)
        if file is not None:
            melody, _ = read(PlayRequest(path=file), self.catalog)
            base = file.absolute().parent
            edited = included(melody, base, self.catalog)
            admission = replace(admission, melody=melody, base=str(base), melodies=edited)
        found: list[Changed | Lost] = []
        seen = Lookup(admission.melody, admission.base, admission.melodies)

        def begin(records: list[Record], tell: Tell) -> Run:
            others = changed(records, seen, self.catalog.find)
            again = agree(others, extensions, run_id)
            gone = lost(records, self.artifacts) if was_met(row) else []
            for one in gone:
                self.artifacts.put_aside(one.artifact)
            found.extend([*gone, *others] if again else gone)
            hashes = [one.artifact.hash for one in gone]
            return self._conductor.resume(admission, records, tell, keep_code=not again, lost=hashes)

        played = self._hold.go_on(admission, listener, begin)
        played.warnings = found
        return played

    async def retry_letters(
        self, run_id: str, node: str = "", listener: Listener | None = None, *, force: bool = False
    ) -> Played:
        """Send dead letters of a run that has ended again, with what they are to be given instead.

        Args:
            run_id: the run.
            node: `NODE` or `NODE@PASS`; empty for all.
            listener: gets its new events.
            force: send also those that came back `letters_retries` times.

        Raises:
            RunNotFound: there is none of that id.
            RunOwned: another living process plays it.
            RunError: it has not ended, there is no such letter, or it came back too often.
        """
        admission = admission_of(self.runs.get(run_id))
        most = self.settings.letters_retries

        def begin(records: list[Record], tell: Tell) -> Run:
            found = sendable(chosen(letters(records), node or None), most, force=force)
            only = [[letter.node, letter.pass_] for letter in found]
            return self._conductor.retry_letters(admission, records, tell, only=only, edits=edits_of(found))

        return self._hold.go_on(admission, listener, begin)

    async def fork(self, run_id: str, before: str, listener: Listener | None = None) -> Played:
        """Play a new run with the past of another up to the first start of a node; both stay.

        Args:
            run_id: the old run.
            before: `NODE` or `NODE@PASS`, where the past ends.
            listener: gets the events of the new run.

        Raises:
            RunNotFound: there is none of that id.
            RunError: the node has not begun in the old run.
        """
        row = self.runs.get(run_id)
        records = self.journal.read(run_id)
        admission = replace(admission_of(row), run=new_run_id())
        node, at, pass_ = before.partition("@")
        played = self._hold.handle(admission.run, listener)
        played.admission = admission
        new = fork_of(row, admission.run, created=self.clock.now(), endpoint=self.endpoint)
        past = pass_ if at else None
        return self._hold.admit(played, lambda: self._conductor.fork(admission, records, played.tell, node, past), new)

    async def answer(self, run_id: str, reply: answers.Reply, listener: Listener | None = None) -> Played:
        """Say what a person says to a node that waits; a run that nobody plays goes on here.

        Raises:
            RunNotFound: there is none of that id.
            RunOwned: another living process plays it.
            RunError: the node does not wait; the first answer counts.
            UsageError: the answer or a value of the form does not fit.
        """
        played = await self._hold.at_play(run_id)
        if played is None:
            admission = admission_of(unfinished(self.runs, run_id))
            return self._hold.go_on(
                admission,
                listener,
                lambda records, tell: self._conductor.resume(admission, records, tell, [answers.given(records, reply)]),
            )
        async with played.answering:
            question = answers.pick(answers.questions(self.journal.read(run_id)), reply)
            value = answers.value_of(question, reply)
            assert played.run is not None
            played.run.answer(question.node, question.pass_, reply.choice, value)
            await asyncio.sleep(0)  # the answer is taken in before a second one is looked at
        return played

    async def record_answer(self, run_id: str, reply: answers.Reply) -> None:
        """Write an answer down for whoever goes on with a run that nobody plays.

        Raises:
            as `answer`.
        """

        def make(records: list[Record]) -> Event:
            *key, value = answers.given(records, reply)
            return Resumed(self.clock.now(), [[*key, self._put(value)]])

        await note(self.runs, self.journal, run_id, make)

    async def act(self, run_id: str, act: Act, listener: Listener | None = None) -> Played | None:
        """Do what a debugger does; see `plan.gates.debug`.

        Returns:
            The run, where it plays now; None if nobody plays it and a gate was set, which is written down.

        Raises:
            RunNotFound: there is none of that id.
            RunOwned: another living process plays it.
            RunError: it has ended, or does not stand as the act needs it.
        """
        played = await self._hold.at_play(run_id)
        if played is not None and played.run is not None:
            played.run.debug(act.action, act.node, act.pass_, on=act.on, outputs=act.outputs)
            return played
        row = unfinished(self.runs, run_id)
        if row.status == "failed":
            raise RunError(f"Run {run_id} has failed: `harmony runs resume {run_id}` tries again from there.")
        if act.action in SETS:
            seen = admission_of(row, secrets={})
            await note(self.runs, self.journal, run_id, lambda records: self._conductor.event_of(seen, records, act))
            return None
        admission = admission_of(row)
        resume = self._conductor.resume
        return self._hold.go_on(admission, listener, lambda records, tell: resume(admission, records, tell, acts=[act]))

    async def send(self, run_id: str, name: str, value: Any = None) -> bool:
        """Send a run an event by name, whoever plays it; it takes it once.

        Returns:
            True if a living process plays it; else whoever goes on with it finds the event.

        Raises:
            RunNotFound: there is none of that id.
            RunError: it has ended.
        """
        row = open_run(self.runs.get(run_id))
        self._post.put([row.id], name, self._put(value))
        return row.is_played

    async def send_to_all(self, name: str, value: Any = None) -> list[str]:
        """Send an event to every run that has not ended and waits for events of that name.

        Returns:
            Their ids.
        """
        rows = [row for status in UNFINISHED for row in self.runs.list(10_000, status=status)]
        found = [row.id for row in rows if row.status in UNFINISHED and hears(row, name)]
        self._post.put(found, name, self._put(value))
        return found

    def _put(self, value: Any) -> Artifact | None:
        return None if value is None else self.artifacts.put(value, "any")

    def events(self, run_id: str, after: int = -1) -> list[Record]:
        """A run's journal, public and private.

        Raises:
            RunNotFound: there is none of that id.
        """
        self.runs.get(run_id)
        return self.journal.read(run_id, after)

    def value_of(self, artifact: Artifact) -> Any:
        """An output's value if it is plain and small, else its reference as plain data."""
        if artifact.type in ("file", "image"):
            return str(self.artifacts.named(artifact))
        if artifact.size <= OUTPUT_BYTES and artifact.type not in ("table", "bytes"):
            return self.artifacts.get(artifact)
        return msgspec.to_builtins(artifact)
