from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harmony.conductor.artifacts import Artifact, to_public
from harmony.conductor.events import Record
from harmony.sdk import File
from harmony.store import Database, FileArtifacts, RunRow, Runs, SqlJournal
from harmony.store.prune import Pruned, prune

LONG_AGO = time.time() - 100 * 86_400


class Shop:
    """A store with runs of any age."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.runs = Runs(database)
        self.artifacts = FileArtifacts(folder)
        self.folder = folder

    def run(self, id: str, *artifacts: Artifact, status: str = "completed", days: float = 90, **more: Any) -> None:
        created = time.time() - days * 86_400
        ended = created + 1 if status == "completed" else None
        self.runs.create(RunRow(id=id, status=status, created=created, ended=ended, **more))
        journal = SqlJournal(self.database)
        outputs = {f"o{i}": to_public(a) for i, a in enumerate(artifacts)}
        journal.append(id, [Record(0, created, "node.completed", "n", body={"outputs": outputs})])
        journal.close()

    def end(self, *ids: str) -> None:
        for id in ids:
            self.runs.release(id)

    def put(self, text: str) -> Artifact:
        return self.aged(self.artifacts.put(text * 9000, "text"))

    def aged(self, artifact: Artifact) -> Artifact:
        os.utime(self.artifacts.path(artifact), (LONG_AGO, LONG_AGO))
        return artifact

    def has(self, artifact: Artifact) -> bool:
        return (self.folder / artifact.hash[:2] / artifact.hash).exists()

    def prune(self, **more: Any) -> Pruned:
        return prune(self.database, self.folder, **more)

    def left(self) -> list[str]:
        return sorted(row.id for row in self.runs.list())


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path / "artifacts")


def test_the_newest_stay(shop: Shop) -> None:
    for days in (1, 2, 3, 4):
        shop.run(f"r{days}", days=days)
        shop.end(f"r{days}")
    assert set(shop.prune(keep=2).runs) == {"r3", "r4"}
    assert shop.left() == ["r1", "r2"]
    assert not SqlJournal(shop.database).read("r3")


def test_only_older_ones_go(shop: Shop) -> None:
    for days in (10, 40):
        shop.run(f"r{days}", days=days)
        shop.end(f"r{days}")
    assert shop.prune(before=time.time() - 30 * 86_400).runs == ("r40",)


@pytest.mark.parametrize("status", ["admitted", "running", "paused", "waiting"])
def test_what_has_not_ended_stays(shop: Shop, status: str) -> None:
    shop.run("r", status=status)
    shop.end("r")
    assert shop.prune(keep=0).runs == ()


def test_one_whose_process_was_killed_at_its_end_goes_too(shop: Shop) -> None:
    shop.run("r")
    kill = "UPDATE runs SET place = json_set(place, '$.birth', 'long ago')"
    with shop.database.writing() as connection:
        connection.execute(kill)
    assert shop.prune(keep=0).runs == ("r",)
    assert shop.left() == []


def test_what_is_played_stays(shop: Shop) -> None:
    shop.run("r")
    assert shop.prune(keep=0).runs == ()


def test_artifacts_go_when_nothing_names_them(shop: Shop) -> None:
    old, shared, new = (shop.put(text) for text in ("old", "shared", "new"))
    shop.run("old", old, shared, days=60)
    shop.run("new", shared, new, days=1)
    shop.end("old", "new")
    named = shop.artifacts.named(old)
    os.utime(named.parent, (LONG_AGO, LONG_AGO))
    pruned = shop.prune(keep=1)
    assert (pruned.runs, pruned.artifacts, pruned.size) == (("old",), 1, 27_000)
    assert [shop.has(a) for a in (old, shared, new)] == [False, True, True]
    assert not named.exists()


def test_items_of_lists_stay(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    inner = shop.artifacts.put([File(tmp_path / "a.txt")], "list<file>")
    outer = shop.aged(shop.artifacts.put_list([inner], "list<list<file>>"))
    (file,) = shop.artifacts.items(shop.aged(inner))
    assert file is not None
    shop.aged(file)
    shop.run("r", outer)
    shop.end("r")
    shop.prune(keep=1)
    assert [shop.has(a) for a in (outer, inner, file)] == [True, True, True]
    shop.prune(keep=0)
    assert [shop.has(a) for a in (outer, inner, file)] == [False, False, False]


def test_a_dry_run_removes_nothing(shop: Shop) -> None:
    old = shop.put("old")
    shop.run("old", old)
    shop.end("old")
    assert shop.prune(keep=0, dry=True) == Pruned(("old",), 1, 27_000)
    assert (shop.left(), shop.has(old)) == (["old"], True)


def test_what_was_stored_lately_stays(shop: Shop) -> None:
    fresh = shop.artifacts.put("x" * 9000, "text")
    again = shop.put("again")
    shop.artifacts.put("again" * 9000, "text")
    assert shop.prune(keep=0).artifacts == 0
    assert shop.has(fresh) and shop.has(again)


def test_what_a_playing_run_may_have_stored_stays(shop: Shop) -> None:
    kept = shop.artifacts.put("x" * 9000, "text")
    os.utime(shop.artifacts.path(kept), (time.time() - 7200,) * 2)
    shop.run("r", status="running", days=1)
    assert shop.prune(keep=0).artifacts == 0
    shop.end("r")
    assert shop.prune(keep=0).artifacts == 1


def test_an_old_file_handed_over_now_is_new(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old")
    os.utime(tmp_path / "old.txt", (LONG_AGO, LONG_AGO))
    kept = shop.artifacts.put(File(tmp_path / "old.txt"), "file")
    assert shop.prune(keep=0).artifacts == 0
    assert shop.has(kept)


def test_one_stored_again_in_the_last_moment_comes_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = shop.put("x")
    replace: Callable[..., Path] = Path.replace

    def late(path: Path, target: Path) -> Path:
        if "gone-" in target.name:
            os.utime(path)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", late)
    assert shop.prune(keep=0).artifacts == 0
    assert shop.has(kept)


@pytest.mark.slow
async def test_beside_a_process_that_stores_and_plays(shop: Shop) -> None:
    """Values that are there already are stored again while files go: what was stored is never missing."""
    journal = SqlJournal(shop.database)
    shop.runs.create(RunRow(id="r", status="running", created=time.time()))
    texts = [f"{i}" for i in range(60)]
    for text in texts:
        shop.put(text)
    pruning = asyncio.get_running_loop().run_in_executor(None, lambda: [shop.prune(keep=0) for _ in range(20)])
    stored = []
    for i, text in enumerate(texts):
        stored.append(shop.artifacts.put(text * 9000, "text"))
        journal.append("r", [Record(i, 1.0, "node.completed", body={"outputs": {"o": to_public(stored[-1])}})])
        await asyncio.sleep(0.002)
    await pruning
    journal.close()
    assert all(shop.has(artifact) for artifact in stored)


def test_the_database_gets_smaller(shop: Shop) -> None:
    journal = SqlJournal(shop.database)
    shop.run("r")
    journal.append("r", [Record(i, 1.0, "log", body={"text": "x" * 5000}) for i in range(1, 300)])
    journal.close()
    shop.end("r")
    before = shop.database.path.stat().st_size
    shop.prune(keep=0)
    assert shop.database.path.stat().st_size < before / 4
