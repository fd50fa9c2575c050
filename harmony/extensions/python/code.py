"""python.code: runs `main(**inputs)` of a piece of Python, or a function of a module."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Annotated, Any

from harmony.sdk import Code, Context, Out, StepFailed, Table, node

from .compiled import explained, from_code, from_module


@node(
    title="Python",
    icon="fa6b.python",
    examples=[{"title": "Add up", "with": {"code": "def main(rows):\n    return sum(r['amount'] for r in rows)\n"}}],
)
def code(*, ctx: Context, code: Code = "", function: str = "", **ports: Any) -> Annotated[Any, Out("value")]:
    """Runs your own function.

    Args:
        code: Python that defines main(**inputs), sync or async; tables arrive as lists of objects.
        function: A function of a module instead, as package.module:name; the Melody's folder is searched first.

    Returns:
        What main returned.
    """
    if bool(code.strip()) == bool(function.strip()):
        said = "Give either `code` or `function`, not both." if code.strip() else "Give it `code`, or a `function`."
        raise StepFailed(said, error_class="invalid_input", retryable=False)
    main = from_code(code, ctx.node or "code") if code.strip() else from_module(function.strip(), ctx.base)
    arguments = _arguments(main, {name: _plain(value) for name, value in ports.items()})
    with _Log(ctx) as log, contextlib.redirect_stdout(log):
        try:
            value = main(**arguments)
            if inspect.isawaitable(value):
                return _later(value, main, ctx) if _is_on_loop() else asyncio.run(_awaited(value))
        except StepFailed:
            raise
        except BaseException as error:
            raise explained(error, main) from error
    return value


async def _awaited(value: Any) -> Any:
    return await value


def _is_on_loop() -> bool:
    """True if a loop runs here, which is to go on meanwhile."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _later(value: Awaitable[Any], main: Callable[..., Any], ctx: Context) -> Any:
    """What an async main gives, beside all else that the loop does."""
    with _Log(ctx) as log:
        try:
            return await _Printing(value, log)
        except (StepFailed, asyncio.CancelledError, GeneratorExit):
            raise
        except BaseException as error:
            raise explained(error, main) from error


class _Printing:
    """Awaits something, and takes what it prints, but nothing that others print while it waits."""

    def __init__(self, awaited: Awaitable[Any], log: _Log) -> None:
        self._awaited = awaited
        self._log = log

    def __await__(self) -> Generator[Any, Any, Any]:
        steps: Any = self._awaited.__await__()
        error: BaseException | None = None
        while True:
            try:
                with contextlib.redirect_stdout(self._log):
                    waits_for = next(steps) if error is None else steps.throw(error)
            except StopIteration as end:
                return end.value
            error = None
            try:
                yield waits_for
            except BaseException as raised:
                error = raised


def _plain(value: Any) -> Any:
    """Tables, alone or in lists, as lists of objects."""
    if isinstance(value, Table):
        return value.rows()
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _arguments(main: Callable[..., Any], ports: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs that main wants; a port that did not deliver leaves main's own default.

    Raises:
        StepFailed: main cannot be called with these ports; both are named.
    """
    signature = inspect.signature(main)
    given = {}
    for name, value in ports.items():
        parameter = signature.parameters.get(name)
        if value is None and parameter is not None and parameter.default is not parameter.empty:
            continue
        given[name] = value
    try:
        signature.bind(**given)
    except TypeError as error:
        names = ", ".join(ports) or "none"
        raise StepFailed(
            f"`{main.__name__}{signature}` does not fit the input ports ({names}): {error}.",
            error_class="invalid_input",
            retryable=False,
        ) from error
    return given


class _Log(io.TextIOBase):
    """What the code prints, as lines of the run's log."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._rest = ""

    def write(self, text: str) -> int:
        """Send each finished line."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._ctx.log(line)
        return len(text)

    def close(self) -> None:
        """Send what has no end of line."""
        if self._rest:
            self._ctx.log(self._rest)
            self._rest = ""
        super().close()
