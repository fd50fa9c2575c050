"""sql.query: asks the input tables in DuckDB, or another database by its URL. It never changes data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from harmony.sdk import Context, Out, Param, StepFailed, Table, node
from harmony.sdk.tables import copied, explained, is_tabular, opened, view

Sql = Annotated[str, Param(format="code:sql", title="SQL")]
Url = Annotated[str, Param(title="Database URL", placeholder="postgresql://user@host/name")]


@node(
    title="SQL query",
    icon="fa6s.database",
    effects="reads",
    idempotent=True,
    blocking="io",
    secrets=True,
    examples=[{"title": "Sum by region", "with": {"sql": "SELECT region, sum(amount) FROM rows GROUP BY region"}}],
)
def query(
    *,
    ctx: Context,
    sql: Sql,
    url: Url = "",
    columns: Mapping[str, Sequence[str]] | None = None,
    **tables: Any,
) -> Annotated[Table, Out("rows")]:
    """Tables → table.

    Args:
        sql: The question; input ports are tables by their names, single values are $name (:name with a URL).
        url: Another database, as SQLAlchemy writes it; without it, the embedded DuckDB.
        columns: For each port, columns to add (empty) where its rows lack them: for lists that may come empty.

    Returns:
        What the last statement gives; changes that it makes are undone.
    """
    values = {name: value for name, value in tables.items() if value is not None and not is_tabular(value)}
    inputs = {name: value for name, value in tables.items() if is_tabular(value)}
    if url:
        if inputs:
            first = next(iter(inputs))
            raise _refused(f"The table `{first}` cannot be used in a query to a database: leave out `url` or the wire.")
        return _asked_elsewhere(url, sql, values)
    return _asked_here(ctx, sql, inputs, values, columns or {})


def _asked_here(
    ctx: Context, sql: str, inputs: dict[str, Any], values: dict[str, Any], columns: Mapping[str, Sequence[str]]
) -> Table:
    """The last statement's result, from DuckDB over the inputs."""
    import duckdb

    with opened(ctx) as db:
        try:
            for name, value in inputs.items():
                view(db, name, value, ctx.folder, columns.get(name, ()))
            *before, last = [s.query.strip().rstrip(";") for s in duckdb.extract_statements(sql)] or [""]
            for statement in before:
                db.execute(statement, _used(statement, values))
            if not last:
                raise _refused("`sql` is empty.")
            return copied(db, last, ctx.folder / "rows.parquet", _used(last, values))
        except duckdb.Error as error:
            raise explained(error, "The query cannot be answered") from error


def _used(statement: str, values: dict[str, Any]) -> dict[str, Any] | None:
    """The values that a statement names; DuckDB refuses others."""
    return {name: value for name, value in values.items() if f"${name}" in statement} or None


def _asked_elsewhere(url: str, sql: str, values: dict[str, Any]) -> Table:
    """The result from another database; the transaction is rolled back."""
    import sqlalchemy
    from sqlalchemy import exc

    try:
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
        with engine.connect() as connection:
            result = connection.execute(sqlalchemy.text(sql), values)
            rows = [dict(row) for row in result.mappings()] if result.returns_rows else []
            connection.rollback()
    except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
        raise _refused(f"The database URL cannot be used: {error}") from error
    except exc.OperationalError as error:
        is_lost = error.connection_invalidated
        name = "network" if is_lost else "invalid_input"
        raise StepFailed(f"The database did not answer: {error.orig}", error_class=name) from error
    except exc.SQLAlchemyError as error:
        raise _refused(f"The query cannot be answered: {getattr(error, 'orig', None) or error}") from error
    return Table(rows)


def _refused(message: str) -> StepFailed:
    return StepFailed(message, error_class="invalid_input", retryable=False)
