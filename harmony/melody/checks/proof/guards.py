"""Loops that nothing ends, or whose guard does nothing.

A back wire without a bound and a repeat without `max` are errors that the other checks find.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.constants import constant
from harmony.melody.checks.proof.paths import Paths, is_type
from harmony.melody.checks.words import findings
from harmony.melody.interface import melody_file
from harmony.melody.model import Melody, Node
from harmony.melody.wires import WireEnd

CODE = "proof.loop"
MAX_FILES = 64
ALWAYS_DELIVER = frozenset(
    "data.set text.template csv.read json.read parquet.read table.write table.check sql.query files.list files.read "
    "files.write report.html report.markdown http.request shell.run".split()
)
"""Node types that deliver on every port whenever they complete: none of their ports ever skips."""


def prove_guards(part: Part, paths: Paths) -> None:
    """Repeats, growing lists, back wires, and Melodies that play themselves."""
    for name, node in part.nodes.items():
        if name in paths.dead:
            continue
        if is_type(node, "flow.repeat"):
            _check_repeat(part, name, node)
        elif is_type(node, "flow.each") and "grow" in node.with_ and "max_items" not in node.with_:
            message = "the list grows while it is played, and only the default of 10,000 items bounds it"
            hint = "Say how many items there may be, as in `max_items: 200`"
            part.report.add(CODE, part.at(name, "with", "grow"), message, hint, severity="note")
        elif is_type(node, "flow.melody"):
            _check_melody(part, name, node)
    for wire in part.graph.back:
        _check_back(part, wire)


def _check_repeat(part: Part, name: str, node: Node) -> None:
    until, most = node.with_.get("until"), node.with_.get("max")
    if until is None:
        if most is not None:
            message = f"there is no `until`: the body is always played {most} times"
            part.report.add(CODE, part.at(name, "with"), message, "Add `until: EXPRESSION`", severity="note")
        return
    known = constant(part.shared.expressions, until)
    path = part.at(name, "with", "until")
    if known is not None:
        said = "always holds: the body is played once" if known else "never holds: only `max` ends the loop"
        part.report.add(CODE, path, f"`until` {said}", "Write a condition over the outputs", severity="warning")
    elif isinstance(until, str) and _stands_still(part, name, node, until):
        message = "`until` looks at nothing that a pass changes: it holds after the first one or never"
        outputs = ", ".join(f"`{o}`" for o in (node.body.outputs if node.body else {})) or "add some"
        part.report.add(CODE, path, message, f"Look at the body's outputs: {outputs}", severity="warning")


def _stands_still(part: Part, name: str, node: Node, until: str) -> bool:
    """True if a condition sees the node's own ports and the Melody's inputs alone."""
    error, looked = findings(part.shared.expressions, until, is_bare=True)
    outputs = node.body.outputs if node.body else {}
    ports = {p.name for p in part.ports(name).inputs} - set(outputs)
    return error is None and all(look_up[0] == "inputs" or look_up[0] in ports for look_up in looked)


def _check_back(part: Part, wire: WireEnd) -> None:
    """A loop is left when the wire's port skips; where nothing can make it skip, it fails at its bound."""
    region = part.graph.region(wire)
    if not region or wire.max is None:
        return
    path = part.at(wire.target, *wire.field)
    if all(_always_delivers(part.nodes[n]) for n in part.graph.upstream(wire.source) | {wire.source}):
        message = (
            f"nothing ends this loop: `{wire.ref}` always delivers, so the wire is taken {wire.max} "
            f"times and then fails `{wire.target}`"
        )
        hint = "Send it back from a port that skips when all is well: put a flow.switch before it"
        part.report.add(CODE, path, message, hint, severity="warning")


def _always_delivers(node: Node) -> bool:
    """True if nothing but a failure of the run keeps a node from delivering, once all before it has."""
    is_plain = node.when is None and node.enabled and not node.bypass and node.pin is None and not node.cancels
    is_strict = node.importance == "essential" and node.on_error in (None, "fail", "pause") and node.quality is None
    return is_plain and is_strict and node.join == "all" and is_type(node, *ALWAYS_DELIVER)


def _check_melody(part: Part, name: str, node: Node) -> None:
    """A Melody that plays itself without a condition goes on until it fails, 64 deep."""
    text, shared = melody_file(node), part.shared
    if text is None or shared.base is None or not shared.report.file:
        return
    own = Path(shared.report.file).name
    if _leads_to(part, str(PurePath(text)), own, set()) and not _is_conditional(part, name):
        message = f"`{text}` plays this Melody again, and nothing ends that: it fails 64 Melodies deep"
        hint = "Play it only when there is something left to do: add `when`"
        part.report.add(CODE, part.at(name, "with", "melody"), message, hint, severity="warning")


def _is_conditional(part: Part, name: str) -> bool:
    """True if a node, or one that it follows, is played only in some runs."""
    upstream = part.graph.upstream(name) | {name}
    return any(part.nodes[n].when is not None or _chooses(part.nodes[n]) for n in upstream) or bool(part.path)


def _chooses(node: Node) -> bool:
    return (
        is_type(node, "flow.switch", "flow.approve", "flow.wait", "flow.stop", "flow.fail") or node.on_error == "route"
    )


def _leads_to(part: Part, text: str, own: str, seen: set[str]) -> bool:
    """True if a file is the Melody at hand, or plays it at its top level without a condition."""
    if text == own:
        return True
    if text in seen or len(seen) >= MAX_FILES or PurePath(text).is_absolute():
        return False
    seen.add(text)
    inner = part.shared.open_melody(text)
    return inner is not None and any(
        _leads_to(part, str(PurePath(text).parent / file), own, seen) for file in _unconditional(inner)
    )


def _unconditional(melody: Melody) -> list[str]:
    """The files that a Melody plays whatever happens."""
    nodes = melody.nodes.values()
    if any(n.when is not None or _chooses(n) for n in nodes):
        return []
    files = (melody_file(n) for n in nodes if is_type(n, "flow.melody") and n.enabled)
    return [f for f in files if f is not None and "{{" not in f]
