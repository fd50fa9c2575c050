"""Where extensions lie: built in, in the user's folder, in installed packages. Imports none of their code."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from harmony.catalog.manifest import FILE

GROUP = "harmony.extensions"
BUILT_IN = Path(__file__).resolve().parents[1] / "extensions"


def folders_in(root: Path) -> Iterator[Path]:
    """Extension folders in a folder, by name; `csv/2` holds the second major of `csv`."""
    if not root.is_dir():
        return
    for folder in sorted(p for p in root.iterdir() if p.is_dir()):
        if (folder / FILE).is_file():
            yield folder
        yield from sorted(p for p in folder.iterdir() if p.name.isdigit() and (p / FILE).is_file())


def installed() -> Iterator[tuple[EntryPoint, Path | None]]:
    """Entry points of installed packages, each with the folder it names; None if that is not there.

    An entry point's value is the package that holds `extension.toml` (`acme_tools.extension`).
    """
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        yield point, package_folder(point.value.partition(":")[0])


def package_folder(package: str) -> Path | None:
    """The folder of an installed package, found without importing even its parent."""
    top, *rest = package.split(".")
    spec = PathFinder.find_spec(top)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place, *rest)
        if (folder / FILE).is_file():
            return folder
    return None


def code_hash(folder: Path) -> str:
    """SHA-256 over an extension's files, names and contents; its manifest, its tests and other majors do not count."""
    digest = hashlib.sha256()
    for inner in sorted(_code(folder, Path())):
        digest.update(inner.as_posix().encode() + b"\0" + hashlib.sha256((folder / inner).read_bytes()).digest())
    return digest.hexdigest()


def _code(folder: Path, inner: Path) -> Iterator[Path]:
    """The files that an extension's work depends on, relative to its folder."""
    for entry in os.scandir(folder / inner):
        name = entry.name
        if name.startswith(".") or name in (FILE, "__pycache__", "tests") or name.isdigit():
            continue
        if entry.is_dir():
            yield from _code(folder, inner / name)
        elif not name.startswith("test_") and not name.endswith(".pyc"):
            yield inner / name
