from __future__ import annotations

from harmony.board.canvas import measures as m
from harmony.board.canvas.plan import Plan
from harmony.melody import edits, refactor
from tests.board.canvas.conftest import TEXT, make_document


def updated(document, plan, edit):
    changes = []
    document.changed.connect(changes.append)
    assert document.do(edit)
    return plan.update(document.melody, changes[0], document.ports_of)


def same(plan, document):
    fresh = Plan()
    fresh.build(document.melody, document.ports_of)
    assert {i: (c.box, c.inputs, c.outputs) for i, c in plan.cards.items()} == {
        i: (c.box, c.inputs, c.outputs) for i, c in fresh.cards.items()
    }
    assert {k: (v.curve, v.type) for k, v in plan.links.items()} == {
        k: (v.curve, v.type) for k, v in fresh.links.items()
    }
    assert len(plan.link_grid) == len(plan.links)


def test_cards_have_the_size_of_their_ports(plan):
    assert plan.cards["load"].box == (0, 0, 200, 80)
    assert plan.cards["check"].height == 100
    assert plan.cards["check"].output_at(1) == (500, 70)
    assert plan.cards["inputs.folder"].width == m.CARD_WIDTH


def test_wires_run_from_port_to_port_in_the_colour_of_the_data(plan):
    link = next(k for k in plan.links_into("check"))
    assert (link.source, link.source_row, link.target_row, link.type) == ("load", 0, 0, "table")
    assert link.curve[0] == (200, 50) and link.curve[-1] == (300, 50)


def test_an_input_used_in_a_text_is_a_thin_wire(plan):
    (mention,) = [k for k in plan.links_into("load") if k.kind == "mention"]
    assert mention.source == "inputs.folder"


def test_the_output_card_is_wired(plan):
    (link,) = plan.links_into("outputs.report")
    assert (link.source, link.kind) == ("write", "data")


def test_a_move_touches_the_card_and_its_wires_alone(document, plan):
    touched = updated(document, plan, edits.move_nodes(document.melody, {"check": (300, 200)}))
    assert touched.cards == {"check"} and not touched.is_all
    assert {k.target for k in touched.links} == {"check", "write"}
    same(plan, document)


def test_every_kind_of_edit_leaves_the_plan_as_if_it_were_made_anew(document, plan):
    for edit in (
        lambda d: edits.connect(d, "load.rows", "loose", "rows"),
        lambda d: edits.add_node(d, "more", "t.read@1", at=(0, 400)),
        lambda d: refactor.remove_nodes(d, ["check"]),
        lambda d: edits.disconnect(d, "loose", "rows"),
        lambda d: edits.set_param(d, "load", "path", "x"),
        lambda d: edits.add_input(d, "quarter", "text"),
    ):
        updated(document, plan, edit(document.melody))
        same(plan, document)
        document.changed.disconnect()


def test_undo_of_a_removal_brings_the_wires_back(document, plan):
    updated(document, plan, refactor.remove_nodes(document.melody, ["check"]))
    seen = []
    document.changed.connect(seen.append)
    document.undo()
    plan.update(document.melody, seen[-1], document.ports_of)
    same(plan, document)


def test_cards_without_a_place_stand_apart_in_the_order_of_the_wires(qapp):
    document = make_document(
        "format: harmony/1\nname: bare\nnodes:\n  a: {use: t.read}\n  b: {use: t.check, in: {rows: a.rows}}\n"
    )
    plan = Plan()
    plan.build(document.melody, document.ports_of)
    assert plan.cards["a"].x < plan.cards["b"].x


def test_tidying_moves_nothing_by_itself(plan):
    before = {i: c.box for i, c in plan.cards.items()}
    places = plan.tidied()
    assert set(places) == set(before) and {i: c.box for i, c in plan.cards.items()} == before


def test_a_wire_from_a_port_that_is_not_there_has_no_type(qapp):
    document = make_document(
        "format: harmony/1\nname: x\nnodes:\n  a: {use: t.read}\n  b: {use: t.check, in: {rows: a.nothing}}\n"
    )
    plan = Plan()
    plan.build(document.melody, document.ports_of)
    assert [k.type for k in plan.links.values()] == [""]


def test_a_type_that_is_not_installed_keeps_the_ports_that_wires_take_from_it(qapp):

    text = TEXT.replace("check: {use: t.check@1,", "check: {use: gone.thing@3, with: {kept: 5},")
    document = make_document(text)
    plan = Plan()
    plan.build(document.melody, document.ports_of)
    assert [(p.name, p.type) for p in plan.cards["check"].outputs] == [("valid", "any")]
    assert [k.source_row for k in plan.links_out_of("check")] == [0]
    assert [k.type for k in plan.links_out_of("check")] == ["any"]
    before = document.melody
    document.do(edits.connect(before, "check.bad", "loose", "rows"))
    plan.update(document.melody, document.history[-1].changes, document.ports_of)
    assert [p.name for p in plan.cards["check"].outputs] == ["valid", "bad"]
    document.do(edits.disconnect(document.melody, "write", "parts"))
    touched = plan.update(document.melody, document.history[-1].changes, document.ports_of)
    assert [p.name for p in plan.cards["check"].outputs] == ["bad"]
    assert "check" in touched.cards
    assert plan.links_out_of("check")[0].source_row == 0
    document.undo()
    document.undo()
    assert document.text == text
    document.deleteLater()
