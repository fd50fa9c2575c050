from __future__ import annotations

import pytest

from harmony.melody.shape import known_keys, locate
from tests.melody.types import only, read


def test_a_path_names_the_node_and_its_field():
    assert locate(("nodes", "a", "with", "rules", 0, "min")) == ("a", "with.rules[0].min")
    assert locate(("nodes", "a", "body", "nodes", "b", "use")) == ("a/b", "use")
    assert locate(("nodes", "a", "body", "outputs", "o")) == ("a", "body.outputs.o")
    assert locate(("run", "deadline")) == ("", "run.deadline")


def test_the_keys_of_every_part_are_known():
    assert "deadline" in known_keys(("run",))
    assert "backoff" in known_keys(("nodes", "a", "retry"))
    assert "with" in known_keys(("nodes", "a", "body", "nodes", "b", "fallback", 0))
    assert "from" in known_keys(("nodes", "a", "in", "p", 0))
    assert known_keys(("name",)) == []


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("nodes: {a: {use: x, retyr: {}}}", "unknown key `retyr`", "Did you mean `retry`?"),
        ("nodes: {a: {use: x, retry: {atempts: 2}}}", "unknown key `atempts`", "Did you mean `attempts`?"),
        ("nodes: {a: {title: x}}", "`use` is missing", "Say which node type it is, as in `use: text.template@1`"),
        ("nodes: {a: {use: 3}}", "this must be text, not the number 3", 'Quote it if it is meant as text: "3"'),
        ("nodes: {a: {use: x, on_error: fial}}", "`fial` is none of the choices here", "Did you mean `fail`?"),
        ("nodes: {a b: {use: x}}", "`a b` is no id", "Ids are letters, digits, _ and -, and begin with a letter or _"),
        ("nodes: {a: {use: x, timeout: 30}}", "this must be text or a mapping, not the number 30", ""),
        ("nodes: {a: {use: x, retry: {attempts: 0}}}", "this must be at least 1, not 0", ""),
        ("nodes: [a]", "this must be a mapping, not a list", ""),
        ("nodes: {a: null}", "this must be a mapping, not empty", ""),
        ("run: {concurrency: many}", "this must be a whole number, not the text “many”", ""),
        ("run: {mode: paralel}", "`paralel` is none of the choices here", "Did you mean `parallel`?"),
        ("run: {deadline: 10x}", "“10x” is no duration", "Write a number and ms, s, m, h or d, as in 30s"),
        ("layout: {nodes: {a: {at: [1, x]}}}", "this must be a whole number, not the text “x”", ""),
    ],
)
def test_each_kind_is_said_so_that_it_can_be_mended(line, message, hint):
    problem = only(line)
    assert problem.message == message
    assert problem.hint == hint
    assert problem.line == 3
    assert problem.is_error


def test_of_a_value_with_several_forms_the_nearest_is_explained():
    problem = only("nodes: {a: {use: x, in: {p: {from: b.c, bakc: true}}}}")
    assert problem.message == "unknown key `bakc`"
    assert problem.hint == "Did you mean `back`?"
    assert (problem.node, problem.field) == ("a", "in.p.bakc")


def test_all_problems_come_at_once_in_file_order():
    text = "nodes:\n  a: {usee: x}\n  b: {use: y, when: [1]}\nrun: {risk: wild}\n"
    lines = [p.line for p in read(text).problems]
    assert lines == sorted(lines)
    assert set(lines) == {4, 5, 6}


def test_a_bad_duration_is_said_once():
    problem = only("nodes: {a: {use: data.set@1, timeout: soon}}")
    assert "“soon” is no duration" in problem.message


def test_the_place_of_what_is_too_deep_is_named_in_short():
    problem = only("inputs: {a: {default: " + "[" * 70 + "]" * 70 + "}}")
    assert problem.field == "inputs.a.default[0][0][0][0][0][0][0][0]…"
