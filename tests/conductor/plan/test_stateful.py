"""The plan at random: answers, ends, timers, restarts and cancels in any order, against the reference model.

Whatever the order, every node ends as the model says, once; the journal replays to the same state; the same
events give the same commands; and what comes too late changes nothing.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from harmony.conductor import journal
from harmony.conductor.artifacts import Artifact
from harmony.conductor.events import Record
from harmony.conductor.plan.commands import Arm, Build, Disarm, Evaluate, Start, Stop
from harmony.conductor.plan.core import Setting
from harmony.conductor.plan.messages import Began, Built, Cancelled, Completed, Evaluated, Event, Failed, Resumed, Timer
from harmony.conductor.plan.picture import picture
from harmony.conductor.plan.plan import Plan
from tests.conductor.kit import World, melody_of
from tests.conductor.plan import reference
from tests.conductor.plan.reference import Fated, Model

VALUE = Artifact("h", "integer", 1, 1)
ENDS = {"node.completed": "completed", "node.failed": "failed", "node.skipped": "skipped"}
Key = tuple[str, str]
WORLD = World()
WORLD.add("t.step", print)


class Plays(RuleBasedStateMachine):
    """Stands for the loop: holds what the plan has asked for, and answers in any order."""

    @initialize(nodes=reference.levels(), limit=st.integers(1, 4), cancels=st.integers(0, 9))
    def begin(self, nodes: dict[str, Fated], limit: int, cancels: int) -> None:
        self.nodes, self.limit = nodes, limit
        self.cancel_at = 6 if cancels == 0 else -1
        self.melody = melody_of({n: f.node for n, f in nodes.items()}, run={"concurrency": limit})
        self.plan = self.fresh()
        self.at = 0.0
        self.events: list[Event] = []
        self.commands: list[list[str]] = []
        self.records: list[Record] = []
        self.running: dict[Key, Start] = {}
        self.past: list[Completed] = []
        self.asked: dict[tuple[str, str, str], Evaluate | Build] = {}
        self.timers: dict[tuple[str, str, str], Arm] = {}
        self.feed(Began(0.0))

    def fresh(self) -> Plan:
        return Plan(Setting(melody=self.melody, seed=7), WORLD.find)

    # --- the loop ------------------------------------------------------------------------

    def feed(self, event: Event) -> list[Any]:
        commands = self.plan.handle(event)
        self.events.append(event)
        self.commands.append([repr(command) for command in commands])
        record = journal.write(event, commands)
        self.records += [] if record is None else [record]
        for command in commands:
            self.carry_out(command)
        self.check_cancels(commands)
        return commands

    def check_cancels(self, commands: list[Any]) -> None:
        """What a node that has completed withdraws has ended, at the latest now."""
        for record in commands:
            if isinstance(record, Record) and record.kind == "node.completed":
                level = record.node.rpartition("/")[0]
                for name in self.fate_of(record.node).node.get("cancels", ()):
                    assert (f"{level}/{name}".lstrip("/"), record.pass_) in self.ends()

    def carry_out(self, command: Any) -> None:
        if isinstance(command, Record):
            self.records.append(command)
        elif isinstance(command, Start):
            key = (command.state.path, command.state.pass_)
            assert key not in self.running and len(self.running) < self.limit
            self.running[key] = command
        elif isinstance(command, Stop):
            assert self.running.pop((command.node, command.pass_)).attempt == command.attempt
        elif isinstance(command, Evaluate | Build):
            self.asked[command.state.path, command.state.pass_, command.purpose] = command
        elif isinstance(command, Arm):
            self.timers[command.node, command.pass_, command.purpose] = command
        elif isinstance(command, Disarm):
            self.timers.pop((command.node, command.pass_, command.purpose), None)

    def fate_of(self, path: str) -> Fated:
        level, found = self.nodes, None
        for name in path.split("/"):
            found = level[name]
            level = found.body
        assert found is not None
        return found

    # --- what may happen -----------------------------------------------------------------

    def can(self) -> bool:
        return not self.plan.finished

    @precondition(lambda self: self.can() and self.running)
    @rule(which=st.integers(0, 9))
    def end_an_attempt(self, which: int) -> None:
        key = sorted(self.running)[which % len(self.running)]
        start = self.running.pop(key)
        state = start.state
        fate = self.fate_of(key[0])
        if fate.fails(key[1], start.attempt, state.alternative) and not self.is_retried(state):
            error = {"class": "network", "message": "gone", "retryable": None}
            self.feed(Failed(self.at, *key, start.attempt, error))
        else:
            done = Completed(self.at, *key, start.attempt, {"value": VALUE})
            self.past.append(done)
            self.feed(done)

    @staticmethod
    def is_retried(state: Any) -> bool:
        return bool(state.spec.retry is not None and state.tries > 1)

    @precondition(lambda self: self.can() and self.asked)
    @rule(which=st.integers(0, 9))
    def answer(self, which: int) -> None:
        key = sorted(self.asked)[which % len(self.asked)]
        question = self.asked.pop(key)
        path, pass_, purpose = key
        if isinstance(question, Evaluate):
            self.feed(Evaluated(self.at, path, pass_, purpose, self.value_of(path, pass_, purpose, question)))
        else:
            items = [VALUE] * self.fate_of(path).count if question.slot is not None else []
            came = {name: VALUE if slot else None for name, slot in (question.state.inputs or {}).items()}
            slots = dict.fromkeys(question.trees, VALUE) if purpose != "inputs" else came | {"items": VALUE}
            self.feed(Built(self.at, path, pass_, purpose, slots, items))

    def value_of(self, path: str, pass_: str, purpose: str, question: Evaluate) -> Any:
        if purpose == "case":
            return reference.choice_of(path.rpartition("/")[2], pass_) == "yes"
        if purpose == "until":
            return question.counts["iteration"] + 1 >= self.fate_of(path).count
        return purpose != "when"  # the only conditions are `false`

    @precondition(lambda self: self.can() and self.timers)
    @rule()
    def ring(self) -> None:
        key, timer = min(self.timers.items(), key=lambda entry: (entry[1].when, entry[0]))
        del self.timers[key]
        self.at = max(self.at, timer.when)
        self.feed(Timer(self.at, *key))

    @precondition(lambda self: self.can() and len(self.events) == self.cancel_at)
    @rule()
    def cancel(self) -> None:
        self.feed(Cancelled(self.at, "enough"))

    @rule(which=st.integers(0, 9))
    def come_too_late(self, which: int) -> None:
        if self.past:
            done = self.past[which % len(self.past)]
            assert self.plan.handle(done) == []

    @precondition(lambda self: self.can())
    @rule(lost=st.booleans())
    def restart(self, lost: bool) -> None:
        """Another process goes on from the journal: what ran runs again, what was asked is asked again."""
        assume(len(self.events) > 1)
        plan = self.fresh()
        assert journal.replay(plan, self.records) == []
        assert picture(plan) == picture(self.plan)
        if lost:
            self.plan = plan
            self.running, self.asked, self.timers = {}, {}, {}
            self.feed(Resumed(self.at))

    # --- what must hold ------------------------------------------------------------------

    @invariant()
    def running_steps_hold_the_slots(self) -> None:
        if hasattr(self, "plan"):
            assert self.plan.slots.running == len(self.running) <= self.limit

    @invariant()
    def nothing_waits_for_nothing(self) -> None:
        if hasattr(self, "plan") and not self.plan.finished:
            assert self.running or self.asked or self.timers

    def ends(self) -> dict[Key, list[str]]:
        found: dict[Key, list[str]] = {}
        for record in self.records:
            if record.kind in ENDS:
                how = "failed" if record.body.get("reason") == "policy_skip" else ENDS[record.kind]
                found.setdefault((record.node, record.pass_), []).append(how)
        return found

    def teardown(self) -> None:
        if not hasattr(self, "plan"):
            return
        while not self.plan.finished:
            for step, ready in ((self.answer, self.asked), (self.end_an_attempt, self.running)):
                if ready:
                    step(0)
                    break
            else:
                self.ring()
        self.check_ends()
        self.check_twice()

    def check_ends(self) -> None:
        assert not self.running
        found = self.ends()
        assert all(len(ends) == 1 for ends in found.values()), found
        assert set(self.nodes) <= {node for node, _ in found}
        if self.plan.finished == "cancelled":
            return
        assert self.plan.finished == "completed"
        if reference.has_cancels(self.nodes):
            return
        model = Model(self.nodes)
        wanted = {key: how for key, how in model.ends.items() if key not in model.open}
        assert {key: found[key][0] for key in wanted} == wanted
        assert found.keys() <= model.ends.keys()

    def check_twice(self) -> None:
        """The same events give the same commands, and the journal the same state."""
        if not any(isinstance(event, Resumed) for event in self.events):
            again = self.fresh()
            assert [[repr(c) for c in again.handle(event)] for event in self.events] == self.commands
        plan = self.fresh()
        journal.replay(plan, self.records)
        assert picture(plan) == picture(self.plan)


Plays.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestPlays = pytest.mark.slow(Plays.TestCase)
