from __future__ import annotations

import pytest

from harmony.melody.text import spans
from harmony.melody.text.spans import TextError

TEXT = "a: 'ü'\r\nb: |\r\n  x\r\n\r\n# c\r\nd: [1,\r\n 2]   # e\r\nf:\r\n- g: 1\r\n  h:\r\nk: >+\r\n  y\r\n\r\nend: z"


def at(key: str) -> str:
    span = spans.walk(spans.parse(TEXT), (key,))[-1]
    return TEXT[span.start : span.end]


def test_every_value_has_its_place() -> None:
    assert [at(key) for key in "abdfk"] == ["'ü'", "|\r\n  x", "[1,\r\n 2]", "- g: 1\r\n  h:", ">+\r\n  y\r\n\r\n"]
    assert spans.value(spans.parse(TEXT)) == {
        "a": "ü",
        "b": "x\n",
        "d": [1, 2],
        "f": [{"g": 1, "h": None}],
        "k": "y\n\n",
        "end": "z",
    }


def test_keys_are_texts() -> None:
    assert spans.value(spans.parse("404: a\ntrue: b\n")) == {"404": "a", "true": "b"}


@pytest.mark.parametrize(
    "text", ["", "# only\n", "a: &x 1\nb: *x\n", "<<: {a: 1}\n", "a: !t 1\n", "a: [", "a: 1\n---\nb: 2\n"]
)
def test_what_it_does_not_work_on(text: str) -> None:
    with pytest.raises(TextError):
        spans.parse(text)


def test_doubled_keys_and_lost_ways() -> None:
    with pytest.raises(TextError, match="doubled"):
        spans.value(spans.parse("a: 1\na: 2\n"))
    with pytest.raises(TextError, match="no `b`"):
        spans.walk(spans.parse("a: 1\n"), ("b",))


def test_comments_are_told_from_texts() -> None:
    text = "# one\na: 'no # comment'  # two\nb: |  # three\n  # not this\nc: x#y  # four\n# five"
    assert spans.comments(text, spans.parse(text)) == ["# one", "# two", "# three", "# four", "# five"]


def test_comments_beside_anchors() -> None:
    text = "a: &x {b: 1}  # one\nc: *x  # two\n"
    assert spans.comments(text, spans.parse(text, lenient=True)) == ["# one", "# two"]
