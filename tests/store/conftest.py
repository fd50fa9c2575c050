from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harmony.conductor.events import Record
from harmony.store import Database


def record(seq: int, kind: str = "node.completed", **body: object) -> Record:
    return Record(seq, 1000.0 + seq, kind, f"n{seq}", "0.1", 1, dict(body))


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database, made once: the upgrades are dear."""
    path = tmp_path_factory.mktemp("blank") / "harmony.db"
    database = Database(path)
    database.open()
    database.close()
    return path


@pytest.fixture
def database(blank: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "harmony.db"
    path.write_bytes(blank.read_bytes())
    made = Database(path)
    yield made
    made.close()
