from __future__ import annotations

import pytest

from harmony.melody import edits, routes
from harmony.melody.draft import Draft
from harmony.melody.hashes import logic_hash
from harmony.melody.load import loads
from harmony.melody.wires import WireEnd, wires_into

TEXT = """\
format: harmony/1
name: small
inputs:
  folder: {type: path, default: .}
nodes:
  load:
    use: csv.read@1
    in: {files: inputs.folder}  # kept
  check:
    use: table.check@1
    in: {rows: load.rows}
  write:
    use: report.html@1
    in: {parts: [check.valid, load.rows]}
    after: load
  each:
    use: flow.each@1
    in: {items: load.rows}
    body:
      nodes:
        one: {use: data.set@1, with: {value: 1}}
        two: {use: text.template@1, in: {v: one.value}, with: {template: x}}
outputs:
  report: write.report
layout:
  nodes:
    load:
      at: [0, 0]
    check:
      at: [300, 0]
    each/one:
      at: [0, 0]
    each/two:
      at: [300, 0]
  wires:
    check.valid to write.parts:
      via: [[400, 40]]
    each/one.value to each/two.v:
      via: [[250, 90]]
    inputs.folder to load.files:
      badge: true
    load to write:
      via: [[9, 9]]
    load.rows to check.rows:
      via: [[240, 60], [260, 80]]
      badge: true
    write.report to outputs.report:
      via: [[1, 2]]
"""


def draft(text: str = TEXT) -> Draft:
    return Draft.open(loads(text))


def names(one: Draft) -> list[str]:
    return list(one.melody.layout.wires)


def test_a_wire_is_named_by_its_two_ends():
    each = draft().melody.nodes["each"]
    inner = wires_into("two", each.body.nodes["two"])[0]
    assert routes.key_of(inner, "each") == "each/one.value to each/two.v"
    assert routes.key_of(WireEnd("load", None, "write", None)) == "load to write"
    assert routes.ends("load.rows to check.rows") == ("load.rows", "check.rows")


def test_points_and_badges_are_read():
    one = routes.route(draft().melody, "load.rows to check.rows")
    assert one.via == ((240, 60), (260, 80))
    assert one.badge
    assert not routes.route(draft().melody, "nobody to nobody").via


def test_a_route_touches_no_line_of_the_logic():
    one = draft()
    before = logic_hash(one.melody)
    one.do(routes.set_via(one.melody, "load.rows to each.items", [(10.4, 20.6)]))
    assert logic_hash(one.melody) == before
    old, new = TEXT.splitlines(), one.text.splitlines()
    assert [line for line in new if line not in old] == ["    load.rows to each.items:", "      via: [[10, 21]]"]
    assert [line for line in old if line not in new] == []


def test_a_new_route_stands_in_alphabetical_order():
    one = draft()
    one.do(routes.set_via(one.melody, "load.rows to each.items", [(1, 2)]))
    assert names(one) == sorted(names(one))
    assert loads(one.text).melody == one.melody


def test_moving_a_point_changes_its_own_line():
    one = draft()
    one.do(routes.set_via(one.melody, "check.valid to write.parts", [(420, 40)]))
    assert one.text == TEXT.replace("[[400, 40]]", "[[420, 40]]")
    one.undo()
    assert one.text == TEXT


def test_the_first_route_makes_the_block_and_the_last_takes_it_along():
    bare = TEXT.partition("  wires:")[0]
    one = draft(bare)
    one.do(routes.set_via(one.melody, "load.rows to check.rows", [(1, 2)]))
    assert one.text == bare + "  wires:\n    load.rows to check.rows:\n      via: [[1, 2]]\n"
    one.do(routes.set_via(one.melody, "load.rows to check.rows", []))
    assert one.text == bare


def test_badges_of_several_wires_are_one_edit():
    one = draft()
    keys = ["check.valid to write.parts", "load.rows to each.items"]
    one.do(routes.set_badge(one.melody, keys, True))
    assert all(routes.route(one.melody, key).badge for key in keys)
    assert routes.route(one.melody, keys[0]).via
    one.do(routes.set_badge(one.melody, keys, False))
    assert loads(one.text).melody.layout == loads(TEXT).melody.layout
    one.undo()
    one.undo()
    assert one.text == TEXT


def test_a_route_goes_with_its_wire():
    one = draft()
    one.do(edits.disconnect(one.melody, "check", "rows"))
    assert "load.rows to check.rows" not in names(one)
    one.undo()
    one.do(edits.disconnect(one.melody, "write", "parts", 0))
    assert "check.valid to write.parts" not in names(one)
    one.undo()
    one.do(edits.remove_order(one.melody, "load", "write"))
    assert "load to write" not in names(one)
    one.undo()
    one.do(edits.remove_input(one.melody, "folder"))
    one.do(edits.remove_output(one.melody, "report"))
    assert [n for n in names(one) if "puts" in n] == []
    one.undo()
    one.undo()
    assert one.text == TEXT


def test_a_wire_that_takes_the_place_of_another_takes_its_route_away():
    one = draft()
    one.do(edits.connect(one.melody, "write.report", "check", "rows"))
    assert "load.rows to check.rows" not in names(one)


def test_routes_go_with_their_nodes():
    one = draft()
    one.do(edits.remove_nodes(one.melody, ["load", "each"]))
    assert names(one) == ["check.valid to write.parts", "write.report to outputs.report"]
    one.undo()
    assert one.text == TEXT


