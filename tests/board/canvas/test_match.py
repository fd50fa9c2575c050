from __future__ import annotations

from harmony.board.canvas.match import Fitting, PortRef, fit, reach

OUT = PortRef("check", "out", 0)


def test_the_same_type_fits_best(plan):
    found = fit(plan, OUT, PortRef("loose", "in", 0))
    assert found.is_good and found.rank == 0


def test_the_order_of_the_two_does_not_matter(plan):
    one, other = OUT, PortRef("loose", "in", 0)
    assert fit(plan, one, other) == fit(plan, other, one)


def test_a_refusal_names_both_types(plan):
    found = fit(plan, OUT, PortRef("load", "in", 0))
    assert not found.is_good


def test_types_that_do_not_convert_are_named(plan):
    found = fit(plan, PortRef("loose", "out", 0), PortRef("load", "in", 0))
    assert found.reason == "table does not become file"


def test_a_node_cannot_feed_itself_and_a_loop_is_told(plan):
    assert "itself" in fit(plan, OUT, PortRef("check", "in", 0)).reason
    back = fit(plan, PortRef("check", "out", 0), PortRef("check", "in", 0))
    assert not back.is_good


def test_two_outputs_do_not_go_together(plan):
    assert fit(plan, OUT, PortRef("load", "out", 0)).reason == "Both are outputs"


def test_the_best_port_of_a_card_is_a_free_one_that_fits(plan):
    assert Fitting(plan, OUT).best("loose") == PortRef("loose", "in", 0)
    assert Fitting(plan, PortRef("loose", "in", 0)).best("check") == PortRef("check", "out", 0)
    assert Fitting(plan, PortRef("loose", "out", 0)).best("load") is None


def test_why_not_says_that_there_are_no_ports(plan):
    assert Fitting(plan, PortRef("outputs.report", "in", 0)).why_not("outputs.report").reason


def test_reach_follows_the_wires(plan):
    assert reach(plan, "check", is_up=True) == {"check", "load", "inputs.folder"}
    assert reach(plan, "check", is_up=False) == {"check", "write", "outputs.report"}
