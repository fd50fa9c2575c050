"""Manifests in parsed form."""

import json
import os
import tomllib

import pytest

from harmony.catalog.cache import ManifestCache


@pytest.fixture
def manifest(tmp_path):
    path = tmp_path / "extension.toml"
    path.write_text("a = 1\n")
    return path


def test_what_was_kept_is_used_while_the_file_is_the_same(tmp_path, manifest):
    file = tmp_path / "cache" / "manifests.json"
    first = ManifestCache(file)
    assert first.load(manifest) == {"a": 1}
    first.save()
    kept = json.loads(file.read_text())
    kept[str(manifest)][1] = {"a": "kept"}
    file.write_text(json.dumps(kept))
    assert ManifestCache(file).load(manifest) == {"a": "kept"}
    os.utime(manifest, ns=(0, 0))
    assert ManifestCache(file).load(manifest) == {"a": 1}


@pytest.mark.parametrize("damage", ["", "[", "[]", "3"])
def test_a_damaged_file_is_an_empty_one(tmp_path, manifest, damage):
    file = tmp_path / "manifests.json"
    file.write_text(damage)
    cache = ManifestCache(file)
    assert cache.load(manifest) == {"a": 1}
    cache.save()
    assert str(manifest) in json.loads(file.read_text())


def test_what_json_has_no_form_for_is_not_kept(tmp_path, manifest):
    manifest.write_text("day = 2026-01-01\n")
    cache = ManifestCache(tmp_path / "manifests.json")
    cache.load(manifest)
    cache.save()
    assert not (tmp_path / "manifests.json").exists()


def test_errors_come_through(tmp_path, manifest):
    manifest.write_text("[")
    with pytest.raises(tomllib.TOMLDecodeError):
        ManifestCache().load(manifest)
    with pytest.raises(FileNotFoundError):
        ManifestCache().load(tmp_path / "gone")
