from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmony.sdk import File, Table
from harmony.sdk import secrets as tokens
from harmony.sdk.secrets import Redactor
from harmony.sdk.step import StepContext

SECRET = 'pa"ss wörd/+&1'
SECRETS = {"n1": SECRET}
TOKEN = "⟨secret:TOKEN:n1⟩"


def test_tokens_become_values_everywhere_and_only_known_ones() -> None:
    params = {"a": f"Bearer {TOKEN}", "b": [{"c": TOKEN}], "d": "⟨secret:X:n9⟩", "e": 1}
    filled = tokens.fill(params, SECRETS)
    assert filled == {"a": f"Bearer {SECRET}", "b": [{"c": SECRET}], "d": "⟨secret:X:n9⟩", "e": 1}
    assert params["a"] == f"Bearer {TOKEN}"
    assert tokens.names_in(params, SECRETS) == {"TOKEN": SECRET}


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
    ],
)
def test_every_way_to_write_a_secret_is_found(form: str) -> None:
    redactor = Redactor(SECRETS)
    assert "⟨secret⟩" in redactor.text(f"before {form} after")
    assert redactor.hits == 1


@given(st.binary(max_size=7), st.binary(max_size=7))
def test_a_secret_is_found_in_base64_at_any_offset(before: bytes, after: bytes) -> None:
    text = base64.b64encode(before + SECRET.encode() + after).decode()
    assert "⟨secret⟩" in Redactor(SECRETS).text(text)


def test_values_of_every_kind_are_cleaned(tmp_path: Path) -> None:
    redactor = Redactor(SECRETS)
    context = StepContext(("n", 1, "", ""), lambda _kind, _body: None, {})
    (tmp_path / "a.txt").write_text(SECRET)
    given = {"t": SECRET, "b": SECRET.encode(), "rows": Table([{"x": SECRET}]), "l": [SECRET, 1]}
    cleaned = {name: redactor.output(value, context) for name, value in given.items()}
    file = redactor.output(File(tmp_path / "a.txt"), context)
    assert SECRET not in str(cleaned) + str(cleaned["rows"].rows()) + file.read_text()
    assert SECRET.encode() not in cleaned["b"]
    assert file.name == "a.txt" and (tmp_path / "a.txt").read_text() == SECRET
    context.close()


def test_short_values_are_not_looked_for_and_clean_ones_stay_the_same() -> None:
    redactor = Redactor({"a": "12345"})
    table = Table([{"a": "12345"}])
    assert redactor.text("12345") == "12345"
    assert redactor.value(table) is table
    assert redactor.hits == 0
