"""What the banner says of a document that another window or program has a hand in, and the ways out."""

from __future__ import annotations

from harmony.board.canvas.deciding import field_of
from harmony.board.document import Document
from harmony.board.shell import Shell
from harmony.errors import HarmonyError
from harmony.melody.settle import node_of

TOPIC = "safety"


def bind(window: Shell) -> None:
    """Keep the banner up to date with the document that is shown."""
    window.desk.current_changed.connect(lambda: show(window))
    window.desk.safety_changed.connect(lambda: show(window))


def show(window: Shell) -> None:
    """Say what the shown document needs a person for; nothing if all is well."""
    document = window.desk.document
    if document is not None and document.is_read_only:
        text = f"{document.notice}. Here it can only be looked at."
        window.banner.say(text, "warning", TOPIC, Take_over=lambda: take_over(window, document))
    elif document is not None and document.conflicts:
        _ask(window, document)
    else:
        window.banner.dismiss(TOPIC)


def take_over(window: Shell, document: Document) -> None:
    """Edit here from now on."""
    try:
        document.take_over()
    except HarmonyError as error:
        window.banner.say(error.message, "error", TOPIC)


def _ask(window: Shell, document: Document) -> None:
    """One conflict at a time: each is a choice of its own."""
    one, many = document.conflicts[0], len(document.conflicts)
    which = f" (1 of {many})" if many > 1 else ""
    name = node_of(one.path)[0]
    who = document.title_of(name) if name else document.title
    text = f"Changed here and in the file{which}: {who}, {field_of(one)}."
    window.banner.say(
        text,
        "warning",
        TOPIC,
        Keep_mine=lambda: document.decide([one], "mine"),
        Take_theirs=lambda: document.decide([one], "theirs"),
        Show_both=lambda: window.actions_.run("edit.next_conflict"),
    )
