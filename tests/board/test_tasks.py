"""The twelve tasks of `docs/tasks.md`, each done in a window with exactly the events that are counted there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from harmony.melody import edits
from tests.board.hands import CTRL, SHIFT, Hands
from tests.board.parts import write

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tasks.md"
ROW = re.compile(r"^\| (\d+) \| .*? \| .*? \| (\d+) \| .*? \| (\d+) \|$", re.MULTILINE)
COUNTS = {int(n): (int(ours), int(theirs)) for n, ours, theirs in ROW.findall(PAGE.read_text(encoding="utf-8"))}
TEXT = """\
format: harmony/1
name: tasks
nodes:
  load: {use: csv.read@1, title: Load, with: {path: orders.csv}}
  check: {use: table.check@1, title: Check, in: {rows: load.rows}}
  write: {use: table.write@1, title: Write, in: {rows: check.valid}, with: {path: out.csv}}
  far: {use: text.template@1, title: Far away, with: {template: "the needle"}}
  a: {use: text.template@1, with: {template: one}}
  b: {use: text.template@1, with: {template: two}}
  c: {use: text.template@1, with: {template: three}}
  d: {use: text.template@1, with: {template: four}}
  e: {use: text.template@1, with: {template: five}}
layout:
  nodes:
    load: {at: [0, 0]}
    check: {at: [280, 0]}
    write: {at: [560, 0]}
    far: {at: [1600, 0]}
    a: {at: [0, 200]}
    b: {at: [280, 200]}
    c: {at: [560, 200]}
    d: {at: [0, 340]}
    e: {at: [280, 340]}
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def hands(make_window, tmp_path: Path) -> Hands:
    window = make_window()
    window.resize(1680, 1050)
    window.desk.open_path(write(tmp_path, TEXT, "tasks.melody.yaml"))
    canvas = window.desk.page.canvas
    canvas.zoom_to(100)
    canvas.centerOn(420, 220)
    return Hands(window)


def add_between(hands: Hands) -> None:
    start, end = hands.port("check", "valid"), hands.port("write", "rows")
    hands.carry("python.code@1", (start + end) / 2)
    assert hands.document.node("code").in_ == {"value": "check.valid"}
    assert hands.document.node("write").in_ == {"rows": "code.value"}


def wire_far(hands: Hands) -> None:
    assert not hands.canvas.viewport().rect().contains(hands.node("far"))
    hands.key(Qt.Key.Key_1)
    hands.drag(hands.port("load", "rows"), hands.node("far"))
    assert hands.document.node("far").in_ == {"rows": "load.rows"}


def change_five(hands: Hands) -> None:
    hands.box("a", "b", "c", "d", "e")
    editor = hands.window.properties.form.fields["template"].editor.main
    hands.click(editor.rect().center(), on=editor.viewport())
    hands.key(Qt.Key.Key_A, CTRL)
    hands.text("Dear all")
    assert {hands.document.node(n).with_["template"] for n in "abcde"} == {"Dear all"}


def find_value(hands: Hands) -> None:
    hands.key(Qt.Key.Key_F, CTRL)
    hands.text("needle")
    hands.key(Qt.Key.Key_Return)
    assert hands.document.selection == {"far"}


def duplicate_branch(hands: Hands) -> None:
    hands.click(hands.node("check", 0.9), SHIFT)
    hands.key(Qt.Key.Key_D, CTRL)
    assert hands.document.selection == {"check_2", "write_2"}
    assert hands.document.node("write_2").in_ == {"rows": "check_2.valid"}


def tidy(hands: Hands) -> None:
    hands.key(Qt.Key.Key_L, SHIFT)
    (edit,) = hands.document.history
    assert edit.label.startswith("Move")


def rename(hands: Hands) -> None:
    hands.click(hands.node("load"))
    hands.key(Qt.Key.Key_F2, SHIFT)
    hands.text("orders")
    hands.key(Qt.Key.Key_Return)
    assert hands.document.node("check").in_ == {"rows": "orders.rows"}


def switch_off(hands: Hands) -> None:
    hands.click(hands.node("check", 0.9), SHIFT)
    hands.key(Qt.Key.Key_D)
    assert [hands.document.node(n).enabled for n in ("load", "check", "write")] == [True, False, False]


def make_body(hands: Hands) -> None:
    hands.box("load", "check", "write")
    hands.key(Qt.Key.Key_E, CTRL | SHIFT)
    (owner,) = (n for n, node in hands.document.melody.nodes.items() if node.body is not None)
    assert set(hands.document.node(owner).body.nodes) == {"load", "check", "write"}


def replace_type(hands: Hands) -> None:
    hands.click(hands.node("check"))
    hands.key(Qt.Key.Key_R)
    hands.text("sql")
    hands.key(Qt.Key.Key_Return)
    assert hands.document.node("check").use == "sql.query@1"
    assert hands.document.node("check").in_ == {"rows": "load.rows"}
    assert hands.document.node("write").in_ == {"rows": "check.rows"}


def copy_over(hands: Hands) -> None:
    tabs, first = hands.window.top.tabs, hands.document
    hands.window.desk.new()
    hands.window.desk.show_page(hands.window.desk.pages[0])
    assert hands.document is first
    hands.box("load", "check")
    hands.key(Qt.Key.Key_C, CTRL)
    hands.click(tabs.tabRect(1).center(), on=tabs)
    assert hands.document is not first
    hands.key(Qt.Key.Key_V, CTRL)
    assert hands.document.node("check").in_ == {"rows": "load.rows"}


def go_back(hands: Hands) -> None:
    for number in range(12):
        hands.document.try_edit(edits.rename_title, "load", f"Title {number}")
    tabs, rows = hands.window.bottom.bar.tabs, hands.window.bottom.lists["Edits"]
    hands.click(tabs.tabRect([tabs.tabText(i) for i in range(tabs.count())].index("Edits")).center(), on=tabs)
    hands.click(rows.visualRect(rows.model().index(1, 0)).center(), on=rows.viewport())
    assert hands.document.title_of("load") == "Title 1"


TASKS = (
    add_between, wire_far, change_five, find_value, duplicate_branch, tidy,
    rename, switch_off, make_body, replace_type, copy_over, go_back,
)  # fmt: skip


@pytest.mark.parametrize("number", range(1, 13), ids=[t.__name__ for t in TASKS])
def test_it_takes_what_the_page_says(hands: Hands, number: int) -> None:
    before = hands.count
    TASKS[number - 1](hands)
    assert hands.count - before == COUNTS[number][0]


def test_nothing_takes_more_than_elsewhere() -> None:
    assert list(COUNTS) == list(range(1, 13))
    assert [n for n, (ours, theirs) in COUNTS.items() if ours > theirs] == []
