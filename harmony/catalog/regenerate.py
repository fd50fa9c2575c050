"""Makes the node types of a manifest from the code, compares them with what is written, and writes them.

The head of `extension.toml` (`extension`, `permissions`, `player`, `views`) is its author's and
stays as it is, comments and all; the `nodes` are the code's.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from harmony.catalog import toml
from harmony.catalog.manifest import FILE, Extension, parse
from harmony.errors import CatalogError
from harmony.sdk.decorators import meta_of
from harmony.sdk.describe import describe
from harmony.sdk.loading import load_module
from harmony.sdk.manifest import NodeType, Port

_PLAIN = "title kind help icon function effects idempotent deterministic isolation open_inputs secrets scores".split()
_OPTIONAL = {"idempotent": False, "deterministic": True, "open_inputs": False, "secrets": False, "scores": False}


def from_code(folder: Path) -> tuple[NodeType, ...]:
    """The node types that the code in an extension's folder defines, module by module, in order of definition.

    Raises:
        CatalogError: the manifest's head or the code cannot be used; says why.
    """
    head = _head(folder)
    found: list[NodeType] = []
    for file in sorted(folder.glob("*.py")):
        if file.name.startswith(("_", "test_")) or file.name == "conftest.py":
            continue
        module = load_module(folder, file.stem)
        functions = [f for f in vars(module).values() if inspect.isfunction(f) and f.__module__ == module.__name__]
        found += [describe(f, head.id, head.major, head.version) for f in functions if meta_of(f)]
    return tuple(found)


def compare(folder: Path) -> list[str]:
    """How the manifest differs from the code, a sentence each; empty when they agree.

    Raises:
        CatalogError: as `from_code`.
    """
    written = {t.id: t for t in _head(folder).nodes}
    made = {t.id: t for t in _parsed(render(folder), folder).nodes}
    differences = [f"`{name}` is in the manifest, but not in the code." for name in written if name not in made]
    differences += [f"`{name}` is in the code, but not in the manifest." for name in made if name not in written]
    for name in made:
        if name in written:
            differences += _differences(written[name], made[name])
    return differences


def write(folder: Path) -> bool:
    """Write the node types into the manifest; True if that changed it.

    Raises:
        CatalogError: as `from_code`.
    """
    file = folder / FILE
    text = render(folder)
    if text == file.read_text(encoding="utf-8"):
        return False
    file.write_text(text, encoding="utf-8")
    return True


def render(folder: Path) -> str:
    """The manifest's text with the node types of the code."""
    source = (folder / FILE).read_text(encoding="utf-8")
    if not any(folder.glob("*.py")):
        return source  # the manifest is all there is: flow nodes are written by hand
    nodes = [toml.table(["nodes", t.id.rpartition(".")[2]], node_table(t)) for t in from_code(folder)]
    text = "\n".join([_without_nodes(source).rstrip("\n") + "\n", *nodes])
    before, after = tomllib.loads(source), tomllib.loads(text)
    if {k: v for k, v in before.items() if k != "nodes"} != {k: v for k, v in after.items() if k != "nodes"}:
        raise CatalogError(
            f"{folder / FILE}: the part above the nodes cannot be kept; write its tables one after another."
        )
    return text


def node_table(type: NodeType) -> dict[str, Any]:
    """A node type as its table in a manifest; what is as usual stays unsaid."""
    data = {name: getattr(type, name) for name in _PLAIN if getattr(type, name) != _OPTIONAL.get(name, "")}
    data["inputs"] = [_port(port, is_input=True) for port in type.inputs]
    data["outputs"] = [_port(port, is_input=False) for port in type.outputs]
    data |= {"aliases": list(type.aliases), "examples": [dict(e) for e in type.examples]}
    data |= {"variation": dict(type.variation), "params": type.params if type.params["properties"] else {}}
    return {name: value for name, value in data.items() if value not in ([], {})}


def _port(port: Port, *, is_input: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"name": port.name, "type": port.type, "help": port.help}
    if is_input and not port.required:
        data |= {"required": False, "default": port.default}
    return data | ({"many": True} if port.many else {})


def _head(folder: Path) -> Extension:
    """The manifest as it is."""
    try:
        return _parsed((folder / FILE).read_text(encoding="utf-8"), folder)
    except OSError as error:
        raise CatalogError(f"{folder / FILE} cannot be read: {error.strerror or error}.") from error


def _parsed(text: str, folder: Path) -> Extension:
    try:
        extension, problems = parse(tomllib.loads(text), folder)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{folder / FILE} is no valid TOML: {error}.") from error
    if extension is None:
        raise CatalogError("\n".join(str(problem) for problem in problems))
    return extension


def _without_nodes(source: str) -> str:
    """The text without its `nodes` tables; comments above a table go with it."""
    kept: list[str] = []
    is_node = False
    for line in source.splitlines(keepends=True):
        if line.startswith("["):
            is_node = line.lstrip("[ ").startswith(("nodes.", "nodes]"))
        if not is_node:
            kept.append(line)
    return "".join(kept)


def _differences(written: NodeType, made: NodeType) -> list[str]:
    names = [f.name for f in fields(NodeType) if f.name not in ("code_hash", "version", "major")]
    different = [name for name in names if _plain(getattr(written, name)) != _plain(getattr(made, name))]
    return [f"`{made.id}`: `{name}` in the manifest is not what the code says." for name in different]


def _plain(value: Any) -> Any:
    """A value that compares by content."""
    return dict(value) if isinstance(value, Mapping) else value
