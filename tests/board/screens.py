"""The main screens of the board, one by one, on a made-up Melody and made-up events.

The tests that walk all labels and `packaging/shots.py` show the same screens. Nothing here needs an engine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harmony.board.panels.find import Find
from harmony.board.playing import Playing
from harmony.melody import edits
from tests.board.parts import Tape, artifact

if TYPE_CHECKING:
    from harmony.board.document import Document
    from harmony.board.window import Window

TRIAGE = """\
format: harmony/1
name: support-triage
description: Sorts the tickets of a day, drafts answers, and asks a person before anything is sent.

inputs:
  tickets: {type: path, default: samples/tickets.csv, description: CSV file of tickets}
  tone: {type: text, default: friendly, choices: [friendly, formal, short], description: How the answers sound}
  limit: {type: integer, default: 200, description: Tickets at most}
  urgent: {type: boolean, default: false, description: Urgent tickets only}
outputs:
  report: report.report

nodes:
  load:
    use: csv.read@1
    title: Load tickets
    with: {path: "{{ inputs.tickets }}"}
  check:
    use: table.check@1
    title: Check tickets
    in: {rows: load.rows}
    with:
      rules:
        - {column: subject, not_null: true}
        - {column: priority, one_of: [low, normal, high]}
  gate:
    use: flow.switch@1
    title: Good enough?
    in: {value: check.valid}
    with:
      cases:
        - {when: "quality > 0.8", to: good}
      else: poor
  repair:
    use: python.code@1
    title: Repair rows
    in: {rows: gate.poor}
    with:
      code: |
        def main(rows):
            return [row for row in rows if row["subject"]]
  triage:
    use: flow.each@1
    title: Triage each ticket
    in: {items: gate.good}
    with: {concurrency: 8, on_item_error: dead_letter}
    body:
      nodes:
        label:
          use: http.request@1
          title: Ask for a label
          with: {method: POST, url: "https://labels.example/v1/label", body: {text: "{{ item.subject }}"}}
        draft:
          use: text.template@1
          title: Draft answer
          in: {label: label.body}
          with:
            template: |
              Dear customer, thank you for your {{ label }} report.
              We look into "{{ item.subject }}" today.
      outputs: {answer: draft.text}
  approve:
    use: flow.approve@1
    title: Approve answers
    in: {answers: triage.answer}
  report:
    use: report.html@1
    title: Write report
    in: {answers: approve.approved}
    with: {title: Tickets of today}

layout:
  nodes:
    load:
      at: [0, 60]
    check:
      at: [260, 60]
    gate:
      at: [520, 60]
    repair:
      at: [780, 220]
    triage:
      at: [780, 20]
    approve:
      at: [1040, 20]
    report:
      at: [1040, 220]
  inputs:
    tickets:
      at: [0, 220]
    tone:
      at: [180, 220]
    limit:
      at: [0, 280]
    urgent:
      at: [180, 280]
  outputs:
    report:
      at: [1080, 360]
  frames:
    - {title: Ingest, nodes: [load, check], color: teal}
  notes:
    - {text: "Tickets arrive **at eight**", at: [520, 240]}
"""
BROKEN = """\
format: harmony/1
name: broken
nodes:
  load:
    use: csv.read@1
    with: {path: data.csv}
  sum:
    use: sql.query@1
    in: {rows: lod.rows}
    wiht: {sql: "select 1"}
  chart:
    use: chart.bar@2
    in: {rows: sum.rows}
