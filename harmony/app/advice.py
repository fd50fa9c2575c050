"""What earlier runs of a Melody suggest: paths that are usual, and what would make it better.

Nothing here is ever applied: a suggestion says what was seen, in numbers, and what to write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from harmony.app.lookup import Lookup
from harmony.conductor.events import Record
from harmony.sdk.manifest import NodeType

FEW = 5
"""Runs, or attempts, below which nothing is suggested."""
OFTEN = 0.8
"""Share of runs from which on something is usual."""
FAILS = 0.2
"""Share of attempts that fail from which on a retry or a fallback is suggested."""
MUCH = 0.5
"""Share of a run's time from which on a node is what it waits for."""
PASSING = frozenset({"network", "timeout", "rate_limit", "unavailable"})
FindType = Callable[[str], NodeType | None]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that earlier runs suggest.

    Attributes:
        kind: path, retry, fallback, tier, cache or concurrency.
        node: path of the node; empty for the run.
        seen: what was seen, with its numbers.
        write: what to write, as YAML; empty where there is only something to know.
        weight: how much it would help, for the order: seconds or failures a run.
    """

    kind: str
    node: str
    seen: str
    write: str = ""
    weight: float = 0.0


@dataclass(slots=True)
class _Node:
    """What was seen of a node over all runs."""

    runs: int = 0
    attempts: int = 0
    work: float = 0.0
    queued: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    chosen: Counter[str] = field(default_factory=Counter)
    escalated: int = 0
    outputs: set[str] = field(default_factory=set)
    ends: int = 0


def advise(histories: Sequence[Sequence[Record]], lookup: Lookup, find_type: FindType) -> list[Suggestion]:
    """What the journals of earlier runs suggest, the weightiest first.

    Args:
        histories: journals of runs of one Melody.
        lookup: its nodes, as they are written now.
        find_type: a node type by what `use` says.
    """
    nodes: dict[str, _Node] = {}
    seconds = 0.0
    for records in histories:
        if records:
            seconds += records[-1].at - records[0].at
            _look_at(records, nodes)
    found: list[Suggestion] = []
    for path, seen in nodes.items():
        if lookup.node(path) is not None:
            found += _of_node(path, seen, lookup, find_type, seconds, len(histories))
    found += _of_run(nodes.values(), lookup, len(histories))
    return sorted(found, key=lambda suggestion: (-suggestion.weight, suggestion.node, suggestion.kind))


def _look_at(records: Iterable[Record], nodes: dict[str, _Node]) -> None:
    """Count what one journal says of each node."""
    began: dict[tuple[str, str], float] = {}
    queued: dict[tuple[str, str], float] = {}
    here: set[str] = set()
    for record in records:
        key = (record.node, record.pass_)
        if not record.node or record.kind.startswith("."):
            continue
        seen = nodes.setdefault(record.node, _Node())
        if record.node not in here:
            here.add(record.node)
            seen.runs += 1
        if record.kind == "node.queued" and record.body.get("reason") == "slot":
            queued.setdefault(key, record.at)
        elif record.kind == "node.started":
            seen.attempts += 1
            seen.queued += record.at - queued.pop(key, record.at)
            began[key] = record.at
        elif record.kind in ("node.completed", "node.failed", "node.retrying"):
            seen.work += record.at - began.pop(key, record.at)
            _look_at_end(record, seen)
        elif record.kind == "decision":
            _look_at_decision(record, seen)


def _look_at_end(record: Record, seen: _Node) -> None:
    if record.kind == "node.completed":
        seen.ends += 1
        seen.outputs.add(str(sorted((port, made["hash"]) for port, made in record.body.get("outputs", {}).items())))
        return
    error = record.body.get("error") or {}
    if error:
        seen.failures[str(error.get("class"))] += 1


def _look_at_decision(record: Record, seen: _Node) -> None:
    about, choice = record.body.get("about"), str(record.body.get("choice"))
    if about == "switch" and choice:
        seen.chosen[choice] += 1
    elif about == "quality" and choice == "escalate":
        seen.escalated += 1


def _of_node(
    path: str, seen: _Node, lookup: Lookup, find_type: FindType, seconds: float, runs: int
) -> Iterator[Suggestion]:
    node = lookup.node(path)
    assert node is not None
    type = find_type(node.use)
    yield from _usual_path(path, seen)
    failed = sum(seen.failures.values())
    if seen.attempts >= FEW and failed / seen.attempts >= FAILS and not node.fallback:
        yield from _against_failures(path, seen, type, has_retry=node.retry is not None)
    if node.use.startswith("flow.choose") and seen.runs >= FEW and seen.escalated / seen.runs >= OFTEN:
        said = f"in {seen.escalated} of {seen.runs} runs what the first Player gave was too poor"
        yield Suggestion("tier", path, said, "with: {tier: standard}", seen.escalated / seen.runs)
    if type is None or seen.ends < FEW or node.cache != "auto" or len(seen.outputs) > 1:
        return
    share = seen.work / seconds if seconds else 0.0
    if share >= MUCH and (node.effects or type.effects) == "reads":
        each = seen.work / seen.ends
        said = f"it gave the same all {seen.ends} times, and took {share:.0%} of the time ({each:.2g} s each)"
        yield Suggestion("cache", path, said, "cache: always", seen.work / runs)


def _usual_path(path: str, seen: _Node) -> Iterator[Suggestion]:
    total = sum(seen.chosen.values())
    if total >= FEW:
        choice, count = seen.chosen.most_common(1)[0]
        if count / total >= OFTEN:
            yield Suggestion("path", path, f"it chose `{choice}` {count} of {total} times")


def _against_failures(path: str, seen: _Node, type: NodeType | None, *, has_retry: bool) -> Iterator[Suggestion]:
    error, count = seen.failures.most_common(1)[0]
    failed = sum(seen.failures.values())
    said = f"{failed} of {seen.attempts} attempts failed, {count} of them with {error}"
    is_safe = type is not None and (type.effects != "writes" or type.idempotent)
    weight = failed / max(1, seen.runs)
    if error in PASSING and is_safe and not has_retry:
        yield Suggestion(
            "retry", path, said, "retry: {attempts: 4, backoff: exponential, delay: 1s, jitter: full}", weight
        )
    else:
        yield Suggestion("fallback", path, said, "fallback: [{use: …, with: {…}}]", weight)


def _of_run(nodes: Iterable[_Node], lookup: Lookup, runs: int) -> Iterator[Suggestion]:
    """More at once, where steps wait longer for a slot than they work."""
    queued = work = 0.0
    for seen in nodes:
        queued += seen.queued
        work += seen.work
    concurrency = lookup.melody.run.concurrency
    if runs >= FEW and queued > work > 0 and concurrency < 64:
        said = f"steps waited {queued / runs:.2g} s a run for a slot and worked {work / runs:.2g} s"
        yield Suggestion("concurrency", "", said, f"run: {{concurrency: {min(64, concurrency * 2)}}}", queued / runs)
