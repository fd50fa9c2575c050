import os
import subprocess
import sys
from pathlib import Path

import pytest

HARMONY = f"{sys.executable} -m harmony"


def sh(command: str, **env: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **env}
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("option", ["", "--json"])
def test_a_run_is_played_to_its_end_when_its_reader_leaves(hello: Path, option: str) -> None:
    assert sh(f"{HARMONY} run {hello} {option} | true; exit ${{PIPESTATUS[0]}}") == (0, "", "")
    assert "completed" in sh(f"{HARMONY} runs list")[1]


@pytest.mark.slow
def test_no_output_at_all(hello: Path) -> None:
    assert sh(f"{HARMONY} run {hello} >&-") == (0, "", "")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_told(hello: Path) -> None:
    status, _, said = sh(f"{HARMONY} run {hello} > /dev/full")
    assert (status, said) == (0, "The output cannot be written: No space left on device.\n")
    assert sh(f"{HARMONY} schema > /dev/full")[0] == 1


@pytest.mark.slow
def test_a_stream_without_our_signs(hello: Path) -> None:
    status, out, said = sh(f"{HARMONY} run {hello}", PYTHONIOENCODING="ascii")
    assert (status, said) == (0, "")
    assert "? greet" in out and "Hello you!" in out
