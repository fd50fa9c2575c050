"""How a run is shown while it plays: live on a terminal, lines in a pipe, events as JSON."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from harmony.cli.ways import FOR_PEOPLE, answer_to, place, ways_on

if TYPE_CHECKING:
    from rich.console import RenderableType

    from harmony.app import Result

GLYPHS = {"active": "●", "queued": "○", "complete": "✓", "cached": "↻", "error": "!", "skipped": "–", "waiting": "◷"}
COLOURS = {
    "active": "blue",
    "queued": "magenta",
    "complete": "green",
    "cached": "cyan",
    "error": "red",
    "skipped": "dim",
    "waiting": "yellow",
}
ENDED = frozenset(("complete", "cached", "error", "skipped"))
WARNINGS = 20
"""Warnings of steps that are printed."""
SHOWN = 2000
"""Characters of an output that are printed."""
STATES = {
    "node.queued": "queued",
    "node.started": "active",
    "node.retrying": "queued",
    "node.waiting": "waiting",
    "node.completed": "complete",
    "node.cached": "cached",
    "node.skipped": "skipped",
    "node.failed": "error",
}


class Shown(Protocol):
    """A display of one run."""

    def events(self, run: str, events: list[dict[str, Any]]) -> None:
        """Take new events."""

    def warn(self, text: str) -> None:
        """Say a warning about the Melody."""

    def result(self, result: Result) -> None:
        """Say how it ended."""

    def interrupted(self, run: str) -> None:
        """Say that it was interrupted, and the way on."""

    def close(self) -> None:
        """End the display; nothing is drawn afterwards but the result."""


@dataclass
class Row:
    """What is known of one node of the top level."""

    state: str = "queued"
    started: float = 0.0
    ended: float = 0.0
    items: int = 0
    failed: int = 0
    attempts: int = 1
    text: str = ""


@dataclass
class Board:
    """State of all nodes of the top level, from events."""

    rows: dict[str, Row] = field(default_factory=dict)
    run: str = ""
    warned: int = 0

    def heed(self, event: dict[str, Any]) -> str:
        """The warning of a step that an event is, for people; empty if it is none, or there were too many."""
        text = warning_of(event)
        if not text:
            return ""
        self.warned += 1
        if self.warned == WARNINGS + 1:
            return f"There are more warnings: `harmony runs show {event.get('run', '')}` has them all."
        return text if self.warned <= WARNINGS else ""

    def take(self, event: dict[str, Any]) -> Row | None:
        """Apply an event; the row it changed."""
        path = event.get("node", "")
        state = STATES.get(event["kind"])
        if not path:
            return None
        top, _, inner = path.partition("/")
        row = self.rows.setdefault(top, Row())
        if inner:
            if "/" not in inner and event["kind"] in ("node.completed", "node.cached", "node.failed"):
                row.items += 1
                row.failed += event["kind"] == "node.failed"
            return None
        if event["kind"] == "node.progress":
            row.text = in_line(event.get("text", ""))
        if state is None:
            return None
        row.state = state
        if state == "active":
            row.started, row.attempts = event["at"], event.get("attempt", 1)
        if state in ENDED:
            row.ended = event["at"]
            row.text = describe(event)
        elif state == "waiting":
            row.text = answer_to(event) if event.get("for") in FOR_PEOPLE else ""
        return row


def warning_of(event: dict[str, Any]) -> str:
    """What a step warns of, and which; empty for all else."""
    if event["kind"] != "log" or event.get("level") not in ("warning", "error", "critical"):
        return ""
    return f"`{place(event)}`: {event.get('text', '')}"


def describe(event: dict[str, Any]) -> str:
    """What an end means, in a few words."""
    kind = event["kind"]
    if kind == "node.skipped":
        return str(event.get("reason", "")).replace("_", " ")
    if kind == "node.failed":
        return in_line(event.get("error", {}).get("message", ""))
    parts = []
    for port, artifact in event.get("outputs", {}).items():
        rows = artifact.get("rows")
        if rows is not None:
            what = "row" if artifact.get("type") == "table" else "item"
            parts.append(f"{port} {rows:,} {what}{'' if rows == 1 else 's'}")
    return ", ".join(parts[:2])


def in_line(text: object) -> str:
    """A message of several lines as one: each node has one line."""
    return harmless(" ".join(str(text).split()))


def indented(text: object) -> str:
    """A message of any number of lines under the line that it belongs to."""
    return "  " + harmless(str(text)).replace("\n", "\n    ")


class JsonLines:
    """One event a line on standard output."""

    def __init__(self) -> None:
        self._encode = msgspec.json.Encoder().encode

    def events(self, run: str, events: list[dict[str, Any]]) -> None:
        """Print the events."""
        out = sys.stdout.buffer
        for event in events:
            out.write(self._encode(event) + b"\n")
        out.flush()

    def warn(self, text: str) -> None:
        """To standard error: standard output is for events."""
        print(text, file=sys.stderr)

    def result(self, result: Result) -> None:
        """Nothing: the last event says it."""

    def interrupted(self, run: str) -> None:
        """To standard error."""
        print(f"Interrupted; `harmony runs resume {run}` goes on.", file=sys.stderr)

    def close(self) -> None:
        """Nothing to end."""


class PlainLines:
    """One line for each node that ended, for pipes and logs."""

    def __init__(self) -> None:
        self._board = Board()
        self._began = time.time()

    def events(self, run: str, events: list[dict[str, Any]]) -> None:
        """Print the nodes that ended."""
        for event in events:
            row = self._board.take(event)
            if event["kind"] == "run.started":
                print(f"run {run}", flush=True)
            if text := self._board.heed(event):
                self.warn(text)
            if row is not None and row.state in ENDED:
                print(line(event["node"], row), flush=True)
            elif event.get("for") in FOR_PEOPLE:
                print(f"  {GLYPHS['waiting']} {place(event)} waits: {answer_to(event)}", flush=True)

    def warn(self, text: str) -> None:
        """Print a warning."""
        print(text, file=sys.stderr)

    def result(self, result: Result) -> None:
        """Print the outputs."""
        print("\n".join(summary(result, time.time() - self._began)), flush=True)

    def interrupted(self, run: str) -> None:
        """Print the way on."""
        print(f"Interrupted; `harmony runs resume {run}` goes on.", file=sys.stderr)

    def close(self) -> None:
        """Nothing to end."""


def line(node: str, row: Row) -> str:
    """A node's end as one line."""
    spent = f"{max(0.0, row.ended - (row.started or row.ended)):.2f} s"
    items = f"  {row.items:,} step{'' if row.items == 1 else 's'}" if row.items else ""
    failed = f", {row.failed} failed" if row.failed else ""
    return f"  {GLYPHS[row.state]} {node:<20} {row.state:<9} {spent:>9}{items}{failed}  {row.text}".rstrip()


