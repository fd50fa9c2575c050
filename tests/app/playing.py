"""Plays small Melodies for the tests of this package."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harmony.app import App, PlayRequest
from harmony.app.lookup import Lookup
from harmony.conductor.clock import VirtualClock
from harmony.conductor.events import Record
from harmony.melody.load import loads
from harmony.melody.model import Melody
from harmony.settings import Settings


def melody_of(nodes: str, head: str = "") -> str:
    """A document with these lines of `nodes`."""
    return f"format: harmony/1\nname: test\n{head}nodes:\n{nodes}"


async def played(text: str) -> tuple[list[Record], Lookup]:
    """The journal of a run on a virtual clock, and its nodes."""
    async with App(Settings.load(), clock=VirtualClock()) as app:
        run = await app.play(PlayRequest(text=text, as_text=False))
        await run.result()
        return app.events(run.id), lookup_of(text)


def lookup_of(text: str, base: Path | None = None) -> Lookup:
    melody = loads(text).melody
    assert isinstance(melody, Melody)
    return Lookup(melody, str(base or ""))


def kinds(records: Iterable[Record]) -> list[str]:
    return [r.kind for r in records]
