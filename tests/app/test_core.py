"""The app whole: real store, real runners, real Conductor."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from harmony.app import App, PlayRequest
from harmony.app.answers import Reply
from harmony.conductor.artifacts import from_public, to_public
from harmony.conductor.clock import VirtualClock
from harmony.errors import MelodyError, RunError, RunNotFound, RunOwned, UsageError
from harmony.settings import Settings
from harmony.store import Database, Runs
from tests.app.playing import melody_of

pytestmark = pytest.mark.slow

HELLO = melody_of(
    "  greet: {use: text.template@1, with: {template: 'Hello {{ inputs.who }}'}}\n",
    "inputs: {who: {type: text, default: you}}\noutputs: {text: greet.text}\n",
)
ASK = melody_of("  ask: {use: flow.approve@1}\n", "outputs: {said: ask.answer}\n")
WAIT = melody_of("  w: {use: flow.wait@1, with: {event: go}}\n", "outputs: {got: w.event}\n")


def request(text: str, **inputs: Any) -> PlayRequest:
    return PlayRequest(text=text, inputs=inputs, as_text=False)


async def test_a_run_is_stored_with_its_end() -> None:
    async with App(Settings.load()) as app:
        told: list[str] = []
        app.listen(lambda run, events: told.extend(e["kind"] for e in events))
        played = await app.play(request(HELLO, who="Ada"))
        assert app.runs.get(played.id).status == "running"
        result = await played
        assert (result.status, result.outputs) == ("completed", {"text": "Hello Ada"})
        row = app.runs.get(played.id)
        assert (row.status, row.inputs, row.owner) == ("completed", {"who": "Ada"}, "")
        assert not app.playing
        assert told[-1] == "run.completed"
        assert [r.seq for r in app.events(played.id)] == list(range(len(app.events(played.id))))


async def test_what_cannot_be_played_leaves_no_run() -> None:
    async with App(Settings.load()) as app:
        with pytest.raises(UsageError):
            await app.play(request(HELLO, whom="x"))
        with pytest.raises(MelodyError):
            await app.play(request(HELLO.replace("greet.text", "greet.no")))
        assert app.runs.list() == []


async def test_what_cannot_be_gone_on_with() -> None:
    async with App(Settings.load()) as app:
        played = await app.play(request(HELLO))
        await played
        with pytest.raises(RunError, match="is completed"):
            await app.resume(played.id)
        with pytest.raises(RunNotFound):
            await app.resume("nobody")
        with pytest.raises(RunNotFound):
            app.events("nobody")


async def test_a_run_of_another_process_is_left_alone() -> None:
    async with App(Settings.load()) as app:
        played = await app.play(request(ASK))
        await played
        other = Database(app.settings.database)
        other.open()
        Runs(other).claim(played.id, "board")
        for act in (app.resume(played.id), app.answer(played.id, Reply("ask", "approve"))):
            with pytest.raises(RunOwned, match="board"):
                await act
        assert await app.send(played.id, "go")  # whoever plays it takes it
        other.close()
        assert app.runs.get(played.id).status == "waiting"
        assert not app.playing


async def test_a_refused_answer_gives_the_run_back() -> None:
    async with App(Settings.load()) as app:
        played = await app.play(request(ASK))
        await played
        with pytest.raises(RunError):
            await app.answer(played.id, Reply("nobody", "approve"))
        row = app.runs.get(played.id)
        assert (row.status, row.owner) == ("waiting", "")
        again = await app.answer(played.id, Reply("ask", "approve", {"n": 1}, as_text=False))
        assert (await again).outputs == {"said": {"n": 1}}


async def test_an_answer_while_it_plays_and_a_second() -> None:
    async with App(Settings.load()) as app:
        both = melody_of("  ask: {use: flow.approve@1}\n  w: {use: flow.wait@1, with: {event: go}}\n")
        played = await app.play(request(both))
        async for event in played.events():
            if event["kind"] == "node.waiting" and event["node"] == "ask":
                break
        assert await app.answer(played.id, Reply("ask", "approve")) is played
        with pytest.raises(RunError, match="does not wait"):
            await app.answer(played.id, Reply("ask", "reject"))
        assert await app.send(played.id, "go")
        assert (await played).status == "completed"


async def test_events_written_down_are_taken_in_order() -> None:
    async with App(Settings.load()) as app:
        text = melody_of("  ask: {use: flow.approve@1}\n  w: {use: flow.wait@1, after: [ask], with: {event: go}}\n")
        played = await app.play(request(text.replace("nodes:", "outputs: {got: w.event}\nnodes:", 1)))
        await played
        assert not await app.send(played.id, "go", {"n": 1})
        assert not await app.send(played.id, "go", 2)
        again = await app.answer(played.id, Reply("ask", "approve"))
        assert (await again).outputs == {"got": {"n": 1}}
        with pytest.raises(RunError, match="is completed"):
            await app.send(played.id, "go")


async def test_gaps_are_remembered_over_a_stop() -> None:
    nodes = (
        "  gone: {use: files.read@1, with: {path: nowhere}, on_error: skip}\n  ask: {use: flow.approve@1, after: []}\n"
    )
    async with App(Settings.load()) as app:
        played = await app.play(request(melody_of(nodes)))
        assert len((await played).gaps) == 1
        again = await app.answer(played.id, Reply("ask", "approve"))
        assert [g["node"] for g in (await again).gaps] == ["gone"]


async def test_a_stopped_app_leaves_what_can_be_resumed() -> None:
    async with App(Settings.load()) as app:
        played = await app.play(request(WAIT))
        async for event in played.events():
            if event["kind"] == "node.waiting":
                break
    assert not app.playing
    with pytest.raises(asyncio.CancelledError):
        await played
    async with App(Settings.load()) as app:
        assert (app.runs.get(played.id).status, app.runs.get(played.id).owner) == ("running", "")
        again = await app.resume(played.id)
        await app.send(played.id, "go", [1])
        assert (await again).outputs == {"got": [1]}


async def test_secrets_are_never_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARMONY_SECRET_TOKEN", "s3cret-value")
    text = melody_of(
        "  a: {use: http.request@1, with: {url: 'http://127.0.0.1:9/{{ secrets.TOKEN }}'}, on_error: skip}\n",
        "secrets: {TOKEN: {}}\ninputs: {pin: {type: secret}}\n",
    )
    async with App(Settings.load()) as app:
        played = await app.play(request(text, pin="pin-4711"))
        await played
        assert app.runs.get(played.id).inputs == {}
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"s3cret-value" not in data
            assert b"pin-4711" not in data


async def test_values_of_outputs() -> None:
    async with App(Settings.load(), clock=VirtualClock()) as app:
        small, large = app.artifacts.put([1, 2], "any"), app.artifacts.put("x" * 100_000, "any")
        assert app.value_of(small) == [1, 2]
        assert app.value_of(large)["hash"] == large.hash
        assert from_public(json.loads(json.dumps(to_public(small)))) == small
