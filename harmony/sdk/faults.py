"""From what Python code raises to a `StepFailed` with its class."""

from __future__ import annotations

import errno
import sys
import traceback

from harmony.errors import ArtifactDamaged, CatalogError, StoreError, ValueRefused
from harmony.sdk.failure import StepFailed
from harmony.sdk.plain import LONGEST, plain, short, whole

_OWN = ("harmony/sdk/", "harmony/runners/", "harmony\\sdk\\", "harmony\\runners\\")
_MOST_FRAMES = 12


def as_failed(error: BaseException) -> StepFailed:
    """What a step that raised `error` failed with.

    TimeoutError is `timeout`, a connection or a name look-up `network`, MemoryError and
    a full disk `resource`, `StepFailed` what it says; all else, SystemExit and endless recursion included, is `bug`.
    """
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    if isinstance(error, StepFailed):
        return _plainly(error)
    if isinstance(error, ValueRefused | CatalogError | ArtifactDamaged):
        return StepFailed(error.message, error_class="invalid_input", retryable=False)
    if isinstance(error, StoreError):
        return StepFailed(error.message, error_class="resource")
    name = _class_of(error)
    if name == "bug":
        return _bug(error)
    return StepFailed(_sentence(error), error_class=name)


def _plainly(failed: StepFailed) -> StepFailed:
    """The failure as it can be written down: a step may have hung anything on it."""
    message, after, detail = failed.message, failed.retry_after, failed.detail
    is_short = message.__class__ is str and len(message) <= LONGEST
    if is_short and message.isascii() and after is None and detail is None:
        return failed
    is_time = isinstance(after, int | float) and 0 <= after < float("inf")
    return StepFailed(
        short(whole(str(message))),
        error_class=failed.error_class,
        retryable=failed.retryable,
        retry_after=after if is_time else None,
        detail=plain(detail),
    )


def _class_of(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ConnectionError) or _is_lookup(error):
        return "network"
    return "resource" if isinstance(error, MemoryError) or _is_full(error) else "bug"


def _is_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _is_lookup(error: BaseException) -> bool:
    socket = sys.modules.get("socket")  # nobody looks up a name without it
    return socket is not None and isinstance(error, socket.gaierror | socket.herror)


def _sentence(error: BaseException) -> str:
    try:
        text = short(whole(str(error)).strip())
    except Exception:  # an error of the step's own that cannot say itself must not take the runner down
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _bug(error: BaseException) -> StepFailed:
    said = {
        SystemExit: f"The code ended the program ({_sentence(error)}); a step returns instead.",
        KeyboardInterrupt: "The code raised KeyboardInterrupt; a step raises StepFailed instead.",
        RecursionError: f"The code calls itself without end ({_sentence(error)}).",
    }
    message = next((text for kind, text in said.items() if isinstance(error, kind)), _sentence(error))
    asyncio = sys.modules.get("asyncio")  # nobody cancels without it
    if asyncio is not None and isinstance(error, asyncio.CancelledError):
        message = "The code cancelled itself; a step raises StepFailed instead."
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not any(own in f.filename for own in _OWN)]
    if frames:
        message += f" (line {frames[-1].lineno} of {frames[-1].name} in {frames[-1].filename})"
    if len(frames) > _MOST_FRAMES:
        frames = frames[: _MOST_FRAMES // 2] + frames[-_MOST_FRAMES // 2 :]
    detail = {"error": type(error).__name__, "traceback": "".join(traceback.format_list(frames))}
    return StepFailed(message, error_class="bug", detail=whole(detail))
