"""Joins that can never be satisfied, or that fire with nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from harmony.melody.change import Path
from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.constants import answer
from harmony.melody.checks.proof.paths import Paths, is_type, join_of, share
from harmony.melody.checks.words import COUNTS, findings
from harmony.melody.model import Join, Node

CODE = "proof.join"
MAX_WIRES = 8
"""Above it, not every way in which wires can end is tried."""


def prove_joins(part: Part, paths: Paths) -> None:
    """The joins of every node, and those over the items of a for-each."""
    for name, node in part.nodes.items():
        dead = paths.dead.get(name)
        if dead is not None and dead.kind == "exclusive":
            _report_exclusive(part, paths, name, dead.detail)
        join = join_of(node)
        if "join" in node.model_fields_set or isinstance(join, Join):
            _check(part, paths, name, join)
        if is_type(node, "flow.each"):
            _check_items(part, name, node)


def _report_exclusive(part: Part, paths: Paths, name: str, chooser: str) -> None:
    wires = [w for w in paths.wires(name) if chooser in _way(paths, w)]
    refs = list(dict.fromkeys(f"`{w.ref}`" for w in wires))
    one = ", ".join(refs[:-1]) + f" and {refs[-1]}" if len(refs) > 1 else refs[0]
    message = f"the join can never be satisfied: {one} never deliver in the same run, `{chooser}` chooses between them"
    hint = "Take what comes with `join: any`, or play the branches on nodes of their own"
    field = wires[-1].field if "join" not in part.nodes[name].model_fields_set else ("join",)
    part.report.add(CODE, part.at(name, *field), message, hint, severity="warning")


def _way(paths: Paths, wire: object) -> Mapping[str, frozenset[str]]:
    found = paths.delivers(wire)  # type: ignore[arg-type]
    return found if isinstance(found, Mapping) else {}


def _check(part: Part, paths: Paths, name: str, join: Join | str) -> None:
    node, wires = part.nodes[name], len(paths.wires(name))
    field: Path = ("join",)
    if is_type(node, "flow.join") and "join" not in node.model_fields_set:
        field = ("with",)
    path = part.at(name, *field)
    if not wires and not any(w.back for w in part.wires[name]):
        message = "no wire from a node leads here, so the join is empty and the node starts at once"
        part.report.add(CODE, path, message, "Wire a node to it, or delete `join`", severity="warning")
        return
    if isinstance(join, str):
        return
    if join.when is not None:
        _check_when(part, (*path, "when"), join.when, wires)
    elif share(join.need, wires) == 0:
        message = "the join needs nothing: it fires at once, and its ports hold nothing"
        hint = "Say how many are needed, as in `need: 1`"
        part.report.add(CODE, (*path, "need"), message, hint, severity="warning")
    if join.on_timeout != "fail" and join.wait is None:
        message = f"`on_timeout: {join.on_timeout}` never happens, for the join has no `wait`"
        part.report.add(CODE, (*path, "on_timeout"), message, "Add `wait: 30s`", severity="warning")


def _check_when(part: Part, path: Path, when: str, wires: int) -> None:
    """A join condition over the counts alone, tried in every way in which the wires can end."""
    expressions = part.shared.expressions
    error, looked = findings(expressions, when, is_bare=True)
    if error is not None or wires > MAX_WIRES or any(look_up[0] not in COUNTS for look_up in looked):
        return
    answers = [(counts, answer(expressions, when, counts)) for counts in _ends(wires)]
    if not any(said for _, said in answers):
        message = f"the join can never be satisfied: `{when}` does not hold however the {wires} wires end"
        part.report.add(CODE, path, message, "Change the condition", severity="warning")
    elif any(said and counts["completed"] == 0 for counts, said in answers):
        message = f"`{when}` can hold when nothing was delivered: then the ports hold nothing"
        part.report.add(CODE, path, message, "Add `and completed > 0` if a value is needed", severity="note")


def _ends(wires: int) -> Iterator[dict[str, int]]:
    """Every way in which wires can stand once one of them has ended."""
    for pending in range(wires):
        ended = wires - pending
        for completed in range(ended + 1):
            for skipped in range(ended - completed + 1):
                failed = ended - completed - skipped
                yield {"total": wires, "completed": completed, "skipped": skipped, "failed": failed, "pending": pending}


def _check_items(part: Part, name: str, node: Node) -> None:
    """The join over items: `with: {join: …}`."""
    join = node.with_.get("join")
    items = node.with_.get("items") if "items" not in node.in_ else None
    count = len(items) if isinstance(items, tuple) else None
    need = join.get("need") if isinstance(join, Mapping) else None
    path = part.at(name, "with", "join")
    if isinstance(need, int) and not isinstance(need, bool) and count is not None and need > count:
        message = f"the join can never be satisfied: it needs {need} items, and there are {count}"
        part.report.add(CODE, (*path, "need"), message, "Need fewer, or add items", severity="warning")
    elif need is not None and _is_nothing(need):
        message = "the join over the items needs nothing: it is satisfied before an item is played"
        hint = "Say how many are needed, as in `need: 75%`"
        part.report.add(CODE, (*path, "need"), message, hint, severity="warning")
    elif join is not None and count is None and not (isinstance(join, Mapping) and "empty" in join):
        message = "an empty list satisfies the join over the items, and every output is an empty list"
        hint = "Say whether that is meant: `join: {…, empty: pass}` or `empty: fail`"
        part.report.add(CODE, path, message, hint, severity="note")


def _is_nothing(need: object) -> bool:
    return not isinstance(need, bool) and share(need, 1000) == 0 if isinstance(need, int | str) else False
