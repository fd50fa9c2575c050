"""How often what a Player gave reached the gate that looked at it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing was counted before."""
    for name in ("gated", "reached"):
        op.add_column("learnt", sa.Column(name, sa.Float, nullable=False, server_default="0"))
