from __future__ import annotations

import pytest

from harmony.catalog import Catalog
from harmony.melody.apply import apply
from harmony.melody.draft import Draft
from harmony.melody.interface import ports
from harmony.melody.load import loads
from harmony.melody.model import Melody
from harmony.melody.retype import retype

TEXT = """\
format: harmony/1
name: t
nodes:
  load: {use: csv.read@1, with: {path: a.csv, delimiter: ";"}}
  check:
    # Why this is checked.
    use: table.check@1
    title: Check
    in: {rows: load.rows}
    with: {rules: [{column: a, min: 0}]}
  write: {use: table.write@1, in: {rows: check.valid}, with: {path: b.csv}}
outputs: {bad: check.rejected}
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.discover(entry_points=False)


def changed(melody: Melody, catalog: Catalog, node: str, use: str) -> Melody:
    kind, found = catalog.find(use), melody.nodes[node]
    assert kind is not None
    before = ports(found, catalog.find(found.use), find=catalog.find)
    return apply(melody, retype(melody, node, kind, before).changes)


def read(text: str = TEXT) -> Melody:
    melody = loads(text).melody
    assert melody is not None
    return melody


def test_wires_go_to_the_ports_that_fit(catalog: Catalog) -> None:
    after = changed(read(), catalog, "check", "sql.query")
    assert after.nodes["check"].use == "sql.query@1"
    assert after.nodes["check"].title == "Check"
    assert after.nodes["check"].in_ == {"rows": "load.rows"}
    assert after.nodes["write"].in_ == {"rows": "check.rows"}
    assert after.outputs == {"bad": "check.rows"}
    assert "rules" not in after.nodes["check"].with_


def test_what_has_the_same_name_stays(catalog: Catalog) -> None:
    after = changed(read(), catalog, "load", "json.read")
    assert after.nodes["check"].in_ == {"rows": "load.rows"}
    assert dict(after.nodes["load"].with_) == {"path": "a.csv"}


def test_a_wire_without_a_place_goes_and_comes_back_by_undo(catalog: Catalog) -> None:
    draft = Draft.open(loads(TEXT))
    kind, found = catalog.find("files.list"), draft.melody.nodes["check"]
    assert kind is not None
    draft.do(retype(draft.melody, "check", kind, ports(found, catalog.find(found.use), find=catalog.find)))
    assert draft.melody.nodes["check"].in_ == {}
    assert "# Why this is checked." in draft.text
    draft.undo()
    assert draft.text == TEXT
