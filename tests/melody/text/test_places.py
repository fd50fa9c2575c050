from __future__ import annotations

import pytest

from harmony.melody.text import places, spans
from harmony.melody.text.spans import TextError

TEXT = "# a\n  # b\na: 1  # c\n    # deeper\n# d\nb:\n- x\n"


def test_lines() -> None:
    at = TEXT.index("1")
    assert TEXT[places.line_start(TEXT, at) : places.line_stop(TEXT, at)] == "a: 1  # c\n"
    assert places.line_stop("end", 1) == 3


def test_comments_above_and_below() -> None:
    root = spans.parse(TEXT)
    line = places.line_start(TEXT, root.entries[0][1].start)
    assert places.lead_start(TEXT, line, 0) == TEXT.index("  # b") + len("  # b\n")
    assert places.lead_start(TEXT, line, 2) == 0
    assert places.below(TEXT, root.entries[0][1], 0) == TEXT.index("# d\n")


def test_uncommon_forms_are_refused() -> None:
    long = "? a\n: 1\n"
    key = spans.parse(long).entries[0][0]
    assert key is not None
    with pytest.raises(TextError):
        places.after_colon(long, key)


def test_head_comments() -> None:
    text = "a:  # one\n  b: 1\nc: 2  # two\nd: |  # three\n  x\n"
    root = spans.parse(text)
    found = [places.head_comment(text, places.after_colon(text, k), v) for k, v in root.entries if k is not None]
    assert found == ["# one", "# two", "# three"]
