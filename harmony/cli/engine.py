"""`harmony engine`: an engine process for the board; people rarely call it."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path


def engine(*, data: Path | None = None, config: Path | None = None, cache: Path | None = None) -> int:
    """Serve a board: prints its address as one line of JSON, ends when nobody needs it.

    Parameters
    ----------
    data
        Folder of the database and artifacts.
    config
        Folder of settings.toml.
    cache
        Folder of what can be made again.
    """
    import dataclasses
    import signal

    from harmony.engine.server import serve
    from harmony.settings import Settings

    # Ctrl+C in the board's terminal is the board's business; the engine ends when the board leaves.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    settings = Settings.load(config)
    settings = dataclasses.replace(
        settings, data=data or settings.data, config=config or settings.config, cache=cache or settings.cache
    )
    asyncio.run(serve(settings, _announce))
    return 0


def _announce(address: str) -> None:
    print(json.dumps({"address": address}), flush=True)
