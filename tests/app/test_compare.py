import time
from typing import Any

import pytest

from harmony.app.compare import compare
from harmony.app.why import why
from harmony.conductor.events import Record
from tests.app.playing import lookup_of, melody_of, played

TEXT = melody_of("""\
  a: {use: data.set@1, with: {value: VALUE}}
  b: {use: data.set@1, in: {v: a.value}, when: "v > 1", with: {value: "{{ v + 1 }}"}}
  c: {use: data.set@1, with: {value: same}}
""")


def text(value: int) -> str:
    return TEXT.replace("VALUE", str(value))


async def test_a_run_beside_itself_has_no_differences() -> None:
    records, _ = await played(text(2))
    again, _ = await played(text(2))
    found = compare(records, again)
    assert (found.first, found.same, found.melody) == (None, 3, False)


async def test_the_first_difference_comes_first() -> None:
    one, _ = await played(text(2))
    two, _ = await played(text(1))
    found = compare(one, two)
    assert found.first is not None
    assert (found.first.node, found.first.what, found.first.ports) == ("a", ("outputs",), ("value",))
    assert [(d.node, d.what) for d in found.differences][1] == ("b", ("state", "outputs", "attempts"))
    assert found.differences[1].b is not None
    assert (found.differences[1].b.state, found.differences[1].b.text) == ("skipped", "condition_false")
    assert found.melody
    assert found.same == 1


def step(seq: int, node: str, start: float, end: float, hash: str = "h", **body: Any) -> list[Record]:
    outputs = {"value": {"hash": hash}}
    return [
        Record(seq, start, "node.started", node, "", 1),
        Record(seq + 1, end, "node.completed", node, "", 1, {"outputs": outputs} | body),
    ]


def test_times_count_when_they_are_far_apart() -> None:
    one = [*step(0, "a", 0.0, 1.0), *step(2, "b", 0.0, 0.01)]
    two = [*step(0, "a", 0.0, 1.6), *step(2, "b", 0.0, 0.05)]
    found = compare(one, two)
    assert [(d.node, d.what) for d in found.differences] == [("a", ("time",))]
    assert found.first is None
    assert compare(one, step(0, "a", 0.0, 1.4) + one[2:]).differences == ()


def test_what_only_one_run_has() -> None:
    one = [*step(0, "a", 0, 1), *step(2, "c", 1, 2)]
    two = [*step(0, "a", 0, 1), *step(2, "b", 1, 2), *step(4, "c", 2, 3, hash="other")]
    found = compare(one, two)
    assert [(d.node, d.what) for d in found.differences] == [("b", ("missing",)), ("c", ("outputs",))]
    assert found.first is not None
    assert found.first.a is None


async def test_inputs_that_differ() -> None:
    head = "inputs: {n: {type: integer, default: N}, m: {type: text, default: x}}\n"
    body = "  a: {use: data.set@1, in: {n: inputs.n}, with: {value: '{{ n }}'}}\n"
    one, _ = await played(melody_of(body, head.replace("N", "1")))
    two, _ = await played(melody_of(body, head.replace("N", "2")))
    assert compare(one, two).inputs == ("n",)


@pytest.mark.slow
def test_ten_thousand_steps_are_told_within_a_second() -> None:
    def journal(factor: int) -> list[Record]:
        found = []
        for n in range(10_000):
            body = {"outputs": {"value": {"hash": str(n * factor), "type": "integer", "size": 8}}}
            found.append(Record(2 * n, n / 100, "node.started", "each/one", str(n), 1))
            found.append(Record(2 * n + 1, n / 100 + 0.005, "node.completed", "each/one", str(n), 1, body))
        return found

    one, two = journal(1), journal(2)
    lookup = lookup_of(melody_of("  each: {use: data.set@1}\n"))
    began = time.process_time()
    assert len(compare(one, two).differences) == 9_999
    assert why(one, "each/one", lookup)[0] == "`each/one` has 10,000 passes: 10,000 complete."
    assert time.process_time() - began < 1
