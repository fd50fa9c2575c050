"""Rarer states of the board, for `packaging/screens.py`: looked at, and not kept as pictures.

As in `tests/board/screens.py` nothing here needs an engine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harmony.board import theme
from harmony.board.input_sets import InputSets
from harmony.board.playing_on import answer
from harmony.melody import edits
from tests.board import screens
from tests.board.parts import Tape, artifact
from tests.board.screens import SCREENS, TRIAGE, begun, open_triage, play

if TYPE_CHECKING:
    from harmony.board.window import Window

Show = Callable[["Window", Path], object]
LONG = "Load every ticket of the day from all twelve regional help desks"
SMALL = (1100, 700)
ANSWERS = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "Your name", "description": "Stands in the report."},
        "tone": {"title": "Tone", "enum": ["friendly", "formal"], "default": "friendly"},
        "send": {"type": "boolean", "title": "Send at once", "default": False},
    },
}
LETTERS = [
    {"ticket": 4711, "answer": "Thank you for your report. We look into it today."},
    {"ticket": 4712, "answer": "The invoice was wrong: a new one is on its way."},
    {"ticket": 4713, "answer": "Your account is open again."},
]


def preferred(name: str, **prefer: str) -> Show:
    """Another screen, with preferences."""

    def show(window: Window, folder: Path) -> None:
        theme.prefer(**prefer)  # type: ignore[arg-type]
        SCREENS[name](window, folder)

    return show


def small(name: str) -> Show:
    """Another screen, in a small window."""

    def show(window: Window, folder: Path) -> None:
        window.resize(*SMALL)
        SCREENS[name](window, folder)

    return show


def long_names(window: Window, folder: Path) -> None:
    """Names of sixty characters."""
    text = TRIAGE.replace("Load tickets", LONG).replace("Check tickets", LONG.replace("Load", "Check"))
    text = text.replace("name: support-triage", "name: support-triage-of-all-twelve-regional-help-desks-and-their-mail")
    document = open_triage(window, folder, text)
    tape = Tape("r-45")
    play(document, *begun(tape))
    document.select({"load"})


def approving(window: Window, folder: Path) -> None:
    """The form of an approval."""
    document, tape = open_triage(window, folder), Tape("r-46")
    waits = {"for": "approval", "form": ANSWERS, "shown": {"answers": artifact("list", value=LETTERS)}}
    play(document, *begun(tape), tape("node.waiting", "approve", **waits), tape("run.waiting", nodes=["approve"]))
    assert document.playing is not None
    answer(window, document, document.playing.asked()[0], "")


def run_sets(window: Window, folder: Path) -> None:
    """The Run form with sets of values."""
    document = open_triage(window, folder)
    sets = InputSets(window.settings.data / "inputs", str(document.path))
    for name in ("All of May", "Only the urgent ones of this week"):
        sets.save(name, {"tickets": "samples/may.csv", "limit": 20, "urgent": True})
    window.actions_.run("run.with_inputs")


def edited(window: Window, folder: Path) -> None:
    """The list of edits, two of them undone."""
    document = open_triage(window, folder)
    for number in range(4):
        document.try_edit(edits.set_param, "triage", "concurrency", number + 2)
        document.try_edit(edits.rename_title, "load", f"Load tickets {number}")
    document.undo()
    document.undo()
    window.bottom.show_page("Edits")


def unsaved(window: Window, folder: Path) -> None:
    """The question before a changed Melody is closed."""
    edited(window, folder)
    window.desk.close()


def together(window: Window, folder: Path) -> None:
    """Several nodes edited together."""
    text = TRIAGE.replace("use: python.code@1", "use: table.check@1")
    open_triage(window, folder, text).select({"check", "repair"})


def recent(window: Window, folder: Path) -> None:
    """The welcome page with files that were open."""
    for name in ("support-triage", "quarterly-report", "a-melody-with-a-rather-long-name-of-the-kind-people-give"):
        path = folder / f"{name}.melody.yaml"
        path.write_text(TRIAGE, encoding="utf-8")
        window.memory.visit(path)
    window.show_current()


def page(name: str, of: Show = screens.complete) -> Show:
    """A page of the panel at the bottom."""

    def show(window: Window, folder: Path) -> None:
        of(window, folder)
        window.bottom.show_page(name)

    return show


def preview(window: Window, folder: Path) -> None:
    """What a node gave."""
    screens.complete(window, folder)
    assert window.desk.document is not None
    window.desk.document.select({"check"})
    window.properties.tabs.setCurrentIndex(3)


def failed_preview(window: Window, folder: Path) -> None:
    """What went wrong, beside the card."""
    screens.error(window, folder)
    window.properties.tabs.setCurrentIndex(3)


def finding(window: Window, folder: Path) -> None:
    """Find, with hits."""
    open_triage(window, folder)
    window.actions_.run("edit.find")
    window.findChild(screens.Find).search.setText("label")


def commands(window: Window, folder: Path) -> None:
    """Nothing found."""
    from harmony.board.panels.commands import Commands

    open_triage(window, folder)
    window.actions_.run("view.commands")
    window.findChild(Commands).search.setText("tick")


MORE: dict[str, Show] = {
    "larger-editing": preferred("editing", text="larger"),
    "larger-policy": preferred("policy", text="larger"),
    "larger-error": preferred("error", text="larger"),
    "larger-run-form": preferred("run-form", text="larger"),
    "larger-welcome": preferred("welcome", text="larger"),
    "compact-complete": preferred("complete", density="compact"),
    "compact-outline": preferred("outline", density="compact"),
    "small-complete": small("complete"),
    "small-editing": small("editing"),
    "small-welcome": small("welcome"),
    "small-preferences": small("preferences"),
    "small-adding": small("adding"),
    "long-names": long_names,
    "approving": approving,
    "run-sets": run_sets,
    "edits": edited,
    "unsaved": unsaved,
    "together": together,
    "recent": recent,
    "artifacts": page("Artifacts"),
    "decisions": page("Decisions"),
    "log": page("Log"),
    "problems": page("Problems", screens.missing),
    "preview": preview,
    "failed-preview": failed_preview,
    "finding": finding,
    "commands-nodes": commands,
    "about": screens.over("help.about"),
}
"""Name of a state, and what brings a window there that has nothing open."""
