"""Pieces of an expression, written anew for MiniJinja."""

from __future__ import annotations

from dataclasses import dataclass

from harmony.melody.language.look_ups import dump_label


@dataclass(slots=True)
class Part:
    """A piece of an expression, written anew.

    Attributes:
        code: for where the value must be there.
        maybe: for where it may be missing (`is defined`, `default`).
        chain: for a further look-up on it; None: `code` is used.
        label: as it was written, for messages.
        path: names that lead to it from the scope, if it is a plain look-up.
    """

    code: str
    maybe: str
    chain: str | None = None
    label: str = ""
    path: tuple[str, ...] = ()

    @classmethod
    def sure(cls, code: str) -> Part:
        """A piece that is always there."""
        return cls(code, code)


def look_up(code: str, label: str, path: tuple[str, ...]) -> Part:
    """A look-up of a name or field that may be missing."""
    sure = f"({code} if {code} is defined else __gone({dump_label(label)}))"
    return Part(sure, code, chain=code, label=label, path=path)


def dynamic(part: Part, key: str, label: str, path: tuple[str, ...]) -> Part:
    """A look-up whose key is a value, or a name that Python objects have of themselves."""
    sure = f"__at({part.code}, {key}, {dump_label(part.label or 'value')})"
    maybe = f"({part.code}[{key}] if {part.code} is __has({key}) else __nothing)"
    return Part(sure, maybe, label=label, path=path)
