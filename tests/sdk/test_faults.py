from __future__ import annotations

import errno
import socket

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
