from __future__ import annotations

from harmony.board import finding
from harmony.melody.draft import Draft
from harmony.melody.load import loads
from tests.board.parts import TEXT

BODY = """\
  each:
    use: flow.each@1
    in: {items: numbers.value}
    body:
      nodes:
        inner:
          use: text.template@1
          with: {template: Hello hello, more: [a, {deep: HELLO}]}
"""


def draft() -> Draft:
    return Draft.open(loads(TEXT + BODY))


def test_texts_are_found_in_bodies_and_deep_in_values() -> None:
    found = finding.find(draft().melody, "hello")
    assert [(h.node, h.where) for h in found] == [
        ("greet", "template"),
        ("each/inner", "template"),
        ("each/inner", "more.1.deep"),
    ]


def test_capitals_matter_when_asked() -> None:
    assert [h.where for h in finding.find(draft().melody, "HELLO", is_exact=True)] == ["more.1.deep"]


def test_nothing_typed_finds_every_node_once() -> None:
    assert [h.node for h in finding.find(draft().melody, "")] == ["numbers", "greet", "each", "each/inner"]


def test_replacing_is_one_step_and_leaves_the_rest_alone() -> None:
    made = draft()
    before = made.text
    hits = [h for h in finding.find(made.melody, "hello") if h.node != "greet"]
    made.do(finding.replacing(hits, "hello", "Bye"))
    assert "template: Bye Bye, more: [a, {deep: Bye}]" in made.text
    assert "template: Hello\n" in made.text
    made.undo()
    assert made.text == before


def test_ids_and_types_are_found_but_not_replaced() -> None:
    made = draft()
    found = finding.find(made.melody, "text.template")
    assert {h.where for h in found} == {"type"}
    assert finding.replacing(found, "text.template", "x").changes == ()


def test_a_part_around_what_was_found_is_shown() -> None:
    text = "a" * 200 + " needle " + "b" * 200
    shown = finding.around(text, "needle")
    assert "needle" in shown
    assert len(shown) < 80


def test_numbers_are_found_and_not_replaced() -> None:
    (hit,) = finding.find(draft().melody, "3")
    assert (hit.node, hit.where, hit.text, hit.can_replace) == ("numbers", "value.2", "3", False)


def test_what_names_data_is_told_from_words() -> None:
    def hit(text: str, where: str = "template") -> finding.Hit:
        return finding.Hit("n", ("nodes", "n"), where, text)

    assert finding.names_data(hit("Say {{ inputs.Greet }}"), "greet")
    assert not finding.names_data(hit("Greet {{ inputs.name }}"), "greet")
    assert not finding.names_data(hit("Say {{ inputs.Greet }}"), "greet", is_exact=True)
    assert finding.names_data(hit("quality > 0.8", "when"), "quality")
