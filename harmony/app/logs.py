"""Logs as JSON, a line each, that name run, node, pass and attempt."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

FIELDS = ("run", "node", "pass", "attempt", "reason", "seconds", "status", "error")
_LEVELS = {
    "node.failed": logging.ERROR,
    "run.failed": logging.ERROR,
    "node.retrying": logging.WARNING,
    "gap": logging.WARNING,
    "letter": logging.WARNING,
}
_QUIET = frozenset({"node.progress", "node.output", "node.queued"})
_logger = logging.getLogger("harmony.run")


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON: time, level, logger, message, and the fields it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        body: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        body |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            body["traceback"] = self.formatException(record.exc_info)
        return json.dumps(body, ensure_ascii=False, default=str)


def log_events(run: str, events: list[dict[str, Any]]) -> None:
    """A `Listener` that logs what happens to runs and nodes, and what steps log."""
    for event in events:
        kind = event["kind"]
        if kind in _QUIET:
            continue
        level = _LEVELS.get(kind, logging.INFO)
        message = kind
        if kind == "log":
            level = logging.getLevelNamesMapping().get(str(event.get("level", "info")).upper(), logging.INFO)
            message = str(event.get("text") or event.get("message") or "")
        elif kind == "decision":
            message = f"decision: {event.get('choice')}, because {event.get('rationale')}"
        _logger.log(level, "%s", message, extra=_fields(run, event))


def _fields(run: str, event: dict[str, Any]) -> dict[str, Any]:
    found = {name: event[name] for name in FIELDS if name in event} | {"run": run}
    error = found.get("error")
    if isinstance(error, dict):
        found["error"] = {name: error.get(name) for name in ("class", "message")}
    return found


def json_to(stream: Any) -> logging.Handler:
    """Send all logs from INFO up to a stream as JSON; returns the handler, to be taken away with `end`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    _logger.setLevel(logging.INFO)
    return handler


def end(handler: logging.Handler) -> None:
    """Take a handler away."""
    logging.getLogger().removeHandler(handler)
    _logger.setLevel(logging.NOTSET)
