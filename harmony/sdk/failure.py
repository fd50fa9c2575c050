"""How a step says that it failed."""

from __future__ import annotations

from typing import Final

CLASSES: Final = frozenset(
    "timeout rate_limit network auth invalid_input invalid_output low_quality resource unavailable "
    "policy crash bug cancelled".split()
)


class StepFailed(Exception):
    """Raised by an extension when a step cannot give its outputs.

    Args:
        message: a sentence for a person: what failed, with what value, and the way out.
        error_class: one of `CLASSES`; retry and recovery go by it.
        retryable: False if trying again cannot help; None: go by the class.
        retry_after: seconds after which the service said to try again.
        detail: plain data for whoever looks into it.
    """

    def __init__(
        self,
        message: str,
        *,
        error_class: str = "unavailable",
        retryable: bool | None = None,
        retry_after: float | None = None,
        detail: object = None,
    ) -> None:
        if error_class not in CLASSES:
            raise ValueError(f"error_class {error_class!r} is none of {', '.join(sorted(CLASSES))}")
        super().__init__(message)
        self.message = message
        self.error_class = error_class
        self.retryable = retryable
        self.retry_after = retry_after
        self.detail = detail