"""


def open_triage(window: Window, folder: Path, text: str = TRIAGE) -> Document:
    """Open the made-up Melody."""
    path = folder / "support-triage.melody.yaml"
    path.write_text(text, encoding="utf-8")
    page = window.desk.open_path(path)
    assert page is not None
    page.canvas.fit()
    return page.document


def play(document: Document, *events: dict[str, Any]) -> None:
    """Show a run of these events."""
    document.show_run(Playing(str(events[0]["run"]) if events else "r1"))
    document.apply_events(events)


def begun(tape: Tape) -> list[dict[str, Any]]:
    """A run up to the body."""
    table = artifact("table", rows=212, size=48_213)
    good = artifact("table", rows=204, size=46_900, quality=0.96)
    return [
        tape("run.started"),
        tape("node.started", "load", attempt=1),
        tape("node.completed", "load", after=0.212, outputs={"rows": table}),
        tape("node.started", "check", attempt=1),
        tape("node.completed", "check", after=0.09, outputs={"valid": good}, quality=0.96),
        tape("node.started", "gate", attempt=1),
        tape("node.completed", "gate", after=0.01, outputs={"good": good}),
        tape("decision", "gate", choice="took `good`", rationale="quality 0.96 > 0.8"),
        tape("node.skipped", "repair", reason="not_chosen"),
        tape("node.queued", "triage"),
        tape("node.started", "triage", attempt=1),
    ]


def rate_limited(tape: Tape) -> dict[str, Any]:
    """A service that is asked too often."""
    error = {"class": "rate_limit", "message": "labels.example: 429 Too many requests, try again in 20 s"}
    return tape("node.retrying", "triage/label", "7", after=0.4, error=error, attempt=1)


def running(window: Window, folder: Path) -> None:
    """Half-way: one node at work, one tried again, one not taken."""
    document, tape = open_triage(window, folder), Tape("r-41")
    events = [*begun(tape), tape("node.started", "triage/label", "7", attempt=1), rate_limited(tape)]
    window.bottom.timeline.clock = lambda: tape.at + 0.2
    play(document, *events, tape("node.progress", "triage", progress=0.62, text="126 of 204"))
    document.select({"triage"})


def complete(window: Window, folder: Path) -> None:
    """All went well."""
    document, tape = open_triage(window, folder), Tape("r-42")
    answers, page = artifact("list", size=31_000), artifact("path", value="/reports/tickets.html", size=18_200)
    events = [
        *begun(tape),
        tape("node.completed", "triage", after=3.4, outputs={"answer": answers}),
        tape("node.started", "approve", attempt=1),
        tape("node.completed", "approve", after=0.1, outputs={"approved": answers}),
        tape("node.started", "report", attempt=1),
        tape("node.completed", "report", after=0.2, outputs={"report": page}),
        tape("run.completed", outputs={"report": page}, artifacts={"report": page}, spent={"usd": 0.004}),
    ]
    play(document, *events)


def error(window: Window, folder: Path) -> None:
    """A node failed, and the run with it."""
    document, tape = open_triage(window, folder), Tape("r-43")
    why = {
        "class": "not_found",
        "node": "load",
        "message": "There is no file samples/tickets.csv. Set `path` of Load tickets, or the input `tickets`.",
    }
    play(
        document,
        tape("run.started"),
        tape("node.started", "load", attempt=1),
        tape("node.failed", "load", error=why, attempt=1),
        *(tape("node.skipped", n, reason="upstream_failed") for n in ("check", "gate", "repair", "triage", "approve")),
        tape("node.skipped", "report", reason="upstream_failed"),
        tape("run.failed", error=why),
    )
    document.select({"load"})


def waiting(window: Window, folder: Path) -> None:
    """A person is asked."""
    document, tape = open_triage(window, folder), Tape("r-44")
    answers = artifact("list", size=31_000)
    play(
        document,
        *begun(tape),
        tape("node.completed", "triage", after=3.4, outputs={"answer": answers}),
        tape("node.waiting", "approve", **{"for": "approval", "form": None, "shown": {"answers": answers}}),
        tape("run.waiting", nodes=["approve"]),
    )
    document.select({"approve"})


def letters(window: Window, folder: Path) -> None:
    """Items that were given up, and a gap."""
    complete(window, folder)
    document, tape = window.desk.document, Tape("r-42", start=1003.0)
    assert document is not None
    tape.seq = 100
    slow = {"class": "timeout", "message": "No answer within 60 s"}
    refused = {"class": "refused", "message": "The model declined to answer"}
    items = [(7, slow), (61, slow), (140, refused)]
    document.apply_events(
        [
            *(tape("letter", "triage", error=e, item=f"ticket {1000 + n}", **{"pass": str(n)}) for n, e in items),
            tape("gap", "repair", reason="not_chosen"),
        ]
    )
    window.actions_.run("view.bottom") if window.docks["bottom"].isHidden() else None
    window.bottom.show_page("Gaps")


def editing(window: Window, folder: Path) -> None:
    """A node and its parameters."""
    open_triage(window, folder).select({"check"})


def missing(window: Window, folder: Path) -> None:
    """Nodes of an extension that is not installed."""
    text = TRIAGE.replace("http.request@1", "labels.ask@2").replace("report.html@1", "slides.deck@1")
    open_triage(window, folder, text).select({"report"})


def body(window: Window, folder: Path) -> None:
    """Inside a body."""
    open_triage(window, folder)
    window.visit("triage/draft")
    assert window.desk.page is not None
    window.desk.page.canvas.fit()


def yaml(window: Window, folder: Path) -> None:
    """The text beside the canvas."""
    open_triage(window, folder)
    window.actions_.run("view.yaml")


def conflict(window: Window, folder: Path) -> None:
    """Changed here and in the file."""
    document = open_triage(window, folder)
    document.try_edit(edits.rename_title, "load", "Read tickets")
    document.try_edit(edits.set_param, "triage", "concurrency", 4)
    theirs = TRIAGE.replace("Load tickets", "Load all tickets").replace("concurrency: 8", "concurrency: 16")
    (folder / "support-triage.melody.yaml").write_text(theirs, encoding="utf-8")
    document.look_at_disk()


def broken(window: Window, folder: Path) -> None:
    """A file with faults."""
    path = folder / "broken.melody.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    window.desk.open_path(path)
    if window.desk.document is not None:
        window.bottom.show_page("Problems")


def over(command: str) -> Callable[[Window, Path], None]:
    """A sheet over the Melody."""

    def show(window: Window, folder: Path) -> None:
        open_triage(window, folder)
        window.actions_.run(command)

    return show


def replacing(window: Window, folder: Path) -> None:
    """Find and replace, with a preview."""
    open_triage(window, folder)
    window.actions_.run("edit.replace")
    sheet = next(s for s in window.findChildren(Find) if s.isVisible())
    sheet.search.setText("ticket")
    sheet.new.setText("request")


def outline(window: Window, folder: Path) -> None:
    """The Melody as a tree."""
    open_triage(window, folder)
    window.actions_.run("view.outline")


def tab(name: str, node: str = "triage") -> Callable[[Window, Path], None]:
    """A page of the properties."""

    def show(window: Window, folder: Path) -> None:
        open_triage(window, folder).select({node})
        tabs = window.properties.tabs
        tabs.setCurrentIndex([tabs.tabText(i) for i in range(tabs.count())].index(name))

    return show


def code(window: Window, folder: Path) -> None:
    """Code in a wide window."""
    open_triage(window, folder).select({"repair"})
    window.actions_.run("edit.code")


def adding(window: Window, folder: Path) -> None:
    """The menu of node types."""
    open_triage(window, folder)
    assert window.desk.page is not None
    window.desk.page.canvas.open_quick_add("te")


SCREENS: dict[str, Callable[[Window, Path], object]] = {
    "welcome": lambda window, _folder: window.show_current(),
    "empty": lambda window, _folder: window.desk.new(),
    "editing": editing,
    "adding": adding,
    "running": running,
    "complete": complete,
    "error": error,
    "waiting": waiting,
    "letters": letters,
    "body": body,
    "missing": missing,
    "wiring": tab("Wiring", "approve"),
    "policy": tab("Policy"),
    "code": code,
    "yaml": yaml,
    "outline": outline,
    "conflict": conflict,
    "broken": broken,
    "preferences": over("edit.preferences"),
    "keys": over("help.keys"),
    "commands": over("view.commands"),
    "replace": replacing,
    "run-form": over("run.with_inputs"),
}
"""Name of a screen, and what brings a window there that has nothing open."""
