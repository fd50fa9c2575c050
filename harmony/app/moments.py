"""A run as it stood at one event, as plain data and in sentences: what was ready, what waited, and why."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from harmony.app.rows import beginning_of
from harmony.conductor.artifacts import Artifact, public_slot, to_public
from harmony.conductor.garbage import no_collection
from harmony.conductor.plan.state import Brought, Gone
from harmony.conductor.plan.table import FindType
from harmony.conductor.trail import Fact, Key, Trail
from harmony.errors import RunError, UsageError, ValueRefused
from harmony.melody.units import seconds
from harmony.store import Runs, SqlJournal

WORDS = {
    "checking": "queued",
    "held": "queued",
    "delayed": "queued",
    "running": "active",
    "playing": "active",
    "completed": "complete",
    "failed": "error",
}
"""The state that people know, where it is not the plan's own word."""
_KEPT = 4
_SOURCES = 5
_ASKS = {
    "when": "its condition `when` is being looked at",
    "inputs": "its inputs are being made",
    "with": "its parameters are being worked out",
    "key": "its concurrency key is being worked out",
    "join": "the condition of its join does not hold yet",
}
_WHY = {
    "slot": "it waits for a slot: all of the run's are taken",
    "gate": "it is held before it begins",
    "delivery": "its outputs are held before they go on",
    "branch": "it waits for another branch to end",
    "breaker": "it waits: its type has failed too often just now",
    "skipping": "it is about to be skipped",
    "approval": "it waits for a person's approval",
    "paused": "it waits for a person, because it has failed",
    "budget": "it waits for a person, who may let more be spent",
    "reserve": "it waits until steps at work have settled what they set aside of the budget",
    "rate": "it waits for the rate limit of its Player",
    "time": "it waits for a time",
    "reconstruct": "it waits to be made from a later artifact",
    "retry": "it is tried again after a delay",
}


class Trails:
    """Trails of the runs that were looked at last; from any thread.

    Args:
        runs, journal: the store.
        find_type: a node type by what `use` says.
    """

    def __init__(self, runs: Runs, journal: SqlJournal, find_type: FindType) -> None:
        self._runs = runs
        self._journal = journal
        self._find_type = find_type
        self._known: OrderedDict[str, Trail] = OrderedDict()
        self._lock = Lock()

    def of(self, run_id: str) -> Trail:
        """The trail of a run, as far as its journal goes now.

        Raises:
            RunNotFound: there is none of that id.
            RunError: nothing of it is written down yet.
        """
        with self._lock:
            trail = self._known.pop(run_id, None)
            if trail is None or not trail.extend(self._journal.read(run_id, trail.last)):
                trail = self._read(run_id)
            self._known[run_id] = trail
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return trail

    def _read(self, run_id: str) -> Trail:
        row = self._runs.get(run_id)
        records = self._journal.read(run_id)
        if not records:
            raise RunError(f"Run {run_id} has no events yet.")
        return Trail(beginning_of(row, records[0]), records, self._find_type)


def seq_of(ats: Sequence[float], text: str) -> int:
    """The event that `--at` means.

    Args:
        ats: when each event of the run happened.
        text: an event's number (from the end if negative), a time since the run began (`12.5s`), or a time of day
            or date and time (`14:05:12`, `2026-11-21T14:05:12`).

    Raises:
        UsageError: it is none of these, or lies before the run began.
    """
    if re.fullmatch(r"-?\d+", text):
        number = int(text) if int(text) >= 0 else len(ats) + int(text)
        return _within(ats, number, text)
    began = ats[0]
    try:
        when = began + seconds(text.removeprefix("+"))
    except ValueRefused:
        when = _time_of(text, began)
    return _within(ats, bisect_right(ats, when) - 1, text)


def _time_of(text: str, began: float) -> float:
    day = datetime.fromtimestamp(began)
    try:
        return datetime.fromisoformat(text if "-" in text else f"{day:%Y-%m-%d}T{text}").timestamp()
    except ValueError as error:
        raise UsageError(
            f"--at is “{text}”; it takes an event's number, a time since the beginning (12.5s), or a time (14:05:12)."
        ) from error


def _within(ats: Sequence[float], seq: int, text: str) -> int:
    if seq < 0:
        raise UsageError(f"--at {text}: the run had not begun then.")
    return min(seq, len(ats) - 1)


