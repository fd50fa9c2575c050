"""`harmony show`: a Melody as text for the terminal, or as a Mermaid diagram."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from harmony.melody.model import Melody


def show(
    file: Path,
    *,
    mermaid: Annotated[bool, Parameter(negative="")] = False,
    svg: Path | None = None,
    png: Path | None = None,
    light: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Show what a Melody asks for, does and gives.

    Parameters
    ----------
    file
        The Melody.
    mermaid
        Print a Mermaid diagram instead.
    svg
        Write the canvas as an SVG picture to this file instead.
    png
        Write the canvas as a PNG picture to this file instead.
    light
        Pictures in the light theme.
    """
    from harmony.cli.files import read_melody

    melody = read_melody(file)
    pictures = [path for path in (svg, png) if path is not None]
    if pictures:
        from harmony.board.snapshot import write_pictures  # Qt: only when a picture is wanted

        write_pictures(file, pictures, "light" if light else "dark")
        return 0
    print(diagram(melody) if mermaid else "\n".join(outline(melody)))
    return 0


def outline(melody: Melody) -> list[str]:
    """Inputs, nodes in an order in which they can run, and outputs."""
    from harmony.melody.graph import order
    from harmony.melody.wires import wires_into

    lines = [melody.name + (f"  {melody.version}" if melody.version else "")]
    lines += [f"  {melody.description.strip()}"] if melody.description else []
    for name, spec in melody.inputs.items():
        default = "" if spec.is_required else f" = {spec.default!r}"
        lines.append(f"  in   {name}: {spec.type}{default}  {spec.description}".rstrip())
    for node_id in order(melody.nodes):
        node = melody.nodes[node_id]
        sources = dict.fromkeys(w.source for w in wires_into(node_id, node))
        after = f"  <- {', '.join(sources)}" if sources else ""
        lines.append(f"  node {node_id}: {node.use}{after}" + (f"  “{node.title}”" if node.title else ""))
        if node.body is not None:
            lines += [f"         {inner}: {n.use}" for inner, n in node.body.nodes.items()]
    lines += [f"  out  {name}: {ref}" for name, ref in melody.outputs.items()]
    return lines


def diagram(melody: Melody) -> str:
    """The Melody as a Mermaid flow chart."""
    from harmony.melody.wires import wires_into

    lines = ["flowchart LR"]
    for node_id, node in melody.nodes.items():
        label = (node.title or node_id).replace('"', "#quot;")
        lines.append(f'    {node_id}["{label}<br/><small>{node.use.split("@")[0]}</small>"]')
    for node_id, node in melody.nodes.items():
        for wire in wires_into(node_id, node):
            if wire.source in melody.nodes:
                port = f"|{wire.source_port}|" if wire.source_port else ""
                lines.append(f"    {wire.source} {'-.->' if wire.back else '-->'}{port} {node_id}")
    return "\n".join(lines)
