from __future__ import annotations

import pytest

from harmony.board import wording
from tests.board.parts import artifact


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 ms"), (0.041, "41 ms"), (1.08, "1.08 s"), (12.34, "12.3 s"), (125, "2:05 min"), (3725, "1:02 h")],
)
def test_seconds(value: float, text: str) -> None:
    assert wording.seconds(value) == text


def test_seconds_never_says_1000_ms() -> None:
    assert wording.seconds(0.9997) == "1.00 s"
    assert wording.seconds(59.97) == "1:00 min"


def test_counts_and_sizes() -> None:
    assert wording.count(1, "row") == "1 row"
    assert wording.count(48210, "row") == "48,210 rows"
    assert wording.size(812) == "812 B"
    assert wording.size(2_300_000) == "2.3 MB"


def test_money() -> None:
    assert wording.money(0.004) == "$0.004"
    assert wording.money(0.5) == "$0.50"
    assert wording.money(0) == "$0.00"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (artifact("table", rows=6), "6 rows"),
        (artifact("list", rows=12), "12 items"),
        (artifact("file", name="report.html"), "report.html"),
        (artifact("text", value="fast"), "fast"),
        (artifact("bytes", size=4100), "bytes · 4.1 KB"),
        ("plain", "plain"),
    ],
)
def test_artifacts(value: object, text: str) -> None:
    assert wording.artifact(value) == text


def test_a_path_is_said_by_its_name() -> None:
    assert wording.artifact(artifact("path", value="/reports/tickets.html")) == "tickets.html"


def test_summary_says_what_and_how_long() -> None:
    outputs = {"rows": artifact("table", rows=3)}
    assert wording.summary_of(outputs, 0.041) == "3 rows · 41 ms"
    assert wording.summary_of(outputs, None, "cached") == "reused · 3 rows"


def test_code_in_a_sentence_stands_in_quotation_marks() -> None:
    assert wording.plain("unknown key `wiht`, use `with`") == "unknown key “wiht”, use “with”"
