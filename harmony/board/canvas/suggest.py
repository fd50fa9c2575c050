"""Which node types the menu offers, best first.

Ranked by how well the text fits, then by how well the ports fit what is being wired, then by
what usually follows here and what is used most. Pure: knows nothing of Qt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from harmony.board.canvas.match import PortRef, Side
from harmony.board.canvas.plan import Plan
from harmony.board.habits import NO_HABITS, Habits
from harmony.melody.model import Melody
from harmony.sdk.manifest import NodeType, Port
from harmony.sdk.types import converts, fits


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the new node is to be wired to.

    Attributes:
        type: data type of the port that is there.
        side: `in` if the new node's input is wanted, `out` if its output is.
        neighbour: node type of the card that the wire comes from.
    """

    type: str
    side: Side
    neighbour: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A node type that may be added, and its port for the wire that waits."""

    type: NodeType
    port: str = ""
    score: float = 0.0


def habits_of(plan: Plan, melody: Melody) -> Habits:
    """Count the node types and the wires between them."""
    types = {name: node.use.partition("@")[0] for name, node in plan.scope.nodes(melody).items()}
    pairs = Counter(
        (types[k.source], types[k.target]) for k in plan.links.values() if k.source in types and k.target in types
    )
    return Habits(Counter(types.values()), pairs)


def suggest(
    types: Iterable[NodeType],
    text: str,
    habits: Habits,
    wanted: Wanted | None = None,
    elsewhere: Habits = NO_HABITS,
) -> list[Suggestion]:
    """The node types that fit a text and a wire, best first; all of them for no text and no wire.

    Args:
        types: what there is, in the order of the palette.
        text: what was typed.
        habits: of the Melody that is open.
        wanted: what a wire that waits wants.
        elsewhere: habits of all Melodies.
    """
    found = []
    most_used = max(elsewhere.used.values(), default=0)
    pairs = [count for pair, count in elsewhere.follows.items() if wanted and pair[_known(wanted)] == wanted.neighbour]
    for order, one in enumerate(types):
        by_text = text_score(one, text)
        port = _fitting(one, wanted) if wanted else ("", 0.0)
        if by_text is None or port is None:
            continue
        habit = _habit(habits.used.get(one.id, 0), elsewhere.used.get(one.id, 0), most_used) * 0.2
        if wanted is not None:
            pair = (wanted.neighbour, one.id) if wanted.side == "in" else (one.id, wanted.neighbour)
            habit += _habit(habits.follows.get(pair, 0), elsewhere.follows.get(pair, 0), max(pairs, default=0)) * 0.6
        score = by_text * 10 + port[1] + habit - order * 0.001
        found.append(Suggestion(one, port[0], score))
    return sorted(found, key=lambda s: -s.score)


def _known(wanted: Wanted) -> int:
    """Which of a pair is there already."""
    return 0 if wanted.side == "in" else 1


def _habit(here: int, elsewhere: int, most: int) -> float:
    """What counts are worth: up to 5 for those of this Melody, up to 3 for the share of the most usual elsewhere."""
    return min(here, 5) + (3 * elsewhere / most if most else 0)


def text_score(one: NodeType, text: str) -> float | None:
    """How well a node type fits a text: 0 to 1 for each word; None if a word is not found."""
    total = 0.0
    fields = (
        (one.title.lower(), 1.0),
        (one.id.lower(), 0.9),
        (" ".join(one.aliases).lower(), 0.7),
        (one.help.lower(), 0.3),
    )
    for word in text.lower().split():
        best = max(_word_score(word, field) * weight for field, weight in fields)
        if best == 0:
            return None
        total += best
    return total


def _word_score(word: str, field: str) -> float:
    if field == word:
        return 1.2
    if field.startswith(word):
        return 1.0
    if any(part.startswith(word) for part in field.replace(".", " ").replace("_", " ").split()):
        return 0.8
    if word in field:
        return 0.5
    return 0.25 if len(word) > 2 and _is_sparse(word, field) else 0.0


def _is_sparse(word: str, field: str) -> bool:
    """True if the letters occur in order: `rcsv` finds `read csv`."""
    letters = iter(field)
    return all(letter in letters for letter in word)


def _fitting(one: NodeType, wanted: Wanted) -> tuple[str, float] | None:
    """The best port of a node type for a wire, with what it is worth; None if none fits."""
    ports: tuple[Port, ...] = one.inputs if wanted.side == "in" else one.outputs
    best: tuple[float, str] | None = None
    for row, port in enumerate(ports):
        given, asked = (wanted.type, port.type) if wanted.side == "in" else (port.type, wanted.type)
        if fits(given, asked):
            worth = (3.0 if given == asked else 1.0 if converts(given, asked) else 1.5) - row * 0.1
            best = max(best or (worth, port.name), (worth, port.name), key=lambda b: b[0])
    if best is not None:
        return best[1], best[0]
    if wanted.side == "in" and one.open_inputs:
        return "value", 0.8
    return None


def wanted_by(plan: Plan, start: PortRef, melody: Melody) -> Wanted:
    """What a wire that is held at `start` wants at its other end."""
    card = plan.cards[start.card]
    port = (card.inputs if start.side == "in" else card.outputs)[start.row]
    node = plan.scope.nodes(melody).get(start.card)
    neighbour = node.use.partition("@")[0] if node else ""
    return Wanted(port.type, "in" if start.side == "out" else "out", neighbour)
