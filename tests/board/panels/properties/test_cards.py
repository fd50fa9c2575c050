from __future__ import annotations

from pathlib import Path

import pytest

from harmony.board.document import Document
from harmony.board.panels.properties import cards
from harmony.catalog import Catalog
from harmony.melody import edits
from harmony.melody.change import MISSING
from tests.board.parts import open_document

TEXT = """\
format: harmony/1
name: small
inputs:
  count: {type: integer, default: 3}
  key: {type: secret}
outputs:
  text: greet.text
nodes:
  each:
    use: flow.each@1
    in: {items: inputs.count}
    body:
      inputs: {given: {type: text}}
      nodes:
        inner: {use: text.template@1, with: {template: Hi}}
      outputs: {said: inner.text}
  greet:
    use: text.template@1
    with: {template: Hello}
"""


@pytest.fixture
def document(tmp_path: Path, catalog: Catalog) -> Document:
    return open_document(tmp_path, catalog, TEXT)


def test_one_card_alone_is_chosen(document: Document) -> None:
    document.select({"inputs.count"})
    assert cards.chosen(document) == "inputs.count"
    document.select({"inputs.count", "greet"})
    assert cards.chosen(document) == ""
    document.select({"greet"})
    assert cards.chosen(document) == ""


def test_the_default_is_edited_as_its_type_wants(document: Document) -> None:
    properties = cards.schema_of(document, "inputs.count")["properties"]
    assert properties["default"]["type"] == "integer"
    assert properties["choices"]["items"] == {"type": "integer"}
    assert "default" not in cards.schema_of(document, "inputs.key")["properties"]


def test_what_is_set_is_in_the_text_and_can_be_taken_away(document: Document) -> None:
    cards.set_value(document, "inputs.count", "default", 5)
    cards.set_value(document, "inputs.count", "description", "How many.")
    assert "  count: {type: integer, default: 5, description: How many.}" in document.text
    cards.set_value(document, "inputs.count", "default", MISSING)
    assert document.melody.inputs["count"].is_required
    assert cards.values_of(document, "inputs.count") == {"type": "integer", "description": "How many."}


def test_an_output_is_led_elsewhere(document: Document) -> None:
    ends = cards.schema_of(document, "outputs.text")["properties"]["from"]["enum"]
    assert {"inputs.count", "greet.text"} < set(ends)
    cards.set_value(document, "outputs.text", "from", "inputs.count")
    assert document.melody.outputs["text"] == "inputs.count"


def test_cards_of_bodies_are_edited_in_their_body(document: Document) -> None:
    cards.set_value(document, "each/inputs.given", "type", "number")
    assert document.melody.nodes["each"].body.inputs["given"].type == "number"
    ends = cards.schema_of(document, "each/outputs.said")["properties"]["from"]["enum"]
    assert ends == ["inputs.given", "inner.text"]


def test_a_card_that_is_gone_is_not_chosen(document: Document) -> None:
    seen: list[str] = []
    document.select({"inputs.count"})
    document.changed.connect(lambda _changes: seen.append(cards.chosen(document)))
    document.try_edit(edits.remove_input, "count")
    assert seen == [""]
