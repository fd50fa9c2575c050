"""What every flow node answers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.plan import recover
from harmony.conductor.plan.core import Core
from harmony.conductor.plan.messages import Built, Evaluated
from harmony.conductor.plan.state import NoScope, Scope, State

__all__ = ["Flow", "NoScope", "OneScope", "refuse"]


class Flow:
    """Rules of one kind of flow node; stateless, what it remembers is `state.play`.

    Attributes:
        params: parameters that may hold expressions and are evaluated before it begins.
        is_step: what it does is one step of another node type, whose attempts are its own.
    """

    params: tuple[str, ...] = ()
    is_step = False

    def begin(self, core: Core, state: State, params: Mapping[str, Any]) -> None:
        """The node starts; its inputs are there."""
        raise NotImplementedError

    def evaluated(self, core: Core, state: State, event: Evaluated) -> None:
        """An expression that it asked for has a value (errors are dealt with before)."""

    def built(self, core: Core, state: State, event: Built) -> None:
        """Values that it asked for are there (errors are dealt with before)."""

    def rang(self, core: Core, state: State, purpose: str) -> None:
        """A timer of its own rang."""

    def closed(self, core: Core, state: State, scope: Scope) -> None:
        """One of its scopes has ended."""


class OneScope:
    """What a flow node remembers that plays one scope at a time."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def scopes(self) -> list[Scope]:
        """Scopes at play."""
        return [self.scope]


def refuse(core: Core, state: State, message: str, error_class: str = "invalid_input") -> None:
    """The node fails with a sentence of its own."""
    recover.fail(core, state, {"class": error_class, "message": message, "retryable": False})
