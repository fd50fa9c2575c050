"""Answers the plan's questions: expressions, and values made out of values.

Small ones are answered at once on the loop's thread; what sees more than 64 KB, or needs a
file, goes to a thread of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import structs

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.context import Contexts, size_of
from harmony.conductor.plan import scopes
from harmony.conductor.plan.commands import Build, Evaluate
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Built, Evaluated
from harmony.conductor.plan.state import State
from harmony.conductor.values import Values
from harmony.errors import ExpressionError, HarmonyError, StoreError, ValueRefused
from harmony.melody.expressions import Expressions
from harmony.melody.frozen import thaw

MANY: Final = 1000
"""Values that are put together on the loop's thread."""
LARGE: Final = 64 * 1024
"""Bytes that an expression may see on the loop's thread."""


class Language:
    """One `Expressions` with the names of what it has seen.

    One object serves one thread.
    """

    def __init__(self) -> None:
        self._expressions = Expressions()
        self._names: dict[tuple[str, bool], set[str]] = {}

    def names(self, value: Any, *, is_bare: bool) -> set[str]:
        """The names that an expression, or the texts in plain data, take from their scope.

        Of `inputs` and `previous` the parts are named too: `inputs.folder`, or `inputs.*`.

        Raises:
            ExpressionError: one of them does not parse.
        """
        if isinstance(value, str):
            key = (value, is_bare)
            found = self._names.get(key)
            if found is None:
                found = self._names[key] = _named_by(self._expressions.paths_in(value, is_bare=is_bare))
            return found
        parts: Iterable[Any] = ()
        if isinstance(value, Mapping):
            parts = value.values()
        elif isinstance(value, list | tuple):
            parts = value
        names: set[str] = set()
        for part in parts:
            names |= self.names(part, is_bare=is_bare)
        return names

    def evaluate(self, expression: Any, scope: Mapping[str, Any]) -> Any:
        """The value of a bare expression; a truth that stands for one is itself."""
        if not isinstance(expression, str):
            return expression
        return self._expressions.evaluate(expression, scope)

    def render(self, value: Any, scope: Mapping[str, Any]) -> Any:
        """Plain data with its texts rendered."""
        return self._expressions.render(value, scope)


def _named_by(paths: Iterable[tuple[str, ...]]) -> set[str]:
    names: set[str] = set()
    for path in paths:
        names.add(path[0])
        if path[0] in ("inputs", "previous"):
            names.add(f"{path[0]}.{path[1] if len(path) > 1 else '*'}")
    return names


class Answers:
    """Turns questions into answering events.

    Args:
        plan: only its tables are read.
        contexts, values: what expressions see, and how values are made.
    """

    def __init__(self, plan: Core, contexts: Contexts, values: Values) -> None:
        self._plan = plan
        self._contexts = contexts
        self._values = values

    def is_small(self, question: Evaluate | Build, language: Language) -> bool:
        """True if it may be answered on the loop's thread."""
        state = question.state
        slots: list[Slot] = list(self._values.raw_inputs(state).values())
        if isinstance(question, Build):
            slots += [question.slot, *leaves(question.trees)]
            return len(slots) <= MANY and sum(map(size_of, slots)) <= LARGE and self._values.is_cheap(slots)
        try:
            names = language.names(question.expression, is_bare=not question.template)
        except ExpressionError:
            return True
        return self._values.is_cheap(slots) and self._contexts.size(state, names) <= LARGE

    def answer(self, question: Evaluate | Build, at: float, language: Language) -> Evaluated | Built:
        """The answer; a failure is an answer too.

        Raises:
            StoreError: a value cannot be read or written.
        """
        state = question.state
        try:
            if isinstance(question, Evaluate):
                return Evaluated(at, state.path, state.pass_, question.purpose, self._evaluate(question, language))
            return self._build(question, at, language)
        except StoreError:
            raise
        except HarmonyError as error:
            kind = Evaluated if isinstance(question, Evaluate) else Built
            return kind(at, state.path, state.pass_, question.purpose, error=error.message)

    def _evaluate(self, question: Evaluate, language: Language) -> Any:
        expression = question.expression
        names = language.names(expression, is_bare=not question.template)
        scope = self._contexts.scope(question.state, names, question)
        if question.template:
            return language.render(thaw(expression), scope)
        return language.evaluate(expression, scope)

    # --- building ------------------------------------------------------------------------

    def _build(self, question: Build, at: float, language: Language) -> Built:
        state = question.state
        built = Built(at, state.path, state.pass_, question.purpose)
        if question.purpose == "inputs":
            built.slots = self._inputs(state, language)
        elif question.slot is not None:
            built.items = self._values.split(question.slot)
            if question.key:
                built.keys = self._keys(state, question.key, built.items, language)
        else:
            key = f"{state.path}@{state.pass_}" if state.pass_ else state.path
            seconds = max(0.0, at - state.started_at)
            for port, (type, tree) in question.trees.items():
                made = self._values.build(type, tree)
                built.slots[port] = made if made.made_by else structs.replace(made, made_by=key, seconds=seconds)
        return built

    def _keys(self, state: State, key: str, items: list[Artifact], language: Language) -> list[Any]:
        names = language.names(key, is_bare=False)
        scope = self._contexts.scope(state, names - {"item"})
        keys = []
        for index, item in enumerate(items):
            scope["item"], scope["index"] = self._values.load(item), index
            keys.append(language.render(key, scope))
        return keys

    def _inputs(self, state: State, language: Language) -> dict[str, Artifact | None]:
        """A flow node's ports as single references: merged, converted, with what `with` and defaults give."""
        values = self._values
        found: dict[str, Artifact | None] = {}
        for name, slot in values.inputs_of(state).items():
            found[name] = values.gathered(slot)
        for name, value in self._given(state).items():
            if name not in found:
                names = language.names(value, is_bare=False)
                found[name] = values.put(language.render(value, self._contexts.scope(state, names)), "any")
        table = scopes.table_of(self._plan, state)
        for name, declared in (table.inputs if table else {}).items():
            wanted = declared.type if isinstance(declared.type, str) else "json"
            slot = found.get(name)
            if slot is None:
                if declared.is_required and name not in found:
                    continue
                found[name] = values.put(thaw(declared.default), wanted if declared.default is not None else "any")
            else:
                fitted = _named(name, lambda s=slot, w=wanted: values.fit(s, w))
                assert fitted is None or isinstance(fitted, Artifact)
                found[name] = fitted
        return found

    def _given(self, state: State) -> dict[str, Any]:
        """Entries of `with` that stand for input ports."""
        spec = state.spec
        table = scopes.table_of(self._plan, state)
        ports = {port.name for port in spec.type.inputs} if spec.type else set()
        ports |= set(table.inputs) if table else set()
        params = set(spec.type.params.get("properties", ())) if spec.type else set()
        return {name: thaw(value) for name, value in spec.node.with_.items() if name in ports - params}


def _named(name: str, work: Any) -> Any:
    try:
        return work()
    except ValueRefused as error:
        raise ValueRefused(f"Input `{name}`: {error.message}") from error


def leaves(tree: Any) -> list[Slot]:
    """The references in plain data."""
    if isinstance(tree, Artifact):
        return [tree]
    if isinstance(tree, dict):
        return [leaf for part in tree.values() for leaf in leaves(part)]
    if isinstance(tree, list | tuple):
        return [leaf for part in tree for leaf in leaves(part)]
    return []
