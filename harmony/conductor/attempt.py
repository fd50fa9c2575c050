"""One attempt of a step: its call made ready, run, and its result or failure as an event."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.context import Contexts
from harmony.conductor.evaluate import Language
from harmony.conductor.plan.commands import Start
from harmony.conductor.plan.messages import Completed, Failed
from harmony.conductor.plan.option import Option
from harmony.conductor.plan.state import State
from harmony.conductor.plan.wire import has_expression
from harmony.conductor.ports import Clock, Report, Runner, StepCall, StepDone
from harmony.conductor.reuse import Reuse
from harmony.conductor.stamps import declared_paths, port_paths, stamps_of
from harmony.conductor.values import Values
from harmony.errors import HarmonyError, StoreError
from harmony.melody.frozen import thaw
from harmony.melody.interface import given_ports
from harmony.sdk.failure import StepFailed
from harmony.sdk.manifest import NodeType

FOUND = "found"
"""Instead of a key: the result was found by it."""


class Heard:
    """Takes a step's scores and spending out of what it reports, and passes the rest on."""

    __slots__ = ("report", "scores", "spent")

    def __init__(self, report: Report) -> None:
        self.report = report
        self.scores: dict[str, dict[str, Any]] = {}
        self.spent: dict[str, float] = {}

    def __call__(self, kind: str, body: dict[str, Any]) -> None:
        """One report."""
        if kind == "score":
            self.scores[body["port"]] = body
        elif kind == "spend":
            for name, amount in body.items():
                self.spent[name] = self.spent.get(name, 0.0) + amount
        else:
            self.report(kind, body)


