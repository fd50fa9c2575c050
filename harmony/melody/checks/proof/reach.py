"""Nodes and cases that are never played."""

from __future__ import annotations

from collections.abc import Sequence

from harmony.melody.checks.part import Part
from harmony.melody.checks.proof.paths import Dead, Paths
from harmony.melody.wires import parse_ref

CODE = "proof.unreachable"


def prove_reach(part: Part, paths: Paths) -> None:
    """Each cause once, with all that is never played because of it."""
    for name, cases in paths.cases.items():
        for index, why in cases.items():
            _report_case(part, paths, name, index, why)
    for name, dead in paths.dead.items():
        if dead.kind == "when":
            behind = _behind(part, paths, name)
            message = f"`when` is never true: `{name}` is never played{behind}"
            hint = "Delete it or change the condition; a node is switched off for a while by `enabled: false`"
            part.report.add(CODE, part.at(name, "when"), message, hint, severity="warning")
        elif dead.kind == "disabled" and (name, "") in paths.behind:
            message = f"`{name}` is disabled{_behind(part, paths, name)}"
            hint = "Bypass it (`bypass: true`) or pin its output, and they are played"
            part.report.add(CODE, part.at(name, "enabled"), message, hint, severity="warning")
    _report_wires(part, paths)


def _report_case(part: Part, paths: Paths, name: str, index: int, why: str) -> None:
    node = part.nodes[name]
    cases = node.with_["cases"]
    field = ("with", "else") if index < 0 else ("with", "cases", index)
    to = node.with_.get("else") if index < 0 else cases[index].get("to")
    others = [c.get("to") for i, c in enumerate(cases) if i not in paths.cases[name] and isinstance(c, dict)]
    behind = "" if to in others else _behind(part, paths, name, str(to))
    what = "`else`" if index < 0 else "this case"
    hint = "Put the narrower condition first" if "holds" in why and index >= 0 else "Change a condition, or delete it"
    part.report.add(CODE, part.at(name, *field), f"{what} is never chosen: {why}{behind}", hint, severity="warning")


def _report_wires(part: Part, paths: Paths) -> None:
    """Wires from ports that deliver nothing: not pinned, or behind the end of the run."""
    for name in part.nodes:
        for wire in paths.wires(name):
            found = paths.delivers(wire)
            if not isinstance(found, Dead) or found.root != wire.source:
                continue
            path = part.at(name, *wire.field)
            if found.kind == "pin":
                message = f"`{found.root}` is pinned without `{found.detail}`: nothing comes by this wire"
                hint = f"Pin it too: `pin: {{{found.detail}: …}}`"
                part.report.add(CODE, path, message, hint, severity="warning")
            elif found.kind == "end":
                message = f"`{found.root}` ends the run: `{name}` is never played after it"
                part.report.add(CODE, path, message, "Let it follow another node", severity="warning")


def _behind(part: Part, paths: Paths, root: str, detail: str = "") -> str:
    """`, and neither are a, b, which follow`, and outputs that stay empty."""
    names = paths.behind.get((root, detail), [])
    said = ""
    if names:
        said = f", and so {_list(names)} {'is' if len(names) == 1 else 'are'} never played either"
    dead = {root, *names} if not detail else set(names)
    empty = [name for name, ref in part.outputs.items() if parse_ref(ref)[0] in dead]
    if empty:
        said += f"; the output {_list(empty)} stays empty" if len(empty) == 1 else f"; {_list(empty)} stay empty"
    return said


def _list(names: Sequence[str]) -> str:
    shown = [f"`{n}`" for n in names[:5]]
    if len(names) > 5:
        return ", ".join(shown) + f" and {len(names) - 5} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
