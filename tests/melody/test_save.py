from __future__ import annotations

import os
from pathlib import Path

import pytest

from harmony.errors import MelodyError
from harmony.melody.save import FileChanged, file_hash, save, text_hash


def test_it_writes_the_very_text(tmp_path: Path) -> None:
    file = tmp_path / "a.melody.yaml"
    text = "name: ü\r\nend"
    assert save(file, text) == text_hash(text) == file_hash(file)
    assert file.read_bytes() == text.encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.melody.yaml"]


def test_the_mode_stays_and_a_new_file_has_the_usual_one(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("old")
    file.chmod(0o640)
    save(file, "new")
    other.write_text("")
    save(tmp_path / "c", "new")
    assert file.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "c").stat().st_mode == other.stat().st_mode


def test_a_file_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "a"
    known = save(file, "mine")
    file.write_text("theirs")
    with pytest.raises(FileChanged, match="changed by another program"):
        save(file, "more of mine", expected=known)
    assert file.read_text() == "theirs"
    with pytest.raises(FileChanged, match="there is a file already"):
        save(file, "new", expected="")
    assert save(file, "more", expected=text_hash("theirs")) == text_hash("more")


def test_a_deleted_file_is_written_again(tmp_path: Path) -> None:
    file = tmp_path / "a"
    known = save(file, "mine", expected="")
    file.unlink()
    save(file, "mine again", expected=known)
    assert file.read_text() == "mine again"


def test_links_are_followed_and_byte_order_marks_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"\xef\xbb\xbfold")
    link.symlink_to(real)
    save(link, "new", expected=text_hash("old"))
    assert link.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbfnew"


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a"
    file.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MelodyError, match="No space left"):
        save(file, "new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MelodyError, match="gone"):
        save(tmp_path / "gone" / "a", "x")
