"""Plays a run in this process and shows it: shared by `run` and `runs resume`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from harmony.app import App, Played, Result
from harmony.app.observe import Observed, observed
from harmony.app.played import Listener
from harmony.cli import streams
from harmony.cli.progress import JsonLines, PlainLines, Screen, Shown
from harmony.cli.status import FAILED, WAITING
from harmony.conductor.clock import RealClock, VirtualClock
from harmony.engine.protocol import new_address
from harmony.engine.server import Server
from harmony.errors import HarmonyError
from harmony.settings import Settings

Begin = Callable[[App, Listener], Awaitable[Played]]


def play(
    begin: Begin, *, as_json: bool, strict: bool = False, clock: str = "real", what: Observed | None = None
) -> int:
    """Begin a run, show it to its end, and return the exit status."""
    return asyncio.run(_play(begin, as_json=as_json, strict=strict, clock=clock, what=what or Observed()))


async def _play(begin: Begin, *, as_json: bool, strict: bool, clock: str, what: Observed) -> int:
    address = new_address()
    made = VirtualClock() if clock == "virtual" else RealClock()
    async with App(Settings.load(), clock=made, endpoint=address, leaves=True) as app, Server(app, address):
        with observed(app, what):
            return await _show(app, begin, as_json=as_json, strict=strict)


async def _show(app: App, begin: Begin, *, as_json: bool, strict: bool) -> int:
    shown = _display(as_json)
    played = await begin(app, _bearing(shown.events))
    try:
        for warning in played.warnings:
            shown.warn(str(warning))
        result = await played.result()
    except (asyncio.CancelledError, HarmonyError):
        shown.interrupted(played.id)
        raise
    finally:
        shown.close()
    shown.result(result)
    return exit_status(result, strict=strict)


def _bearing(listener: Listener) -> Listener:
    """A listener that plays on when nobody reads what it prints."""

    def listen(run: str, events: list[dict[str, Any]]) -> None:
        try:
            listener(run, events)
        except OSError as error:
            streams.give_up(error)

    return listen


def exit_status(result: Result, *, strict: bool) -> int:
    """The exit status that a result means."""
    if result.status in ("waiting", "paused"):
        return WAITING
    if result.status != "completed":
        return FAILED
    return FAILED if strict and (result.gaps or result.letters) else 0


def _display(as_json: bool) -> Shown:
    if as_json:
        return JsonLines()
    return Screen() if sys.stdout.isatty() else PlainLines()
