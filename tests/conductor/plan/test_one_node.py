"""What a person does to one node while its run plays."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from harmony.errors import RunError
from tests.conductor.kit import Played, World
from tests.conductor.nodes import each, echo


class Held(World):
    """`t.hold` is at work until the world lets it go; each try has a number."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.tries = 0
        self.add("t.hold", self._hold)

    async def _hold(self, inputs: dict[str, Any], params: dict[str, Any]) -> int:
        self.tries += 1
        number = self.tries
        if number == 1:
            await self.open.wait()
        return number

    def lead(self, nodes: dict[str, Any], *acts: tuple[str, ...], outputs: dict[str, str] | None = None) -> Played:
        """Do these while the first try is at work, then let it go."""

        async def act(run: Any, records: Any) -> None:
            await settle(lambda: self.tries == 1)
            for one in acts:
                run.debug(*one)
                await settle()
            self.open.set()

        return self.play(nodes, outputs, act=act)


async def settle(until: Callable[[], bool] = lambda: False) -> None:
    for _ in range(40):
        if until():
            return
        await asyncio.sleep(0)


NODES = {
    "a": {"use": "t.hold"},
    "b": {"use": "t.echo", "in": {"x": "a"}},
    "z": echo(1),
}


def test_one_that_is_at_work_is_cancelled_and_the_rest_plays_on() -> None:
    world = Held()
    played = world.lead(NODES, ("cancel", "a"), outputs={"o": "z"})
    assert (played.status, played.end("a"), played.end("b")) == (
        "completed", "skipped:cancelled", "skipped:upstream_skipped",
    )  # fmt: skip
    assert played.outputs == {"o": 1} and world.running == 0


def test_one_that_has_not_begun_is_withdrawn() -> None:
    played = Held().lead(NODES, ("cancel", "b"))
    assert (played.end("a"), played.end("b")) == ("completed", "skipped:cancelled")


def test_one_that_is_skipped_leaves_a_gap() -> None:
    played = Held().lead(NODES, ("skip", "a"))
    assert (played.status, played.end("a"), played.end("b")) == (
        "completed", "skipped:policy_skip", "skipped:upstream_failed",
    )  # fmt: skip
    (gap,) = played.of("gap")
    assert gap["error"]["message"] == "a person skipped it"


def test_one_is_tried_again_and_what_the_first_try_gives_is_thrown_away() -> None:
    world = Held()
    played = world.lead({**NODES, "a": {"use": "t.hold", "retry": {"attempts": 1}}}, ("retry", "a"), outputs={"o": "b"})
    assert played.outputs == {"o": 2}
    assert [e["attempt"] for e in played.of("node.started", "a")] == [1, 2]
    assert len(played.of("node.completed", "a")) == 1 and world.running == 0


def test_a_wait_before_the_next_attempt_is_cut_short() -> None:
    world = Held()
    flaky = {"use": "t.fail", "retry": {"attempts": 2, "delay": "1h"}, "on_error": "skip"}
    played = world.lead({"a": {"use": "t.hold"}, "f": flaky}, ("retry", "f"))
    starts = [e["at"] for e in played.of("node.started", "f")]
    assert starts[1] - starts[0] < 1 and played.status == "completed"


def test_in_a_body_it_is_named_with_its_pass() -> None:
    node = each({"n": {"use": "t.hold"}}, {"o": "n"}, [1, 2])
    played = Held().lead({"e": node}, ("skip", "e/n", "0"), outputs={"o": "e.o"})
    assert played.outputs == {"o": [None, 2]}


def test_a_body_is_cancelled_with_all_that_it_plays() -> None:
    world = Held()
    played = world.lead({"e": each({"n": {"use": "t.hold"}}, {"o": "n"}, [1]), "z": echo(1)}, ("cancel", "e"))
    assert (played.end("e"), played.status, world.running) == ("skipped:cancelled", "completed", 0)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (("cancel", "nobody"), "no node `nobody`"),
        (("cancel", "z"), "`z` has ended: it is completed"),
        (("retry", "b"), "`b` is not at work"),
    ],
)
def test_what_cannot_be_done_is_refused(act: tuple[str, ...], said: str) -> None:
    world = Held()

    async def lead(run: Any, records: Any) -> None:
        await settle(lambda: any(r.kind == "node.completed" for r in records))
        with pytest.raises(RunError, match=said):
            run.debug(*act)
        world.open.set()

    assert world.play(NODES, act=lead).status == "completed"


def test_a_killed_run_remembers_it() -> None:
    world = Held()
    written = [r for r in world.lead(NODES, ("cancel", "a"), outputs={"o": "z"}).records if r.seq >= 0]
    cut = next(i for i, r in enumerate(written) if r.kind == ".debugged") + 1
    again = World()
    again.add("t.hold", lambda inputs, params: 7)
    again.artifacts = world.artifacts
    played = again.play(NODES, {"o": "z"}, resume=written[:cut])
    assert played.outputs == {"o": 1} and not [c for c in again.calls if c.type.id == "t.hold"]
