"""Steps on the loop's own thread: `async def`, and sync functions that say they take no time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Any

from harmony.conductor.artifacts import Artifact
from harmony.conductor.ports import Artifacts, Report, StepCall, StepDone
from harmony.errors import StoreError
from harmony.runners.step import (
    FolderOf,
    Spending,
    clean_failure,
    key_of,
    output_types,
    stored,
    value_of,
    warn_of_hits,
)
from harmony.sdk import secrets as tokens
from harmony.sdk.faults import as_failed
from harmony.sdk.invoke import invoke, invoke_here, is_async
from harmony.sdk.loading import load_function
from harmony.sdk.manifest import NodeType
from harmony.sdk.secrets import Redactor
from harmony.sdk.step import StepContext
from harmony.sdk.values import Table

_STALL_SECONDS = 0.05
Known = tuple[NodeType, Callable[..., Any], dict[str, str], bool]


def _stall(node: str, seconds: float) -> str:
    return (
        f"`{node}` held up everything else for {seconds * 1000:.0f} ms: "
        "it is not quick enough to run inline; drop the node's `isolation: inline`, or the function's `inline=True`."
    )


class InlineRunner:
    """Implements `conductor.ports.Runner` on the running loop.

    Args:
        folder_of: where a node type's code lies.
        artifacts: where values come from and go to.
    """

    def __init__(self, folder_of: FolderOf, artifacts: Artifacts) -> None:
        self._folder_of = folder_of
        self._artifacts = artifacts
        self._known: dict[int, Known] = {}

    def _look_up(self, type: NodeType) -> Known:
        """The node type's function and output types, and whether it waits; loaded once."""
        known = self._known.get(id(type))
        if known is None or known[0] is not type:
            function = load_function(self._folder_of(type), type.function)
            known = self._known[id(type)] = (type, function, output_types(type), is_async(function))
        return known

    async def run(self, call: StepCall, report: Report) -> StepDone:
        """Run one attempt to its end; cancelling the awaiting task cancels the step's code.

        Raises:
            StepFailed: the step failed; its `error_class` says how.
            StoreError: an input is damaged or an output cannot be stored; not the step's fault.
        """
        redactor = Redactor(call.secrets) if call.secrets else None
        send = Spending(report, redactor)
        names = tokens.names_in(call.params, call.secrets) if call.secrets else {}
        context = StepContext(key_of(call), send, names)
        try:
            return StepDone(await self._play(call, context, redactor), send.spent)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise clean_failure(as_failed(error), redactor) from None
        except (GeneratorExit, StoreError):
            raise
        except BaseException as error:
            raise clean_failure(as_failed(error), redactor) from (None if redactor else error)
        finally:
            if redactor is not None:
                warn_of_hits(redactor, report)
            context.close()

    async def _play(self, call: StepCall, context: StepContext, redactor: Redactor | None) -> dict[str, Artifact]:
        _type, function, types, waits = self._look_up(call.type)
        artifacts = self._artifacts
        inputs = {port: value_of(slot, artifacts) for port, slot in call.inputs.items()}
        params = tokens.fill(call.params, call.secrets) if call.secrets else call.params
        if waits:
            given = await invoke(function, inputs, params, context)
        else:
            begun = perf_counter()
            found = invoke_here(function, inputs, params, context)
            if (seconds := perf_counter() - begun) > _STALL_SECONDS:
                context.send("log", {"level": "warning", "text": _stall(call.node, seconds)})
            given = found if isinstance(found, dict) else await found
        outputs = {}
        for port, value in given.items():
            if redactor is not None:
                value = redactor.output(value, context)
            if value.__class__ is Table:  # writing Parquet would hold up the loop
                outputs[port] = await asyncio.to_thread(stored, port, value, types, artifacts)
            else:
                outputs[port] = stored(port, value, types, artifacts)
        return outputs

    async def close(self) -> None:
        """Nothing is kept."""
