"""From rules to SQL conditions; each is true for a row that keeps it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harmony.sdk import StepFailed
from harmony.sdk.parquet import name, quote

_KEYS = ("column", "min", "max", "not_null", "unique", "pattern", "one_of", "expression")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A condition.

    Attributes:
        sql: true where a row keeps it; never null.
        text: how a person says it (`amount ≥ 0`).
        column_sql: the column it is about, quoted; empty for an expression.
    """

    sql: str
    text: str
    column_sql: str = ""


def compiled(rule: Mapping[str, Any], types: Mapping[str, str], number: int) -> list[Wanted]:
    """The conditions of one rule.

    Args:
        rule: as the Melody has it.
        types: the table's columns and their SQL types.
        number: of the rule, from 1, for messages.

    Raises:
        StepFailed: a key or a column is unknown, or the rule says nothing.
    """
    for key in rule:
        if key not in _KEYS:
            raise _refused(f"Rule {number} has an unknown key `{key}`{_near(key, _KEYS)}.")
    found = []
    if "expression" in rule:
        found.append(Wanted(f"coalesce(({rule['expression']}), true)", str(rule["expression"])))
    column = rule.get("column")
    if column is not None:
        if column not in types:
            known = ", ".join(types)
            raise _refused(f"Rule {number}: there is no column `{column}`{_near(column, types)}; there is {known}.")
        found += _of_column(rule, column, types[column])
    if not found:
        raise _refused(f"Rule {number} asks for nothing: give a `column` with a condition, or an `expression`.")
    return found


def _of_column(rule: Mapping[str, Any], column: str, kind: str) -> list[Wanted]:
    """The conditions on one column; an empty cell keeps all but `not_null`."""
    cell = name(column)
    found = []
    if rule.get("not_null"):
        found.append(Wanted(f"{cell} IS NOT NULL", f"{column} is not empty", cell))
    if rule.get("min") is not None:
        found.append(Wanted(_bound(cell, kind, ">=", rule["min"]), f"{column} ≥ {rule['min']}", cell))
    if rule.get("max") is not None:
        found.append(Wanted(_bound(cell, kind, "<=", rule["max"]), f"{column} ≤ {rule['max']}", cell))
    if rule.get("unique"):
        first = f"row_number() OVER (PARTITION BY {cell} ORDER BY harmony_row) = 1"
        found.append(Wanted(f"{cell} IS NULL OR {first}", f"{column} is unique", cell))
    if rule.get("pattern") is not None:
        sql = f"{cell} IS NULL OR regexp_matches(CAST({cell} AS VARCHAR), {quote(rule['pattern'])})"
        found.append(Wanted(sql, f"{column} matches {rule['pattern']}", cell))
    if rule.get("one_of") is not None:
        options = ", ".join(quote(_text(option)) for option in rule["one_of"]) or "NULL"
        sql = f"{cell} IS NULL OR coalesce(CAST({cell} AS VARCHAR) IN ({options}), false)"
        found.append(Wanted(sql, f"{column} is one of {', '.join(map(_text, rule['one_of']))}", cell))
    return found


def _bound(cell: str, kind: str, sign: str, bound: float | str) -> str:
    """A comparison; a text in a column that should be a number breaks the rule."""
    if isinstance(bound, str):
        wanted = kind if kind != "VARCHAR" else "VARCHAR"
        return f"{cell} IS NULL OR {cell} {sign} CAST({quote(bound)} AS {wanted})"
    return f"{cell} IS NULL OR coalesce(TRY_CAST({cell} AS DOUBLE) {sign} {bound!r}, false)"


def _text(option: Any) -> str:
    """An allowed value as the database writes it."""
    return str(option).lower() if isinstance(option, bool) else str(option)


def _near(word: str, options: Any) -> str:
    close = difflib.get_close_matches(word, list(options), n=1)
    return f", did you mean `{close[0]}`?" if close else ""


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
