"""The tables, as SQLAlchemy Core sees them. Importing this is dear: only upgrades do.

The upgrades in `upgrades/versions` build the same tables step by step; a test compares the two,
and the columns that `runs` and `writer` name with these.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

about = sa.Table(
    "harmony",
    metadata,
    sa.Column("schema_version", sa.Integer, nullable=False),
    sa.Column("program", sa.Text, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("ended", sa.Float),
    sa.Column("melody", sa.JSON, nullable=False),
    sa.Column("inputs", sa.JSON, nullable=False),
    sa.Column("base", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("outcome", sa.JSON, nullable=False),
    # Who plays it; an empty owner means nobody.
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("renewed", sa.Float, nullable=False),
    sa.Index("runs_created", "created"),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("run", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("node", sa.Text, nullable=False),
    sa.Column("pass", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
