"""OpenTelemetry: a span for each run and, below it, one for each attempt; where an SDK is there.

A program that has set a tracer provider gets spans through it. On the command line one is made
when the SDK and the OTLP exporter are installed and `OTEL_EXPORTER_OTLP_ENDPOINT` (or its form
for traces) says where spans go.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

from harmony.app.lookup import Lookup
from harmony.app.story import ENDS, Key
from harmony.conductor.events import ENDS as RUN_ENDS

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def tracer() -> Any:
    """A tracer that leads somewhere; None where there is no SDK or nothing is set up."""
    wants_export = any(os.environ.get(name) for name in _ENDPOINTS)
    if not wants_export and "opentelemetry.sdk" not in sys.modules:
        return None  # nobody has set anything up: the SDK is not even looked for
    try:
        from opentelemetry import trace
        from opentelemetry.sdk.trace import TracerProvider
    except ImportError:
        return None
    provider: Any = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = _exporting() if wants_export else None
        if provider is None:
            return None
        trace.set_tracer_provider(provider)
    return provider.get_tracer("harmony")


def _exporting() -> Any:
    """A provider that exports as the environment says; None without the exporter."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        return None
    provider = TracerProvider(resource=Resource.create({"service.name": "harmony"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class Spans:
    """A listener that makes spans.

    Args:
        tracer: of OpenTelemetry.
        lookup_of: the nodes of a run at play, by its id.
    """

    def __init__(self, tracer: Any, lookup_of: Callable[[str], Lookup | None]) -> None:
        self._tracer = tracer
        self._lookup_of = lookup_of
        self._runs: dict[str, tuple[Any, dict[Key, Any], Lookup | None]] = {}

    def listen(self, run: str, events: list[dict[str, Any]]) -> None:
        """Take the events of a run; a `Listener`."""
        for event in events:
            kind = event["kind"]
            root, open_spans, lookup = self._runs.get(run) or self._begin_run(run, event)
            if kind == "node.started":
                key = (event["node"], event["pass"])
                self._end(open_spans.pop(key, None), event)
                open_spans[key] = self._begin(root, lookup, run, event)
            elif kind in ENDS or kind == "node.retrying":
                self._end(open_spans.pop((event["node"], event["pass"]), None), event)
            elif kind in RUN_ENDS:
                for span in open_spans.values():
                    self._end(span, event)
                root.set_attribute("harmony.status", kind.removeprefix("run."))
                self._end(root, event)
                del self._runs[run]

    def _begin_run(self, run: str, event: dict[str, Any]) -> tuple[Any, dict[Key, Any], Lookup | None]:
        lookup = self._lookup_of(run)
        name = lookup.melody.name if lookup is not None else run
        root = self._tracer.start_span(f"run {name}", start_time=_ns(event), attributes={"harmony.run": run})
        self._runs[run] = (root, {}, lookup)
        return self._runs[run]

    def _begin(self, root: Any, lookup: Lookup | None, run: str, event: dict[str, Any]) -> Any:
        from opentelemetry import trace

        attributes = {
            "harmony.run": run,
            "harmony.node": event["node"],
            "harmony.pass": event["pass"],
            "harmony.attempt": event.get("attempt", 1),
            "harmony.type": lookup.type_of(event["node"]) if lookup is not None else "",
        }
        context = trace.set_span_in_context(root)
        return self._tracer.start_span(event["node"], context=context, start_time=_ns(event), attributes=attributes)

    def _end(self, span: Any, event: dict[str, Any]) -> None:
        if span is None:
            return
        error = event.get("error")
        if isinstance(error, dict):
            from opentelemetry.trace import Status, StatusCode

            span.set_status(Status(StatusCode.ERROR, str(error.get("message", ""))))
            span.set_attribute("error.type", str(error.get("class", "")))
        span.end(end_time=_ns(event))


def flush() -> None:
    """Send what is left, if there is an SDK."""
    try:
        from opentelemetry import trace
    except ImportError:
        return
    send = getattr(trace.get_tracer_provider(), "force_flush", None)
    if send is not None:
        send()


def _ns(event: dict[str, Any]) -> int:
    return int(event["at"] * 1e9)
