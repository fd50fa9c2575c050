from __future__ import annotations

import pytest

from harmony.errors import EditRefused
from harmony.melody.draft import Draft
from harmony.melody.load import loads
from harmony.melody.mentions import mentions, output_usages, rename_output
from tests.melody.test_usages import MELODY, SOURCE


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("inputs.folder", ["load"]),
        ("inputs.limit", ["pick", "each/say", ""]),
        ("inputs", ["load", "pick", "each/say", ""]),
        ("n", ["each/say"]),
        ("value", ["pick"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_where_expressions_mention_a_name(name: str, places: list[str]) -> None:
    assert [u.node for u in mentions(MELODY, name)] == places


def test_in_one_node_only() -> None:
    assert [u.path for u in mentions(MELODY, "inputs", "load")] == [("nodes", "load", "with", "path")]
    assert mentions(MELODY, "inputs", "nobody") == []


def test_where_an_output_is_used() -> None:
    text = SOURCE.replace("expect: {states", "expect: {output: {rows: 1}, states")
    assert [u.text for u in output_usages(loads(text).require(), "rows")] == ["small"]


def test_an_output_is_renamed_where_it_is_used() -> None:
    text = SOURCE.replace("load.rows | length", "each.text != 'each.text' and load.rows | length")
    text = text.replace("outputs: {rows: load.rows}", "outputs: {rows: each.text}")
    draft = Draft.open(loads(text))
    draft.do(rename_output(draft.melody, "text", "said", "each"))
    assert draft.melody.nodes["each"].body.outputs == {"said": "say.text"}
    assert draft.melody.outputs == {"rows": "each.said"}
    assert draft.melody.rules[0].check.startswith("each.said != 'each.text'")
    draft.do(rename_output(draft.melody, "rows", "lines"))
    assert draft.melody.outputs == {"lines": "each.said"}
    draft.undo()
    draft.undo()
    assert draft.text == text


@pytest.mark.parametrize("new", ["inputs", "rows"])
def test_a_taken_name_is_refused(new: str) -> None:
    with pytest.raises(EditRefused):
        rename_output(loads(SOURCE.replace("{rows: load", "{rows: load.rows, more: load")).require(), "more", new)
    assert rename_output(MELODY, "rows", "rows").changes == ()
