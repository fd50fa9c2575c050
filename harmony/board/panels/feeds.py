"""How problems, artifacts, decisions, log lines, gaps and edits are shown, one line each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from harmony.board.document import Document
from harmony.board.glyphs import STATE_GLYPHS
from harmony.board.widgets.records import Line
from harmony.board.wording import artifact, count, plain, seconds, short
from harmony.melody.change import Edit
from harmony.melody.problems import Problem

EMPTY = {
    "Artifacts": ("package-variant-closed", "No artifacts yet", "What nodes give is listed here while a run plays."),
    "Decisions": ("directions-fork", "No decisions yet", "Why a node was retried, skipped or routed is said here."),
    "Log": ("text-box-outline", "Nothing was logged", ""),
    "Gaps": ("flag-outline", "No gaps", "What a run left out, and letters that wait to be sent again, appear here."),
    "Problems": ("check-circle-outline", "No problems", ""),
    "Edits": ("undo-variant", "No edits yet", "Every edit is listed here; choose one to go back to it."),
    "History": ("history", "No runs yet", "Every run is kept; choose one to see its states on the canvas."),
}


def problem_line(problem: Problem) -> Line:
    """Severity, message, place."""
    place = " · ".join(p for p in (problem.node, problem.field) if p)
    is_error = problem.severity == "error"
    text = f"{problem.message[:1].upper()}{problem.message[1:]}"
    glyph = "alert-circle-outline" if is_error else "alert-outline"
    return Line(plain(text), plain(problem.hint), "", place, glyph, "error" if is_error else "waiting")


def ordered_problems(problems: Sequence[Problem]) -> list[Problem]:
    """Errors first, each kind in file order."""
    return sorted(problems, key=lambda p: p.severity != "error")


class Feeds:
    """Lines of what a run tells; times count from the run's start."""

    def __init__(self) -> None:
        self.document: Document | None = None

    def _time(self, at: float) -> str:
        playing = self.document.playing if self.document else None
        if playing is None or not playing.started:
            return time.strftime("%H:%M:%S", time.localtime(at))
        return f"{max(0.0, at - playing.started):.3f} s"

    def _name(self, event: dict[str, Any]) -> str:
        node = str(event.get("node", ""))
        title = self.document.title_of(node) if self.document and node else node
        return f"{title} #{event['pass']}" if event.get("pass") else title

    def artifact_line(self, item: dict[str, Any]) -> Line:
        """Node and port, what it is, its type."""
        made = item["artifact"]
        tail = str(made.get("type", ""))
        detail = artifact(made).removeprefix(f"{tail} · ")  # the type stands at the end of the line
        if made.get("quality") is not None:
            tail = f"quality {made['quality']:.2f} · {tail}"
        name = self._name(item)
        return Line(f"{name} · {item['port']}", detail, self._time(item["at"]), tail, "package-variant-closed")

    def decision_line(self, event: dict[str, Any]) -> Line:
        """What was chosen and why."""
        choice = str(event.get("choice", event.get("purpose", ""))).replace("_", " ")
        who = self._name(event)
        text = f"{who}: {choice}" if who else choice
        factors = event.get("factors")
        why = str(event.get("rationale") or event.get("reason") or "")
        tail = short(factors, 60) if isinstance(factors, dict) and factors else ""
        return Line(text, why, self._time(event["at"]), tail, "directions-fork", "queued")

    def log_line(self, event: dict[str, Any]) -> Line:
        """Level by glyph, text, node."""
        level = str(event.get("level", "info")).lower()
        word = {"warning": "waiting", "error": "error", "critical": "error"}.get(level, "idle")
        glyph = {"waiting": "alert-outline", "error": "alert-circle-outline"}.get(word, "text-box-outline")
        text = str(event.get("text", event.get("message", "")))
        return Line(text, "", self._time(event["at"]), self._name(event), glyph, word)

    def gap_line(self, event: dict[str, Any]) -> Line:
        """What is missing and why."""
        error = event.get("error") or {}
        why = str(event.get("reason") or error.get("message") or "").replace("_", " ")
        is_letter = event.get("kind") == "letter"
        kind = "dead letter" if is_letter else "gap"
        glyph = "email-alert-outline" if is_letter else "flag-outline"
        return Line(
            self._name(event) or "run", why, self._time(event["at"]), kind, glyph, "error" if is_letter else "skipped"
        )

    def edit_line(self, edit: Edit) -> Line:
        """What was done and when; fainter where it was taken back."""
        at = time.strftime("%H:%M:%S", time.localtime(edit.at))
        is_undone = self.document is not None and any(e is edit for e in self.document.undone)
        if is_undone:
            return Line("", f"{edit.label} · taken back", at, "", "undo-variant")
        many = count(len(edit.changes), "change") if len(edit.changes) > 1 else ""
        return Line(edit.label, many, at, "", "pencil-outline")


_ENDS = {
    "completed": "complete",
    "failed": "error",
    "cancelled": "cancelled",
    "waiting": "waiting",
    "running": "active",
}


def run_line(row: dict[str, Any]) -> Line:
    """A stored run: when, what, how it ended, how long it took."""
    at = time.strftime("%d %b %H:%M:%S", time.localtime(row.get("created") or 0))
    status = str(row.get("status", ""))
    word = _ENDS.get(status, "idle")
    took = seconds(row["ended"] - row["created"]) if row.get("ended") and row.get("created") else ""
    detail = " · ".join(p for p in (status, took) if p)
    return Line(str(row.get("name", "")), detail, at, str(row.get("id", "")), STATE_GLYPHS[word], word)
