"""Builds a Melody in Python: the same document as the YAML, in a few lines.

build = Builder("greet")
build.input("name", "text", default="world")
hello = build.node("hello", "text.template@1", template="Hello {{ name }}", wires={"name": "inputs.name"})
build.output("greeting", hello["text"])
melody = build.melody()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from pydantic import ValidationError

from harmony.errors import MelodyError
from harmony.melody.frozen import thaw
from harmony.melody.model import FORMAT, RESERVED, Melody
from harmony.melody.places import NOWHERE
from harmony.melody.shape import shape_problems


class Step:
    """A node that was added; `step["port"]` and `step` itself stand for wires from it."""

    def __init__(self, name: str, plain: dict[str, Any]) -> None:
        self.name = name
        self.plain = plain

    def __getitem__(self, port: str) -> str:
        return f"{self.name}.{port}"

    def __str__(self) -> str:
        return self.name


class _Nodes:
    """What a Melody and a body have in common."""

    def __init__(self, plain: dict[str, Any]) -> None:
        self._plain = plain

    def input(self, name: str, type: str | Mapping[str, Any] = "any", **options: Any) -> str:
        """Declare an input; returns the wire from it.

        Args:
            name: its id.
            type: a port type, or a JSON Schema.
            options: `default`, `choices`, `description`.
        """
        self._plain.setdefault("inputs", {})[name] = {"type": type, **options}
        return f"inputs.{name}"

    def output(self, name: str, ref: str | Step) -> Self:
        """Declare an output, from `step["port"]`."""
        self._plain.setdefault("outputs", {})[name] = str(ref)
        return self

    def node(
        self,
        name: str,
        use: str,
        *,
        wires: Mapping[str, Any] | None = None,
        after: Sequence[str | Step] = (),
        options: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> Step:
        """Add a node.

        Args:
            name: its id.
            use: its node type, as in a file: `csv.read@1`.
            wires: what goes into which port: `{"rows": load["rows"]}`; a list brings several.
            after: nodes that come before it without giving data.
            options: the node's other fields, as in a file: `{"retry": {"attempts": 3}}`.
            params: its parameters (`with`); names that Python keeps for itself go into
                `options={"with": {...}}`.

        Raises:
            ValueError: the id is taken or reserved.
        """
        nodes = self._plain.setdefault("nodes", {})
        if name in nodes or name in RESERVED:
            raise ValueError(f"the node id {name!r} is {'taken' if name in nodes else 'reserved'}")
        plain: dict[str, Any] = {"use": use}
        if wires:
            plain["in"] = {port: _wire(source) for port, source in wires.items()}
        if after:
            plain["after"] = [str(a) for a in after]
        rest = {key: thaw(value) for key, value in (options or {}).items()}
        given = {**rest.pop("with", {}), **thaw(params)}
        if given:
            plain["with"] = given
        nodes[name] = plain | rest
        return Step(name, nodes[name])

    def body(self, step: Step) -> Body:
        """The body of a flow.each or flow.repeat node, to add nodes to."""
        return Body(step.plain.setdefault("body", {}))


class Body(_Nodes):
    """The body of a flow node."""


class Builder(_Nodes):
    """A Melody in the making.

    Args:
        name: its name.
        fields: other top-level fields as in a file: `description`, `run`, `secrets`, `rules`.
    """

    def __init__(self, name: str, **fields: Any) -> None:
        super().__init__({"format": FORMAT, "name": name, **thaw(fields)})

    def melody(self) -> Melody:
        """The Melody as it is now; the builder can go on.

        Raises:
            MelodyError: something is not as the format wants it; carries all problems.
        """
        try:
            return Melody.model_validate(self._plain)
        except ValidationError as error:
            problems = shape_problems(error, self._plain, NOWHERE, self._plain["name"])
            raise MelodyError("\n".join(str(p) for p in problems), problems) from error


def _wire(source: Any) -> Any:
    if isinstance(source, Step):
        return source.name
    if isinstance(source, list | tuple):
        return [_wire(s) for s in source]
    return thaw(source)


def back(ref: str | Step, max: int) -> dict[str, Any]:
    """A wire that goes back, at most `max` times."""
    return {"from": str(ref), "back": True, "max": max}
