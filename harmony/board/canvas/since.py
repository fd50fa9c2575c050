"""What has changed since the run that is shown: nodes that were edited, and all that would run again for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harmony.board.canvas.scope import split

if TYPE_CHECKING:
    from harmony.board.canvas.look import Look
    from harmony.board.canvas.plan import Plan
    from harmony.board.document import Document

ENDED_WELL = frozenset({"complete", "cached", "reconstructed"})


@dataclass(frozen=True, slots=True)
class Since:
    """Cards that are others now than in the run.

    Attributes:
        edited: what they do was changed, or they are new.
        stale: they, and what comes after them: they would run again.
    """

    edited: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()

    def word(self, card_id: str, word: str) -> str:
        """The word of a card's state: what would run again is not complete any more."""
        return "stale" if word in ENDED_WELL and card_id in self.stale else word

    def look(self, card_id: str, look: Look) -> Look:
        """The look of a card with what is known here."""
        if card_id not in self.stale:
            return look
        marks = look.marks | {"edited"} if card_id in self.edited else look.marks
        return replace(look, state=self.word(card_id, look.state), marks=marks)


NOTHING = Since()


def since(document: Document, plan: Plan) -> Since:
    """What of the cards that are shown has changed since the run that is shown; nothing without one."""
    ran = document.playing.ran if document.playing is not None else None
    if ran is None:
        return NOTHING
    edited = ran.edited(plan.scope.owner, plan.scope.nodes(document.melody))
    return Since(edited, frozenset(_after(plan, edited))) if edited else NOTHING


def _after(plan: Plan, cards: Iterable[str]) -> set[str]:
    """Cards and all that comes after them."""
    found = set(cards)
    stack = list(found)
    while stack:
        for link in plan.links_out_of(stack.pop()):
            if link.target not in found and split(link.target)[0] == "node":
                found.add(link.target)
                stack.append(link.target)
    return found
