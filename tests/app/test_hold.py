"""Runs at play in a process: what befalls one of them is no end of the others."""

from __future__ import annotations

from typing import Any

import pytest

from harmony.app import App, PlayRequest
from harmony.app.answers import Reply
from harmony.conductor.acts import Act
from harmony.errors import RunError, RunNotFound, StoreError
from harmony.settings import Settings
from tests.app.playing import melody_of

ASKS = melody_of("  ask: {use: flow.approve@1}\n")
NAPS = melody_of("  w: {use: flow.wait@1, with: {for: 50ms}}\n")
QUICK = melody_of("  a: {use: data.set@1, with: {value: 1}}\n")


async def play(app: App, text: str) -> Any:
    return await app.play(PlayRequest(text=text, as_text=False))


async def test_a_run_that_another_process_has_forgotten_ends_alone() -> None:
    async with App(Settings.load()) as app:
        run = await play(app, NAPS)
        app.runs.discard(run.id)
        with pytest.raises(RunNotFound):
            await run.result()
        assert (await (await play(app, QUICK)).result()).status == "completed"


async def test_a_run_that_cannot_be_noted_as_playing_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_words: Any, **_changes: Any) -> None:
        raise StoreError("no room")

    async with App(Settings.load()) as app:
        run = await play(app, ASKS)
        await run.result()
        with monkeypatch.context() as patch:
            patch.setattr(app.runs, "update", full)
            with pytest.raises(StoreError):
                await app.answer(run.id, Reply("ask", "approve"))
        assert not app.playing and not app.runs.get(run.id).is_played
        again = await app.answer(run.id, Reply("ask", "approve"))
        assert (await again.result()).status == "completed"


async def test_a_run_that_cannot_go_on_stays_as_it_was() -> None:
    async with App(Settings.load()) as app:
        run = await play(app, ASKS)
        await run.result()
        before = app.runs.get(run.id)
        with pytest.raises(RunError):
            await app.act(run.id, Act("deliver", "ask"))
        after = app.runs.get(run.id)
        assert (after.status, after.ended, after.melody) == (before.status, before.ended, before.melody)
        assert after.status == "waiting" and not after.is_played
