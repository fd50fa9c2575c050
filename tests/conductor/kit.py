"""A small world for tests of the Conductor: node types from functions, all in memory, virtual time."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable
from typing import Any

from harmony.conductor import Admission, Conductor, Outcome, Run
from harmony.conductor.clock import VirtualClock
from harmony.conductor.events import Record, public
from harmony.conductor.ports import Report, StepCall, StepDone
from harmony.melody.model import Melody
from harmony.sdk.failure import StepFailed
from harmony.sdk.manifest import NodeType, Port
from harmony.store.memory import MemoryArtifacts, MemoryJournal, MemoryLearnt, MemoryUses

Function = Callable[..., Any]

FLOW = {
    "switch": ([Port("value")], True),
    "choose": ([], True),
    "each": ([Port("items", "list")], True),
    "repeat": ([], True),
    "melody": ([], True),
    "join": ([], True),
    "wait": ([Port("value", required=False)], False),
    "approve": ([], True),
    "send": ([Port("value", required=False)], False),
    "fail": ([], True),
    "stop": ([], True),
}
FLOW_OUTPUTS = {
    "choose": [Port("player", "text")],
    "wait": [Port("value"), Port("event")],
    "send": [Port("value")],
    "approve": [Port("approved"), Port("rejected"), Port("answer")],
}


def flow_type(name: str) -> NodeType:
    inputs, is_open = FLOW[name]
    return NodeType(
        f"flow.{name}",
        kind="flow",
        inputs=tuple(inputs),
        outputs=tuple(FLOW_OUTPUTS.get(name, ())),
        open_inputs=is_open,
        dynamic_outputs=True,
        effects="none",
        idempotent=True,
        isolation="inline",
    )


class World:
    """Node types by id with their functions `f(inputs, params, call, clock)`; also the runner."""

    def __init__(self) -> None:
        self.types: dict[str, NodeType] = {f"flow.{name}": flow_type(name) for name in FLOW}
        self.functions: dict[str, Function] = {}
        self.artifacts = MemoryArtifacts()
        self.journal = MemoryJournal()
        self.clock = VirtualClock()
        self.calls: list[StepCall] = []
        self.running = self.most = 0
        self.slots: dict[str, Any] = {}
        self.learnt = MemoryLearnt()
        self.uses = MemoryUses()
        self.add("t.echo", lambda inputs, params: params.get("value", next(iter(inputs.values()), None)))
        self.add("t.sleep", self._sleep)
        self.add("t.fail", self._fail)
        self.add("t.add", lambda inputs, params: sum(v for v in inputs.values() if v is not None))

    async def _sleep(self, inputs: dict[str, Any], params: dict[str, Any]) -> Any:
        await self.clock.sleep(params.get("seconds", 1))
        return params.get("value", next(iter(inputs.values()), None))

    @staticmethod
    def _fail(inputs: dict[str, Any], params: dict[str, Any]) -> Any:
        raise StepFailed(
            params.get("message", "no"),
            error_class=params.get("class", "unavailable"),
            retryable=params.get("retryable"),
        )

    def add(
        self, id: str, function: Function, *, outputs: str = "value", inputs: tuple[Port, ...] = (), **more: Any
    ) -> None:
        ports = tuple(Port(*part.split(":")) if ":" in part else Port(part) for part in outputs.split())
        more = {"effects": "none", "isolation": "inline"} | more
        self.types[id] = NodeType(id, outputs=ports, inputs=inputs, open_inputs=True, **more)
        self.functions[id] = function

    def find(self, use: str) -> NodeType | None:
        return self.types.get(use.partition("@")[0])

    def players(self, capabilities: Iterable[str]) -> tuple[NodeType, ...]:
        wanted = set(capabilities)
        return tuple(t for t in self.types.values() if t.player is not None and wanted <= set(t.player.capabilities))

    async def run(self, call: StepCall, report: Report) -> StepDone:
        self.calls.append(call)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            inputs = {n: self._load(slot) for n, slot in call.inputs.items()}
            function = self.functions[call.type.id]
            more = {"call": call, "report": report}
            given = {k: v for k, v in more.items() if k in inspect.signature(function).parameters}
            value = function(inputs, call.params, **given)
            if inspect.isawaitable(value):
                value = await value
        finally:
            self.running -= 1
        if isinstance(value, StepDone):
            return value
        ports = call.type.outputs
        values = {ports[0].name: value} if len(ports) == 1 else value
        return StepDone(
            {n: self.artifacts.put(v, next(p.type for p in ports if p.name == n)) for n, v in values.items()}
        )

    def _load(self, slot: Any) -> Any:
        if isinstance(slot, list):
            return [self._load(item) for item in slot]
        return None if slot is None else self.artifacts.get(slot)

    async def close(self) -> None: ...

    def value(self, artifact: Any) -> Any:
        return None if artifact is None else self.artifacts.get(artifact)

    def conductor(self) -> Conductor:
        return Conductor(
            journal=self.journal,
            artifacts=self.artifacts,
            runner=self,
            clock=self.clock,
            find_type=self.find,
            find_players=self.players,
            learnt=self.learnt,
            uses=self.uses,
            **self.slots,
        )

    def play(
        self,
        nodes: dict[str, Any],
        outputs: dict[str, str] | None = None,
        *,
        act: Any = None,
        resume: list[Record] | None = None,
        answers: Any = (),
        **more: Any,
    ) -> Played:
        """Play, or `resume` records, send `letters` (records, node, pass) again, `fork` (records, node, pass)."""
        return asyncio.run(self.play_async(nodes, outputs, act=act, resume=resume, answers=answers, **more))

    async def play_async(
        self,
        nodes: dict[str, Any],
        outputs: dict[str, str] | None = None,
        *,
        act: Any = None,
        resume: list[Record] | None = None,
        answers: Any = (),
        **more: Any,
    ) -> Played:
        fork, letters, acts = more.pop("fork", None), more.pop("letters", None), more.pop("acts", ())
        keep_code = more.pop("keep_code", True)
        admission = admission_of(nodes, outputs, **more)
        records: list[Record] = []
        async with self.conductor() as conductor:
            if fork is not None:
                run = conductor.fork(admission, fork[0], records.extend, *fork[1:])
            elif letters is not None:
                run = conductor.retry_letters(admission, letters[0], records.extend, *letters[1:])
            elif resume is None:
                run = conductor.play(admission, records.extend, acts)
            else:
                run = conductor.resume(admission, resume, records.extend, answers, acts, keep_code=keep_code)
            if act is not None:
                await act(run, records)
            outcome = await run.wait()
        return Played(self, run, outcome, records)


ADMISSION = ("base", "pins", "start", "stop", "secrets", "melodies", "seed", "history", "file")


def admission_of(nodes: dict[str, Any], outputs: dict[str, str] | None = None, **more: Any) -> Admission:
    given = more.pop("given", {})
    fields = {name: more.pop(name) for name in ADMISSION if name in more}
    melody = melody_of(nodes, outputs, **more)
    return Admission(run="r1", melody=melody, inputs=given, **fields)


def melody_of(nodes: dict[str, Any], outputs: dict[str, str] | None = None, **more: Any) -> Melody:
    return Melody.model_validate(
        {"format": "harmony/1", "name": "test", "nodes": nodes, "outputs": outputs or {}, **more}
    )


class Played:
    """A run that was played, and easy questions about it."""

    def __init__(self, world: World, run: Run, outcome: Outcome, records: list[Record]) -> None:
        self.world = world
        self.run = run
        self.outcome = outcome
        self.records = records
        self.status = outcome.status
        self.outputs = {name: world.value(a) for name, a in outcome.outputs.items()}

    @property
    def events(self) -> list[dict[str, Any]]:
        return [public("r1", r) for r in self.records if r.is_public]

    def of(self, kind: str, node: str | None = None) -> list[dict[str, Any]]:
        return [e for e in self.events if e["kind"] == kind and node in (None, e.get("node"))]

    def end(self, node: str, pass_: str = "") -> str:
        """`completed`, `failed`, `skipped:REASON` …"""
        kinds = ("node.completed", "node.cached", "node.failed", "node.skipped")
        found = [e for e in self.events if e.get("node") == node and e.get("pass") == pass_ and e["kind"] in kinds]
        assert len(found) == 1, f"{node} has {len(found)} ends: {found}"
        word = found[0]["kind"].removeprefix("node.")
        return f"{word}:{found[0]['reason']}" if word == "skipped" else word

    @property
    def seconds(self) -> float:
        return self.events[-1]["at"] - self.events[0]["at"]

    @property
    def trail(self) -> list[str]:
        return [f"{e['kind']} {e.get('node', '')}".strip() for e in self.events]
