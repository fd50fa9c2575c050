"""Parameters against the JSON Schema of the node type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harmony.errors import ValueRefused
from harmony.melody.change import Path
from harmony.melody.checks.part import Facts, Part, is_literal
from harmony.melody.checks.schemas import issues
from harmony.melody.checks.words import findings
from harmony.melody.expressions import has_expression
from harmony.melody.interface import given_ports
from harmony.melody.model import Node
from harmony.melody.problems import did_you_mean
from harmony.melody.units import seconds, size_bytes
from harmony.sdk.manifest import NodeType, Port


def check_params(part: Part) -> None:
    """Parameters of every node, its alternatives included."""
    facts_of = part.shared.facts
    for name, node in part.nodes.items():
        facts = facts_of(node.use)
        if facts is not None and (node.with_ or facts.required):
            _check(part, part.at(name, "with"), node.with_, facts, part.ports(name).inputs)
        if node.fallback or node.compensate or node.reconstruct:
            _check_others(part, name, node)


def _check_others(part: Part, name: str, node: Node) -> None:
    """Parameters of what is called in the node's stead or beside it."""
    facts_of, ports = part.shared.facts, part.ports(name).inputs
    for index, alternative in enumerate(node.fallback):
        facts = facts_of(alternative.use) if alternative.use else None
        if facts is not None:
            _check(part, part.at(name, "fallback", index, "with"), alternative.with_, facts, ports)
    for word, call in (("compensate", node.compensate), ("reconstruct", node.reconstruct)):
        facts = facts_of(call.use) if call is not None else None
        if call is not None and facts is not None:
            inputs = (*facts.type.inputs, *(Port(n) for n in call.in_))
            _check(part, part.at(name, word, "with"), call.with_, facts, inputs)


def _check(part: Part, path: Path, given: Mapping[str, Any], facts: Facts, ports: tuple[Port, ...]) -> None:
    """One `with`."""
    type, report = facts.type, part.report
    for name in facts.required:
        if name not in given:
            message = f"parameter `{name}` of `{type.id}` is missing"
            report.add("param.missing", path, message, f"Add `with: {{{name}: …}}`", is_key=True)
    for name, value in given.items():
        schema = facts.properties.get(name)
        if schema is None:
            is_port = any(p.name == name for p in ports) or name in given_ports(type, given)
            if not facts.takes_more and not is_port:
                hint = did_you_mean(name, [*facts.properties, *(p.name for p in ports)], what="Parameters")
                message = f"`{type.id}` has no parameter `{name}`"
                if type.open_inputs and not type.is_flow:
                    also = "An input port may have any name, once an expression or code names it"
                    hint = f"{hint}{'' if hint.endswith('?') else '.'} {also}" if hint else also
                report.add("param.unknown", (*path, name), message, hint or "It takes no parameters", is_key=True)
        elif not isinstance(value, facts.simple.get(name, ())):
            for inner, message, hint in issues(value, schema, _is_free, (name,)):
                report.add("param.value", (*path, *inner), message, hint)
            _check_formats(part, path, value, schema, (name,), type)


def _is_free(value: Any, schema: Mapping[str, Any]) -> bool:
    """True for an expression: what it gives is known only when it is played."""
    if not isinstance(value, str) or "{" not in value or not has_expression(value) or is_literal(schema):
        return False
    text = value.strip()
    # A text with expressions in it stays a text, so it must be allowed to be one.
    is_whole = text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1
    return is_whole or not schema.get("type") or "string" in _kinds(schema)


def _kinds(schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type", ())
    return (kind,) if isinstance(kind, str) else kind


def _check_formats(part: Part, path: Path, value: Any, schema: Mapping[str, Any], inner: Path, type: NodeType) -> None:
    """`format`: durations, sizes and conditions; the flow nodes' conditions are `flow`'s."""
    for where, text, kind in _formatted(value, schema, inner):
        message, hint = _format_issue(part, text, kind, type)
        if message:
            code = "expression.syntax" if kind == "condition" else "param.value"
            part.report.add(code, (*path, *where), message, hint)


def _formatted(value: Any, schema: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str, str]]:
    """Every text whose schema has a format: path, text, format."""
    if isinstance(value, str):
        kind = schema.get("format")
        if kind is not None:
            yield path, value, kind
    elif isinstance(value, Mapping):
        properties = schema.get("properties", {})
        for name, item in value.items():
            if name in properties:
                yield from _formatted(item, properties[name], (*path, name))
    elif isinstance(value, list | tuple) and isinstance(schema.get("items"), Mapping):
        for index, item in enumerate(value):
            yield from _formatted(item, schema["items"], (*path, index))


def _format_issue(part: Part, text: str, kind: str, type: NodeType) -> tuple[str, str]:
    """Message and hint; empty if nothing is wrong."""
    if kind == "condition" and not type.is_flow:
        return findings(part.shared.expressions, text, is_bare=True)[0] or "", ""
    if has_expression(text) or kind not in ("duration", "size"):
        return "", ""
    try:
        seconds(text) if kind == "duration" else size_bytes(text)
    except ValueRefused as error:
        message, _, hint = error.message.partition(": ")
        return message, hint[:1].upper() + hint[1:]
    return "", ""
