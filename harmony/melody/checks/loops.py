"""Cycles, back wires, and the regions that these run again (18 to 20 of the fine points)."""

from __future__ import annotations

from harmony.melody.checks.part import Part
from harmony.melody.wires import WireEnd


def check_loops(part: Part) -> None:
    """Cycles and back wires of a part."""
    for cycle in part.graph.cycles():
        _report_cycle(part, cycle)
    regions: list[tuple[WireEnd, set[str]]] = []
    for name, wires in part.wires.items():
        for wire in wires:
            if wire.max is not None and not wire.back:
                path = part.at(name, *wire.field, "max")
                part.report.add("back.max", path, "`max` bounds a back wire", "Add `back: true`, or delete `max`")
            if wire.back and wire.source in part.nodes:
                region = _check_back(part, wire)
                if region:
                    regions.append((wire, region))
    _check_regions(part, regions)


def _report_cycle(part: Part, cycle: list[str]) -> None:
    shown = " -> ".join([*cycle, cycle[0]])
    closing = next(w for w in part.wires[cycle[0]] if w.source == cycle[-1] and not w.back)
    hint = (
        f"Take one of these wires away, or let one go back: `{{from: {closing.ref}, back: true, max: 3}}`; "
        "flow.repeat plays a part again too"
    )
    part.report.add(
        "graph.cycle", part.at(cycle[0], *closing.field), f"these nodes wait for one another: {shown}", hint
    )


def _check_back(part: Part, wire: WireEnd) -> set[str]:
    """One back wire; gives its region, empty if it has none."""
    path = part.at(wire.target, *wire.field)
    if wire.max is None:
        message = f"the back wire from `{wire.ref}` has no bound"
        part.report.add("back.bound", path, message, "Say how often it may be taken at most: `max: 3`")
    region = part.graph.region(wire)
    if not region:
        message = f"the wire from `{wire.ref}` does not go back: `{wire.source}` does not follow `{wire.target}`"
        part.report.add("back.forward", path, message, "Write it as a plain wire")
    return region


def _check_regions(part: Part, regions: list[tuple[WireEnd, set[str]]]) -> None:
    """Regions nest or have nothing in common."""
    for index, (wire, region) in enumerate(regions):
        for other_wire, other in regions[:index]:
            if region & other and not (region <= other or other <= region):
                common = ", ".join(f"`{n}`" for n in sorted(region & other))
                message = (
                    f"the loops of the back wires `{other_wire.source}` -> `{other_wire.target}` and "
                    f"`{wire.source}` -> `{wire.target}` overlap in {common}"
                )
                hint = "Let one lie wholly inside the other, or apart; or play one as the body of flow.repeat"
                part.report.add("back.overlap", part.at(wire.target, *wire.field), message, hint)
