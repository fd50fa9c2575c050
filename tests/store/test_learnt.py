"""What was learnt of Players: one suite over the database and its twin in memory (3.08, 3.42 of the features)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from harmony.conductor.ports import Experience
from harmony.store import Database
from harmony.store.learnt import SqlLearnt
from harmony.store.memory import MemoryLearnt
from harmony.store.tally import HALF_DAYS, MOST, Tally


@pytest.fixture(params=["memory", "sql", "sql, written"])
def learnt(request: pytest.FixtureRequest, database: Database) -> Iterator[Any]:
    if request.param == "memory":
        yield MemoryLearnt()
        return
    made = SqlLearnt(database)
    if request.param == "sql, written":
        known = made.known

        def read(*args: Any) -> Any:
            made.close()
            made._pool = None
            return known(*args)

        made.known = read  # type: ignore
    yield made
    made.close()


def test_what_was_never_seen_is_not_known(learnt: Any) -> None:
    assert learnt.known(["a"], "sum") == {}


def test_successes_scores_and_costs_are_means(learnt: Any) -> None:
    learnt.learn("a", "sum", True, 0.8, {"usd": 0.2, "time": 4.0})
    learnt.learn("a", "sum", True, 0.4, {"usd": 0.4, "time": 2.0})
    learnt.learn("a", "sum", False, None, {"time": 3.0})
    found = learnt.known(["a", "b"], "sum")
    assert found == {"a": Experience(2, 1, 2, pytest.approx(0.6), {"usd": pytest.approx(0.2), "time": 3.0})}


def test_it_is_known_how_many_reached_their_gate(learnt: Any) -> None:
    for reached in (True, False, True, None):
        learnt.learn("a", "sum", True, 0.5, {}, reached)
    learnt.learn("a", "", True, 0.5, {}, False)
    assert (learnt.known(["a"], "sum")["a"].gated, learnt.known(["a"], "sum")["a"].reached) == (3, 2)
    assert (learnt.known(["a"], "turn")["a"].gated, learnt.known(["a"], "turn")["a"].reached) == (1, 0)


def test_each_capability_has_its_own_quality_and_attempts_by_name_count_too(learnt: Any) -> None:
    learnt.learn("a", "sum", True, 0.9, {})
    learnt.learn("a", "turn", True, 0.1, {})
    learnt.learn("a", "", False, 0.3, {"usd": 1.0})
    assert learnt.known(["a"], "sum")["a"] == Experience(1, 1, 1, 0.9, {})
    assert learnt.known(["a"], "other")["a"] == Experience(0, 1, 1, 0.3, {"usd": 1.0})


def test_what_lies_long_back_counts_less(database: Database) -> None:
    tally = Tally()
    for ok in [True] * int(MOST) + [False] * int(MOST / 2):
        tally.add(ok=ok, quality=None, spent={})
    assert tally.ok / (tally.ok + tally.failed) < 0.6
    for _ in range(2):
        kept = SqlLearnt(database)
        for _ in range(int(MOST)):
            kept.learn("a", "", True, None, {})
        kept.close()
    assert SqlLearnt(database).rows()["a", ""].ok <= MOST


def test_a_player_that_was_passed_over_is_tried_again_one_day(database: Database) -> None:
    kept = SqlLearnt(database)
    for _ in range(4):
        kept.learn("a", "sum", True, 0.2, {"usd": 1.0})
    kept.close()
    with database.writing() as connection:
        connection.execute("UPDATE learnt SET updated = updated - ?", (HALF_DAYS * 86_400,))
    assert kept.known(["a"], "sum")["a"] == Experience(2, 0, 2, pytest.approx(0.2), {"usd": pytest.approx(1.0)})
    kept.learn("a", "sum", True, 0.8, {})
    kept.close()
    assert SqlLearnt(database).known(["a"], "sum")["a"].quality == pytest.approx(0.4)


def test_what_was_learnt_is_there_the_next_time_and_can_be_forgotten(database: Database) -> None:
    first = SqlLearnt(database)
    first.learn("a", "sum", True, None, {"usd": 1.0})
    first.learn("b", "sum", True, None, {})
    first.close()
    second = SqlLearnt(database)
    assert set(second.known(["a", "b"], "sum")) == {"a", "b"}
    assert second.forget("a") == 1 and set(second.known(["a", "b"], "sum")) == {"b"}
    assert second.forget() == 1 and second.rows() == {}
