"""`App`: the one place where concrete classes are chosen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

import msgspec

from harmony.app import inputs as run_inputs
from harmony.app.played import Listener, Played, Result
from harmony.app.request import PlayRequest, find_secrets, included, new_run_id, new_seed, read
from harmony.catalog import Catalog
from harmony.conductor import Admission, Conductor, Outcome, Run
from harmony.conductor.artifacts import Artifact
from harmony.conductor.clock import RealClock
from harmony.conductor.events import Record
from harmony.conductor.ports import Clock
from harmony.errors import RunError
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody
from harmony.runners import Runners
from harmony.settings import Settings
from harmony.store import Database, FileArtifacts, RunRow, Runs, SqlJournal

RENEW_SECONDS = 5.0
OUTPUT_BYTES = 64 * 1024
TERMINAL = frozenset({"completed", "failed", "cancelled"})


class App:
    """Settings, catalog, store, runners and Conductor, started and stopped together.

    Args:
        settings: folders and preferences.
        clock: of the runs; by default the real one.
        endpoint: address under which this process can be reached, for those who look for its runs.
    """

    def __init__(self, settings: Settings, *, clock: Clock | None = None, endpoint: str = "") -> None:
        self.settings = settings
        self.catalog = Catalog.discover(settings.extensions, cache=settings.cache / "manifests.json")
        self.endpoint = endpoint
        self._clock = clock or RealClock()
        self._stack = AsyncExitStack()
        self._playing: dict[str, Played] = {}
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
        self.journal = SqlJournal(database, full=self.settings.durability == "full", sync=self.artifacts.sync)
        stack.callback(self.journal.close)
        runners = Runners(
            self.catalog.folder,
            self.artifacts,
            process_workers=self.settings.process_workers,
            io_threads=self.settings.io_threads,
        )
        stack.push_async_callback(runners.close)
        self._conductor = Conductor(
            journal=self.journal,
            artifacts=self.artifacts,
            runner=runners,
            clock=self._clock,
            find_type=self.catalog.find,
        )
        await stack.enter_async_context(self._conductor)
        self._tasks = await stack.enter_async_context(asyncio.TaskGroup())
        self._renewal = self._tasks.create_task(self._renew(), name="renew leases")

    async def stop(self) -> None:
        """End what plays (it can be resumed) and close everything."""
        if hasattr(self, "_renewal"):
            self._renewal.cancel()
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
        return self._playing

    async def play(self, request: PlayRequest, listener: Listener | None = None) -> Played:
        """Check, admit and start a run.

        Raises:
            MelodyError: the Melody has errors; carries its problems.
            UsageError: an input or a secret is missing or wrong.
        """
        melody, problems = read(request, self.catalog)
        values = run_inputs.gather(melody, request.inputs, base=request.base, cwd=request.cwd, as_text=request.as_text)
        melodies = included(melody, request.base, self.catalog)
        admission = Admission(
            run=new_run_id(),
            melody=melody,
            inputs=values,
            base=str(request.base),
            pins=dict(request.pins),
            start=request.start,
            stop=request.stop,
            secrets=find_secrets(melody, os.environ),
            melodies=melodies,
            seed=new_seed(),
        )
        self.runs.create(self._row(admission, request))
        played = self._handle(admission.run, listener)
        played.warnings = problems
        self._follow(played, self._conductor.play(admission, played.tell))
        return played

    async def resume(self, run_id: str, listener: Listener | None = None) -> Played:
        """Go on with a run where it stopped.

        Raises:
            RunNotFound: there is none of that id.
            RunOwned: another living process plays it.
            RunError: it has ended.
        """
        row = self.runs.get(run_id)
        if row.status in ("completed", "cancelled"):
            raise RunError(f"Run {run_id} is {row.status}: there is nothing to go on with.")
        self.runs.claim(run_id, endpoint=self.endpoint)
        self.runs.update(run_id, status="running")
        melody = Melody.model_validate(row.melody)
        played = self._handle(run_id, listener)
        records = self.journal.read(run_id)
        admission = Admission(
            run=run_id,
            melody=melody,
            inputs=row.inputs,
            base=row.base,
            pins=row.options.get("pins", {}),
            start=row.options.get("start"),
            stop=row.options.get("stop"),
            secrets=find_secrets(melody, os.environ),
            melodies={k: Melody.model_validate(v) for k, v in row.options.get("melodies", {}).items()},
            seed=row.options.get("seed", 0),
        )
        self._follow(played, self._conductor.resume(admission, records, played.tell))
        return played

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

    def _row(self, admission: Admission, request: PlayRequest) -> RunRow:
        melody = admission.melody
        return RunRow(
            id=admission.run,
            name=melody.name,
            path=str(request.path.absolute()) if request.path else "",
            status="running",
            created=self._clock.now(),
            melody=thaw(melody),
            inputs=_storable(melody, admission.inputs),
            base=admission.base,
            options={
                "pins": thaw(admission.pins),
                "start": admission.start,
                "stop": admission.stop,
                "seed": admission.seed,
                "melodies": {k: thaw(v) for k, v in admission.melodies.items()},
            },
            endpoint=self.endpoint,
        )

    def _handle(self, run_id: str, listener: Listener | None) -> Played:
        if run_id in self._playing:
            raise RunError(f"Run {run_id} plays already.")
        played = Played(run_id)
        if listener is not None:
            played.listen(listener)
        played.listen(self._pass_on)
        self._playing[run_id] = played
        return played

    def _pass_on(self, run_id: str, events: list[dict[str, Any]]) -> None:
        for listener in self._listeners:
            listener(run_id, events)

    def _follow(self, played: Played, run: Run) -> None:
        played.run = run
        self._tasks.create_task(self._await_end(played, run), name=f"run {played.id}")

    async def _await_end(self, played: Played, run: Run) -> None:
        try:
            outcome = await run.wait()
            result = self._result(played, outcome)
            ended = self._clock.now() if outcome.status in TERMINAL else None
            self.runs.update(played.id, status=outcome.status, ended=ended, outcome=_summary(result))
            self.runs.release(played.id)
            played.finish(result)
        except Exception as error:  # a fault of the program ends this run, not the engine
            self.runs.release(played.id)
            played.fail(error)
        finally:
            del self._playing[played.id]

    def _result(self, played: Played, outcome: Outcome) -> Result:
        outputs = {n: None if a is None else self.value_of(a) for n, a in outcome.outputs.items()}
        return Result(
            run=played.id,
            status=outcome.status,
            outputs=outputs,
            gaps=played.gaps,
            letters=played.letters,
            error=outcome.error,
            spent=dict(outcome.spent),
        )

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            for run_id in list(self._playing):
                self.runs.renew(run_id)


def _storable(melody: Melody, values: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs without those of type secret, which are never written down."""
    return {n: v for n, v in values.items() if melody.inputs[n].type != "secret"}


def _summary(result: Result) -> dict[str, Any]:
    return {"error": result.error, "gaps": len(result.gaps), "letters": len(result.letters), "spent": result.spent}


def artifact_from(data: Mapping[str, Any]) -> Artifact:
    """A reference from the plain data of an event, where a small value is called `value`."""
    fields = {("inline" if name == "value" else name): value for name, value in data.items()}
    return msgspec.convert(fields, Artifact, strict=False)


def resolve(path: str) -> Path:
    """A path as a person gives it, absolute."""
    return Path(path).expanduser().absolute()
