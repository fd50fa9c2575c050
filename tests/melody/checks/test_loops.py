from __future__ import annotations

from tests.melody import types


def chain(*back):
    """a to f in a row, with back wires: `c>a`."""
    lines = ["nodes:"]
    for index, name in enumerate("abcdef"):
        wires = [f"x: {'abcdef'[index - 1]}"] if index else []
        wires += [f"b{s}: {{from: {s}, back: true, max: 2}}" for s, t in (b.split(">") for b in back) if t == name]
        lines.append(f"  {name}: {{use: data.set@1, in: {{{', '.join(wires)}}}}}")
    return "\n".join(lines)


def problems(text):
    """What is wrong with the loops; that nothing ends these here is told apart, and proved elsewhere."""
    return [p for p in types.problems(text) if p.code != "proof.loop"]


def only(text):
    found = problems(text)
    assert len(found) == 1, "\n".join(map(str, found)) or "nothing is wrong"
    return found[0]


def test_loops_that_nest_or_lie_apart_are_fine():
    assert problems(chain("c>a", "f>d")) == []
    assert problems(chain("e>a", "c>b")) == []
    assert problems(chain("b>b")) == []


def test_loops_that_overlap_are_refused():
    problem = only(chain("c>a", "d>b"))
    assert problem.code == "back.overlap"
    assert "overlap in `b`, `c`" in problem.message
    assert problem.hint


def test_a_back_wire_that_leads_on_is_refused():
    problem = only(chain("a>d"))
    assert problem.code == "back.forward"
    assert "`a` does not follow `d`" in problem.message


def test_a_bound_needs_a_back_wire():
    text = "nodes: {a: {use: data.set@1}, b: {use: data.set@1, in: {x: {from: a, max: 2}}}}"
    assert only(text).code == "back.max"


def test_a_back_wire_has_a_bound():
    problem = only(chain("c>a").replace(", max: 2", ""))
    assert (problem.code, problem.hint) == ("back.bound", "Say how often it may be taken at most: `max: 3`")


def test_each_cycle_is_told_with_its_way_out():
    text = "nodes: {a: {use: data.set@1, in: {x: b}}, b: {use: data.set@1, in: {x: a}}, c: {use: data.set@1, after: c}}"
    found = problems(text)
    assert [p.message for p in found] == [
        "these nodes wait for one another: a -> b -> a",
        "these nodes wait for one another: c -> c",
    ]
    assert "`{from: b, back: true, max: 3}`" in found[0].hint
