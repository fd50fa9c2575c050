"""Runs the upgrades on the connection that `store.upgrade` opened."""

from __future__ import annotations

from alembic import context

from harmony.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
