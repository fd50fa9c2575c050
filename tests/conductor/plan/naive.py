"""A second, naive player of Melodies on a clock of its own: what the Conductor does is compared with it.

Written from the format page alone, and as simply as can be: it has no counters and no queues. At every instant it
looks at all nodes again and again until nothing changes, and works every join out afresh from its wires. Where two
things happen at one instant and their order would matter, it gives up (`Ambiguous`).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from typing import Any

from tests.conductor.plan.naive_flow import BEGIN, CLOSED
from tests.conductor.plan.naive_joins import Joins, Node, Played
from tests.conductor.plan.naive_nodes import (
    Ambiguous,
    Lot,
    allowed,
    as_list,
    holds,
    join_of,
    last_resort,
    made,
    names_of,
    ports_of,
    reaches,
    span,
    wait_of,
    wires_of,
)


class Sim(Joins):
    """Plays a Melody; `ends` and `starts` hold what happened to each key."""

    def __init__(self, melody: dict[str, Any], seed: int, melodies: dict[str, Any], cancel_at: float | None = None):
        self.now, self.seed, self.melodies = 0.0, seed, melodies
        self.heap: list[tuple[float, int, Callable[[], None]]] = []
        self.count = 0
        self.ends: dict[tuple[str, str], list[tuple[str, Any, float, Any]]] = {}
        self.starts: dict[tuple[str, str], list[float]] = {}
        self.mail: list[tuple[str, Any]] = []
        self.waits: list[tuple[str, Node]] = []
        self.posts: set[tuple[str, float]] = set()
        self.turns: dict[str, Node] = {}
        self.queue: list[Node] = []
        self.scopes: list[Played] = []
        self.top = Played(melody, None, "", "", {})
        self.status = ""
        if cancel_at is not None:
            self.later(cancel_at, self.cancel_all)

    # --- time ----------------------------------------------------------------------------

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        self.count += 1
        heapq.heappush(self.heap, (self.now + seconds, self.count, do))

    def after(self, node: Node, seconds: float, do: Callable[[], None]) -> None:
        """Do it then, unless the node is about something else by then."""
        token = node.token
        self.later(seconds, lambda: do() if node.token == token and node.status != "ended" else None)

    def run(self) -> None:
        self.open(self.top)
        self.settle()
        while self.heap and not self.is_over():
            self.now, _, do = heapq.heappop(self.heap)
            do()
            self.settle()
        assert self.is_over(), "nothing happens any more"
        self.status = self.status or ("failed" if self.top.ended == "failed" else "completed")

    def is_over(self) -> bool:
        return not self.scopes

    def open(self, scope: Played) -> None:
        self.scopes.append(scope)
        for node in scope.nodes.values():
            if node.spec.get("enabled") is False:
                self.finish(node, "skipped", "disabled")

    def settle(self) -> None:
        while True in [self.look(scope) for scope in list(self.scopes)] or self.give_turns_on():
            pass

    def look(self, scope: Played) -> bool:
        if scope.is_closed:
            return False
        if True in [self.decide(node) for node in scope.nodes.values() if node.status == "idle"]:
            return True
        if scope.region and not scope.is_left and all(scope.nodes[id].end for id in scope.region):
            self.go_round(scope)
            return True
        if all(node.end for node in scope.nodes.values()):
            scope.is_closed = True
            self.scopes.remove(scope)
            owner = scope.owner
            if owner is not None and owner.end == "completed" and owner.ended_at == self.now:
                raise Ambiguous(owner.path)
            if owner is not None and not owner.end and scope.ended != "cancelled":
                CLOSED[owner.spec["use"]](self, owner, scope)
            return True
        return False

    def go_round(self, scope: Played) -> None:
        """A pass of the region has ended: once more, or out."""
        first, last = scope.nodes[scope.region[0]], scope.nodes[scope.region[-1]]
        if "again" not in last.outs or scope.ended:
            scope.is_left = True
            return
        before = {id: scope.nodes[id] for id in scope.region}
        scope.round += 1
        for id, old in before.items():
            new = scope.nodes[id] = Node(scope, id)
            new.brought = {i: self.brought(old, wire) for i, wire in enumerate(wires_of(old.spec))}
            if new.spec.get("enabled") is False:
                self.finish(new, "skipped", "disabled")
        target = scope.nodes[first.id]
        target.returned = [last.outs["again"]]
        most = next(w["max"] for w in as_list(target.spec["in"]["x"]) if isinstance(w, dict))
        if not target.end:
            self.fire(target, ("policy", False) if scope.round > most else None)

    def fire(self, node: Node, error: tuple[str, bool] | None = None) -> None:
        node.status, node.fired_at = "busy", self.now
        node.token += 1
        wires = wires_of(node.spec)
        if node.scope.ended:
            self.finish(node, "skipped", "cancelled")
            return
        node.inputs = ports_of(node, [node.brought.get(i) for i in range(len(wires))])
        node.brought = dict(node.brought)
        if join_of(node.spec).get("late") == "cancel":
            self.cancel_late(node)
        when = node.spec.get("when", "true")
        if error is not None:
            self.fail(node, *error)
        elif when == "nope":
            self.fail(node, "invalid_input", False)
        elif not holds(when, node):
            self.finish(node, "skipped", "condition_false")
        else:
            self.begin(node)

    def cancel_late(self, node: Node) -> None:
        """Cancel what leads only to this join."""
        scope = node.scope
        kept = {ref.split(".")[0] for ref in scope.part["outputs"].values()}
        leads = {id: {n.id for n in scope.nodes.values() for w in wires_of(n.spec) if w[1] == id} for id in scope.nodes}
        found: set[str] = set()
        while True:
            more = {
                id
                for id, targets in leads.items()
                if targets and id not in kept | found | {node.id} and not scope.nodes[id].end
                and all(t == node.id or t in found or scope.nodes[t].end for t in targets)
            }  # fmt: skip
            if not more:
                break
            found |= more
        pending = [w for i, w in enumerate(wires_of(node.spec)) if node.brought.get(i) is None]
        if pending:
            for id in scope.nodes:
                if id in found and reaches(leads, id, node.id):
                    self.cancel(scope.nodes[id])

    # --- a node at work ------------------------------------------------------------------

    def begin(self, node: Node) -> None:
        if not self.has_turn(node):
            return
        node.token += 1
        node.tries += 1
        key = (node.path, node.pass_)
        self.starts.setdefault(key, []).append(self.now)
        attempt = len(self.starts[key])
        if node.alternative:
            self.begin_alternative(node, attempt)
            return
        if node.spec["use"].startswith("flow."):
            BEGIN[node.spec["use"]](self, node)
            return
        self.step(node, node.spec["use"], node.spec.get("with", {}), attempt)

    def has_turn(self, node: Node) -> bool:
        """Take the node's turn of its concurrency key, or have it wait."""
        key = node.spec.get("concurrency_key")
        if key is None or self.turns.get(key) is node:
            return True
        self.post(f"key {key}")
        if key not in self.turns:
            self.turns[key] = node
            return True
        self.queue.append(node)
        return False

    def give_turns_on(self) -> bool:
        """Let those that have ended give their turns to who has waited longest."""
        done = next((key for key, node in self.turns.items() if node.end), None)
        if done is None:
            return False
        del self.turns[done]
        self.queue = [node for node in self.queue if not node.end]
        after = next((node for node in self.queue if node.spec["concurrency_key"] == done), None)
        if after is not None:
            self.queue.remove(after)
            self.turns[done] = after
            self.post(f"key {done}")
            if after.scope.ended:
                self.finish(after, "skipped", "cancelled")
            else:
                self.begin(after)
        return True

    def begin_alternative(self, node: Node, attempt: int) -> None:
        other = node.spec["fallback"][node.alternative - 1]
        if "value" in other:
            self.finish(node, "completed", None, {"value": other["value"]})
        else:
            self.step(node, other["use"], other.get("with", {}), attempt)

    def step(self, node: Node, use: str, given: dict[str, Any], attempt: int) -> None:
        params = dict(given)
        if isinstance(params.get("c"), str):
            params["c"] = names_of(node)[params["c"].strip("{} ")]
        lot = Lot(self.seed, node.path, node.pass_, attempt, params)
        limit = span(node.spec["timeout"]) if "timeout" in node.spec else math.inf
        if lot.seconds > limit:
            self.after(node, limit, lambda: self.fail(node, "timeout", None))
        elif lot.fails:
            self.after(node, lot.seconds, lambda: self.fail(node, params.get("cls", "bug"), None))
        else:
            value = made(use, params, node.inputs)
            self.after(node, lot.seconds, lambda: self.finish(node, "completed", None, {"value": value}))

    def fail(self, node: Node, cls: str, retryable: bool | None) -> None:
        """Retry, alternative, or one of the ends."""
        node.token += 1
        self.drop_inner(node)
        spec = node.spec
        retry = spec.get("retry") if not node.alternative else None
        left = len(spec.get("fallback", ())) - node.alternative
        on_error = spec.get("on_error") or ("route" if self.is_late_route(node, cls) else None)
        if max(1, node.tries) < allowed(spec, cls, retryable, retry, left, on_error):
            self.retry(node, wait_of(retry, max(1, node.tries)))
        elif left:
            node.alternative += 1
            node.tries = 0
            self.retry(node, 0)
        else:
            self.give_up(node, on_error or last_resort(spec), cls, retryable)

    def is_late_route(self, node: Node, cls: str) -> bool:
        return cls == "timeout" and not node.tries and join_of(node.spec).get("on_timeout") == "route"

    def retry(self, node: Node, wait: float) -> None:
        if wait:
            self.after(node, wait, lambda: self.begin(node))
        else:
            self.begin(node)

    def give_up(self, node: Node, how: str, cls: str, retryable: bool | None) -> None:
        node.has_failed = True
        if how == "skip":
            self.finish(node, "skipped", "policy_skip")
        elif how == "route":
            self.finish(node, "failed", "route", {"error": {"class": cls}})
        elif how == "dead_letter":
            self.finish(node, "failed", "dead_letter")
        else:
            self.finish(node, "failed", None)
            self.end_scope(node.scope, "failed", (cls, retryable))

    # --- ends ----------------------------------------------------------------------------

    def finish(self, node: Node, end: str, reason: Any, outs: dict[str, Any] | None = None) -> None:
        node.token += 1
        node.status, node.end, node.reason, node.ended_at = "ended", end, reason or "", self.now
        node.outs = outs or {}
        self.count += 1
        node.order = self.count
        self.ends.setdefault((node.path, node.pass_), []).append((end, reason, self.now, node.outs))
        self.check_doubt(node)
        if end == "completed":
            for id in node.spec.get("cancels", ()):
                self.cancel(node.scope.nodes[id])

    def check_doubt(self, node: Node) -> None:
        """Give up if a join that looked at this node's wire has fired at this very instant without it."""
        for other in node.scope.nodes.values():
            if other.fired_at == self.now and any(
                w[1] == node.id and other.brought.get(i) is None for i, w in enumerate(wires_of(other.spec))
            ):
                raise Ambiguous(other.path)

    def cancel(self, node: Node) -> None:
        if node.end:
            if node.ended_at == self.now and node.spec["use"].startswith("flow."):
                raise Ambiguous(node.path)
            return
        sources = [node.scope.nodes[w[1]] for w in wires_of(node.spec)]
        is_quick = not sources and node.spec["use"].startswith("flow.")
        if node.status == "idle" and (is_quick or any(source.ended_at == self.now for source in sources)):
            raise Ambiguous(node.path)
        self.drop_inner(node)
        self.waits = [(name, other) for name, other in self.waits if other is not node]
        self.finish(node, "skipped", "cancelled")

    def drop_inner(self, node: Node) -> None:
        for scope in list(self.scopes):
            if scope.owner is node:
                self.end_scope(scope, "cancelled", ("", None), at_once=True)
        node.play = None

    def end_scope(self, scope: Played, how: str, error: Any, *, at_once: bool = False) -> None:
        if scope.ended:
            return
        if not at_once:
            self.doubt_end(scope)
        scope.ended, scope.error, scope.is_left = how, error, True
        for late in [late for late in self.scopes if late.owner and late.owner.scope is scope and late.owner.end]:
            self.end_scope(late, "cancelled", ("", None), at_once=True)
        for node in scope.nodes.values():
            if not node.end and (at_once or node.status != "idle"):
                self.drop_inner(node)
                self.waits = [(name, other) for name, other in self.waits if other is not node]
                self.finish(node, "skipped", "cancelled")

    def doubt_end(self, scope: Played) -> None:
        """Give up if others in a scope that fails or stops are deciding at this very instant."""
        last = max(scope.nodes.values(), key=lambda node: node.ended_at == self.now and node.order)
        for node in scope.nodes.values():
            sources = {w[1] for w in wires_of(node.spec)} - {last.id}
            is_moved = any(scope.nodes[id].ended_at == self.now for id in sources)
            is_quick = node.spec["use"].startswith("flow.") or "when" in node.spec
            if node.status == "idle" and (is_moved or (not sources and is_quick and not node.scope.ended)):
                raise Ambiguous(node.path)
            is_begun = node.fired_at == self.now and node.spec["use"].startswith("flow.")
            if node is not last and (is_begun or node.ended_at == self.now):
                raise Ambiguous(node.path)
        others = [scope.nodes.values() for scope in self.scopes if scope is not last.scope]
        if any(self.now in (node.ended_at, node.fired_at) for nodes in others for node in nodes):
            raise Ambiguous(last.path)

    def cancel_all(self) -> None:
        self.status = "cancelled"
        for scope in list(self.scopes):
            self.end_scope(scope, "cancelled", ("", None), at_once=True)

    def post(self, name: str) -> None:
        """Count what happens to an event of that name at this instant."""
        if (name, self.now) in self.posts:
            raise Ambiguous(name)
        self.posts.add((name, self.now))
