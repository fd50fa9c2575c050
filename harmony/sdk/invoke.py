"""Calls a node function: ports and parameters in, a value for each output port out.

Every runner and `harmony.sdk.testing` call through here, so a function behaves alike inline,
in a thread and in a process. What is known of a function is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import cache
from types import CoroutineType
from typing import Any

from harmony.sdk.adapt import Adapter, from_param, from_port, to_port
from harmony.sdk.annotations import schema
from harmony.sdk.context import Context
from harmony.sdk.failure import StepFailed
from harmony.sdk.schema import fault, with_texts
from harmony.sdk.shape import Argument, Given, Shape, flow_of, shape_of
from harmony.sdk.values import SKIP, Result


def is_async(function: Callable[..., Any]) -> bool:
    """True if `function` must be awaited (`async def`, with or without `yield`)."""
    return flow_of(function) in ("coroutine", "async_generator")


async def invoke(
    function: Callable[..., Any], inputs: Mapping[str, Any], params: Mapping[str, Any], ctx: Context
) -> dict[str, Any]:
    """Call a node function and wait for its value.

    Args:
        function: the node function, sync or async. A sync one blocks the loop while it runs.
        inputs: port to value; None for a port whose wire did not deliver.
        params: evaluated parameters; values of unwired ports may stand here too.
        ctx: injected where the function asks for it.

    Returns:
        Output port to value; a port that skips is absent.

    Raises:
        StepFailed: an argument does not fit, or the function says so; its other errors pass through.
    """
    plan = _plan(function)
    arguments = plan.arguments(inputs, params, ctx)
    flow = plan.shape.flow
    if flow == "coroutine":
        value = await function(**arguments)
    elif flow == "async_generator":
        value = await _drain(plan, function(**arguments), ctx)
    else:
        found = _given(plan, plan.call(function, arguments, ctx))
        return found if isinstance(found, dict) else await found
    return plan.ports(value)


def invoke_here(
    function: Callable[..., Any], inputs: Mapping[str, Any], params: Mapping[str, Any], ctx: Context
) -> dict[str, Any] | Coroutine[Any, Any, dict[str, Any]]:
    """The same for a sync function on a running loop: its ports, or, if it gives a coroutine, what is to be awaited."""
    plan = _plan(function)
    return _given(plan, plan.call(function, plan.arguments(inputs, params, ctx), ctx))


def _given(plan: _Plan, value: Any) -> dict[str, Any] | Coroutine[Any, Any, dict[str, Any]]:
    return _awaited(plan, value) if value.__class__ is CoroutineType else plan.ports(value)


async def _awaited(plan: _Plan, value: Coroutine[Any, Any, Any]) -> dict[str, Any]:
    return plan.ports(await value)


def invoke_sync(
    function: Callable[..., Any], inputs: Mapping[str, Any], params: Mapping[str, Any], ctx: Context
) -> dict[str, Any]:
    """The same for a worker without a loop: an async function gets a loop of its own."""
    if is_async(function):
        import asyncio  # dear, and most workers do without it

        return asyncio.run(invoke(function, inputs, params, ctx))
    plan = _plan(function)
    return plan.ports(plan.call(function, plan.arguments(inputs, params, ctx), ctx))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one function is called.

    Attributes:
        shape: its shape.
        adapters: of arguments whose values are not passed as they are.
        outs: each output with what makes its value plain, if anything.
        schemas: parameters with a schema to check.
        defaults: of parameters that are adapted too, such as relative paths.
    """

    shape: Shape
    param_names: frozenset[str]
    input_names: frozenset[str]
    adapters: Mapping[str, Adapter]
    outs: tuple[tuple[Given, Callable[[Any], Any] | None], ...]
    schemas: Mapping[str, Mapping[str, Any]]
    defaults: Mapping[str, Any]

    def arguments(self, inputs: Mapping[str, Any], params: Mapping[str, Any], ctx: Context) -> dict[str, Any]:
        """The keyword arguments of the call."""
        names = self.param_names
        given: dict[str, Any] = dict(self.defaults)
        ports = dict(inputs)
        for name, value in params.items():
            if name in names:
                given[name] = self._checked(name, value)
            else:
                ports.setdefault(name, value)
        self._bind(ports, given)
        for name, adapt in self.adapters.items():
            if given.get(name) is not None:
                given[name] = adapt(given[name], ctx)
        if self.shape.context:
            given[self.shape.context] = ctx
        return given

    def _bind(self, ports: Mapping[str, Any], given: dict[str, Any]) -> None:
        """Put the ports' values among the arguments, once no parameter is missing."""
        for argument in self.shape.params:
            if argument.required and argument.name not in given:
                raise _refused(f"The parameter `{argument.name}` is missing.")
        for argument in self.shape.inputs:
            _place(argument, ports, given)
        for name, value in ports.items():
            if name not in self.input_names:
                self._open(name, value, given)

    def _checked(self, name: str, value: Any) -> Any:
        """A parameter's value, once it fits its schema."""
        wanted = self.schemas.get(name)
        if wanted is not None and (found := fault(value, wanted)):
            written = with_texts(value, wanted)
            if not fault(written, wanted):
                return written
            raise _refused(f"The parameter `{name}`{'' if found.startswith('must') else ':'} {found}.")
        return value

    def _open(self, name: str, value: Any, given: dict[str, Any]) -> None:
        """Put the value of an open port among the arguments."""
        if not self.shape.is_open:
            raise _refused(f"There is no input port or parameter `{name}` here.")
        if name in self.param_names or name == self.shape.context:
            raise _refused(f"The input port `{name}` has the name of a parameter: call the port something else.")
        given[name] = value

    def call(self, function: Callable[..., Any], arguments: dict[str, Any], ctx: Context) -> Any:
        """Call a sync function; what a generator yields is sent as chunks, what it returns is the value."""
        if self.shape.flow != "generator":
            return function(**arguments)
        steps = function(**arguments)
        while True:
            try:
                _send(self.shape, next(steps), ctx)
            except StopIteration as end:
                return end.value

    def ports(self, value: Any) -> dict[str, Any]:
        """The value of each port that delivers."""
        if isinstance(value, Result):
            value = value.value
        found = {}
        for given, adapt in self.outs:
            one = _field(value, given.field) if given.field else value
            if one is not SKIP:
                found[given.name] = one if adapt is None or one is None else adapt(one)
        return found


