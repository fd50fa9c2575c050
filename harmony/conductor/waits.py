"""What a run waits for before it goes on: what is to be on disk, and what has ended its tasks."""

from __future__ import annotations

import asyncio
from typing import Any

from harmony.conductor.plan.commands import Start
from harmony.conductor.plan.table import effects_of
from harmony.errors import HarmonyError


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What ended a run: of several at once one with a sentence for a person, where there is one."""
    told = [error for error in group.exceptions if isinstance(error, HarmonyError)]
    return told[0] if told else group.exceptions[0] if len(group.exceptions) == 1 else group


async def wait_durable(future: asyncio.Future[None] | None) -> None:
    """Wait for what was written to be on disk, if it is not yet."""
    if future is not None:
        await future


def writes(start: Start) -> bool:
    """True if the step may change the world, so that its start must be on disk before it."""
    state = start.state
    if not state.alternative:
        return state.spec.effects == "writes"
    option = state.options[state.alternative - 1]
    return bool(option.use) and effects_of(state.spec.node, option.type) == "writes"


async def wait_either(work: asyncio.Task[None], ended: asyncio.Future[Any]) -> None:
    """Wait for some work, unless the run ends before; then it is given up."""
    await asyncio.wait({work, ended}, return_when=asyncio.FIRST_COMPLETED)
    work.cancel()
