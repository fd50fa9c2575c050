"""A branch: a node and all that follows it, with what is inside them; told by paths."""

from __future__ import annotations

from collections.abc import Collection

from harmony.conductor.plan.core import Core
from harmony.conductor.plan.region import reach
from harmony.conductor.plan.scopes import table_inside
from harmony.conductor.plan.table import Table


def table_at(core: Core, path: str) -> Table | None:
    """The table that the node at a path stands in; None if there is none."""
    table: Table | None = core.table
    for id in path.split("/")[:-1]:
        index = table.by_id.get(id) if table is not None else None
        if table is None or index is None:
            return None
        table = table_inside(core, table.specs[index], table.base)
    return table


def is_known(core: Core, path: str) -> bool:
    """True if there is a node at a path."""
    table = table_at(core, path)
    return table is not None and path.rpartition("/")[2] in table.by_id


def behind(core: Core, path: str) -> frozenset[str]:
    """Paths of a node and of all that follow it in its own table; empty if it is not known."""
    table = table_at(core, path)
    prefix, slash, id = path.rpartition("/")
    if table is None or id not in table.by_id:
        return frozenset()
    after = [[wire.target for wire in spec.outs if not wire.back] for spec in table.specs]
    return frozenset(prefix + slash + table.specs[index].id for index in reach(table.by_id[id], after))


def is_in(path: str, members: Collection[str]) -> bool:
    """True if a node, or what it stands in, is one of those."""
    while path:
        if path in members:
            return True
        path = path.rpartition("/")[0]
    return False
