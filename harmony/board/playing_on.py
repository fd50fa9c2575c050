"""What a person answers to a run that waits: it plays on."""

from __future__ import annotations

from functools import partial
from typing import Any

from harmony.board.document import Document
from harmony.board.panels.runform import ask_answer
from harmony.board.shell import Shell


def answer(window: Shell, document: Document, node: str, pass_: str, choice: str, form: Any) -> None:
    """Answer an approval; one with a form is asked for its values first."""
    send = partial(window.player.answer, document, node, pass_)
    if choice or not isinstance(form, dict):
        send(choice or "approve", {})
    else:
        ask_answer(window, f"{document.title_of(node)}: approve?", form, send)
