from __future__ import annotations

from harmony.melody.problems import Problem, closest, did_you_mean, ordered


def test_a_problem_is_a_line_with_place_node_field_and_way_out():
    problem = Problem("error", "x", "it is wrong", "a.yaml", 3, 5, "triage/label", "with.path", "Mend it")
    assert str(problem) == "a.yaml:3:5: error: it is wrong (node `triage/label`, field `with.path`). Mend it."


def test_without_text_there_is_no_place():
    assert str(Problem("warning", "x", "odd", hint="Is it?")) == "warning: odd. Is it?"


def test_the_closest_word_is_found_across_case_and_dashes():
    assert closest("on-error", ["on_error", "title"]) == "on_error"
    assert closest("Retyr", ["retry", "title"]) == "retry"
    assert closest("zzz", ["retry"]) is None


def test_a_hint_lists_what_there_is_when_nothing_is_near():
    assert did_you_mean("zzz", ["a1", "b1"], what="Nodes") == "Nodes: `a1`, `b1`"
    assert did_you_mean("retyr", ["retry"]) == "Did you mean `retry`?"
    assert did_you_mean("x", []) == ""


def test_problems_are_ordered_by_place_and_said_once():
    late, early = Problem("error", "x", "b", line=2), Problem("error", "x", "a", line=1)
    assert ordered([late, early, late]) == (early, late)
