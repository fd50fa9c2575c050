"""`harmony engine`: an engine process for the board; people rarely call it."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harmony.settings import Settings


def engine(
    *,
    data: Path | None = None,
    config: Path | None = None,
    cache: Path | None = None,
    metrics: int | None = None,
    log: str = "text",
) -> int:
    """Serve a board: prints its address and limits as one line of JSON, ends when nobody needs it.

    Parameters
    ----------
    data
        Folder of the database and artifacts.
    config
        Folder of settings.toml.
    cache
        Folder of what can be made again.
    metrics
        PORT: serve Prometheus metrics on 127.0.0.1.
    log
        json: say all that happens on standard error, a JSON object a line.
    """
    import dataclasses
    import signal

    from harmony.app.observe import Observed
    from harmony.engine.server import serve
    from harmony.settings import Settings

    # Ctrl+C in the board's terminal is the board's business; the engine ends when the board leaves.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    what = Observed(metrics, log)
    if log == "text":
        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    settings = Settings.load(config)
    settings = dataclasses.replace(
        settings, data=data or settings.data, config=config or settings.config, cache=cache or settings.cache
    )
    asyncio.run(serve(settings, lambda address: _announce(address, settings), what))
    return 0


def _announce(address: str, settings: Settings) -> None:
    limits = {"processes": settings.process_workers, "threads": settings.io_threads}
    print(json.dumps({"address": address, "limits": limits}), flush=True)
