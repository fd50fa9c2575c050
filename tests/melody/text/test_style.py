from __future__ import annotations

import json

import pytest
import yaml

from harmony.melody.scalars import resolve
from harmony.melody.text import style
from tests.melody.random_edits import TEXTS


def read(text: str) -> object:
    event = next(e for e in yaml.parse(text, Loader=yaml.CSafeLoader) if isinstance(e, yaml.ScalarEvent))
    return event.value if event.style else resolve(event.value)


@pytest.mark.parametrize("in_flow", [False, True])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_every_text_reads_back(quote: str, in_flow: bool) -> None:
    for text in TEXTS:
        written = style.text_scalar(text, in_flow=in_flow, quote=quote)
        line = f"[{written}]" if in_flow else f"- {written}\n"
        assert "\n" not in written
        assert read(line) == text
        assert yaml.safe_load(line) == [text]


@pytest.mark.parametrize(
    "text", ["yes", "No", "on", "y", "12", "1_000", "0x1f", "012", "1e3", ".5", "12:30", "2026-11-21", "null", "~", "="]
)
def test_what_a_reader_may_take_for_something_else_is_quoted(text: str) -> None:
    assert style.scalar(text) == f'"{text}"'


@pytest.mark.parametrize(
    "text", ["load.rows", "csv.read@1", "a b", "1s", "75%", "-x", "v1.2.0", "a:b", "c#", "quality > 0.8"]
)
def test_what_needs_no_quotes_has_none(text: str) -> None:
    assert style.scalar(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (1e-7, "1.0e-07"),
        (1e22, "1.0e+22"),
        (0.5, "0.5"),
        ("it's", "it's"),
        ('say "a"', 'say "a"'),
        ('"a"', "'\"a\"'"),
        ("a\\b: c", "'a\\b: c'"),
        ("{{ x }}", '"{{ x }}"'),
    ],
)
def test_scalars(value: object, written: str) -> None:
    assert style.scalar(value) == written


def test_what_is_no_plain_data_is_refused() -> None:
    with pytest.raises(TypeError):
        style.scalar(object())


@pytest.mark.parametrize("text", [t for t in TEXTS if "\n" in t])
@pytest.mark.parametrize("write", [style.literal, style.folded])
def test_blocks_read_back_or_are_not_written(text: str, write: object) -> None:
    lines = write(text, 4)  # type: ignore[operator]
    if lines is not None:
        assert yaml.safe_load("a:\n  b: " + "\n".join(lines) + "\nc: d\n") == {"a": {"b": text}, "c": "d"}


def test_a_literal_block_says_where_it_ends() -> None:
    assert style.literal("a\nb\n", 2) == ["|", "  a", "  b"]
    assert style.literal("a\nb", 2) == ["|-", "  a", "  b"]
    assert style.literal("a\n\n", 2) is None


def test_json_keeps_its_meaning() -> None:
    text = json.dumps("a\u0085\u2028b", ensure_ascii=False)
    assert json.loads(style.json_safe(text)) == "a\u0085\u2028b"
    assert style.json_safe(text).isascii()
