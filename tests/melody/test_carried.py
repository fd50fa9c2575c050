from __future__ import annotations

from harmony.melody.carried import carried
from harmony.melody.dissolve import dissolve_body
from harmony.melody.draft import Draft
from harmony.melody.extract import extract_body
from harmony.melody.load import loads
from tests.melody.test_extract import port_of

SOURCE = """\
format: harmony/1
name: x
nodes:
  first: {use: t.echo}   # the first

  # doubles it
  # twice
  double:
    use: t.add   # adds
    in: {a: first.value, b: first.value}
    with:
      note: |
        two lines
          of text
  sum: {use: t.add, in: {a: double.value}}  # at the end
  # the last
  last:
    use: t.echo
    in: {value: sum.value}
"""


def draft() -> Draft:
    return Draft.open(loads(SOURCE))


def test_comments_and_style_go_into_the_body() -> None:
    work = draft()
    work.do(carried(extract_body(work.melody, ["double", "sum"], port_of(work.melody)), work.lines_of))
    assert loads(work.text).require() == work.melody
    inner = """\
      nodes:
        # doubles it
        # twice
        double:
          use: t.add   # adds
          in: {a: inputs.value, b: inputs.value}
          with:
            note: |
              two lines
                of text
        sum: {use: t.add, in: {a: double.value}}  # at the end
"""
    assert inner in work.text
    assert "first: {use: t.echo}   # the first" in work.text and "  # the last\n  last:" in work.text
    work.undo()
    assert work.text == SOURCE


def test_and_out_of_it_again() -> None:
    work = draft()
    work.do(carried(extract_body(work.melody, ["double", "sum"], port_of(work.melody)), work.lines_of))
    work.do(carried(dissolve_body(work.melody, "group", lambda _path: True), work.lines_of))
    assert loads(work.text).require() == work.melody
    assert work.text.replace("\n\n", "\n") == SOURCE.replace("\n\n", "\n")


def test_names_that_are_taken_change_and_their_comments_stay() -> None:
    text = SOURCE + "  double_2: {use: t.echo}\n"
    work = Draft.open(loads(text))
    work.do(carried(extract_body(work.melody, ["double"], port_of(work.melody)), work.lines_of))
    from harmony.melody.edits import add_node

    work.do(add_node(work.melody, "double", "t.echo@1"))
    work.do(carried(dissolve_body(work.melody, "group", lambda _path: True), work.lines_of))
    assert loads(work.text).require() == work.melody
    assert "  # twice\n  double_3:\n    use: t.add   # adds\n" in work.text


def test_text_that_does_not_stand_apart_is_written_anew() -> None:
    work = Draft.open(loads("{format: harmony/1, name: x, nodes: {a: {use: t.echo}, b: {use: t.echo, in: {v: a}}}}\n"))
    work.do(carried(extract_body(work.melody, ["a"], port_of(work.melody)), work.lines_of))
    assert loads(work.text).require() == work.melody
