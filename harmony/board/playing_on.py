"""What a person answers to a run that waits: it plays on."""

from __future__ import annotations

from functools import partial
from typing import Any

from harmony.board.asked import Asked
from harmony.board.document import Document
from harmony.board.panels.properties.preview import Output
from harmony.board.panels.runform import ask_answer
from harmony.board.shell import Shell


def answer(window: Shell, document: Document, asked: Asked, choice: str) -> None:
    """Answer what a run asks; without a choice its form is filled in first."""
    send = partial(window.player.answer, document, asked.node, asked.pass_)
    if choice:
        send(choice, {})
    else:
        ask_answer(
            window, document.title_of(asked.node), asked, send, [_output(window, *one) for one in asked.shown.items()]
        )


def _output(window: Shell, port: str, artifact: Any) -> Output:
    """A value that is to be judged."""
    made = Output(port, artifact, window.bridge)
    made.open_asked.connect(window.open_artifact)
    return made
