"""Events by name on their way to runs that other processes play, or nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("run", "sender", "name")),
        sa.Column("value", sa.LargeBinary),
        sa.Column("sent", sa.Float, nullable=False),
        sa.Column("key", sa.Text, unique=True),
        sqlite_autoincrement=True,
    )
    op.create_index("mailbox_run", "mailbox", ["run", "id"])
