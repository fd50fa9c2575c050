"""Artifacts that were changed or lost between two processes of a run."""

import pytest

from tests.faults.conftest import Commands

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("harm", ["changed", "cut", "lost"])
def test_a_damaged_artifact(commands: Commands, harm: str) -> None:
    commands.begin_and_kill(marks=20, size=10_000)
    (path, *_) = sorted(p for p in (commands.home / "artifacts").glob("??/*"))
    whole = path.read_bytes()
    path.unlink()
    if harm != "lost":
        path.write_bytes(whole[:-5] + (b"harm!" if harm == "changed" else b""))
    said = commands("runs", "resume", "last")
    assert said.status == 1
    assert str(path) in said.err
    assert "put the file back from a copy and resume the run" in said.err
    path.unlink(missing_ok=True)
    path.write_bytes(whole)
    commands.check_resume()
