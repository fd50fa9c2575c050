from pathlib import Path

import pytest

from harmony.errors import UsageError
from harmony.settings import Settings


def test_one_home_holds_all(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    assert settings.data == settings.config == tmp_path
    assert settings.cache == tmp_path / "cache"
    assert settings.database == tmp_path / "harmony.db"


def test_home_comes_from_the_environment(home: Path) -> None:
    assert Settings.load().data == home


def test_system_folders_without_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARMONY_HOME")
    assert "harmony-board" in str(Settings.load().data)


def test_preferences_are_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('theme = "dark"\nio_threads = 3\n')
    settings = Settings.load(tmp_path)
    assert (settings.theme, settings.io_threads) == ("dark", 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = ", "settings.toml"),
        ('theme = "pink"', "system, dark, light"),
        ("io_threads = 0", "from 1"),
        ("process_workers = true", "whole number"),
        ("colour = 1", "no setting “colour”"),
    ],
)
def test_wrong_preferences_are_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(UsageError, match=said):
        Settings.load(tmp_path)
