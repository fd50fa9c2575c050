"""The HTML page: blocks as HTML, and the frame around them with styles and a script inside."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from .blocks import Bars, Block, Grid, Heading, Picture, Prose, Tiles
from .chart import svg
from .figures import cell, is_number, label
from .prose import to_html

_HERE = Path(__file__).parent
_SEARCH_FROM = 12


def page(title: str, blocks: Sequence[Block], *, is_html: bool = False) -> str:
    """The whole document.

    Args:
        title: shown on top and in the browser's tab.
        blocks: what is in it.
        is_html: prose is HTML and goes in as it is. Scripts in it do not run: the page allows its own alone.
    """
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    body = "\n".join(part for part in (_block(block, is_html=is_html) for block in blocks) if part)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _block(block: Block, *, is_html: bool) -> str:
    """One block as HTML."""
    match block:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Prose(text):
            return text if is_html else to_html(text)
        case Tiles(items):
            return '<dl class="tiles">' + "".join(_tile(name, value) for name, value in items) + "</dl>"
        case Bars():
            return svg(block)
        case Picture(file):
            return f'<img alt="{escape(file.name)}" src="{_data_url(file.path, file.name)}">'
        case Grid():
            return _table(block)


def _tile(name: str, value: Any) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{escape(cell(value)) or '–'}</dd></div>"


def _table(grid: Grid) -> str:
    """A table that the page's script can sort and search."""
    if not grid.rows:
        return '<p class="note">No rows.</p>'
    numeric = {c for c in grid.columns if all(r.get(c) is None or is_number(r.get(c)) for r in grid.rows)}
    kind = {c: ' class="number"' if c in numeric else "" for c in grid.columns}
    head = "".join(f'<th scope="col"{kind[c]}>{escape(label(c))}</th>' for c in grid.columns)
    rows = "".join(f"<tr>{''.join(_cell(row.get(c), kind[c]) for c in grid.columns)}</tr>\n" for row in grid.rows)
    shown = "" if len(grid.rows) == grid.total else f" The first {len(grid.rows):,} are shown."
    rows_word = "row" if grid.total == 1 else "rows"
    search = '<input type="search" placeholder="Search" aria-label="Search">' if grid.total >= _SEARCH_FROM else ""
    return (
        f'<div class="grid"><div class="bar"><span class="note">{grid.total:,} {rows_word}.{shown}</span>{search}</div>'
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table></div></div>'
    )


def _cell(value: Any, kind: str) -> str:
    """A cell; the value that sorting goes by stands beside what is shown."""
    by = f' data-by="{value}"' if is_number(value) else ""
    return f"<td{kind}{by}>{escape(cell(value))}</td>"


def _data_url(path: Path, name: str) -> str:
    kind = mimetypes.guess_type(name or path.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
