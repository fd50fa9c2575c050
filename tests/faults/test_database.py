"""A database that another program holds, or that is no database."""

import sqlite3
import time

import pytest

from tests.faults.conftest import Commands

pytestmark = pytest.mark.slow


def test_locked_by_another_program(commands: Commands) -> None:
    commands.begin_and_kill()
    holder = sqlite3.connect(commands.home / "harmony.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    said = commands("runs", "resume", "last")
    assert said.status == 1
    assert f"Another program holds {commands.home}/harmony.db locked: close it, then try again." in said.err
    assert commands.finished()
    holder.execute("ROLLBACK")
    holder.close()
    commands.check_resume()


def test_locked_for_a_while(commands: Commands) -> None:
    child = commands.begin(*commands.tally(wait=0.02))
    commands.wait_for_marks(3)
    holder = sqlite3.connect(commands.home / "harmony.db", isolation_level=None, timeout=10)
    holder.execute("BEGIN EXCLUSIVE")
    marked = len(commands.marked())
    time.sleep(1)
    assert len(commands.marked()) <= marked + 1
    holder.execute("ROLLBACK")
    holder.close()
    assert commands.end(child).status == 0
    assert commands.marked() == list(range(30))


def test_no_database(commands: Commands) -> None:
    commands.home.mkdir()
    file = commands.home / "harmony.db"
    file.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    said = commands(*commands.tally())
    assert said.status == 1
    assert f"{file} is damaged: put back a copy of it, or move it away" in said.err
    file.unlink()
    assert commands(*commands.tally()).status == 0
