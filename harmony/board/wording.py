"""How numbers, times, sizes and values are said to a person; pure text."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Any

_CODE = re.compile(r"`([^`\n]+)`")


def seconds(value: float) -> str:
    """A time span: `41 ms`, `1.08 s`, `2:05 min`, `1:02 h`."""
    if value < 0.9995:
        return f"{max(0, round(value * 1000))} ms"
    if value < 59.95:
        return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    return f"{minutes}:{rest:02} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02} h"


def count(value: int, one: str, many: str = "") -> str:
    """A number and its noun: `1 row`, `48,210 rows`."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def size(value: float) -> str:
    """A size in bytes: `812 B`, `4.1 KB`, `2.3 MB`."""
    for unit in ("B", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return ""


def plain(sentence: str) -> str:
    """A sentence with its code in quotation marks instead of backticks."""
    return _CODE.sub(r"“\1”", sentence)


def money(value: float) -> str:
    """Dollars: `$0.00004`, `$0.004`, `$1.20`."""
    if 0 < value < 0.001:
        return f"${value:.6f}".rstrip("0") if value >= 1e-6 else "less than $0.000001"
    return f"${value:.3f}".rstrip("0").ljust(5, "0") if 0 < value < 0.1 else f"${value:.2f}"


def state(word: str) -> str:
    """A state's word as a label."""
    return {"complete": "complete", "cached": "reused", "active": "active", "error": "failed"}.get(
        word, word.replace("_", " ")
    )


def short(value: Any, limit: int = 80) -> str:
    """A value on one line, cut to `limit` characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def has_value(artifact: Any) -> bool:
    """True if a reference carries its value with it (small plain ones do)."""
    return isinstance(artifact, dict) and "value" in artifact


def artifact(value: Any) -> str:
    """What an output is, in a few words: `6 rows`, `12 items`, `report.html`, `"fast"`."""
    if not isinstance(value, dict) or "hash" not in value:
        return short(value, 40)
    kind, rows = str(value.get("type", "")), value.get("rows")
    if value.get("name"):
        return str(value["name"])
    if rows is not None:
        return count(rows, "row") if kind == "table" else count(rows, "item")
    if has_value(value) and kind == "path":
        return PurePath(str(value["value"])).name
    if has_value(value) and kind in {"text", "number", "integer", "boolean"}:
        return short(value["value"], 40)
    return f"{kind} · {size(value.get('size', 0))}"


def summary_of(outputs: dict[str, Any], took: float | None, word: str = "complete") -> str:
    """The line under a node: what came out first and how long it took."""
    parts = ["reused"] if word == "cached" else []
    if outputs:
        parts.append(artifact(next(iter(outputs.values()))))
    if took is not None and word != "cached":
        parts.append(seconds(took))
    return " · ".join(parts)


def said(error: BaseException) -> str:
    """An error as one sentence; the first of its problems with it."""
    problems = getattr(error, "problems", ())
    text = str(error)
    first = f" {problems[0]}" if problems and str(problems[0]) not in text else ""
    return f"{text}{first}"
