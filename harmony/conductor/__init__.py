"""The engine: plays Melodies, writes down what happens, and goes on after a stop.

loop.py         Conductor: admits runs and plays them
run.py          one run at play: carries out the plan's commands, feeds back what happens
plan/           decides; pure: events in, commands out
policy/         the rules that a person may want to read, one a file
attempt.py      one attempt of a step: its call, its result, its failure
evaluate.py     answers the plan's questions; context.py is what expressions see
values.py       loads, converts, merges, splits and gathers values; merge.py has the strategies
timers.py       the timers that a run has armed
journal.py      plan events as records and back; replay
clock.py        the real clock and the virtual one
events.py artifacts.py admission.py ports.py   what is said, what travels, what comes in, what it asks of others
"""

from __future__ import annotations

from harmony.conductor.admission import Admission, Outcome
from harmony.conductor.artifacts import Artifact
from harmony.conductor.loop import Conductor
from harmony.conductor.run import Run

__all__ = ["Admission", "Artifact", "Conductor", "Outcome", "Run"]
