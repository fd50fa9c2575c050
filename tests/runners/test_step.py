from __future__ import annotations

import pytest

from harmony.runners.step import Spending, clean_failure, stored, value_of, warn_of_hits
from harmony.sdk import StepFailed
from harmony.sdk.secrets import Redactor
from harmony.store import MemoryArtifacts

SECRETS = {"n1": "hunter2-long"}


def test_slots_become_values() -> None:
    store = MemoryArtifacts()
    one = store.put(1, "any")
    assert value_of(None, store) is None
    assert value_of([one, None], store) == [1, None]


def test_an_output_of_the_wrong_type_names_its_port() -> None:
    with pytest.raises(StepFailed, match="`rows`") as caught:
        stored("rows", 5, {"rows": "table"}, MemoryArtifacts())
    assert caught.value.error_class == "invalid_output"


def test_spending_adds_up_and_all_is_passed_on() -> None:
    told: list[object] = []
    spending = Spending(lambda kind, body: told.append((kind, body)), Redactor(SECRETS))
    spending("spend", {"usd": 1.0})
    spending("spend", {"usd": 0.5, "tokens": 3})
    spending("log", {"text": "hunter2-long"})
    assert spending.spent == {"usd": 1.5, "tokens": 3}
    assert told[-1] == ("log", {"text": "⟨secret⟩"}) and len(told) == 3


def test_half_characters_are_not_passed_on() -> None:
    told: list[object] = []
    spending = Spending(lambda kind, body: told.append(body))
    spending("log", {"text": "a\udcffb"})
    spending("chunk", {"port": "p", "data": ["\udcff"]})
    assert told == [{"text": "a?b"}, {"port": "p", "data": ["?"]}]


def test_a_failure_keeps_all_but_the_secret() -> None:
    failed = StepFailed(
        "no hunter2-long", error_class="auth", retryable=False, retry_after=2.0, detail=["hunter2-long"]
    )
    clean = clean_failure(failed, Redactor(SECRETS))
    assert (clean.message, clean.detail) == ("no ⟨secret⟩", ["⟨secret⟩"])
    assert (clean.error_class, clean.retryable, clean.retry_after) == ("auth", False, 2.0)
    assert clean_failure(failed, None) is failed


def test_a_hit_is_a_warning() -> None:
    told: list[str] = []
    redactor = Redactor(SECRETS)
    warn_of_hits(redactor, lambda _kind, body: told.append(body["text"]))
    redactor.text("hunter2-long hunter2-long")
    warn_of_hits(redactor, lambda _kind, body: told.append(body["text"]))
    assert len(told) == 1 and "2 times" in told[0]
