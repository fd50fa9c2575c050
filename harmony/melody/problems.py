"""Problem: one thing that is wrong in a file, said so that a person can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and the way out.

    Attributes:
        severity: `error` (it cannot be played), `warning` (it can), or `note` (advice, given
            only when a proof is asked for; nothing is wrong).
        code: stable name of the kind of problem, for programs (`wire.nowhere`).
        message: what is wrong, in a sentence without full stop.
        file: as it was given by whoever loads; may be empty.
        line, column: from 1; 0 when the document has no text.
        node: path of the node (`triage/label`), or empty.
        field: the field within the node, or the path of the value elsewhere
            (`with.path`, `inputs.quarter.type`).
        hint: the way out, in a sentence without full stop.
    """

    severity: Severity
    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    node: str = ""
    field: str = ""
    hint: str = ""

    @property
    def is_error(self) -> bool:
        """True if the Melody cannot be played before this is mended."""
        return self.severity == "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        named = [f"node `{self.node}`"] if self.node else []
        if self.field:
            named.append(f"field `{self.field}`")
        tail = f" ({', '.join(named)})" if named else ""
        start = f"{place}: " if place else ""
        return f"{start}{self.severity}: {_sentence(self.message + tail)}" + (
            f" {_sentence(self.hint)}" if self.hint else ""
        )


def _sentence(text: str) -> str:
    return text if text.endswith(("?", ".", "!", "…")) else text + "."


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant; None if none is near."""
    folded = {k.casefold().replace("-", "_"): k for k in known}
    wanted = word.casefold().replace("-", "_")
    if wanted in folded:
        return folded[wanted]
    found = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str], *, what: str = "Known") -> str:
    """A hint for an unknown word: the nearest known one, else what there is."""
    names = list(known)
    near = closest(word, names)
    if near is not None:
        return f"Did you mean `{near}`?"
    if not names:
        return ""
    shown = ", ".join(f"`{n}`" for n in names[:12]) + (" …" if len(names) > 12 else "")
    return f"{what}: {shown}"


def ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems without doubles, in the order of the file."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.line, p.column)))
