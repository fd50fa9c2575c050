"""The pains that people have with other designers and that touch editing: one test each that fails if we have it too.

Numbers are those of the twenty pains that recur most across Node-RED, n8n, ComfyUI, Orange, Langflow and NodeGraphQt.
Where other tests show more of a pain's absence, `ALSO` names them, and a test sees that they are there.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from harmony.board.document import Document
from harmony.board.panels.find import Find
from harmony.board.playing import Playing
from harmony.melody import edits
from harmony.melody.load import loads
from tests.board.hands import CTRL, SHIFT, Hands
from tests.board.parts import TEXT, Tape, write
from tests.board.screens import TRIAGE, open_triage
from tests.melody.random_edits import RandomEdits

TESTS = Path(__file__).resolve().parents[1]
ALSO = {
    1: [
        "board/test_opening.py::test_killed_at_random_moments_every_edit_comes_back",
        "board/test_filed.py::test_two_processes_edit_one_file_and_nothing_is_lost",
        "board/test_safety.py::test_a_second_window_offers_to_take_over",
    ],
    2: ["melody/test_draft.py::test_removing_and_undoing_brings_comments_back"],
    11: [
        "melody/test_merge.py::test_moves_on_two_branches_merge_in_plain_git",
        "melody/test_merge.py::test_nodes_added_on_two_branches_merge_in_plain_git",
    ],
    14: ["board/canvas/test_tidy.py"],
    16: ["board/panels/test_commands.py::test_commands_nodes_and_values_are_found"],
    20: [
        "screen/test_editing.py::test_by_keys_alone",
        "board/canvas/test_letters.py::test_a_wire_is_made_with_letters_alone",
        "board/test_keymap.py",
    ],
}
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", [n for names in ALSO.values() for n in names])
def test_the_other_tests_are_there(name: str) -> None:
    file, _, function = name.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert not function or function in {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


@pytest.fixture
def hands(make_window, tmp_path: Path) -> Hands:
    window = make_window()
    window.resize(1680, 1050)
    open_triage(window, tmp_path)
    return Hands(window)


def test_1_opening_a_file_leaves_unsaved_work_where_it_is(make_window, tmp_path: Path) -> None:
    window = make_window()
    first = window.desk.new().document
    first.try_edit(edits.add_node, "a", "data.set@1")
    window.desk.open_path(write(tmp_path))
    assert window.desk.pages[0].document is first
    assert first.is_dirty and first.node("a") is not None
    window.close()
    assert window.isVisible(), "it asks before it closes on unsaved work"


def everything(hands: Hands) -> None:
    """One edit of every kind that hands can make."""
    document, key = hands.document, Qt.Key
    hands.drag(hands.node("repair"), hands.node("repair") + (hands.at(40, 60) - hands.at(0, 0)))
    for what in (key.Key_D, key.Key_B):
        hands.key(what)
    hands.key(key.Key_D, CTRL)
    hands.key(key.Key_Delete)
    hands.click(hands.node("check"))
    hands.key(key.Key_C, CTRL)
    hands.key(key.Key_V, CTRL)
    hands.key(key.Key_G, CTRL)
    hands.window.desk.page.canvas.setFocus()
    hands.click(hands.node("repair"))
    hands.key(key.Key_R)
    hands.text("sql")
    hands.key(key.Key_Return)
    hands.key(key.Key_F2, SHIFT)
    hands.text("mended")
    hands.key(key.Key_Return)
    hands.key(key.Key_E, CTRL | SHIFT)
    hands.key(key.Key_L, SHIFT)
    hands.window.properties.form.edited.emit("name", "x")
    document.select({"load"})
    hands.window.properties.form.fields["path"].edited.emit("path", "other.csv")
    document.try_edit(edits.set_field, "load", "pin", {"rows": []})
    hands.key(key.Key_Delete, CTRL)


def test_2_undo_takes_everything_back_and_redo_makes_it_again(hands: Hands) -> None:
    document = hands.document
    everything(hands)
    last, steps = document.text, len(document.history)
    assert steps >= 14
    assert "load" not in document.melody.nodes
    for text, key, modifiers in ((TRIAGE, Qt.Key.Key_Z, CTRL), (last, Qt.Key.Key_Z, CTRL | SHIFT)):
        hands.canvas.setFocus()
        for _ in range(steps):
            hands.key(key, modifiers)
        assert document.text == text


def test_3_nothing_is_saved_unasked_and_saving_is_no_point_of_no_return(hands: Hands) -> None:
    document = hands.document
    path = document.path
    document.try_edit(edits.rename_title, "load", "Other")
    QApplication.processEvents()
    assert path.read_text(encoding="utf-8") == TRIAGE
    document.save()
    document.try_edit(edits.rename_title, "check", "More")
    for _ in range(2):
        document.undo()
    assert document.text == TRIAGE
    assert "Other" in path.read_text(encoding="utf-8")


def of_size(folder: Path, count: int, catalog: Any) -> Document:
    nodes = "".join(f"  n{i}: {{use: data.set@1, with: {{value: {i}}}}}\n" for i in range(count))
    places = "".join(f"    n{i}:\n      at: [{i % 40 * 260}, {i // 40 * 120}]\n" for i in range(count))
    text = f"format: harmony/1\nname: many\nnodes:\n{nodes}layout:\n  nodes:\n{places}"
    return Document.open(write(folder, text, f"many-{count}.melody.yaml"), catalog)


def cost_of_a_move(make_window: Any, folder: Path, count: int, catalog: Any) -> float:
    """Seconds of work that moving one of so many nodes takes, all panels included; the least of several."""
    of_size(folder, count, catalog).close()
    window = make_window(folder / f"many-{count}.melody.yaml")
    document = window.desk.document
    window.desk.page.canvas.zoom_to(100)
    spent = []
    for step in range(8):
        QApplication.processEvents()
        before = time.process_time()
        document.try_edit(edits.move_nodes, {"n3": (700 + step * 20, 40)})
        QApplication.processEvents()
        spent.append(time.process_time() - before)
    return min(spent)


def test_7_an_edit_costs_about_the_same_among_many_nodes(make_window, tmp_path: Path, catalog) -> None:
    few, many = (cost_of_a_move(make_window, tmp_path, n, catalog) for n in (50, 2000))
    assert many < 6 * few + 0.004, f"{few * 1000:.1f} ms among 50 nodes, {many * 1000:.1f} ms among 2,000"


def test_11_a_move_touches_no_line_of_the_logic(hands: Hands) -> None:
    hands.drag(hands.node("gate"), hands.node("gate") + (hands.at(60, 80) - hands.at(0, 0)))
    before, after = TRIAGE.split("layout:"), hands.document.text.split("layout:")
    assert after[0] == before[0]
    changed = [pair for pair in zip(before[1].splitlines(), after[1].splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1 and "at:" in changed[0][1]


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_11_two_branches_that_move_and_edit_different_nodes_merge_in_plain_git(tmp_path: Path, catalog, qapp) -> None:
    def git(*words: str) -> int:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *who, *words], cwd=tmp_path, capture_output=True, check=False).returncode

    def edited(branch: str, node: str, place: tuple[int, int], param: str, value: Any) -> None:
        git("checkout", "-q", "-b", branch, "main")
        document = Document.open(path, catalog)
        document.try_edit(edits.move_nodes, {node: place})
        document.try_edit(edits.set_param, node, param, value)
        document.save()
        document.close()
        document.deleteLater()
        assert git("commit", "-q", "-a", "-m", branch) == 0

    path = write(tmp_path, TRIAGE, "t.melody.yaml")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "base")
    edited("ours", "load", (5, 500), "delimiter", ";")
    edited("theirs", "triage", (800, 400), "concurrency", 2)
    assert git("merge", "-q", "ours", "-m", "both") == 0
    melody = loads(path.read_text(encoding="utf-8")).require()
    assert (melody.nodes["load"].with_["delimiter"], melody.nodes["triage"].with_["concurrency"]) == (";", 2)
    assert (melody.layout.nodes["load"].at, melody.layout.nodes["triage"].at) == ((5, 500), (800, 400))


COMMENTED = """\
# On top of all.
format: harmony/1
name: commented
nodes:
  # Above a.
  a: {use: data.set@1, with: {value: 1}}  # beside a
  b:
    # Inside b.
    use: text.template@1
    in: {x: a.value}  # beside a wire
    with:
      template: Hello  # beside a parameter
  # Above c.
  c:
    use: flow.each@1
    in: {items: a.value}
    body:
      nodes:
        # In the body.
        d: {use: data.set@1, with: {value: 2}}
