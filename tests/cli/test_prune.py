"""`harmony runs prune`."""

from pathlib import Path

import pytest

from tests.cli.conftest import Harmony


@pytest.mark.slow
def test_all_but_the_newest(harmony: Harmony, hello: Path) -> None:
    for _ in range(3):
        harmony("run", hello)
    assert (
        harmony("runs", "prune", "--keep", "1", "--dry-run").out == "Would remove 2 runs and no artifacts (0.0 MB).\n"
    )
    assert harmony("runs", "prune", "--keep", "1").out == "Removed 2 runs and no artifacts (0.0 MB).\n"
    assert len(harmony("runs", "list").out.splitlines()) == 1
    assert "no runs" in harmony("runs", "prune", "--older", "30d").out


@pytest.mark.parametrize(
    ("words", "said"), [((), "--keep N"), (("--older", "long"), "such as 12h or 30d"), (("--keep", "-1"), "from 0")]
)
def test_wrong_usage(harmony: Harmony, words: tuple[str, ...], said: str) -> None:
    result = harmony("runs", "prune", *words)
    assert result.status == 2
    assert said in result.err
