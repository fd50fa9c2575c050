from typing import Any

import pytest

from harmony.app.answers import Question, Reply, name, pick, questions, value_of
from harmony.conductor.events import Record
from harmony.errors import RunError, UsageError

FORM = {
    "properties": {"score": {"type": "integer"}, "mood": {"enum": ["good", "bad"], "default": "good"}},
    "required": ["score"],
}


def record(kind: str, node: str = "", pass_: str = "", **body: Any) -> Record:
    return Record(0, 0.0, kind, node, pass_, 1, body)


def waits(node: str, pass_: str = "", why: str = "approval") -> Record:
    return record("node.waiting", node, pass_, **{"for": why})


@pytest.mark.parametrize(
    "after",
    [
        record(".answered", "a", choice="approve"),
        record(".resumed", answers=[["a", "", "approve", None]]),
        record("node.completed", "a"),
        record("node.skipped", "a"),
        record("run.cancelled"),
    ],
)
def test_a_question_is_closed_by_what_follows(after: Record) -> None:
    assert list(questions([waits("a")])) == [("a", "")]
    assert questions([waits("a"), after]) == {}


def test_what_leaves_a_question_open() -> None:
    told = [waits("a"), record("run.waiting"), record(".resumed"), record("node.completed", "b"), record("log", "a")]
    assert list(questions(told)) == [("a", "")]
    assert questions([record("node.waiting", "t", **{"for": "time"})]) == {}


def test_a_node_that_waits_again_asks_again() -> None:
    told = [waits("a", why="paused"), record("node.started", "a"), waits("a", why="paused")]
    assert list(questions(told)) == [("a", "")]


def test_the_pass_is_needed_where_there_are_several() -> None:
    found = questions([waits("each/ask", "0"), waits("each/ask", "1")])
    assert name(pick(found, Reply("each/ask@1", "approve"))) == "each/ask@1"
    with pytest.raises(RunError, match="`each/ask@0`, `each/ask@1`"):
        pick(found, Reply("each/ask", "approve"))
    with pytest.raises(RunError, match="does not wait"):
        pick(found, Reply("each/ask@2", "approve"))


def test_values_of_a_form() -> None:
    asked = Question("a", "", "approval", FORM)
    assert value_of(asked, Reply("a", "approve", {"score": "3"})) == {"mood": "good", "score": 3}
    assert value_of(asked, Reply("a", "approve", {"score": 3}, as_text=False)) == {"mood": "good", "score": 3}
    assert value_of(asked, Reply("a", "reject")) == {"mood": "good"}
    for given in ({}, {"score": "x"}, {"score": "1", "mood": "so"}, {"other": "1"}):
        with pytest.raises(UsageError):
            value_of(asked, Reply("a", "approve", given))


def test_without_a_form_anything_goes() -> None:
    asked = Question("a", "", "approval")
    assert value_of(asked, Reply("a", "approve")) is None
    assert value_of(asked, Reply("a", "approve", {"n": "[1]", "t": "so"})) == {"n": [1], "t": "so"}


def test_3_40_a_budget_is_raised_with_amounts_skipped_or_stopped() -> None:
    form = {"properties": {"usd": {"type": "number"}, "tokens": {"type": "number"}}}
    found = questions([record("node.waiting", "a", **{"for": "budget", "form": form})])
    question = pick(found, Reply("a", "raise", {"usd": "0.5"}))
    assert value_of(question, Reply("a", "raise", {"usd": "0.5"})) == {"usd": 0.5}
    assert pick(found, Reply("a", "stop")).why == "budget"
    with pytest.raises(UsageError, match="more may be spent"):
        pick(found, Reply("a", "approve"))
