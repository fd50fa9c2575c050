"""Events on their way: in order, once for each key, for one run or for all."""

from __future__ import annotations

import time

from harmony.store import Database
from harmony.store.mailbox import ALL, Mailbox


def names(box: Mailbox, run: str, after: int = 0) -> list[str]:
    return [mail.name for mail in box.after(run, after)]


def test_a_run_gets_its_own_and_what_is_for_all(database: Database) -> None:
    box = Mailbox(database)
    box.put(["r"], "one", {"hash": "h"})
    box.put(["s"], "two", None)
    box.put([ALL], "three", None, sender="r")
    assert names(box, "r") == ["one"] and names(box, "s") == ["two", "three"]
    first = box.after("r", 0)[0]
    assert first.value == {"hash": "h"} and not first.is_for_all and box.after("s", 0)[1].is_for_all
    assert names(box, "r", first.id) == []


def test_what_is_sent_twice_with_one_key_comes_once(database: Database) -> None:
    box = Mailbox(database)
    for _ in range(2):
        box.put(["r", "s"], "ready", None, key="k")
    box.put(["r"], "ready", None)
    assert names(box, "r") == ["ready", "ready"] and names(box, "s") == ["ready"]


def test_numbers_only_grow(database: Database) -> None:
    box = Mailbox(database)
    assert box.last() == 0
    box.put(["r"], "one", None)
    box.forget("r")
    assert box.last() == 1 and names(box, "r") == []
    box.put(["r"], "two", None)
    assert box.after("r", 1)[0].id == 2


def test_what_was_for_all_is_swept(database: Database) -> None:
    box = Mailbox(database)
    box.put([ALL], "old", None)
    box.sweep(time.time() + 1)
    assert names(box, "r") == []
