"""Nodes and scopes of the naive player, and when a join fires: worked out afresh from the wires at every look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conductor.plan.naive_nodes import NULL, Ambiguous, Wire, join_of, needed_of, span, wires_of


class Played:
    """One playing of a body, or of the whole Melody."""

    def __init__(self, part: dict[str, Any], owner: Node | None, prefix: str, pass_: str, inputs: dict[str, Any]):
        self.part, self.owner, self.prefix, self.pass_, self.inputs = part, owner, prefix, pass_, inputs
        self.ended = ""
        self.error: tuple[str, bool] = ("", False)
        self.names: dict[str, Any] = {}
        self.round = 0
        self.is_left = self.is_closed = False
        self.nodes = {id: Node(self, id) for id in part["nodes"]}

    @property
    def region(self) -> list[str]:
        """The nodes that a back wire has played again."""
        return list(self.part.get("region", ()))

    def result(self) -> dict[str, Any]:
        found = {name: ref.split(".") for name, ref in self.part["outputs"].items()}
        return {name: self.nodes[id].outs.get(port) for name, (id, port) in found.items()}


class Node:
    """A node in one pass."""

    def __init__(self, scope: Played, id: str) -> None:
        self.scope, self.id = scope, id
        self.spec: dict[str, Any] = scope.part["nodes"][id]
        self.path = scope.prefix + id
        self.pass_ = scope.pass_
        if id in scope.region:
            self.pass_ = f"{scope.pass_}.{scope.round}".lstrip(".")
        self.status = "idle"
        self.end = self.reason = ""
        self.has_failed = False
        self.outs: dict[str, Any] = {}
        self.ended_at = self.fired_at = -1.0
        self.token = self.order = 0
        self.tries = self.alternative = 0
        self.inputs: dict[str, Any] = {}
        self.play: Any = None
        self.armed = self.is_over = False
        self.brought: dict[int, Any] = {}
        self.returned: list[Any] = []

    @property
    def is_again(self) -> bool:
        return self.id in self.scope.region and self.scope.round > 0


class Joins:
    """What the player does with joins."""

    now: float
    fire: Callable[..., None]
    finish: Callable[..., None]
    after: Callable[..., None]

    def brought(self, node: Node, wire: Wire) -> Any:
        """`("value", v)`, `("gone", reason, failed)`, or None as long as it is to come."""
        scope = node.scope
        _, id, port = wire
        source = scope.nodes[id]
        if not source.end or (id in scope.region and node.id not in scope.region and not scope.is_left):
            return None if not (source.end and scope.ended) else self.came(source, port)
        return self.came(source, port)

    @staticmethod
    def came(source: Node, port: str | None) -> Any:
        if source.end == "completed":
            if port is None or port in source.outs:
                return "value", source.outs.get(port or "", NULL)
            return "gone", "not_chosen", False
        if port == "error" and "error" in source.outs:
            return "value", source.outs["error"]
        if source.has_failed:
            return "gone", "upstream_failed", True
        options = {
            "upstream_failed" if r == "upstream_failed" else "upstream_skipped" for r in source.reason.split("|")
        }
        return "gone", "|".join(sorted(options)), False

    def counted(self, node: Node) -> list[tuple[Wire, Any]]:
        found = []
        for i, wire in enumerate(wires_of(node.spec)):
            node.brought[i] = self.brought(node, wire)
            if not node.is_again or wire[1] in node.scope.region:
                found.append((wire, node.brought[i]))
        return found

    def decide(self, node: Node) -> bool:
        """See whether a node's join fires, can never fire, or waits."""
        wires = self.counted(node)
        if not wires:
            self.fire(node)
            return True
        total, came = len(wires), [w for w, b in wires if b and b[0] == "value"]
        gone = [b for _, b in wires if b and b[0] == "gone"]
        join = join_of(node.spec)
        pending = total - len(came) - len(gone)
        needed = total if "when" in join and node.scope.ended else needed_of(join, total)
        self.doubt(node, wires, needed)
        if len(came) == total:
            self.fire(node)
        elif total - len(gone) < needed and ("when" not in join or node.scope.ended or not pending):
            self.finish(node, "skipped", self.reasons(node, wires))
        elif len(came) >= needed and ("wait" not in join or node.is_over or not pending):
            self.fire(node)
        elif node.is_over:
            proceeds = join.get("on_timeout") == "proceed"
            self.fire(node, None if proceeds else ("timeout", False))
        else:
            self.start_wait(node, join, bool(came))
            return False
        return True

    def reasons(self, node: Node, wires: list[tuple[Wire, Any]]) -> str:
        """Why a node is skipped; both words where a skip and a failure reach it at one instant."""
        gone = [(w, b) for w, b in wires if b and b[0] == "gone"]
        failed = [(w, b) for w, b in gone if b[2]]
        chosen = failed or gone
        if failed and all(self.since(node, w) == self.now for w, _ in failed):
            chosen = [(w, b) for w, b in gone if b[2] or self.since(node, w) == self.now]
        return "|".join(sorted({option for _, b in chosen for option in b[1].split("|")}))

    def start_wait(self, node: Node, join: dict[str, Any], has_come: bool) -> None:
        if "wait" in join and has_come and not node.armed:
            node.armed = True
            self.after(node, span(join["wait"]), lambda: setattr(node, "is_over", node.status == "idle"))

    def doubt(self, node: Node, wires: list[tuple[Wire, Any]], needed: int) -> None:
        """Give up if more than needed comes at this instant: the first of them would have been enough."""
        here = [w for w, b in wires if b and b[0] == "value" and self.since(node, w) == self.now]
        came = sum(b is not None and b[0] == "value" for _, b in wires)
        if came > needed > came - len(here) or (
            came >= needed > came - len(here) and len(here) > 1 and came < len(wires)
        ):
            raise Ambiguous(node.path)

    @staticmethod
    def since(node: Node, wire: Wire) -> float:
        scope = node.scope
        if wire[1] in scope.region and node.id not in scope.region:
            return max(scope.nodes[id].ended_at for id in scope.region)
        return scope.nodes[wire[1]].ended_at
