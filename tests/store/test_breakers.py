"""Circuit breakers in the database."""

from __future__ import annotations

from harmony.store import Database
from harmony.store.breakers import SqlBreakers


def test_circuit_breakers_are_kept_until_they_are_as_new(database: Database) -> None:
    kept = SqlBreakers(database)
    kept.put("a", 2, 0.0)
    kept.put("a", 5, 1030.5)
    kept.put("b", 1, 0.0)
    assert SqlBreakers(database).known() == {"a": [5, 1030.5], "b": [1, 0.0]}
    kept.put("a", 0, 0.0)
    kept.put("c", 0, 0.0)
    assert kept.known() == {"b": [1, 0.0]}
