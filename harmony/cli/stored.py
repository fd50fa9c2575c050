"""Stored runs, and the processes that play them, for commands that reach for both."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from harmony.app import App
    from harmony.engine.client import EngineClient
    from harmony.store import Database, RunRow, Runs

UNFINISHED = ("running", "waiting", "paused", "admitted")
ANSWER_SECONDS = 30.0
_NAMED = 5


@contextmanager
def opened() -> Iterator[Database]:
    """The user's database."""
    from harmony.settings import Settings
    from harmony.store import Database

    database = Database(Settings.load().database)
    database.open()
    try:
        yield database
    finally:
        database.close()


def find(runs: Runs, text: str) -> RunRow:
    """The run whose id is, or begins with, `text`; `last` is the newest.

    Raises:
        RunNotFound: there is none, or several.
    """
    from harmony.errors import RunNotFound

    try:
        return runs.get(text)
    except RunNotFound:
        found = [row.id for row in runs.list(1)] if text == "last" else runs.ids(text)
    if not found:
        raise RunNotFound(f"There is no run “{text}”; `harmony runs list` shows what there is.")
    if len(found) > 1:
        more = " …" if len(found) > _NAMED else ""
        raise RunNotFound(f"“{text}” begins the ids of {len(found)} runs: {', '.join(found[:_NAMED])}{more}")
    return runs.get(found[0])


def find_run(text: str) -> RunRow:
    """As `find`, in the user's database."""
    from harmony.store import Runs

    with opened() as database:
        return find(Runs(database), text)


def unfinished() -> list[RunRow]:
    """Runs that have not ended, newest first."""
    from harmony.store import Runs

    with opened() as database:
        runs = Runs(database)
        return [row for status in UNFINISHED for row in runs.list(10_000, status=status)]


class Client:
    """A connection to the process that plays a run, for one question."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._engine.close()

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """The answer to a request.

        Raises:
            HarmonyError: as the other side says it.
        """
        return self._engine.request(method, params).result(ANSWER_SECONDS)


def attach(row: RunRow) -> Client | None:
    """The process that plays a run; None if nobody does, or nobody answers there."""
    from harmony.engine.client import EngineClient
    from harmony.errors import EngineLost
    from harmony.settings import Settings

    if not row.owner or not row.endpoint:
        return None
    try:
        return Client(EngineClient.attach(row.endpoint, Settings.load().data))
    except EngineLost:
        return None


def with_app(act: Callable[[App], Awaitable[Any]]) -> Any:
    """Do one thing with an app of this process."""
    from harmony.app import App
    from harmony.settings import Settings

    async def run() -> Any:
        async with App(Settings.load()) as app:
            return await act(app)

    return asyncio.run(run())
