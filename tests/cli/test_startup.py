"""What a command must not import: its start would take longer than its work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLAGSHIP = str(ROOT / "melodies" / "code-health.melody.yaml")
DEAR = {"PySide6", "sqlalchemy", "alembic", "duckdb", "httpx", "keyring", "rich", "markdown_it", "prometheus_client"}
SCRIPT = """
import sys
from harmony.__main__ import main
sys.argv[0] = "harmony"
status = main()
print("\\0" + " ".join(sys.modules))
sys.exit(status)
"""


def imported(*arguments: str) -> set[str]:
    """Names of all modules in a process after a command."""
    command = [sys.executable, "-c", SCRIPT, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("\0")[2].split())


def test_version_imports_nothing_but_the_entrance() -> None:
    found = imported("--version")
    assert not found & {*DEAR, "cyclopts", "pydantic", "msgspec", "asyncio", "multiprocessing", "dataclasses"}
    ours = {name.split(".")[1] for name in found if name.startswith("harmony.")}
    assert ours == {"__main__", "cli", "errors"}


@pytest.mark.slow
def test_check_imports_neither_engine_nor_store() -> None:
    never = {"asyncio", "subprocess", "sqlite3", "harmony.conductor", "harmony.store", "harmony.runners", "harmony.app"}
    assert not imported("check", FLAGSHIP) & {*DEAR, *never}


@pytest.mark.slow
def test_run_imports_what_it_plays_with(tmp_path: Path) -> None:
    file = tmp_path / "one.melody.yaml"
    node = "{use: text.template@1, with: {template: hello}}"
    file.write_text(f"format: harmony/1\nname: one\nnodes:\n  a: {node}\n", encoding="utf-8")
    imported("run", str(file))  # which makes the database
    assert not imported("run", str(file)) & DEAR


@pytest.mark.slow
def test_listing_runs_imports_neither_documents_nor_app() -> None:
    imported("runs", "list")
    assert not imported("runs", "list") & {*DEAR, "pydantic", "yaml", "harmony.melody", "harmony.app"}
