"""Two runs beside each other, as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harmony.app.compare import Brief, Comparison, Difference
    from harmony.store import RunRow

SHOWN = 50


def table(a: RunRow, b: RunRow, found: Comparison) -> list[str]:
    """Where two runs part, then a line for each node that differs."""
    lines = [f"A  {a.id}  {a.status:<9}  {a.name}", f"B  {b.id}  {b.status:<9}  {b.name}"]
    if found.melody:
        lines.append("The Melody has been edited between them.")
    if found.inputs:
        lines.append(f"They were given other values for {', '.join(f'“{n}”' for n in found.inputs)}.")
    same = f"{found.same:,} {'is' if found.same == 1 else 'are'} the same"
    if not found.differences:
        return [*lines, f"No node differs; {same}."]
    if found.first is not None:
        lines.append(f"They part at `{_key(found.first)}`: {said(found.first)}.")
    names = [_key(d) for d in found.differences[:SHOWN]]
    width = min(48, max(map(len, names)))
    lines.append(f"  {'node':<{width}}  {'A':<18}  {'B':<18}  differs in")
    for name, difference in zip(names, found.differences, strict=False):
        what = ", ".join([w for w in difference.what if w != "outputs"] + [f"output {p}" for p in difference.ports])
        lines.append(f"  {name:<{width}}  {_stood(difference.a):<18}  {_stood(difference.b):<18}  {what}")
    more = len(found.differences) - len(names)
    lines += [f"  … and {more:,} more (--json has them all)"] if more > 0 else []
    count = len(found.differences)
    return [*lines, f"{count:,} differ{'s' if count == 1 else ''}, {same}."]


def said(difference: Difference) -> str:
    """A difference in words."""
    a, b = difference.a, difference.b
    if a is None or b is None:
        return f"only {'B' if a is None else 'A'} has it"
    if a.state != b.state or (a.state == "skipped" and a.text != b.text):
        return f"{_full(a)} in A, {_full(b)} in B"
    if difference.ports:
        ports = ", ".join(f"`{p}`" for p in difference.ports)
        return f"its output {ports} differs" if len(difference.ports) == 1 else f"its outputs {ports} differ"
    return f"{a.attempts} attempts in A, {b.attempts} in B"


def _full(brief: Brief) -> str:
    return f"{brief.state} ({brief.text})" if brief.text else brief.state


def _key(difference: Difference) -> str:
    return f"{difference.node}@{difference.pass_}" if difference.pass_ else difference.node


def _stood(brief: Brief | None) -> str:
    if brief is None:
        return "–"
    return f"{brief.state} {brief.seconds:.2f} s" if brief.seconds is not None else brief.state
