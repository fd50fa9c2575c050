from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harmony.board import theme
from harmony.board.canvas.lens import colour_of
from harmony.board.canvas.look import Look
from harmony.board.canvas.picture import paint_card
from harmony.board.canvas.states import TABLE, state_for

LOOK = Look(
    "node",
    200,
    80,
    title="Read",
    inputs=(("a", "text"),),
    outputs=(("b", "text"),),
    **{"subtitle": "t.read", "icon": "", "kind": "operator"},
)
DOC = Path(__file__).parents[3] / "docs" / "states.md"


def shown(state):
    return replace(LOOK, marks=frozenset({state.word})) if state.is_mark else replace(LOOK, state=state.word)


@pytest.mark.parametrize("look", ["dark", "light"])
def test_no_two_states_look_alike(qapp, look):
    theme.apply(qapp, look)
    pictures = [paint_card(shown(s), 1.0, small_text=True).toImage() for s in TABLE]
    for number, one in enumerate(pictures):
        assert not any(one == other for other in pictures[:number]), TABLE[number].word


def test_an_unknown_word_counts_as_idle():
    assert state_for("tired").word == "idle"


def test_states_without_a_colour_of_their_own_borrow_one(look):
    assert colour_of("paused") == theme.current().state("waiting")
    assert colour_of("#112233").name() == "#112233"


def test_the_page_names_every_state():
    text = DOC.read_text(encoding="utf-8")
    for state in TABLE:
        assert f"| {state.label} | {state.glyph} | {state.border} | {state.means} |" in text
