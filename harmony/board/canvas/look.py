"""The look of a card: everything its picture depends on, as one hashable value.

Two cards that look alike share one picture; a card whose look has not changed is not drawn
again. Made from the document, painted by `picture`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from harmony.board.canvas.plan import Card
from harmony.board.canvas.scope import Scope, split
from harmony.board.canvas.states import state_for
from harmony.board.document import Document
from harmony.board.tracks import NodeState
from harmony.board.wording import short
from harmony.melody.model import Node
from harmony.sdk.manifest import NodeType, Port

PROGRESS_STEPS = 40

PortLook = tuple[str, str]
"""Label and type of a port."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a card's picture shows.

    Attributes:
        kind: instrument, operator, flow, addon or io: the colour of the icon tile.
        state: word of the run's state; `idle` without a run.
        progress: steps of PROGRESS_STEPS while it says how far it is, else None.
        strip: words of the iterations of its body, some of them together; empty without more than one.
        picked: cell of the strip that is looked at; -1 for none.
        lens: colour that a lens gives the border; empty for that of the state.
        marks: any of disabled, bypass, pin, missing, problem, edited (since the run that is shown), conflict.
    """

    role: str
    width: int
    height: int
    title: str
    subtitle: str
    icon: str
    kind: str
    inputs: tuple[PortLook, ...] = ()
    outputs: tuple[PortLook, ...] = ()
    state: str = "idle"
    progress: int | None = None
    attempts: int = 0
    footer: str = ""
    quality: str = ""
    marks: frozenset[str] = frozenset()
    lens: str = ""
    strip: tuple[str, ...] = ()
    picked: int = -1

    @property
    def is_faint(self) -> bool:
        """True if the card is drawn at half strength, so that what lies behind shows."""
        return self.state == "skipped" or "disabled" in self.marks

    @property
    def rim(self) -> Look:
        """What its border, badge and ports depend on: cards of one type and state have it in common."""
        inputs, outputs = (tuple(("", type_name) for _label, type_name in side) for side in (self.inputs, self.outputs))
        return replace(
            self,
            **dict.fromkeys(("title", "subtitle", "icon", "kind", "footer", "quality"), ""),  # type: ignore[arg-type]
            inputs=inputs,
            outputs=outputs,
            strip=(),
            picked=-1,
        )

    @property
    def at_rest(self) -> Look:
        """The same card without anything that a run changes."""
        return replace(
            self, state="idle", progress=None, attempts=0, footer="", quality="", lens="", strip=(), picked=-1
        )


def look_of(document: Document, scope: Scope, card: Card, problems: frozenset[str] = frozenset()) -> Look:
    """The look that a card has now.

    Args:
        document: the open Melody.
        scope: the part of it that is shown.
        card: the card.
        problems: paths of nodes that a check has found an error in.
    """
    role, name = split(card.id)
    if role != "node":
        return _io_look(document, scope, card, name)
    path = scope.key(card.id)
    node = document.node(path)
    if node is None:
        return Look("node", card.width, card.height, card.id, "", "", "operator")
    kind, state = document.type_of(path), document.state(path)
    strip, picked, words = _strip(document, path) if node.body is not None else ((), -1, "")
    return Look(
        role="node",
        width=card.width,
        height=card.height,
        title=document.title_of(path),
        subtitle=kind.id if kind else node.use,
        icon=kind.icon if kind else "puzzle-remove-outline",
        kind=kind.kind if kind else "operator",
        inputs=_ports(card.inputs),
        outputs=_ports(card.outputs),
        state=state.word,
        progress=None if state.progress is None else round(state.progress * PROGRESS_STEPS),
        attempts=state.attempts,
        footer=words or state.summary or _words(node, kind, state),
        quality="" if state.quality is None else f"{state.quality:.2f}",
        marks=_marks(node, kind, state, path in problems),
        strip=strip,
        picked=picked,
    )


def _strip(document: Document, path: str) -> tuple[tuple[str, ...], int, str]:
    """The cells of a node's iterations, the one that is looked at, and words for it."""
    playing = document.playing
    strip = playing.strips.get(path) if playing is not None else None
    if playing is None or strip is None or strip.count < 2:
        return (), -1, ""
    chosen = playing.chosen[1] if playing.chosen is not None and playing.chosen[0] == path else -1
    words = f"pass {chosen + 1} of {strip.count}" if chosen >= 0 else ""
    return strip.words(), chosen // strip.width if chosen >= 0 else -1, words


def _io_look(document: Document, scope: Scope, card: Card, name: str) -> Look:
    is_input = card.role == "input"
    if is_input:
        one = scope.inputs(document.melody).get(name)
        words = "" if one is None else (card.outputs[0].type if one.is_required else f"{short(one.default, 24)}")
    else:
        words = scope.outputs(document.melody).get(name, "")
    return Look(
        card.role,
        card.width,
        card.height,
        title=name,
        subtitle=words or ("input" if is_input else "output"),
        icon="arrow-right-bold-box-outline" if is_input else "flag-checkered",
        kind="io",
        inputs=tuple(("", p.type) for p in card.inputs),
        outputs=tuple(("", p.type) for p in card.outputs),
    )


def _ports(ports: tuple[Port, ...]) -> tuple[PortLook, ...]:
    return tuple((p.name, p.type) for p in ports)


def _words(node: Node, kind: NodeType | None, state: NodeState) -> str:
    """Before a run the footer says what the card's look means, or what is special about the node."""
    if state.word != "idle":
        return ""
    held = {"disabled": not node.enabled, "missing": kind is None, "pin": bool(node.pin), "bypass": node.bypass}
    word = next((w for w, holds in held.items() if holds), "")
    return state_for(word).label if word else _hint(node)


def _hint(node: Node) -> str:
    """Before a run the footer shows what is special about the node: its first setting."""
    if node.when is not None:
        return f"when {short(node.when, 60)}"
    for name, value in node.with_.items():
        if isinstance(value, Mapping | tuple):
            return f"{name}: {len(value)} {'entry' if len(value) == 1 else 'entries'}"
        return f"{name}: {short(value, 60)}"
    return ""


def _marks(node: Node, kind: NodeType | None, state: NodeState, has_problem: bool) -> frozenset[str]:
    marks = {
        "disabled": not node.enabled,
        "bypass": node.bypass,
        "pin": bool(node.pin),
        "missing": kind is None,
        "problem": has_problem and state.word == "idle",
    }
    return frozenset(name for name, holds in marks.items() if holds)
