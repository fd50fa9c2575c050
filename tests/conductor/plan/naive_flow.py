"""The flow nodes of the naive player: how each begins, and what it does when a body of it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.conductor.plan.naive_joins import Node, Played
from tests.conductor.plan.naive_nodes import NULL, Ambiguous, holds, needed_of, span

if TYPE_CHECKING:
    from tests.conductor.plan.naive import Sim


def switch(sim: Sim, node: Node) -> None:
    given = node.spec["with"]
    chosen: list[str] = []
    for case in given["cases"]:
        if given.get("all") or not chosen:
            if case["when"] == "nope":
                sim.fail(node, "invalid_input", False)
                return
            chosen += [case["to"]] if holds(case["when"], node) else []
    if not chosen and "else" in given:
        chosen = [given["else"]]
    sim.finish(node, "completed", None, dict.fromkeys(chosen, node.inputs.get("value", NULL)))


def join(sim: Sim, node: Node) -> None:
    came = {name: value for name, value in node.inputs.items() if value is not None}
    sim.finish(node, "completed", None, {**came, "all": came, "late": []})


def wait(sim: Sim, node: Node) -> None:
    given = node.spec["with"]
    name = given.get("event")
    if name is not None:
        sim.post(name)
        kept = next((mail for mail in sim.mail if mail[0] == name), None)
        if kept is not None and given.get("keep", True):
            sim.mail.remove(kept)
            waited(sim, node, NULL if kept[1] is None else kept[1])
            return
        sim.waits.append((name, node))
    sim.after(node, span(given["for"]), lambda: waited(sim, node, NULL))


def waited(sim: Sim, node: Node, value: Any) -> None:
    sim.waits = [(name, other) for name, other in sim.waits if other is not node]
    carried = {"value": node.inputs["value"]} if node.inputs.get("value") is not None else {}
    sim.finish(node, "completed", None, {**carried, "event": value})


def send(sim: Sim, node: Node) -> None:
    name, value = node.spec["with"]["event"], node.inputs.get("value")
    sim.post(name)
    taker = next((other for waited_for, other in sim.waits if waited_for == name), None)
    if taker is not None:
        waited(sim, taker, NULL if value is None else value)
    else:
        sim.mail.append((name, value))
    sim.finish(node, "completed", None, {} if value is None else {"value": value})


def approve(sim: Sim, node: Node) -> None:
    """Nobody answers: `else` says what this means."""
    given = node.spec["with"]
    came = {name: value for name, value in node.inputs.items() if value is not None}
    carried: Any = next(iter(came.values())) if len(came) == 1 else came or NULL
    if "else" in given:
        outs = {given["else"]: carried, "answer": NULL}
        sim.after(node, span(given["wait"]), lambda: sim.finish(node, "completed", None, outs))
    else:
        sim.after(node, span(given["wait"]), lambda: sim.fail(node, "timeout", False))


def stop(sim: Sim, node: Node) -> None:
    sim.finish(node, "completed", None)
    sim.end_scope(node.scope, "stopped", ("", None))


def fail(sim: Sim, node: Node) -> None:
    node.has_failed = True
    sim.finish(node, "failed", None)
    sim.end_scope(node.scope, "failed", ("policy", False))


def open_body(sim: Sim, node: Node, part: Any, number: int | None, inputs: dict[str, Any], **names: Any) -> Played:
    pass_ = node.pass_ if number is None else f"{node.pass_}.{number}".lstrip(".")
    scope = Played(part, node, node.path + "/", pass_, inputs)
    scope.names = {} if number is None else {**node.scope.names, **names}
    sim.open(scope)
    return scope


# --- for each ----------------------------------------------------------------------------


class Items:
    """What a for-each remembers."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items
        self.next = 0
        self.open: list[Played] = []
        self.results: dict[int, Any] = {}
        self.failed: dict[int, Any] = {}
        self.is_over = self.armed = False
        self.ended_at = -1.0


def each(sim: Sim, node: Node) -> None:
    given = node.spec["with"]
    items = given["items"] if "items" in given else node.inputs["items"]
    play = node.play = Items(list(items))
    if not play.items:
        if isinstance(given.get("join"), dict) and given["join"].get("empty") == "fail":
            sim.fail(node, "policy", False)
        else:
            gather(sim, node)
        return
    open_items(sim, node)


def open_items(sim: Sim, node: Node) -> None:
    play, given = node.play, node.spec["with"]
    inputs = {name: value for name, value in node.inputs.items() if name != "items"}
    while play.next < len(play.items) and len(play.open) < given["concurrency"]:
        index = play.next
        play.next += 1
        names = {"item": play.items[index], "index": index}
        play.open.append(open_body(sim, node, node.spec["body"], index, inputs, **names))


