"""The engine: plays Melodies, writes down what happens, and goes on after a stop.

loop.py         Conductor: admits runs and plays them
run.py          one run at play: carries out the plan's commands, feeds back what happens
plan/           decides; pure: events in, commands out
policy/         the rules that a person may want to read, one a file
hands.py        the tasks that attempts are played in; garbage.py when Python looks for garbage meanwhile
attempt.py      one attempt of a step: its call, its result, its failure
evaluate.py     answers the plan's questions; context.py is what expressions see
values.py       loads, converts, merges, splits and gathers values; merge.py has the strategies
players.py      what is known of Players; broker.py what runs share; carry.py the commands about both
reuse.py        takes results that earlier runs have kept; stamps.py what the files are that a step reads
waits.py        what a run waits for before it goes on
timers.py       the timers that a run has armed
journal.py      plan events as records and back; replay; reopen.py: what a run keeps when it is opened again
trail.py        the state of a run at every event of its journal
acts.py         what a debugger does, as events; codes.py the extensions that a run is played with
clock.py        the real clock and the virtual one
events.py artifacts.py admission.py ports.py   what is said, what travels, what comes in, what it asks of others
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harmony.conductor.admission import Admission, Outcome
    from harmony.conductor.artifacts import Artifact
    from harmony.conductor.loop import Conductor
    from harmony.conductor.run import Run

__all__ = ["Admission", "Artifact", "Conductor", "Outcome", "Run"]
_HOMES = {"Admission": "admission", "Artifact": "artifacts", "Conductor": "loop", "Outcome": "admission", "Run": "run"}


def __getattr__(name: str) -> Any:
    # Imported when first asked for: who only reads journals does not pay for the engine.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
