"""What the top bar and the status bar say about the document and its run."""

from __future__ import annotations

from harmony.board.document import Document
from harmony.board.playing import Playing
from harmony.board.shell import Shell
from harmony.board.wording import count, money, plain

_WORDS = {
    "running": ("Running", "active"),
    "completed": ("Complete", "complete"),
    "failed": ("Failed", "error"),
    "cancelled": ("Cancelled", "cancelled"),
    "waiting": ("Waiting", "waiting"),
    "lost": ("Engine lost", "error"),
}


def show_facts(window: Shell) -> None:
    """Bring all of it up to date."""
    document, player, top = window.desk.document, window.player, window.top
    live = player.is_live(document)
    top.run.setEnabled(player.can_play(document))
    top.run.setText("Starting…" if document and player.is_starting(document) else "Run")
    top.stop.setEnabled(live)
    top.say_place(_place(window))
    top.place.setToolTip("\n".join(["Where it runs", *limits_of(window)]))
    top.budget.setText(budget_text(document))
    top.budget.setVisible(document is not None)
    top.stop.setVisible(document is not None)
    top.run.setVisible(document is not None)
    top.tighten()
    show_status(window)


def show_status(window: Shell) -> None:
    """Bring the status bar up to date."""
    document = window.desk.document
    window.status.say(*status_of(document), facts_of(document))


def _place(window: Shell) -> str:
    status = window.bridge.status
    if status == "lost":
        return "Engine lost"
    return "Local · starting" if status == "starting" else f"Local · {count(_limits(window)[0], 'worker')}"


def _limits(window: Shell) -> tuple[int, int]:
    """Processes and threads: as the engine says, else as it would have them now."""
    said, settings = window.bridge.limits, window.settings
    return said.get("processes", settings.process_workers), said.get("threads", settings.io_threads)


def limits_of(window: Shell) -> list[str]:
    """What bounds how much is played at once, a line each."""
    processes, threads = _limits(window)
    lines = [
        f"{count(processes, 'process', 'processes')} for steps that compute",
        f"{count(threads, 'thread')} for steps that wait",
    ]
    if window.desk.document is not None:
        run = window.desk.document.melody.run
        steps = 1 if run.mode == "sequential" else run.concurrency
        lines.insert(0, f"At most {count(steps, 'step')} of this Melody at once")
    return lines


def budget_text(document: Document | None) -> str:
    """`$0.004 / $0.50`, or that there is no budget."""
    if document is None:
        return ""
    spent = document.playing.spent.get("usd", 0.0) if document.playing else 0.0
    limit = document.melody.run.budget.usd
    if limit is None:
        return f"{money(spent)} spent" if spent else "No budget"
    return f"{money(spent)} / {money(float(limit))}"


def status_of(document: Document | None) -> tuple[str, str, str]:
    """Word, its state, sentence."""
    playing = document.playing if document else None
    if document is None or playing is None:
        return "", "idle", ""
    word, state = _WORDS.get(playing.status, (playing.status, "idle"))
    return word, state, sentence(document, playing)


def sentence(document: Document, playing: Playing) -> str:
    """What goes on, or how it ended, in one line."""
    if playing.status == "running":
        busy = [t.node for t in playing.tracks.values() if "/" not in t.node and t.word == "active"]
        if not busy:
            return ""
        names = ", ".join(document.title_of(n) for n in busy[:3])
        return f"{names} and {len(busy) - 3} more" if len(busy) > 3 else names
    if playing.status == "waiting":
        return ", ".join(dict.fromkeys(document.title_of(a.node) for a in playing.asked()))
    if playing.error:
        return plain(str(playing.error.get("message", "")).split("\n")[0])
    return count(len(playing.gaps), "gap") if playing.gaps else ""


def facts_of(document: Document | None) -> str:
    """Counts at the right end."""
    if document is None:
        return ""
    nodes = document.melody.nodes
    errors = sum(p.severity == "error" for p in document.problems)
    wires = document.wire_count
    parts = [count(len(nodes), "node"), *([count(wires, "wire")] if wires is not None else [])]
    if errors:
        parts.insert(0, count(errors, "problem"))
    parts.append("not saved yet" if document.path is None else "changed" if document.is_dirty else "saved")
    return "    ".join(parts)
