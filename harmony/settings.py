"""Where files live and what the user prefers; passed in, never global.

Data, settings and caches lie in the operating system's own places, or all three under
`HARMONY_HOME` (or `--home`).
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harmony.errors import UsageError

THEMES = ("system", "dark", "light")


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders and preferences.

    Attributes:
        data: database, artifacts, edit journals, the user's extensions.
        config: `settings.toml`, `keys.toml`.
        cache: what can be made again.
        theme: `system`, `dark` or `light`.
        process_workers: processes for steps that compute; by default one a core.
        io_threads: threads for steps that wait.
        durability: `normal` (safe against a crash) or `full` (safe against power loss).
        learn: `on` or `off`: whether what is learnt of Players is kept, and has a say in who is chosen.
        letters_retries: how often a dead letter may be sent again and come back before it must be edited.
        letters_alarm: dead letters that may lie open before `harmony letters` speaks up.
        own_extensions: the user's extensions, where they do not lie with the data.
    """

    data: Path
    config: Path
    cache: Path
    theme: str = "system"
    process_workers: int = field(default_factory=lambda: os.cpu_count() or 2)
    io_threads: int = 16
    durability: str = "normal"
    learn: str = "on"
    letters_retries: int = 3
    letters_alarm: int = 100
    own_extensions: Path | None = None

    @classmethod
    def load(cls, home: Path | None = None) -> Settings:
        """Folders under `home`, else under `HARMONY_HOME`, else the system's; then `settings.toml`.

        Raises:
            UsageError: `settings.toml` cannot be read; names the line.
        """
        data, config, cache = _folders(home)
        preferences: dict[str, Any] = _preferences(config / "settings.toml")
        return cls(data=data, config=config, cache=cache, **preferences)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.data / "harmony.db"

    @property
    def artifacts(self) -> Path:
        """Folder of content-addressed values."""
        return self.data / "artifacts"

    @property
    def edits(self) -> Path:
        """Folder of edit journals."""
        return self.data / "edits"

    @property
    def extensions(self) -> Path:
        """Folder of the user's own extensions."""
        return self.own_extensions or self.data / "extensions"

    @property
    def logs(self) -> Path:
        """Folder of the engine's logs."""
        return self.data / "logs"


def _folders(home: Path | None) -> tuple[Path, Path, Path]:
    if home is None and os.environ.get("HARMONY_HOME"):
        home = Path(os.environ["HARMONY_HOME"])
    if home is not None:
        home = home.expanduser().absolute()
        return home, home, home / "cache"
    import platformdirs

    app = platformdirs.PlatformDirs("harmony-board", appauthor=False)
    return app.user_data_path, app.user_config_path, app.user_cache_path


def _preferences(path: Path) -> dict[str, str | int]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}. Mend the line, or delete the file to start afresh.") from error
    return _checked(path, table)


def _checked(path: Path, table: dict[str, object]) -> dict[str, str | int]:
    allowed: dict[str, tuple[type, tuple[str, ...]]] = {
        "theme": (str, THEMES),
        "process_workers": (int, ()),
        "io_threads": (int, ()),
        "durability": (str, ("normal", "full")),
        "learn": (str, ("on", "off")),
        "letters_retries": (int, ()),
        "letters_alarm": (int, ()),
    }
    known: dict[str, str | int] = {}
    for name, value in table.items():
        if name not in allowed:
            raise UsageError(f"{path}: there is no setting “{name}”; there are {', '.join(allowed)}.")
        kind, choices = allowed[name]
        if not isinstance(value, kind) or isinstance(value, bool) or (choices and value not in choices):
            raise UsageError(f"{path}: {name} is {value!r}; it takes {', '.join(choices) or 'a whole number'}.")
        if isinstance(value, int) and value < 1:
            raise UsageError(f"{path}: {name} is {value}; it takes a whole number from 1.")
        assert isinstance(value, str | int)
        known[name] = value
    return known
