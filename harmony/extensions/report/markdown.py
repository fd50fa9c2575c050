"""report.markdown: a Markdown file that reads well as it stands."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from harmony.sdk import Context, File, Out, Param, node

from .blocks import Bars, Block, Grid, Heading, Picture, Prose, Tiles, from_inputs, from_template
from .figures import cell, is_number, label, number
from .html import file_name

Text = Annotated[str, Param(format="template")]
_BAR = 24


@node(title="Markdown report", icon="fa6b.markdown", effects="none", idempotent=True)
def markdown(
    *, ctx: Context, title: Text = "Report", template: Text = "", charts: Literal["auto", "none"] = "auto", **parts: Any
) -> Annotated[File, Out("report")]:
    """Values → Markdown.

    Args:
        title: The report's title.
        template: Markdown; [[table NAME]] and [[chart NAME label=COLUMN value=COLUMN]] show an input port.
            Without it, every input gets a section.
        charts: Without a template: auto draws tables that have a column of names and one of numbers.

    Returns:
        The report, one file.
    """
    blocks = from_template(template, parts) if template.strip() else from_inputs(parts, charts=charts == "auto")
    text = "\n\n".join(part for part in (f"# {title}", *map(_block, blocks)) if part)
    path = ctx.folder / "report.md"
    path.write_text(text + "\n", encoding="utf-8", newline="")
    return File(path, file_name(title, ".md"))


def _block(block: Block) -> str:
    """One block as Markdown."""
    match block:
        case Heading(text):
            return f"## {text}"
        case Prose(text):
            return text.strip("\n")
        case Tiles(items):
            return "\n".join(f"- {name}: **{cell(value) or '–'}**" for name, value in items)
        case Bars():
            return _bars(block)
        case Picture(file):
            return f"![{file.name}]({file.path.as_posix()})"
        case Grid():
            return _grid(block)


def _grid(grid: Grid) -> str:
    """A table; numbers stand to the right."""
    if not grid.rows:
        return "*No rows.*"
    numeric = {c for c in grid.columns if all(r.get(c) is None or is_number(r.get(c)) for r in grid.rows)}
    table = _table(
        [label(c) for c in grid.columns],
        [[cell(row.get(c)) for c in grid.columns] for row in grid.rows],
        [c in numeric for c in grid.columns],
    )
    more = "" if len(grid.rows) == grid.total else f"\n\n*The first {len(grid.rows):,} of {grid.total:,} rows.*"
    return table + more


def _bars(chart: Bars) -> str:
    """A chart as a table with bars of text."""
    most = max((abs(length) for _, length in chart.bars), default=0) or 1
    rows = [[name, number(length), "█" * max(1, round(_BAR * abs(length) / most))] for name, length in chart.bars]
    return f"**{chart.title}**\n\n" + _table(["", "", ""], rows, [False, True, False])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    lines = [head, ["---:" if one else "---" for one in right], *rows]
    return "\n".join("| " + " | ".join(_escaped(part) for part in line) + " |" for line in lines)


def _escaped(text: str) -> str:
    """A cell's text on one line, without what would end the cell."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace(os.linesep, " ").replace("\n", " ")
