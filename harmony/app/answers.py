"""Who waits for a person, and what a person's answer means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harmony.app.inputs import from_text
from harmony.conductor.events import ENDS, Record
from harmony.errors import RunError, UsageError, ValueRefused
from harmony.sdk import codec

CHOICES = {
    "approval": ("approve", "reject"),
    "paused": ("skip", "fail", "retry"),
    "budget": ("raise", "skip", "stop"),
}
"""What may be said to a node, by what it waits for."""
_SAID = {
    "approval": "waits for an approval",
    "paused": "is paused after a failure",
    "budget": "asks whether more may be spent",
}
_KINDS = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean"}
_MOVES = frozenset("node.started node.completed node.cached node.skipped node.failed node.retrying".split())
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """A node that waits for a person.

    Attributes:
        node, pass_: its path and pass.
        why: `approval`, `paused` after a failure, or `budget`.
        form: JSON Schema of what is asked for, or None.
    """

    node: str
    pass_: str
    why: str
    form: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person says.

    Attributes:
        node: path of the node, with `@PASS` where it has several.
        choice: approve, reject, skip, fail, retry, raise or stop.
        values: of the form, by name.
        as_text: the values are texts, to be converted as the form says.
    """

    node: str
    choice: str
    values: Mapping[str, Any] = field(default_factory=dict)
    as_text: bool = True


def questions(records: Iterable[Record]) -> dict[Key, Question]:
    """What is open at the end of a journal, oldest first."""
    found: dict[Key, Question] = {}
    for record in records:
        kind, key = record.kind, (record.node, record.pass_)
        if kind == "node.waiting" and record.body.get("for") in CHOICES:
            found[key] = Question(*key, record.body["for"], record.body.get("form"))
        elif kind in _MOVES or kind == ".answered":
            found.pop(key, None)
        elif kind == ".resumed":
            for node, pass_, *_ in record.body.get("answers", ()):
                found.pop((node, pass_), None)
        elif kind == ".reopened" or (kind in ENDS and kind != "run.waiting"):
            found.clear()
    return found


def given(records: Iterable[Record], reply: Reply) -> tuple[str, str, str, Any]:
    """A reply to what is open at the end of a journal: node, pass, choice and value.

    Raises:
        as `pick` and `value_of`.
    """
    question = pick(questions(records), reply)
    return question.node, question.pass_, reply.choice, value_of(question, reply)


def pick(found: Mapping[Key, Question], reply: Reply) -> Question:
    """The question that a reply is about.

    Raises:
        RunError: that node waits for nobody (any more), or in several passes.
        UsageError: it waits for an answer of another kind.
    """
    node, at, pass_ = reply.node.partition("@")
    fits = [q for q in found.values() if q.node == node and (not at or q.pass_ == pass_)]
    if not fits:
        others = ", ".join(f"`{name(q)}`" for q in found.values())
        raise RunError(f"`{reply.node}` does not wait for an answer; {f'{others} does' if others else 'no node does'}.")
    if len(fits) > 1:
        raise RunError(f"`{node}` waits in several passes: name one of {', '.join(f'`{name(q)}`' for q in fits[:5])}.")
    question = fits[0]
    allowed = CHOICES[question.why]
    if reply.choice not in allowed:
        known = f"{', '.join(allowed[:-1])} or {allowed[-1]}"
        said = _SAID[question.why]
        raise UsageError(f"`{name(question)}` {said}: answer {known}, not {reply.choice}.")
    return question


def name(question: Question) -> str:
    """`NODE@PASS`, or the node alone at the top."""
    return f"{question.node}@{question.pass_}" if question.pass_ else question.node


def value_of(question: Question, reply: Reply) -> Any:
    """The form's values: converted, with its defaults; None where nothing is asked and nothing given.

    Raises:
        UsageError: one is unknown, missing or not of its type; names it.
    """
    form = question.form
    if not form:
        return {n: _converted(n, {}, v, as_text=reply.as_text) for n, v in reply.values.items()} or None
    fields: Mapping[str, Any] = form.get("properties", {})
    unknown = [n for n in reply.values if n not in fields]
    if unknown and not form.get("additionalProperties"):
        raise UsageError(f"The form has no field “{unknown[0]}”; it has {', '.join(fields) or 'none'}.")
    values = {n: spec["default"] for n, spec in fields.items() if isinstance(spec, Mapping) and "default" in spec}
    for given, value in reply.values.items():
        values[given] = _converted(given, fields.get(given, {}), value, as_text=reply.as_text)
    missing = [n for n in form.get("required", ()) if n not in values]
    if missing and reply.choice == "approve":
        raise UsageError(f"The form needs {', '.join(f'-i {n}=…' for n in missing)}.")
    return values


def _converted(field_name: str, spec: Mapping[str, Any], value: Any, *, as_text: bool) -> Any:
    kind = _KINDS.get(str(spec.get("type")), "any")
    try:
        if as_text and isinstance(value, str):
            value = from_text(value, kind)
        elif value is not None and kind != "any":
            value = codec.convert(value, codec.type_of(value), kind)
    except ValueRefused as error:
        raise UsageError(f"“{field_name}” is to be of type {spec.get('type')}: {error.message}") from error
    allowed = spec.get("enum")
    if allowed is not None and value not in allowed:
        raise UsageError(f"“{field_name}” is {value!r}; it takes one of {', '.join(map(str, allowed))}.")
    return value
