"""Runs, their journals, and what this database is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the first tables."""
    op.create_table("harmony", sa.Column("schema_version", sa.Integer, nullable=False), _text("program"))
    op.create_table(
        "runs",
        sa.Column("id", sa.Text, primary_key=True),
        *map(_text, ("name", "path", "status")),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("ended", sa.Float),
        sa.Column("melody", sa.JSON, nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        _text("base"),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("outcome", sa.JSON, nullable=False),
        _text("owner"),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("place", sa.JSON, nullable=False),
        sa.Column("renewed", sa.Float, nullable=False),
    )
    op.create_index("runs_created", "runs", ["created"])
    op.create_table(
        "journal",
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        *map(_text, ("kind", "node", "pass")),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
