"""What tests of journals share."""

from __future__ import annotations

from harmony.board.keeper import Keeper
from harmony.melody import edits


def rename(keeper: Keeper, title: str, node: str = "greet") -> None:
    keeper.draft.do(edits.rename_title(keeper.draft.melody, node, title))


def crash(keeper: Keeper) -> None:
    """What the system does to a killed process: its files are closed, nothing else."""
    assert keeper.journal is not None
    keeper.journal._shut()
    lock = keeper.journal.lock
    assert lock._file is not None
    lock._file.close()
    lock._file = None
