from __future__ import annotations

from pathlib import Path

from harmony.board import reach
from harmony.board.playing import Playing
from tests.board.parts import TEXT, Tape, artifact, open_document

RICH = TEXT.replace("nodes:", "inputs:\n  folder: {type: path, default: src}\nsecrets:\n  key: {}\nnodes:", 1) + (
    "  each:\n    use: flow.each@1\n    in: {items: numbers.value}\n    body:\n      nodes:\n"
    "        inner: {use: text.template@1, with: {template: x}}\n"
)


def played(folder: Path, catalog, text: str = RICH):
    document, tape = open_document(folder, catalog, text), Tape()
    document.show_run(Playing("r1"))
    value = artifact("json", value={"name": "Ada", "tags": [1]})
    document.apply_events(
        [tape("node.started", "numbers"), tape("node.completed", "numbers", outputs={"value": value})]
    )
    return document


def test_ports_come_first_with_their_fields(tmp_path: Path, catalog, qapp) -> None:
    found = reach.names(played(tmp_path, catalog), "greet")
    assert found[0].expression == "n"
    assert [f.expression for f in found[0].inner] == ["n.name", "n.tags"]
    assert {"inputs.folder", "secrets.key", "run.id"} <= set(reach.flat(found))


def test_a_body_sees_its_item_and_not_the_inputs_outside(tmp_path: Path, catalog, qapp) -> None:
    found = reach.flat(reach.names(played(tmp_path, catalog), "each/inner"))
    assert {"item", "index"} <= set(found)
    assert "inputs.folder" not in found


def test_rows_offer_their_number_and_columns() -> None:
    found = [n.expression for n in reach.fields("rows", [{"a": 1, "b c": 2}])]
    assert found == ["rows | length", "rows[0].a", "rows[0]['b c']"]


def test_what_came_along_the_wires_is_known(tmp_path: Path, catalog, qapp) -> None:
    document = played(tmp_path, catalog)
    assert reach.slots(document, "greet")["n"]["value"] == {"name": "Ada", "tags": [1]}
    assert reach.slots(document, "numbers") == {}


def test_a_body_is_given_the_items(tmp_path: Path, catalog, qapp) -> None:
    document = played(tmp_path, catalog)
    assert reach.around(document, "each/inner")["item"]["value"] == {"name": "Ada", "tags": [1]}
    assert reach.around(document, "greet") == {}
