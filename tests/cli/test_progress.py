"""What is shown while a run plays."""

import pytest
from rich.console import Console

from harmony.cli.progress import PlainLines, Screen, in_line, in_words, indented

WAITS = {"run": "r1", "kind": "node.waiting", "at": 2.0, "node": "ask", "pass": "", "for": "approval"}
HOW = "`harmony answer r1 ask approve` or `reject`"


def test_a_pipe_is_told_how_to_answer(capsys: pytest.CaptureFixture[str]) -> None:
    PlainLines().events("r1", [WAITS, {**WAITS, "node": "each/ask", "pass": "3"}, {**WAITS, "for": "event"}])
    assert capsys.readouterr().out.splitlines() == [
        f"  ◷ ask waits: {HOW}",
        "  ◷ each/ask@3 waits: `harmony answer r1 each/ask@3 approve` or `reject`",
    ]


def drawn(*events: dict[str, object]) -> str:
    screen = Screen()
    screen.close()
    screen.events("r1", list(events))
    console = Console(width=120, force_terminal=False)
    with console.capture() as capture:
        console.print(screen._render())
    return capture.get()


def test_a_terminal_is_told_how_to_answer() -> None:
    assert HOW in drawn({**WAITS, "kind": "node.started", "attempt": 1}, WAITS)


def test_brackets_and_lines_of_a_message_are_no_markup() -> None:
    failed = {**WAITS, "kind": "node.failed", "error": {"message": "no [bold] in\nx[/b]"}}
    assert "no [bold] in x[/b]" in drawn(failed)


def test_a_message_of_two_lines_keeps_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    PlainLines().events("r1", [{**WAITS, "kind": "node.failed", "error": {"message": "no\nDid you mean y?"}}])
    assert capsys.readouterr().out.count("\n") == 1
    assert indented("no\nyes") == "  no\n    yes"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("\x1b[2J\x1b]0;mine\x07", "�[2J�]0;mine�"), ("a\rb", "a�b"), ("a\r\nb\tü", "a\r\nb\tü"), ("\x9b31m", "�31m")],
)
def test_data_does_not_steer_the_terminal(text: str, shown: str) -> None:
    assert in_words(text) == shown
    assert indented(text).strip() == shown.replace("\n", "\n    ")
    assert "\x1b" not in in_line(text) and "\x9b" not in in_line(text)
