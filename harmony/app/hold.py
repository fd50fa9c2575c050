"""The runs that this process plays: begun, followed to their end, their leases kept and given back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harmony.app.damage import DAMAGED
from harmony.app.mail import Post
from harmony.app.played import Listener, Played
from harmony.app.rows import going_on, summary_of
from harmony.conductor import Admission, Run
from harmony.conductor.artifacts import Artifact
from harmony.conductor.events import Record
from harmony.conductor.ports import Clock
from harmony.conductor.run import Tell
from harmony.errors import ArtifactDamaged, HarmonyError, RunError, RunNotFound, RunOwned, StoreError
from harmony.store import RunRow, Runs, SqlJournal

_logger = logging.getLogger(__name__)
RENEW_SECONDS = 5.0
Begin = Callable[[list[Record], Tell], Run]
TERMINAL = frozenset({"completed", "failed", "cancelled"})


class Hold:
    """Runs at play in this process.

    Args:
        runs, journal: the store.
        clock: of the runs.
        tasks: what follows a run lives in it.
        value_of: an output for a result.
        endpoint: where others reach this process.
        post: brings events to the runs.

    Attributes:
        playing: by id.
        listeners: told of the events of every run.
    """

    def __init__(
        self,
        runs: Runs,
        journal: SqlJournal,
        *,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        value_of: Callable[[Artifact], Any],
        endpoint: str,
        listeners: list[Listener],
        post: Post,
    ) -> None:
        self._post = post
        self._runs = runs
        self._journal = journal
        self._clock = clock
        self._tasks = tasks
        self._value_of = value_of
        self._endpoint = endpoint
        self.playing: dict[str, Played] = {}
        self._standing: set[str] = set()
        self.listeners = listeners
        self._keeping = [
            tasks.create_task(self._renew(), name="renew leases"),
            tasks.create_task(post.poll(), name="look for events"),
        ]

    def close(self) -> None:
        """Renew no more, and take no events any more."""
        for task in self._keeping:
            task.cancel()

    def handle(self, run_id: str, listener: Listener | None) -> Played:
        """A handle for a run that is to begin here.

        Raises:
            RunError: it plays here already.
        """
        if run_id in self.playing:
            raise RunError(f"Run {run_id} plays already.")
        played = Played(run_id)
        if listener is not None:
            played.listen(listener)
        played.listen(self._pass_on)
        self.playing[run_id] = played
        return played

    def _pass_on(self, run_id: str, events: list[dict[str, Any]]) -> None:
        played = self.playing.get(run_id)
        is_led = played is not None and played.run is not None and played.run.plan.gates is not None
        if is_led or run_id in self._standing:
            self._note_stand(run_id, events)
        for listener in self.listeners:
            listener(run_id, events)

    def _note_stand(self, run_id: str, events: list[dict[str, Any]]) -> None:
        """Keep whether a run that is led by hand stands or goes on."""
        for event in events:
            if event["kind"] == "run.paused" and run_id not in self._standing:
                self._standing.add(run_id)
                self._runs.update(run_id, status="paused")
            elif event["kind"] in ("run.resumed", "node.started") and run_id in self._standing:
                self._standing.discard(run_id)
                self._runs.update(run_id, status="running")

    async def at_play(self, run_id: str) -> Played | None:
        """The run if it plays here; one that is just coming to its end is waited for."""
        played = self.playing.get(run_id)
        if played is not None and played.run is not None and played.run.plan.finished:
            await played.result()
            return None
        return played

    def admit(self, played: Played, begin: Callable[[], Run], row: RunRow) -> Played:
        """Store a new run and begin it; one that cannot begin leaves nothing behind."""
        try:
            row = replace(row, options=row.options | {"mail": self._post.mark()})
            self._runs.create(row)
            try:
                self._follow(played, begin())
                self._post.listen(row)
            except Exception:
                self._runs.discard(row.id)
                raise
        except Exception:
            del self.playing[played.id]
            raise
        return played

    def go_on(self, admission: Admission, listener: Listener | None, begin: Begin) -> Played:
        """Claim a stored run and begin to play it; given back as it was if that cannot be."""
        run_id = admission.run
        played = self.handle(run_id, listener)
        try:
            self._runs.claim(run_id, endpoint=self._endpoint)
        except Exception:
            del self.playing[run_id]
            raise
        try:
            records = self._journal.read(run_id)
            played.recall(admission, records)
            run, row = self._begin_again(admission, lambda: begin(records, played.tell))
        except Exception:
            del self.playing[run_id]
            self._runs.release(run_id)
            raise
        self._follow(played, run)
        self._post.listen(row, records)
        return played

    def _begin_again(self, admission: Admission, begin: Callable[[], Run]) -> tuple[Run, RunRow]:
        """Note a run as playing, and begin it; noted first, for what has begun cannot be called back."""
        was = self._runs.get(admission.run)
        changes = {"status": "running", "ended": None, **going_on(was, admission)}
        self._runs.update(was.id, **changes)
        try:
            return begin(), replace(was, **changes)
        except Exception:
            self._runs.update(was.id, **{name: getattr(was, name) for name in changes})
            raise

    def _follow(self, played: Played, run: Run) -> None:
        played.run = run
        self._tasks.create_task(self._await_end(played, run), name=f"run {played.id}")

    async def _await_end(self, played: Played, run: Run) -> None:
        try:
            outcome = await run.wait()
            outputs = {n: None if a is None else self._value_of(a) for n, a in outcome.outputs.items()}
            result = played.result_of(outcome, outputs)
            ended = self._clock.now() if outcome.status in TERMINAL else None
            self._runs.update(played.id, status=outcome.status, ended=ended, outcome=summary_of(result))
            self._post.end(played.id, is_over=outcome.status in ("completed", "cancelled"))
            self._runs.release(played.id)
            played.finish(result)
        except asyncio.CancelledError:  # the app stops: whoever comes next may go on with it
            self._give_back(played.id)
            played.stop()
            raise
        except Exception as error:  # a fault of the store or of the program ends this run, not the engine
            self._give_back(played.id, error)
            played.fail(error)
        finally:
            self._post.end(played.id, is_over=False)
            self._standing.discard(played.id)
            del self.playing[played.id]

    def _give_back(self, run_id: str, error: Exception | None = None) -> None:
        """Let others play a run, as far as the store can still be written."""
        try:
            try:
                if isinstance(error, HarmonyError) and not isinstance(error, RunOwned):
                    kind = DAMAGED if isinstance(error, ArtifactDamaged) else "resource"
                    self._runs.update(run_id, outcome={"error": {"class": kind, "message": error.message}})
            finally:
                self._runs.release(run_id)
        except (StoreError, RunNotFound) as second:
            # Nothing is lost: whoever wants the run sees that its owner is gone.
            _logger.warning("run %s is not released: %s", run_id, second)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            for played in list(self.playing.values()):
                try:
                    self._runs.renew(played.id)
                except (RunOwned, RunNotFound) as error:  # taken over, or forgotten by another process
                    if played.run is not None:
                        played.run.stop(error)
                except StoreError as error:  # the next time may go well; the lease bears a few misses
                    _logger.warning("the lease of run %s is not renewed: %s", played.id, error)
