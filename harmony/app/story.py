"""A run's records by node and pass, and how each of them stands: what `why` and `compare` look at."""

from __future__ import annotations

from collections.abc import Iterable

from harmony.conductor.events import Record

Key = tuple[str, str]
ENDS = {
    "node.completed": "complete",
    "node.cached": "cached",
    "node.skipped": "skipped",
    "node.failed": "error",
}
STATES = ENDS | {
    "node.queued": "queued",
    "node.started": "active",
    "node.retrying": "queued",
    "node.waiting": "waiting",
}
_TOLD = frozenset([*STATES, "decision", "gap", "letter", ".answered", ".edited"])
WARNINGS = ("warning", "error", "critical")
_BY_HAND = frozenset({"step", "out", "deliver", "cancel", "skip", "retry"})


def _is_told(record: Record) -> bool:
    """True for acts by hand, and for what a step warns of."""
    if record.kind == ".debugged":
        return record.body.get("action") in _BY_HAND
    return record.kind == "log" and record.body.get("level") in WARNINGS


class Story:
    """What a journal says, in one pass over it.

    Attributes:
        began: time of the run's first record.
        of: records of each node and pass, in order.
        passes: passes of each node, in order of their first record.
        run: records about the run itself.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self.began = 0.0
        self.of: dict[Key, list[Record]] = {}
        self.passes: dict[str, list[str]] = {}
        self.run: list[Record] = []
        first = True
        for record in records:
            if first:
                self.began, first = record.at, False
            if not record.node:
                self.run.append(record)
            elif record.kind in _TOLD or _is_told(record):
                self._add(record)

    def _add(self, record: Record) -> None:
        key = (record.node, record.pass_)
        known = self.of.get(key)
        if known is None:
            self.of[key] = [record]
            self.passes.setdefault(record.node, []).append(record.pass_)
        else:
            known.append(record)

    def state(self, key: Key) -> str:
        """The state of a node in a pass: idle, queued, active, waiting, complete, cached, skipped or error."""
        last = self.last(key)
        return STATES[last.kind] if last is not None else "idle"

    def last(self, key: Key) -> Record | None:
        """The record that its state comes from."""
        return next((r for r in reversed(self.of.get(key, ())) if r.kind in STATES), None)

    def end(self, key: Key) -> Record | None:
        """The record of its end; None if it has not ended."""
        last = self.last(key)
        return last if last is not None and last.kind in ENDS else None

    def seen_from(self, node: str, pass_: str) -> Key | None:
        """The pass of another node that one in `pass_` has to do with; None if that has none.

        The same pass, else that of the loop around it, else the last one inside it.
        """
        known = self.passes.get(node, ())
        outer = pass_
        while outer not in known and outer:
            outer = outer.rpartition(".")[0]
        if outer in known:
            return node, outer
        inside = [p for p in known if not pass_ or p.startswith(f"{pass_}.")]
        return (node, inside[-1]) if inside else None
