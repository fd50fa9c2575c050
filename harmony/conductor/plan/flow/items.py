"""What a for-each remembers of its items, and what its outputs are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harmony.conductor.artifacts import Artifact, to_public
from harmony.conductor.plan import joins
from harmony.conductor.plan.state import Scope
from harmony.conductor.plan.table import Spec
from harmony.conductor.plan.wire import JoinPlan
from harmony.melody.frozen import thaw
from harmony.melody.model import Join


class EachPlay:
    """Items, and how far they are.

    Attributes:
        items, keys: the list, fixed when it was split.
        next: the first item that has not begun; `open`: those at play.
        results, errors: of items that have ended, by position.
        took: positions of the items whose values count.
        looked: counts that the condition of its join was last looked at with.
        growing: lists that are being split to be appended.
        fired: its outputs are being made; later results are not used.
    """

    __slots__ = (
        "empty",
        "errors",
        "fired",
        "growing",
        "is_over",
        "items",
        "join",
        "keys",
        "limit",
        "looked",
        "needed",
        "next",
        "on_error",
        "open",
        "results",
        "took",
    )

    def __init__(self, spec: Spec, limit: int, on_error: str) -> None:
        self.items: list[Artifact] = []
        self.keys: list[Any] = []
        self.limit = limit
        self.on_error = on_error
        self.next = 0
        self.open: dict[int, Scope] = {}
        self.results: dict[int, dict[str, Artifact | None]] = {}
        self.errors: dict[int, dict[str, Any]] = {}
        self.took: list[int] = []
        self.looked: dict[str, int] = {}
        self.growing = 0
        self.fired = self.is_over = False
        self.join: JoinPlan | None = None
        self.needed = 0
        self.empty = "pass"

    def expand(self, items: list[Artifact], keys: list[Any], join: Any) -> None:
        """The list is known: see how many items are needed."""
        self.items, self.keys = items, keys
        if join is not None:
            model = join if isinstance(join, str) else Join.model_validate(thaw(join))
            self.join = JoinPlan(model, len(items))
            self.needed = self.join.needed
            self.empty = model.empty if isinstance(model, Join) else "pass"

    def scopes(self) -> list[Scope]:
        """Scopes at play."""
        return list(self.open.values())

    @property
    def pending(self) -> int:
        """Items that have not ended."""
        return len(self.items) + self.growing - len(self.results) - len(self.errors)

    @property
    def begins_to_wait(self) -> bool:
        """True from the first result on, if its join waits for more."""
        return self.join is not None and self.join.wait is not None and bool(self.results) and not self.is_over

    def key_of(self, index: int) -> Any:
        """The declared key of an item; None without one."""
        return self.keys[index] if index < len(self.keys) else None

    def named(self, index: int) -> dict[str, Any]:
        """An item as events name it."""
        return to_public(self.items[index])

    def counts(self) -> dict[str, int]:
        """What a join condition sees."""
        return {
            "total": len(self.items),
            "completed": len(self.results),
            "skipped": 0,
            "failed": len(self.errors),
            "pending": self.pending,
        }

    def verdict(self) -> str:
        """What the join over items does now; without one it waits for all and needs none."""
        if self.join is None:
            return joins.HOLD if self.pending else joins.FIRE
        if self.growing:
            return joins.HOLD
        return joins.judge(
            len(self.items),
            self.needed,
            delivered=len(self.results),
            failed=len(self.errors),
            waits=self.join.wait is not None,
            is_over=self.is_over,
            on_timeout=self.join.on_timeout,
        )


def outputs_of(play: EachPlay, names: list[str]) -> dict[str, tuple[str, Any]]:
    """What each output port is made of: lists in item order, what failed, and a report."""
    trees: dict[str, tuple[str, Any]] = {}
    for name in names:
        values = [play.results[index].get(name) for index in play.took]
        trees[name] = (_list_type(values), values)
    failed = [
        {"index": index, "key": play.key_of(index), "item": play.items[index], "error": play.errors[index]}
        for index in sorted(play.errors)
    ]
    trees["failed"] = ("list", failed)
    trees["report"] = ("json", _report(play))
    return trees


def _report(play: EachPlay) -> Mapping[str, int]:
    return {
        "total": len(play.items),
        "completed": len(play.took),
        "failed": len(play.errors),
        "cancelled": len(play.items) - len(play.results) - len(play.errors),
    }


def _list_type(values: list[Artifact | None]) -> str:
    """`list<T>` if all values are of type T, else `list`."""
    types = {value.type if value is not None else "" for value in values}
    only = types.pop() if len(types) == 1 else ""
    return f"list<{only}>" if only and only != "any" else "list"
