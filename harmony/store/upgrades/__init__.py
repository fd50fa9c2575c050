"""Alembic's folder: `versions` holds one file a step of the database's form."""
