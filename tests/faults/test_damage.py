"""Artifacts that were changed or lost between two processes of a run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Commands

pytestmark = pytest.mark.slow

HARMS: dict[str, Callable[[Path, bytes], object]] = {
    "changed": lambda path, whole: path.write_bytes(whole[:-5] + b"harm!"),
    "cut": lambda path, whole: path.write_bytes(whole[:-5]),
    "lost": lambda path, whole: None,
}


def harmed(commands: Commands, harm: str, count: int = 1) -> dict[Path, bytes]:
    """The first artifacts, with what was in them."""
    files = sorted(p for p in (commands.home / "artifacts").glob("??/*"))[:count]
    found = {path: path.read_bytes() for path in files}
    for path, whole in found.items():
        path.unlink()
        HARMS[harm](path, whole)
    return found


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_artifact_is_noticed_and_put_back(commands: Commands, harm: str) -> None:
    commands.begin_and_kill(marks=20, size=10_000)
    ((path, whole),) = harmed(commands, harm).items()
    said = commands("runs", "resume", "last")
    assert said.status == 1
    assert str(path) in said.err
    assert "put the file back from a copy and resume the run" in said.err
    path.unlink(missing_ok=True)
    path.write_bytes(whole)
    commands.check_resume()


@pytest.mark.parametrize("harm", HARMS)
def test_without_a_copy_what_gave_it_is_played_again(commands: Commands, harm: str) -> None:
    commands.begin_and_kill(marks=20, size=10_000)
    harm_done = harmed(commands, harm, 2)
    before = commands.marked()
    assert commands("runs", "resume", "last").status == 1
    played = commands.marked()[len(before) :]
    said = commands("runs", "resume", "last")
    assert said.status == 0, said.err
    again = commands.marked()[len(before) + len(played) :]
    texts = {f"{n} " * 10_000: n for n in range(30)}
    numbers = sorted(texts[whole.decode()] for whole in harm_done.values())
    assert sorted(again) == numbers
    assert sorted(set(commands.marked())) == list(range(30))
    for path, whole in harm_done.items():
        assert path.read_bytes() == whole and f"{path} was lost or damaged" in said.err
    for number in numbers:
        assert f"`each/mark@{number}` is played again" in said.err
    aside = list((commands.home / "artifacts" / "damaged").glob("*"))
    assert len(aside) == (0 if harm == "lost" else 2)
