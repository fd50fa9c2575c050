"""What only the twins in memory do; the rest is in `test_values` and `test_journal`."""

from __future__ import annotations

import pytest

from harmony.conductor.artifacts import Artifact
from harmony.errors import ArtifactDamaged
from harmony.sdk import Table
from harmony.store import MemoryArtifacts


def test_large_values_get_a_file_when_a_worker_asks() -> None:
    store = MemoryArtifacts()
    artifact = store.put("x" * 9000, "text")
    assert store.path(artifact).read_text() == "x" * 9000
    store.close()
    assert store.path(artifact).read_text() == "x" * 9000


def test_the_folder_goes_with_the_store() -> None:
    store = MemoryArtifacts()
    path = store.get(store.put(Table([{"a": 1}]), "table")).path
    store.close()
    assert not path.exists()


def test_what_was_never_stored_is_a_sentence() -> None:
    with pytest.raises(ArtifactDamaged, match="not in this store"):
        MemoryArtifacts().get(Artifact("0" * 64, "text", 5000))
