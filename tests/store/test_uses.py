"""How artifacts fared with those who used them: one suite over the database and its twin in memory (3.43)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from harmony.conductor.ports import Fared
from harmony.store import Database
from harmony.store.memory import MemoryUses
from harmony.store.tally import HALF_DAYS, MOST_USES
from harmony.store.uses import SqlUses


@pytest.fixture(params=["memory", "sql", "sql, written"])
def uses(request: pytest.FixtureRequest, database: Database) -> Iterator[Any]:
    if request.param == "memory":
        yield MemoryUses()
        return
    made = SqlUses(database)
    if request.param == "sql, written":
        used = made.used

        def write(*args: Any) -> None:
            used(*args)
            made.close()

        made.used = write  # type: ignore
    yield made
    made.close()


def test_uses_are_counted_for_each_melody_node_and_type(uses: Any) -> None:
    for node, type, well in (("a", "t@1", True), ("a", "t@1", False), ("a", "u@1", True), ("b", "t@1", True)):
        uses.used("m", node, type, "h", well)
    uses.used("other", "a", "t@1", "h", False)
    found = {(row.node, row.type): (row.well, row.uses) for row in uses.known("m")}
    assert found == {("a", "t@1"): (1, 2), ("a", "u@1"): (1, 1), ("b", "t@1"): (1, 1)}


def test_what_was_counted_for_a_node_as_it_was_is_forgotten(uses: Any) -> None:
    for hash in ("old", "old", "new"):
        uses.used("m", "a", "t@1", hash, hash == "new")
    assert list(uses.known("m")) == [Fared("a", "t@1", "new", 1, 1)]


def test_what_lies_long_back_counts_less(uses: Any) -> None:
    for well in [False] * 30 + [True] * 40:
        uses.used("m", "a", "t@1", "h", well)
    (row,) = uses.known("m")
    assert row.uses <= MOST_USES and row.well / row.uses > 40 / 70


def test_what_was_long_not_used_counts_less(database: Database) -> None:
    kept = SqlUses(database)
    for _ in range(8):
        kept.used("m", "a", "t@1", "h", True)
    kept.close()
    with database.writing() as connection:
        connection.execute("UPDATE uses SET updated = updated - ?", (HALF_DAYS * 86_400,))
    assert [(row.well, row.uses) for row in kept.known("m")] == [(4, 4)]
    kept.used("m", "a", "t@1", "h", False)
    kept.close()
    assert [(row.well, row.uses) for row in SqlUses(database).known("m")] == [(4, 5)]


def test_it_is_there_the_next_time_and_can_be_forgotten(database: Database) -> None:
    first = SqlUses(database)
    first.used("m", "a", "t.x@1", "h", True)
    first.used("m", "b", "t.y@1", "h", True)
    first.close()
    second = SqlUses(database)
    assert len(second.rows()) == 2 and second.forget("t.x") == 1
    assert [row.node for row in second.known("m")] == ["b"] and second.forget() == 1 and not second.rows()
