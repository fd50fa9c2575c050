"""The one tree of exceptions.

HarmonyError                    what a person can do something about; `str()` is a sentence for them
├── UsageError                  the call was wrong: unknown option, missing or ill-typed input (exit 2)
├── MelodyError                 a document cannot be used; carries its `problems`
│   ├── FormatTooNew            written by a newer Harmony
│   └── EditRefused             an edit does not fit the document as it is now
├── CatalogError                an extension cannot be found, read or loaded
├── ExpressionError             an expression does not parse or cannot be evaluated
├── ValueRefused                a value does not fit the type it is meant for
├── RunError                    a run cannot be started, found or gone on with
│   ├── RunOwned                another process plays it
│   └── RunNotFound             no run of that id
├── StoreError                  the database or the artifacts cannot be read or written
│   ├── StoreTooNew             made by a newer Harmony
│   └── ArtifactDamaged         content does not match its hash
└── EngineLost                  the engine process is gone

Programming mistakes use Python's own exceptions. A failing step is data, not an exception:
see `harmony.sdk.StepFailed` for what an extension raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class HarmonyError(Exception):
    """What a person can do something about.

    Args:
        message: a whole sentence that names the thing and the way out.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(HarmonyError):
    """The call was wrong: nothing has been started or changed."""


class MelodyError(HarmonyError):
    """A Melody cannot be used as it is.

    Args:
        message: the summary.
        problems: every `melody.problems.Problem` found, in file order.
    """

    def __init__(self, message: str, problems: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class FormatTooNew(MelodyError):
    """The file says a format newer than this program knows."""


class EditRefused(MelodyError):
    """An edit does not fit the document as it is now; nothing was changed."""


class CatalogError(HarmonyError):
    """An extension cannot be found, read or loaded."""


class ExpressionError(HarmonyError):
    """An expression does not parse or cannot be evaluated."""


class ValueRefused(HarmonyError):
    """A value does not fit the type that it is meant for."""


class RunError(HarmonyError):
    """A run cannot be started, found or gone on with."""


class RunOwned(RunError):
    """Another living process plays this run."""


class RunNotFound(RunError):
    """No run has that id."""


class StoreError(HarmonyError):
    """The database or the artifacts cannot be read or written; names the path."""


class StoreTooNew(StoreError):
    """The store was made by a newer program."""


class ArtifactDamaged(StoreError):
    """An artifact's content does not match its hash."""


class EngineLost(HarmonyError):
    """The engine process is gone; its runs can be resumed."""
