from __future__ import annotations

from harmony.melody.language.budget import Budget
from harmony.melody.language.texts import Texts


def test_texts_are_indented_and_truncated():
    texts = Texts(Budget())
    assert texts.indent("a\n\nb", 2) == "a\n\n  b"
    assert texts.indent("a\nb", ">", first=True) == ">a\n>b"
    assert texts.truncate("one two three", 9) == "one two…"
    assert texts.truncate("short", 9) == "short"
