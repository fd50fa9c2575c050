"""Records by one key of their run and their place in it, in place of an index beside the table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SEQS = 1 << 32


def upgrade() -> None:
    """Number the runs and move their records."""
    op.create_table(
        "journals",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run", sa.Text, nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    op.rename_table("journal", "journal_by_run")
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "node", "pass")),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.execute("INSERT INTO journals (run) SELECT DISTINCT run FROM journal_by_run ORDER BY run")
    op.execute(
        f"INSERT INTO journal SELECT number * {_SEQS} + seq, at, kind, node, pass, attempt, body "
        "FROM journal_by_run JOIN journals USING (run) ORDER BY number, seq"
    )
    op.drop_table("journal_by_run")
