"""Events by name between runs, whoever plays them: put into the store, taken by those that play here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from harmony.app.played import Played
from harmony.conductor.artifacts import Artifact, from_public, to_public
from harmony.conductor.events import Record
from harmony.errors import RunNotFound, StoreError
from harmony.store import RunRow, Runs
from harmony.store.mailbox import ALL, Mailbox

POLL_SECONDS = 0.2
_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Ear:
    """A run that plays here.

    Attributes:
        row: it as the store has it.
        last: number of the last event that it has taken.
        names: whether it waits for events of a name, as far as that was asked.
    """

    row: RunRow
    last: int
    names: dict[str, bool]


class Post:
    """Sends and takes events for the runs of this process.

    Args:
        mailbox: the store's.
        runs: all that there are.
        playing: runs that play here, by id.
    """

    def __init__(self, mailbox: Mailbox, runs: Runs, playing: Callable[[], Mapping[str, Played]]) -> None:
        self._mailbox = mailbox
        self._runs = runs
        self._playing = playing
        self._ears: dict[str, _Ear] = {}
        self._seen = -1

    def mark(self) -> int:
        """The number behind which events are for a run that begins now."""
        return self._mailbox.last()

    def find(self, run: str, name: str) -> tuple[str, bool] | None:
        """How a run stands, and whether it waits for events of that name somewhere; None if there is none."""
        try:
            row = self._runs.get(run)
        except RunNotFound:
            return None
        return row.status, hears(row, name)

    def send(self, sender: str, to: str, name: str, value: Artifact | None, key: str) -> None:
        """Send an event of a run to another, or to `all`; on disk when this returns."""
        public = None if value is None else to_public(value)
        key = f"{key}#{name}#{value.hash if value is not None else ''}"
        self._mailbox.put([ALL if to == "all" else to], name, public, sender=sender, key=key)
        self._take_soon()

    def put(self, runs: Iterable[str], name: str, value: Artifact | None) -> None:
        """Send an event from outside."""
        self._mailbox.put(runs, name, None if value is None else to_public(value))
        self._take_soon()

    def listen(self, row: RunRow, records: Iterable[Record] = ()) -> None:
        """Take events for a run that plays here from now on.

        Args:
            row: the run.
            records: its journal; says what it has taken already.
        """
        if not hears(row):
            return
        taken = [record.body.get("mail", 0) for record in records if record.kind == ".sent"]
        self._ears[row.id] = _Ear(row, max([int(row.options.get("mail", 0)), *taken]), {})
        self._seen = -1
        self._take_soon()

    def end(self, run_id: str, *, is_over: bool) -> None:
        """A run plays here no more; with `is_over` it never takes anything again."""
        if self._ears.pop(run_id, None) is not None and is_over:
            self._mailbox.forget(run_id)

    def _take_soon(self) -> None:
        if self._ears:
            asyncio.get_running_loop().call_soon(self._take)

    def _take(self) -> None:
        """Give the runs that play here what was sent to them."""
        try:
            last = self._mailbox.last()
            for run_id, ear in list(self._ears.items()):
                played = self._playing().get(run_id)
                # One that goes on stands as waiting until it has: what it is given meanwhile it keeps.
                if played is not None and played.run is not None and played.run.plan.finished in ("", "waiting"):
                    self._give(played, ear)
            self._seen = last
        except StoreError as error:  # nothing is lost: it is looked for again
            _logger.warning("events are not taken: %s", error)

    def _give(self, played: Played, ear: _Ear) -> None:
        assert played.run is not None
        for mail in self._mailbox.after(played.id, ear.last):
            ear.last = mail.id
            if mail.is_for_all and not self._waits_for(ear, mail.name):
                continue
            played.run.send(mail.name, None if mail.value is None else from_public(mail.value), mail=mail.id)

    @staticmethod
    def _waits_for(ear: _Ear, name: str) -> bool:
        known = ear.names.get(name)
        if known is None:
            known = ear.names[name] = hears(ear.row, name)
        return known

    async def poll(self) -> None:
        """Look now and then whether another process has sent something."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not self._ears:
                continue
            try:
                has_more = self._mailbox.last() != self._seen
            except StoreError as error:
                _logger.warning("events are not looked for: %s", error)
                continue
            if has_more:
                self._take()


def hears(row: RunRow, event: str | None = None) -> bool:
    """True if a run waits for events of that name somewhere; without a name, for events at all."""
    return any(listens(part, event) for part in (row.melody, *row.options.get("melodies", {}).values()))


def listens(document: Mapping[str, Any], event: str | None = None) -> bool:
    """True if a stored Melody has a wait for such an event, or for one by expression."""
    todo = [document.get("nodes") or {}]
    while todo:
        for node in todo.pop().values():
            if node.get("use", "").partition("@")[0] == "flow.wait":
                name = (node.get("with") or {}).get("event")
                if isinstance(name, str) and (event is None or name == event or "{{" in name):
                    return True
            if node.get("body"):
                todo.append(node["body"].get("nodes") or {})
    return False
