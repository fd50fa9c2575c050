"""Harmony Board: draw a workflow, play it, watch every step, resume it where it stopped.

errors      the one tree of exceptions
settings    where files live and what the user prefers
assets      finds a file of resources/ in a checkout, a wheel or a frozen app
sdk         all that an extension's author imports
extensions  the built-in extensions, strangers to one another
catalog     finds extensions, reads manifests, loads code on first use
melody      the document: model, file format, checks, edits, expressions
conductor   the engine: plan decides, loop acts
runners     where a step runs: inline, thread, process
store       the only SQL: journal, artifacts, history
app         the composition root
engine      a server that owns an app, and its client
board       the only Qt
cli         the command line
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` itself would be dear: a worker starts faster without it
if TYPE_CHECKING:
    from typing import Any

    from harmony.app.api import Harmony
    from harmony.melody.model import Melody

__all__ = ["Harmony", "Melody"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the two public names on first use: `import harmony` alone stays cheap."""
    if name == "Harmony":
        from harmony.app.api import Harmony

        return Harmony
    if name == "Melody":
        from harmony.melody.model import Melody

        return Melody
    raise AttributeError(name)
