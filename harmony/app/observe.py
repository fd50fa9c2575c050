"""Puts on an app what other programs are told of its runs: metrics, spans, logs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harmony.errors import UsageError

if TYPE_CHECKING:
    from harmony.app.core import App


@dataclass(frozen=True, slots=True)
class Observed:
    """What is asked for.

    Attributes:
        metrics: port to serve Prometheus metrics on; None for none. 0 takes any that is free.
        log: `text`, or `json` for all that happens on standard error, a JSON object a line.
    """

    metrics: int | None = None
    log: str = "text"

    def __post_init__(self) -> None:
        if self.log not in ("text", "json"):
            raise UsageError(f"--log is “{self.log}”; it takes text or json.")
        if self.metrics is not None and not 0 <= self.metrics <= 65535:
            raise UsageError(f"--metrics is {self.metrics}; it takes a port from 0 to 65535.")


@contextmanager
def observed(app: App, what: Observed) -> Iterator[None]:
    """While it lasts, the app's runs are observed as asked for.

    Raises:
        UsageError: the port cannot be used.
    """
    with ExitStack() as stack:
        if what.metrics is not None:
            _count(app, what.metrics, stack)
        if what.log == "json":
            _log(app, stack)
        _trace(app, stack)
        yield


def _count(app: App, port: int, stack: ExitStack) -> None:
    from harmony.app.metrics import Metrics

    metrics = Metrics(app.lookup_of)
    stack.callback(metrics.serve(port))
    app.listen(metrics.listen)
    stack.callback(app.unlisten, metrics.listen)


def _log(app: App, stack: ExitStack) -> None:
    from harmony.app import logs

    handler = logs.json_to(sys.stderr)
    stack.callback(logs.end, handler)
    app.listen(logs.log_events)
    stack.callback(app.unlisten, logs.log_events)


def _trace(app: App, stack: ExitStack) -> None:
    from harmony.app import spans

    tracer = spans.tracer()
    if tracer is not None:
        made = spans.Spans(tracer, app.lookup_of)
        app.listen(made.listen)
        stack.callback(spans.flush)
        stack.callback(app.unlisten, made.listen)
