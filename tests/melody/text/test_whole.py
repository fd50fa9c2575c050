from __future__ import annotations

from harmony.melody.text.splice import Look
from harmony.melody.text.whole import anchored, rewrite, says


def test_comments_stand_on_top() -> None:
    text = "\n  # above\n  a:   # inline\n    use: x\n    # inside\n    with: {b: '#'}\n"
    after = rewrite(text, ("nodes", "a"), {"use": "z"}, Look())
    assert after == "\n  # above\n  # inline\n  # inside\n  a:\n    use: z\n"


def test_a_missing_last_line_break_stays_missing() -> None:
    assert rewrite("name: a", ("name",), "b", Look()) == "name: b"
    assert rewrite("name: a\r\n", ("name",), "b", Look("\r\n")) == "name: b\r\n"


def test_json() -> None:
    assert rewrite('{"a": 1}', (), {"a": "ü"}, Look(is_json=True)) == '{\n  "a": "ü"\n}'


def test_anchored() -> None:
    assert anchored("a: &x 1\n") and anchored("a: *x\n")
    assert not anchored("a: x & y\nb: '&x'\nc: 2 * x\n")


def test_says_is_strict() -> None:
    assert says("a: 1\n", {"a": 1})
    assert not says("a: 1\n", {"a": 1.0})
    assert not says("a: 1\n", {"a": True})
    assert not says("a: [", {})
