"""Events between runs of several processes: each taken once, whoever is ended in between."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harmony.app import App, PlayRequest
from harmony.app.mail import listens
from harmony.errors import StoreError
from harmony.settings import Settings
from harmony.store import Database, Runs, SqlJournal
from harmony.store.mailbox import Mailbox

COUNT = 12
GETS = """\
format: harmony/1
name: gets
outputs: {got: all.event}
nodes:
  all:
    use: flow.repeat@1
    with: {max: COUNT, until: "iteration == COUNT - 1"}
    body:
      nodes:
        wait: {use: flow.wait@1, with: {event: tick}}
        write: {use: python.code@1, isolation: inline, in: {n: wait.event}, with: {code: CODE}}
      outputs: {event: write.value}
"""
SENDS = """\
format: harmony/1
name: sends
inputs: {to: {type: text}}
nodes:
  each:
    use: flow.each@1
    in: {to: inputs.to}
    with: {items: "{{ range(COUNT) | list }}", concurrency: 1}
    body:
      inputs: {to: {type: text}}
      nodes:
        pause: {use: flow.wait@1, with: {for: 60ms}}
        value: {use: data.set@1, with: {value: "{{ item }}"}}
        send: {use: flow.send@1, after: [pause], in: {value: value.value}, with: {event: tick, to: "{{ inputs.to }}"}}
"""


def melody(folder: Path, text: str, marks: Path | None = None) -> Path:
    code = f"def main(n):\\n  open({str(marks)!r}, 'a').write(str(n) + ' ')\\n  return n"
    path = folder / f"{text.split('name: ')[1].split()[0]}.melody.yaml"
    code = json.dumps(code.replace("\\n", "\n"))
    path.write_text(text.replace("COUNT", str(COUNT)).replace("CODE", code))
    return path


BEGUN: list[subprocess.Popen[bytes]] = []


def begin(*words: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "harmony", *map(str, words)]
    BEGUN.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    return BEGUN[-1]


@pytest.fixture(autouse=True)
def ended() -> Iterator[None]:
    """No process outlives its test."""
    yield
    while BEGUN:
        process = BEGUN.pop()
        process.kill()
        process.wait()


def wait_for(what: Callable[[], Any]) -> Any:
    for _ in range(400):
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


def rows() -> dict[str, Any]:
    database = Database(Settings.load().database)
    database.open()
    try:
        return {row.name: row for row in reversed(Runs(database).list(10))}
    finally:
        database.close()


def taken(run: str) -> list[int]:
    database = Database(Settings.load().database)
    journal = SqlJournal(database)
    records = journal.read(run)
    journal.close()
    database.close()
    return [r.body["mail"] for r in records if r.kind == ".sent"]


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["sender", "receiver"])
def test_each_event_once_though_one_is_killed(killed: str, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    getting = begin("run", melody(tmp_path, GETS, marks))
    gets = wait_for(lambda: rows().get("gets")).id
    sending = begin("run", melody(tmp_path, SENDS), "-i", f"to={gets}")
    sends = wait_for(lambda: rows().get("sends")).id
    for _ in range(2):
        wait_for(lambda: marks.exists() and len(marks.read_text().split()) >= 3)
        victim = sending if killed == "sender" else getting
        if victim.poll() is not None:
            break
        os.kill(victim.pid, signal.SIGKILL)
        victim.wait()
        time.sleep(0.15)
        if killed == "sender":
            sending = begin("runs", "resume", sends)
        else:
            getting = begin("runs", "resume", gets)
        time.sleep(1.0)
    assert sending.wait(40) == 0 and getting.wait(40) == 0
    numbers = taken(gets)
    assert len(numbers) == len(set(numbers)) == COUNT
    assert list(dict.fromkeys(marks.read_text().split())) == [str(n) for n in range(COUNT)]


@pytest.mark.slow
def test_an_event_to_all_reaches_runs_of_other_processes_and_those_that_stand(tmp_path: Path) -> None:
    text = GETS.replace("max: COUNT", "max: 1").replace("COUNT - 1", "0")
    path = melody(tmp_path, text, tmp_path / "marks")
    first = begin("run", path)
    wait_for(lambda: rows().get("gets"))
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    stands = rows()["gets"].id
    second = begin("run", path)
    wait_for(lambda: rows()["gets"].id != stands)
    sends = SENDS.replace('"{{ inputs.to }}"', "all").replace("range(COUNT)", "range(1)")
    assert begin("run", melody(tmp_path, sends), "-i", "to=x").wait(30) == 0
    assert second.wait(30) == 0
    assert begin("runs", "resume", stands).wait(30) == 0
    assert taken(stands) == taken(rows()["gets"].id) == [1]


async def test_a_run_that_begins_later_gets_nothing_of_what_was_sent_to_all_before() -> None:
    text = "format: harmony/1\nname: m\nnodes:\n  w: {use: flow.wait@1, with: {event: e}}\n"
    async with App(Settings.load()) as app:
        first = await app.play(PlayRequest(text=text))
        app._post.send("other", "all", "e", None, "k")
        assert (await first.result()).status == "completed"
        second = await app.play(PlayRequest(text=text))
        assert await app.send(second.id, "e", {"n": 1})
        assert (await second.result()).status == "completed"
        assert [r.body["mail"] for r in app.events(second.id) if r.kind == ".sent"] == [2]


def test_who_listens() -> None:
    wait = {"use": "flow.wait@1", "with": {"event": "ready"}}
    assert listens({"nodes": {"each": {"use": "flow.each@1", "body": {"nodes": {"w": wait}}}}}, "ready")
    assert not listens({"nodes": {"w": wait}}, "other") and listens({"nodes": {"w": wait}})
    assert listens({"nodes": {"w": {"use": "flow.wait", "with": {"event": "{{ x }}"}}}}, "other")
    assert not listens({"nodes": {"w": {"use": "flow.wait", "with": {"for": "1s"}}}})


async def test_what_could_not_be_read_is_taken_later(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "format: harmony/1\nname: m\nnodes:\n  w: {use: flow.wait@1, with: {event: e}}\n"
    after = Mailbox.after
    failed: list[str] = []

    def locked(self: Mailbox, run: str, id: int) -> Any:
        if len(failed) < 2:
            failed.append(run)
            raise StoreError("the database is locked")
        return after(self, run, id)

    async with App(Settings.load()) as app:
        run = await app.play(PlayRequest(text=text))
        await asyncio.sleep(0.1)
        monkeypatch.setattr(Mailbox, "after", locked)
        await app.send(run.id, "e")
        assert (await asyncio.wait_for(run.result(), 20)).status == "completed" and len(failed) == 2


TELLS = """\
format: harmony/1
name: tells
inputs: {to: {type: text}}
nodes:
  tell: {use: flow.send@1, with: {event: news, to: "{{ inputs.to }}"}}
