from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from harmony.board.document import Document
from harmony.board.panels.properties.panel import Properties
from harmony.board.playing import Playing
from harmony.board.widgets.code import CodeEdit
from harmony.board.widgets.combo import Combo
from harmony.board.widgets.pill import Pill
from harmony.melody import edits
from tests.board.parts import TEXT, Tape, artifact, show, write

pytestmark = pytest.mark.slow


@pytest.fixture
def panel(qtbot, look, document: Document) -> Iterator[Properties]:
    made = Properties()
    qtbot.addWidget(made)
    qtbot.addWidget(made.header)
    made.resize(320, 600)
    show(qtbot, made)
    made.set_document(document)
    yield made
    made.set_document(None)


def test_the_header_names_the_node(panel: Properties, document: Document) -> None:
    document.select({"greet"})
    assert panel.header.title.text() == "Greeting"
    assert panel.header.name.text() == "text.template · greet"


def test_typing_edits_the_document_in_one_step(panel: Properties, document: Document, qtbot) -> None:
    document.select({"greet"})
    editor = panel.form.fields["template"].editor.main
    panel.focus_field("template")
    qtbot.waitUntil(editor.hasFocus)
    editor.selectAll()
    qtbot.keyClicks(editor, "Bye {{ n }}")
    assert document.melody.nodes["greet"].with_["template"] == "Bye {{ n }}"
    assert editor.hasFocus()
    assert len(document.history) == 1
    document.undo()
    assert document.text == TEXT
    assert editor.toPlainText() == "Hello"


def test_the_form_is_not_rebuilt_by_edits(panel: Properties, document: Document) -> None:
    document.select({"greet"})
    form = panel.form
    document.try_edit(edits.set_param, "greet", "template", "other")
    assert panel.form is form
    assert form.fields["template"].editor.main.toPlainText() == "other"


def test_the_filter_leaves_what_was_changed(panel: Properties, document: Document, qtbot) -> None:
    document.try_edit(edits.add_node, "load", "csv.read@1", with_={"path": "a.csv"})
    document.select({"load"})
    fields = panel.form.fields
    everything = {name for name, field in fields.items() if not field.isHidden()}
    qtbot.mouseClick(panel.only_changed, Qt.MouseButton.LeftButton)
    assert {name for name, field in fields.items() if not field.isHidden()} == {"path"} < everything
    document.try_edit(edits.set_param, "load", "delimiter", ";")
    assert not fields["delimiter"].isHidden()
    qtbot.mouseClick(panel.only_changed, Qt.MouseButton.LeftButton)
    assert {name for name, field in fields.items() if not field.isHidden()} == everything


def test_with_nothing_selected_the_melody_is_shown(panel: Properties, document: Document, qtbot) -> None:
    document.select(())
    assert panel.header.title.text() == "small"
    line = panel.form.fields["run.concurrency"].editor.main
    qtbot.keyClicks(line, "4")
    assert document.melody.run.concurrency == 4


def test_the_card_of_an_input_is_edited(panel: Properties, document: Document, qtbot) -> None:
    document.try_edit(edits.add_input, "count", "integer")
    document.select({"inputs.count"})
    assert panel.header.title.text() == "count"
    assert set(panel.form.fields) == {"type", "default", "choices", "description"}
    qtbot.keyClicks(panel.form.fields["default"].editor.main, "7")
    assert document.melody.inputs["count"].default == 7
    combo = panel.form.fields["type"].editor.combo
    combo.activated.emit(combo.findText("boolean"))
    assert document.melody.inputs["count"].type == "boolean"
    assert panel.form.fields["default"].schema["type"] == "boolean"
    document.try_edit(edits.remove_input, "count")
    assert panel.header.title.text() == "small"


def test_conditions_of_the_policy_can_name_what_comes_in(panel: Properties, document: Document) -> None:
    document.select({"greet"})
    panel.tabs.setCurrentIndex(2)
    assert {"n", "run.elapsed"} <= set(panel.policy.fields["when"].editor.code.completion.names)


def test_the_page_is_kept_from_node_to_node(panel: Properties, document: Document) -> None:
    document.select({"greet"})
    panel.tabs.setCurrentIndex(3)
    document.select(())
    document.select({"numbers"})
    assert panel.tabs.currentIndex() == panel.stack.currentIndex() == 3
    document.select({"greet", "numbers"})
    assert panel.tabs.currentIndex() == panel.stack.currentIndex() == 0


def test_the_policy_is_edited_too(panel: Properties, document: Document, qtbot) -> None:
    document.select({"greet"})
    panel.tabs.setCurrentIndex(2)
    qtbot.keyClicks(panel.policy.editors["retry.attempts"].main, "5")
    assert document.melody.nodes["greet"].retry.attempts == 5
    document.undo()
    assert document.text == TEXT


