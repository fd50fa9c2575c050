"""Checks what a Melody means: everything that can be known to be wrong before it is played.

The document has the right shape already (`load`); node types are given, so the checks know
nothing of the catalog. Each topic has its file in `checks`. What can be proved beyond that
(`checks.proof`) is told as warnings, and as notes where a proof is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from harmony.errors import MelodyError
from harmony.melody.checks.flow import check_flow
from harmony.melody.checks.loops import check_loops
from harmony.melody.checks.params import check_params
from harmony.melody.checks.part import Part, Report, Shared, Types, input_types
from harmony.melody.checks.policy import check_policies
from harmony.melody.checks.proof.excess import prove_worst_case
from harmony.melody.checks.proof.prove import prove
from harmony.melody.checks.proof.worst import CostOf
from harmony.melody.checks.top import check_inputs, check_top
from harmony.melody.checks.wiring import check_wires
from harmony.melody.checks.words import check_words
from harmony.melody.interface import ports
from harmony.melody.load import load, without_gc
from harmony.melody.model import Body, Melody, Node
from harmony.melody.places import Places
from harmony.melody.problems import Problem, ordered

__all__ = ["Types", "check", "opener"]


def check(
    melody: Melody,
    types: Types,
    places: Places | None = None,
    file: str = "",
    base: Path | None = None,
    *,
    proof: bool = True,
    notes: bool = False,
    cost_of: CostOf | None = None,
) -> list[Problem]:
    """Everything that is wrong with a Melody, in the order of the file.

    Args:
        melody: the document.
        types: the installed node types (a catalog).
        places: where its values stand (`Loaded.places`); without it problems have no line.
        file: named in problems.
        base: the Melody's folder; without it the files of `flow.melody` are not looked at.
        proof: also prove what can be proved without a run (`checks.proof`); it only warns, so what merely
            wants to play a Melody does without.
        notes: also give advice on what is not wrong (severity `note`).
        cost_of: declared costs of node types, for the worst case against the budget.
    """
    with without_gc():
        report = Report(places, file)
        shared = Shared(melody, types, report, base, opener(base))
        top = Part(shared, (), melody.nodes, input_types(melody.inputs), melody.outputs)
        check_top(top)
        parts = _check_part(top)
        if proof and not any(p.is_error for p in report.problems):
            for part in parts:
                prove(part)
            prove_worst_case(top, cost_of)
        return [p for p in ordered(report.problems) if notes or p.severity != "note"]


def _check_part(part: Part) -> list[Part]:
    """A part and all bodies in it; gives them, outer ones first."""
    check_policies(part)
    check_wires(part)
    check_loops(part)
    check_flow(part)
    check_params(part)
    check_words(part)
    parts = [part]
    for name, node in part.nodes.items():
        if node.body is not None:
            inner = _body(part, name, node, node.body)
            check_inputs(inner, node.body.inputs, inner.path)
            parts += _check_part(inner)
    return parts


def _body(part: Part, name: str, node: Node, body: Body) -> Part:
    """The part that a node's body is."""
    word = node.use.partition("@")[0]
    owner = ports(node, part.type(name), find=part.shared.find)
    seen = {p.name: p.type for p in owner.inputs if not (word == "flow.each" and p.name == "items")}
    seen |= input_types(body.inputs)
    extras, previous = part.extras, part.previous
    if word == "flow.each":
        extras |= {"item", "index"}
    elif word == "flow.repeat":
        extras |= {"iteration", "previous"}
        previous = frozenset(body.outputs)
    return Part(part.shared, part.at(name, "body"), body.nodes, seen, body.outputs, extras, previous)


def opener(base: Path | None) -> Callable[[str], Melody | None]:
    """Opens the files of `flow.melody` nodes, each once; None for what cannot be loaded."""
    opened: dict[str, Melody | None] = {}

    def open_melody(text: str) -> Melody | None:
        if base is None or "{{" in text:
            return None
        if text not in opened:
            opened[text] = _opened(base / text)
        return opened[text]

    return open_melody


_kept: dict[Path, tuple[tuple[int, int], Melody | None]] = {}
_MAX_KEPT = 256


def _opened(path: Path) -> Melody | None:
    """A file's Melody, kept until the file changes: the board checks after each edit."""
    try:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_size)
        kept = _kept.get(path)
        if kept is None or kept[0] != stamp:
            if len(_kept) >= _MAX_KEPT:
                _kept.clear()
            kept = _kept[path] = (stamp, load(path).melody)
    except (OSError, MelodyError):
        return None
    return kept[1]
