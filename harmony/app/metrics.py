"""Counters and histograms of runs for Prometheus, fed by run events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from harmony.app.lookup import Lookup
from harmony.app.story import ENDS, Key
from harmony.conductor.events import ENDS as RUN_ENDS
from harmony.errors import UsageError

HOST = "127.0.0.1"
_SECONDS = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)
_FROM = frozenset({"node.queued", "node.started"})


@dataclass(slots=True)
class _Run:
    """What is remembered of a run at play: types by path, and since when nodes wait or work."""

    lookup: Lookup | None
    types: dict[str, str] = field(default_factory=dict)
    queued: dict[Key, float] = field(default_factory=dict)
    started: dict[Key, float] = field(default_factory=dict)


class Metrics:
    """A listener that counts.

    Args:
        lookup_of: the nodes of a run at play, by its id; None if they are not known.

    Attributes:
        registry: what is served.
    """

    def __init__(self, lookup_of: Callable[[str], Lookup | None]) -> None:
        self._lookup_of = lookup_of
        self._runs: dict[str, _Run] = {}
        self.registry = registry = CollectorRegistry()
        self._ended = Counter("harmony_runs", "Runs that stopped playing", ["status"], registry=registry)
        self._playing = Gauge("harmony_runs_playing", "Runs at play", registry=registry)
        self._steps = Counter("harmony_steps", "Nodes that ended", ["state", "type"], registry=registry)
        self._attempts = Counter("harmony_attempts", "Attempts that began", ["type"], registry=registry)
        self._retries = Counter("harmony_retries", "Attempts that were tried again", ["type"], registry=registry)
        self._queue = _histogram("harmony_queue_seconds", "From ready to begun, of what had to wait", registry)
        self._work = _histogram("harmony_work_seconds", "From begun to ended, an attempt", registry)
        self._spent = Counter("harmony_spent", "Spent by steps", ["unit"], registry=registry)
        self._hits = Counter("harmony_cache_hits", "Nodes that were not run anew", ["type"], registry=registry)
        self._letters = Counter("harmony_dead_letters", "Items that nothing could be done with", registry=registry)
        self._gaps = Counter("harmony_gaps", "Failures that were let go", registry=registry)

    def listen(self, run: str, events: list[dict[str, Any]]) -> None:
        """Take the events of a run; a `Listener`."""
        known = self._runs.get(run)
        if known is None:
            known = self._runs[run] = _Run(self._lookup_of(run))
            self._playing.inc()
        for event in events:
            kind = event["kind"]
            if "node" in event:
                self._take(known, kind, event)
            elif kind in RUN_ENDS:
                self._ended.labels(kind.removeprefix("run.")).inc()
                if self._runs.pop(run, None) is not None:
                    self._playing.dec()

    def _take(self, run: _Run, kind: str, event: dict[str, Any]) -> None:
        if kind in _FROM:
            self._begin(run, kind, event)
        elif kind in ENDS:
            self._end(run, kind, event)
        elif kind == "node.retrying":
            self._retries.labels(_type(run, event["node"])).inc()
            self._worked(run, event)
        elif kind == "letter":
            self._letters.inc()
        elif kind == "gap":
            self._gaps.inc()

    def _begin(self, run: _Run, kind: str, event: dict[str, Any]) -> None:
        key = (event["node"], event["pass"])
        if kind == "node.queued":
            run.queued.setdefault(key, event["at"])
            return
        type = _type(run, event["node"])
        self._attempts.labels(type).inc()
        since = run.queued.pop(key, None)
        if since is not None:
            self._queue.labels(type).observe(max(0.0, event["at"] - since))
        run.started[key] = event["at"]

    def _end(self, run: _Run, kind: str, event: dict[str, Any]) -> None:
        type = _type(run, event["node"])
        self._steps.labels(ENDS[kind], type).inc()
        if kind == "node.cached":
            self._hits.labels(type).inc()
        for unit, amount in (event.get("spent") or {}).items():
            if amount > 0:
                self._spent.labels(unit).inc(amount)
        run.queued.pop((event["node"], event["pass"]), None)
        self._worked(run, event)

    def _worked(self, run: _Run, event: dict[str, Any]) -> None:
        began = run.started.pop((event["node"], event["pass"]), None)
        if began is not None:
            self._work.labels(_type(run, event["node"])).observe(max(0.0, event["at"] - began))

    def serve(self, port: int) -> Callable[[], None]:
        """Serve them on this machine alone, at `/metrics`; returns what ends that.

        Raises:
            UsageError: the port cannot be used.
        """
        try:
            server, thread = start_http_server(port, HOST, self.registry)
        except (OSError, OverflowError) as error:
            raise UsageError(f"--metrics {port}: that port cannot be used ({error}); name another.") from error

        def end() -> None:
            server.shutdown()
            server.server_close()
            thread.join(2)

        return end


def _histogram(name: str, help: str, registry: CollectorRegistry) -> Histogram:
    return Histogram(name, help, ["type"], buckets=_SECONDS, registry=registry)


def _type(run: _Run, path: str) -> str:
    found = run.types.get(path)
    if found is None:
        found = run.types[path] = (run.lookup.type_of(path) if run.lookup else "") or "unknown"
    return found