@cache
def _plan(function: Callable[..., Any]) -> _Plan:
    """What is known of a function, once."""
    shape = shape_of(function)
    adapters = {a.name: from_port(a) for a in shape.inputs} | {a.name: from_param(a.annotation) for a in shape.params}
    schemas = {a.name: schema(a.annotation) for a in shape.params}
    for argument in shape.params:
        if argument.nullable and schemas[argument.name]:
            schemas[argument.name] = {"anyOf": [schemas[argument.name], {"type": "null"}]}
    return _Plan(
        shape=shape,
        param_names=frozenset(a.name for a in shape.params),
        input_names=frozenset(a.name for a in shape.inputs),
        adapters={name: adapter for name, adapter in adapters.items() if adapter is not None},
        outs=tuple((given, to_port(given.type)) for given in shape.outputs),
        schemas={name: wanted for name, wanted in schemas.items() if wanted},
        defaults={a.name: a.default for a in shape.params if adapters[a.name] and isinstance(a.default, str)},
    )


def _place(argument: Argument, ports: Mapping[str, Any], given: dict[str, Any]) -> None:
    """A declared port's value; one that did not deliver keeps the default, without one it is None."""
    value = ports.get(argument.name)
    if value is not None or argument.required or (argument.nullable and argument.name in ports):
        given[argument.name] = value


def _field(value: Any, name: str) -> Any:
    try:
        return getattr(value, name)
    except AttributeError:
        raise StepFailed(
            f"The step should give a value with the field `{name}`; it gave {type(value).__name__}.",
            error_class="invalid_output",
        ) from None


def _send(shape: Shape, data: Any, ctx: Context) -> None:
    """A preview chunk of the first port."""
    port = shape.outputs[0].name if shape.outputs else ""
    ctx.send("chunk", {"port": port, "data": data})


async def _drain(plan: _Plan, steps: Any, ctx: Context) -> Any:
    """Run an async generator: chunks go out, its last `Result` is the value."""
    value: Any = None
    async for chunk in steps:
        if isinstance(chunk, Result):
            value = chunk.value
        else:
            _send(plan.shape, chunk, ctx)
    return value


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