def moment(
    trail: Trail, seq: int, *, since: int | None = None, nodes: Iterable[str] = (), wires: bool = True
) -> dict[str, Any]:
    """The state of a run at an event, as plain data.

    Args:
        trail: the run.
        seq: the event; later than the last means the last.
        since: give only nodes that differ from how they stood at this event.
        nodes: give only these, by path.
        wires: say of each node what its wires have brought.

    Returns:
        `seq last at status running queued spent gaps letters mail` and `nodes`, each
        `{node, pass, state, why, attempt, wires, inputs, outputs, error}`; what says nothing is left out. With
        `since` also `gone`: `{node, pass}` of those that were known there and are not here.
    """
    seq = min(seq, trail.last)
    line = trail.line(seq)
    wanted = set(nodes)
    gone: list[Key] = []
    found: Iterable[tuple[Key, Fact]] = trail.facts(seq)
    if since is not None:
        keys = [(key, trail.fact(key, seq)) for key in trail.changed(since, seq)]
        found = ((key, fact) for key, fact in keys if fact is not None)
        gone = [key for key, fact in keys if fact is None]
    with no_collection():
        told = [
            _node(trail, key, fact, seq, wires=wires)
            for key, fact in found
            if (not wanted or key[0] in wanted) and "/~" not in key[0]
        ]
    return {
        "seq": seq,
        "last": trail.last,
        "at": line.at,
        "elapsed": line.at - trail.line(0).at,
        "status": line.status,
        "running": line.running,
        "queued": line.queued,
        "spent": line.spent,
        "gaps": line.gaps,
        "letters": line.letters,
        "mail": line.mail,
        "nodes": told,
        **({"gone": [{"node": node, "pass": pass_} for node, pass_ in gone]} if gone else {}),
    }


def _node(trail: Trail, key: Key, fact: Fact, seq: int, *, wires: bool) -> dict[str, Any]:
    body: dict[str, Any] = {"node": key[0], "pass": key[1], "state": WORDS.get(fact.status, fact.status)}
    if why := why_not_ready(trail, key, fact, seq):
        body["why"] = why
    if fact.attempt:
        body["attempt"] = fact.attempt
    if wires and fact.total:
        body["wires"] = [_wire(*wire) for wire in trail.wires(key, seq)]
    if fact.inputs:
        body["inputs"] = {name: public_slot(slot) for name, slot in fact.inputs.items()}
    if fact.outputs:
        body["outputs"] = {name: to_public(value) for name, value in fact.outputs.items()}
    if fact.error is not None:
        body["error"] = fact.error
    return body


def _wire(source: str, port: str | None, to: str, brought: Brought) -> dict[str, Any]:
    body: dict[str, Any] = {"from": source, "to": to, "state": "pending"}
    if port is not None:
        body["port"] = port
    if isinstance(brought, Gone):
        body |= {"state": "failed" if brought.failed else "skipped", "cause": brought.cause}
    elif brought is not None:
        body["state"] = "delivered"
        if isinstance(brought, Artifact):
            body["value"] = to_public(brought)
    return body


def why_not_ready(trail: Trail, key: Key, fact: Fact, seq: int) -> str:
    """Why a node did not run at an event, in a few words; empty if it ran or had ended."""
    if fact.status == "idle":
        return _waits_for(trail, key, fact, seq)
    if fact.status in ("running", "playing", "skipped", "failed"):
        return ""
    if fact.status == "completed":
        return _WHY["delivery"] if fact.why == "delivery" else ""
    if fact.asks:
        return next((_ASKS[ask] for ask in fact.asks if ask in _ASKS), "an answer is awaited")
    known = _WHY.get(fact.why, "")
    if not known and fact.why:
        kind, _, name = fact.why.partition(" ")
        known = f"it waits for its turn: `{name}` is taken" if kind == "key" else f"it waits for the {kind} “{name}”"
    rings = min(fact.rings.values(), default=0.0) - trail.line(0).at
    until = f", until {rings:.2f} s" if fact.rings and fact.status in ("delayed", "waiting") else ""
    return known + until if known else ""


def _waits_for(trail: Trail, key: Key, fact: Fact, seq: int) -> str:
    pending = list(dict.fromkeys(s for s, _p, _to, brought in trail.wires(key, seq) if brought is None))
    if not fact.total or not pending:
        return "it has not begun"
    names = ", ".join(f"`{source}`" for source in pending[:_SOURCES])
    more = f" and {len(pending) - _SOURCES} more" if len(pending) > _SOURCES else ""
    came = f" ({fact.delivered} of {fact.total} wires have delivered)" if fact.total > 1 else ""
    asks = next((f"; {_ASKS[ask]}" for ask in fact.asks if ask in _ASKS), "")
    return f"it waits for {names}{more}{came}{asks}"
