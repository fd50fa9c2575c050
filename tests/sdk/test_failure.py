"""How a step says that it failed."""

import pytest

from harmony.sdk import StepFailed


def test_what_it_carries():
    failed = StepFailed("No.", error_class="rate_limit", retry_after=3.0, detail={"a": 1})
    assert (str(failed), failed.error_class, failed.retryable, failed.retry_after) == ("No.", "rate_limit", None, 3.0)


def test_an_unknown_class_is_a_mistake():
    with pytest.raises(ValueError, match="'oops' is none of auth, bug"):
        StepFailed("No.", error_class="oops")
