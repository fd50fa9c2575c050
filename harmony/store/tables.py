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

# Numbers of the runs that have records; one is never given twice.
journals = sa.Table(
    "journals",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run", sa.Text, nullable=False, unique=True),
    sqlite_autoincrement=True,
)

# Records; `id` is of the run and the place in it, see `keys`.
journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("node", sa.Text, nullable=False),
    sa.Column("pass", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

# What was learnt of a Player for a capability; sums, `quality` that of all scores.
learnt = sa.Table(
    "learnt",
    metadata,
    sa.Column("player", sa.Text, primary_key=True),
    sa.Column("capability", sa.Text, primary_key=True),
    sa.Column("ok", sa.Float, nullable=False),
    sa.Column("failed", sa.Float, nullable=False),
    sa.Column("scored", sa.Float, nullable=False),
    sa.Column("quality", sa.Float, nullable=False),
    sa.Column("usd", sa.Float, nullable=False),
    sa.Column("tokens", sa.Float, nullable=False),
    sa.Column("time", sa.Float, nullable=False),
    sa.Column("updated", sa.Float, nullable=False),
    sa.Column("gated", sa.Float, nullable=False),
    sa.Column("reached", sa.Float, nullable=False),
)

# How what a node made with a type fared: uses that ended well, and all; `hash` says of which form of the node.
uses = sa.Table(
    "uses",
    metadata,
    sa.Column("melody", sa.Text, primary_key=True),
    sa.Column("node", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("well", sa.Float, nullable=False),
    sa.Column("uses", sa.Float, nullable=False),
    sa.Column("updated", sa.Float, nullable=False),
)

# Circuit breakers that are open, or have failures in a row.
breakers = sa.Table(
    "breakers",
    metadata,
    sa.Column("player", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("until", sa.Float, nullable=False),
)

# Tokens of the machine that are held: one row each, with the process that holds it.
tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("node", sa.Text, nullable=False),
    sa.Column("pass", sa.Text, nullable=False),
    sa.Column("count", sa.Float, nullable=False),
    sa.Column("place", sa.JSON, nullable=False),
    sa.Column("renewed", sa.Float, nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
    sa.Index("tokens_name", "name"),
    sqlite_autoincrement=True,
)

# Events by name on their way to runs; `key` makes that one is sent once.
mailbox = sa.Table(
    "mailbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("value", sa.LargeBinary),
    sa.Column("sent", sa.Float, nullable=False),
    sa.Column("key", sa.Text, unique=True),
    sa.Index("mailbox_run", "run", "id"),
    sqlite_autoincrement=True,
)
