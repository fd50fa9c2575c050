"""Puts the Conductor of an app together: its runners, its cache, and what it knows of Players."""

from __future__ import annotations

from contextlib import AsyncExitStack

from harmony.catalog import Catalog
from harmony.conductor import Conductor
from harmony.conductor.ports import Clock, Mailer
from harmony.runners import Runners
from harmony.settings import Settings
from harmony.store import Database, FileArtifacts, SqlJournal
from harmony.store.breakers import SqlBreakers
from harmony.store.cache import StepCache
from harmony.store.learnt import SqlLearnt
from harmony.store.tokens import SqlTokens
from harmony.store.uses import SqlUses


def conductor_of(
    settings: Settings,
    catalog: Catalog,
    database: Database,
    *,
    journal: SqlJournal,
    artifacts: FileArtifacts,
    clock: Clock,
    stack: AsyncExitStack,
    leaves: bool = False,
    mailer: Mailer | None = None,
) -> Conductor:
    """A Conductor that is not open yet; what it is played with is closed with `stack`."""
    runners = Runners(
        catalog.folder, artifacts, process_workers=settings.process_workers, io_threads=settings.io_threads
    )
    stack.push_async_callback(runners.close)
    learnt = SqlLearnt(database) if settings.learn == "on" else None
    uses = SqlUses(database) if settings.learn == "on" else None
    for kept in (learnt, uses):
        if kept is not None:
            stack.callback(kept.close)
    return Conductor(
        journal=journal,
        artifacts=artifacts,
        runner=runners,
        clock=clock,
        find_type=catalog.find,
        process_workers=settings.process_workers,
        io_threads=settings.io_threads,
        cache=StepCache(settings.cache / "steps", artifacts),
        find_players=catalog.players,
        learnt=learnt,
        tokens=SqlTokens(database),
        breakers=SqlBreakers(database),
        uses=uses,
        leaves=leaves,
        mailer=mailer,
    )
