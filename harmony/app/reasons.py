"""What a node needed, and the chain of causes from a skip back to where it began."""

from __future__ import annotations

import math
from collections import deque
from typing import Any

from harmony.app.lookup import Lookup
from harmony.app.story import Key, Story
from harmony.conductor.events import Record
from harmony.melody.wires import wires_into

_PAST = {"complete": "completed", "cached": "had its outputs at once", "skipped": "was skipped", "error": "failed"}


class Reasons:
    """Answers about the records of one run.

    Args:
        story: the records.
        lookup: the run's nodes.
    """

    def __init__(self, story: Story, lookup: Lookup) -> None:
        self._story = story
        self._lookup = lookup

    def sources(self, path: str) -> list[str]:
        """Paths of the nodes that wires come from, without those that go back."""
        node = self._lookup.node(path)
        if node is None:
            return []
        beside = self._lookup.scope(path)
        prefix, slash, id = path.rpartition("/")
        ends = (w.source for w in wires_into(id, node) if not w.back)
        return [prefix + slash + source for source in dict.fromkeys(ends) if source in beside]

    def needs(self, key: Key) -> list[str]:
        """What the node's wires brought, the last first to be named as the one that it waited for."""
        parts, latest, last = [], 0.0, ""
        first = next((r.seq for r in self._story.of.get(key, ())), math.inf)
        for source in self.sources(key[0]):
            seen = self._story.seen_from(source, key[1])
            end = self._story.end(seen) if seen else None
            if end is None or seen is None:
                parts.append(f"`{source}` has not ended")
                continue
            if end.seq > first:
                parts.append(f"`{source}` had not ended by then")
                continue
            parts.append(f"`{source}` {_PAST[self._story.state(seen)]} at {end.at - self._story.began:.2f} s")
            if end.at >= latest:
                latest, last = end.at, source
        owner = key[0].rpartition("/")[0]
        if not parts:
            return [f"It needs nothing but the beginning of {f'`{owner}`' if owner else 'the run'}."]
        told = f"Its wires: {', '.join(parts)}."
        return [told + (f" `{last}` was the last." if len(parts) > 1 and last else "")]

    def of(self, key: Key) -> str:
        """Why a node stands as it does, in a few words."""
        end = self._story.end(key)
        if end is None:
            return f"it is {self._story.state(key)}"
        if end.kind == "node.failed":
            error: dict[str, Any] = end.body.get("error") or {}
            return f"it failed ({error.get('class')}: {error.get('message')})"
        if end.kind != "node.skipped":
            tries = sum(r.kind == "node.started" for r in self._story.of[key])
            return f"it completed after {tries} attempts" if tries > 1 else "it completed"
        return self._skipped(key, end)

    def _skipped(self, key: Key, end: Record) -> str:
        reason, cause = end.body.get("reason"), end.body.get("cause", "")
        if reason == "condition_false":
            node = self._lookup.node(key[0])
            when = node.when if node is not None and isinstance(node.when, str) else "false"
            return f"its condition `when: {when}` did not hold"
        if reason == "policy_skip":
            message = (end.body.get("error") or {}).get("message", "")
            return f"it had failed ({message}), and the failure was let go"
        if reason == "disabled":
            return "it is disabled, or left out by --from or --to"
        if reason == "cancelled":
            return self._cancelled(key, cause)
        if reason in ("not_chosen", "upstream_skipped", "upstream_failed"):
            return self._chained(key, str(reason), cause)
        return str(reason).replace("_", " ") + (f" (`{cause}`)" if cause and cause != key[0] else "")

    def _cancelled(self, key: Key, cause: str) -> str:
        if cause and cause != key[0]:
            return f"`{cause}` withdrew it when it completed"
        for record in self._story.run:
            if record.kind == "run.cancelled" and record.body.get("reason"):
                return f"the run was cancelled ({record.body['reason']})"
        failed = self._first_failure()
        return (
            f"what it belongs to was ended, because `{failed.node}` had failed" if failed else "the run was cancelled"
        )

    def _first_failure(self) -> Record | None:
        ends = (r for records in self._story.of.values() for r in records[-1:])
        failures = [r for r in ends if r.kind == "node.failed" and not r.body.get("handled")]
        return min(failures, key=lambda r: r.seq, default=None)

    def _chained(self, key: Key, reason: str, cause: str) -> str:
        chain = self.chain(key, cause)
        origin = chain[-1]
        words = {
            "not_chosen": "no path that was chosen leads to it",
            "upstream_skipped": "what it needs was skipped",
            "upstream_failed": "what it needs has failed",
        }[reason]
        if origin == key:
            return words
        way = " ← ".join(f"`{path}`" for path, _ in chain)
        return f"{words}: {way}; {self._origin(origin)}"

    def _origin(self, origin: Key) -> str:
        decided = next((r for r in self._story.of.get(origin, ()) if r.body.get("about") == "switch"), None)
        if decided is not None and self._story.state(origin) in ("complete", "cached"):
            return self.chosen(decided).rstrip(".").replace("It chose", f"`{origin[0]}` chose")
        return f"at `{origin[0]}` {self.of(origin)}"

    def chain(self, key: Key, cause: str) -> list[Key]:
        """The way from a skipped node back to its cause, along wires; both ends are in it."""
        came: dict[Key, Key | None] = {key: None}
        todo = deque([key])
        while todo:
            here = todo.popleft()
            if here[0] == cause and here != key:
                return _way(came, here)
            for source in self.sources(here[0]):
                seen = self._story.seen_from(source, here[1])
                if seen is not None and seen not in came and self._passes_on(seen, cause):
                    came[seen] = here
                    todo.append(seen)
        seen = self._story.seen_from(cause, key[1]) if cause else None
        return [key, seen] if seen is not None and seen != key else [key]

    def _passes_on(self, key: Key, cause: str) -> bool:
        return key[0] == cause or self._story.state(key) in ("skipped", "error")

    def chosen(self, record: Record) -> str:
        """What a switch chose, and by which case."""
        body = record.body
        node = self._lookup.node(record.node)
        choice, looked = str(body.get("choice", "")), int((body.get("factors") or {}).get("looked_at", 0))
        cases = node.with_.get("cases", ()) if node is not None else ()
        if not choice:
            return f"It chose no path: none of its {looked} cases held, and there is no `else`."
        held = [c for c in cases[:looked] if c.get("to") in choice.split(",")]
        if not held:
            return f"It chose `{choice}`: none of its {looked} cases held, so `else` counts."
        when = ", ".join(f"`{c.get('when', True)}`" for c in held)
        before = f", after {looked - len(held)} that did not" if looked > len(held) else ""
        return f"It chose `{choice}`: {when} held{before}."


def _way(came: dict[Key, Key | None], end: Key) -> list[Key]:
    way = [end]
    step = came[end]
    while step is not None:
        way.append(step)
        step = came[step]
    return way[::-1]