def summary(result: Result, seconds: float) -> list[str]:
    """How a run ended, for people: status, outputs, gaps, the error and the way on."""
    lines = [f"{result.status} in {seconds:.1f} s  (run {result.run})"]
    if result.status == "paused":
        return [*lines, *ways_on(result)]
    for name, value in result.outputs.items():
        lines.append(f"  {name}: {in_words(value)}")
    if result.gaps:
        lines.append(f"  {len(result.gaps)} gap{'' if len(result.gaps) == 1 else 's'}:")
        lines += [f"    {place(g)} {_reason(g)}".rstrip() for g in result.gaps[:20]]
    if result.letters:
        count = f"{len(result.letters)} dead letter{'' if len(result.letters) == 1 else 's'}"
        lines.append(f"  {count}: `harmony letters show {result.run}` lists them")
    if result.error:
        lines.append(indented(result.error.get("message", "")))
        lines.append(f"  `harmony runs resume {result.run}` tries again from there.")
    return [*lines, *ways_on(result)]


def in_words(value: Any) -> str:
    """An output for people: texts as they are, data as JSON, a reference by what it is of."""
    if isinstance(value, dict) and {"hash", "type", "size"} <= value.keys():
        what, rows, size = value["type"], value.get("rows"), f"{value['size']:,} bytes"
        if value.get("name"):
            return f"{value['name']} ({what}, {size})"
        count = (
            f", {rows:,} {'row' if what == 'table' else 'item'}{'' if rows == 1 else 's'}" if rows is not None else ""
        )
        return f"({what}{count}, {size})"
    text = harmless(value) if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} …"


def harmless(text: str) -> str:
    """Data for a terminal: what would move its cursor, clear it or name its window stands as a sign."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")


def _reason(gap: dict[str, Any]) -> str:
    return str((gap.get("error") or {}).get("message") or gap.get("message") or gap.get("reason", ""))


class Screen:
    """A live table on a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._board = Board()
        self._began = time.time()
        self._console = Console(highlight=False)
        self._live = Live(console=self._console, get_renderable=self._render, refresh_per_second=12, transient=False)
        self._live.start()

    def events(self, run: str, events: list[dict[str, Any]]) -> None:
        """Take events; the table redraws itself."""
        for event in events:
            self._board.take(event)
            if text := self._board.heed(event):
                self.warn(text)

    def _render(self) -> RenderableType:
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        for name, row in list(self._board.rows.items()):
            end = row.ended if row.state not in ("active", "queued", "waiting") else time.time()
            spent = f"{max(0.0, end - row.started):.2f} s" if row.started else ""
            items = f"{row.items:,} step{'' if row.items == 1 else 's'}" if row.items else ""
            colour = COLOURS[row.state]
            text = row.text if row.state == "waiting" else row.text[:60]
            # Texts, not strings: what is in square brackets is no markup here.
            table.add_row(
                Text(GLYPHS[row.state], colour), Text(name), Text(row.state, colour), spent, items, Text(text)
            )
        return table

    def warn(self, text: str) -> None:
        """Print a warning above the table."""
        self._console.print(text, style="yellow", markup=False)

    def result(self, result: Result) -> None:
        """Print how it ended under the table."""
        for text in summary(result, time.time() - self._began):
            self._console.print(text, markup=False, soft_wrap=True)

    def interrupted(self, run: str) -> None:
        """Print the way on."""
        self.close()
        self._console.print(f"Interrupted; harmony runs resume {run} goes on.", markup=False)

    def close(self) -> None:
        """Draw the table a last time."""
        self._live.stop()
