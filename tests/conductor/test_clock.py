"""The clocks."""

import asyncio

from harmony.conductor.clock import RealClock, VirtualClock, not_before


async def test_the_virtual_clock_jumps_only_when_nothing_runs() -> None:
    clock = VirtualClock(0.0)
    rung: list[float] = []
    clock.hold()
    clock.call_at(50.0, lambda: rung.append(clock.now()))
    for _ in range(10):
        await asyncio.sleep(0)
    assert rung == []
    clock.release()
    for _ in range(10):
        await asyncio.sleep(0)
    assert rung == [50.0] and clock.now() == 50.0


async def test_sleepers_wake_in_order_and_hold_the_clock() -> None:
    clock = VirtualClock(0.0)
    woken: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        clock.hold()
        await clock.sleep(seconds)
        await asyncio.sleep(0)
        woken.append((name, clock.now()))
        clock.release()

    async with asyncio.TaskGroup() as group:
        for name, seconds in (("b", 5.0), ("a", 2.0), ("c", 5.0)):
            group.create_task(sleeper(name, seconds))
    assert woken == [("a", 2.0), ("b", 5.0), ("c", 5.0)]


async def test_a_cancelled_timer_does_not_ring() -> None:
    clock = VirtualClock(0.0)
    rung: list[str] = []
    clock.call_at(1.0, lambda: rung.append("no"))()
    clock.call_at(2.0, lambda: rung.append("yes"))
    for _ in range(10):
        await asyncio.sleep(0)
    assert rung == ["yes"] and clock.now() == 2.0


async def test_a_sleeper_that_is_cancelled_as_it_wakes_holds_the_clock_once() -> None:
    clock = VirtualClock(0.0)
    clock.hold()
    async with asyncio.TaskGroup() as group:
        sleeper = group.create_task(clock.sleep(1.0), name="sleeper")
        clock.call_at(1.0, sleeper.cancel)  # rings before or after it, in the same turn of the loop
    rung: list[float] = []
    clock.call_at(5.0, lambda: rung.append(clock.now()))
    clock.release()
    for _ in range(10):
        await asyncio.sleep(0)
    assert sleeper.cancelled() and rung == [5.0]


async def test_the_real_clock_rings_and_never_goes_back() -> None:
    clock = RealClock()
    done = asyncio.Event()
    before = clock.now()
    clock.call_at(before + 0.005, done.set)
    cancelled = clock.call_at(before + 0.001, lambda: (_ for _ in ()).throw(AssertionError))
    cancelled()
    await done.wait()
    assert clock.now() >= before + 0.004


async def test_a_run_goes_on_from_its_last_time_when_the_clock_was_set_back() -> None:
    clock = VirtualClock(1000.0)
    assert not_before(clock, 900.0) is clock
    later, rung = not_before(clock, 87_400.0), []
    assert later.now() == 87_400.0
    later.call_at(87_403.0, lambda: rung.append((later.now(), clock.now())))
    for _ in range(10):
        await asyncio.sleep(0)
    assert rung == [(87_403.0, 1003.0)]
