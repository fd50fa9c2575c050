from __future__ import annotations

import errno
import json
import socket
from typing import Any

import pytest

from harmony.errors import ArtifactDamaged, CatalogError, StoreError, ValueRefused
from harmony.sdk import StepFailed
from harmony.sdk.faults import as_failed


@pytest.mark.parametrize(
    ("error", "error_class"),
    [
        (TimeoutError(), "timeout"),
        (ConnectionResetError("gone"), "network"),
        (socket.gaierror(-2, "Name or service not known"), "network"),
        (MemoryError(), "resource"),
        (ValueRefused("no"), "invalid_input"),
        (CatalogError("no"), "invalid_input"),
        (StoreError("full"), "resource"),
        (ArtifactDamaged("gone"), "invalid_input"),
        (KeyError("x"), "bug"),
        (OSError("disk"), "bug"),
        (OSError(errno.ENOSPC, "disk"), "resource"),
        (SystemExit(0), "bug"),
        (KeyboardInterrupt(), "bug"),
        (ExceptionGroup("a", [ExceptionGroup("b", [TimeoutError()])]), "timeout"),
        (ExceptionGroup("a", [TimeoutError(), KeyError()]), "bug"),
    ],
)
def test_classes(error: BaseException, error_class: str) -> None:
    assert as_failed(error).error_class == error_class


def test_step_failed_is_taken_as_it_is() -> None:
    said = StepFailed("x", error_class="auth")
    assert as_failed(said) is said


def test_a_bug_says_where_and_keeps_the_way_there() -> None:
    try:
        [].pop()
    except IndexError as error:
        failed = as_failed(error)
    assert "pop from empty list (line" in failed.message and "test_faults.py" in failed.message
    assert "[].pop()" in failed.detail["traceback"]  # type: ignore[index]


def test_an_error_that_cannot_say_itself_is_named() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    assert as_failed(Mute()).message.startswith("Mute")


@pytest.mark.parametrize("detail", [{"at": {1}}, {(1, 2): 3}, object(), {"x": float("inf")}])
def test_what_hangs_on_a_failure_can_be_written_down(detail: object) -> None:
    failed = as_failed(StepFailed("x", detail=detail))
    assert json.dumps(failed.detail)
    assert (failed.message, failed.error_class) == ("x", "unavailable")


@pytest.mark.parametrize("error", [StepFailed("y" * 5000), ValueError("y" * 5000)])
def test_a_message_without_end_is_cut(error: Exception) -> None:
    said = as_failed(error).message
    assert "y" * 4000 + "… (5,000 characters)" in said and len(said) < 4100


def test_half_characters_of_a_failure_are_left_out() -> None:
    assert as_failed(StepFailed("x\udcff")).message == "x?"
    assert as_failed(KeyError("\udcff")).message.isprintable()


def test_what_refers_to_itself_can_be_written_down_too() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert as_failed(StepFailed("x", detail=endless)).detail == "[[...]]"


@pytest.mark.parametrize(("given", "kept"), [(2, 2), (0.5, 0.5), (-1, None), (float("nan"), None), ("2", None)])
def test_a_service_that_says_when_is_heard_if_it_says_a_time(given: object, kept: float | None) -> None:
    failed: Any = StepFailed("x", error_class="rate_limit", retry_after=given)  # type: ignore[arg-type]
    assert as_failed(failed).retry_after == kept
