"""Calling node functions."""

from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from typing import Annotated, Any

import pytest

from harmony.sdk import SKIP, Context, Many, Out, Param, Result, StepFailed
from harmony.sdk.invoke import invoke, invoke_sync, is_async


@dataclass
class Split:
    high: Any
    low: Any


def add(a: int, b: int = 10, *, factor: Annotated[int, Param(ge=1)] = 1, ctx: Context) -> Annotated[int, Out("sum")]:
    ctx.log("adding")
    return (a + b) * factor


def optional(a: int | None = 5) -> Any:
    return a


def opened(*, value: Any = None, **ports: Any) -> Any:
    return value, ports


def split(x: int) -> Split:
    return Split(x, SKIP) if x > 3 else Split(SKIP, x)


def count(n: int) -> Generator[str, None, Annotated[int, Out("n")]]:
    for i in range(n):
        yield f"{i}"
    return n


async def stream() -> Annotated[AsyncIterator[str | Result], Out("text")]:
    yield "do "
    yield "re"
    yield Result("do re")


async def later(x: int) -> int:
    return x + 1


def nothing() -> None: ...
def collect(parts: Many[str]) -> list[str]:
    return list(parts)


def listening():
    said = []
    return Context(send=lambda kind, body: said.append((kind, body))), said


def test_ports_and_parameters_and_context():
    ctx, said = listening()
    assert invoke_sync(add, {"a": 1, "b": 2}, {"factor": 3}, ctx) == {"sum": 9}
    assert said == [("log", {"text": "adding"})]


def test_a_port_that_did_not_deliver_keeps_its_default():
    assert invoke_sync(add, {"a": 1, "b": None}, {}, Context()) == {"sum": 11}
    assert invoke_sync(add, {"a": 1}, {}, Context()) == {"sum": 11}


def test_without_a_default_it_is_none():
    def f(x: str) -> Any:
        return [x]

    assert invoke_sync(f, {"x": None}, {}, Context()) == {"value": [None]}


def test_a_port_that_may_be_none_is_told_so():
    assert invoke_sync(optional, {"a": None}, {}, Context()) == {"value": None}
    assert invoke_sync(optional, {}, {}, Context()) == {"value": 5}


def test_an_unwired_port_gets_its_value_from_the_parameters():
    assert invoke_sync(add, {}, {"a": 1, "b": 1}, Context()) == {"sum": 2}
    assert invoke_sync(add, {"a": 5}, {"a": 1}, Context()) == {"sum": 15}


def test_open_ports_come_by_name():
    assert invoke_sync(opened, {"x": 1}, {"value": 2, "y": 3}, Context()) == {"value": (2, {"x": 1, "y": 3})}


def test_a_port_that_skips_is_absent():
    assert invoke_sync(split, {"x": 5}, {}, Context()) == {"high": 5}
    assert invoke_sync(split, {"x": 1}, {}, Context()) == {"low": 1}


def test_none_is_a_value_and_no_ports_are_no_ports():
    assert invoke_sync(optional, {"a": None}, {}, Context()) == {"value": None}
    assert invoke_sync(nothing, {}, {}, Context()) == {}


def test_a_generator_streams_chunks_and_gives_what_it_returns():
    ctx, said = listening()
    assert invoke_sync(count, {"n": 2}, {}, ctx) == {"n": 2}
    assert said == [("chunk", {"port": "n", "data": "0"}), ("chunk", {"port": "n", "data": "1"})]


async def test_an_async_generator_gives_its_result():
    ctx, said = listening()
    assert await invoke(stream, {}, {}, ctx) == {"text": "do re"}
    assert [body["data"] for _, body in said] == ["do ", "re"]


async def test_coroutines_and_functions_alike():
    assert await invoke(later, {"x": 1}, {}, Context()) == {"value": 2}
    assert await invoke(collect, {"parts": ["a", "b"]}, {}, Context()) == {"value": ["a", "b"]}


def test_a_coroutine_in_a_worker_gets_a_loop():
    assert invoke_sync(later, {"x": 1}, {}, Context()) == {"value": 2}


def test_what_must_be_awaited():
    assert is_async(later)
    assert is_async(stream)
    assert not is_async(count)


@pytest.mark.parametrize(
    ("function", "inputs", "params", "said"),
    [
        (add, {"a": 1}, {"factor": 0}, "`factor` must be at least 1"),
        (add, {"a": 1}, {"factor": "2"}, "`factor` must be a whole number"),
        (add, {"a": 1, "c": 2}, {}, "no input port or parameter `c`"),
        (add, {"a": 1}, {"oops": 2}, "no input port or parameter `oops`"),
        (opened, {"value": 1}, {}, "has the name of a parameter"),
    ],
)
def test_arguments_that_do_not_fit_are_invalid_input(function, inputs, params, said):
    with pytest.raises(StepFailed, match=said) as caught:
        invoke_sync(function, inputs, params, Context())
    assert (caught.value.error_class, caught.value.retryable) == ("invalid_input", False)


def test_a_missing_parameter_is_named():
    def f(*, model: str) -> str:
        return model

    with pytest.raises(StepFailed, match="parameter `model` is missing"):
        invoke_sync(f, {}, {}, Context())


def test_a_nullable_parameter_takes_none():
    def f(*, limit: int | None = 3) -> Any:
        return limit

    assert invoke_sync(f, {}, {"limit": None}, Context()) == {"value": None}


def test_a_record_that_is_none_is_invalid_output():
    def f() -> Split:
        return "no split"  # type: ignore[return-value]

    with pytest.raises(StepFailed, match="field `high`; it gave str") as caught:
        invoke_sync(f, {}, {}, Context())
    assert caught.value.error_class == "invalid_output"


def test_errors_of_the_function_pass_through():
    def f() -> int:
        return 1 // 0

    with pytest.raises(ZeroDivisionError):
        invoke_sync(f, {}, {}, Context())
