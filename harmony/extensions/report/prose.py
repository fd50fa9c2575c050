"""Markdown to HTML. HTML in Markdown is shown, not obeyed: values from anywhere may stand in it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def to_html(text: str) -> str:
    """Markdown as HTML; tables get the looks and the sorting of all tables."""
    made: str = _markdown().render(text)
    return made.replace("<table>", '<div class="scroll"><table>').replace("</table>", "</table></div>")


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
