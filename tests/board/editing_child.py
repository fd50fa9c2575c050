"""Edits a document at random, saying each edit once it is written down; meant to be killed.

Arguments: folder of journals, file (or `-`: a document without one), seed.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from harmony.board.keeper import Keeper
from harmony.board.opening import new_document, open_document
from harmony.errors import HarmonyError
from harmony.melody.draft import Draft
from harmony.melody.edits import add_node
from tests.melody.random_edits import RandomEdits


def state(draft: Draft) -> str:
    """What must be there again: the text, and what undo and redo would do."""
    done, undone = draft.steps
    history = repr([[(s.edit.label, s.edit.changes) for s in side] for side in (done, undone)])
    return hashlib.sha256(f"{draft.text}\0{history}".encode("utf-8", "surrogatepass")).hexdigest()


def step(keeper: Keeper, makers: RandomEdits) -> None:
    """One random edit, undo, redo or save."""
    draft, pick = keeper.draft, makers.random.random()
    if pick < 0.15:
        draft.undo()
    elif pick < 0.25:
        draft.redo()
    elif pick < 0.3 and keeper.path is not None:
        keeper.save(keeper.path)
    else:
        try:
            draft.do(makers.random.choice(makers.makers)(draft.melody), "typing" if pick < 0.4 else None)
        except (HarmonyError, LookupError, ValueError, TypeError):
            pass  # it did not fit the document of the moment


def main(folder: Path, file: str, seed: int) -> None:
    keeper = new_document(Draft.new("loose"), folder) if file == "-" else open_document(Path(file), folder)
    keeper.draft.do(add_node(keeper.draft.melody, "a", "data.set@1", at=(0, 0), with_={"value": 1}))
    makers = RandomEdits(seed)
    while True:
        print(state(keeper.draft), flush=True)
        step(keeper, makers)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
