import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from harmony.app import logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    made = io.StringIO()
    handler = logs.json_to(made)
    yield made
    logs.end(handler)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_events_name_run_node_pass_and_attempt(stream: io.StringIO) -> None:
    node = {"at": 1.0, "node": "each/one", "pass": "3", "attempt": 2}
    error = {"class": "network", "message": "down", "detail": {"much": "more"}}
    logs.log_events(
        "r",
        [
            {"kind": "node.started", **node},
            {"kind": "node.progress", **node},
            {"kind": "node.failed", "error": error, **node},
        ],
    )
    started, failed = lines(stream)
    assert {n: started[n] for n in ("run", "node", "pass", "attempt", "message", "level")} == {
        "run": "r",
        "node": "each/one",
        "pass": "3",
        "attempt": 2,
        "message": "node.started",
        "level": "info",
    }
    assert failed["level"] == "error"
    assert failed["error"] == {"class": "network", "message": "down"}


def test_what_a_step_logs_keeps_its_level(stream: io.StringIO) -> None:
    logs.log_events(
        "r", [{"kind": "log", "at": 1.0, "node": "a", "pass": "", "attempt": 1, "level": "warning", "text": "50 %"}]
    )
    assert (lines(stream)[0]["level"], lines(stream)[0]["message"]) == ("warning", "50 %")


def test_other_logs_are_json_too(stream: io.StringIO) -> None:
    try:
        raise ValueError("no")
    except ValueError:
        logging.getLogger("other").exception("failed")
    line = lines(stream)[0]
    assert (line["logger"], line["message"]) == ("other", "failed")
    assert "ValueError: no" in line["traceback"]
    assert "run" not in line


def test_nothing_is_left_behind() -> None:
    before = list(logging.getLogger().handlers)
    logs.end(logs.json_to(io.StringIO()))
    assert logging.getLogger().handlers == before
