"""Harmony for Python programs.

async with Harmony() as harmony:
    run = await harmony.play("report.melody.yaml", folder="samples/sales")
    async for event in run.events(): ...
    result = await run
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from harmony.app.core import App
from harmony.app.observe import Observed, observed
from harmony.app.played import Played
from harmony.app.request import PlayRequest
from harmony.melody.model import Melody
from harmony.melody.write import dump
from harmony.settings import Settings


class Harmony:
    """An engine in this process.

    Args:
        home: folder for data and settings; by default the user's own.
    """

    def __init__(self, home: str | Path | None = None) -> None:
        self._stack = ExitStack()
        self._app = App(Settings.load(Path(home) if home is not None else None))

    async def __aenter__(self) -> Self:
        await self._app.start()
        # Only spans: where the program has set up OpenTelemetry, they go where it sends them.
        self._stack.enter_context(observed(self._app, Observed()))
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._stack.close()
        await self._app.stop()

    async def play(self, melody: str | Path | Melody, /, **inputs: Any) -> Played:
        """Start a run of a file or of a Melody built in Python.

        Raises:
            MelodyError: it has errors; carries its problems.
            UsageError: an input is missing or wrong.
        """
        if isinstance(melody, Melody):
            request = PlayRequest(text=dump(melody), inputs=inputs, as_text=False)
        else:
            request = PlayRequest(path=Path(melody), inputs=inputs, as_text=False)
        return await self._app.play(request)

    async def resume(self, run_id: str) -> Played:
        """Go on with a run where it stopped.

        Raises:
            RunError: it cannot be gone on with; says why.
        """
        return await self._app.resume(run_id)
