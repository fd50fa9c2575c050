"""Runs at play in a process: what befalls one of them is no end of the others."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from harmony.app import App, PlayRequest
from harmony.app.answers import Reply
from harmony.errors import RunNotFound, StoreError
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
            async with asyncio.timeout(5):
                while app.playing:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        assert not app.runs.get(run.id).is_played
        again = await app.resume(run.id)
        assert (await again.result()).status == "completed"
