"""How what nodes made fared with those who were given it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "uses",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("melody", "node", "type")),
        sa.Column("hash", sa.Text, nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("well", "uses", "updated")),
    )
