from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from harmony.store.faults import is_busy, store_error

PATH = Path("/home/me/harmony.db")


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("database or disk is full", "free some space"),
        ("[Errno 28] No space left on device", "free some space"),
        ("database is locked", "close it"),
        ("attempt to write a readonly database", "--home"),
        ("[Errno 13] Permission denied: 'x'", "--home"),
        ("unable to open database file", "exists"),
        ("file is not a database", "put back a copy"),
        ("disk I/O error", "quota"),
        ("something new", "yours to write to"),
    ],
)
def test_every_sentence_names_the_path_and_the_way_out(text: str, way_out: str) -> None:
    message = store_error(PATH, sqlite3.OperationalError(text)).message
    assert str(PATH) in message and way_out in message and text in message


def test_only_a_lock_is_worth_another_try() -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("SELECT * FROM nowhere")
    assert not is_busy(caught.value)
    assert not is_busy(sqlite3.ProgrammingError("closed"))
    connection.close()
