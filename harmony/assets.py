"""Finds what ships with the program: in a checkout, an installed wheel or a frozen app."""

from __future__ import annotations

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _roots() -> list[Path]:
    frozen = getattr(sys, "_MEIPASS", None)
    roots = [Path(frozen)] if frozen else []
    return [*roots, _PACKAGE / "_bundled", _PACKAGE.parent]


def _find(folder: str, name: str) -> Path:
    for root in _roots():
        path = root / folder / name
        if path.exists():
            return path
    raise FileNotFoundError(f"{folder}/{name} is not part of this installation; looked in {_roots()}")


def resource(name: str) -> Path:
    """A file or folder of `resources/`.

    Raises:
        FileNotFoundError: it does not ship with this installation.
    """
    return _find("resources", name)


def melody(name: str) -> Path:
    """A Melody of `melodies/`, by file name.

    Raises:
        FileNotFoundError: it does not ship with this installation.
    """
    return _find("melodies", name)


def package_folder() -> Path:
    """The folder of Harmony's own Python code (the flagship's default input)."""
    return _PACKAGE


def is_installed(path: Path) -> bool:
    """True for a file inside an installed Harmony: it is a copy that the next update writes over.

    A checkout is no such place: what ships with it is there to be changed.
    """
    return any(path.is_relative_to(root) for root in _roots() if root != _PACKAGE.parent)


def melodies() -> list[Path]:
    """All Melodies that ship, by name."""
    folders = [root / "melodies" for root in _roots()]
    first = next((folder for folder in folders if folder.is_dir()), None)
    return sorted(first.glob("*.melody.yaml")) if first is not None else []
