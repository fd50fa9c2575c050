"""Every way a card can look: word, colour, border and what it means. `docs/states.md` is made of this table.

`idle` to `cancelled` come from a run; `stale`, `not_reached`, `paused`, `reconstructed` and `gap` too, where the
Conductor says so; the marks `disabled`, `bypass`, `pin` and `missing` come from the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Border = Literal["plain", "solid", "dashed", "dotted", "dash-dot"]


@dataclass(frozen=True, slots=True)
class State:
    """One of them.

    Attributes:
        word: as in `NodeState.word`, or a mark of a `Look`.
        label: as people read it.
        colour: word of the theme's state whose colour it has.
        border: how the border is drawn; `plain` is the thin one of a card at rest.
        glyph: what the badge shows.
        means: one sentence.
        is_mark: it comes from the document, not from a run.
        is_faint: drawn at half strength.
    """

    word: str
    label: str
    colour: str
    border: Border
    glyph: str
    means: str
    is_mark: bool = False
    is_faint: bool = False


TABLE: tuple[State, ...] = (
    State("idle", "Idle", "idle", "plain", "none", "Nothing has happened to it in this run."),
    State("queued", "Queued", "queued", "dashed", "three dots", "It is ready and waits for a place to run."),
    State("active", "Active", "active", "solid", "a ring that fills or turns", "It is running."),
    State("complete", "Complete", "complete", "solid", "a tick", "It has run, and its values are there."),
    State("cached", "Cached", "cached", "solid", "an arrow that turns", "Its values were known; it did not run again."),
    State(
        "reconstructed",
        "Reconstructed",
        "complete",
        "dash-dot",
        "an arrow back",
        "Made from a later value.",
    ),
    State("error", "Error", "error", "solid", "an exclamation mark", "It failed."),
    State("waiting", "Waiting", "waiting", "solid", "a clock", "It waits for a time, an event or a person."),
    State("paused", "Paused", "waiting", "solid", "two bars", "It is held at a gate until somebody goes on."),
    State("skipped", "Skipped", "skipped", "dashed", "a dash", "It was left out; the reason is below.", is_faint=True),
    State("gap", "Gap", "waiting", "dashed", "a flag", "It was left out and its value is missing from the result."),
    State("not_reached", "Not reached", "idle", "dotted", "an open ring", "The run ended before it came to it."),
    State("stale", "Stale", "idle", "dotted", "a broken ring", "What it depends on has changed: it would run again."),
    State("cancelled", "Cancelled", "cancelled", "solid", "a square", "It was stopped."),
    State("disabled", "Disabled", "idle", "plain", "a struck ring", "It is switched off.", is_mark=True, is_faint=True),
    State("bypass", "Bypassed", "idle", "plain", "an arrow through", "Its input goes straight through.", is_mark=True),
    State("pin", "Pinned", "idle", "solid", "a pin", "It does not run: its output is held as it is.", is_mark=True),
    State("missing", "Not installed", "idle", "dashed", "a hatched body", "Its extension is missing.", is_mark=True),
)

BY_WORD = {state.word: state for state in TABLE}


def state_for(word: str) -> State:
    """The entry of a word; an unknown word counts as idle."""
    return BY_WORD.get(word, BY_WORD["idle"])