def test_removing_all_leaves_no_layout_behind():
    one = draft()
    one.do(edits.remove_nodes(one.melody, list(one.melody.nodes)))
    assert not one.melody.layout.wires
    assert loads(one.text).melody == one.melody


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("load", "read", "read.rows to check.rows"),
        ("check", "look", "load.rows to look.rows"),
        ("each/one", "first", "each/first.value to each/two.v"),
        ("each", "all", "all/one.value to all/two.v"),
    ],
)
def test_routes_follow_another_id(old, new, expected):
    one = draft()
    one.do(edits.rename_id(one.melody, old, new))
    assert expected in names(one)
    assert len(names(one)) == 6
    one.undo()
    assert one.text == TEXT


def test_routes_follow_another_name_of_an_input():
    one = draft()
    one.do(edits.rename_input(one.melody, "folder", "place"))
    assert "inputs.place to load.files" in names(one)


def test_copies_have_routes_of_their_own():
    one = draft()
    one.do(edits.duplicate(one.melody, ["load", "check", "each"], (0, 400)))
    wires = one.melody.layout.wires
    assert wires["load_2.rows to check_2.rows"].via == ((240, 460), (260, 480))
    assert wires["load_2.rows to check_2.rows"].badge
    assert wires["each_2/one.value to each_2/two.v"].via == ((250, 90),)
    assert one.melody.layout.nodes["each_2/two"].at == (300, 0)
    assert loads(one.text).melody == one.melody


def test_notes_of_a_body_go_and_are_renamed_with_it():
    text = TEXT + "  notes: [{text: a, at: [0, 0], body: each}, {text: b, at: [1, 1]}]\n"
    one = draft(text)
    one.do(edits.rename_id(one.melody, "each", "all"))
    assert one.melody.layout.notes[0].body == "all"
    one.do(edits.remove_nodes(one.melody, ["all"]))
    assert [n.text for n in one.melody.layout.notes] == ["b"]
    one.undo()
    one.undo()
    assert one.text == text


def test_a_route_to_nowhere_is_a_warning():
    from harmony.catalog import Catalog
    from harmony.melody.check import check

    melody = loads(TEXT + "    gone.rows to check.rows:\n      badge: true\n").melody
    found = [p for p in check(melody, Catalog.discover(entry_points=False)) if p.code == "layout.node"]
    assert [(p.severity, "`gone`" in p.message) for p in found] == [("warning", True)]


GROUPED = """\
format: harmony/1
name: small
nodes:
  a: {use: data.set@1, with: {value: 1}}
  b: {use: text.template@1, in: {x: a.value}, with: {template: "{{ x }}"}}
  c: {use: text.template@1, in: {x: b.text}, with: {template: "{{ x }}"}}
  d: {use: text.template@1, in: {x: c.text, y: a.value}, with: {template: "{{ x }}"}}
layout:
  nodes:
    a:
      at: [0, 0]
    b:
      at: [300, 100]
    c:
      at: [600, 100]
    d:
      at: [900, 0]
  wires:
    a.value to b.x:
      via: [[250, 50]]
    a.value to d.y:
      via: [[500, 10]]
    b.text to c.x:
      via: [[550, 150]]
      badge: true
"""


def test_routes_follow_nodes_into_a_body_and_out_of_it():
    from harmony.catalog import Catalog
    from harmony.melody.dissolve import dissolve_body
    from harmony.melody.extract import extract_body
    from harmony.melody.interface import ports
    from harmony.melody.refs import find_node

    types = Catalog.discover(entry_points=False)
    one = draft(GROUPED)

    def ports_at(path):
        node = find_node(one.melody, path)
        return ports(node, types.find(node.use))

    one.do(extract_body(one.melody, ["b", "c"], lambda path, port: ports_at(path).output(port), "flow.repeat@1"))
    assert names(one) == ["a.value to d.y", "group/b.text to group/c.x"]
    inner = one.melody.layout.wires["group/b.text to group/c.x"]
    places = one.melody.layout.nodes
    assert inner.badge
    assert inner.via[0][0] - places["group/b"].at[0] == 250
    assert inner.via[0][1] - places["group/b"].at[1] == 50
    assert loads(one.text).melody == one.melody
    one.do(dissolve_body(one.melody, "group", lambda path: ports_at(path).open_inputs))
    assert names(one) == ["a.value to d.y", "b.text to c.x"]
    via, at = one.melody.layout.wires["b.text to c.x"].via[0], one.melody.layout.nodes["b"].at
    assert (via[0] - at[0], via[1] - at[1]) == (250, 50)
    one.undo()
    one.undo()
    assert one.text == GROUPED


def test_notes_of_a_body_come_out_of_it():
    from harmony.melody.dissolve import dissolve_body

    text = GROUPED.partition("  wires:")[0].replace(
        "  d: {use", "  g: {use: flow.repeat@1, with: {max: 1}, body: {nodes: {e: {use: data.set@1}}}}\n  d: {use"
    )
    one = draft(text + "  notes: [{text: hi, at: [0, 0], body: g}]\n")
    one.do(dissolve_body(one.melody, "g", lambda path: False))
    assert one.melody.layout.notes[0].body == ""
    assert loads(one.text).melody == one.melody


def test_a_route_is_told_in_words():
    from harmony.melody.diff import describe

    made = routes.set_via(draft().melody, "check.valid to write.parts", [(1, 2)])
    assert describe(made.changes) == ["wire check.valid to write.parts: via [[400, 40]] -> [[1, 2]]"]
