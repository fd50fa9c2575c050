from __future__ import annotations

from pathlib import Path

import pytest

from harmony.cli.value import value_in
from harmony.errors import UsageError


@pytest.mark.parametrize(("text", "value"), [('{"a": [1]}', {"a": [1]}), ("plain", "plain"), ("", "")])
def test_json_where_it_is_else_its_text(tmp_path: Path, text: str, value: object) -> None:
    (tmp_path / "f").write_text(text)
    assert value_in(tmp_path / "f", "--pin") == value


def test_what_cannot_be_read_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        value_in("none.json", "--pin")
    assert caught.value.message == "--pin: none.json cannot be read: No such file or directory."


def test_what_is_no_utf_8_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="no UTF-8"):
        value_in(tmp_path / "f", "--from")
