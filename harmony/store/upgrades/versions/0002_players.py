"""What runs share beyond their journals: what was learnt of Players, their circuit breakers, tokens of the machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "learnt",
        sa.Column("player", sa.Text, primary_key=True),
        sa.Column("capability", sa.Text, primary_key=True),
        *(_number(name) for name in ("ok", "failed", "scored", "quality", "usd", "tokens", "time", "updated")),
    )
    op.create_table(
        "breakers",
        sa.Column("player", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        _number("until"),
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("name", "run", "node", "pass")),
        _number("count"),
        sa.Column("place", sa.JSON, nullable=False),
        _number("renewed"),
        _number("seen"),
        sqlite_autoincrement=True,
    )
    op.create_index("tokens_name", "tokens", ["name"])


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float, nullable=False)
