from __future__ import annotations

from harmony.board.canvas.look import look_of
from harmony.board.canvas.scope import Scope
from harmony.board.playing import Playing
from harmony.melody import edits


def look(document, plan, card, problems=frozenset()):
    return look_of(document, Scope(), plan.cards[card], problems)


def test_a_node_shows_title_type_ports_and_its_first_setting(document, plan):
    found = look(document, plan, "load")
    assert (found.title, found.subtitle) == ("Load orders", "t.read")
    assert found.outputs == (("rows", "table"),)
    assert found.footer.startswith("path: ")


def test_a_run_fills_footer_and_badge(document, plan):
    document.show_run(Playing("r"))
    document.apply_events(
        [
            {"seq": 0, "at": 1.0, "kind": "node.started", "node": "load", "attempt": 2},
            {"seq": 1, "at": 2.0, "kind": "node.completed", "node": "load", "quality": 0.97},
        ]
    )
    found = look(document, plan, "load")
    assert (found.state, found.attempts, found.quality) == ("complete", 2, "0.97")
    assert "1.00 s" in found.footer


def test_marks_say_what_a_person_has_set(document, plan):
    document.do(edits.set_field(document.melody, "load", "enabled", False))
    document.do(edits.set_field(document.melody, "check", "bypass", True))
    document.do(edits.set_value(document.melody, ("nodes", "loose", "use"), "acme.magic@1"))
    assert look(document, plan, "load").marks == {"disabled"}
    assert look(document, plan, "check").marks == {"bypass"}
    assert look(document, plan, "loose").marks == {"missing"}


def test_a_problem_is_marked_until_a_run_says_more(document, plan):
    assert look(document, plan, "load", frozenset({"load"})).marks == {"problem"}


def test_cards_that_look_alike_are_equal_and_share_a_picture(document, plan):
    assert look(document, plan, "check") == look(document, plan, "check")
    assert hash(look(document, plan, "check")) == hash(look(document, plan, "check"))


def test_input_and_output_cards_say_their_name_and_value(document, plan):
    assert (look(document, plan, "inputs.folder").title, look(document, plan, "inputs.folder").subtitle) == (
        "folder",
        "samples",
    )
    assert look(document, plan, "outputs.report").subtitle == "write.report"
