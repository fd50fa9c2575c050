"""table.check: sorts rows into valid and rejected by rules; its quality is the share that passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from harmony.sdk import Context, Json, Table, node
from harmony.sdk.tables import copied, explained, opened, view

from .rules import Wanted, compiled


class Rule(TypedDict, total=False):
    """What must hold in each row.

    Attributes:
        column: The column it is about; not needed for an expression.
        min: Least value, a number or a text such as 2024-01-01.
        max: Greatest value.
        not_null: The cell must not be empty.
        unique: No earlier row has the same value.
        pattern: Regular expression that the text must contain.
        one_of: Allowed values.
        expression: A condition over the columns, such as amount > 0 and currency = 'EUR'.
    """

    column: str
    min: float | str
    max: float | str
    not_null: bool
    unique: bool
    pattern: str
    one_of: list[Any]
    expression: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it.

    Attributes:
        valid: Rows that keep all rules; its quality is the share of rows that passed.
        rejected: The others, with a column `problems`.
        report: Counts, and for each rule how many rows break it, with examples.
    """

    valid: Table
    rejected: Table
    report: Json


@node(title="Check table", icon="fa6s.circle-check", effects="none", idempotent=True, blocking="io", scores=True)
def check(rows: Table, *, ctx: Context, rules: list[Rule]) -> Checked:
    """Rules → quality.

    Args:
        rows: The table to check.
        rules: What must hold in each row; an empty cell breaks not_null alone.
    """
    import duckdb

    with opened(ctx) as db:
        try:
            view(db, "harmony_rows", rows, ctx.folder)
            types = {str(r[0]): str(r[1]) for r in db.execute("DESCRIBE harmony_rows").fetchall()}
            is_empty = not len(rows)
            wanted = [] if is_empty else [w for n, rule in enumerate(rules, 1) for w in compiled(rule, types, n)]
            return _sorted(db, wanted, ctx)
        except duckdb.Error as error:
            raise explained(error, "The rules cannot be checked") from error


def _sorted(db: Any, wanted: list[Wanted], ctx: Context) -> Checked:
    """Split the rows by the conditions that `wanted` holds."""
    flags = "".join(f", ({w.sql}) AS harmony_ok_{i}" for i, w in enumerate(wanted))
    texts = [f"CASE WHEN NOT harmony_ok_{i} THEN {_literal(w.text)} END" for i, w in enumerate(wanted)]
    problems = f"concat_ws('; ', {', '.join(texts)})" if texts else "''"
    db.execute(
        "CREATE TEMP TABLE harmony_checked AS "
        f"SELECT *, {problems} AS harmony_problems FROM (SELECT *{flags} FROM "
        "(SELECT *, row_number() OVER () AS harmony_row FROM harmony_rows))"
    )
    own = ", ".join(["harmony_row", "harmony_problems", *(f"harmony_ok_{i}" for i in range(len(wanted)))])
    source = "FROM harmony_checked WHERE harmony_problems {} '' ORDER BY harmony_row"
    valid = copied(db, f"SELECT * EXCLUDE ({own}) {source.format('=')}", ctx.folder / "valid.parquet")
    rejected = copied(
        db,
        f"SELECT * EXCLUDE ({own}), harmony_problems AS problems {source.format('<>')}",
        ctx.folder / "rejected.parquet",
    )
    report = _report(db, wanted, len(valid), len(rejected))
    reason = f"{len(valid)} of {len(valid) + len(rejected)} rows passed"
    ctx.score("valid", report["quality"], reason)
    ctx.score("report", report["quality"], reason)
    return Checked(valid, rejected, report)


def _report(db: Any, wanted: list[Wanted], valid: int, rejected: int) -> dict[str, Any]:
    """Counts, and examples of what breaks each rule."""
    rules = []
    for index, rule in enumerate(wanted):
        where = f"FROM harmony_checked WHERE NOT harmony_ok_{index}"
        failed = db.execute(f"SELECT count(*) {where}").fetchone()[0]
        examples = []
        if failed and rule.column_sql:
            query = f"SELECT harmony_row, CAST({rule.column_sql} AS VARCHAR) {where} ORDER BY 1 LIMIT 5"
            examples = [{"row": row, "value": value} for row, value in db.execute(query).fetchall()]
        rules.append({"rule": rule.text, "failed": failed, "examples": examples})
    total = valid + rejected
    quality = valid / total if total else 1.0
    return {"rows": total, "valid": valid, "rejected": rejected, "quality": quality, "rules": rules}


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
