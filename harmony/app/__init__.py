"""The composition root: settings, catalog, store, runners and Conductor put together.

core      `App`: the only place where concrete classes are chosen; start and stop
request   what a run is made from
rows      what is stored of a run, and its admission made from that again
inputs    what a run is asked for, converted and checked
answers   who waits for a person, and what an answer means
played    a run in progress, as its listeners see it
api       `Harmony`: the same for Python programs
"""

from harmony.app.core import App
from harmony.app.played import Played, Result
from harmony.app.request import PlayRequest

__all__ = ["App", "PlayRequest", "Played", "Result"]
