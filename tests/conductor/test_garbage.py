"""When Python looks for garbage while runs play."""

import asyncio
import gc
from typing import Any

from harmony.conductor.garbage import LARGE, no_collection
from tests.conductor.kit import World, admission_of
from tests.conductor.nodes import echo


def play_and_look(size: int) -> tuple[int, tuple[int, int, int]]:
    async def go() -> tuple[int, tuple[int, int, int]]:
        async with World().conductor() as conductor:
            run = conductor.play(admission_of({f"n{i}": echo(i) for i in range(size)}), lambda records: None)
            found = gc.get_freeze_count(), gc.get_threshold()
            await run.wait()
        return found

    return asyncio.run(go())


def test_a_large_run_is_left_out_while_it_plays() -> None:
    before = gc.get_threshold()
    frozen, thresholds = play_and_look(LARGE)
    assert frozen > LARGE and thresholds > before
    assert gc.get_freeze_count() == 0 and gc.get_threshold() == before


def test_a_small_one_is_not() -> None:
    assert play_and_look(3)[0] == 0


def test_who_has_switched_it_off_keeps_it_off() -> None:
    seen: list[Any] = []
    gc.disable()
    try:
        with no_collection():
            seen.append(gc.isenabled())
        seen.append(gc.isenabled())
    finally:
        gc.enable()
    assert seen == [False, False]