def item_ended(sim: Sim, node: Node, scope: Played) -> None:
    play, given = node.play, node.spec["with"]
    if scope not in play.open:
        return
    play.open.remove(scope)
    if play.ended_at == sim.now and "join" in given:
        raise Ambiguous(node.path)
    play.ended_at = sim.now
    index = scope.names["index"]
    if scope.ended != "failed":
        play.results[index] = scope.result()
        grown = scope.result().get("more") if "grow" in given else None
        play.items += grown or []
        if len(play.items) > given.get("max_items", 10_000):
            sim.fail(node, "policy", False)
            return
    elif given.get("on_item_error", "fail") == "fail":
        sim.fail(node, *scope.error)
        return
    else:
        play.failed[index] = {"index": index, "item": play.items[index], "error": {"class": scope.error[0]}}
    judge_items(sim, node)
    if not node.end and node.play is play:
        open_items(sim, node)


def judge_items(sim: Sim, node: Node) -> None:
    play, join = node.play, node.spec["with"].get("join")
    pending = len(play.items) - len(play.results) - len(play.failed)
    if join is None:
        if not pending:
            gather(sim, node)
        return
    join = {"need": join} if isinstance(join, str) else join
    needed, came = needed_of(join, len(play.items)), len(play.results)
    if (came == len(play.items) and "when" not in join) or (
        came >= needed and ("wait" not in join or play.is_over or not pending)
    ):
        late(sim, node, join)
        gather(sim, node)
    elif ("when" not in join and len(play.items) - len(play.failed) < needed) or not pending:
        sim.fail(node, "policy", False)
    elif play.is_over and join.get("on_timeout") == "proceed":
        late(sim, node, join)
        gather(sim, node)
    elif play.is_over:
        sim.fail(node, "timeout", False)
    elif "wait" in join and came and not play.armed:
        play.armed = True

        def over() -> None:
            play.is_over = True
            judge_items(sim, node)

        sim.after(node, span(join["wait"]), lambda: over() if node.play is play else None)


def late(sim: Sim, node: Node, join: dict[str, Any]) -> None:
    if join.get("late") == "cancel":
        for scope in list(node.play.open):
            sim.end_scope(scope, "cancelled", ("", None), at_once=True)


def gather(sim: Sim, node: Node) -> None:
    play, body = node.play, node.spec["body"]
    outs: dict[str, Any] = {name: [play.results[i].get(name) for i in sorted(play.results)] for name in body["outputs"]}
    outs["failed"] = [play.failed[i] for i in sorted(play.failed)]
    ended = len(play.results) + len(play.failed)
    counts = {"completed": len(play.results), "failed": len(play.failed), "cancelled": len(play.items) - ended}
    outs["report"] = {"total": len(play.items), **counts}
    sim.finish(node, "completed", None, outs)


# --- repeat, melody ----------------------------------------------------------------------


def repeat(sim: Sim, node: Node) -> None:
    open_body(sim, node, node.spec["body"], 0, node.inputs, iteration=0)


def pass_ended(sim: Sim, node: Node, scope: Played) -> None:
    given, iteration = node.spec["with"], scope.names["iteration"]
    if scope.ended == "failed":
        sim.fail(node, *scope.error)
    elif "until" in given and given["until"] == "nope":
        sim.fail(node, "invalid_input", False)
    elif iteration + 1 >= given["max"] or ("until" in given and iteration >= int(given["until"].split()[-1])):
        outs = {name: value for name, value in scope.result().items() if value is not None}
        sim.finish(node, "completed", None, {**outs, "passes": iteration + 1})
    else:
        open_body(sim, node, node.spec["body"], iteration + 1, node.inputs, iteration=iteration + 1)


def melody(sim: Sim, node: Node) -> None:
    open_body(sim, node, sim.melodies[node.spec["with"]["melody"]], None, node.inputs)


def melody_ended(sim: Sim, node: Node, scope: Played) -> None:
    if scope.ended == "failed":
        sim.fail(node, *scope.error)
    else:
        sim.finish(node, "completed", None, {n: v for n, v in scope.result().items() if v is not None})


BEGIN = {
    f"flow.{f.__name__}": f for f in (switch, join, wait, send, approve, stop, fail, each, repeat, melody)
}  # fmt: skip
CLOSED = {"flow.each": item_ended, "flow.repeat": pass_ended, "flow.melody": melody_ended}