"""
HEARS = """\
format: harmony/1
name: hears
inputs: {event: {type: text}}
nodes:
  wait: {use: flow.wait@1, with: {event: EVENT}}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("event", "is_over", "said"),
    [
        ("news", False, ""),
        ("news", True, "is cancelled: it takes nothing in any more, “news” is lost"),
        ("other", False, "has no `flow.wait` for an event called “news”"),
    ],
)
async def test_what_a_run_will_never_take_is_said(event: str, is_over: bool, said: str) -> None:
    async with App(Settings.load()) as app:
        hears = await app.play(PlayRequest(text=HEARS.replace("EVENT", event), inputs={"event": event}))
        if is_over:
            hears.cancel()
            await hears.result()
        tells = await app.play(PlayRequest(text=TELLS, inputs={"to": hears.id}))
        assert (await tells.result()).status == "completed"
        told = [r.body["text"] for r in app.events(tells.id) if r.kind == "log"]
        assert told == [] if not said else said in told[0]
        hears.cancel()


@pytest.mark.slow
async def test_a_run_that_is_not_there_fails_the_step() -> None:
    async with App(Settings.load()) as app:
        tells = await app.play(PlayRequest(text=TELLS, inputs={"to": "nobody"}))
        result = await tells.result()
        assert result.status == "failed" and "there is no run `nobody`" in str(result.error)
