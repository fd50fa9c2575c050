"""What the commands of the Run menu do in a window."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu

from harmony.board.document import Document
from harmony.board.editing import chosen, on_document
from harmony.board.input_sets import InputSets, keepable
from harmony.board.panels.runform import ask_inputs, missing
from harmony.board.shell import Shell


def bind_run(window: Shell) -> None:
    """Bind the Run menu."""
    bind, desk, player = window.actions_.bind, window.desk, window.player
    bind("run.play", lambda: play_or_go_on(window), lambda: player.can_play(desk.document))
    bind(
        "run.pause",
        lambda: pause_or_go_on(window),
        lambda: player.is_live(desk.document) or player.is_paused(desk.document),
    )
    bind(
        "run.with_inputs",
        lambda: play(window, ask=True),
        lambda: player.can_play(desk.document) and bool(desk.document and desk.document.melody.inputs),
    )
    bind(
        "run.stop",
        on_document(window, player.stop),
        lambda: player.is_live(desk.document) or player.is_paused(desk.document),
    )
    bind("run.resume", window.resume, lambda: player.can_resume(desk.document))
    can_part = lambda: len(chosen(window)) == 1 and player.can_play(desk.document)  # noqa: E731
    bind("run.to_here", lambda: play(window, to=chosen(window)[0]), can_part)
    bind("run.from_here", lambda: play(window, start_at=chosen(window)[0]), can_part)
    bind("run.only", lambda: play(window, to=chosen(window)[0], start_at=chosen(window)[0]), can_part)
    for action in ("skip", "retry", "cancel"):
        bind(f"run.{action}_node", partial(_act_on, window, action), partial(_can_act_on, window, action))
    bind(
        "run.clear",
        on_document(window, player.clear),
        lambda: bool(desk.document and desk.document.playing and not player.is_live(desk.document)),
    )


def _act_on(window: Shell, action: str) -> None:
    document = window.desk.document
    if document is not None and _can_act_on(window, action):
        window.player.act_on(document, action, chosen(window)[0])


def _can_act_on(window: Shell, action: str) -> bool:
    """True for one node of the top level that has not ended; of those in bodies one would have to say which pass."""
    document, paths = window.desk.document, chosen(window)
    if document is None or len(paths) != 1 or "/" in paths[0] or not window.player.is_live(document):
        return False
    word = document.state(paths[0]).word
    return word == "active" if action == "retry" else word in {"idle", "queued", "active", "waiting"}


def sets_of(window: Shell, document: Document) -> InputSets:
    """The values that were given to the inputs of a Melody before."""
    return InputSets(window.settings.data / "inputs", str(document.path or document.melody.name))


def sets_menu(window: Shell, menu: QMenu) -> None:
    """Add `Run with` to the Run menu: the named sets of values of the Melody that is shown; hidden without any."""
    inner = QMenu("Run with", menu)
    shown = menu.insertMenu(window.actions_.action("run.to_here"), inner)

    def fill() -> None:
        document = window.desk.document
        sets = sets_of(window, document) if document is not None and document.melody.inputs else None
        inner.clear()
        for name in sets.names if sets else ():
            action = inner.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(sets is not None and name == sets.chosen)
            action.triggered.connect(partial(play_set, window, name))
        inner.setEnabled(window.player.can_play(document))
        shown.setVisible(not inner.isEmpty())

    menu.aboutToShow.connect(fill)


def play_set(window: Shell, name: str, _checked: bool = False) -> None:
    """Run with a named set of values; asks where it lacks one that is needed."""
    document = window.desk.document
    if document is not None:
        play(window, values=sets_of(window, document).get(name), name=name)


def play_or_go_on(window: Shell) -> None:
    """Run; a run that is held goes on instead."""
    document = window.desk.document
    if document is not None and window.player.is_paused(document):
        window.player.go_on(document)
    else:
        play(window)


def pause_or_go_on(window: Shell) -> None:
    """Hold the run that is shown; one that is held goes on."""
    document = window.desk.document
    if document is not None and window.player.is_paused(document):
        window.player.go_on(document)
    elif document is not None:
        window.player.pause(document)


def play(
    window: Shell,
    ask: bool = False,
    to: str = "",
    start_at: str = "",
    values: dict[str, Any] | None = None,
    name: str = "",
) -> None:
    """Run the document that is shown, or a part; asks for inputs first when some are needed, or when told to.

    Args:
        window: whose document.
        ask: ask in any case.
        to, start_at: nodes at which a part ends and begins.
        values, name: a named set of values to run with; those of last time without it.
    """
    document = window.desk.document
    if document is None or not window.player.can_play(document):
        return
    sets, inputs = sets_of(window, document), document.melody.inputs
    sets.chosen = name or sets.chosen
    values = {k: v for k, v in (sets.last if values is None else values).items() if k in inputs}
    part = {name: node for name, node in (("to", to), ("from", start_at)) if node}

    def start(given: dict[str, Any], chosen_set: str = "") -> None:
        sets.keep_last(keepable(given, inputs), chosen_set)
        window.banner.dismiss("run")
        window.show_bottom("Timeline")
        window.player.play(document, given, as_text=False, **part)

    if ask or missing(document.melody, values):
        ask_inputs(window, document.melody, values, document.path.parent if document.path else None, start, sets)
    else:
        start(values, sets.chosen)
