"""The composition root: settings, catalog, store, runners and Conductor put together.

core      `App`: the only place where concrete classes are chosen; start and stop
request   what a run is made from
rows      what is stored of a run, and its admission made from that again
inputs    what a run is asked for, converted and checked
answers   who waits for a person, and what an answer means
hold      the runs that this process plays: leases, their ends
notes     writes down what reaches a run that nobody plays
mail      events between runs, whoever plays them
moments   a run as it stood at one event
versions damage   what runs again because an extension, or a stored value, is not what it was
lookup story why reasons compare letters   what is told of a run from its journal
played    a run in progress, as its listeners see it
trials    the tests that a Melody carries
metrics spans logs   what other programs are told of runs; observe puts them on
api       `Harmony`: the same for Python programs
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harmony.app.core import App
    from harmony.app.played import Played, Result
    from harmony.app.request import PlayRequest

__all__ = ["App", "PlayRequest", "Played", "Result"]
_HOMES = {"App": "core", "PlayRequest": "request", "Played": "played", "Result": "played"}


def __getattr__(name: str) -> Any:
    # Imported when first asked for: who only reads journals does not pay for the engine.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
