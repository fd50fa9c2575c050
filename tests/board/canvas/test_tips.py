from __future__ import annotations

from harmony.board.canvas.match import PortRef
from harmony.board.canvas.tips import port_tip, wire_tip
from tests.board.canvas.conftest import make_document


def test_a_port_says_its_name_and_type(plan):
    assert port_tip(plan, PortRef("load", "out", 0)) == "rows: table"
    assert port_tip(plan, PortRef("write", "in", 0)) == "parts: table (several)"


def test_a_wire_says_what_happens_on_it(qapp):
    from harmony.board.canvas.plan import Plan

    document = make_document(
        "format: harmony/1\nname: x\nnodes:\n  a: {use: t.read, title: First}\n"
        "  b: {use: t.check, title: Second, in: {rows: a.gone}, after: [a]}\n"
    )
    plan = Plan()
    plan.build(document.melody, document.ports_of)
    tips = {k.kind: wire_tip(document, plan, k.key) for k in plan.links.values()}
    assert tips == {"data": "There is no port a.gone (any more)", "after": "Second waits for First"}
