# Tables of cases read better with one case a line.
# ruff: noqa: E501
from __future__ import annotations

import pytest

from harmony.melody.check import check
from harmony.melody.load import load
from tests.melody.checks.proof.cases import HEAD, catalog, of_kind

CODE = "proof.loop"


def repeat(with_):
    return f"s: {{use: set}}\nr: {{use: flow.repeat@1, in: {{seed: s}}, with: {{{with_}}}, body: {{nodes: {{n: {{use: set}}}}, outputs: {{draft: n.value}}}}}}"


def back(*nodes, **more):
    """a, b, c with a wire back from `from`."""
    wire = f"{{from: {more.get('wire', 'c')}, back: true, max: 3}}"
    first = f"a: {{use: set, in: {{x: [s, {wire}]}}}}"
    return "\n".join(["s: {use: set}", first, *nodes])


SWITCH = "g: {use: switch, in: {value: c}, with: {cases: [{when: value > 5, to: done}], else: again}}"
ITEMS = "use: flow.each@1, with: {items: [1], grow: more"
BODY = "body: {nodes: {n: {use: set}}, outputs: {more: n.value}}}"
WRONG = [
    ("never holds", repeat("until: 'false', max: 3")),
    ("always holds", repeat("until: 1 < 2, max: 3")),
    ("nothing that a pass changes", repeat("until: seed > 3, max: 3")),
    ("nothing that a pass changes", "inputs: {q: {default: 1}}\nnodes:\n  " + repeat("until: inputs.q > 2 and seed, max: 3").replace("\n", "\n  ")),
    ("always played 3 times", repeat("max: 3")),
    ("nothing ends this loop", back("c: {use: set, in: {x: a}}")),
    ("nothing ends this loop", back("b: {use: set, in: {x: a}}", "c: {use: set, in: {x: b}}")),
    ("nothing ends this loop", back("c: {use: text.template@1, in: {x: a}, with: {template: '{{ x }}'}}", "d: {use: set, in: {x: c}, when: x}", wire="c.text")),
    ("default of 10,000 items", f"e: {{{ITEMS}}}, {BODY}"),
]  # fmt: skip
RIGHT = [
    repeat("until: draft > 3, max: 3"),
    repeat("until: draft == seed, max: 3"),
    repeat("until: iteration > 1, max: 3"),
    repeat("until: previous == draft, max: 3"),
    back("c: {use: set, in: {x: a}}", SWITCH, wire="g.again"),
    back("c: {use: set, in: {x: a}, when: x > 3}"),
    back("b: {use: set, in: {x: a}, when: x}", "c: {use: set, in: {x: b}}"),
    back("c: {use: py, in: {x: a}, with: {code: 'def main(x): return x'}}"),
    back("c: {use: set, in: {x: a, y: k}}", "k: {use: set, in: {x: h.yes}}", "h: {use: switch, in: {value: s}, with: {cases: [{when: value, to: yes}]}}"),
    f"e: {{{ITEMS}, max_items: 50}}, {BODY}",
]  # fmt: skip


@pytest.mark.parametrize(("said", "text"), WRONG)
def test_a_loop_without_a_guard_is_told(said, text):
    found = of_kind(text, CODE)
    assert len(found) == 1, found
    assert said in found[0].message


@pytest.mark.parametrize("text", RIGHT)
def test_a_guarded_loop_is_left_alone(text):
    assert of_kind(text, CODE) == []


def codes(folder, name):
    loaded = load(folder / name)
    return [p.code for p in check(loaded.require(), catalog(), loaded.places, str(folder / name), folder, notes=True)]


def write(folder, name, plays, more=""):
    text = f"{HEAD}nodes:\n  p: {{use: flow.melody@1, with: {{melody: {plays}}}{more}}}\n"
    (folder / name).write_text(text)


def test_a_melody_that_plays_itself_needs_a_condition(tmp_path):
    write(tmp_path, "a.yaml", "./a.yaml")
    write(tmp_path, "b.yaml", "c.yaml")
    write(tmp_path, "c.yaml", "./b.yaml")
    write(tmp_path, "d.yaml", "d.yaml", ", when: run.attempt < 2")
    write(tmp_path, "e.yaml", "d.yaml")
    assert [codes(tmp_path, f"{n}.yaml") for n in "abcde"] == [[CODE], [CODE], [CODE], [], []]


def test_a_repeat_and_a_back_wire_need_their_bounds():
    for text in ("nodes: {r: {use: flow.repeat@1, body: {nodes: {n: {use: data.set@1}}}}}",
                 "nodes: {a: {use: data.set@1, in: {x: {from: a, back: true}}}}"):  # fmt: skip
        (problem,) = _errors(text)
        assert "max" in str(problem)


def _errors(text):
    from harmony.melody.load import loads

    return [p for p in check(loads(HEAD + text).require(), catalog()) if p.is_error]
