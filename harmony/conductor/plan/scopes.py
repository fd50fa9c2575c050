"""Scopes: opening a body, beginning it, and reading its outputs."""

from __future__ import annotations

import os.path

from harmony.conductor.artifacts import Artifact, Slot
from harmony.conductor.plan import loops, wires
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.state import IDLE, Scope, State
from harmony.conductor.plan.table import Spec, Table

DEEPEST = 64
"""How deep sub-Melodies may call one another."""


def open_scope(owner: State, table: Table, number: int | None, inputs: dict[str, Slot]) -> Scope:
    """A new playing of a body; the caller sets what is special and begins it.

    Args:
        number: its pass within the owner's; None where there is only one (a sub-Melody).
    """
    pass_ = owner.pass_ if number is None else joined(owner.pass_, str(number))
    scope = Scope(table, owner, prefix=owner.path + "/", pass_=pass_, inputs=inputs)
    if owner.scope.was != owner.scope.pass_:
        scope.was = was_of(owner) if number is None else joined(was_of(owner), str(number))
    if number is None:
        scope.is_melody = True
        scope.depth = owner.scope.depth + 1
        return scope
    outer = owner.scope
    scope.item, scope.index, scope.key = outer.item, outer.index, outer.key
    scope.iteration, scope.previous = outer.iteration, outer.previous
    return scope


def joined(pass_: str, number: str) -> str:
    """One pass inside another."""
    return f"{pass_}.{number}" if pass_ else number


def was_of(state: State) -> str:
    """The pass that a node had before the lists around it changed."""
    scope = state.scope
    return scope.was + state.pass_[len(scope.pass_) :]


def begin(core: Core, scope: Scope) -> None:
    """Let every node that waits for nothing be ready, and skip what is disabled."""
    if scope.open == 0:
        core.closing.append(scope)
        return
    if scope.table.regions:
        loops.prepare(scope)
    for index in scope.table.disabled:
        disable(core, scope.states[index])
    for index in scope.table.starts:
        state = scope.states[index]
        if state.status == IDLE:
            wires.fire(core, state)


def disable(core: Core, state: State) -> None:
    """Queue a node that is not to be played."""
    wires.set_aside(core, state, "disabled")


def result_of(scope: Scope) -> dict[str, Artifact | None]:
    """Outputs of a scope by name; None where the node was skipped or failed."""
    result: dict[str, Artifact | None] = {}
    for name, (index, port) in scope.table.outputs.items():
        outputs = scope.states[index].outputs or {}
        result[name] = next(iter(outputs.values()), None) if port is None else outputs.get(port)
    return result


def table_of(core: Core, state: State) -> Table | None:
    """What a flow node plays: its inline body, or the Melody that it names."""
    return table_inside(core, state.spec, state.scope.table.base)


def table_inside(core: Core, spec: Spec, base: str) -> Table | None:
    """What a flow node of a level with that `base` plays."""
    if spec.body is not None:
        return spec.body
    path = spec.node.with_.get("melody")
    if spec.flow != "melody" or not isinstance(path, str):
        return None
    path = os.path.normpath(os.path.join(base, path))  # noqa: PTH118 - text alone, no file is looked at
    table = core.tables.get(path)
    if table is None:
        melody = core.setting.melodies.get(path)
        if melody is None:
            return None
        table = core.tables[path] = Table(melody, os.path.dirname(path), core.find_type, make=core.table.make)  # noqa: PTH120
    return table
