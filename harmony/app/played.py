"""A run in progress, as those who listen see it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from harmony.app.letters import letters
from harmony.conductor import Admission, Outcome, Run
from harmony.conductor.events import ENDS, Record, public

Listener = Callable[[str, list[dict[str, Any]]], None]
"""Called on the loop's thread with a run's id and its new public events, in order."""


_KEPT = frozenset({"gap", "letter", "run.paused", "run.waiting"})


def _named(key: dict[str, str]) -> str:
    return f"{key['node']}@{key['pass']}" if key["pass"] else key["node"]


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended.

    Attributes:
        run: its id.
        status: `completed`, `failed`, `cancelled`, `waiting` or `paused`.
        outputs: by name; values up to 64 KB, above that their references.
        gaps: what was left out, each with its node, pass and error.
        letters: what lies among the dead letters, as told by `letter` events.
        error: of a failed run, else None.
        spent: `usd`, `tokens`, `seconds`.
        held: of a paused run: nodes that a debugger holds before they begin (`before b`), and those whose outputs it
            holds (`behind b`), with `@PASS`.
        waits: of a waiting run: what each node waits for, as `run.waiting` tells it (`node`, `pass`, `for`).
    """

    run: str
    status: str
    outputs: dict[str, Any] = field(default_factory=dict)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    error: dict[str, Any] | None = None
    spent: dict[str, Any] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    waits: list[dict[str, str]] = field(default_factory=list)


class Played:
    """Handle of one run: its events as they come, and its result.

    Attributes:
        id: the run's id.
        warnings: what `check` had to say about the Melody.
        admission: what is played.
        answering: held while an answer of a person is taken in.
    """

    def __init__(self, run_id: str) -> None:
        self.id = run_id
        self.warnings: list[Any] = []
        self.run: Run | None = None
        self.admission: Admission | None = None
        self.answering = asyncio.Lock()
        self._listeners: list[Listener] = []
        self._gaps: list[dict[str, Any]] = []
        self._letters: list[dict[str, Any]] = []
        self._held: list[str] = []
        self._waits: list[dict[str, str]] = []
        self._result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every batch of events from now on."""
        self._listeners.append(listener)

    def recall(self, admission: Admission, records: list[Record]) -> None:
        """Take in what is known of a run that goes on; for `App` only."""
        self.admission = admission
        self._gaps = [public(self.id, r) for r in records if r.kind == "gap"]
        lying = {(letter.node, letter.pass_) for letter in letters(records)}
        told = {(r.node, r.pass_): public(self.id, r) for r in records if r.kind == "letter"}
        self._letters = [event for key, event in told.items() if key in lying]

    def tell(self, records: list[Record]) -> None:
        """Take what the Conductor says; for `App` only."""
        for record in records:
            if record.kind == ".reopened":
                again = [tuple(key) for key in record.body.get("drop", ())]
                self._letters = [e for e in self._letters if (e["node"], e["pass"]) not in again]
        events = [public(self.id, r) for r in records if r.is_public]
        if not events:
            return
        for event in events:
            if event["kind"] in _KEPT:
                self._keep(event)
        for listener in self._listeners:
            listener(self.id, events)

    def _keep(self, event: dict[str, Any]) -> None:
        """Take in what the result will say."""
        if event["kind"] == "gap":
            self._gaps.append(event)
        elif event["kind"] == "letter":
            self._letters.append(event)
        elif event["kind"] == "run.waiting":
            self._waits = list(event.get("waiting", ()))
        elif event["kind"] == "run.paused":
            before = [f"before {_named(key)}" for key in event.get("held", ())]
            self._held = before + [f"behind {_named(key)}" for key in event.get("delivery", ())]

    def result_of(self, outcome: Outcome, outputs: dict[str, Any]) -> Result:
        """The result that an outcome means; for `App` only."""
        return Result(
            run=self.id,
            status=outcome.status,
            outputs=outputs,
            gaps=list(outcome.gaps),
            letters=self.letters,
            error=outcome.error,
            spent=dict(outcome.spent),
            held=self._held if outcome.status == "paused" else [],
            waits=self._waits if outcome.status == "waiting" else [],
        )

    def finish(self, result: Result) -> None:
        """Set the result; for `App` only."""
        if not self._result.done():
            self._result.set_result(result)

    def fail(self, error: BaseException) -> None:
        """The run ended by a fault of the program; for `App` only."""
        if not self._result.done():
            self._result.set_exception(error)

    def stop(self) -> None:
        """The app stops before the run has ended; for `App` only."""
        self._result.cancel()

    @property
    def gaps(self) -> list[dict[str, Any]]:
        """Gap events so far."""
        return list(self._gaps)

    @property
    def letters(self) -> list[dict[str, Any]]:
        """Letter events so far."""
        return list(self._letters)

    def cancel(self, reason: str = "") -> None:
        """End the run as cancelled."""
        if self.run is not None:
            self.run.cancel(reason)

    async def result(self) -> Result:
        """Wait for the end."""
        return await asyncio.shield(self._result)

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """Public events from now to the run's end."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

        def take(_run: str, events: list[dict[str, Any]]) -> None:
            for event in events:
                queue.put_nowait(event)

        self.listen(take)
        self._result.add_done_callback(lambda _future: queue.put_nowait(None))
        while (event := await queue.get()) is not None:
            yield event
            if event["kind"] in ENDS:
                return

    def __await__(self) -> Any:
        return self.result().__await__()
