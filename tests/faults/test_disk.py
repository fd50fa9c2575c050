"""A disk that is full or not to be written: said with the path and the way out; afterwards the run goes on."""

import pytest

from tests.faults.conftest import Commands, Disk

pytestmark = pytest.mark.slow


def test_no_room_for_artifacts(commands: Commands, disk: Disk) -> None:
    disk("size=600k")
    said = commands(*commands.tally(size=10_000))
    assert said.status == 1
    assert str(commands.home) in said.err
    assert "resume the run" in said.err
    assert "harmony runs resume" in said.err
    disk("size=8m")
    assert "stopped" in commands("runs", "show", "last").out.splitlines()[0]
    commands.check_resume()
    assert "completed" in commands("runs", "show", "last").out.splitlines()[0]


def test_no_room_for_the_journal(commands: Commands, disk: Disk) -> None:
    disk("size=400k")
    said = commands(*commands.tally(size=1_000))
    assert said.status == 1
    assert f"There is no room left for {commands.home}/harmony.db: free some space, then resume the run." in said.err
    disk("size=8m")
    commands.check_resume()


def test_no_room_to_begin(commands: Commands, disk: Disk) -> None:
    disk("size=24k")
    said = commands(*commands.tally())
    assert said.status == 1
    assert f"There is no room left for {commands.home}" in said.err
    disk("size=8m")
    assert commands(*commands.tally()).status == 0


def test_files_may_not_grow(commands: Commands) -> None:
    """As under a quota; needs no rights."""
    commands.file_bytes = 150_000
    said = commands(*commands.tally(size=1_000))
    assert said.status == 1
    assert f"The disk refused to store more in {commands.home}/harmony.db" in said.err
    commands.file_bytes = 0
    commands.check_resume()


def test_an_artifact_may_not_grow(commands: Commands) -> None:
    commands.file_bytes = 150_000
    said = commands(*commands.tally(size=100_000, items=3))
    assert said.status == 1
    assert f"cannot be stored in {commands.home}/artifacts" in said.err
    commands.file_bytes = 0
    commands.check_resume(items=3)


def test_read_only(commands: Commands, disk: Disk) -> None:
    disk("size=8m")
    commands.begin_and_kill()
    disk("ro")
    for words in (commands.tally(), ("runs", "resume", "last")):
        said = commands(*words)
        assert said.status == 1
        assert f"make {commands.home} writable" in said.err
    disk("rw")
    commands.check_resume()


def test_read_only_from_the_beginning(commands: Commands, disk: Disk) -> None:
    disk("size=8m,ro")
    said = commands(*commands.tally())
    assert said.status == 1
    assert str(commands.home) in said.err
    assert "yours to write to" in said.err or "writable" in said.err