class Attempts:
    """Runs attempts of one run.

    Args:
        run: id of the run.
        base: folder that its paths are relative to.
        secrets: nonce to value.
    """

    def __init__(
        self,
        run: str,
        base: str,
        *,
        runner: Runner,
        clock: Clock,
        values: Values,
        contexts: Contexts,
        language: Language,
        secrets: Mapping[str, str],
        reuse: Reuse,
    ) -> None:
        self._run = run
        self._base = base
        self._runner = runner
        self._clock = clock
        self._values = values
        self._contexts = contexts
        self._language = language
        self._secrets = dict(secrets)
        self._reuse = reuse

    async def play(self, start: Start, report: Report) -> Completed | Failed:
        """Run one attempt to its end.

        Raises:
            CancelledError: the attempt was stopped from outside.
            StoreError: the store failed, which is not the step's fault.
        """
        state = start.state
        clock = self._clock
        began = clock.now()
        heard = Heard(report)
        spent = heard.spent
        try:
            done, key = await self._go(start, heard)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return self._failed(start, error_of("bug", "the step cancelled itself"), spent)
        except StepFailed as error:
            return self._failed(start, _said(error), spent)
        except StoreError:
            raise
        except HarmonyError as error:
            return self._failed(start, error_of("invalid_input", error.message), spent)
        except Exception as error:
            return self._failed(start, error_of(*class_of(error)), spent)
        at = clock.now()
        if key == FOUND:
            outputs = self._as_own(state, done.outputs) if state.alternative else done.outputs
            return Completed(at, state.path, state.pass_, start.attempt, outputs, cached=True)
        outputs = stamped(done.outputs, state, at - began, heard.scores)
        if key:
            self._reuse.keep(start, key, outputs, at - began)
        if state.alternative:
            outputs = self._as_own(state, outputs)
        return Completed(at, state.path, state.pass_, start.attempt, outputs, done.spent or spent)

    def _failed(self, start: Start, error: dict[str, Any], spent: dict[str, float]) -> Failed:
        state = start.state
        return Failed(self._clock.now(), state.path, state.pass_, start.attempt, error, spent)

    async def _go(self, start: Start, report: Report) -> tuple[StepDone, str]:
        """What the step gave, and the key to keep it by; FOUND if it was kept before."""
        state = start.state
        spec = state.spec
        option = state.options[state.alternative - 1] if state.alternative else None
        if option is not None and not option.use:
            return StepDone(self._fixed(state, option)), ""
        type = spec.type if option is None else option.type
        if type is None:
            use = spec.node.use if option is None else option.use
            raise StepFailed(f"the extension of `{use}` is not installed", error_class="unavailable", retryable=False)
        call = self._call(start, type, option)
        if spec.node.cache == "always" and self._reuse.reads(start, call):
            return await self._go_reading(start, call, report)
        key = self._reuse.key(start, call)
        found = self._reuse.find(key) if key else None
        if found is not None:
            return StepDone(found), FOUND
        return await self._runner.run(call, report), key

    async def _go_reading(self, start: Start, call: StepCall, report: Report) -> tuple[StepDone, str]:
        """The same for a step that reads files: its key holds what they are, and what changes meanwhile is not kept."""
        stamps = await self._stamps(call)
        if stamps is None:
            return await self._runner.run(call, report), ""
        key = self._reuse.key(start, call, stamps)
        found = self._reuse.find(key)
        if found is not None:
            return StepDone(found), FOUND
        done = await self._runner.run(call, report)
        return done, key if await self._stamps(call) == stamps else ""

    async def _stamps(self, call: StepCall) -> list[Any] | None:
        values = {p.name: self._values.load(call.inputs[p.name]) for p in call.type.inputs if p.name in call.inputs}
        paths = [*declared_paths(call.type, call.params), *port_paths(call.type, values)]
        return await asyncio.to_thread(stamps_of, paths, call.base)

    def _as_own(self, state: State, outputs: dict[str, Artifact]) -> dict[str, Artifact]:
        """Outputs of an alternative as those of its node: one stands for one; who was chosen is named beside them."""
        option = state.options[state.alternative - 1]
        if not option.use:
            return outputs
        if state.spec.flow == "choose":
            return outputs | {"player": self._values.put(option.use, "text")}
        own = state.spec.type.outputs if state.spec.type else ()
        theirs = option.type.outputs if option.type else ()
        if len(own) == len(theirs) == len(outputs) == 1:
            return {own[0].name: next(iter(outputs.values()))}
        return outputs

    def _call(self, start: Start, type: NodeType, option: Option | None) -> StepCall:
        """The call, with expressions done and conversions made.

        Raises:
            HarmonyError: an expression, a merge or a conversion failed.
        """
        state = start.state
        node = state.spec.node
        inputs = self._values.inputs_of(state)
        if option is not None:
            inputs = {name: self._refit(name, slot, type) for name, slot in inputs.items()}
            given = given_ports(type, option.with_)
            inputs, params = self._filled(state, inputs, thaw(option.with_), type, given)
        elif state.spec.static and not state.spec.given:
            if state.spec.memo is None:
                state.spec.memo = thaw(node.with_)
            params = dict(state.spec.memo) if state.spec.memo else {}
        else:
            inputs, params = self._filled(state, inputs, thaw(node.with_), type, state.spec.given)
        if params and type.inputs:
            inputs = dict(inputs)
            self._move_ports(params, inputs, type)
        if start.vary:
            params |= thaw(start.vary)
        return StepCall(
            run=self._run,
            node=state.path,
            pass_=state.pass_,
            attempt=start.attempt,
            type=type,
            inputs=inputs,
            params=params,
            isolation=node.isolation or type.isolation,
            secrets=self._secrets,
            base=state.scope.table.base or self._base,
            idempotency_key=key_of(self._run, state),
            resources=dict(state.spec.resources),
        )

    def _refit(self, name: str, slot: Slot, type: NodeType) -> Slot:
        port = type.input(name)
        return self._values.fit(slot, port.type) if port is not None and not port.many else slot

    def _move_ports(self, params: dict[str, Any], inputs: dict[str, Slot], type: NodeType) -> None:
        """An input port that is not wired may be given a value in `with`."""
        declared = type.params.get("properties", {})
        for port in type.inputs:
            if port.name in params and port.name not in declared:
                value = params.pop(port.name)
                if port.name in inputs:
                    continue
                if port.many:
                    items = value if isinstance(value, list) else [value]
                    inputs[port.name] = [self._values.put(item, "any") for item in items]
                else:
                    inputs[port.name] = self._values.fit(self._values.put(value, "any"), port.type)

    def _filled(
        self, state: State, inputs: dict[str, Slot], params: dict[str, Any], type: NodeType, given: tuple[str, ...]
    ) -> tuple[dict[str, Slot], dict[str, Any]]:
        """Inputs and parameters with their expressions done; the rest sees what stands for open ports."""
        if not given:
            return inputs, self._rendered(state, params, type)
        values = self._rendered(state, {name: params.pop(name) for name in given}, None)
        values = {name: value for name, value in values.items() if name not in inputs}
        made: dict[str, Slot] = {name: self._values.put(value, "any") for name, value in values.items()}
        return {**inputs, **made}, self._rendered(state, params, type, values)

    def _rendered(
        self, state: State, params: dict[str, Any], type: NodeType | None, more: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Parameters with their expressions done; code is left as it is."""
        raw = raw_params(type)
        given = {name: value for name, value in params.items() if name not in raw and has_expression(value)}
        if not given:
            return params
        names = self._language.names(given, is_bare=False)
        scope = self._contexts.scope(state, names)
        if more:
            scope |= {name: value for name, value in more.items() if name in names}
        params.update(self._language.render(given, scope))
        return params

    def _fixed(self, state: State, option: Option) -> dict[str, Artifact]:
        """`{value: …}` as outputs: of one output the value, of several by name."""
        value = thaw(option.value)
        if has_expression(value):
            names = self._language.names(value, is_bare=False)
            value = self._language.render(value, self._contexts.scope(state, names))
        ports = state.spec.type.outputs if state.spec.type else ()
        if len(ports) > 1 or state.spec.flow == "choose":
            if not isinstance(value, dict):
                raise StepFailed("the value stands for several outputs: give an object", error_class="invalid_output")
            if state.spec.flow == "choose":
                return {name: self._values.put(part, "any") for name, part in value.items()}
            return {p.name: self._values.put(value[p.name], p.type) for p in ports if p.name in value}
        if not ports:
            return {"value": self._values.put(value, "any")}
        return {ports[0].name: self._values.put(value, ports[0].type)}


def raw_params(type: NodeType | None) -> frozenset[str]:
    """Parameters that hold code, in which `{{` is nothing special."""
    if type is None:
        return frozenset()
    properties = type.params.get("properties", {})
    return frozenset(n for n, schema in properties.items() if str(schema.get("format", "")) == "code:python")


def key_of(run: str, state: State) -> str:
    """A step's idempotency key: stable over attempts and restarts."""
    return f"{run}:{state.path}@{state.pass_}"


def stamped(
    outputs: dict[str, Artifact], state: State, seconds: float, scores: Mapping[str, Mapping[str, Any]]
) -> dict[str, Artifact]:
    """Outputs with who made them, how long it took, and their scores."""
    made_by = f"{state.path}@{state.pass_}" if state.pass_ else state.path
    found = {}
    for port, a in outputs.items():
        quality, parts = a.quality, a.parts
        if port in scores:
            quality = float(scores[port]["score"])
            parts = {"structure": 1.0, "meaning": quality}
        found[port] = Artifact(
            a.hash, a.type, a.size, a.inline, quality, parts, a.rows, a.name, made_by, seconds, a.reconstructed
        )
    return found


def error_of(error_class: str, message: str, retryable: bool | None = None) -> dict[str, Any]:
    """An error as the plan takes it."""
    return {"class": error_class, "message": message, "retryable": retryable, "detail": None}


def _said(error: StepFailed) -> dict[str, Any]:
    found: dict[str, Any] = {
        "class": error.error_class,
        "message": error.message,
        "retryable": error.retryable,
        "detail": error.detail,
    }
    if error.retry_after is not None:
        found["retry_after"] = error.retry_after
    return found


def class_of(error: BaseException) -> tuple[str, str]:
    """The class of what Python code raised, and what to say of it."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, TimeoutError):
        return "timeout", said
    if isinstance(error, ConnectionError):
        return "network", said
    if isinstance(error, MemoryError):
        return "resource", said
    return "bug", said