# At the end.
"""


def test_11_comments_survive_a_hundred_edits_through_the_board(make_window, tmp_path: Path) -> None:
    window = make_window(write(tmp_path, COMMENTED))
    document, makers = window.desk.document, RandomEdits(11)
    taking = {makers.remove, makers.remove_value, makers.rename, makers.set_leaf, makers.grow_list, makers.option}
    makers.makers = [m for m in makers.makers if m not in taking]
    while len(document.history) < 100:
        document.do(makers.edit(document.melody))
        QApplication.processEvents()
    document.save()
    text = document.path.read_text(encoding="utf-8")
    comments = [line[line.index("#") :].strip() for line in COMMENTED.splitlines() if "#" in line]
    assert len(comments) == 9
    assert [c for c in comments if c not in text] == []


def test_13_what_is_looked_at_stands_out_of_the_spaghetti(hands: Hands) -> None:
    hands.click(hands.node("gate"))
    assert hands.canvas.show_focus(True)
    assert hands.canvas.stage.focus >= {"load", "check", "gate", "repair", "triage", "approve", "report"}
    hands.canvas.show_focus(False)
    hands.click(hands.node("repair"))
    hands.canvas.show_focus(True)
    assert "triage" not in hands.canvas.stage.focus
    hands.key(Qt.Key.Key_Escape)
    assert hands.canvas.stage.focus is None


def test_14_tidy_covers_no_card_leads_to_the_right_and_stays(hands: Hands) -> None:
    hands.document.try_edit(edits.move_nodes, dict.fromkeys(("load", "check", "gate", "triage"), (300, 300)))
    hands.key(Qt.Key.Key_L, SHIFT)
    plan = hands.canvas.plan
    for card in plan.cards.values():
        assert plan.card_grid.inside(card.box) == {card.id}
    for link in plan.links.values():
        assert plan.cards[link.source].x < plan.cards[link.target].x
    text = hands.document.text
    hands.key(Qt.Key.Key_L, SHIFT)
    assert hands.document.text == text
    assert len(hands.document.history) == 2


def test_15_a_body_shows_what_goes_on_inside_it(hands: Hands) -> None:
    document, tape = hands.document, Tape()
    document.show_run(Playing("r1"))
    begun = [tape("run.started"), tape("node.started", "triage", attempt=1)]
    document.apply_events([*begun, tape("node.started", "triage/label", "7", attempt=1)])
    hands.canvas.enter("triage")
    QApplication.processEvents()
    assert document.state("triage/label").word == "active"
    assert hands.canvas.stage.cards["label"].look.state == "active"
    assert hands.canvas.stage.cards["draft"].look.state == "idle"


def test_16_a_value_deep_in_a_body_is_found_and_shown(hands: Hands) -> None:
    hands.key(Qt.Key.Key_F, CTRL)
    hands.text("labels.example")
    (sheet,) = (s for s in hands.window.findChildren(Find) if s.isVisible())
    assert [h.node for h in sheet.hits] == ["triage/label"]
    hands.key(Qt.Key.Key_Return)
    assert hands.document.selection == {"triage/label"}
    assert hands.canvas.scope.owners == ("triage",)


def test_18_another_id_breaks_no_reference(make_window, tmp_path: Path) -> None:
    rest = '  last: {use: data.set@1, in: {g: greet.text}, after: [numbers], with: {value: "{{ g }} numbers.value"}}\n'
    more = 'outputs: {all: numbers.value}\nrules:\n  - {check: "numbers.value == greet.text"}\n'
    more += "tests:\n  - {name: one, expect: {states: {numbers: complete}}}\n"
    window = make_window(write(tmp_path, TEXT + rest + more))
    document = window.desk.document
    document.try_edit(edits.rename_id, "numbers", "figures")
    assert "numbers" not in document.text.replace("Numbers", "").replace("}} numbers.value", "")
    assert document.text.count("figures") == 6
    assert [p for p in loads(document.text).problems if p.severity == "error"] == []


def test_20_every_command_can_have_another_key_and_is_found_by_name(hands: Hands) -> None:
    actions, keymap = hands.window.actions_, hands.window.keymap
    for number, command in enumerate(actions.commands.values()):
        assert (
            keymap.bind(
                command.id,
                [
                    f"Ctrl+Alt+Shift+F{number % 35 + 1}",
                ][: number < 35],
            )
            is None
        )
        found = {c.id for c in actions.search(command.title)}
        assert command.id in found or not actions.action(command.id).isEnabled()
