"""The journal holds what a plan needs: replaying it gives the very same state."""

import asyncio
import random
from typing import Any

import pytest

from harmony.conductor import journal
from harmony.conductor.loop import Conductor
from harmony.conductor.plan.picture import picture
from harmony.conductor.plan.plan import Plan
from tests.conductor.kit import World, admission_of

BUSY: dict[str, Any] = {
    "a": {"use": "t.echo", "with": {"value": [1, 2, 3, 4]}},
    "e": {
        "use": "flow.each",
        "in": {"items": "a.value"},
        "with": {"concurrency": 2, "on_item_error": "skip"},
        "body": {
            "nodes": {
                "odd": {
                    "use": "flow.switch",
                    "with": {"value": "{{ item }}", "cases": [{"when": "value % 2", "to": "yes"}], "else": "no"},
                },
                "s": {"use": "t.sleep", "in": {"x": "odd.yes"}, "with": {"seconds": 3}},
                "f": {"use": "t.flaky", "in": {"x": "odd.no"}, "retry": {"attempts": 2, "jitter": "full"}},
            },
            "outputs": {"s": "s.value", "f": "f.value"},
        },
    },
    "r": {
        "use": "flow.repeat",
        "in": {"x": "e.report"},
        "with": {"max": 3, "until": "false"},
        "body": {"nodes": {"n": {"use": "t.sleep"}}, "outputs": {"n": "n.value"}},
    },
    "bad": {"use": "t.fail", "importance": "optional", "after": "a"},
    "j": {"use": "t.add", "in": {"x": "r.passes", "y": "bad.value"}, "join": "any"},
    "w": {"use": "t.echo", "in": {"x": "j.value"}, "when": "x > 1"},
}


def world() -> World:
    found = World()

    def flaky(inputs: dict[str, Any], params: dict[str, Any], call: Any) -> Any:
        if call.attempt == 1 or call.pass_ == "3":
            raise ConnectionError("gone")
        return inputs["x"]

    found.add("t.flaky", flaky)
    return found


def test_live_state_is_the_replayed_state_at_every_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world()
    pictures: dict[int, Any] = {}
    plans: list[Plan] = []
    start = Conductor._start

    def spy(self: Conductor, admission: Any, plan: Plan, *args: Any) -> Any:
        plans.append(plan)
        return start(self, admission, plan, *args)

    monkeypatch.setattr(Conductor, "_start", spy)

    async def act(run: Any, records: list[Any]) -> None:
        write = run._write

        def note(batch: list[Any]) -> None:
            write(batch)
            pictures[run._seq] = picture(run.plan)

        run._write = note

    played = made.play(BUSY, {"o": "w.value"}, act=act, seed=5)
    assert played.status == "completed" and len(pictures) > 10
    for cut, live in pictures.items():
        plan = Plan(plans[0].setting, made.find)
        journal.replay(plan, [r for r in played.records if 0 <= r.seq < cut])
        assert picture(plan) == live, cut


def test_same_seed_same_events() -> None:
    first, second = (world().play(BUSY, {"o": "w.value"}, seed=5) for _ in range(2))
    assert first.events == second.events
    assert first.events != world().play(BUSY, {"o": "w.value"}, seed=6).events  # another jitter


@pytest.mark.parametrize("seed", range(6))
def test_resume_plays_nothing_finished_twice(seed: int) -> None:
    made = world()
    whole = made.play(BUSY, {"o": "w.value"}, seed=5)
    cut = random.Random(seed).randrange(1, len(whole.records) - 1)
    written = [r for r in whole.records if r.seq >= 0][:cut]
    finished = {(r.node, r.pass_) for r in written if r.kind == "node.completed"}
    again = world()
    rest = again.play(BUSY, {"o": "w.value"}, seed=5, resume=written)
    assert rest.outputs == whole.outputs and rest.status == whole.status
    assert not finished & {(c.node, c.pass_) for c in again.calls}
    assert rest.records[0].seq == written[-1].seq + 1


def test_a_started_step_is_a_new_attempt_with_the_same_idempotency_key() -> None:
    made = World()
    nodes = {"a": {"use": "t.sleep"}}
    whole = made.play(nodes, {"o": "a.value"})
    cut = next(i for i, r in enumerate(whole.records) if r.kind == "node.started") + 1
    rest = made.play(nodes, {"o": "a.value"}, resume=whole.records[:cut])
    assert [c.attempt for c in made.calls] == [1, 2]
    assert made.calls[0].idempotency_key == made.calls[1].idempotency_key
    assert rest.of("run.resumed") and rest.status == "completed"


def test_events_and_records_are_each_other() -> None:
    made = world()
    for record in made.play(BUSY, {"o": "w.value"}).records:
        event = journal.read(record) if record.kind.startswith(".") else None
        if event is not None:
            again = journal.write(event, [])
            assert again is not None and (again.kind, again.body) == (record.kind, record.body)


async def test_a_resumed_run_that_has_ended_is_refused() -> None:
    made = World()
    played = await made.play_async({"a": {"use": "t.echo"}})
    async with made.conductor() as conductor:
        with pytest.raises(Exception, match="is completed"):
            conductor.resume(admission_of({"a": {"use": "t.echo"}}), played.records, lambda _: None)
    await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(12))
def test_cancelled_anywhere_everything_has_its_end(seed: int) -> None:
    made = world()
    turns = random.Random(seed).randrange(1, 120)

    async def act(run: Any, records: list[Any]) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        run.cancel()

    played = made.play({**BUSY, "never": {"use": "flow.wait", "with": {"event": "never"}}}, act=act)
    assert played.status == "cancelled" and made.running == 0 and played.run.plan.slots.running == 0
    for name in BUSY:
        played.end(name)
    started = {(e["node"], e["pass"], e["attempt"]) for e in played.of("node.started")}
    kinds = ("node.completed", "node.failed", "node.skipped", "node.retrying")
    assert started <= {(e["node"], e["pass"], e.get("attempt")) for e in played.events if e["kind"] in kinds}
