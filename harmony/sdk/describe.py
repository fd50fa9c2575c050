"""Makes a node type's manifest from its function: ports, parameters, help, where it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harmony.errors import CatalogError
from harmony.sdk.annotations import schema
from harmony.sdk.decorators import Meta, meta_of
from harmony.sdk.loading import local_name
from harmony.sdk.manifest import Isolation, NodeType, Port
from harmony.sdk.shape import Argument, Shape, shape_of


def describe(
    function: Callable[..., Any], extension: str, major: int = 1, version: str = "1.0.0", code_hash: str = ""
) -> NodeType:
    """The manifest of a function marked with `@node`.

    Args:
        function: the node function.
        extension: id of its extension (`csv`); the node type's id is `extension.name`.
        major: major version of the extension.
        version: its full version.
        code_hash: hash of the extension's code, when known.

    Raises:
        CatalogError: it is not marked, or an annotation has no port type; the parameter is named.
    """
    meta = meta_of(function)
    if meta is None:
        raise CatalogError(f"`{function.__qualname__}` is no node type: mark it with `@node(…)`.")
    shape = shape_of(function)
    name = node_name(function)
    return NodeType(
        id=f"{extension}.{name}",
        major=major,
        version=version,
        function=f"{local_name(function.__module__)}:{function.__name__}",
        kind=meta.kind,
        title=meta.title or words(name),
        help=shape.doc.summary,
        icon=meta.icon,
        inputs=tuple(_port(argument) for argument in shape.inputs),
        outputs=tuple(Port(given.name, given.type, given.help, required=False) for given in shape.outputs),
        open_inputs=shape.is_open,
        params=_params(shape),
        effects=meta.effects,
        idempotent=meta.idempotent,
        deterministic=meta.deterministic,
        isolation=isolation(meta, shape),
        variation=dict(meta.variation),
        examples=meta.examples,
        aliases=meta.aliases,
        code_hash=code_hash,
        secrets=meta.secrets,
        scores=meta.scores,
    )


def node_name(function: Callable[..., Any]) -> str:
    """The part of the id after the dot: what `@node(name=…)` says, else the function's name without a last `_`."""
    meta = meta_of(function)
    return (meta.name if meta else "") or function.__name__.rstrip("_")


def isolation(meta: Meta, shape: Shape) -> Isolation:
    """Where the function runs unless the node says otherwise."""
    if meta.isolation:
        return meta.isolation
    if meta.inline or shape.flow in ("coroutine", "async_generator"):
        return "inline"
    return "thread" if meta.blocking == "io" else "process"


def words(name: str) -> str:
    """A name as a label: `max_rows` is `Max rows`."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def _port(argument: Argument) -> Port:
    default = None if argument.required else argument.default
    return Port(argument.name, argument.type, argument.help, argument.required, argument.many, default)


def _params(shape: Shape) -> dict[str, Any]:
    """The JSON Schema of all parameters; None as a default stays unsaid."""
    properties: dict[str, Any] = {}
    for argument in shape.params:
        field = {"title": words(argument.name)} | schema(argument.annotation)
        if argument.help:
            field["description"] = argument.help
        if not argument.required and argument.default is not None:
            field["default"] = argument.default
        properties[argument.name] = field
    required = [argument.name for argument in shape.params if argument.required]
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})
