"""How values are written inside a longer text: text as it is, numbers plain, the rest as JSON,
tables as Markdown; never Python's repr.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

Spend = Callable[[int], None]


class Rows(list[Any]):
    """The rows of a table, as expressions see them: a list that is written as Markdown."""


def spell(value: Any, spend: Spend) -> str:
    """A value inside a longer text.

    Args:
        value: plain data.
        spend: called with sizes before something that large is made.
    """
    if isinstance(value, str):
        return value if type(value) is str else str.__str__(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Rows):
        return markdown(value, spend, 50)
    return spell_json(value, spend, 2)


def spell_json(value: Any, spend: Spend, indent: int | None = None) -> str:
    """A value as JSON."""
    spend(_weight(value, indent or 0, 1))
    return json.dumps(value, ensure_ascii=False, indent=indent, default=_other)


def _weight(value: Any, indent: int, depth: int) -> int:
    """About how long the JSON of a value is."""
    if isinstance(value, str):
        return len(value) + 2
    lead = indent * depth + 2
    if isinstance(value, Mapping):
        return sum(len(str(k)) + 4 + lead + _weight(v, indent, depth + 1) for k, v in value.items()) + 2
    if isinstance(value, list | tuple):
        return sum(lead + _weight(v, indent, depth + 1) for v in value) + 2
    return 8


def _other(value: Any) -> Any:
    """What databases give beside plain data."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__iter__"):
        return list(value)
    return str(value)


def markdown(value: Any, spend: Spend, limit: int) -> str:
    """A list of objects as a Markdown table of at most `limit` rows."""
    rows = list(value)
    shown = [row if isinstance(row, Mapping) else {"value": row} for row in rows[: max(limit, 0)]]
    columns = list(dict.fromkeys(name for row in shown for name in row))
    if not columns:
        return "(no rows)"
    lines = ["| " + " | ".join(_cell(c, spend) for c in columns) + " |", "|" + " --- |" * len(columns)]
    for row in shown:
        cells = [_cell(row.get(name, ""), spend) for name in columns]
        spend(sum(map(len, cells)) + 3 * len(cells) + 2)
        lines.append("| " + " | ".join(cells) + " |")
    if len(rows) > len(shown):
        lines.append(f"\n… and {len(rows) - len(shown):,} more rows")
    return "\n".join(lines)


def _cell(value: Any, spend: Spend) -> str:
    if value is None:
        return ""
    plain = isinstance(value, str | int | float)
    if not plain and not isinstance(value, Mapping | list | tuple):
        value = _other(value)
    text = spell(value, spend) if isinstance(value, str | int | float) else spell_json(value, spend)
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "").replace("\n", "<br>")


def called(value: Any) -> str:
    """What a person would call a value."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return f"the truth {str(value).lower()}"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text “{value}”" if len(value) <= 40 else "a text"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else "a value"
