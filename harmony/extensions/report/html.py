"""report.html: one HTML file that needs nothing else: no network, no fonts, no scripts from elsewhere."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from harmony.sdk import Context, File, Out, Param, node

from .blocks import from_inputs, from_template
from .page import page

Text = Annotated[str, Param(format="template")]


@node(title="HTML report", icon="fa6s.file-code", effects="none", idempotent=True)
def html(
    *, ctx: Context, title: Text = "Report", template: Text = "", charts: Literal["auto", "none"] = "auto", **parts: Any
) -> Annotated[File, Out("report")]:
    """Values → web page.

    Args:
        title: The report's title.
        template: Markdown or HTML; [[table NAME]] and [[chart NAME label=COLUMN value=COLUMN]] show an input port.
            Without it, every input gets a section.
        charts: Without a template: auto draws tables that have a column of names and one of numbers.

    Returns:
        The page, one file; tables can be sorted and searched, colours follow the reader's system.
    """
    blocks = from_template(template, parts) if template.strip() else from_inputs(parts, charts=charts == "auto")
    path = ctx.folder / "report.html"
    path.write_text(page(title, blocks, is_html=template.lstrip().startswith("<")), encoding="utf-8", newline="")
    return File(path, file_name(title, ".html"))


def file_name(title: str, suffix: str) -> str:
    """A title as a file name: `Code health, Q3` is `code-health-q3.html`."""
    return (re.sub(r"[^\w]+", "-", title.lower()).strip("-")[:60] or "report") + suffix
