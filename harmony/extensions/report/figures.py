"""Numbers and cells as people read them."""

from __future__ import annotations

import json
import math
from typing import Any


def number(value: float) -> str:
    """`12,345`, `0.125`, `1,234.5`: thousands apart, three decimals at most."""
    if isinstance(value, int) or (math.isfinite(value) and value == int(value) and abs(value) < 1e15):
        return f"{int(value):,}"
    if not math.isfinite(value) or not 1e-3 <= abs(value) < 1e15:
        return f"{value:.3g}"
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def cell(value: Any) -> str:
    """A value in a table: empty for None, yes or no for a truth, JSON for what has parts."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def is_number(value: Any) -> bool:
    """True for a number that can be drawn; a truth is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def label(name: str) -> str:
    """A port's or column's name as a heading: `largest_functions` is `Largest functions`."""
    text = name.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:]
