"""With the SDK of OpenTelemetry, which is optional."""

from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from harmony.app import App, PlayRequest, spans
from harmony.conductor.clock import VirtualClock
from harmony.settings import Settings
from tests.app.playing import melody_of

TEXT = melody_of("""\
  down:
    use: python.code@1
    isolation: inline
    retry: {attempts: 2, delay: 1s}
    on_error: skip
    with: {code: "def main(): raise ConnectionError('down')"}
  fine: {use: data.set@1, with: {value: 1}}
""")


def test_nothing_is_traced_unless_it_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    assert spans.tracer() is None


async def test_a_span_for_the_run_and_each_attempt() -> None:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    async with App(Settings.load(), clock=VirtualClock()) as app:
        app.listen(spans.Spans(provider.get_tracer("t"), app.lookup_of).listen)
        run = await app.play(PlayRequest(text=TEXT, as_text=False))
        await run.result()
    found: dict[str, list[Any]] = {}
    for span in kept.get_finished_spans():
        found.setdefault(span.name, []).append(span)
    (root,) = found["run test"]
    assert root.attributes["harmony.status"] == "completed"
    assert [s.attributes["harmony.attempt"] for s in found["down"]] == [1, 2]
    assert found["fine"][0].attributes["harmony.type"] == "data.set"
    assert all(s.parent.span_id == root.context.span_id for s in [*found["down"], *found["fine"]])
    assert not found["down"][0].status.is_ok
    assert found["down"][1].attributes["error.type"] == "network"
    assert root.end_time - root.start_time >= 1_000_000_000
