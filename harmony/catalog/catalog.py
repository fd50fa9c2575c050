"""The catalog: every node type that is installed, found by what a file says under `use`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from harmony.catalog import discover
from harmony.catalog.cache import ManifestCache
from harmony.catalog.manifest import FILE, KINDS, Extension, read
from harmony.catalog.problems import ManifestProblem
from harmony.errors import CatalogError
from harmony.sdk.loading import load_function
from harmony.sdk.manifest import NodeType


class Catalog:
    """Node types by id, major version and alias.

    Args:
        extensions: the first of an id and major counts, a second one is a problem.
        problems: what was wrong with manifests that were read.
    """

    def __init__(self, extensions: Iterable[Extension] = (), problems: Iterable[ManifestProblem] = ()) -> None:
        self._problems = list(problems)
        self._extensions: dict[tuple[str, int], Extension] = {}
        self._types: dict[tuple[str, int], NodeType] = {}
        self._newest: dict[str, NodeType] = {}
        self._aliases: dict[str, str] = {}
        self._by_capability: dict[str, set[str]] | None = None
        for extension in extensions:
            self._add(extension)

    @classmethod
    def discover(cls, user_folder: Path | None = None, entry_points: bool = True, cache: Path | None = None) -> Catalog:
        """All that is installed: built-ins, then the user's folder, then installed packages.

        Args:
            user_folder: holds the user's extensions, a folder each; need not exist.
            entry_points: whether to look among installed packages.
            cache: file that keeps manifests in parsed form between runs.
        """
        found: list[Extension] = []
        problems: list[ManifestProblem] = []
        places = [(folder, "built-in") for folder in discover.folders_in(discover.BUILT_IN)]
        places += [(folder, "user") for folder in discover.folders_in(user_folder)] if user_folder else []
        for point, folder in discover.installed() if entry_points else ():
            if folder is None:
                message = f"the installed extension `{point.name}` names `{point.value}`, where there is no manifest."
                problems.append(ManifestProblem(Path(FILE), "", message))
            else:
                places.append((folder, "package"))
        kept = ManifestCache(cache)
        for folder, source in places:
            extension, faults = read(folder, discover.code_hash(folder), source, kept)
            problems += faults
            if extension is not None:
                found.append(extension)
        kept.save()
        return cls(found, problems)

    @property
    def problems(self) -> tuple[ManifestProblem, ...]:
        """What is wrong with manifests, in the order they were read."""
        return tuple(self._problems)

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """All extensions, by id and major."""
        return tuple(extension for _, extension in sorted(self._extensions.items()))

    def find(self, use: str) -> NodeType | None:
        """The node type of a `use`: `csv.read` is its newest major, `csv.read@1` that one; aliases count."""
        id_, at, major = use.partition("@")
        id_ = id_ if id_ in self._newest else self._aliases.get(id_, id_)
        if not at:
            return self._newest.get(id_)
        return self._types.get((id_, int(major))) if major.isdecimal() else None

    def suggest(self, use: str) -> str | None:
        """What a `use` that was not found probably means; None if nothing is near."""
        id_, at, _ = use.partition("@")
        known = self.find(id_)
        if known is not None:
            return known.use
        close = difflib.get_close_matches(id_.replace("_", ".", 1).lower(), [*self._newest, *self._aliases], n=1)
        nearest = close[0] if close else self._by_last_part(id_)
        found = self.find(nearest) if nearest else None
        return (found.use if at else nearest) if found else None

    def types(self) -> tuple[NodeType, ...]:
        """The newest major of each node type, in palette order: by kind, then by title."""
        return tuple(sorted(self._newest.values(), key=lambda t: (KINDS.index(t.kind), t.title.casefold(), t.id)))

    def players(self, capabilities: Iterable[str]) -> tuple[NodeType, ...]:
        """The active Players that have all of these capabilities, by id; none where nothing is asked for."""
        if self._by_capability is None:
            self._by_capability = {}
            for type in self._newest.values():
                for name in type.player.capabilities if type.player is not None and type.player.is_active else ():
                    self._by_capability.setdefault(name, set()).add(type.id)
        found = [self._by_capability.get(name, set()) for name in capabilities]
        return tuple(self._newest[id_] for id_ in sorted(set.intersection(*found))) if found else ()

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What the active Players can do, by name."""
        self.players(())
        return tuple(sorted(self._by_capability or ()))

    def extension(self, type: NodeType) -> Extension:
        """The extension that a node type belongs to.

        Raises:
            CatalogError: it is not in this catalog.
        """
        found = self._extensions.get((type.id.rpartition(".")[0], type.major))
        if found is None:
            raise CatalogError(f"The extension of `{type.use}` is not installed.")
        return found

    def folder(self, type: NodeType) -> Path:
        """Where a node type's code lies.

        Raises:
            CatalogError: it is not in this catalog.
        """
        return self.extension(type).folder

    def load(self, type: NodeType) -> Callable[..., Any]:
        """A node type's function, imported on first use.

        Raises:
            CatalogError: it has none, or it cannot be imported.
        """
        if not type.function:
            raise CatalogError(f"`{type.id}` has no code of its own: the Conductor plays it.")
        return load_function(self.folder(type), type.function)

    def _add(self, extension: Extension) -> None:
        """Take an extension in, unless its id and major are taken."""
        key = (extension.id, extension.major)
        if key in self._extensions:
            other = self._extensions[key].folder
            message = f"`{extension.id}` {extension.major} is already installed from {other}; this one is not used."
            self._problems.append(ManifestProblem(extension.folder / FILE, "extension.id", message))
            return
        self._extensions[key] = extension
        for type in extension.nodes:
            self._types[type.id, type.major] = type
            if type.id not in self._newest or self._newest[type.id].major < type.major:
                self._newest[type.id] = type
            for alias in type.aliases:
                self._aliases.setdefault(alias, type.id)

    def _by_last_part(self, id_: str) -> str | None:
        """The one node type whose name after the dot is meant (`approve` for `flow.approve`)."""
        last = id_.rpartition(".")[2]
        same = [known for known in self._newest if known.rpartition(".")[2] == last]
        return same[0] if len(same) == 1 else None
