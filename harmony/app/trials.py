"""Tests that a Melody carries: played in a home of their own, and compared with what they expect."""

from __future__ import annotations

import asyncio
import math
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harmony.app.core import App
from harmony.app.played import Played, Result
from harmony.app.request import PlayRequest
from harmony.app.story import Story
from harmony.conductor.artifacts import Artifact
from harmony.conductor.clock import VirtualClock
from harmony.errors import HarmonyError
from harmony.melody.frozen import thaw
from harmony.melody.model import Melody, Test
from harmony.sdk import codec
from harmony.sdk.values import File
from harmony.settings import Settings

LOOK, LOOKS = 0.1, 3
"""Seconds between looks at whether a run still gets on, and how many in a row must see that it does not."""
CLOSE = 1e-9
"""Numbers that differ by less, relatively, are the same: 0.1 + 0.2 is 0.3."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected.

    Attributes:
        at: `output letter`, `output rows[2].name`, `output letter, line 3`, `state greet`, `run`.
        expected, actual: plain values.
        why: what is known about it, for people.
    """

    at: str
    expected: Any
    actual: Any
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Nothing:
    """Stands where a list or an object ends before the other one does."""

    def __repr__(self) -> str:
        return "nothing"


NOTHING = _Nothing()


@asynccontextmanager
async def trial_app(settings: Settings) -> AsyncIterator[App]:
    """An app on the virtual clock whose runs and artifacts go when it ends; the user's extensions are there."""
    with tempfile.TemporaryDirectory(prefix="harmony-test-") as folder:
        apart = replace(settings, data=Path(folder), own_extensions=settings.extensions)
        async with App(apart, clock=VirtualClock()) as app:
            yield app


async def differences(app: App, path: Path, melody: Melody, test: Test) -> list[Difference]:
    """Play one test; what was not as it expects, at first the outputs, then the states.

    Raises:
        MelodyError: the Melody has errors; carries its problems.
        StoreError: the temporary home cannot be used.
    """
    stand_ins = {f"HARMONY_SECRET_{name}": f"test-{name}" for name in melody.secrets}
    request = PlayRequest(
        path=path,
        inputs=thaw(test.inputs),
        as_text=False,
        pins=thaw(test.pins),
        cwd=path.absolute().parent,
        environment={**stand_ins, **os.environ},
    )
    played = await app.play(request)
    result = await _result(app, played)
    if result is None:
        return await _left_waiting(app, played, test)
    return [
        *_run(result, test),
        *[d for name, value in (test.expect.output or {}).items() for d in await _output(app, played, name, value)],
        *_states(Story(app.journal.read(played.id)), test.expect.states),
    ]


async def _result(app: App, played: Played) -> Result | None:
    """How the run ended; None if it stands still for good: for an event, which nobody can send to a trial."""
    looks = 0
    while True:
        try:
            return await asyncio.wait_for(played.result(), LOOK)
        except TimeoutError:
            looks = looks + 1 if isinstance(app.clock, VirtualClock) and app.clock.is_still else 0
            if looks >= LOOKS and "waiting" in _states_of(app, played):
                return None


def _states_of(app: App, played: Played) -> set[str]:
    story = Story(app.journal.read(played.id))
    return {story.state(key) for key in story.of}


async def _left_waiting(app: App, played: Played, test: Test) -> list[Difference]:
    """What was not as expected of a run that stands still; it is cancelled."""
    why = "it waits for an event, which nobody sends to a test"
    stands = Result(played.id, "waiting", {}, error={"message": why})
    found = [*_run(stands, test), *_states(Story(app.journal.read(played.id)), test.expect.states)]
    found += [Difference(f"output {n}", thaw(v), NOTHING, why) for n, v in (test.expect.output or {}).items()]
    played.cancel("the test is over")
    await played.result()
    return found


def _run(result: Result, test: Test) -> Iterator[Difference]:
    """A run that does not complete fails its test, unless the test expects a node to fail or to wait."""
    allowed = {"failed": {"error"}, "waiting": {"waiting"}, "cancelled": {"cancelled"}}.get(result.status, set())
    if result.status != "completed" and not allowed & set(test.expect.states.values()):
        yield Difference("run", "completed", result.status, str((result.error or {}).get("message", "")))


async def _output(app: App, played: Played, name: str, expected: Any) -> list[Difference]:
    assert played.run is not None
    artifact = (await played.run.wait()).outputs.get(name)
    try:
        actual = _plain(app, artifact)
    except HarmonyError as error:
        return [Difference(f"output {name}", thaw(expected), None, error.message)]
    return list(compare(f"output {name}", thaw(expected), actual))


def _plain(app: App, artifact: Artifact | None) -> Any:
    """An output as a test writes it: a table as its rows, a file as its text, dates as text."""
    if artifact is None:
        return None
    value = app.artifacts.get(artifact)
    if isinstance(value, File):
        value = value.read_bytes()
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return codec.plain(value)


def compare(at: str, expected: Any, actual: Any) -> Iterator[Difference]:
    """Where two plain values differ, value by value."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key in [*expected, *(k for k in actual if k not in expected)]:
            yield from compare(f"{at}.{key}", expected.get(key, NOTHING), actual.get(key, NOTHING))
    elif isinstance(expected, list) and isinstance(actual, list):
        for index in range(max(len(expected), len(actual))):
            yield from compare(f"{at}[{index}]", _nth(expected, index), _nth(actual, index))
    elif isinstance(expected, str) and isinstance(actual, str) and "\n" in expected.strip() + actual.strip():
        ours, theirs = expected.split("\n"), actual.split("\n")
        for number in range(max(len(ours), len(theirs))):
            if _nth(ours, number) != _nth(theirs, number):
                yield Difference(f"{at}, line {number + 1}", _nth(ours, number), _nth(theirs, number))
    elif not _is_same(expected, actual):
        yield Difference(at, expected, actual)


def _nth(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else NOTHING


def _is_same(a: Any, b: Any) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, float | int) and isinstance(b, float | int):
        return a == b or math.isclose(a, b, rel_tol=CLOSE)
    return type(a) is type(b) and bool(a == b)


def _states(story: Story, expected: Mapping[str, str]) -> Iterator[Difference]:
    """A node in a body has the state in all of its passes."""
    for node, state in expected.items():
        for pass_ in story.passes.get(node, [""]):
            words, why = _stands(story, node, pass_)
            if state not in words:
                yield Difference(f"state {node}{f' (pass {pass_})' if pass_ else ''}", state, words[0], why)


def _stands(story: Story, node: str, pass_: str) -> tuple[list[str], str]:
    """The words that fit a node's state, the best one first, and why it is in it."""
    state, last = story.state((node, pass_)), story.last((node, pass_))
    if last is None or state not in ("skipped", "error"):
        return [state], ""
    if state == "error":
        return [state], str(last.body.get("error", {}).get("message", ""))
    reason = str(last.body.get("reason", ""))
    words = ["cancelled", "skipped"] if reason == "cancelled" else ["skipped"]
    return words, reason.replace("_", " ")
