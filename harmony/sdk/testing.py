"""Plays one node in a test, by the way that runners take.

    from harmony.sdk.testing import play_node

    def test_greets():
        assert play_node("text.template", with_={"template": "Hello"}) == {"text": "Hello"}

Parameters are given as the function gets them: expressions are the Conductor's.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from harmony.errors import CatalogError
from harmony.sdk.codec import check, settle
from harmony.sdk.context import Context
from harmony.sdk.invoke import invoke, invoke_sync, is_async
from harmony.sdk.loading import load_function
from harmony.sdk.shape import shape_of

_BUILT_IN = Path(__file__).resolve().parents[1] / "extensions"
NodeFunction = Callable[..., Any]


class Played(dict[str, Any]):
    """Output port to value, and what the node said while it played.

    Attributes:
        reports: each `(kind, body)`: progress, log, chunk, spend, score.
    """

    def __init__(self, reports: list[tuple[str, dict[str, Any]]]) -> None:
        super().__init__()
        self.reports = reports

    def said(self, kind: str) -> list[dict[str, Any]]:
        """The bodies of one kind of report, in order."""
        return [body for given, body in self.reports if given == kind]

    @property
    def scores(self) -> dict[str, float]:
        """Port to the score that the node gave it."""
        return {body["port"]: body["score"] for body in self.said("score")}

    @property
    def log(self) -> list[str]:
        """Its log lines."""
        return [body["text"] for body in self.said("log")]


def play_node(
    node: str | NodeFunction,
    inputs: Mapping[str, Any] | None = None,
    with_: Mapping[str, Any] | None = None,
    *,
    extension: Path | None = None,
    folder: Path | None = None,
    base: Path | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Played:
    """Play one node to its end.

    Args:
        node: the function, or the id of a node type (`csv.read`) of `extension` or built in.
        inputs: port to value.
        with_: parameters.
        extension: the extension's folder, for a node type that is not built in.
        folder: scratch folder; give one to nodes that make files or tables, which then lie there.
        base: folder of the Melody; relative paths are relative to it.
        secrets: name to value.

    Raises:
        StepFailed: the node failed; other errors pass through.
        CatalogError: there is no such node type.
        AssertionError: a required port got nothing.
        ValueRefused: an output is not of its port's type.
    """
    function = find_function(node, extension) if isinstance(node, str) else node
    played = Played([])
    ctx = _context(function, played, folder, base, secrets)
    given, params = dict(inputs or {}), dict(with_ or {})
    _see_ports(function, {*given, *params})
    return _stored(function, played, invoke_sync(function, given, params, ctx))


async def play_node_async(
    node: str | NodeFunction,
    inputs: Mapping[str, Any] | None = None,
    with_: Mapping[str, Any] | None = None,
    *,
    extension: Path | None = None,
    folder: Path | None = None,
    base: Path | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Played:
    """The same within a running loop; a sync function runs in a thread."""
    function = find_function(node, extension) if isinstance(node, str) else node
    played = Played([])
    ctx = _context(function, played, folder, base, secrets)
    given, params = dict(inputs or {}), dict(with_ or {})
    _see_ports(function, {*given, *params})
    if is_async(function):
        return _stored(function, played, await invoke(function, given, params, ctx))
    return _stored(function, played, await asyncio.to_thread(invoke_sync, function, given, params, ctx))


def _context(
    function: NodeFunction, played: Played, folder: Path | None, base: Path | None, secrets: Mapping[str, str] | None
) -> Context:
    """A context whose reports are kept."""
    return Context(
        node=function.__name__,
        folder=folder or Path(),
        base=base or Path.cwd(),
        secrets=secrets or {},
        send=lambda kind, body: played.reports.append((kind, body)),
    )


def _see_ports(function: NodeFunction, given: Collection[str]) -> None:
    """A port that must be wired got a value."""
    missing = [port.name for port in shape_of(function).inputs if port.required and port.name not in given]
    assert not missing, f"the input port `{missing[0]}` must get a value"


def _stored(function: NodeFunction, played: Played, outputs: Mapping[str, Any]) -> Played:
    """The outputs in the form in which they would be stored."""
    types = {port.name: port.type for port in shape_of(function).outputs}
    for name, value in outputs.items():
        played[name] = None if value is None else check(value, settle(value, types[name]))
    return played


def find_function(node: str, extension: Path | None = None) -> NodeFunction:
    """The function of a node type, by its manifest.

    Raises:
        CatalogError: there is no such node type.
    """
    id_, _, name = node.rpartition(".")
    folder = extension or _BUILT_IN / id_
    try:
        manifest = tomllib.loads((folder / "extension.toml").read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError(f"There is no extension `{id_}` in {folder}.") from error
    known = manifest.get("nodes", {})
    if name not in known or not known[name].get("function"):
        raise CatalogError(f"`{node}` is no node type with code in {folder}; there is {', '.join(known) or 'none'}.")
    return load_function(folder, known[name]["function"])
