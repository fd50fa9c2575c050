"""Expressions: do they parse, and are their names in scope? And who may use secrets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from harmony.errors import ExpressionError
from harmony.melody.change import Path
from harmony.melody.checks.part import Facts, Part, is_literal
from harmony.melody.expressions import Expressions, has_expression, plain_look_ups
from harmony.melody.interface import given_ports
from harmony.melody.model import Join, Node
from harmony.melody.problems import Severity, did_you_mean

RUN = ("id", "attempt", "elapsed", "spent")
COUNTS = frozenset("total completed skipped failed pending".split())
_ALWAYS = frozenset(("inputs", "run", "quality", "meta"))
_LOOP = frozenset(("iteration", "previous"))
_MAX_FOUND = 50_000

Found = tuple[str | None, Collection[tuple[str, ...]]]
"""What is wrong with a text, or None; and the look-ups that it makes."""

_found: dict[tuple[str, bool], Found] = {}


def findings(expressions: Expressions, text: str, is_bare: bool) -> Found:
    """What there is to say about a text, whatever its scope; remembered over checks."""
    if not is_bare:
        plain = plain_look_ups(text)
        if plain is not None:
            return None, plain
    key = (text, is_bare)
    found = _found.get(key)
    if found is None:
        if len(_found) >= _MAX_FOUND:
            _found.clear()
        found = _found[key] = _look(expressions, text, is_bare)
    return found


def _look(expressions: Expressions, text: str, is_bare: bool) -> Found:
    error = expressions.check_expression(text) if is_bare else expressions.check_template(text)
    if error is not None:
        return error, frozenset()
    try:
        return None, frozenset(expressions.paths_in(text, is_bare=is_bare))
    except ExpressionError as error_:
        return error_.message, frozenset()


def templates(value: Mapping[str, Any], facts: Facts | None) -> Iterator[tuple[Path, str]]:
    """Every text with an expression in it, and where it stands; literal parameters left out."""
    for name, item in value.items():
        if facts is not None and name in facts.literal:
            continue
        if isinstance(item, str):
            if "{" in item and has_expression(item):
                yield (name,), item
        elif isinstance(item, Mapping | tuple | list):
            yield from _inside(item, facts.properties.get(name, {}) if facts is not None else {}, (name,))


def _inside(value: Any, schema: Any, path: Path) -> Iterator[tuple[Path, str]]:
    schema = schema if isinstance(schema, Mapping) else {}
    if schema and is_literal(schema):
        return
    if isinstance(value, str):
        if has_expression(value):
            yield path, value
    elif isinstance(value, Mapping):
        inner = schema.get("properties", {})
        for name, item in value.items():
            yield from _inside(item, inner.get(name, {}), (*path, name))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _inside(item, schema.get("items", {}), (*path, index))


def check_words(part: Part) -> None:
    """The expressions of every node of a part."""
    for name, node in part.nodes.items():
        speaker = Speaker(part, name)
        if node.with_:
            _check_with(speaker, node)
        if isinstance(node.when, str):
            speaker.say(node.when, ("when",), is_bare=True)
        if isinstance(node.join, Join) and node.join.when is not None:
            speaker.say(node.join.when, ("join", "when"), is_bare=True, more=COUNTS)
        if node.fallback or node.compensate or node.reconstruct or node.pin or node.concurrency_key:
            _check_rest(speaker, node)


def _open_ports(given: Mapping[str, Any], facts: Facts | None) -> frozenset[str]:
    return frozenset(given_ports(facts.type, given)) if facts is not None else frozenset()


def _check_with(speaker: Speaker, node: Node) -> None:
    facts = speaker.part.shared.facts(node.use)
    more = ports = _open_ports(node.with_, facts)
    is_each = speaker.type is not None and speaker.type.id == "flow.each"
    for path, text in templates(node.with_, facts):
        if is_each:
            more = frozenset(("item", "index")) if path[0] == "key" else frozenset()
        elif ports:
            more = frozenset() if path[0] in ports else ports
        speaker.say(text, ("with", *path), may_use_secrets=True, more=more)


def _check_rest(speaker: Speaker, node: Node) -> None:
    """Expressions in the less common places of a node."""
    find, facts_of = speaker.part.shared.find, speaker.part.shared.facts
    for index, alternative in enumerate(node.fallback):
        speaker.type = find(alternative.use) if alternative.use else None
        facts = facts_of(alternative.use) if alternative.use else None
        ports = _open_ports(alternative.with_, facts)
        for path, text in templates(alternative.with_, facts):
            more = _ERROR if path[0] in ports else _ERROR | ports
            speaker.say(text, ("fallback", index, "with", *path), may_use_secrets=True, more=more)
        for path, text in templates({"value": alternative.value}, None):
            speaker.say(text, ("fallback", index, *path), more=_ERROR)
    outputs = frozenset(p.name for p in speaker.part.ports(speaker.name).outputs)
    for word, call, more in (
        ("compensate", node.compensate, outputs | _ERROR),
        ("reconstruct", node.reconstruct, frozenset(node.reconstruct.in_) if node.reconstruct else frozenset()),
    ):
        if call is not None:
            speaker.type = find(call.use)
            for path, text in templates(call.with_, facts_of(call.use)):
                speaker.say(text, (word, "with", *path), may_use_secrets=True, more=more)
    key = node.concurrency_key
    if isinstance(key, str) and has_expression(key):
        speaker.say(key, ("concurrency_key",))
    elif key is not None and not isinstance(key, str) and has_expression(key.key):
        speaker.say(key.key, ("concurrency_key", "key"))


_ERROR = frozenset(("error",))


class Speaker:
    """A node's scope.

    Args:
        part: where the node is.
        name: its id.

    Attributes:
        type: the node type whose parameters are looked at (an alternative's, in a fallback).
    """

    __slots__ = ("name", "part", "scope", "type")

    def __init__(self, part: Part, name: str) -> None:
        self.part = part
        self.name = name
        self.type = part.type(name)
        self.scope: frozenset[str] | None = None

    def names(self) -> frozenset[str]:
        """What the node's expressions may use."""
        if self.scope is None:
            loop = _LOOP if self.name in self.part.looping else frozenset()
            ports = {p.name for p in self.part.ports(self.name).inputs}
            self.scope = frozenset(ports | _ALWAYS | self.part.extras | loop)
        return self.scope

    def say(
        self,
        text: str,
        field: Path,
        *,
        is_bare: bool = False,
        may_use_secrets: bool = False,
        more: Iterable[str] = (),
    ) -> None:
        """Check one text of the node."""
        error, paths = findings(self.part.shared.expressions, text, is_bare)
        if error is not None:
            message, hint = _split(error)
            hint = hint or ("Write it as in `rows | length > 3`" if is_bare else "Write it as in `{{ rows | length }}`")
            self.report("expression.syntax", field, message, hint, f"“{_short(text)}” cannot be read")
            return
        if not paths:
            return
        wired = self.part.nodes[self.name].in_
        pieces = self.hyphens(text, field, more, is_bare=is_bare) if "-" in text else ()
        for path in paths:
            root = path[0]
            if root in wired or root in pieces:
                continue
            known = self.names()
            if root == "secrets":
                self.secret(path, field, may_use_secrets)
            elif root not in known and root not in more:
                severity: Severity = "warning" if _is_looked_for(root, text, is_bare=is_bare) else "error"
                self.unknown(root, field, [*known, *more], severity)
            elif len(path) > 1:
                self.inner(path, field)

    def hyphens(self, text: str, field: Path, more: Iterable[str], *, is_bare: bool) -> set[str]:
        """A port `a-b` cannot be named in an expression, where `a-b` is a difference; gives `a` and `b`."""
        found: set[str] = set()
        for port in self.part.nodes[self.name].in_:
            if "-" in port and _is_named(port, text, is_bare=is_bare):
                pieces = {p for p in port.split("-") if p.isidentifier()}
                found |= pieces
                message = f"`{port}` is read as a difference here, not as the port of that name"
                hint = f"Rename the port: `{port.replace('-', '_')}`"
                path = self.part.at(self.name, *field)
                severity: Severity = "warning" if pieces <= {*self.names(), *more} else "error"
                self.part.report.add("expression.hyphen", path, message, hint, severity=severity)
        return found

    def report(
        self, code: str, field: Path, message: str, hint: str = "", lead: str = "", severity: Severity = "error"
    ) -> None:
        """Report something about a field of the node."""
        text = f"{lead}: {message}" if lead else message
        self.part.report.add(code, self.part.at(self.name, *field), text, hint, severity=severity)

    def unknown(self, name: str, field: Path, known: list[str], severity: Severity = "error") -> None:
        """A name that is not in scope."""
        part = self.part
        if self.type is None and name in part.nodes[self.name].with_:
            return
        if name in part.nodes:
            hint = f"A node's output comes by a wire: `in: {{{name}: {name}.PORT}}`"
        elif name in part.inputs:
            hint = f"Write `inputs.{name}`"
        elif name in ("item", "index", "iteration", "previous"):
            owner = "flow.each" if name in ("item", "index") else "flow.repeat, or between the ends of a back wire"
            hint = f"It is known only in the body of {owner}"
        else:
            shown = sorted(n for n in known if n not in ("quality", "meta"))
            hint = did_you_mean(name, shown, what="In scope")
        self.report("expression.scope", field, f"`{name}` is not known here", hint, severity=severity)

    def inner(self, path: tuple[str, ...], field: Path) -> None:
        """The second step of a look-up, where it can be told: `inputs.x`, `run.x`, `meta.x`."""
        root, step = path[0], path[1]
        part = self.part
        choices: Iterable[str] | None = None
        if root == "inputs":
            choices = part.inputs
            if part.inputs.get(step) == "secret":
                self.secret_type(f"inputs.{step}", field)
        elif root == "run":
            choices = RUN
        elif root == "meta":
            choices = [p.name for p in part.ports(self.name).inputs]
        elif root == "previous" and part.previous is not None and self.name not in part.looping:
            choices = part.previous
        if choices is not None and step not in choices:
            hint = did_you_mean(step, choices, what=f"`{root}` has")
            longer = next((c for c in choices if c.startswith(f"{step}-")), None)
            if longer is not None:
                hint = f'A name with a hyphen is written `{root}["{longer}"]`'
            if root == "inputs" and part.path:
                hint = hint or "A body sees the input ports of its node: wire one there"
            self.report("expression.scope", field, f"`{root}` has no `{step}`", hint or f"Add `{step}` under `{root}`")

    def secret(self, path: tuple[str, ...], field: Path, may_use: bool) -> None:
        """`secrets.NAME`."""
        declared = self.part.shared.melody.secrets
        if not may_use:
            self.report("secret.place", field, "`secrets` can be used in `with` only", "Give it to the step in `with`")
            return
        if len(path) < 2:
            self.report("secret.name", field, "`secrets` names one of them", "Write `secrets.NAME`")
            return
        if path[1] not in declared:
            hint = did_you_mean(path[1], declared) if declared else ""
            hint = hint if hint.startswith("Did") else f"Add it at the top: `secrets: {{{path[1]}: {{help: …}}}}`"
            self.report("secret.unknown", field, f"the secret `{path[1]}` is not declared", hint)
        self.secret_type(f"secrets.{path[1]}", field)

    def secret_type(self, ref: str, field: Path) -> None:
        """Whether the node's type may have secrets at all."""
        if self.type is not None and not self.type.secrets:
            message = f"`{self.type.id}` may not use secrets (`{ref}`)"
            self.report(
                "secret.type", field, message, "Use it in a node type that declares secrets, such as http.request"
            )


_INSIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def _is_looked_for(name: str, text: str, *, is_bare: bool) -> bool:
    """True if an expression says everywhere what holds when the name is not there: `| default(…)`, `is defined`."""
    inside = text if is_bare else " ".join(_INSIDE.findall(text))
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", inside)
    plain = rf"(?<![\w.]){re.escape(name)}\b"
    careful = plain + r"\s*(?:\|\s*(?:default|d)\b|is\s+(?:not\s+)?(?:un)?defined\b)"
    return len(re.findall(plain, bare)) == len(re.findall(careful, bare)) > 0


def _is_named(name: str, text: str, *, is_bare: bool) -> bool:
    """True if an expression holds a name with a hyphen, as it is written and outside of quotes."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-])")
    parts = [text] if is_bare else _INSIDE.findall(text)
    return any(pattern.search(re.sub(r"'[^']*'|\"[^\"]*\"", "", part)) for part in parts)


def _split(error: str) -> tuple[str, str]:
    """A sentence and its hint."""
    message, _, hint = error.partition(". ")
    return message, hint


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