def test_wires_are_listed_visited_and_cut(panel: Properties, document: Document, qtbot) -> None:
    document.select({"greet"})
    panel.tabs.setCurrentIndex(1)
    buttons = {b.accessibleName(): b for b in panel.wiring.findChildren(Pill)}
    qtbot.waitUntil(buttons["Go to numbers.value"].isVisible)
    with qtbot.waitSignal(panel.visit) as visited:
        qtbot.mouseClick(buttons["Go to numbers.value"], Qt.MouseButton.LeftButton)
    assert visited.args == ["numbers"]
    qtbot.mouseClick(buttons["Disconnect numbers.value"], Qt.MouseButton.LeftButton)
    assert not document.melody.nodes["greet"].in_


BODY = """\
format: harmony/1
name: bodies
inputs: {names: {type: list}}
nodes:
  each:
    use: flow.each@1
    in: {items: inputs.names}
    body:
      nodes:
        ask: {use: text.template@1, with: {template: "{{ item }}"}}
        say: {use: text.template@1, in: {a: ask.text}, after: ask, with: {template: x}}
      outputs: {said: say.text}
"""


def wired(panel: Properties, document: Document, node: str) -> dict[str, Pill]:
    """The buttons at the wires of a node, by name."""
    panel.tabs.setCurrentIndex(1)
    document.select({node})
    shown = panel.wiring.column
    lines = [w for w in (shown.itemAt(i).widget() for i in range(shown.count())) if w is not None]
    return {b.accessibleName(): b for line in lines for b in line.findChildren(Pill)}


def test_wires_in_a_body_lead_both_ways_and_out_of_it(make_window, tmp_path, qtbot) -> None:
    window = make_window(write(tmp_path, BODY))
    panel, document = window.properties, window.desk.document
    assert set(wired(panel, document, "each")) == {"Go to inputs.names", "Disconnect inputs.names"}
    names = {"say.a", "say, which waits for it"}
    buttons = wired(panel, document, "each/ask")
    assert set(buttons) == {f"{verb} {name}" for verb in ("Go to", "Disconnect") for name in names}
    qtbot.mouseClick(buttons["Go to say.a"], Qt.MouseButton.LeftButton)
    assert document.selection == {"each/say"}
    qtbot.mouseClick(wired(panel, document, "each/say")["Go to outputs.said"], Qt.MouseButton.LeftButton)
    assert document.selection == {"each/outputs.said"}
    qtbot.mouseClick(wired(panel, document, "each/say")["Disconnect ask.text"], Qt.MouseButton.LeftButton)
    assert not document.node("each/say").in_
    qtbot.mouseClick(wired(panel, document, "each")["Go to inputs.names"], Qt.MouseButton.LeftButton)
    assert (document.selection, window.desk.page.canvas.scope.owners) == ({"inputs.names"}, ())


def test_how_several_wires_become_one_value_is_chosen(panel: Properties, document: Document) -> None:
    document.try_edit(edits.add_node, "more", "data.set@1")
    before = document.text
    document.select({"greet"})
    panel.tabs.setCurrentIndex(1)
    assert not panel.wiring.findChildren(Combo), "one wire is one value"
    document.try_edit(edits.connect, "more.value", "greet", "n", many=True)
    wired = document.text
    for word, said in (("first", {"n": "first"}), ("list", {})):
        box = panel.wiring.findChildren(Combo)[-1]
        box.textActivated.emit(word)
        assert dict(document.node("greet").merge) == said
    assert document.text == wired
    for _ in range(3):
        document.undo()
    assert document.text == before


def test_the_preview_shows_what_came_out(panel: Properties, document: Document) -> None:
    document.select({"greet"})
    panel.tabs.setCurrentIndex(3)
    tape = Tape()
    document.show_run(Playing("r1"))
    document.apply_events(
        [
            tape("node.started", "greet", attempt=1),
            tape("node.completed", "greet", outputs={"text": artifact(value="Hello you")}),
        ]
    )
    shown = [e.toPlainText() for e in panel.preview.findChildren(CodeEdit)]
    assert shown == ["Hello you"]
    assert panel.header.state.text() == "complete"


def test_a_failure_is_shown_where_the_output_would_be(panel: Properties, document: Document) -> None:
    document.select({"greet"})
    panel.tabs.setCurrentIndex(3)
    document.show_run(Playing("r1"))
    document.apply_events([Tape()("node.failed", "greet", error={"class": "bug", "message": "It broke."})])
    assert [e.toPlainText() for e in panel.preview.findChildren(CodeEdit)] == ["It broke."]


def test_a_missing_extension_keeps_its_parameters(panel: Properties, document: Document) -> None:
    document.try_edit(edits.add_node, "odd", "no.such@1", with_={"depth": 3, "name": "x"})
    document.select({"odd"})
    assert set(panel.form.fields) == {"depth", "name"}


def test_removing_the_shown_node_leaves_the_melody(panel: Properties, document: Document) -> None:
    document.select({"greet"})
    document.try_edit(edits.remove_nodes, ["greet"])
    assert panel.header.title.text() == "small"
