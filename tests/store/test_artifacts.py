from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harmony.errors import ArtifactDamaged, StoreError
from harmony.sdk import File, Table
from harmony.store import FileArtifacts

TEXT = "x" * 5000
ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> FileArtifacts:
    return FileArtifacts(tmp_path / "artifacts")


def again(store: FileArtifacts) -> FileArtifacts:
    """The same folder without what the first remembers."""
    return FileArtifacts(store.inbox.parent)


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_file_that_gets_its_name_while_leftovers_are_looked_at(store: FileArtifacts) -> None:
    (store.inbox / "tmpgone").symlink_to("nowhere")  # listed, and not there when it is asked about
    again = FileArtifacts(store.inbox.parent)
    assert again.get(again.put("x" * 9000, "text")) == "x" * 9000


def test_equal_content_is_stored_once(store: FileArtifacts) -> None:
    assert store.path(store.put(TEXT, "text")) == store.path(store.put(TEXT, "any"))
    assert list(store.inbox.iterdir()) == []


def test_another_process_reads_what_was_stored(store: FileArtifacts) -> None:
    artifact = store.put(TEXT, "text")
    assert not again(store).is_cheap(artifact)
    assert again(store).get(artifact) == TEXT


@pytest.mark.parametrize("value", [TEXT, Table([{"a": 1}])])
def test_tampering_is_noticed(store: FileArtifacts, value: object) -> None:
    artifact = store.put(value, "any")
    path = store.path(artifact)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ArtifactDamaged, match=f"{path.name}.*the run makes it again"):
        again(store).get(artifact)


def test_tampering_after_a_first_look_is_noticed(store: FileArtifacts) -> None:
    artifact = store.put(Table([{"a": 1}]), "table")
    path = store.get(artifact).path
    path.chmod(0o644)
    path.write_bytes(b"PAR1")
    with pytest.raises(ArtifactDamaged):
        store.get(artifact)


def test_a_missing_file_says_so(store: FileArtifacts) -> None:
    artifact = store.put(TEXT, "text")
    store.path(artifact).unlink()
    with pytest.raises(ArtifactDamaged, match="missing"):
        again(store).get(artifact)
    with pytest.raises(ArtifactDamaged, match="missing"):
        again(store).path(artifact)


def test_a_named_file_ends_in_its_name(store: FileArtifacts, tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_text("<p>")
    named = store.named(store.put(File(source, "../a:b/report.html"), "file"))
    assert named.name == "_a_b_report.html"
    assert store.inbox.parent in named.parents
    assert named.read_text() == "<p>"
    assert store.named(store.put(Table([{"a": 1}]), "table")).suffix == ".parquet"


def test_adopting_moves_the_file(store: FileArtifacts) -> None:
    artifact = store.put(TEXT, "text")
    store.path(artifact).unlink()
    left = store.inbox / "left"
    left.write_text(TEXT)
    store.adopt(left, artifact)
    assert not left.exists()
    assert again(store).get(artifact) == TEXT


def test_what_killed_processes_left_is_swept(store: FileArtifacts) -> None:
    mine, dead, old = store.inbox / f"worker-{os.getpid()}-a", store.inbox / "worker-4194999-a", store.inbox / "tmpx"
    mine.mkdir()
    dead.mkdir()
    (dead / "x").write_text("x")
    old.write_text("x")
    os.utime(old, (0, 0))
    again(store)
    assert list(store.inbox.iterdir()) == [mine]


def test_sync_can_be_called_at_any_time(store: FileArtifacts) -> None:
    store.path(store.put(TEXT, "text")).unlink()
    kept = store.put(TEXT * 2, "text")
    store.sync()
    store.sync()
    assert again(store).get(kept) == TEXT * 2


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "artifacts").write_text("")
    with pytest.raises(StoreError, match="artifacts"):
        FileArtifacts(tmp_path / "artifacts")


@pytest.mark.slow
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    script = f"""
import resource
from pathlib import Path
from harmony.errors import StoreError
from harmony.store import FileArtifacts
store = FileArtifacts(Path({str(tmp_path)!r}) / "artifacts")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    store.put("x" * 200_000, "text")
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print([p.name for p in store.inbox.parent.rglob("*") if p.is_file()])
print(store.get(store.put("x" * 200_000, "text")) == "x" * 200_000)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert "refused to store more" in said[0] and str(tmp_path) in said[0]
    assert said[1:] == ["[]", "True"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="becomes another user")
def test_a_read_only_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="writable"):
        os.seteuid(65534)
        try:
            FileArtifacts(Path("/etc/harmony-artifacts"))
        finally:
            os.seteuid(0)


@pytest.mark.parametrize("value", [TEXT, Table([{"a": 1}]), [Table([{"a": 1}]), Table([{"a": 2}])]])
def test_what_is_not_what_it_was_is_put_aside(store: FileArtifacts, value: object, tmp_path: Path) -> None:
    if isinstance(value, list):
        items = [store.put(table, "table") for table in value]
        artifact, harmed = store.put_list(list(items), "list<table>"), items[1]
    else:
        artifact = harmed = store.put(value, "any")
    assert store.is_whole(artifact)
    path = store.path(harmed)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    fresh = FileArtifacts(path.parent.parent)
    assert not fresh.is_whole(artifact)
    fresh.put_aside(artifact)
    assert not path.exists() and (path.parent.parent / "damaged" / harmed.hash).exists()
    fresh.put_aside(artifact)
