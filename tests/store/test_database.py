from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harmony.errors import StoreError
from harmony.store import Database

ROOT = Path(__file__).parents[2]


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "harmony.db"
    path.write_text("hello " * 1000)
    with pytest.raises(StoreError, match="damaged"):
        Database(path).open()
    assert path.read_text().startswith("hello")


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        Database(tmp_path / "file" / "harmony.db").open()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="becomes another user")
def test_a_read_only_folder_is_a_sentence() -> None:
    with pytest.raises(StoreError, match=r"/etc/harmony\.db"):
        os.seteuid(65534)
        try:
            Database(Path("/etc/harmony.db")).open()
        finally:
            os.seteuid(0)


@pytest.mark.slow
def test_the_store_is_imported_without_sqlalchemy() -> None:
    script = "import harmony.store, sys; sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


@pytest.mark.slow
def test_opening_a_present_database_needs_no_sqlalchemy(database: Database) -> None:
    script = f"""
import sys
from pathlib import Path
from harmony.store import Database
Database(Path({str(database.path)!r})).open()
sys.exit("sqlalchemy" in sys.modules or "alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_a_write_that_fails_changes_nothing(database: Database) -> None:
    with pytest.raises(StoreError, match=r"harmony\.db"), database.writing() as connection:
        connection.execute("DELETE FROM harmony")
        connection.execute("INSERT INTO nowhere VALUES (1)")
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM harmony").fetchone() == (1,)


def test_closing_and_opening_again(database: Database) -> None:
    database.open()
    database.close()
    database.close()
    with database.reading() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
